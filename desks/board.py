"""The month board of a desk: days by places, who stands where, what is empty and why."""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from .demand import Demand, last_day
from .models import Absence, Duty, Roster
from .refusals import gap_words

#: Colours that tell units apart, beside their names; the stylesheet of the board has as many.
COLOURS = 8


@dataclass
class BoardCell:
    """One place on one day. `state`: empty, draft or published; `past` where it has begun."""

    key: str
    duty: Duty | None
    past: bool
    why_empty: str
    absent: bool
    colour: int

    @property
    def state(self):
        return self.duty.state if self.duty else "empty"


@dataclass
class BoardRow:
    day: date
    off: bool
    holiday: str
    is_today: bool
    cells: list


@dataclass
class Section:
    """The days of a month on which the same composition holds: one table."""

    composition: object
    #: (shift, [(label, leads, colour)]) of the columns.
    shifts: list
    rows: list = field(default_factory=list)

    @property
    def columns(self):
        return [column for _shift, columns in self.shifts for column in columns]


class Board:
    """The board of one desk (with `area` and `special_hours`) in the month of `month`; seven queries."""

    def __init__(self, desk, month, now, drafts):
        self.desk, self.now = desk, now
        self.first = month.replace(day=1)
        self.last = self.first.replace(day=monthrange(month.year, month.month)[1])
        self.draft = drafts.filter(desks=desk, state=Roster.State.DRAFT).first()
        self.demand = Demand([desk], self.first, self.last)
        self._reasons = self._read_reasons()
        self._colours = {}
        cells, self.extra = self.demand.cells(self._read_duties())
        self._absences = self._read_absences([cell.duty for cell in cells if cell.duty])
        self.sections = self._sections(cells)

    def _read_duties(self):
        duties = Duty.objects.filter(desk=self.desk).between(self.first, self.last)
        return duties.binding(self.draft).for_display()

    def _read_reasons(self):
        """{key of a cell: code} as the newest generator runs of this desk left them."""
        states = [Roster.State.DRAFT, Roster.State.PUBLISHED]
        runs = Roster.objects.filter(desks=self.desk, state__in=states, last_on__gte=self.first).order_by("-pk")[:4]
        return {gap["key"]: gap["reason"] for run in reversed(runs) for gap in run.gaps}

    def _read_absences(self, duties):
        rows = defaultdict(list)
        for row in Absence.objects.filter(officer__in={duty.officer_id for duty in duties}).touching(
            self.first, self.last + timedelta(days=1)
        ):
            rows[row.officer_id].append(row)
        return rows

    def _sections(self, cells):
        by_day = defaultdict(list)
        for cell in cells:
            by_day[cell.wanted.slot.day].append(cell)
        sections = {}
        for day, here in by_day.items():
            composition = self.demand.composition_on(self.desk, day)
            section = sections.setdefault(composition.pk, Section(composition, self._columns(here)))
            section.rows.append(self._row(day, here))
        return list(sections.values())

    def _columns(self, cells):
        shifts = {}
        for cell in cells:
            columns = shifts.setdefault(cell.wanted.shift.pk, (cell.wanted.shift, []))[1]
            columns.append((cell.wanted.label, cell.wanted.slot.leads, self._colour(cell.wanted.label)))
        return list(shifts.values())

    def _colour(self, label):
        return self._colours.setdefault(label, len(self._colours) % COLOURS)

    def _row(self, day, cells):
        return BoardRow(
            day=day,
            off=self.demand.off_days.is_off(day, self.desk.area),
            holiday=self.demand.off_days.holiday(day, self.desk.area) or "",
            is_today=day == self.now.astimezone(self.desk.area.zone).date(),
            cells=[self._cell(cell) for cell in cells],
        )

    def _cell(self, cell):
        code = self._reasons.get(cell.wanted.key)
        return BoardCell(
            key=cell.wanted.key,
            duty=cell.duty,
            past=cell.wanted.slot.starts_at <= self.now,
            why_empty=gap_words(code) if code and cell.duty is None else "",
            absent=cell.duty is not None and self._is_absent(cell.duty),
            colour=self._colour(cell.wanted.label),
        )

    def _is_absent(self, duty):
        until = last_day(duty.ends_at, self.desk.area.zone)
        return any(row.starts_on <= until and row.ends_on >= duty.serves_on for row in self._absences[duty.officer_id])

    @property
    def previous(self):
        """A day of the month before, or None where the desk was not active yet."""
        return self.first - timedelta(days=1) if self.first > self.desk.active_from else None

    @property
    def following(self):
        """The first day of the month after, or None where the desk is closed for good by then."""
        return self.last + timedelta(days=1) if self.last < self.desk.active_until else None

    @property
    def drafts_shown(self):
        cells = [cell for section in self.sections for row in section.rows for cell in row.cells]
        return sum(cell.state == Duty.State.DRAFT for cell in cells)
