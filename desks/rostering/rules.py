"""The rules of who may take a duty. The one place where they stand: the solver compiles its masks from these."""

from datetime import timedelta
from enum import StrEnum


class Refusal(StrEnum):
    WRONG_UNIT = "wrong_unit"
    NOT_AVAILABLE = "not_available"
    ABSENT = "absent"
    OVERLAP = "overlap"
    REST = "rest"
    WEEK = "week"


def week_of(day):
    """Number of the ISO week, Monday to Sunday, counted from year 1 (ordinal 1 is a Monday)."""
    return (day.toordinal() - 1) // 7


def absence(person, slot):
    """Why this person is not there on the local dates of the shift, or None."""
    if person.available_from and slot.day < person.available_from:
        return Refusal.NOT_AVAILABLE
    if person.available_until and slot.last_day > person.available_until:
        return Refusal.NOT_AVAILABLE
    if any(first <= slot.last_day and slot.day <= last for first, last in person.absences):
        return Refusal.ABSENT
    return None


def clash(one, other):
    """OVERLAP or REST where one person cannot have both duties; the longer rest of the two counts."""
    if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
        return Refusal.OVERLAP
    gap = max(one.starts_at - other.ends_at, other.starts_at - one.ends_at)
    return Refusal.REST if gap < timedelta(minutes=max(one.rest_minutes, other.rest_minutes)) else None


def week_allows(count, limits):
    """Whether `count` duties of one week stay within the smallest of their limits."""
    return count <= min(limits, default=count)


def refusal(person, slot, duties):
    """Why this person may not take this slot beside their other duties, or None.

    Duties are Held, Slot, or alike: with day, starts_at, ends_at, rest_minutes and max_per_week.
    """
    if person.unit not in slot.units:
        return Refusal.WRONG_UNIT
    if away := absence(person, slot):
        return away
    clashes = {clash(slot, duty) for duty in duties}
    for found in (Refusal.OVERLAP, Refusal.REST):
        if found in clashes:
            return found
    week = week_of(slot.day)
    limits = [duty.max_per_week for duty in duties if week_of(duty.day) == week] + [slot.max_per_week]
    return None if week_allows(len(limits), limits) else Refusal.WEEK
