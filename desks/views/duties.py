"""My duties: now, coming, of late, and the swaps that concern them."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from ..access import serves
from ..models import DESK_ROLES, OPEN_SWAPS, Duty, Officer, Swap
from ..presence import lines_of

#: How far back the own duties are listed.
PAST = timedelta(days=30)


@dataclass
class MyDuties:
    """The duties of one officer as the page groups them."""

    now: list = field(default_factory=list)
    coming: list = field(default_factory=list)
    past: list = field(default_factory=list)


@serves(*DESK_ROLES)
def my_duties(request):
    return show_duties(request)


def show_duties(request, *, refusal="", kept="", status=200):
    """`refusal`: why something was not done; `kept`: what was typed for it."""
    user, now = request.user, timezone.now()
    officer = Officer.objects.filter(user=user).select_related("unit").first()
    context = {
        "officer": officer,
        "duties": duties_of(user, now) if officer else MyDuties(),
        "swaps": swaps_of(user, now) if officer else [],
        "now": now,
        "refusal": refusal,
        "kept": kept,
    }
    return render(request, "desks/duties.html", context, status=status)


def duties_of(user, now):
    mine = Duty.objects.of_person(user).telling().filter(ends_at__gt=now - PAST)
    found = MyDuties()
    for line in lines_of(mine.for_display().with_handing_on(), user, now):
        duty = line.duty
        if duty.state == Duty.State.PUBLISHED and (duty.starts_at <= now < duty.ends_at or has_button(line)):
            found.now.append(line)
        elif duty.ends_at <= now:
            found.past.insert(0, line)
        elif duty.state == Duty.State.PUBLISHED:
            found.coming.append(line)
    return found


def has_button(line):
    return line.may_check_in or line.may_check_out


def swaps_of(user, now):
    """Those of this person that are open or were closed of late: (swap, whether it lapsed, whose turn it is)."""
    shown = Q(asked_at__gt=now - PAST) | Q(state__in=OPEN_SWAPS, duty__starts_at__gt=now)
    recent = Swap.objects.concerning(user).filter(shown).for_display()
    rows = []
    for swap in recent:
        lapsed = swap.has_lapsed_at(now)
        rows.append(
            {
                "swap": swap,
                "lapsed": lapsed,
                "to_answer": swap.state == Swap.State.ASKED and not lapsed and swap.colleague.user_id == user.pk,
                "to_withdraw": swap.is_pending and not lapsed and swap.duty.officer.user_id == user.pk,
            }
        )
    return sorted(rows, key=lambda row: not row["to_answer"])
