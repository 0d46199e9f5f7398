"""The times of daily reports in Django admin: written as a clock, by whoever keeps the election."""

from datetime import date

import pytest

from desks.models import Area, Role, User
from reports.models import ReportingTimes

LIST = "/admin/reports/reportingtimes/"
GOOD = {
    "election": "pilkada-dki-2024",
    "tier": 4,
    "effective_from": "2024-11-20",
    "times": "06.00, 18:30",
    "grace_minutes": 15,
}


@pytest.fixture
def keeper(cast):
    """The administrator of the province, where the election is held."""
    return User.objects.create_user(
        "keeper", "rahasia-contoh", role=Role.ADMINISTRATOR, area=Area.objects.get(pk="31"), name="Contoh"
    )


@pytest.fixture
def row(election):
    return ReportingTimes.objects.create(election=election, tier=4, effective_from=date(2024, 1, 1), times=[360, 1110])


def test_the_keeper_of_the_election_writes_times_as_a_clock(client, keeper, election):
    client.force_login(keeper)
    assert client.post(f"{LIST}add/", GOOD).status_code == 302
    row = ReportingTimes.objects.get()
    assert (row.times, row.grace_minutes, row.on_voting_day) == ([360, 1110], 15, False)
    assert row.history.get().history_user == keeper


def test_the_form_shows_them_as_a_clock(client, keeper, row):
    client.force_login(keeper)
    html = client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert 'value="06.00, 18.30"' in html
    assert "06.00, 18.30" in client.get(LIST).content.decode()


BAD = ["", "16", "25.00", "18.00, 06.00", "06.00, 06.00", "24.00", "x" * 300, "06.00,", "[360]"]


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_time_is_refused_in_words_and_kept_in_the_form(client, keeper, election, bad):
    client.force_login(keeper)
    response = client.post(f"{LIST}add/", {**GOOD, "times": bad})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not ReportingTimes.objects.exists()


def test_the_same_from_the_same_date_is_refused_in_words(client, keeper, row):
    client.force_login(keeper)
    response = client.post(f"{LIST}add/", {**GOOD, "effective_from": "2024-01-01"})
    assert response.status_code == 200
    assert ReportingTimes.objects.count() == 1


def test_an_administrator_of_a_city_reads_the_times_of_the_province(client, cast, row):
    client.force_login(cast.administrator)
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{row.pk}/change/", {**GOOD, "times": "01.00"}).status_code == 403
    client.post(f"{LIST}add/", GOOD)
    row.refresh_from_db()
    assert (row.times, ReportingTimes.objects.count()) == ([360, 1110], 1)
