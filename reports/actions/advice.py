"""Saran and Arahan: recommendations taken up, done or declined; instructions written and acknowledged."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from desks.actions import KeyReused, Refused
from desks.formats import moment
from desks.models import DESK_ROLES, Desk, Role

from ..models import (
    Instruction,
    InstructionDelivery,
    Recommendation,
    RecommendationState,
    RecommendationStep,
)

#: Who may write instructions and settle recommendations: who leads a desk, and officials.
LEADERS = (Role.COORDINATOR, Role.OFFICIAL)


def list_recommendation(event):
    """What an official recommends on an incident enters the list of recommendations; in the event's transaction."""
    return _propose(
        election_id=event.report.election_id,
        area=event.area,
        text=event.text,
        classification=event.classification,
        event=event,
        addressed_to=event.to_desk,
        proposed_at=event.at,
        proposed_by=event.actor,
    )


@transaction.atomic
def recommend(*, by, area, election, text, classification, key, now):
    """A recommendation of its own: by an official for their area or below, by a lead for that of their desk."""
    allowed = by.role == Role.OFFICIAL or (by.role == Role.COORDINATOR and by.area_id == area.pk)
    if not allowed or not by.area.covers(area.pk):
        raise PermissionDenied
    earlier = Recommendation.objects.filter(proposed_by=by, idempotency_key=key).first()
    if earlier is not None:
        if (earlier.text, earlier.area_id) != (text, area.pk):
            raise KeyReused(_("This form was already sent, with other words. To make another one, send again."))
        return earlier
    return _propose(
        election_id=election.pk,
        area=area,
        text=text,
        classification=classification,
        addressed_to=Desk.objects.active_at(now).filter(election=election, area=area).first(),
        proposed_at=now,
        proposed_by=by,
        idempotency_key=key,
    )


def _propose(**fields):
    row = Recommendation.objects.create(**fields)
    RecommendationStep.objects.create(
        recommendation=row, to_state=RecommendationState.PROPOSED, at=row.proposed_at, by=row.proposed_by
    )
    return row


def may_settle(user, recommendation):
    """The leads of the desk it is addressed to and of those above, and the officials above its area."""
    addressed = recommendation.addressed_to
    area = addressed.area_id if addressed else recommendation.area_id
    return user.role in LEADERS and user.area.covers(area)


@transaction.atomic
def settle(*, by, recommendation, state, text, now):
    """Bring a recommendation into another state; declining needs the reason. Returns the step."""
    row = Recommendation.objects.select_for_update(of=("self",), no_key=True).get(pk=recommendation.pk)
    if not may_settle(by, row):
        raise PermissionDenied
    if state not in row.next_states:
        last = row.steps.select_related("by").last()
        raise Refused(
            _("%(who)s has marked this recommendation as “%(state)s” already, %(when)s.")
            % {"who": last.by, "state": last.get_to_state_display(), "when": moment(last.at, row.area.zone)}
        )
    if state == RecommendationState.DECLINED and not text.strip():
        raise Refused(_("Say why the recommendation is declined."))
    step = RecommendationStep.objects.create(recommendation=row, to_state=state, at=now, by=by, text=text)
    Recommendation.objects.filter(pk=row.pk).update(state=state)
    return step


def may_instruct(user, area):
    """Leads from the desk of their own area, officials from their own area."""
    return user.role in LEADERS and user.area_id == area.pk


@transaction.atomic
def instruct(*, by, area, election, subject, text, classification, desks, key, now):
    """Write once to chosen desks below. Returns the Instruction."""
    desks = list(desks)
    if not may_instruct(by, area):
        raise PermissionDenied
    if not desks or any(desk.area_id == area.pk or not area.covers(desk.area_id) for desk in desks):
        raise Refused(_("Choose at least one desk below."))
    earlier = Instruction.objects.filter(written_by=by, idempotency_key=key).first()
    if earlier is not None:
        if (earlier.subject, earlier.text) != (subject, text):
            raise KeyReused(_("This form was already sent, with other words. To make another one, send again."))
        return earlier
    instruction = Instruction.objects.create(
        election=election,
        area=area,
        subject=subject,
        text=text,
        classification=classification,
        written_at=now,
        written_by=by,
        idempotency_key=key,
    )
    InstructionDelivery.objects.bulk_create(InstructionDelivery(instruction=instruction, desk=desk) for desk in desks)
    return instruction


@transaction.atomic
def acknowledge_instruction(*, by, delivery, now):
    """The people of the desk have read it. Once."""
    rows = InstructionDelivery.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("desk__area", "acknowledged_by").get(pk=delivery.pk)
    if by.role not in DESK_ROLES or by.area_id != row.desk.area_id:
        raise PermissionDenied
    if row.acknowledged_at is not None:
        raise Refused(
            _("%(who)s has acknowledged this instruction already, %(when)s.")
            % {"who": row.acknowledged_by, "when": moment(row.acknowledged_at, row.desk.area.zone)}
        )
    row.acknowledged_at, row.acknowledged_by = now, by
    row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return row
