"""Which places a desk has to fill on which days, and which duties fill them.

Reads compositions, hours and holidays once for any number of desks, and hands them to the pure generator
(`desks.rostering`) as slots.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import Q

from .hours import start_of
from .models import Composition, Duty, Holiday, Place, Shift, Unit
from .models.areas import CODE_LENGTHS
from .rostering import Slot

SATURDAY = 5


def days_between(first, last):
    """Every date from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class OffDays:
    """Weekends and holidays of any number of areas between two dates; one query."""

    def __init__(self, areas, first, last):
        codes = {code for area in areas for code in area.path}
        rows = Holiday.objects.between(first, last).filter(Q(area__isnull=True) | Q(area__in=codes))
        self._names = defaultdict(dict)
        for row in rows.order_by("-area"):
            self._names[row.falls_on][row.area_id] = row.name

    def holiday(self, day, area):
        """The name of the holiday that `day` is at `area`, or None."""
        names = self._names.get(day)
        if not names:
            return None
        return next((names[code] for code in (None, *area.path) if code in names), None)

    def is_off(self, day, area):
        return day.weekday() >= SATURDAY or self.holiday(day, area) is not None


@dataclass(frozen=True)
class Wanted:
    """One place to fill: the slot for the generator, and the rows it comes from."""

    slot: Slot
    desk: object
    shift: Shift
    place: Place

    @property
    def key(self):
        """(date, desk, start in minutes, place, number) as text, for the address of a cell."""
        return "_".join(map(str, self.slot.key))

    @property
    def label(self):
        return str(self.place.unit or self.place.kind)


@dataclass
class Cell:
    wanted: Wanted
    duty: Duty | None = None


class Demand:
    """The places of some desks between two dates, in order of day, desk, shift, leads first.

    `desks` need `area` and `special_hours` at hand (`select_related`, `prefetch_related`).
    """

    def __init__(self, desks, first, last):
        self.desks, self.first, self.last = list(desks), first, last
        self.off_days = OffDays([desk.area for desk in self.desks], first, last)
        self._compositions = self._read_compositions()
        self._units = NearestUnits(self.desks, self._kinds())
        self.wanted = [row for day in days_between(first, last) for desk in self.desks for row in self._on(desk, day)]

    def _read_compositions(self):
        rows = Composition.objects.filter(desk__in=[desk.pk for desk in self.desks])
        rows = rows.prefetch_related("shifts__places__unit", "shifts__places__kind")
        return {(row.desk_id, row.applies_on): row for row in rows}

    def _kinds(self):
        return {
            place.kind_id
            for composition in self._compositions.values()
            for shift in composition.shifts.all()
            for place in shift.places.all()
            if place.kind_id
        }

    def composition_on(self, desk, day):
        """The composition that holds on that date, or None."""
        return self._compositions.get((desk.pk, day)) or self._compositions.get((desk.pk, None))

    def _on(self, desk, day):
        composition = self.composition_on(desk, day)
        if composition is None or desk.hours.pair_on(day) is None:
            return
        for shift in composition.shifts.all():
            for place in shift.places.all():
                yield from self._of_place(desk, day, composition, shift, place)

    def _of_place(self, desk, day, composition, shift, place):
        starts_at, ends_at = moments(shift, day, desk.area.zone)
        units = frozenset([place.unit_id]) if place.unit_id else self._units.of(desk.area, place.kind_id)
        for number in range(place.count):
            yield Wanted(
                slot=Slot(
                    key=(day, desk.pk, shift.starts_at, place.pk, number),
                    day=day,
                    last_day=last_day(ends_at, desk.area.zone),
                    starts_at=starts_at,
                    ends_at=ends_at,
                    units=units,
                    desk=desk.pk,
                    leads=place.leads and number == 0,
                    off_day=self.off_days.is_off(day, desk.area),
                    rest_minutes=composition.rest_hours * 60,
                    max_per_week=composition.max_per_week,
                ),
                desk=desk,
                shift=shift,
                place=place,
            )

    @property
    def unit_ids(self):
        return {unit for row in self.wanted for unit in row.slot.units}

    def cells(self, duties):
        """([Cell per place], duties that no place asks for). Each duty fills at most one place."""
        waiting = defaultdict(list)
        for duty in duties:
            waiting[duty.desk_id, duty.starts_at, duty.ends_at].append(duty)
        cells = {row.slot.key: Cell(row) for row in self.wanted}
        # The choosy places first: those of one unit, then those of a whole kind. No two kinds share a unit.
        for row in sorted(self.wanted, key=lambda row: (not row.slot.leads, len(row.slot.units) > 1)):
            here = waiting[row.slot.desk, row.slot.starts_at, row.slot.ends_at]
            # Nobody becomes the lead by standing next to an empty place; a lead may stand in any.
            fitting = [duty for duty in here if duty.unit_id in row.slot.units and duty.leads >= row.slot.leads]
            duty = min(fitting, key=lambda duty: duty.leads, default=None)
            if duty is not None:
                here.remove(duty)
                cells[row.slot.key].duty = duty
        return list(cells.values()), [duty for left in waiting.values() for duty in left]


class NearestUnits:
    """Units of a kind for a desk: those of its own area, else of the nearest above that has one, else those below."""

    def __init__(self, desks, kinds):
        self._units = defaultdict(list)
        provinces = {desk.area_id[: CODE_LENGTHS[0]] for desk in desks}
        if kinds:
            for pk, kind, area in Unit.objects.filter(kind__in=kinds).values_list("pk", "kind_id", "area_id"):
                if area[: CODE_LENGTHS[0]] in provinces:
                    self._units[kind, area].append(pk)

    def of(self, area, kind):
        for code in reversed(area.path):
            if (kind, code) in self._units:
                return frozenset(self._units[kind, code])
        below = [pks for (a_kind, code), pks in self._units.items() if a_kind == kind and area.covers(code)]
        return frozenset(pk for pks in below for pk in pks)


def moments(shift, day, zone):
    """(start, end) of a shift that begins on a local date, as UTC moments."""
    start = (start_of(day, zone) + timedelta(minutes=shift.starts_at)).astimezone(UTC)
    return start, start + timedelta(minutes=shift.length)


def last_day(ends_at, zone):
    """The last local date that a duty touches: one that ends at midnight does not touch the next."""
    return (ends_at - timedelta(minutes=1)).astimezone(zone).date()


def parse_key(text):
    """The slot key of an address (`Wanted.key`); ValueError where it is none."""
    day, *numbers = text.split("_")
    if len(numbers) != 4 or not all(word.isascii() and word.isdigit() and len(word) < 19 for word in numbers):
        raise ValueError(text)
    return (date.fromisoformat(day), *map(int, numbers))
