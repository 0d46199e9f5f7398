from .dashboards import dashboard_home, dashboard_page
from .desks import desk_list, desk_page, read_notices
from .filing import report_new
from .listing import report_list
from .photos import photo, photo_small
from .reports import report_page, report_step
from .site import health, home

__all__ = [
    "dashboard_home",
    "dashboard_page",
    "desk_list",
    "desk_page",
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
