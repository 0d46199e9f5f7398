"""Django admin of desks, units and people, by subject. `scope` holds the rule that all of them keep."""

from . import areas, compositions, desks, displays, elections, holidays, officers, rosters, units, users

__all__ = [
    "areas",
    "compositions",
    "desks",
    "displays",
    "elections",
    "holidays",
    "officers",
    "rosters",
    "units",
    "users",
]
