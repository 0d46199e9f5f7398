"""Serah terima piket: the list of a desk, the form of the outgoing lead, the page that the incoming one confirms.

Restricted and secret reports may be among those listed, and the desk's computer is shared.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from desks.access import area_or_404, serves
from desks.actions import KeyReused, Refused
from desks.forms import renewed
from desks.models import DESK_ROLES, Desk

from ..actions.handovers import (
    confirm_handover,
    duty_after,
    may_write_handover,
    newest_of,
    outgoing_duty,
    write_handover,
)
from ..forms.handovers import HandoverForm
from ..models import HandedReport, Handover, Report

PAGE_SIZE = 50


@serves(*DESK_ROLES)
def handover_list(request, code):
    user, now = request.user, timezone.now()
    area = area_or_404(user, code)
    desk = Desk.objects.visible_to(user).current(area, now)
    rows = Handover.objects.visible_to(user).filter(desk__area=area).for_display()
    context = {
        "area": area,
        "desk": desk,
        "may_write": desk is not None and may_write_handover(user, desk, now),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/handovers.html", context)


@serves(*DESK_ROLES, methods=("GET", "POST"))
@never_cache
def handover_new(request, code):
    user, now = request.user, timezone.now()
    area = area_or_404(user, code)
    desk = Desk.objects.visible_to(user).current(area, now)
    if desk is None or not may_write_handover(user, desk, now):
        raise PermissionDenied
    if request.method != "POST":
        newest = newest_of(desk)
        return show_form(request, desk, HandoverForm(initial={"seen": newest and newest.pk}), now)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return show_form(request, desk, form, now, status=422)
    cleaned = form.cleaned_data
    content = {"notes": cleaned["notes"], "key": cleaned["idempotency_key"], "seen": cleaned["seen"]}
    try:
        handover = write_handover(by=user, desk=desk, now=now, **content)
    except KeyReused as reused:
        form.add_error(None, str(reused))
        return show_form(request, desk, renewed(form), now, status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return show_form(request, desk, form.seeing(newest_of(desk)), now, status=409)
    messages.success(request, _("The handover is written. The incoming lead confirms it."))
    return redirect(handover)


def show_form(request, desk, form, now, *, status=200):
    outgoing = outgoing_duty(request.user, desk, now)
    held = Report.objects.visible_to(request.user).still_open().filter(held_by=desk)
    context = {
        "desk": desk,
        "form": form,
        "outgoing": outgoing,
        "incoming": duty_after(outgoing, desk, now),
        "newest": newest_of(desk) if status == 409 else None,
        "reports": held.order_by("due_at", "-pk"),
        "now": now,
    }
    return render(request, "reports/handover_new.html", context, status=status)


def handover_or_404(user, code, pk):
    return get_object_or_404(Handover.objects.visible_to(user).for_display(), pk=pk, desk__area=code)


@serves(*DESK_ROLES)
@never_cache
def handover_page(request, code, pk):
    return show(request, handover_or_404(request.user, code, pk))


def show(request, handover, *, refusal="", status=200):
    user = request.user
    handed = HandedReport.objects.filter(handover=handover, report__in=Report.objects.visible_to(user))
    receivable = handover.confirmed_at is None and Handover.objects.filter(pk=handover.pk).receivable_by(user).exists()
    context = {
        "handover": handover,
        "handed": handed.select_related("report"),
        "may_confirm": receivable,
        "refusal": refusal,
    }
    return render(request, "reports/handover.html", context, status=status)


@serves(*DESK_ROLES, methods=("POST",))
@never_cache
def handover_confirm(request, code, pk):
    handover = handover_or_404(request.user, code, pk)
    try:
        confirm_handover(by=request.user, handover=handover, now=timezone.now())
    except Refused as refused:
        return show(request, handover, refusal=str(refused), status=409)
    messages.success(request, _("You have taken over. The handover is confirmed."))
    return redirect(handover)
