"""Several elections at once: which one a dashboard shows, that it hides no other, and that a click changes none."""

from datetime import date

import pytest
from django.core.cache import cache

from desks.models import NATION, Area, Desk, Election, Role, User
from reports.actions.folding import fold
from reports.models import Event

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .conftest import indonesian, text_of
from .test_wall_round import desk_columns

OTHER = indonesian("Another election is under way here:")


@pytest.fixture
def mayors(desks):
    """An election of the city alone, which votes before the governor's."""
    names = {"name_id": "Contoh wali kota", "name_en": "Sample of the mayor"}
    return Election.objects.create(slug="contoh-wali-kota", voting_on=date(2024, 11, 20), scope_id=CITY, **names)


def open_desk(election, *codes):
    Desk.objects.bulk_create(Desk(area_id=code, **{**desk_columns(), "election_id": election.pk}) for code in codes)


def shown(client, code, query=""):
    """(the election named at the head, the whole text)."""
    text = text_of(client.get(f"/dashboard/{code}/{query}"))
    return text.split(" menuju ")[0].split(" setelah ")[0], text


def test_the_desk_of_the_area_itself_tells_the_election(mayors, election, login_as):
    """Not one that is held somewhere below, though it votes sooner."""
    open_desk(mayors, PENJARINGAN)
    client = login_as("official")
    assert election.name_id in shown(client, CITY)[0]
    assert mayors.name_id in shown(client, PENJARINGAN)[0]
    open_desk(mayors, CITY)
    cache.clear()
    assert mayors.name_id in shown(client, CITY)[0], "of two with a desk here that which votes next"
    assert election.name_id in shown(login_as("province_coordinator"), PROVINCE)[0]


def test_without_a_desk_of_its_own_the_election_of_those_above_comes_first(mayors, election, login_as):
    Election.objects.filter(pk=mayors.pk).update(scope="31.72.04")
    open_desk(mayors, "31.72.04")
    Desk.objects.filter(area=CITY).update(active_until=date(2024, 11, 12))
    assert election.name_id in shown(login_as("official"), CITY)[0]


def test_another_election_is_named_with_what_is_open_in_it(mayors, election, make_report, login_as):
    assert OTHER not in shown(login_as("official"), CITY)[1]
    make_report(severity="darurat", classification="rahasia")
    make_report(classification="biasa")
    fold()
    make_report(classification="biasa")  # not folded yet: it counts all the same
    open_desk(mayors, CITY)
    cache.clear()
    for person, count in (("official", 3), ("observer", 2)):
        page = login_as(person).get(f"/dashboard/{CITY}/")
        assert f"{OTHER} {election.name_id} ({count} laporan terbuka)" in text_of(page)
        assert f'href="/dashboard/{CITY}/?election={election.pk}"' in page.content.decode()
    assert (
        f"{OTHER} {mayors.name_id} (0 laporan terbuka)"
        in shown(login_as("official"), CITY, f"?election={election.pk}")[1]
    )
    Desk.objects.filter(election=mayors).update(active_until=date(2024, 11, 12))
    cache.clear()
    assert OTHER not in shown(login_as("official"), CITY)[1], "what is over is nothing to look at"


def test_a_click_changes_no_election(mayors, election, login_as):
    """Links to other dashboards keep the election, where there is another one or one was asked for."""
    client = login_as("official")
    html = client.get(f"/dashboard/{CITY}/").content.decode()
    assert (
        f'href="/dashboard/{PENJARINGAN}/"' in html
        and "?election=" not in html.split("Wilayah di bawah")[1].split("cell-main")[1].split("num")[0]
    )
    open_desk(mayors, CITY)
    cache.clear()
    for query, slug in (("", mayors.pk), (f"?election={election.pk}", election.pk)):
        html = client.get(f"/dashboard/{CITY}/{query}").content.decode()
        assert html.count(f'href="/dashboard/{PENJARINGAN}/?election={slug}"') == 2, "the tile and the row"
        assert f'href="/dashboard/{PENJARINGAN}/"' not in html
        assert f'href="?wall=1&amp;election={slug}"' in html
        below = client.get(f"/dashboard/{PENJARINGAN}/?election={slug}").content.decode()
        assert f'href="/dashboard/{CITY}/?election={slug}"' in below, "the way back"


def test_events_and_decisions_are_those_of_the_election(mayors, make_report, login_as, cast, election):
    report = make_report(title="Perihal gubernur", by=cast.city_officer, area=CITY, severity="darurat")
    open_desk(mayors, CITY)
    client = login_as("official")
    assert report.title not in shown(client, CITY)[1]
    assert report.title in shown(client, CITY, f"?election={election.pk}")[1]


@pytest.mark.parametrize("slug", ["tidak-ada", "PILKADA-DKI-2024", "x" * 5000, "contoh-wali-kota%20", "a/../b"])
def test_an_election_that_is_none_is_no_quiet_place(slug, mayors, login_as):
    for address in (f"/dashboard/{CITY}/", f"/dashboard/{CITY}/live/", f"/dashboard/{CITY}/dashboard.pdf"):
        answer = login_as("official").get(f"{address}?election={slug}", headers={"HX-Request": "true"})
        assert answer.status_code == 404
    assert login_as("official").get(f"/dashboard/{CITY}/?wall=1&election={slug}").status_code == 404


def test_an_election_of_elsewhere_is_not_held_here(desks, election, client):
    """Who sees the whole country sees the elections of Jakarta, but not in Bali."""
    user = User.objects.create_user("negara", "x", role=Role.OFFICIAL, area=Area.objects.get(pk=NATION))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    text = text_of(client.get("/dashboard/51/"))
    assert indonesian("No election is held here.") in text and election.name_id not in text
    assert indonesian("No report yet.") in text, "where nothing was filed nothing is closed"
    assert client.get(f"/dashboard/51/?election={election.pk}").status_code == 404
    assert election.name_id in text_of(client.get(f"/dashboard/{PROVINCE}/"))


def test_of_events_of_one_moment_the_last_is_the_newest(make_report, login_as):
    """A report filed while the desk is shut goes on at once: first filed, then passed on."""
    Desk.objects.filter(area=PLUIT).update(opens_at=23 * 60, closes_at=24 * 60)
    report = make_report(severity="darurat", now=NOW)
    kinds = [event.get_kind_display() for event in Event.objects.filter(report=report).order_by("seq")]
    assert len(kinds) == 2
    told = shown(login_as("official"), CITY)[1].partition(indonesian("Newest events"))[2]
    assert told.index(kinds[1]) < told.index(kinds[0])


def test_more_decisions_than_are_shown_are_told_of(make_report, login_as, cast):
    client = login_as("official")
    assert indonesian("No report waits for a decision here.") in shown(client, CITY)[1]
    more = indonesian("All open reports that this desk holds")
    for number in range(9):
        assert more not in shown(client, CITY)[1]
        make_report(by=cast.city_officer, area=CITY, title=f"Perihal {number}")
    page = client.get(f"/dashboard/{CITY}/")
    assert more in text_of(page)
    link = page.content.decode().partition(more)[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "9 laporan" in text_of(client.get(link))


def test_who_has_no_desk_decides_nothing(desks, login_as):
    Desk.objects.filter(area="31.72.01.1003").delete()
    text = shown(login_as("official"), "31.72.01.1003")[1]
    assert indonesian("Needs a decision now") not in text
