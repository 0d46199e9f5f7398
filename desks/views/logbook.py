"""The desk's logbook (buku mutasi): lines are added at the desk, never changed."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import area_or_404, serves
from ..actions import KeyReused, write_entry
from ..forms import DayForm, LogEntryForm, renewed
from ..hours import start_of
from ..models import DESK_ROLES, Desk, LogEntry

PAGE_SIZE = 50


@serves(*DESK_ROLES, methods=("GET", "POST"))
def logbook(request, code):
    user, now = request.user, timezone.now()
    area = area_or_404(user, code)
    desk = Desk.objects.visible_to(user).current(area, now)
    if request.method != "POST":
        return show_logbook(request, area, desk, LogEntryForm())
    if area.pk != user.area_id:
        raise PermissionDenied
    form = LogEntryForm(request.POST)
    if not form.is_valid():
        return show_logbook(request, area, desk, form, status=422)
    if desk is None:
        form.add_error(None, _("No desk is active here today, so there is no logbook to write in."))
        return show_logbook(request, area, desk, form, status=409)
    try:
        write_entry(
            by=user, desk=desk, text=form.cleaned_data["text"], key=form.cleaned_data["idempotency_key"], now=now
        )
    except KeyReused as reused:
        form.add_error(None, str(reused))
        return show_logbook(request, area, desk, renewed(form), status=422)
    messages.success(request, _("The entry is written."))
    return redirect("logbook", area.pk)


def show_logbook(request, area, desk, form, *, status=200):
    day_form = DayForm(request.GET)
    day = day_form.day()
    entries = LogEntry.objects.visible_to(request.user).filter(desk__area=area).select_related("author")
    if day:
        start = start_of(day, area.zone)
        entries = entries.filter(written_at__gte=start, written_at__lt=start_of(day + timedelta(days=1), area.zone))
    context = {
        "area": area,
        "desk": desk,
        "may_write": area.pk == request.user.area_id and (desk is not None or form.is_bound),
        "form": form,
        "day_form": day_form,
        "day": day,
        "page": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "desks/logbook.html", context, status=status)
