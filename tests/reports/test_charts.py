"""The picture of incidents over time: a column for each number, as high as its share, over an axis that holds all."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from reports.dashboard.charts import BOTTOM, HEIGHT, TOP, nice, trend_of
from reports.dashboard.counting import DAYS

TODAY = date(2024, 11, 13)


def dashboard(*, days=None, hours=None, is_voting_day=False):
    return SimpleNamespace(today=TODAY, days=days or {}, hours=hours or {}, is_voting_day=is_voting_day)


def counts(number, resolved):
    return {"number": number, "resolved": resolved}


def test_days_up_to_today_oldest_first():
    kept = {TODAY.isoformat(): counts(4, 1), (TODAY - timedelta(days=13)).isoformat(): counts(2, 2)}
    trend = trend_of(dashboard(days=kept))
    assert [(slot.filed, slot.resolved) for slot in trend.slots] == [(2, 2), *[(0, 0)] * 12, (4, 1)]
    assert (trend.slots[0].label, trend.slots[-1].label, trend.slots[-1].name) == ("31/10", "13/11", "13 November 2024")
    assert (len(trend.slots), trend.filed, trend.resolved) == (DAYS, 6, 3)


def test_the_axis_goes_on_to_where_it_is_tomorrow_already():
    """In the east of the country the next date begins while it is still today in the west."""
    trend = trend_of(dashboard(days={"2024-11-14": counts(3, 0)}))
    assert [slot.label for slot in trend.slots][-2:] == ["13/11", "14/11"]
    assert len(trend.slots) == DAYS and trend.filed == 3


def test_hours_of_voting_day():
    trend = trend_of(dashboard(hours={"05": counts(7, 0), "23": counts(0, 2)}, is_voting_day=True))
    assert [slot.label for slot in trend.slots] == [f"{hour:02d}" for hour in range(24)]
    assert {slot.label: (slot.filed, slot.resolved) for slot in trend.slots if slot.filed or slot.resolved} == {
        "05": (7, 0),
        "23": (0, 2),
    }


def test_columns_are_as_high_as_their_share_and_stand_side_by_side():
    trend = trend_of(dashboard(days={TODAY.isoformat(): counts(10, 5)}))
    column, other = trend.slots[-1].filed_column, trend.slots[-1].resolved_column
    room = HEIGHT - BOTTOM - TOP
    assert (column.height, other.height) == (room, room / 2)
    assert column.y + column.height == other.y + other.height == HEIGHT - BOTTOM
    assert other.x == pytest.approx(column.x + column.width, abs=0.1)
    ends = [(slot.filed_column.x, slot.resolved_column.x + slot.resolved_column.width) for slot in trend.slots]
    assert all(end <= start for (_, end), (start, _) in zip(ends, ends[1:], strict=False))
    assert [number for _y, number in trend.scale] == [0, 5, 10]


@pytest.mark.parametrize(
    ("number", "top"), [(0, 2), (1, 2), (2, 2), (3, 4), (4, 4), (5, 10), (11, 20), (21, 40), (41, 100), (101, 200)]
)
def test_the_scale_ends_at_a_round_number_whose_half_is_whole(number, top):
    assert nice(number) == top


def test_nothing_at_all_is_drawn_as_nothing():
    trend = trend_of(dashboard())
    assert (trend.filed, trend.resolved) == (0, 0)
    assert {slot.filed_column.height for slot in trend.slots} == {0}
