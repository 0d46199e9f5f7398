"""The lines of a list of reports: what they show and nothing else. Five models for each took longer than the query."""

from datetime import datetime
from itertools import chain
from typing import NamedTuple

from desks.models import Area
from desks.models.units import in_language
from desks.names import areas_of

COLUMNS = (
    *("number", "title", "classification", "severity", "state", "due_at"),
    *("category__name_id", "category__name_en", "area", "held_by"),
)


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


def lines_of(reports):
    """The Lines of these reports, in their order."""
    [lines] = lines_of_each([reports])
    return lines


def lines_of_each(lists):
    """The Lines of each of some lists of reports; names are asked for once for all of them."""
    found = [list(reports.values_list(*COLUMNS)) for reports in lists]
    rows = list(chain.from_iterable(found))
    areas, holders = areas_of({area for *_, area, _desk in rows}, {desk for *_, desk in rows})
    return [
        [
            Line(*shown, Names(name_id, name_en), areas[area], holders[desk])
            for *shown, name_id, name_en, area, desk in rows
        ]
        for rows in found
    ]
