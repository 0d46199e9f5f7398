"""The deadlines a report gets when it arrives at a desk (rules 10 and 11). Pure: numbers in, moments out."""

from datetime import timedelta
from typing import NamedTuple


class Deadlines(NamedTuple):
    respond_by: object
    resolve_by: object


def respond_minutes(category, severity):
    """Minutes to acknowledge: the category's, else the severity's.

    A category's time belongs to its usual severity. Where a person judged the incident worse, the
    shorter of both counts (an emergency never waits longer than an emergency); where milder, the
    severity's own.
    """
    own = category.respond_minutes
    usual = category.severity.level.rank
    if own is None or severity.level.rank > usual:
        return severity.respond_minutes
    if severity.level.rank < usual:
        return min(own, severity.respond_minutes)
    return own


def deadlines(*, arrived_at, category, severity, hours):
    """Both deadlines of a stay at one desk, counted from arrival; `hours` are that desk's OpeningHours.

    Both run from arrival, as service levels are counted elsewhere: a slow acknowledgement buys no time.
    """
    minutes = (respond_minutes(category, severity), severity.resolve_minutes)
    if severity.runs_around_the_clock:
        return Deadlines(*(arrived_at + timedelta(minutes=number) for number in minutes))
    return Deadlines(*(hours.due(arrived_at, number) for number in minutes))
