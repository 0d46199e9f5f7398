"""Writes that touch several rows: atomic, keyword-only, `by=` whoever does it."""

from .loading import load_areas, load_reference
from .opening import open_desks
from .refusal import Refused

__all__ = ["Refused", "load_areas", "load_reference", "open_desks"]
