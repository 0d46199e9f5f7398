"""The lines of a list of reports: what they show and nothing else. Five models for each took longer than the query."""

from datetime import datetime
from typing import NamedTuple

from desks.models import Area
from desks.models.units import in_language

AREA = ("code", "name", "tier", "kind", "time_zone")
COLUMNS = (
    *("number", "title", "classification", "severity", "state", "due_at", "category__name_id", "category__name_en"),
    *(f"area__{name}" for name in AREA),
    *(f"held_by__area__{name}" for name in AREA),
)
#: How many of COLUMNS stand before the category, and before the areas.
PLAIN, NAMED = 6, 8


class Names(NamedTuple):
    """What a category is called."""

    name_id: str
    name_en: str

    @property
    def label(self):
        return in_language(self, "name")


class Line(NamedTuple):
    """One report of a list."""

    number: str
    title: str
    classification: str
    severity: str
    state: str
    #: The deadline that runs now, if any does.
    due_at: datetime | None
    category: Names
    place: Area
    holder: Area


class _Areas(dict):
    """Values of AREA -> the Area, one object for all lines it is in."""

    def __missing__(self, values):
        area = self[values] = Area(**dict(zip(AREA, values, strict=True)))
        return area


def lines_of(reports):
    """The Lines of these reports, in their order."""
    areas = _Areas()
    return [
        Line(
            *row[:PLAIN],
            Names(*row[PLAIN:NAMED]),
            *(areas[row[at : at + len(AREA)]] for at in (NAMED, NAMED + len(AREA))),
        )
        for row in reports.values_list(*COLUMNS)
    ]
