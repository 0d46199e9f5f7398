"""Rows of a spreadsheet and what they become, within the administrator's area only."""

from .absences import AbsenceResource
from .base import MOST_PASSWORDS, MOST_ROWS, ScopedResource
from .officers import OfficerResource
from .units import UnitResource
from .users import UserResource

__all__ = [
    "MOST_PASSWORDS",
    "MOST_ROWS",
    "AbsenceResource",
    "OfficerResource",
    "ScopedResource",
    "UnitResource",
    "UserResource",
]
