from .areas import DESK_TIER_CHOICES, DESK_TIERS, NATION, Area, Tier, below
from .boundaries import Boundary
from .compositions import Composition, Place, Shift
from .desks import Desk, SpecialHours
from .displays import Display
from .elections import Election, Electorate, Stage
from .feeds import CalendarFeed
from .holidays import Holiday
from .logbook import LogEntry
from .officers import Absence, Officer
from .rosters import Attendance, Coverage, Duty, Roster
from .swaps import OPEN_SWAPS, Swap
from .units import Unit, UnitKind
from .users import DESK_ROLES, INNER_ROLES, Role, User

__all__ = [
    "DESK_ROLES",
    "DESK_TIERS",
    "DESK_TIER_CHOICES",
    "INNER_ROLES",
    "NATION",
    "OPEN_SWAPS",
    "Absence",
    "Area",
    "Attendance",
    "Boundary",
    "CalendarFeed",
    "Composition",
    "Coverage",
    "Desk",
    "Display",
    "Duty",
    "Election",
    "Electorate",
    "Holiday",
    "LogEntry",
    "Officer",
    "Place",
    "Role",
    "Roster",
    "Shift",
    "SpecialHours",
    "Stage",
    "Swap",
    "Tier",
    "Unit",
    "UnitKind",
    "User",
    "below",
]
