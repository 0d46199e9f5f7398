"""What every page shows about the situation: what waits for my desk and for me, and whether the worker lives."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from desks.models import Area, Role, Swap

from .models import Report, WorkerBeat


def situation(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.role == Role.ADMINISTRATOR:
        return {}
    now = timezone.now()
    waiting = (
        Report.objects.visible_to(user)
        .waiting()
        .filter(held_by__area=OuterRef("pk"))
        .order_by()
        .values("held_by__area")
        .annotate(number=Count("pk"))
        .values("number")
    )
    row = (
        Area.objects.visible_to(user)
        .filter(pk=user.area_id)
        .values(
            waiting=Coalesce(Subquery(waiting, output_field=IntegerField()), 0),
            to_answer=number_of(Swap.objects.asked_of(user).possible_at(now)),
            to_decide=number_of(Swap.objects.to_decide_by(user).possible_at(now)),
            worker_alive=Exists(WorkerBeat.objects.alive(now)),
        )
        .get()
    )
    told_of_worker = user.role in (Role.COORDINATOR, Role.OFFICIAL)
    return {
        "waiting_for_us": row["waiting"],
        "swaps_to_answer": row["to_answer"],
        "swaps_to_decide": row["to_decide"],
        "swaps_for_me": row["to_answer"] + row["to_decide"],
        "worker_silent": told_of_worker and not row["worker_alive"],
    }


def number_of(rows):
    """How many rows, as part of another query."""
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
