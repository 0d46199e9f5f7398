"""The published roster of a desk: on the page by week, to take along as PDF and workbook."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import area_or_404, serves
from ..models import DESK_ROLES, Desk, Role
from ..roster_print import roster_pdf
from ..roster_sheet import MOST_DAYS, RosterSheet
from ..roster_workbook import XLSX, roster_workbook

READERS = (*DESK_ROLES, Role.ADMINISTRATOR)


def area_and_desk(user, code, now, chosen=""):
    """The area, and the desk of it whose roster is meant; None where there never was one.

    An area has a desk per election: `chosen` is the key of one, else it is that whose election votes next.
    """
    area = area_or_404(user, code)
    desks = Desk.objects.visible_to(user)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        here = desks.filter(area=area).select_related("area", "election").prefetch_related("special_hours")
        return area, get_object_or_404(here, pk=chosen)
    return area, desks.of_area(area, now)


@serves(*DESK_ROLES)
def desk_roster(request, code):
    user, now = request.user, timezone.now()
    area, desk = area_and_desk(user, code, now)
    context = {"area": area, "desk": desk}
    if desk is not None:
        today = timezone.localdate(now, area.zone)
        first, last = week_of(desk, asked_day(request.GET.get("from", "")) or today)
        context |= {
            "sheet": RosterSheet(desk, first, last, user=user),
            "today": today,
            "previous": first - timedelta(days=7) if first > desk.active_from else None,
            "next": last + timedelta(days=1) if last < desk.active_until else None,
            "whole": (desk.active_until - desk.active_from).days < MOST_DAYS,
        }
    return render(request, "desks/roster.html", context)


def asked_day(text):
    """The date of a parameter; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def week_of(desk, day):
    """Monday to Sunday around a day, as far as the desk is active; the nearest such week where it is not."""
    day = min(max(day, desk.active_from), desk.active_until)
    monday = day.toordinal() - day.weekday()
    first = max(monday, desk.active_from.toordinal())
    last = min(monday + 6, desk.active_until.toordinal())
    return date.fromordinal(first), date.fromordinal(last)


class WrongPeriod(Exception):
    """A period that no file can hold; the text is a sentence for the person who asked."""


def period_of(desk, query, today):
    """(first, last) of the days asked for, as far as the desk is active; without a wish, the month of today."""
    if "from" in query or "until" in query:
        first = asked_day(query["from"]) if "from" in query else desk.active_from
        last = asked_day(query["until"]) if "until" in query else desk.active_until
    else:
        today = min(max(today, desk.active_from), desk.active_until)
        first, last = month_of(query.get("month", f"{today:%Y-%m}"))
    if first is None or last is None:
        raise WrongPeriod(_("Write the month as 2024-11, or the first and last day as 2024-11-01."))
    first, last = max(first, desk.active_from), min(last, desk.active_until)
    if first > last:
        raise WrongPeriod(_("The desk is not active on these days."))
    if (last - first).days >= MOST_DAYS:
        raise WrongPeriod(_("One file holds at most %(days)d days: ask for a shorter period.") % {"days": MOST_DAYS})
    return first, last


def month_of(text):
    """(first, last day) of "2024-11"; (None, None) where it is no month."""
    first = asked_day(f"{text}-01")
    if first is None or len(text) != 7:
        return None, None
    next_month = first.toordinal() + 31
    if next_month > date.max.toordinal():
        return first, date.max
    return first, date.fromordinal(next_month).replace(day=1) - timedelta(days=1)


def file_of(request, code, ending, content_type, write):
    """The answer with a file that `write(sheet, now)` makes of the roster of a period."""
    now = timezone.now()
    area, desk = area_and_desk(request.user, code, now, request.GET.get("desk", ""))
    if desk is None:
        raise Http404
    try:
        first, last = period_of(desk, request.GET, timezone.localdate(now, area.zone))
    except WrongPeriod as error:
        return render(request, "refused.html", {"status": 400, "sentence": error}, status=400)
    sheet = RosterSheet(desk, first, last, user=request.user)
    name = f"jadwal-piket-{area.pk}-{first}-{last}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(write(sheet, now), content_type=content_type, headers=headers)


@serves(*READERS)
def desk_roster_pdf(request, code):
    return file_of(request, code, "pdf", "application/pdf", roster_pdf)


@serves(*READERS)
def desk_roster_xlsx(request, code):
    return file_of(request, code, "xlsx", XLSX, lambda sheet, now: roster_workbook(sheet))
