"""Writes that touch several rows: atomic, keyword-only, `by=` whoever does it."""

from .attendance import check_in, check_out
from .duties import assign, replace
from .loading import load_areas, load_reference
from .logbook import write_entry
from .opening import open_desks
from .refusal import Refused
from .rosters import copy_week, discard, generate, publish, undo
from .swaps import answer_swap, ask_swap, decide_swap, withdraw_swap

__all__ = [
    "Refused",
    "answer_swap",
    "ask_swap",
    "assign",
    "check_in",
    "check_out",
    "copy_week",
    "decide_swap",
    "discard",
    "generate",
    "load_areas",
    "load_reference",
    "open_desks",
    "publish",
    "replace",
    "undo",
    "withdraw_swap",
    "write_entry",
]
