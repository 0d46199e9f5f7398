from .filing import ReportForm
from .filters import FilterForm
from .steps import STEP_FORMS

__all__ = ["STEP_FORMS", "FilterForm", "ReportForm"]
