"""Whom an officer may ask to take a duty, and for which of their duties: only what the rules allow is offered."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q

from .actions.duties import slot_of
from .crew import Crew
from .models import DESK_ROLES, Duty, Officer

#: How far beyond today and the duty itself the colleagues' duties are looked at for a trade.
HORIZON = timedelta(days=28)


@dataclass(frozen=True)
class Offer:
    """A colleague who can be asked. Some can only trade: taking a duty on top would break a rule."""

    colleague: Officer
    may_take: bool
    trades: list[Duty] = field(default_factory=list)


def colleagues_of(duty):
    """Officers of the unit who have a login to answer with."""
    able = Q(user__is_active=True, user__role__in=DESK_ROLES)
    return Officer.objects.of_units([duty.unit_id]).filter(able).exclude(pk=duty.officer_id)


def offers_for(duty, now, colleague=None):
    """The Offers for a duty, by name; only that of `colleague` where one is given. Five queries."""
    asked = colleagues_of(duty) if colleague is None else colleagues_of(duty).filter(pk=colleague.pk)
    today = now.astimezone(duty.desk.area.zone).date()
    people = Officer.objects.filter(Q(pk=duty.officer_id) | Q(pk__in=asked.values("pk")))
    crew = Crew(people, today, max(today, duty.serves_on) + HORIZON, without=[duty])
    slot = slot_of(duty)
    offers = [
        Offer(officer, crew.refusal(officer.pk, slot) is None, _trades(crew, duty, slot, officer, now))
        for officer in crew.officers.values()
        if officer.pk != duty.officer_id
    ]
    return sorted((row for row in offers if row.may_take or row.trades), key=lambda row: row.colleague.name)


def _trades(crew, duty, slot, officer, now):
    """The coming duties of a colleague that can be had for this one, at the same desk, without breaking a rule."""
    return [
        other
        for other in crew.duties_of(officer.pk)
        if other.starts_at > now
        and other.checked_in_at is None
        and other.desk.area_id == duty.desk.area_id
        and crew.refusal(officer.pk, slot, giving_up=other) is None
        and crew.refusal(duty.officer_id, slot_of(other, crew.rules_of(other))) is None
    ]
