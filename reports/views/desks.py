"""The desks: mine today, and those below it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from desks.access import serves
from desks.models import DESK_ROLES, Area, Desk

from ..models import Notice, Report, State

PAGE_SIZE = 50
#: How many rows of each kind the desk page shows; the list shows the rest.
SHOWN = 10
NOTICES_SHOWN = 8


@serves(*DESK_ROLES)
def desk_list(request):
    """Desks of my area and below; straight to the own one where there is no other."""
    user, now = request.user, timezone.now()
    desks = Desk.objects.visible_to(user).active_at(now).select_related("area").prefetch_related("special_hours")
    page = Paginator(desks.order_by("area", "election"), PAGE_SIZE).get_page(request.GET.get("page"))
    if page.paginator.count <= 1 or ("all" not in request.GET and any(desk.area_id == user.area_id for desk in page)):
        return redirect("desk", user.area_id)
    work = workload(page.object_list, user, now)
    rows = [(desk, desk.is_open_at(now), work.get(desk.pk)) for desk in page]
    return render(request, "desks/list.html", {"page": page, "rows": rows})


def workload(desks, user, now):
    """{desk id: its open reports by state, and how many are overdue}, of what this user sees."""
    held = Report.objects.visible_to(user).still_open().filter(held_by__in=[desk.pk for desk in desks])
    counts = (
        held.order_by()
        .values("held_by")
        .annotate(
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            in_progress=Count("pk", filter=Q(state=State.IN_PROGRESS)),
            overdue=Count("pk", filter=Q(due_at__lt=now)),
        )
    )
    return {row["held_by"]: row for row in counts}


@serves(*DESK_ROLES)
def desk_page(request, code):
    user, now = request.user, timezone.now()
    area = get_object_or_404(Area.objects.visible_to(user), pk=code)
    desk = active_desk(area, user, now)
    is_ours = area.pk == user.area_id
    notices = list(own_notices(user)) if is_ours else []
    context = {
        "area": area,
        "desk": desk,
        "is_ours": is_ours,
        "now": now,
        "is_open": desk is not None and desk.is_open_at(now),
        "today": desk and desk.hours.pair_on(timezone.localdate(now, area.zone)),
        "queues": queues(area, user),
        "notices": notices,
        "oldest_notice": notices[-1].pk if notices else None,
        "has_desks_below": Desk.objects.visible_to(user).active_at(now).exclude(area=user.area_id).exists(),
    }
    return render(request, "desks/desk.html", context)


def queues(area, user):
    """(state, first reports by deadline, words for none) of what the desks of this area hold, ended ones included."""
    held = Report.objects.visible_to(user).filter(held_by__area=area).for_lists()
    words = {
        State.WAITING: _("Nothing waits to be acknowledged."),
        State.IN_PROGRESS: _("Nothing is being worked on."),
        State.RESOLVED: _("Nothing waits to be closed by the duty lead."),
    }
    by_deadline = (F("due_at").asc(nulls_last=True), "-id")
    return [
        (state, held.filter(state=state).order_by(*by_deadline)[:SHOWN], nothing) for state, nothing in words.items()
    ]


def active_desk(area, user, now):
    """The desk of the area whose election votes next, or None."""
    desks = Desk.objects.visible_to(user).active_at(now).filter(area=area)
    return (
        desks.select_related("area", "election")
        .prefetch_related("special_hours")
        .order_by("election__voting_on")
        .first()
    )


def own_notices(user):
    notices = Notice.objects.visible_to(user).unread()
    return notices.select_related("event__report", "event__actor", "event__from_desk", "event__to_desk")[:NOTICES_SHOWN]


@serves(*DESK_ROLES, methods=("POST",))
def read_notices(request, code):
    """Mark the notices that the page showed as read, those and no others."""
    user = request.user
    get_object_or_404(Area.objects.visible_to(user), pk=code)
    if code != user.area_id:
        raise Http404
    bounds = [request.POST.get(name, "") for name in ("oldest", "newest")]
    if not all(bound.isascii() and bound.isdigit() and len(bound) < 19 for bound in bounds):
        messages.error(request, _("The page was out of date. Here is the current one."))
        return redirect("desk", code)
    oldest, newest = map(int, bounds)
    shown = Notice.objects.visible_to(user).unread().filter(pk__gte=oldest, pk__lte=newest)
    Notice.objects.filter(pk__in=shown.values("pk")).update(read_at=timezone.now(), read_by=user)
    return redirect("desk", code)
