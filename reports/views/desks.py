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
    context = {"area": area, "desk": desk, "is_ours": is_ours, "now": now}
    if desk is not None:
        held = Report.objects.visible_to(user).still_open().filter(held_by=desk).for_lists()
        by_state = {
            state: held.filter(state=state).order_by(F("due_at").asc(nulls_last=True), "-id") for state in State
        }
        context |= {
            "is_open": desk.is_open_at(now),
            "today": desk.hours.pair_on(timezone.localdate(now, area.zone)),
            "queues": [
                (State.WAITING, by_state[State.WAITING][:SHOWN], _("Nothing waits to be acknowledged.")),
                (State.IN_PROGRESS, by_state[State.IN_PROGRESS][:SHOWN], _("Nothing is being worked on.")),
                (State.RESOLVED, by_state[State.RESOLVED][:SHOWN], _("Nothing waits to be closed by the duty lead.")),
            ],
            "notices": own_notices(user, desk) if is_ours else [],
            "has_desks_below": Desk.objects.visible_to(user).active_at(now).exclude(area=user.area_id).exists(),
        }
    return render(request, "desks/desk.html", context)


def active_desk(area, user, now):
    """The desk of the area whose election votes next, or None."""
    desks = Desk.objects.visible_to(user).active_at(now).filter(area=area)
    return (
        desks.select_related("area", "election")
        .prefetch_related("special_hours")
        .order_by("election__voting_on")
        .first()
    )


def own_notices(user, desk):
    notices = Notice.objects.visible_to(user).unread().filter(desk=desk)
    return notices.select_related("event__report", "event__actor", "event__from_desk", "event__to_desk")[:NOTICES_SHOWN]


@serves(*DESK_ROLES, methods=("POST",))
def read_notices(request, code):
    """Mark the notices of the own desk as read, up to the newest one the page showed."""
    user = request.user
    get_object_or_404(Area.objects.visible_to(user), pk=code)
    if code != user.area_id:
        raise Http404
    newest = request.POST.get("newest", "")
    if not (newest.isascii() and newest.isdigit() and len(newest) < 19):
        messages.error(request, _("The page was out of date. Here is the current one."))
        return redirect("desk", code)
    shown = Notice.objects.visible_to(user).unread().filter(pk__lte=int(newest))
    Notice.objects.filter(pk__in=shown.values("pk")).update(read_at=timezone.now(), read_by=user)
    return redirect("desk", code)
