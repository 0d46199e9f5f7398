from .areas import Area, Tier, below
from .desks import Desk, SpecialHours
from .elections import Election, Electorate, Stage
from .units import Unit, UnitKind
from .users import DESK_ROLES, Role, User

__all__ = [
    "DESK_ROLES",
    "Area",
    "Desk",
    "Election",
    "Electorate",
    "Role",
    "SpecialHours",
    "Stage",
    "Tier",
    "Unit",
    "UnitKind",
    "User",
    "below",
]
