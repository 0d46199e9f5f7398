"""Saran and Arahan: recommendations taken up, done or declined; instructions written and acknowledged."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from desks.actions import KeyReused, Refused
from desks.formats import moment
from desks.models import DESK_ROLES, Desk, Role, Tier, User

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
    return propose(
        election_id=event.report.election_id,
        area=event.area,
        text=event.text,
        classification=event.classification,
        event=event,
        addressed_to=event.to_desk,
        proposed_at=event.at,
        proposed_by=event.actor,
    )


def may_recommend(user, area):
    """Officials for their area and below, leads for that of their desk."""
    if user.role == Role.OFFICIAL:
        return user.area.covers(area.pk)
    return user.role == Role.COORDINATOR and user.area_id == area.pk


@transaction.atomic
def recommend(*, by, area, election, text, classification, key, now):
    """A recommendation of its own. The same form sent twice is one; returns the Recommendation."""
    if not may_recommend(by, area):
        raise PermissionDenied
    _wait_for_own(by)
    said = {"area_id": area.pk, "election_id": election.pk, "text": text, "classification": classification}
    if earlier := Recommendation.objects.filter(proposed_by=by, idempotency_key=key).first():
        return _same(earlier, said)
    return propose(
        **said,
        addressed_to=Desk.objects.active_at(now).filter(election=election, area=area).first(),
        proposed_at=now,
        proposed_by=by,
        idempotency_key=key,
    )


def _wait_for_own(user):
    """What one person sends is dealt with one by one: the second of two clicks finds what the first has made."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _same(earlier, said, *, to_the_same=True):
    if not to_the_same or any(getattr(earlier, name) != value for name, value in said.items()):
        raise KeyReused(_("This form was already sent, with other content. To make another one, send again."))
    return earlier


def propose(**fields):
    """Enter a recommendation in the list, with the first of its steps."""
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
def settle(*, by, recommendation, seen, state, text, now):
    """Bring a recommendation into another state; declining needs the reason. Returns the step.

    `seen` is the state that the page showed: where somebody was first, who and when is said. The same form sent
    twice is one step.
    """
    row = Recommendation.objects.select_for_update(of=("self",), no_key=True).get(pk=recommendation.pk)
    if not may_settle(by, row):
        raise PermissionDenied
    last = row.steps.select_related("by").last()
    if (last.to_state, last.by_id, last.text) == (state, by.pk, text):
        return last
    if row.state != seen or state not in row.next_states:
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
    """Leads from the desk of their own area, officials from their own area; below a ward there is nobody, and the
    nation leaves it to its provinces."""
    return user.role in LEADERS and user.area_id == area.pk and area.tier not in (Tier.NATION, Tier.WARD)


def desks_below(user, area, election, now):
    """The desks that an instruction from the area can be written to."""
    return Desk.objects.visible_to(user).below(area.pk).active_at(now).filter(election=election).exclude(area=area)


@transaction.atomic
def instruct(*, by, area, election, subject, text, classification, desks, key, now):
    """Write once to chosen desks below. The same form sent twice is one; returns the Instruction."""
    if not may_instruct(by, area):
        raise PermissionDenied
    _wait_for_own(by)
    said = {
        "area_id": area.pk,
        "election_id": election.pk,
        "subject": subject,
        "text": text,
        "classification": classification,
    }
    chosen = {desk.pk for desk in desks}
    if earlier := Instruction.objects.filter(written_by=by, idempotency_key=key).first():
        written_to = set(earlier.deliveries.values_list("desk", flat=True))
        return _same(earlier, said, to_the_same=written_to == chosen)
    if not chosen or desks_below(by, area, election, now).filter(pk__in=chosen).count() != len(chosen):
        raise Refused(_("Choose desks that are active below yours."))
    instruction = Instruction.objects.create(**said, written_at=now, written_by=by, idempotency_key=key)
    InstructionDelivery.objects.bulk_create(
        InstructionDelivery(instruction=instruction, desk_id=desk) for desk in sorted(chosen)
    )
    return instruction


def may_acknowledge(user, delivery):
    """The people of the very desk."""
    return user.role in DESK_ROLES and user.area_id == delivery.desk.area_id


@transaction.atomic
def acknowledge_instruction(*, by, delivery, now):
    """The people of the desk have read it. Once; who presses twice is not told off."""
    rows = InstructionDelivery.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("desk__area", "acknowledged_by").get(pk=delivery.pk)
    if not may_acknowledge(by, row):
        raise PermissionDenied
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = now, by
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    elif row.acknowledged_by != by:
        raise Refused(
            _("%(who)s has acknowledged this instruction already, %(when)s.")
            % {"who": row.acknowledged_by, "when": moment(row.acknowledged_at, row.desk.area.zone)}
        )
    return row
