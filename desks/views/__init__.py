from .accounts import login, logout, password_change, set_language
from .attendance import attendance
from .boundaries import boundaries
from .calendars import calendar_feed, calendar_revoke, calendars
from .checking import check_in, check_out
from .duties import my_duties
from .logbook import logbook
from .replacing import replace_duty
from .roster import desk_roster, desk_roster_pdf, desk_roster_xlsx
from .swaps import desk_swaps, swap_answer, swap_ask, swap_decide, swap_withdraw

__all__ = [
    "attendance",
    "boundaries",
    "calendar_feed",
    "calendar_revoke",
    "calendars",
    "check_in",
    "check_out",
    "desk_roster",
    "desk_roster_pdf",
    "desk_roster_xlsx",
    "desk_swaps",
    "logbook",
    "login",
    "logout",
    "my_duties",
    "password_change",
    "replace_duty",
    "set_language",
    "swap_answer",
    "swap_ask",
    "swap_decide",
    "swap_withdraw",
]
