from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from desks.access import serves
from desks.actions.rosters import rostered
from desks.coverage import warnings_of
from desks.models import DESK_ROLES, Area, Desk, Role

from ..dashboard import dashboard_of
from .listing import READERS
from .walls import wall_of_reader

#: Desks on one page of warnings.
PAGE_SIZE = 50


@serves(*READERS)
def dashboard_home(request):
    return redirect("dashboard", request.user.area_id)


@serves(*READERS)
def dashboard_page(request, code):
    now = timezone.now()
    slug = request.GET.get("election", "")
    dashboard = dashboard_of(request.user, code, now, election_slug=slug if slug.isprintable() else "")
    if dashboard is None:
        raise Http404
    if "wall" in request.GET:
        return wall_of_reader(request, dashboard, now)
    return render(request, "reports/dashboard.html", {"dashboard": dashboard, "now": now})


@serves(*DESK_ROLES, Role.OFFICIAL)
def coverage_page(request, code):
    """Which places stay empty at which desks, and what else is wrong with their rosters.

    Not for observers: the warnings name officers, and where nobody is on duty is nobody else's business.
    """
    user, now = request.user, timezone.now()
    area = get_object_or_404(Area.objects.visible_to(user), pk=code)
    desks = rostered(Desk.objects.visible_to(user).below(code).active_at(now))
    troubled = desks.filter(Q(coverage__uncovered__gt=0) | Q(coverage__warnings__gt=0))
    page = Paginator(troubled, PAGE_SIZE).get_page(request.GET.get("page"))
    found = warnings_of(page.object_list, now)
    context = {"area": area, "page": page, "rows": [(desk, found[desk.pk]) for desk in page], "now": now}
    return render(request, "reports/coverage.html", context)
