"""Officials and observers of the whole country: every page serves them, and each figure is the list behind it."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desks.models import NATION, Area, Election, Electorate, Role, Stage, User
from reports.actions.folding import rebuild_rollups
from reports.models import Classification, DailyDue, Recommendation, Report

from ..conftest import CITY, NOW, PLUIT, PROVINCE
from ..daily_cast import FOUR, desk_at, make_due, sign_nihil
from ..reports.daily_readers import pdf_text
from .conftest import read_page, text_of
from .crowd import crowd
from .test_dashboard import FOOT, ROW, TOP, Figures, total_of_list
from .test_list import numbers_of

BALI, DENPASAR = "51", "51.71.01.1001"
#: No desk stands there that a report could escalate to.
TOP_OF_THE_COUNTRY = [name for name in TOP if name != "escalated"]
LOOKING_ON = [Role.OFFICIAL, Role.OBSERVER]
PAGES = [
    "/dashboard/{}/",
    "/inventory/{}/",
    "/daily/{}/",
    "/daily/{}/recommendations/",
]
OFFICIALS_PAGES = [*PAGES, "/daily/{}/instructions/", "/daily/{}/recommendations/new/", "/dashboard/{}/coverage/"]


@pytest.fixture
def everywhere(reference):
    """An election of the whole country."""
    names = {"name_id": "Pemilihan Contoh", "name_en": "Sample election"}
    return Election.objects.create(slug="contoh", voting_on=date(2024, 11, 27), scope_id=NATION, **names)


@pytest.fixture
def national(client, reference):
    """national(role) -> the client of somebody of the whole country, and who it is."""

    def national(role=Role.OFFICIAL):
        area = Area.objects.get(pk=NATION)
        user = User.objects.create_user(f"nasional.{role}", "rahasia-contoh", role=role, area=area)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return national


@pytest.fixture
def filled(everywhere, cast):
    """Reports in two provinces of two time zones."""
    areas = [PLUIT, CITY, PROVINCE, DENPASAR, "51.71", BALI]
    return crowd(80, seed=45, areas=areas, by=cast.province_coordinator, elections=[everywhere])


# Every page


@pytest.mark.parametrize("role", LOOKING_ON)
def test_they_land_on_the_dashboard_of_the_country(national, role, filled):
    client = national(role)
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/dashboard/00/"
    assert "Indonesia" in read_page(client, "/dashboard/00/")


@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("role", LOOKING_ON)
def test_every_page_serves_them_at_every_tier(national, role, is_empty, request):
    if not is_empty:
        request.getfixturevalue("filled")
    client = national(role)
    pages = OFFICIALS_PAGES if role == Role.OFFICIAL else PAGES
    for code in (NATION, PROVINCE, BALI, CITY, PLUIT):
        for page in pages:
            assert client.get(page.format(code)).status_code == 200, (page, code)


def test_the_files_of_the_inventory_are_there(national, filled):
    client = national()
    for ending in ("csv", "xlsx"):
        assert client.get(f"/inventory/00/incidents.{ending}?election=contoh").status_code == 200


@pytest.mark.parametrize("query", ["", "?area=00", "?area=51", "?holder=00", "?area=00&here_only=1", "?area=00.01"])
def test_the_list_with_any_area(national, filled, query):
    assert national().get(f"/reports/{query}").status_code == 200


def test_lists_offer_the_provinces(national, filled):
    form = national().get("/reports/").context["form"]
    assert [code for code, _name in form.fields["area"].widget.choices] == ["", NATION, PROVINCE, BALI]


def test_a_report_and_a_recommendation_on_it(national, make_report):
    report = make_report()
    client = national()
    assert report.title in read_page(client, f"/reports/{report.number}/")
    fields = {"recommendation": "Contoh saran.", "turn": report.turn}
    assert client.post(f"/reports/{report.number}/recommend/", fields).status_code == 302
    assert Recommendation.objects.get().text == "Contoh saran."
    assert "Contoh saran." in read_page(client, "/daily/00/recommendations/")


def test_what_an_official_recommends_to_the_country(national, everywhere):
    client = national()
    fields = {"text": "Contoh saran.", "election": "contoh", "classification": Classification.BIASA}
    fields["idempotency_key"] = "5a2cbd4e-4b1f-4a52-9d0c-5f5f6d8f9a10"
    assert client.post("/daily/00/recommendations/new/", fields).status_code == 302
    row = Recommendation.objects.get()
    assert (row.area_id, row.addressed_to) == (NATION, None)
    fields = {"state": "taken_up", "seen": "proposed", "text": ""}
    assert client.post(f"/daily/00/recommendations/{row.pk}/", fields).status_code == 302


def test_instructions_come_from_the_provinces(national, desks):
    client = national()
    assert client.get("/daily/00/instructions/new/").status_code == 403
    assert client.post("/daily/00/instructions/new/", {}).status_code == 403
    assert "/instructions/new/" not in client.get("/daily/00/instructions/").content.decode()


def test_an_administrator_of_the_nation_goes_to_the_administration(national):
    client = national(Role.ADMINISTRATOR)
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/admin/"


# Who does not see it


@pytest.mark.parametrize("page", OFFICIALS_PAGES)
def test_the_country_is_as_if_it_never_was_for_a_province(page, client, reference):
    area = Area.objects.get(pk=PROVINCE)
    official = User.objects.create_user("provinsi", "rahasia-contoh", role=Role.OFFICIAL, area=area)
    client.force_login(official, "django.contrib.auth.backends.ModelBackend")
    refused, never = client.get(page.format(NATION)), client.get(page.format("99"))
    assert refused.status_code == never.status_code == 404
    assert text_of(refused) == text_of(never)
    assert "Indonesia" not in read_page(client, f"/dashboard/{PROVINCE}/").split("Provinsi")[0]
    assert "/00/" not in client.get(f"/dashboard/{PROVINCE}/").content.decode()


# Figures


def test_the_dashboard_has_a_row_for_each_province(national, filled, worker_alive):
    client = national()
    page = Figures(client.get("/dashboard/00/?election=contoh"))
    assert page.rows == ["Provinsi Daerah Khusus Ibukota Jakarta", "Provinsi Bali"]
    address = [f"/dashboard/{code}/" in client.get("/dashboard/00/").content.decode() for code in (PROVINCE, BALI)]
    assert address == [True, True]


@pytest.mark.parametrize("code", [NATION, PROVINCE, BALI])
def test_each_figure_is_the_list_behind_it(national, filled, worker_alive, code):
    client = national()
    page = Figures(client.get(f"/dashboard/{code}/?election=contoh"))
    linked = [(name, number, link) for name, number, link in page.figures if link]
    assert {name for name, _number, _link in linked} >= {"open", "waiting", "resolved_today"}
    for name, number, link in linked:
        assert total_of_list(client.get(link)) == int(number.split()[0]), (name, link)


def test_the_country_is_the_sum_of_its_provinces(national, filled, worker_alive):
    page = Figures(national().get("/dashboard/00/?election=contoh"))
    total, _matrix, *rows = page.take(TOP_OF_THE_COUNTRY), page.take(FOOT), page.take(ROW), page.take(ROW)
    assert total["open"][0] == Report.objects.still_open().count()
    for name in ("overdue", "waiting", "open", "resolved_today"):
        assert sum(row[name][0] for row in rows) == total[name][0], name


@pytest.mark.parametrize(
    ("moment", "in_jakarta", "in_denpasar"),
    [
        ("2024-11-12T15:59:00Z", 0, 0),  # 23.59 WITA of the day before
        ("2024-11-12T16:01:00Z", 0, 1),  # 23.01 WIB, 00.01 WITA
        ("2024-11-12T17:01:00Z", 1, 1),  # 00.01 WIB
        ("2024-11-13T15:59:00Z", 1, 1),
        ("2024-11-13T16:01:00Z", 1, 0),  # 00.01 WITA of the day after
        ("2024-11-13T17:01:00Z", 0, 0),
    ],
)
def test_resolved_today_is_each_reports_own_day(
    national, everywhere, cast, worker_alive, moment, in_jakarta, in_denpasar
):
    rows = [crowd(1, seed=1, areas=[code], by=cast.official, elections=[everywhere])[0] for code in (PLUIT, DENPASAR)]
    Report.objects.update(state="closed", classification="biasa", resolved_at=moment)
    rebuild_rollups()
    client = national()
    expected = [row.number for row, found in zip(rows[::-1], (in_denpasar, in_jakarta), strict=True) if found]
    assert numbers_of(client, {"resolved_on": "2024-11-13"}) == expected
    today = Figures(client.get("/dashboard/00/?election=contoh")).take(TOP_OF_THE_COUNTRY)["resolved_today"][0]
    assert today == in_jakarta + in_denpasar


def test_queries_do_not_grow(national, filled, cast, everywhere):
    client = national()

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/dashboard/00/").status_code == 200
        return len(found)

    before = queries()
    crowd(60, seed=3, areas=[PLUIT, DENPASAR], by=cast.official, elections=[everywhere])
    cache.clear()
    assert queries() == before == 8


# Each area's own clock


@pytest.mark.parametrize(
    ("code", "time", "other"),
    [(BALI, "10.00 WITA", "WIB"), (PROVINCE, "09.00 WIB", "WITA"), (NATION, "09.00 WIB", "WITA")],
)
@pytest.mark.parametrize("form", ["", "live/", "?wall=1", "dashboard.pdf"])
def test_a_dashboard_is_in_the_zone_of_its_area(national, filled, clock, form, code, time, other):
    clock.now = NOW
    answer = national().get(f"/dashboard/{code}/{form}", headers={"HX-Request": "true"})
    words = pdf_text(answer.content) if form == "dashboard.pdf" else text_of(answer)
    assert time in words
    assert other not in words


def test_what_follows_a_dashboard_is_in_the_readers_zone_again(national, filled, clock):
    clock.now = NOW
    client = national()
    client.get(f"/dashboard/{BALI}/")
    assert "09.00 WIB" in text_of(client.get(f"/dashboard/{NATION}/"))
    assert timezone.get_current_timezone_name() == "Asia/Jakarta"


# The way down and up


@pytest.mark.parametrize("page", ["/dashboard/{}/", "/inventory/{}/", "/daily/{}/"])
def test_the_way_up_leads_to_the_nation(national, filled, page):
    content = national().get(page.format(PLUIT)).content.decode()
    crumbs = content.split("crumbs")[1].split("</nav>")[0].split("</p>")[0]
    found = [crumbs.find(page.format(code)) for code in (NATION, "31", "31.72", "31.72.01")]
    assert found == sorted(found) and found[0] > 0


# The inventory


def test_the_inventory_of_the_country_is_by_province(national, filled):
    content = read_page(national(), "/inventory/00/?election=contoh")
    assert content.index("Provinsi Daerah Khusus Ibukota Jakarta") < content.index("Provinsi Bali")


def test_stations_of_the_country_are_those_of_its_provinces(national, filled, everywhere):
    for code, number in ((PROVINCE, 1_000), (BALI, 234)):
        Electorate.objects.create(election=everywhere, area_id=code, polling_stations=number, voters=1)
    inventory = national().get("/inventory/00/?election=contoh").context["inventory"]
    assert inventory.total.stations == 1_234
    assert sum(row.number for row in inventory.areas) == inventory.total.number == len(filled)


def test_an_incident_counts_in_the_stage_of_its_own_day(national, everywhere, cast):
    """Half past eleven at night in Jakarta, when the stage of the morrow runs in Denpasar already."""
    for order, day in ((1, 12), (2, 13)):
        when = date(2024, 11, day)
        Stage.objects.create(election=everywhere, order=order, name_id=f"Tahap {day}", starts_on=when, ends_on=when)
    for code in (PLUIT, DENPASAR):
        crowd(1, seed=1, areas=[code], by=cast.official, elections=[everywhere])
    Report.objects.update(occurred_at=NOW.replace(day=12, hour=23, minute=30), classification="biasa")
    inventory = national().get("/inventory/00/?election=contoh").context["inventory"]
    assert [(row.label, row.number) for row in inventory.stages] == [("Tahap 12", 1), ("Tahap 13", 1)]


# Daily reports


@pytest.fixture
def evening(everywhere):
    """A round: the wards of two provinces, one of which has reported."""
    dues = [make_due(desk_at(code, everywhere)) for code in (PLUIT, "31.72.01.1003", DENPASAR)]
    sign_nihil(dues[0])
    return dues


def test_the_board_of_the_country_is_by_province(national, evening, clock):
    clock.now = FOUR + timedelta(hours=2)
    board = national().get("/daily/00/").context["board"]
    assert [(area.pk, counts.due, counts.received) for area, counts in board.rows] == [(PROVINCE, 2, 1), (BALI, 1, 0)]
    assert (board.groups, board.own_tile, board.total.due) == ([], None, 3)


def test_the_board_names_no_district_of_the_country(national, evening, clock):
    clock.now = FOUR + timedelta(hours=2)
    client = national()
    with CaptureQueriesContext(connection) as queries:
        client.get("/daily/00/")
    (areas,) = [
        query["sql"] for query in queries if 'FROM "desks_area"' in query["sql"] and '"tier" <=' in query["sql"]
    ]
    assert '"tier" <= 1' in areas


def test_all_desks_of_the_country_are_reminded(national, evening, clock):
    clock.now = FOUR + timedelta(hours=2)
    client = national()
    query = {"on": "2024-11-13", "at": "16:00"}
    assert client.post("/daily/00/remind/", query).status_code == 302
    assert DailyDue.objects.filter(reminders__isnull=False).count() == 2
    observer = national(Role.OBSERVER)
    assert observer.get("/daily/00/").status_code == 200
    assert observer.post("/daily/00/remind/", query).status_code == 403


def test_a_signed_report_is_read_from_the_country(national, evening, clock):
    clock.now = FOUR + timedelta(hours=2)
    report = evening[0].reports.get()
    assert national().get(f"/daily/{PLUIT}/{report.pk}/").status_code == 200


# Nothing else of the product takes the nation for one of its areas


def test_the_country_has_no_desk_to_look_at(national):
    client = national()
    pages = ("", "handovers/", "roster/", "logbook/", "attendance/", "swaps/", "roster.pdf")
    assert {client.get(f"/desks/00/{page}").status_code for page in pages} == {403}
    keeper = national(Role.ADMINISTRATOR)
    assert {keeper.get(f"/desks/00/{page}").status_code for page in pages} <= {200, 403, 404}


def test_a_user_of_a_province_filters_by_the_nation_in_vain(login_as, make_report):
    """Everything they see lies below it; the box offers it to nobody."""
    report = make_report()
    client = login_as("official")
    assert numbers_of(client, {"area": NATION}) == [report.number]
    form = client.get(f"/reports/?area={NATION}").context["form"]
    assert NATION not in [code for code, _name in form.fields["area"].widget.choices]
