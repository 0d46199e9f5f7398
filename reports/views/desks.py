"""The desks: mine today, and those below it."""

from zlib import crc32

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from desks.access import area_or_404, serves
from desks.actions.attendance import leads_desk
from desks.coverage import warnings_of
from desks.models import DESK_ROLES, Desk
from desks.presence import presence_at, with_coverage

from ..daily_board import own_reports
from ..lines import lines_of_each
from ..models import DailyDue, Handover, InstructionDelivery, Notice, Report, State

PAGE_SIZE = 50
#: How many rows of each kind the desk page shows; the list shows the rest.
SHOWN = 10
NOTICES_SHOWN = 8
INSTRUCTIONS_SHOWN = 5
HANDOVERS_SHOWN = 3


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
    area = area_or_404(user, code)
    desk = with_coverage(Desk.objects.visible_to(user)).current(area, now)
    is_ours = area.pk == user.area_id
    notices = list(own_notices(user)) if is_ours else []
    context = {
        "area": area,
        "desk": desk,
        "is_ours": is_ours,
        "now": now,
        "is_open": desk is not None and desk.is_open_at(now),
        "today": desk and desk.hours.pair_on(timezone.localdate(now, area.zone)),
        "duty": duty_context(desk, user, now) if desk else None,
        "queues": queues(area, user),
        "daily": daily_of(desk, user, now) if desk and is_ours else None,
        "instructions": own_instructions(user) if is_ours else [],
        "notices": notices,
        "oldest_notice": notices[-1].pk if notices else None,
        "has_desks_below": Desk.objects.visible_to(user).active_at(now).exclude(area=user.area_id).exists(),
    }
    return render(request, "desks/desk.html", context)


def daily_of(desk, user, now):
    """What the people of the desk have to report today, and what they still owe."""
    dues = DailyDue.objects.visible_to(user).filter(desk=desk)
    return own_reports(dues, user, now, desk.area.zone)


def queues(area, user):
    """(state, first reports by deadline, words for none) of what the desks of this area hold, ended ones included."""
    held = Report.objects.visible_to(user).filter(held_by__area=area)
    words = {
        State.WAITING: _("Nothing waits to be acknowledged."),
        State.IN_PROGRESS: _("Nothing is being worked on."),
        State.RESOLVED: _("Nothing waits to be closed by the duty lead."),
    }
    by_deadline = (F("due_at").asc(nulls_last=True), "-id")
    found = lines_of_each([held.filter(state=state).order_by(*by_deadline)[:SHOWN] for state in words])
    return [(state, lines, nothing) for (state, nothing), lines in zip(words.items(), found, strict=True)]


def duty_context(desk, user, now):
    """Who is on duty, what is wrong with the roster, which handover waits for this person."""
    kept = getattr(desk, "coverage", None)
    troubled = kept is not None and kept.uncovered + kept.warnings > 0
    is_ours = desk.area_id == user.area_id
    warnings = warnings_of([desk], now)[desk.pk] if troubled and leads_desk(user, desk) else []
    handovers = Handover.objects.visible_to(user).filter(desk=desk).unconfirmed().receivable_by(user)
    return {
        "presence": presence_at(desk, user, now),
        "coverage": kept,
        # Worked out only where the numbers kept say that there is something to work out.
        "warnings": warnings,
        # The page comes anew by itself: a list folded open stays so as long as it says the same.
        "warnings_key": crc32(repr(warnings).encode()),
        "handovers": handovers.select_related("written_by")[:HANDOVERS_SHOWN] if is_ours else [],
    }


def own_notices(user):
    notices = Notice.objects.visible_to(user).unread()
    return notices.select_related("event__report", "event__actor", "event__from_desk", "event__to_desk")[:NOTICES_SHOWN]


def own_instructions(user):
    """What was instructed to the desk of this person and nobody there has acknowledged, newest first."""
    waiting = InstructionDelivery.objects.visible_to(user).unacknowledged().filter(desk__area=user.area_id)
    return waiting.select_related("instruction__area").order_by("-instruction__written_at", "-pk")[:INSTRUCTIONS_SHOWN]


@serves(*DESK_ROLES, methods=("POST",))
def read_notices(request, code):
    """Mark the notices that the page showed as read, those and no others."""
    user = request.user
    area_or_404(user, code)
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
