"""Django admin of desks, units and people, by subject. `scope` holds the rule that all of them keep."""

from . import areas, desks, elections, units, users

__all__ = ["areas", "desks", "elections", "units", "users"]
