from .attachments import Attachment
from .events import Event, EventKind, Notice
from .handovers import HandedReport, Handover
from .reports import AreaSerial, Report
from .states import OPEN_STATES, State
from .taxonomy import Category, Classification, Severity, SeverityLevel
from .worker import WorkerBeat

__all__ = [
    "OPEN_STATES",
    "AreaSerial",
    "Attachment",
    "Category",
    "Classification",
    "Event",
    "EventKind",
    "HandedReport",
    "Handover",
    "Notice",
    "Report",
    "Severity",
    "SeverityLevel",
    "State",
    "WorkerBeat",
]
