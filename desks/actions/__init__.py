"""Writes that touch several rows: atomic, keyword-only, `by=` whoever does it."""

from .attendance import check_in, check_out
from .boundaries import import_boundaries
from .compositions import apply_template
from .displays import make_display, revoke_display
from .duties import assign, replace
from .holidays import load_holidays
from .loading import load_areas, load_reference
from .logbook import write_entry
from .opening import open_desks
from .refusal import KeyReused, Refused
from .rosters import copy_week, discard, generate, publish, undo
from .swaps import answer_swap, ask_swap, decide_swap, withdraw_swap

__all__ = [
    "KeyReused",
    "Refused",
    "answer_swap",
    "apply_template",
    "ask_swap",
    "assign",
    "check_in",
    "check_out",
    "copy_week",
    "decide_swap",
    "discard",
    "generate",
    "import_boundaries",
    "load_areas",
    "load_holidays",
    "load_reference",
    "make_display",
    "open_desks",
    "publish",
    "replace",
    "revoke_display",
    "undo",
    "withdraw_swap",
    "write_entry",
]
