"""All desks below that have not reported, asked at once; `remind` of `daily` asks a single one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef

from desks.models import DESK_ROLES, Desk, Role

from ..models import Reminder
from .daily import REMIND_AGAIN_AFTER


@transaction.atomic
def remind_missing(*, by, dues, now):
    """Ask for those of the dues that are missing, the own desk's excepted, and whoever was asked a moment ago.

    Returns how many desks were reminded.
    """
    if by.role not in (*DESK_ROLES, Role.OFFICIAL):
        raise PermissionDenied
    missing = dues.visible_to(by).exclude(desk__area=by.area_id).missing(now)
    # Whoever signs or reminds meanwhile waits; two who remind at once do not remind twice.
    desks = Desk.objects.filter(pk__in=missing.order_by().values("desk")).order_by("pk")
    list(desks.select_for_update(of=("self",), no_key=True))
    asked = Reminder.objects.filter(due=OuterRef("pk"), sent_at__gt=now - REMIND_AGAIN_AFTER)
    rows = [Reminder(due=due, sent_at=now, sent_by=by) for due in missing.filter(~Exists(asked))]
    return len(Reminder.objects.bulk_create(rows))
