"""Pictures of a dashboard as numbers for SVG: columns over time, bars of shares. Pure; the templates draw them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dateformat import format as date_text

from .counting import DAYS

WIDTH, HEIGHT = 640, 200
LEFT, TOP, BOTTOM = 44, 12, 26
#: Of the place of one slot, what its two columns take together.
SHARE = 0.72


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Slot:
    """One date or hour: its words, its numbers, its two columns, and whether its words stand below the axis."""

    label: str
    name: str
    filed: int
    resolved: int
    filed_column: Column
    resolved_column: Column
    middle: float
    is_named: bool


@dataclass(frozen=True)
class Trend:
    """Filed against resolved, per hour on voting day, per day else."""

    by_hour: bool
    slots: list
    #: (y, number) of the lines of the scale.
    scale: list = field(default_factory=list)

    width, height, left = WIDTH, HEIGHT, LEFT
    right, below = WIDTH - 4, HEIGHT - 8

    @property
    def filed(self):
        return sum(slot.filed for slot in self.slots)

    @property
    def resolved(self):
        return sum(slot.resolved for slot in self.slots)


def trend_of(dashboard):
    if dashboard.is_voting_day:
        numbers = [(f"{hour:02d}", f"{hour:02d}.00", dashboard.hours.get(f"{hour:02d}")) for hour in range(24)]
    else:
        # In the country's east the date is already tomorrow's, two hours before it is in the west.
        last = max([dashboard.today, *map(date.fromisoformat, dashboard.days)])
        dates = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
        numbers = [
            (date_text(day, "j/n"), date_text(day, "j F Y"), dashboard.days.get(day.isoformat())) for day in dates
        ]
    return _drawn(dashboard.is_voting_day, numbers)


def _drawn(by_hour, numbers):
    counts = [
        (label, name, kept["number"] if kept else 0, kept["resolved"] if kept else 0) for label, name, kept in numbers
    ]
    top = nice(max(max(filed, resolved) for _label, _name, filed, resolved in counts))
    step = (WIDTH - LEFT - 4) / len(counts)
    slots = [_slot(number, step, top, *count, every=3 if by_hour else 2) for number, count in enumerate(counts)]
    return Trend(by_hour, slots, [(_height_of(part * top // 2, top), part * top // 2) for part in range(3)])


def _slot(number, step, top, label, name, filed, resolved, *, every):
    x, width = LEFT + number * step, step * SHARE / 2
    first = x + step * (1 - SHARE) / 2
    columns = (_column(first, width, filed, top), _column(first + width, width, resolved, top))
    return Slot(label, name, filed, resolved, *columns, round(x + step / 2, 1), number % every == 0)


def _column(x, width, number, top):
    y = _height_of(number, top)
    return Column(round(x, 1), y, round(width, 1), round(HEIGHT - BOTTOM - y, 1))


def _height_of(number, top):
    return round(HEIGHT - BOTTOM - number * (HEIGHT - BOTTOM - TOP) / top, 1)


def nice(number):
    """The smallest of 2, 4, 10, 20, 40, 100 ... that is not below: half of it is a whole number too."""
    power = 1
    while True:
        for factor in (2, 4, 10):
            if number <= factor * power:
                return factor * power
        power *= 10


def shares(numbers, most):
    """[(x, width)] of the parts of one bar, in percent of the longest bar `most`."""
    parts, x = [], 0.0
    for number in numbers:
        width = round(100 * number / most, 2) if most else 0
        parts.append((round(x, 2), width))
        x += width
    return parts
