"""Rosters for tests: units, officers and compositions of a desk, and its duties taken in turn."""

from datetime import datetime, timedelta
from itertools import cycle

from desks.demand import Demand
from desks.models import Composition, Duty, Officer, Place, Shift, Unit

from ..conftest import NOW

DAY_SHIFT = ("Pagi", 480, 960)


def unit_at(area_id, name, kind="polri"):
    return Unit.objects.get_or_create(area_id=area_id, name=name, defaults={"kind_id": kind})[0]


def staff(unit, number, start=1, **columns):
    """Officers "Contoh 01", "Contoh 02" ... of a unit."""
    names = [f"Contoh {n:02d}" for n in range(start, start + number)]
    return [Officer.objects.create(unit=unit, name=name, rank="Aiptu", **columns) for name in names]


def compose(desk, places, *, shifts=(DAY_SHIFT,), on=None):
    """A composition of the desk; `places`: [(unit or code of a kind, count)], the first of them leads."""
    composition = Composition.objects.create(area=desk.area, desk=desk, name="Contoh", applies_on=on)
    for name, starts_at, ends_at in shifts:
        shift = Shift.objects.create(composition=composition, name=name, starts_at=starts_at, ends_at=ends_at)
        for number, (what, count) in enumerate(places):
            column = {"unit": what} if isinstance(what, Unit) else {"kind_id": what}
            Place.objects.create(shift=shift, count=count, leads=number == 0, **column)
    return composition


def make_duty(officer, desk, day, *, by, hours=(8, 16), shift="Pagi", state="published", **columns):
    """One duty, from hour to hour by the clock of the desk; an end past 24 is on the next day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=desk.area.zone)
    starts_at, ends_at = (midnight + timedelta(hours=hour) for hour in hours)
    columns = {"created_at": NOW, "unit": officer.unit, **columns}
    return Duty.objects.create(
        desk=desk, officer=officer, serves_on=day, shift_name=shift, starts_at=starts_at, ends_at=ends_at,
        state=state, created_by=by, **columns,
    )  # fmt: skip


def fill(desk, first, last, officers, *, by, skip=()):
    """Publish duties for all places but those of the numbers in `skip`, the officers of each unit in turn."""
    turns = {unit: cycle([row for row in officers if row.unit_id == unit]) for unit in {o.unit_id for o in officers}}
    rows = []
    for number, wanted in enumerate(Demand([desk], first, last).wanted):
        unit = next((unit for unit in sorted(wanted.slot.units) if unit in turns), None)
        officer = next(turns[unit]) if unit else None
        if officer is None or number in skip:
            continue
        rows.append(
            Duty(
                desk=desk, officer=officer, unit_id=officer.unit_id, serves_on=wanted.slot.day,
                shift_name=wanted.shift.name, starts_at=wanted.slot.starts_at, ends_at=wanted.slot.ends_at,
                leads=wanted.slot.leads, state="published", created_at=NOW, created_by=by,
            )
        )  # fmt: skip
    return Duty.objects.bulk_create(rows)
