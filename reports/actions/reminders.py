"""Asking desks below for their daily report: a single one, or all that are missing at once."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from desks.actions import Refused
from desks.formats import moment
from desks.models import INNER_ROLES, Desk

from ..models import Reminder
from .daily import locked_desk

#: A second reminder within this time would say nothing new.
REMIND_AGAIN_AFTER = timedelta(minutes=10)


@transaction.atomic
def remind(*, by, due, now):
    """Ask a desk below for its report: its people see it until it is signed. Returns the Reminder."""
    desk = locked_desk(due)
    above = by.area.covers(desk.area_id) and by.area_id != desk.area_id
    if not above or by.role not in INNER_ROLES:
        raise PermissionDenied
    if due.reports.signed().exists():
        raise Refused(_("The report has come in meanwhile."))
    last = due.reminders.filter(sent_at__gt=now - REMIND_AGAIN_AFTER).select_related("sent_by").first()
    if last is not None:
        raise Refused(
            _("%(who)s reminded this desk a moment ago, %(when)s.")
            % {"who": last.sent_by, "when": moment(last.sent_at, desk.area.zone)}
        )
    return Reminder.objects.create(due=due, sent_at=now, sent_by=by)


@transaction.atomic
def remind_missing(*, by, dues, now):
    """Ask for those of the dues that are missing, the own desk's excepted, and whoever was asked a moment ago.

    Returns how many desks were reminded.
    """
    if by.role not in INNER_ROLES:
        raise PermissionDenied
    missing = dues.visible_to(by).exclude(desk__area=by.area_id).missing(now)
    # Whoever signs or reminds meanwhile waits; two who remind at once do not remind twice.
    desks = Desk.objects.filter(pk__in=missing.order_by().values("desk")).order_by("pk")
    list(desks.select_for_update(of=("self",), no_key=True))
    asked = Reminder.objects.filter(due=OuterRef("pk"), sent_at__gt=now - REMIND_AGAIN_AFTER)
    rows = [Reminder(due=due, sent_at=now, sent_by=by) for due in missing.filter(~Exists(asked))]
    return len(Reminder.objects.bulk_create(rows))
