"""The inventory of problems: its three tables tally with each other and with a plain count, whoever looks."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desks.models import Area, Desk, Election, Electorate, Stage
from reports.dashboard import dashboard_of
from reports.inventory import HEADINGS, NO_STAGE, incidents, inventory_of
from reports.models import Category, Report

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD, WIB
from ..web.crowd import OPEN, crowd, lies_in, seen

SISTER_WARD, SISTER_DISTRICT = "31.72.01.1003", "31.72.02"
PLACES = [PLUIT, SISTER_WARD, PENJARINGAN, SISTER_DISTRICT, CITY, PROVINCE, TWIN_WARD, TWIN_CITY]
#: Who looks at which inventories: all roles, all tiers, own area and below.
LOOKS = {
    "province_officer": [PROVINCE],
    "province_coordinator": [PROVINCE, CITY, PENJARINGAN, PLUIT],
    "city_officer": [CITY],
    "official": [CITY, PENJARINGAN],
    "observer": [CITY, PENJARINGAN],
    "penjaringan_coordinator": [PENJARINGAN, SISTER_WARD],
    "pluit_officer": [PLUIT],
    "outsider_official": [TWIN_CITY],
}


def scatter(reports, seed):
    """Incidents around every boundary of the calendar, most of them with polling stations."""
    dice = random.Random(seed)
    edges = {day for stage in Stage.objects.all() for day in (stage.starts_on, stage.ends_on)}
    midnights = [datetime(day.year, day.month, day.day, tzinfo=WIB) for day in sorted(edges)]
    moments = [midnight + timedelta(days=days) for midnight in midnights for days in (0, 1)]
    for report in reports:
        report.occurred_at = dice.choice(moments) + timedelta(seconds=dice.choice([-1, 0, 1, 40_000]))
        report.stations_affected = dice.choice([0, 0, 1, 3, 40])
    Report.objects.bulk_update(reports, ["occurred_at", "stations_affected"])
    return reports


@pytest.fixture
def many(desks, cast, election):
    """240 random reports, of two elections; only the desks of one are still active."""
    elections = [election, election, Election.objects.get(pk="pemilu-2024")]
    reports = crowd(240, seed=31, areas=PLACES, by=cast.province_coordinator, elections=elections)
    Desk.objects.filter(election="pemilu-2024").update(active_until=date(2024, 2, 29))
    return scatter(reports, seed=32)


def take(user, code, election, *, link=None, narrow=lambda reports: reports):
    area = Area.objects.get(pk=code)
    stages = list(Stage.objects.filter(election=election))
    reports = narrow(incidents(user, area, election, stages))
    categories = list(Category.objects.all())
    return inventory_of(user, area, reports, election=election, stages=stages, categories=categories, link=link)


def counted(reports):
    """The figures of a row in plain Python."""
    states = Counter(report.state for report in reports)
    return {
        "number": len(reports),
        "open": sum(states[state] for state in OPEN),
        "resolved": states["resolved"],
        "closed": states["closed"],
        "unfounded": states["unfounded"],
        "affected": sum(report.stations_affected for report in reports if report.state != "unfounded"),
    }


def figures(row):
    return {name: getattr(row, name) for name in HEADINGS}


def summed(rows):
    rows = list(rows)
    return {name: sum(getattr(row, name) for row in rows) for name in HEADINGS}


def stage_in_words(report, stages):
    """The rule: of the stages running on the local date the one that began last, then the higher in order."""
    day = report.occurred_at.astimezone(WIB).date()
    running = [stage for stage in stages if stage.starts_on <= day <= stage.ends_on]
    return max(running, key=lambda stage: (stage.starts_on, stage.order)).pk if running else "none"


@pytest.mark.parametrize("person", LOOKS)
def test_the_three_tables_tally(person, many, cast, election):
    user, stages = getattr(cast, person), list(Stage.objects.filter(election=election))
    for code in LOOKS[person]:
        here = [report for report in lies_in(seen(many, user), code) if report.election_id == election.pk]
        inventory = take(user, code, election)
        categories = [row for _group, rows in inventory.groups for row in rows]
        expected = counted(here)
        assert here
        assert figures(inventory.total) == expected
        assert summed(categories) == summed(group for group, _rows in inventory.groups) == expected
        assert summed(inventory.areas) == summed(inventory.stages) == expected
        for row in categories:
            assert figures(row) == counted([report for report in here if report.category_id == row.key])
        for row in inventory.areas:
            inside = lies_in(here, row.key) if row.key else own_level(here, code)
            assert figures(row) == counted(inside), row.label
        for row in inventory.stages:
            of_stage = [report for report in here if stage_in_words(report, stages) == row.key]
            assert figures(row) == counted(of_stage), row.label


def own_level(reports, code):
    return [report for report in reports if report.area_id == code]


@pytest.mark.parametrize("seed", range(5))
def test_other_crowds_tally(seed, desks, cast, election):
    reports = crowd(90, seed=seed, areas=PLACES, by=cast.province_coordinator, elections=[election])
    scatter(reports, seed)
    for person, code in (("province_coordinator", PROVINCE), ("city_officer", CITY), ("observer", PENJARINGAN)):
        user = getattr(cast, person)
        inventory = take(user, code, election)
        expected = counted(lies_in(seen(reports, user), code))
        groups = [group for group, _rows in inventory.groups]
        assert figures(inventory.total) == expected
        assert summed(groups) == summed(inventory.areas) == summed(inventory.stages) == expected


def test_the_crowd_holds_every_case(many, election):
    """The tallies would prove little without overlapping stages, gaps between them, and unfounded reports."""
    stages = list(Stage.objects.filter(election=election))
    here = [report for report in many if report.election_id == election.pk]
    assert {stage_in_words(report, stages) for report in here} == {"none", *(stage.pk for stage in stages)}
    assert {report.state for report in here} == {*OPEN, "closed", "unfounded"}


def test_what_is_not_seen_is_not_there(many, cast, election):
    """Nothing of an area outside, whatever is asked for."""
    inventory = take(cast.outsider_official, CITY, election)
    assert (figures(inventory.total), inventory.groups) == (counted([]), [])
    assert [row.number for row in inventory.areas] == [0]


# Stages


@pytest.fixture
def calendar(election):
    """calendar((starts, ends), ...) replaces the stages, in that order."""

    def calendar(*ranges):
        Stage.objects.all().delete()
        return [
            Stage.objects.create(
                election=election, order=order, name_id=f"Contoh {order}", name_en="x", starts_on=starts, ends_on=ends
            )
            for order, (starts, ends) in enumerate(ranges, 1)
        ]

    return calendar


def stage_now(cast, election):
    """Keys of the stages that count the one report there is."""
    return [row.key for row in take(cast.official, CITY, election).stages if row.number]


DAY = NOW.date()
BEFORE, AFTER = DAY - timedelta(days=3), DAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("ranges", "chosen"),
    [
        ([(BEFORE, AFTER), (DAY, DAY)], 2),
        ([(DAY, DAY), (BEFORE, AFTER)], 1),
        ([(BEFORE, AFTER), (BEFORE, DAY)], 2),
        ([(BEFORE, DAY), (BEFORE, AFTER)], 2),
        ([(BEFORE, AFTER), (AFTER, AFTER), (BEFORE, BEFORE)], 1),
        ([(AFTER, AFTER), (BEFORE, BEFORE)], None),
        ([], None),
        ([(date(1, 1, 1), date(9999, 12, 31))], 1),
        ([(date(1, 1, 1), date(1999, 12, 31)), (date(2100, 1, 1), date(9999, 12, 31))], None),
    ],
    ids=[
        "began last",
        "began last, whatever the order",
        "same day: later in order",
        "same day, longer: later in order",
        "only what runs",
        "between stages",
        "no calendar",
        "all time",
        "other centuries",
    ],
)
def test_an_incident_counts_in_one_stage(ranges, chosen, make_report, calendar, cast, election):
    stages = calendar(*ranges)
    make_report()
    assert stage_now(cast, election) == [stages[chosen - 1].pk if chosen else "none"]


@pytest.mark.parametrize(("hour", "inside"), [(-1, False), (0, True), (86_399, True), (86_400, False)])
def test_days_of_a_stage_are_local(hour, inside, make_report, calendar, cast, election):
    """The day begins at midnight in Jakarta, which is 17.00 of the day before in UTC."""
    (stage,) = calendar((DAY, DAY))
    midnight = NOW.replace(hour=0)
    report = make_report()
    Report.objects.filter(pk=report.pk).update(occurred_at=midnight + timedelta(seconds=hour))
    assert stage_now(cast, election) == [stage.pk if inside else "none"]


def test_days_of_a_stage_in_another_zone(make_report, calendar, cast, election):
    """23.30 in Jakarta is half past midnight of the next day in Denpasar."""
    (stage,) = calendar((DAY, DAY))
    report = make_report()
    Report.objects.filter(pk=report.pk).update(occurred_at=NOW.replace(hour=23, minute=30))
    assert stage_now(cast, election) == [stage.pk]
    Area.objects.filter(code__startswith="31").update(time_zone="Asia/Makassar")
    assert stage_now(cast, election) == ["none"]


def test_filtering_by_stage(many, cast, election):
    """A stage or none, as the form asks for them."""
    stages = list(Stage.objects.filter(election=election))
    here = [report for report in lies_in(many, CITY) if report.election_id == election.pk]
    for key in (NO_STAGE, stages[3].pk):
        found = take(cast.official, CITY, election, narrow=lambda rows, key=key: rows.filter(stage_key=key))
        expected = [report for report in here if stage_in_words(report, stages) == (key or "none")]
        assert figures(found.total) == counted(expected)


# Rates


def test_rates_are_per_hundred_polling_stations_without_the_unfounded(make_report, cast, election):
    stations = Electorate.objects.get(election=election, area=CITY).polling_stations
    assert stations == 2386
    make_report(stations_affected=30)
    make_report(stations_affected=5)
    unfounded = make_report(stations_affected=900)
    Report.objects.filter(pk=unfounded.pk).update(state="unfounded")
    total = take(cast.official, CITY, election).total
    assert (total.number, total.unfounded, total.founded, total.affected) == (3, 1, 2, 35)
    assert total.incidents_per_hundred == Decimal(200) / stations
    assert total.affected_per_hundred == Decimal(3500) / stations


def test_each_area_has_its_own_rate_where_its_stations_are_known(make_report, cast, election):
    make_report(by=cast.city_officer, area=CITY)
    make_report()
    Electorate.objects.create(election=election, area_id=PENJARINGAN, polling_stations=50, voters=1)
    Electorate.objects.create(election=election, area_id=SISTER_DISTRICT, polling_stations=0, voters=1)
    rows = {row.key: row for row in take(cast.official, CITY, election).areas}
    assert (rows[PENJARINGAN].stations, rows[PENJARINGAN].incidents_per_hundred) == (50, 2)
    for code in ("", SISTER_DISTRICT, "31.72.03"):  # the city's own level, none published, nothing known
        assert (rows[code].stations, rows[code].incidents_per_hundred, rows[code].affected_per_hundred) == (None,) * 3


def test_stations_of_all_areas_below_make_up_for_those_of_the_area(desks, cast, election):
    Electorate.objects.filter(area=PROVINCE).delete()
    province, by = Area.objects.get(pk=PROVINCE), cast.province_officer
    assert take(by, PROVINCE, election).total.stations == dashboard_of(by, province, NOW).stations_of_all == 14835
    Electorate.objects.filter(area=TWIN_CITY).delete()
    assert take(by, PROVINCE, election).total.stations is dashboard_of(by, province, NOW).stations_of_all is None


def test_a_ward_is_one_line_with_its_own_rate(make_report, cast, election):
    make_report()
    Electorate.objects.create(election=election, area_id=PLUIT, polling_stations=200, voters=1)
    inventory = take(cast.pluit_officer, PLUIT, election)
    assert [(row.label, row.number, row.incidents_per_hundred) for row in inventory.areas] == [
        ("Kelurahan Pluit", 1, Decimal("0.5"))
    ]


def test_electorates_of_other_elections_count_nothing(desks, cast, election):
    Electorate.objects.filter(election=election).delete()
    assert take(cast.official, CITY, election).total.stations is None


# What there is none of


def test_categories_without_incidents_are_named_to_those_who_see_all(make_report, cast, election):
    make_report(category="LLN-LIN")
    make_report(category="KPY-UAN", classification="rahasia")
    everything = take(cast.official, CITY, election)
    assert len(everything.without) == Category.objects.count() - 2
    assert {"Lain-lain", "Politik uang"}.isdisjoint(everything.without)
    assert everything.only == []
    for user, only in ((cast.city_officer, ["Biasa", "Terbatas"]), (cast.observer, ["Biasa"])):
        part = take(user, CITY, election)
        assert (part.without, part.only) == ([], only)
        assert part.total.number == 1


# Price


def test_one_query_counts_everything(desks, cast, election):
    """Six queries, at none and at many: the area, stages, categories, areas around, polling stations, counts."""
    prices = []
    for more in (0, 1, 300):
        scatter(crowd(more, seed=more, areas=PLACES, by=cast.province_coordinator, elections=[election]), more)
        with CaptureQueriesContext(connection) as queries:
            take(cast.province_coordinator, PROVINCE, election)
        prices.append(len(queries))
    assert prices == [6, 6, 6]
