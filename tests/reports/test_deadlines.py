"""Rules 10 and 11: which minutes count, and on which clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks.hours import OpeningHours
from reports.deadlines import deadlines, respond_minutes
from reports.models import Category, Severity

from ..conftest import NOW, WIB

DAYTIME = OpeningHours(WIB, date(2024, 10, 3), date(2025, 12, 15), 480, 960)
SEVERITIES = {
    code: Severity(code=code, respond_minutes=respond, resolve_minutes=resolve, clock=clock)
    for code, respond, resolve, clock in (
        ("darurat", 15, 240, "around_the_clock"),
        ("tinggi", 60, 720, "around_the_clock"),
        ("sedang", 240, 960, "opening_hours"),
        ("rendah", 480, 3360, "opening_hours"),
    )
}


def category(usual, minutes):
    return Category(code="X", severity=SEVERITIES[usual], respond_minutes=minutes)


@pytest.mark.parametrize(
    ("usual", "own", "judged", "expected"),
    [
        ("tinggi", None, "tinggi", 60),  # the severity's
        ("tinggi", None, "darurat", 15),
        ("tinggi", 30, "tinggi", 30),  # the category's
        ("sedang", 300, "sedang", 300),  # also where it is longer
        ("tinggi", 30, "darurat", 15),  # worse: the shorter of both
        ("sedang", 30, "tinggi", 30),
        ("tinggi", 30, "sedang", 240),  # milder: the severity's own
        ("tinggi", 300, "rendah", 480),
    ],
)
def test_minutes_to_respond(usual, own, judged, expected):
    assert respond_minutes(category(usual, own), SEVERITIES[judged]) == expected


@pytest.mark.parametrize(
    ("judged", "respond_by", "resolve_by"),
    [
        ("darurat", timedelta(minutes=15), timedelta(minutes=240)),
        ("tinggi", timedelta(minutes=60), timedelta(minutes=720)),
        ("sedang", timedelta(hours=20), timedelta(days=2)),  # 15.00: 11.00 tomorrow; 15.00 the day after
        ("rendah", timedelta(days=1), timedelta(days=7)),
    ],
)
def test_which_clock_counts(judged, respond_by, resolve_by):
    arrived_at = NOW + timedelta(hours=6)  # 15.00, an hour before closing
    found = deadlines(
        arrived_at=arrived_at, category=category(judged, None), severity=SEVERITIES[judged], hours=DAYTIME
    )
    assert (found.respond_by - arrived_at, found.resolve_by - arrived_at) == (respond_by, resolve_by)


@given(
    st.sampled_from([*SEVERITIES]),
    st.none() | st.integers(1, 1000),
    st.sampled_from([*SEVERITIES]),
    st.integers(0, 9999),
)
def test_a_worse_incident_never_waits_longer(usual, own, judged, minute):
    arrived_at = NOW + timedelta(minutes=minute)
    same = {"arrived_at": arrived_at, "category": category(usual, own), "hours": DAYTIME}
    found = deadlines(severity=SEVERITIES[judged], **same)
    assert arrived_at < found.respond_by
    assert arrived_at < found.resolve_by
    if judged != usual and SEVERITIES[judged].level.rank < SEVERITIES[usual].level.rank:
        assert found.respond_by <= deadlines(severity=SEVERITIES[usual], **same).respond_by
