"""Who has reported: the board of an area, and reminders to the desks below."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from desks.access import serves
from desks.actions import Refused
from desks.formats import figure
from desks.models import INNER_ROLES, below

from ..actions.reminders import remind, remind_missing
from ..daily_board import board_of
from ..forms.daily_board import RoundForm
from ..models import DailyDue
from .listing import READERS


@serves(*READERS)
def daily_home(request):
    return redirect("daily", request.user.area_id)


@serves(*READERS)
@never_cache
def daily_page(request, code):
    form = RoundForm(request.GET)
    return show(request, board_or_404(request, code, **form.choice()), form)


def board_or_404(request, code, **choice):
    board = board_of(request.user, code, timezone.now(), **choice)
    if board is None:
        raise Http404
    return board


def show(request, board, form, *, refusal="", status=200):
    context = {"board": board, "form": form.offering(board.elections), "refusal": refusal}
    return render(request, "reports/daily_board.html", context, status=status)


def address_of(board, anchor=""):
    return f"{reverse('daily', args=[board.area.pk])}{board.this_query}{anchor}"


@serves(*INNER_ROLES, methods=("POST",))
@never_cache
def daily_remind(request, code, due):
    """`code` is the area of the board to which the answer leads."""
    now = timezone.now()
    dues = DailyDue.objects.visible_to(request.user).filter(below(code, "desk__area")).begun(now).for_display()
    due = get_object_or_404(dues, pk=due)
    zone = due.desk.area.zone
    ends = due.period_until.astimezone(zone)
    board = board_or_404(request, code, slug=due.desk.election_id, on=ends.date(), at=ends.time())
    try:
        remind(by=request.user, due=due, now=now)
    except Refused as refused:
        return show(request, board, RoundForm(), refusal=str(refused), status=409)
    messages.success(request, _("%(desk)s is reminded: its people see it on their page.") % {"desk": due.desk})
    return redirect(address_of(board, f"#desk-{due.desk_id}"))


@serves(*INNER_ROLES, methods=("POST",))
@never_cache
def daily_remind_all(request, code):
    form = RoundForm(request.POST)
    board = board_or_404(request, code, **form.choice())
    number = remind_missing(by=request.user, dues=board.dues, now=board.now)
    if number:
        words = ngettext("%(number)s desk is reminded.", "%(number)s desks are reminded.", number)
        messages.success(request, words % {"number": figure(number)})
        return redirect(address_of(board))
    refusal = _("Nobody to remind: all have reported, or were reminded a moment ago.")
    return show(request, board, form, refusal=refusal, status=409)
