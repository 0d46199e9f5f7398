"""Serah terima piket: the outgoing lead writes down what is left, the incoming one confirms it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from desks.actions import KeyReused, Refused, write_entry
from desks.actions.attendance import leads_desk
from desks.formats import moment
from desks.models import Desk, Duty

from ..models import HandedReport, Handover, Report

#: How long after its end a lead can still write the handover of their duty.
JUST_ENDED = timedelta(hours=4)


def lead_duties(desk, now):
    """The lead duties of the desk that run or have just ended."""
    rows = Duty.objects.published().filter(desk=desk, leads=True, starts_at__lte=now, ends_at__gt=now - JUST_ENDED)
    return rows.select_related("officer__unit", "desk__area").order_by("starts_at", "pk")


def outgoing_duty(user, desk, now):
    """The lead duty that this person can hand over now: their own; for a coordinator that nearest to its end."""
    duties = list(lead_duties(desk, now))
    mine = [duty for duty in duties if duty.officer.user_id == user.pk]
    if not mine and not leads_desk(user, desk):
        return None
    return min(mine or duties, key=lambda duty: abs(duty.ends_at - now), default=None)


def may_write_handover(user, desk, now):
    return leads_desk(user, desk) or outgoing_duty(user, desk, now) is not None


def duty_after(outgoing, desk, now):
    """The next lead duty on the roster, or None."""
    leads = Duty.objects.published().filter(desk=desk, leads=True)
    leads = leads.filter(starts_at__gt=outgoing.starts_at if outgoing else now)
    return leads.select_related("officer__unit", "desk__area").order_by("starts_at", "pk").first()


def newest_of(desk):
    """The last handover of the desk, or None: what a form was opened on."""
    return Handover.objects.filter(desk=desk).select_related("written_by").order_by("-pk").first()


@transaction.atomic
def write_handover(*, by, desk, notes, key, seen, now):
    """Keep the notes, and the open reports of the desk as they stand at this moment. Returns the Handover.

    `seen` is the key of the newest handover when the form was opened, or None: where another was written
    meanwhile, its words should be read first. The same form sent twice is written once.
    """
    desk = Desk.objects.select_for_update(of=("self",)).select_related("area").get(pk=desk.pk)
    if not may_write_handover(by, desk, now):
        raise PermissionDenied
    if earlier := Handover.objects.filter(written_by=by, idempotency_key=key).first():
        return _same(earlier, desk, notes)
    _refuse_what_was_not_seen(desk, seen)
    outgoing = outgoing_duty(by, desk, now)
    handover = Handover.objects.create(
        desk=desk,
        outgoing=outgoing,
        incoming=duty_after(outgoing, desk, now),
        notes=notes,
        written_at=now,
        written_by=by,
        idempotency_key=key,
    )
    HandedReport.objects.bulk_create(
        HandedReport(
            handover=handover, report=report, state=report.state, severity=report.severity_id, due_at=report.due_at
        )
        for report in Report.objects.still_open().filter(held_by=desk)
    )
    _log(by, desk, now, handover, confirmed=False)
    return handover


def _same(earlier, desk, notes):
    if (earlier.desk_id, earlier.notes) != (desk.pk, notes):
        raise KeyReused(_("This form was already sent, with other words. To write another handover, send again."))
    return earlier


def _refuse_what_was_not_seen(desk, seen):
    newest = newest_of(desk)
    if newest is None or newest.pk == seen:
        return
    raise Refused(
        _("%(who)s wrote a handover meanwhile, %(when)s. Read it first; your words are kept below.")
        % {"who": newest.written_by, "when": moment(newest.written_at, desk.area.zone)}
    )


@transaction.atomic
def confirm_handover(*, by, handover, now):
    """The incoming lead has read it and takes over. Once; never by who wrote it."""
    rows = Handover.objects.select_for_update(of=("self",)).select_related("desk__area", "confirmed_by")
    handover = rows.get(pk=handover.pk)
    if not Handover.objects.filter(pk=handover.pk).receivable_by(by).exists():
        raise PermissionDenied
    if handover.confirmed_at:
        raise Refused(
            _("%(who)s has confirmed this handover already, %(when)s.")
            % {"who": handover.confirmed_by, "when": moment(handover.confirmed_at, handover.desk.area.zone)}
        )
    incoming = duty_after(handover.outgoing, handover.desk, handover.written_at)
    Handover.objects.filter(pk=handover.pk).update(confirmed_at=now, confirmed_by=by, incoming=incoming)
    _log(by, handover.desk, now, handover, confirmed=True)


def _log(by, desk, now, handover, *, confirmed):
    """A line of the logbook, in the language of the desk and not of who happened to press the button."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Handover of %(when)s confirmed.") if confirmed else _("Handover written, %(when)s.")
        text = words % {"when": moment(handover.written_at, desk.area.zone)}
    write_entry(by=by, desk=desk, text=text, key=uuid.uuid4(), now=now)
