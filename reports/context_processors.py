"""What every page shows about the situation: reports that wait for my desk, and whether the worker lives."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from desks.models import Area, Role

from .models import Report, WorkerBeat


def situation(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.role == Role.ADMINISTRATOR:
        return {}
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
            worker_alive=Exists(WorkerBeat.objects.alive(timezone.now())),
        )
        .get()
    )
    told_of_worker = user.role in (Role.COORDINATOR, Role.OFFICIAL)
    return {"waiting_for_us": row["waiting"], "worker_silent": told_of_worker and not row["worker_alive"]}
