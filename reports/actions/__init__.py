"""Everything that writes reports. Each action is one transaction; arguments by keyword, `by=` who does it."""

from .errors import FilingRefused, KeyReused, Stale, StepRefused
from .escalation import escalate, escalate_due
from .filing import file_report
from .handovers import confirm_handover, write_handover
from .steps import allowed_steps, perform

__all__ = [
    "FilingRefused",
    "KeyReused",
    "Stale",
    "StepRefused",
    "allowed_steps",
    "confirm_handover",
    "escalate",
    "escalate_due",
    "file_report",
    "perform",
    "write_handover",
]
