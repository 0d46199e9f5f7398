"""One duty at a time: putting an officer into a place, taking them out, handing a duty on to another."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from ..coverage import refresh_coverage
from ..crew import Crew
from ..demand import Demand, last_day
from ..models import Composition, Desk, Duty, Officer
from ..refusals import refusal_words
from ..rostering import Slot
from .refusal import Refused


def locked_officers(ids):
    """Take the locks of these officers, always in the same order: whoever gives them duties waits here."""
    return list(Officer.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def locked_duty(duty):
    """The duty as it stands, under its lock; whoever gives it to another or writes its attendance waits here."""
    rows = Duty.objects.select_for_update(of=("self",)).select_related("officer", "desk__area")
    return rows.get(pk=duty.pk)


def refuse_unless_handable(duty, now):
    """Raise Refused where a duty can no longer be given to another: it is no longer this one, or it was served."""
    if duty.state != Duty.State.PUBLISHED:
        raise Refused(_("This duty was changed by somebody else meanwhile."))
    if duty.ends_at <= now or duty.checked_in_at:
        raise Refused(_("This duty is over, or its officer is there already; the past is not rewritten."))


def lock_desks(ids):
    """Take the locks of these desks, in one order and before any other: rosters of a desk change one by one."""
    return list(Desk.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def write_duty(place, *, officer, by, now, **columns):
    """The row of one officer in a place (`columns_of` a slot, or `place_of` a duty); Refused where duties overlap."""
    try:
        with transaction.atomic():
            return Duty.objects.create(
                **place, **columns, officer=officer, unit_id=officer.unit_id, created_at=now, created_by=by
            )
    except IntegrityError as error:
        words = _("%(officer)s was given another duty at that time just now. Nothing was changed.")
        raise Refused(words % {"officer": officer}) from error


def columns_of(slot, shift_name):
    return {
        "desk_id": slot.desk,
        "serves_on": slot.day,
        "shift_name": shift_name,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "leads": slot.leads,
    }


def place_of(duty):
    """The same of a duty that stands already."""
    names = ("desk_id", "serves_on", "shift_name", "starts_at", "ends_at", "leads")
    return {name: getattr(duty, name) for name in names}


def duty_at(demand, key, duties):
    """Which of these duties fills the place of that key, or None; those of other days fill none here."""
    cells, _extra = demand.cells(duties.between(demand.first, demand.last))
    return next(cell.duty for cell in cells if cell.wanted.slot.key == key)


def rules_of(duty):
    """(minutes of rest, most duties a week) that the composition of its desk asks for on the day of a duty."""
    here = Composition.objects.filter(desk=duty.desk_id).filter(Q(applies_on=duty.serves_on) | Q(applies_on=None))
    composition = here.order_by(F("applies_on").asc(nulls_last=True)).first()
    return (composition.rest_hours * 60, composition.max_per_week) if composition else (0, 7)


def slot_of(duty, rules=None):
    """The slot that a duty stands in, for the rules: only officers of the same unit may take it.

    `rules` are those of its desk, where the caller knows them; else they are looked up.
    """
    rest_minutes, max_per_week = rules or rules_of(duty)
    return Slot(
        key=(duty.serves_on, duty.desk_id, 0, 0, duty.pk),
        day=duty.serves_on,
        last_day=last_day(duty.ends_at, duty.desk.area.zone),
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        units=frozenset([duty.unit_id]),
        desk=duty.desk_id,
        leads=duty.leads,
        rest_minutes=rest_minutes,
        max_per_week=max_per_week,
    )


def refuse_unless_free(officer, slot, crew):
    """Raise Refused, with the reason in words, where the officer may not take the slot."""
    if why := crew.refusal(officer.pk, slot):
        raise Refused(
            _("%(officer)s cannot take this duty: %(why)s.") % {"officer": officer, "why": refusal_words(why)}
        )


def cell_at(desk, key):
    """(the demand of that day, the place of that key); Refused where the composition holds no such place any more."""
    demand = Demand([desk], key[0], key[0])
    wanted = next((row for row in demand.wanted if row.slot.key == key), None)
    if wanted is None:
        raise Refused(_("The composition of the desk has changed: this place is no longer there."))
    return demand, wanted


@transaction.atomic
def assign(*, by, desk, key, officer, now, draft=None, was=None, reason=""):
    """Put `officer` into the place `key` of the desk, or leave it empty (None). `was`: the duty the page showed there.

    In a draft the draft is changed; a published duty is cancelled and replaced by a new one. The past stays.
    """
    lock_desks([desk.pk])
    demand, wanted = cell_at(desk, key)
    if wanted.slot.starts_at <= now:
        raise Refused(_("This duty has begun already; the past is not rewritten."))
    ids = {duty.officer_id for duty in [was] if duty} | ({officer.pk} if officer else set())
    locked_officers(ids)
    duty = duty_at(demand, key, Duty.objects.filter(desk=desk).binding(draft))
    if (duty and duty.pk) != (was and was.pk):
        raise Refused(_("Somebody else has changed this place meanwhile. Look at it again."))
    if duty and officer and duty.officer_id == officer.pk:
        return
    if duty and duty.state == Duty.State.PUBLISHED:
        refuse_unless_handable(Duty.objects.select_for_update().get(pk=duty.pk), now)
    if officer is not None:
        crew = Crew(Officer.objects.filter(pk=officer.pk), key[0], key[0], without=[duty] if duty else [], draft=draft)
        refuse_unless_free(officer, wanted.slot, crew)
    is_draft = duty.state == Duty.State.DRAFT if duty else draft is not None
    if duty is not None:
        _leave(duty, by, now, reason)
    if officer is not None:
        state = Duty.State.DRAFT if is_draft else Duty.State.PUBLISHED
        roster = duty.roster if duty else draft
        replaces = duty if duty and not is_draft else None
        place = columns_of(wanted.slot, wanted.shift.name)
        write_duty(place, officer=officer, by=by, now=now, roster=roster, state=state, replaces=replaces)
    if not is_draft:
        refresh_coverage([desk], now)


def _leave(duty, by, now, reason):
    if duty.state == Duty.State.DRAFT:
        duty.delete()
    else:
        with translation.override(settings.LANGUAGE_CODE):  # kept, and read by others than who clicked
            usual = _("changed on the board")
        cancel(Duty.objects.filter(pk=duty.pk), by=by, now=now, reason=reason or usual)


def cancel(duties, *, by, now, reason):
    """Cancel published duties; returns how many. Their rows stay."""
    return duties.published().update(
        state=Duty.State.CANCELLED, cancelled_at=now, cancelled_by=by, cancelled_because=reason[:200]
    )


@transaction.atomic
def replace(*, by, duty, officer, reason, now):
    """Hand a published duty on to a colleague of the same unit, also while it runs, by the rules of the generator.

    Refused once it has ended, or where its officer has checked in: then they were there, and check out instead.
    """
    locked_officers({duty.officer_id, officer.pk})
    duty = locked_duty(duty)
    refuse_unless_handable(duty, now)
    if officer.pk == duty.officer_id:
        raise Refused(_("%(officer)s has this duty already.") % {"officer": officer})
    slot = slot_of(duty)
    crew = Crew(
        Officer.objects.filter(pk=officer.pk), duty.serves_on, duty.serves_on + timedelta(days=1), without=[duty]
    )
    refuse_unless_free(officer, slot, crew)
    new = hand_on(duty, officer, by=by, now=now, reason=reason)
    refresh_coverage([duty.desk], now)
    return new


def hand_on(duty, officer, *, by, now, reason):
    """Cancel a duty and write the same for another officer; the caller holds the locks and keeps the rules."""
    cancel(Duty.objects.filter(pk=duty.pk), by=by, now=now, reason=reason)
    return rewrite(duty, officer, by=by, now=now)


def rewrite(duty, officer, *, by, now):
    """The same duty for another officer, in the place of one that was cancelled."""
    columns = {"roster_id": duty.roster_id, "state": Duty.State.PUBLISHED, "replaces": duty}
    return write_duty(place_of(duty), officer=officer, by=by, now=now, **columns)


def candidates(slot, officers, *, without=(), draft=None, elections=()):
    """Who might take the slot: [(officer, duties so far, of them on weekends and holidays, Refusal or None)].

    The free ones first, the least loaded of them at the top.
    """
    crew = Crew(officers, slot.day, slot.last_day, without=without, draft=draft, elections=elections)
    rows = [
        (officer, crew.earlier[pk], crew.earlier_off[pk], crew.refusal(pk, slot))
        for pk, officer in crew.officers.items()
    ]
    return sorted(rows, key=lambda row: (row[3] is not None, row[1], row[2], row[0].name, row[0].pk))
