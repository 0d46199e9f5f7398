"""Check-in and check-out: by the officer's own login, or by a coordinator of the desk; the server's clock counts."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..formats import clock
from ..models import Duty, Role
from .duties import locked_duty
from .refusal import Refused


def may_attend(user, duty):
    """Whether this user may check the officer of the duty in and out."""
    return duty.officer.user_id == user.pk or leads_desk(user, duty.desk)


def leads_desk(user, desk):
    """Whether this user is a coordinator of the desk itself."""
    return user.role == Role.COORDINATOR and user.area_id == desk.area_id


@transaction.atomic
def check_in(*, by, duty, now):
    duty = _locked(duty)
    if duty.checked_in_at:
        raise _already(_("%(officer)s has checked in already, at %(time)s."), duty, duty.checked_in_at)
    if not duty.can_check_in_at(now):
        raise Refused(_("Check-in opens one hour before the duty and closes when it ends."))
    _write(duty, checked_in_at=now, checked_in_by=by)


@transaction.atomic
def check_out(*, by, duty, now):
    duty = _locked(duty)
    if duty.checked_in_at is None:
        raise Refused(_("%(officer)s has not checked in.") % {"officer": duty.officer})
    if duty.checked_out_at:
        raise _already(_("%(officer)s has checked out already, at %(time)s."), duty, duty.checked_out_at)
    if not duty.can_check_out_at(now):
        raise Refused(_("Check-out closed twelve hours after the duty ended."))
    _write(duty, checked_out_at=now, checked_out_by=by)


def _already(words, duty, moment):
    return Refused(words % {"officer": duty.officer, "time": clock(moment, duty.desk.area.zone)})


def _locked(duty):
    duty = locked_duty(duty)
    if duty.state != Duty.State.PUBLISHED:
        raise Refused(_("This duty was changed by somebody else meanwhile."))
    return duty


def _write(duty, **columns):
    Duty.objects.filter(pk=duty.pk).update(**columns)
