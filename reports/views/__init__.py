from .dashboards import coverage_page, dashboard_home, dashboard_page
from .desks import desk_list, desk_page, read_notices
from .filing import report_new
from .handovers import handover_confirm, handover_list, handover_new, handover_page
from .listing import report_list
from .photos import photo, photo_small
from .reports import report_page, report_step
from .site import health, home

__all__ = [
    "coverage_page",
    "dashboard_home",
    "dashboard_page",
    "desk_list",
    "desk_page",
    "handover_confirm",
    "handover_list",
    "handover_new",
    "handover_page",
    "health",
    "home",
    "photo",
    "photo_small",
    "read_notices",
    "report_list",
    "report_new",
    "report_page",
    "report_step",
]
