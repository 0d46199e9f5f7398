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
    path("dashboard/<area:code>/coverage/", views.coverage_page, name="coverage"),
]
