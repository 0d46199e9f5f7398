from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from desks.access import serves

from ..dashboard import dashboard_of
from .listing import READERS


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
    return render(request, "reports/dashboard.html", {"dashboard": dashboard, "now": now})
