"""What a roster is made of: places to fill, people, and duties that already stand."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of one shift of one desk on one date, to be filled by one officer.

    `day` and `last_day` are the local dates on which the shift begins and ends; they differ where it
    crosses midnight. `units` are the units whose officers may fill it: one, or several for a unit kind.
    `max_per_week` counts one person's duties of one ISO week, Monday to Sunday, by their `day`.
    """

    key: tuple
    day: date
    starts_at: datetime
    ends_at: datetime
    units: frozenset[int]
    desk: int
    leads: bool = False
    off_day: bool = False
    rest_minutes: int = 720
    max_per_week: int = 7
    last_day: date | None = None

    def __post_init__(self):
        if self.ends_at <= self.starts_at:
            raise ValueError(f"slot {self.key} ends before it starts")
        if self.last_day is None:
            object.__setattr__(self, "last_day", self.day)


@dataclass(frozen=True, slots=True)
class Person:
    """An officer. Dates are local and inclusive; `earlier` duties count for fairness only."""

    id: int
    unit: int
    available_from: date | None = None
    available_until: date | None = None
    absences: tuple[tuple[date, date], ...] = ()
    earlier: int = 0
    earlier_off: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A duty that is already published, at any desk: it binds, it is not moved."""

    person: int
    day: date
    starts_at: datetime
    ends_at: datetime
    rest_minutes: int = 720
    max_per_week: int = 7


class GapReason(StrEnum):
    """Why nobody fills a place, when the roster is done."""

    NO_OFFICERS = "no_officers"  # its units have no officers at all
    ALL_AWAY = "all_away"  # every officer is absent or not available
    ALL_RESTING = "all_resting"  # those who are there rest before or after another duty
    WEEK_FULL = "week_full"  # those who are there have the most duties that a week allows
    TOO_FEW = "too_few"  # those who are there are on other duties at that time, or a mixture of the above


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that stays empty. `refused` counts the officers of its units by Refusal: why each cannot take it."""

    slot: Slot
    reason: GapReason
    refused: tuple[tuple[str, int], ...] = ()

    @property
    def officers(self):
        """How many officers its units have."""
        return sum(count for _, count in self.refused)
