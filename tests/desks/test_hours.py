"""Rules 6 and 11: when a desk is open, and when so many open minutes have passed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks.hours import OpeningHours

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
#: Jakarta Utara, 3 October to 15 December 2024, 08.00-16.00 every day.
NORTH = OpeningHours(WIB, date(2024, 10, 3), date(2024, 12, 15), 480, 960)
VOTING_DAY = replace(NORTH, special={date(2024, 11, 27): (0, 1440)})
CLOSED_14TH = replace(NORTH, special={date(2024, 11, 14): None})
SHORT_14TH = replace(NORTH, special={date(2024, 11, 14): (600, 660)})
ALWAYS = replace(NORTH, opens=0, closes=1440)


def at(text, zone=WIB):
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H.%M").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("hours", "arrived", "minutes", "due"),
    [
        pytest.param(NORTH, "11-13 15.00", 240, "11-14 11.00", id="the example of rule 11"),
        pytest.param(NORTH, "11-13 09.00", 240, "11-13 13.00", id="within one day"),
        pytest.param(NORTH, "11-13 12.00", 240, "11-13 16.00", id="exactly until closing"),
        pytest.param(NORTH, "11-13 12.01", 240, "11-14 08.01", id="a minute beyond closing"),
        pytest.param(NORTH, "11-13 06.00", 240, "11-13 12.00", id="before opening"),
        pytest.param(NORTH, "11-13 16.00", 240, "11-14 12.00", id="at closing"),
        pytest.param(NORTH, "11-13 23.00", 240, "11-14 12.00", id="after closing"),
        pytest.param(NORTH, "11-13 08.00", 960, "11-14 16.00", id="two whole days"),
        pytest.param(NORTH, "11-15 15.00", 240, "11-16 11.00", id="Friday to Saturday"),
        pytest.param(NORTH, "11-17 15.00", 240, "11-18 11.00", id="Sunday to Monday"),
        pytest.param(NORTH, "10-01 12.00", 60, "10-03 09.00", id="before the first day"),
        pytest.param(NORTH, "12-15 15.00", 240, "12-15 16.00", id="the last closing is the end"),
        pytest.param(NORTH, "12-14 15.00", 600, "12-15 16.00", id="the last closing, a day ahead"),
        pytest.param(NORTH, "12-15 17.00", 240, "12-15 17.00", id="after the last closing, at once"),
        pytest.param(NORTH, "12-20 09.00", 240, "12-20 09.00", id="after the last day, at once"),
        pytest.param(VOTING_DAY, "11-26 15.00", 240, "11-27 03.00", id="into the night of voting day"),
        pytest.param(VOTING_DAY, "11-27 22.00", 240, "11-28 10.00", id="out of voting day"),
        pytest.param(CLOSED_14TH, "11-13 15.00", 240, "11-15 11.00", id="over a closed date"),
        pytest.param(CLOSED_14TH, "11-14 10.00", 240, "11-15 12.00", id="on a closed date"),
        pytest.param(SHORT_14TH, "11-13 15.00", 240, "11-15 10.00", id="over a short date"),
        pytest.param(ALWAYS, "11-13 23.00", 240, "11-14 03.00", id="day and night"),
        pytest.param(ALWAYS, "12-15 23.00", 240, "12-16 00.00", id="day and night, at the end"),
    ],
)
def test_due(hours, arrived, minutes, due):
    assert hours.due(at(arrived), minutes) == at(due)


@pytest.mark.parametrize("zone", [WIB, WITA, WIT], ids=["WIB", "WITA", "WIT"])
def test_hours_are_local(zone):
    hours = replace(NORTH, zone=zone)
    assert hours.due(at("11-13 15.00", zone), 240) == at("11-14 11.00", zone)
    assert hours.is_open_at(at("11-13 08.00", zone))
    assert not hours.is_open_at(at("11-13 07.59", zone))


def test_a_moment_of_another_zone_counts_by_local_time():
    assert replace(NORTH, zone=WIT).due(at("11-13 13.00", WIB), 240) == at("11-14 11.00", WIT)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        (NORTH, "11-13 07.59", False),
        (NORTH, "11-13 08.00", True),
        (NORTH, "11-13 15.59", True),
        (NORTH, "11-13 16.00", False),
        (NORTH, "11-16 09.00", True),  # Saturday
        (NORTH, "11-17 09.00", True),  # Sunday
        (NORTH, "10-02 09.00", False),
        (NORTH, "10-03 08.00", True),
        (NORTH, "12-15 15.59", True),
        (NORTH, "12-16 09.00", False),
        (VOTING_DAY, "11-27 00.00", True),
        (VOTING_DAY, "11-27 23.59", True),
        (VOTING_DAY, "11-28 00.00", False),
        (CLOSED_14TH, "11-14 09.00", False),
        (SHORT_14TH, "11-14 09.59", False),
        (SHORT_14TH, "11-14 10.00", True),
    ],
)
def test_is_open_at(hours, moment, is_open):
    assert hours.is_open_at(at(moment)) is is_open


def test_special_hours_do_not_reach_beyond_the_range():
    hours = replace(NORTH, special={date(2024, 12, 16): (0, 1440)})
    assert hours.window_on(date(2024, 12, 16)) is None


@pytest.mark.parametrize(
    ("day", "active"),
    [(date(2024, 10, 2), False), (date(2024, 10, 3), True), (date(2024, 12, 15), True), (date(2024, 12, 16), False)],
)
def test_is_active_on(day, active):
    assert NORTH.is_active_on(day) is active


# Properties

DAYS = st.dates(date(2024, 10, 20), date(2024, 11, 20))
PAIRS = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])
MOMENTS = st.datetimes(datetime(2024, 10, 28), datetime(2024, 11, 6), timezones=st.just(UTC))
MINUTES = st.integers(1, 6000)


@st.composite
def opening_hours(draw):
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    opens, closes = draw(PAIRS)
    special = draw(st.dictionaries(DAYS, st.none() | PAIRS, max_size=6))
    return OpeningHours(draw(st.sampled_from([WIB, WITA, WIT])), first, last, opens, closes, special)


def open_between(hours, start, end):
    """How long the desk is open between two moments, counted the plain way: day by day."""
    total = timedelta()
    day = hours.active_from
    while day <= hours.active_until:
        if window := hours.window_on(day):
            total += max(timedelta(), min(end, window[1]) - max(start, window[0]))
        day += timedelta(days=1)
    return total


def last_closing(hours):
    days = (hours.active_from + timedelta(days=n) for n in range((hours.active_until - hours.active_from).days + 1))
    return max((window[1] for day in days if (window := hours.window_on(day))), default=None)


@given(opening_hours(), MOMENTS, MINUTES)
def test_due_is_never_before_arrival(hours, arrived, minutes):
    assert hours.due(arrived, minutes) >= arrived


@given(opening_hours(), MOMENTS, MINUTES, MINUTES)
def test_due_is_monotone_in_the_minutes(hours, arrived, one, other):
    less, more = sorted((one, other))
    assert hours.due(arrived, less) <= hours.due(arrived, more)


@given(opening_hours(), MOMENTS, MOMENTS, MINUTES)
def test_due_is_monotone_in_the_arrival(hours, one, other, minutes):
    early, late = sorted((one, other))
    assert hours.due(early, minutes) <= hours.due(late, minutes)


@given(st.sampled_from([WIB, WITA, WIT]), MOMENTS, st.integers(1, 14 * 1440))
def test_open_day_and_night_is_around_the_clock(zone, arrived, minutes):
    hours = OpeningHours(zone, date(2024, 10, 1), date(2024, 12, 1), 0, 1440)
    assert hours.due(arrived, minutes) == arrived + timedelta(minutes=minutes)


@given(opening_hours(), MOMENTS, MINUTES)
def test_just_so_many_open_minutes_lie_between_arrival_and_due(hours, arrived, minutes):
    due = hours.due(arrived, minutes)
    passed = open_between(hours, arrived, due)
    if passed != timedelta(minutes=minutes):
        assert passed < timedelta(minutes=minutes)
        assert due == max(arrived, last_closing(hours) or arrived)


@given(opening_hours(), MOMENTS)
def test_is_open_at_agrees_with_the_window_of_the_day(hours, moment):
    window = hours.window_on(moment.astimezone(hours.zone).date())
    assert hours.is_open_at(moment) is (window is not None and window[0] <= moment < window[1])
    if window:
        assert hours.is_open_at(window[0])
        assert hours.is_open_at(window[1] - timedelta(microseconds=1))
        assert not hours.is_open_at(window[1]) or hours.window_on(window[1].astimezone(hours.zone).date())
