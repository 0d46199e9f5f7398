"""Swaps: an officer asks, the colleague answers, a coordinator decides; only then do the duties change."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ..coverage import refresh_coverage
from ..crew import Crew
from ..models import OPEN_SWAPS, Desk, Duty, Officer, Swap
from .duties import cancel, locked_duty, locked_officers, refuse_unless_free, rewrite, slot_of
from .refusal import Refused
from .rosters import rostered


@transaction.atomic
def ask_swap(*, by, duty, colleague, in_return, reason, now):
    """Ask a colleague of the same unit to take `duty`, or to trade it for their duty `in_return`. Returns the Swap."""
    locked_officers({duty.officer_id, colleague.pk})
    duty = locked_duty(duty)
    if duty.officer.user_id != by.pk:
        raise Refused(_("Only your own duties can be swapped."))
    if colleague.user_id is None:
        raise Refused(_("%(officer)s has no login to answer with. Ask the duty lead.") % {"officer": colleague})
    _refuse_what_cannot_be(duty, colleague, in_return and locked_duty(in_return), now)
    try:
        with transaction.atomic():
            return Swap.objects.create(duty=duty, colleague=colleague, in_return=in_return, reason=reason, asked_at=now)
    except IntegrityError as error:
        raise Refused(_("You have asked somebody for this duty already. Withdraw that first.")) from error


@transaction.atomic
def answer_swap(*, by, swap, accept, text, now):
    """The colleague accepts or declines."""
    swap = _locked(swap, Swap.State.ASKED)
    if swap.colleague.user_id != by.pk:
        raise Refused(_("Only the colleague who was asked can answer."))
    if accept:
        _refuse_what_cannot_be(swap.duty, swap.colleague, swap.in_return, now)
    _write(swap, Swap.State.ACCEPTED if accept else Swap.State.DECLINED, answer=text, answered_at=now)


@transaction.atomic
def withdraw_swap(*, by, swap, now):
    """Whoever asked takes it back, as long as nobody has decided."""
    swap = _locked(swap, *OPEN_SWAPS)
    if swap.duty.officer.user_id != by.pk:
        raise Refused(_("Only whoever asked can withdraw."))
    _write(swap, Swap.State.WITHDRAWN, decided_at=now, decided_by=by)


@transaction.atomic
def decide_swap(*, by, swap, approve, text, now):
    """A coordinator of the desk approves, and the duties change hands at once; or refuses, with a reason."""
    swap = _locked(swap, Swap.State.ACCEPTED)
    if approve:
        _carry_out(swap, by, now)
    state = Swap.State.APPROVED if approve else Swap.State.REFUSED
    _write(swap, state, decided_at=now, decided_by=by, decision=text)


def _carry_out(swap, by, now):
    duty, other = swap.duty, swap.in_return
    _refuse_what_cannot_be(duty, swap.colleague, other, now)
    handed = [(duty, swap.colleague), *([(other, duty.officer)] if other else [])]
    # All are given up before any is taken: else a trade of duties at the same time would be refused.
    for one, officer in handed:
        with translation.override(settings.LANGUAGE_CODE):  # kept, and read by others than who clicked
            reason = _("swapped with %(officer)s") % {"officer": officer}
        cancel(Duty.objects.filter(pk=one.pk), by=by, now=now, reason=reason)
    for one, officer in handed:
        rewrite(one, officer, by=by, now=now)
    refresh_coverage(rostered(Desk.objects.filter(pk__in={one.desk_id for one, _officer in handed})), now)


def _locked(swap, *states):
    """The swap and its duties under their locks, in a state among these; Refused where somebody was first."""
    swap = Swap.objects.get(pk=swap.pk)
    locked_officers({swap.duty.officer_id, swap.colleague_id})
    swap = Swap.objects.select_for_update(of=("self",)).select_related("colleague").get(pk=swap.pk)
    if swap.state not in states:
        words = _("This swap has been decided meanwhile: it is “%(state)s” now.")
        raise Refused(words % {"state": swap.get_state_display()})
    swap.duty = locked_duty(swap.duty)
    swap.in_return = swap.in_return and locked_duty(swap.in_return)
    return swap


def _refuse_what_cannot_be(duty, colleague, in_return, now):
    """Raise Refused where the rules of the generator forbid it, for either of the two."""
    asker = duty.officer
    if colleague.unit_id != duty.unit_id or colleague.pk == asker.pk:
        raise Refused(_("Only a colleague of the same unit can take the duty."))
    for one, officer in [(duty, asker), *([(in_return, colleague)] if in_return else [])]:
        if one.state != Duty.State.PUBLISHED or one.officer_id != officer.pk:
            raise Refused(_("One of these duties was changed meanwhile."))
        if one.starts_at <= now or one.checked_in_at:
            raise Refused(_("One of these duties has begun already."))
    if in_return and in_return.desk.area_id != duty.desk.area_id:
        raise Refused(_("Only duties of the same desk can be traded: another desk has a duty lead of its own."))
    given = [one for one in (duty, in_return) if one]
    first = min(one.serves_on for one in given)
    last = max(one.serves_on for one in given) + timedelta(days=1)
    crew = Crew(Officer.objects.filter(pk__in=[asker.pk, colleague.pk]), first, last, without=given)
    refuse_unless_free(colleague, slot_of(duty), crew)
    if in_return:
        refuse_unless_free(asker, slot_of(in_return), crew)


def _write(swap, state, **columns):
    Swap.objects.filter(pk=swap.pk).update(state=state, **columns)
