"""The roster as page, PDF and spreadsheet read it: places, gaps, days off, and nothing that is not published."""

from datetime import date, timedelta

import pytest

from desks.models import Desk, Election, Holiday, SpecialHours
from desks.roster_sheet import RosterSheet

from ..conftest import CITY, NOW, PLUIT, TWIN_WARD
from .roster_cast import compose, fill, make_duty, staff, unit_at

#: Wednesday to Sunday.
FIRST, LAST = date(2024, 11, 13), date(2024, 11, 17)


@pytest.fixture
def desk(desks):
    return desks[PLUIT]


@pytest.fixture
def polsek(desk):
    return unit_at(PLUIT, "Polsek Contoh")


@pytest.fixture
def sheet_of(desk, cast):
    def sheet_of(first=FIRST, last=LAST, user=None, desk=desk):
        user = user or cast.pluit_officer
        return RosterSheet(Desk.objects.of_area(desk.area, NOW), first, last, user=user)

    return sheet_of


def test_places_are_filled_and_gaps_are_named(desk, polsek, cast, sheet_of):
    koramil = unit_at(PLUIT, "Koramil Contoh", "tni")
    compose(desk, [(polsek, 2), (koramil, 1)])
    fill(desk, FIRST, LAST, staff(polsek, 3) + staff(koramil, 2, start=11), by=cast.administrator, skip={1, 2, 4})
    sheet = sheet_of()
    assert [day.day for day in sheet.days] == [FIRST + timedelta(days=n) for n in range(5)]
    assert sheet.labels == ["Polsek Contoh", "Koramil Contoh"]
    first, second, third = (day.shifts[0] for day in sheet.days[:3])
    assert (first.name, first.hours_text) == ("Pagi", "08.00–16.00")
    assert first.gaps == [("Polsek Contoh", 1), ("Koramil Contoh", 1)]
    assert second.gaps == [("Polsek Contoh", 1)]
    assert third.gaps == []
    assert [(duty.officer.name, duty.leads) for duty in third.duties][0] == ("Contoh 02", True)
    assert [(seat.label, seat.number) for seat in third.seats] == [
        ("Polsek Contoh", 0),
        ("Polsek Contoh", 1),
        ("Koramil Contoh", 0),
    ]


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_drafts_and_cancelled_duties_are_not_on_it(state, desk, polsek, cast, sheet_of):
    compose(desk, [(polsek, 1)])
    moment = {"cancelled_at": NOW} if state == "cancelled" else {}
    make_duty(staff(polsek, 1)[0], desk, FIRST, by=cast.administrator, state=state, **moment)
    sheet = sheet_of()
    assert not sheet.has_duties
    assert sheet.has_composition
    assert sheet.days[0].shifts[0].gaps == [("Polsek Contoh", 1)]


def test_duties_that_no_place_asks_for_are_on_it_all_the_same(desk, polsek, cast, sheet_of):
    officer, other = staff(polsek, 2)
    make_duty(officer, desk, FIRST, by=cast.administrator, hours=(22, 30), shift="Malam")
    sheet = sheet_of()
    assert not sheet.has_composition
    assert [(s.name, s.hours_text, s.gaps) for s in sheet.days[0].shifts] == [("Malam", "22.00–06.00", [])]
    compose(desk, [("polri", 1)])
    make_duty(other, desk, FIRST, by=cast.administrator, leads=True)
    make_duty(staff(polsek, 1, start=9)[0], desk, FIRST, by=cast.administrator)
    day = sheet_of().days[0]
    assert [(s.name, len(s.duties), s.gaps) for s in day.shifts] == [("Pagi", 2, []), ("Malam", 1, [])]
    assert len({seat.label for seat in day.seats}) == 1
    assert {seat.other_unit for seat in day.seats} == {"Polsek Contoh"}


def test_a_shift_until_midnight_ends_at_24(desk, polsek, cast, sheet_of):
    make_duty(staff(polsek, 1)[0], desk, FIRST, by=cast.administrator, hours=(16, 24), shift="Sore")
    assert sheet_of().days[0].shifts[0].hours_text == "16.00–24.00"


def test_a_night_belongs_to_the_day_on_which_it_begins(desk, polsek, cast, sheet_of):
    compose(desk, [(polsek, 1)], shifts=[("Malam", 1320, 360), ("Pagi", 360, 840)])
    fill(desk, FIRST, LAST, staff(polsek, 4), by=cast.administrator)
    assert [[s.name for s in day.shifts] for day in sheet_of().days] == [["Pagi", "Malam"]] * 5
    assert all(shift.gaps == [] for day in sheet_of().days for shift in day.shifts)
    assert [shift.name for shift in sheet_of().shifts] == ["Pagi", "Malam"]


def test_weekends_and_holidays(desk, sheet_of):
    Holiday.objects.all().delete()
    Holiday.objects.create(falls_on=FIRST, name="Hari Contoh")
    Holiday.objects.create(falls_on=FIRST + timedelta(days=1), name="Hari kembaran", area_id=TWIN_WARD)
    days = sheet_of().days
    assert [(day.is_off, day.is_weekend, day.holiday) for day in days] == [
        (True, False, "Hari Contoh"),
        (False, False, None),
        (False, False, None),
        (True, True, None),
        (True, True, None),
    ]


def test_a_closed_day_has_no_places(desk, polsek, sheet_of):
    compose(desk, [(polsek, 1)])
    SpecialHours.objects.create(desk=desk, applies_on=FIRST)
    days = sheet_of().days
    assert [(day.is_closed, len(day.shifts)) for day in days[:2]] == [(True, 0), (False, 1)]


def test_the_composition_of_a_date(desk, polsek, sheet_of):
    compose(desk, [(polsek, 1)])
    compose(desk, [(polsek, 3)], on=FIRST, shifts=[("A", 0, 480), ("B", 480, 960), ("C", 960, 1440)])
    assert [[(s.name, len(s.seats)) for s in day.shifts] for day in sheet_of().days[:2]] == [
        [("A", 3), ("B", 3), ("C", 3)],
        [("Pagi", 1)],
    ]


def test_totals_count_duties_days_off_and_leads(desk, polsek, cast, sheet_of):
    compose(desk, [(polsek, 2)])
    fill(desk, FIRST, LAST, staff(polsek, 2), by=cast.administrator, skip={0})
    totals = [(row.officer.name, row.duties, row.off_days, row.leads) for row in sheet_of().totals()]
    assert totals == [("Contoh 01", 4, 2, 4), ("Contoh 02", 5, 2, 0)]


def test_whoever_may_not_see_the_desk_sees_no_duty(desk, polsek, cast, sheet_of):
    compose(desk, [(polsek, 1)])
    fill(desk, FIRST, LAST, staff(polsek, 2), by=cast.administrator)
    assert sheet_of(user=cast.city_officer).has_duties
    assert not sheet_of(user=cast.outsider_coordinator).has_duties


def test_queries_do_not_grow(desk, polsek, cast, sheet_of, django_assert_num_queries):
    compose(desk, [(polsek, 1), ("tni", 1)])
    for officers, days in ((1, 0), (6, 4)):
        first = FIRST + timedelta(days=7 * days)
        last = first + timedelta(days=days)
        fill(desk, first, last, staff(polsek, officers, start=10 * days), by=cast.administrator)
        # Desk, its hours; compositions, shifts, places, units, kinds; units of the kind, days off; duties.
        with django_assert_num_queries(10):
            assert len(sheet_of(first, last).totals()) == min(officers, days + 1)


# Which desk of an area


def test_the_desk_of_an_area(desks, cast):
    area, user = desks[CITY].area, cast.city_officer
    here = Desk.objects.visible_to(user)
    later = Desk.objects.create(
        election=Election.objects.get(pk="pemilu-2024"), area=area, name="Pemilu", active_from=date(2024, 1, 9),
        active_until=date(2024, 2, 29), opens_at=0, closes_at=1440,
    )  # fmt: skip
    assert here.of_area(area, NOW) == desks[CITY]  # the only active one
    assert here.of_area(area, NOW.replace(month=2)) == later  # both are active: its election votes first
    Desk.objects.filter(pk=desks[CITY].pk).update(active_until=date(2024, 2, 1))
    assert here.of_area(area, NOW) == later  # none is active: the latest
    assert Desk.objects.visible_to(cast.outsider_coordinator).of_area(area, NOW) is None
