from django.shortcuts import render
from django.utils import timezone

from desks.access import serves
from desks.models import INNER_ROLES, Role

from ..forms import FilterForm
from ..models import Report
from ..paging import ReportPaginator

PAGE_SIZE = 50
READERS = (*INNER_ROLES, Role.OBSERVER)


@serves(*READERS)
def report_list(request):
    user, now = request.user, timezone.now()
    form = FilterForm(request.GET, user=user)
    reports = form.narrow(Report.objects.listed_to(user), now, user.area.zone)
    page = ReportPaginator(reports, PAGE_SIZE).get_page(request.GET.get("page"))
    filtered = any(request.GET.get(name) for name in form.fields)
    return render(request, "reports/list.html", {"form": form, "page": page, "now": now, "filtered": filtered})
