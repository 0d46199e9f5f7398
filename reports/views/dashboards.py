from urllib.parse import urlencode

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from desks.access import serves
from desks.actions.rosters import rostered
from desks.coverage import warnings_of
from desks.models import DESK_ROLES, Area, Desk, Role

from ..dashboard import dashboard_of, kept_surroundings, looked_at
from ..dashboard.charts import trend_of
from ..dashboard.keeping import KEPT_SECONDS, minute_of, name_of
from ..dashboard.printout import printout_pdf
from ..models.worker import TOLD_OF_SILENCE
from .listing import READERS
from .walls import wall_of_reader

#: Desks on one page of warnings.
PAGE_SIZE = 50


@serves(*READERS)
def dashboard_home(request):
    return redirect("dashboard", request.user.area_id)


@serves(*READERS)
def dashboard_page(request, code):
    look = Look(request, code)
    if "wall" in request.GET:
        return wall_of_reader(request, look.dashboard(), look.now)
    # The page around the figures is this person's, with forms that this login alone can send.
    tag = look.tag("page", request.user.pk, request.session.session_key)
    return look.answer(tag, lambda: render(request, "reports/dashboard.html", look.context()))


@serves(*READERS)
def dashboard_live(request, code):
    """The figures alone: what an open dashboard asks for every ten seconds."""
    look = Look(request, code)
    if "HX-Request" not in request.headers:
        return redirect(look.page)
    return look.answer(look.tag("live"), lambda: HttpResponse(look.figures()))


@serves(*READERS)
@never_cache
def dashboard_pdf(request, code):
    """The figures as a paper to take into a meeting: dasbor-31.72-20241113-0905.pdf."""
    look = Look(request, code)
    content = printout_pdf(look.dashboard(), look.user, look.now)
    name = f"dasbor-{look.area.pk}-{look.now.astimezone(look.area.zone):%Y%m%d-%H%M}.pdf"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class Look:
    """A look at the dashboard of an area, in the area's own zone; 404 where it is not this person's.

    What it shows hangs on the events of the area, on the worker and, as clocks and rosters move on, on the minute: one
    query tells whether it is the same as before. What was rendered is kept for those who may see the same.
    """

    def __init__(self, request, code):
        self.request, self.user, self.now = request, request.user, timezone.now()
        found = looked_at(self.user, code)
        if found is None:
            raise Http404
        self.area, self.version = found
        timezone.activate(self.area.zone)  # until this request ends: then the middleware's own override does
        self.worker_silent = self.user.role in TOLD_OF_SILENCE and not self.area.worker_alive
        slug = request.GET.get("election", "")
        self.slug = slug if slug.isprintable() else ""

    def tag(self, *more):
        """Names what is shown: equal tags, equal answers."""
        user = self.user
        shown = (self.area.pk, self.slug, self.version, self.worker_silent, minute_of(self.now), get_language())
        return name_of(*shown, user.role, user.area_id, *more)

    def answer(self, tag, make):
        response = get_conditional_response(self.request, etag=quote_etag(tag)) or make()
        response["ETag"] = quote_etag(tag)
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response

    def figures(self):
        key = f"dashboard:{self.tag()}"
        html = cache.get(key)
        if html is None:
            html = render_to_string("reports/dashboard_live.html", self._shown())
            cache.set(key, html, KEPT_SECONDS)
        return mark_safe(html)  # noqa: S308 - rendered by a template, which has escaped it

    @property
    def query(self):
        return f"?{urlencode({'election': self.slug})}" if self.slug else ""

    @property
    def page(self):
        """The address of the page whose figures these are."""
        return reverse("dashboard", args=[self.area.pk]) + self.query

    def context(self):
        return {"area": self.area, "figures": self.figures(), "query": self.query}

    def dashboard(self):
        """404 where an election is asked for that is not held here: zeros would look like a quiet place."""
        surroundings = kept_surroundings(self.user, self.area, self.now, self.slug)
        if self.slug and surroundings.held.election is None:
            raise Http404
        return dashboard_of(self.user, self.area, self.now, surroundings=surroundings)

    def _shown(self):
        dashboard = self.dashboard()
        return {
            "dashboard": dashboard,
            "trend": trend_of(dashboard),
            "now": self.now,
            "user": self.user,
            "version": self.tag(),
            "worker_silent": self.worker_silent,
        }


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
