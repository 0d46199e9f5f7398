from django.urls import path, register_converter

from desks.converters import AreaCode

from . import views
from .forms import STEP_FORMS


class ReportNumber(AreaCode):
    regex = AreaCode.regex + r"-[0-9]{4,9}"


class StepName(AreaCode):
    regex = "|".join(STEP_FORMS)


register_converter(ReportNumber, "number")
register_converter(StepName, "step")

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.health, name="health"),
    path("desks/", views.desk_list, name="desks"),
    path("desks/<area:code>/", views.desk_page, name="desk"),
    path("desks/<area:code>/notices/", views.read_notices, name="read_notices"),
    path("desks/<area:code>/handover/new/", views.handover_new, name="handover_new"),
    path("desks/<area:code>/handovers/", views.handover_list, name="handovers"),
    path("desks/<area:code>/handovers/<int:pk>/", views.handover_page, name="handover"),
    path("desks/<area:code>/handovers/<int:pk>/confirm/", views.handover_confirm, name="handover_confirm"),
    path("reports/", views.report_list, name="reports"),
    path("reports/new/", views.report_new, name="report_new"),
    path("reports/<number:number>/", views.report_page, name="report"),
    path("reports/<number:number>/photos/<int:position>/", views.photo, name="photo"),
    path("reports/<number:number>/photos/<int:position>/small/", views.photo_small, name="photo_small"),
    path("reports/<number:number>/<step:step>/", views.report_step, name="report_step"),
    path("dashboard/", views.dashboard_home, name="dashboards"),
    path("dashboard/<area:code>/", views.dashboard_page, name="dashboard"),
    path("dashboard/<area:code>/live/", views.dashboard_live, name="dashboard_live"),
    path("dashboard/<area:code>/dashboard.pdf", views.dashboard_pdf, name="dashboard_pdf"),
    path("dashboard/<area:code>/coverage/", views.coverage_page, name="coverage"),
    path("wall/<str:token>/", views.wall, name="wall"),
    path("wall/<str:token>/<area:code>/", views.wall, name="wall_area"),
    path("inventory/", views.inventory_home, name="inventories"),
    path("inventory/<area:code>/", views.inventory_page, name="inventory"),
    path("inventory/<area:code>/incidents.csv", views.inventory_csv, name="inventory_csv"),
    path("inventory/<area:code>/incidents.xlsx", views.inventory_xlsx, name="inventory_xlsx"),
    path("daily/<area:code>/due/<int:due>/write/", views.daily_write, name="daily_write"),
    path("daily/<area:code>/due/<int:due>/sign/", views.daily_sign, name="daily_sign"),
    path("daily/<area:code>/due/<int:due>/discard/", views.daily_discard, name="daily_discard"),
    path("daily/<area:code>/<int:pk>/", views.daily_report, name="daily_report"),
    path("daily/<area:code>/<int:pk>/acknowledge/", views.daily_acknowledge, name="daily_acknowledge"),
    path("daily/<area:code>/<int:pk>/correct/", views.daily_correct, name="daily_correct"),
    path("daily/<area:code>/<int:pk>/letter.pdf", views.daily_pdf, name="daily_pdf"),
    path("daily/<area:code>/<int:pk>/report.xlsx", views.daily_xlsx, name="daily_xlsx"),
    path("daily/<area:code>/<int:pk>/text/", views.daily_text, name="daily_text"),
    path("daily/verify/", views.daily_verify_ask, name="daily_verify_ask"),
    path("daily/verify/<str:digest>/", views.daily_verify, name="daily_verify"),
    path("daily/", views.daily_home, name="dailies"),
    path("daily/<area:code>/", views.daily_page, name="daily"),
    path("daily/<area:code>/remind/", views.daily_remind_all, name="daily_remind_all"),
    path("daily/<area:code>/due/<int:due>/remind/", views.daily_remind, name="daily_remind"),
    path("daily/<area:code>/recommendations/", views.recommendations, name="recommendations"),
    path("daily/<area:code>/recommendations/new/", views.recommendation_new, name="recommendation_new"),
    path("daily/<area:code>/recommendations/<int:pk>/", views.recommendation_settle, name="recommendation_settle"),
    path("daily/<area:code>/instructions/", views.instructions, name="instructions"),
    path("daily/<area:code>/instructions/new/", views.instruction_new, name="instruction_new"),
    path("daily/<area:code>/instructions/<int:pk>/", views.instruction, name="instruction"),
    path(
        "daily/<area:code>/instructions/<int:pk>/acknowledge/",
        views.instruction_acknowledge,
        name="instruction_acknowledge",
    ),
]
