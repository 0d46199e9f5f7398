"""When daily reports are due, and about which stretch of time: the timetable without a database."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks.hours import start_of
from desks.models import DESK_TIERS, Tier
from reports.timetable import Times, Timetable

WIB = ZoneInfo("Asia/Jakarta")
VOTING = date(2024, 11, 27)
USUAL = Timetable(VOTING)
MONDAY = date(2024, 11, 11)


def clock(moment):
    return f"{moment.astimezone(WIB):%d %H.%M}"


def due_times(timetable, tier, first, last=None):
    return [clock(row.due_at) for row in timetable.deadlines(tier, WIB, first, last or first)]


@pytest.mark.parametrize(("tier", "time"), [(4, "16.00"), (3, "17.00"), (2, "18.00"), (1, "19.00")])
def test_each_tier_reports_once_a_day_an_hour_after_the_one_below(tier, time):
    assert due_times(USUAL, tier, MONDAY) == [f"11 {time}"]


@pytest.mark.parametrize("tier", DESK_TIERS)
def test_on_voting_day_every_tier_reports_seven_times(tier):
    expected = [f"27 {hour}.00" for hour in ("06", "08", "10", "12", "14", "17", "21")]
    assert due_times(USUAL, tier, VOTING) == expected


def test_late_begins_after_the_grace_time():
    (row,) = USUAL.deadlines(Tier.WARD, WIB, MONDAY, MONDAY)
    assert row.late_after - row.due_at == timedelta(minutes=30)


@pytest.mark.parametrize("tier", DESK_TIERS)
def test_all_tiers_tell_of_the_same_day_from_four_to_four(tier):
    (row,) = USUAL.deadlines(tier, WIB, MONDAY, MONDAY)
    assert (clock(row.period_from), clock(row.period_until)) == ("10 16.00", "11 16.00")


def test_on_voting_day_a_period_ends_when_its_report_is_due():
    rows = USUAL.deadlines(Tier.CITY, WIB, VOTING, VOTING)
    assert [(clock(row.period_from), clock(row.period_until)) for row in rows[:2]] == [
        ("26 16.00", "27 06.00"),
        ("27 06.00", "27 08.00"),
    ]


def test_the_first_report_after_voting_day_begins_where_the_last_one_ended():
    day_after = VOTING + timedelta(days=1)
    (row,) = USUAL.deadlines(Tier.PROVINCE, WIB, day_after, day_after)
    assert clock(row.period_from) == "27 21.00"


def test_changed_times_apply_from_their_date_on_and_to_that_tier_alone():
    changed = Timetable(VOTING, {(Tier.WARD, False): [(date(2024, 11, 12), Times((720, 1200), 10))]})
    assert due_times(changed, Tier.WARD, MONDAY, date(2024, 11, 12)) == ["11 16.00", "12 12.00", "12 20.00"]
    assert due_times(changed, Tier.DISTRICT, date(2024, 11, 12)) == ["12 17.00"]


def test_the_last_change_that_has_begun_counts():
    changes = {(Tier.WARD, False): [(date(2024, 1, 1), Times((600,))), (date(2024, 11, 1), Times((660,)))]}
    assert due_times(Timetable(VOTING, changes), Tier.WARD, MONDAY) == ["11 11.00"]


def test_times_of_voting_day_change_apart_from_those_of_other_days():
    changed = Timetable(VOTING, {(Tier.WARD, True): [(date(2024, 1, 1), Times((1200,)))]})
    assert due_times(changed, Tier.WARD, VOTING) == ["27 20.00"]
    assert due_times(changed, Tier.WARD, MONDAY) == ["11 16.00"]


def test_a_tier_that_reports_less_often_tells_of_all_its_lower_tiers_told_meanwhile():
    changed = Timetable(VOTING, {(Tier.CITY, True): [(date(2024, 1, 1), Times((720, 1260)))]})
    rows = changed.deadlines(Tier.CITY, WIB, VOTING, VOTING)
    assert [(clock(row.period_from), clock(row.period_until)) for row in rows] == [
        ("26 16.00", "27 12.00"),
        ("27 12.00", "27 21.00"),
    ]


def first(row):
    return row[0]


def sorted_by_date(rows):
    return sorted(rows, key=first)


minutes = st.lists(st.integers(0, 1439), min_size=1, max_size=6, unique=True).map(lambda rows: tuple(sorted(rows)))


@given(
    changes=st.dictionaries(
        st.tuples(st.sampled_from(DESK_TIERS), st.booleans()),
        st.lists(
            st.tuples(st.dates(date(2024, 11, 20), date(2024, 12, 5)), minutes.map(Times)), max_size=2, unique_by=first
        ).map(sorted_by_date),
    )
)
def test_periods_join_without_gap_or_overlap_whatever_the_times(changes):
    timetable = Timetable(VOTING, changes)
    for tier in DESK_TIERS:
        rows = timetable.deadlines(tier, WIB, date(2024, 11, 18), date(2024, 12, 8))
        for before, after in zip(rows, rows[1:], strict=False):
            assert before.period_until == after.period_from
            assert before.due_at < after.due_at
        for row in rows:
            assert row.period_from <= row.period_until <= row.due_at <= row.late_after


def test_a_desk_far_to_the_east_reports_by_its_own_clock():
    east = ZoneInfo("Asia/Jayapura")
    (row,) = USUAL.deadlines(Tier.WARD, east, MONDAY, MONDAY)
    assert row.due_at == start_of(MONDAY, east) + timedelta(hours=16)
