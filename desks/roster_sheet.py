"""The published roster of one desk over some days: read once, shown by the page, the PDF and the spreadsheet."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from .demand import SATURDAY, Demand, days_between
from .fields import MINUTES_A_DAY, clock_text
from .hours import start_of
from .models import Duty

#: Longest stretch that one file holds, in days.
MOST_DAYS = 62


@dataclass(frozen=True)
class Seat:
    """A place of a shift, counted within its unit or kind, and the duty that fills it; without one it is a gap."""

    label: str
    number: int
    duty: Duty | None

    @property
    def other_unit(self):
        """The unit of the officer where the label does not name it, else ""."""
        return "" if self.duty is None or self.duty.unit.name == self.label else self.duty.unit.name


@dataclass
class SheetShift:
    name: str
    starts_at: int
    ends_at: int
    seats: list[Seat] = field(default_factory=list)

    @property
    def hours_text(self):
        return f"{clock_text(self.starts_at)}–{clock_text(self.ends_at)}"

    @property
    def key(self):
        return self.starts_at, self.ends_at, self.name

    @property
    def duties(self):
        """Who is on it, the lead first."""
        return sorted((seat.duty for seat in self.seats if seat.duty), key=lambda duty: not duty.leads)

    @property
    def gaps(self):
        """[(unit or kind, how many of it are missing)]."""
        return list(Counter(seat.label for seat in self.seats if seat.duty is None).items())

    def at(self, label):
        return [seat for seat in self.seats if seat.label == label]


@dataclass
class SheetDay:
    day: date
    holiday: str | None
    is_closed: bool
    shifts: list[SheetShift]

    @property
    def is_weekend(self):
        return self.day.weekday() >= SATURDAY

    @property
    def is_off(self):
        return self.is_weekend or self.holiday is not None

    @property
    def seats(self):
        return [seat for shift in self.shifts for seat in shift.seats]

    @property
    def duties(self):
        return [duty for shift in self.shifts for duty in shift.duties]


@dataclass
class Total:
    officer: object
    unit: object
    duties: int = 0
    off_days: int = 0
    leads: int = 0


class RosterSheet:
    """Days x shifts x places of one desk, as far as `user` may see its duties. Drafts are not in it.

    `desk` needs `area`, `election` and `special_hours` at hand.
    """

    def __init__(self, desk, first, last, *, user):
        self.desk, self.first, self.last = desk, first, last
        self._demand = Demand([desk], first, last)
        duties = Duty.objects.visible_to(user).published().filter(desk=desk).between(first, last).for_display()
        cells, extra = self._demand.cells(duties)
        shifts = self._shifts_of(cells)
        self._add_extra(shifts, extra)
        self.days = [self._day(day, shifts) for day in days_between(first, last)]

    def _shifts_of(self, cells):
        """{(date, start, end): shift} with the places that the composition asks for."""
        shifts = {}
        for cell in cells:
            slot, shift = cell.wanted.slot, cell.wanted.shift
            key = slot.day, slot.starts_at, slot.ends_at
            here = shifts.setdefault(key, SheetShift(shift.name, shift.starts_at, shift.ends_at))
            here.seats.append(Seat(cell.wanted.label, len(here.at(cell.wanted.label)), cell.duty))
        return shifts

    def _add_extra(self, shifts, extra):
        """Duties that no place asks for (any more) are on the roster all the same, under their kind or unit."""
        kinds = {row.place.kind_id: row.label for row in self._demand.wanted if row.place.kind_id}
        for duty in extra:
            key = duty.serves_on, duty.starts_at, duty.ends_at
            here = shifts.setdefault(key, SheetShift(duty.shift_name, *self._minutes(duty)))
            label = kinds.get(duty.unit.kind_id, duty.unit.name)
            here.seats.append(Seat(label, len(here.at(label)), duty))

    def _minutes(self, duty):
        """When it starts and ends, by the clock of the desk; midnight as an end is 24.00."""
        midnight = start_of(duty.serves_on, self.desk.area.zone)
        starts_at, ends_at = ((moment - midnight) // timedelta(minutes=1) for moment in (duty.starts_at, duty.ends_at))
        return starts_at, ends_at % MINUTES_A_DAY or MINUTES_A_DAY

    def _day(self, day, shifts):
        here = sorted((key, shift) for key, shift in shifts.items() if key[0] == day)
        return SheetDay(
            day=day,
            holiday=self._demand.off_days.holiday(day, self.desk.area),
            is_closed=self.desk.hours.pair_on(day) is None,
            shifts=[shift for _key, shift in here],
        )

    @property
    def has_composition(self):
        return any(self._demand.composition_on(self.desk, day.day) for day in self.days)

    @property
    def has_duties(self):
        return any(day.duties for day in self.days)

    @property
    def labels(self):
        """Units and kinds in the order of the composition: the columns of a printed table."""
        return list(dict.fromkeys(seat.label for day in self.days for seat in day.seats))

    @property
    def shifts(self):
        """One of each kind of shift of these days, by the clock."""
        found = {shift.key: shift for day in self.days for shift in day.shifts}
        return [found[key] for key in sorted(found)]

    def totals(self):
        """A Total per officer, in the order of units and names."""
        found = {}
        for day in self.days:
            for duty in day.duties:
                total = found.setdefault(duty.officer_id, Total(duty.officer, duty.unit))
                total.duties += 1
                total.off_days += day.is_off
                total.leads += duty.leads
        return sorted(found.values(), key=lambda row: (row.unit.name, row.officer.name, row.officer.pk))
