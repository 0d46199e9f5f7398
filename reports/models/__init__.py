from .advice import (
    Instruction,
    InstructionDelivery,
    Recommendation,
    RecommendationState,
    RecommendationStep,
)
from .attachments import Attachment
from .daily import DailyReceipt, DailyReport
from .events import Event, EventKind, Notice
from .handovers import HandedReport, Handover
from .reports import AreaSerial, Report
from .rollups import Facet, Rollup, Unfolded
from .schedule import DailyDue, DueStatus, Reminder, ReportingTimes
from .states import OPEN_STATES, State
from .taxonomy import Category, Classification, Severity, SeverityLevel
from .worker import WorkerBeat

__all__ = [
    "OPEN_STATES",
    "AreaSerial",
    "Attachment",
    "Category",
    "Classification",
    "DailyDue",
    "DailyReceipt",
    "DailyReport",
    "DueStatus",
    "Event",
    "EventKind",
    "Facet",
    "HandedReport",
    "Handover",
    "Instruction",
    "InstructionDelivery",
    "Notice",
    "Recommendation",
    "RecommendationState",
    "RecommendationStep",
    "Reminder",
    "Report",
    "ReportingTimes",
    "Rollup",
    "Severity",
    "SeverityLevel",
    "State",
    "Unfolded",
    "WorkerBeat",
]
