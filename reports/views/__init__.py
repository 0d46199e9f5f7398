from .advice import (
    instruction,
    instruction_acknowledge,
    instruction_new,
    instructions,
    recommendation_new,
    recommendation_settle,
    recommendations,
)
from .daily_board import daily_home, daily_page, daily_remind, daily_remind_all
from .daily_files import daily_pdf, daily_text, daily_verify, daily_verify_ask, daily_xlsx
from .daily_writing import (
    daily_acknowledge,
    daily_correct,
    daily_discard,
    daily_report,
    daily_sign,
    daily_write,
)
from .dashboards import coverage_page, dashboard_home, dashboard_live, dashboard_page, dashboard_pdf
from .desks import desk_list, desk_page, read_notices
from .filing import report_new
from .handovers import handover_confirm, handover_list, handover_new, handover_page
from .inventory import inventory_csv, inventory_home, inventory_page, inventory_xlsx
from .listing import report_list
from .photos import photo, photo_small
from .reports import report_page, report_step
from .site import health, home
from .walls import wall

__all__ = [
    "coverage_page",
    "daily_acknowledge",
    "daily_correct",
    "daily_discard",
    "daily_home",
    "daily_page",
    "daily_pdf",
    "daily_remind",
    "daily_remind_all",
    "daily_report",
    "daily_sign",
    "daily_text",
    "daily_verify",
    "daily_verify_ask",
    "daily_write",
    "daily_xlsx",
    "dashboard_home",
    "dashboard_live",
    "dashboard_page",
    "dashboard_pdf",
    "desk_list",
    "desk_page",
    "handover_confirm",
    "handover_list",
    "handover_new",
    "handover_page",
    "health",
    "home",
    "instruction",
    "instruction_acknowledge",
    "instruction_new",
    "instructions",
    "inventory_csv",
    "inventory_home",
    "inventory_page",
    "inventory_xlsx",
    "photo",
    "photo_small",
    "read_notices",
    "recommendation_new",
    "recommendation_settle",
    "recommendations",
    "report_list",
    "report_new",
    "report_page",
    "report_step",
    "wall",
]
