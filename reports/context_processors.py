"""What every page shows about the situation: what waits for my desk and for me, and whether the worker lives."""

from django.db.models import Count, Exists, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from desks.models import Area, Role, Swap

from .models import Report, WorkerBeat
from .models.worker import TOLD_OF_SILENCE

#: Of what waits for a desk so many are counted; of more the page says that there are more.
MOST = 99


def situation(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.role == Role.ADMINISTRATOR:
        return {}
    now = timezone.now()
    row = (
        Area.objects.visible_to(user)
        .filter(pk=user.area_id)
        .values(
            waiting=number_of(waiting_for(user)),
            to_answer=number_of(Swap.objects.asked_of(user).possible_at(now)),
            to_decide=number_of(Swap.objects.to_decide_by(user).possible_at(now)),
            worker_alive=Exists(WorkerBeat.objects.alive(now)),
        )
        .get()
    )
    return {
        "waiting_for_us": min(row["waiting"], MOST),
        "more_wait": row["waiting"] > MOST,
        "swaps_to_answer": row["to_answer"],
        "swaps_to_decide": row["to_decide"],
        "swaps_for_me": row["to_answer"] + row["to_decide"],
        "worker_silent": user.role in TOLD_OF_SILENCE and not row["worker_alive"],
    }


def waiting_for(user):
    """What waits for the desk of those who man one: one more than MOST at most, for it is looked for on every page."""
    if not user.mans_a_desk:
        return Report.objects.none()
    waiting = Report.objects.visible_to(user).waiting().filter(held_by__area=user.area_id)
    return Report.objects.filter(pk__in=waiting.order_by().values("pk")[: MOST + 1])


def number_of(rows):
    """How many rows, as part of another query."""
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
