"""Rosters: generate a draft, publish it, undo it. The past is never rewritten."""

import threading
from datetime import timedelta
from queue import SimpleQueue

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ..coverage import refresh_coverage
from ..crew import Crew
from ..demand import Demand
from ..formats import day_short
from ..models import Desk, Duty, Officer, Roster
from ..refusals import refusal_words
from ..rostering import solve
from .duties import cancel, columns_of, lock_desks, locked_officers
from .refusal import Refused

#: Longest range of one roster, in days.
MOST_DAYS = 120
BATCH = 1000


def rostered(desks):
    """The desks with what `Demand` needs at hand."""
    return desks.select_related("area", "election").prefetch_related("special_hours").order_by("area", "election")


def generate(*, by, desks, first, last, now):
    """Draw a draft for the places of these desks and dates that are not filled and have not begun. Returns the Roster.

    Officers come from the units that `by` may see. Earlier drafts of these desks give way.
    """
    steps = drawing(by=by, desks=desks, first=first, last=last, now=now)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def drawing(*, by, desks, first, last, now):
    """`generate` step by step: yields (places done, places in all) on the way, and returns the Roster at the end.

    Reading, solving and writing are apart, so that the long part in the middle holds no lock.
    """
    demand, open_places, officers = open_demand(by=by, desks=desks, first=first, last=last, now=now)
    elections = {desk.election_id for desk in demand.desks}
    crew = Crew(officers, first, last, elections=elections)
    result = yield from _solving([row.slot for row in open_places], crew.people, crew.held)
    return write_draft(by=by, demand=demand, open_places=open_places, officers=crew.officers, result=result, now=now)


def _solving(slots, people, held):
    """Solve in a thread of its own, so that its progress can be told while it works."""
    news = SimpleQueue()

    def run():
        try:
            news.put(solve(slots, people, held, lambda done, total: news.put((done, total))))
        except Exception as error:
            news.put(error)

    threading.Thread(target=run, daemon=True).start()
    while isinstance(item := news.get(), tuple):
        yield item
    if isinstance(item, Exception):
        raise item
    return item


def open_demand(*, by, desks, first, last, now):
    """(Demand, its unfilled places of the future, officers who may fill them). Refused where there is nothing to do."""
    if first > last or (last - first).days >= MOST_DAYS:
        raise Refused(_("Choose a range of one to %(days)d days.") % {"days": MOST_DAYS})
    demand = Demand(rostered(desks), first, last)
    if not demand.desks:
        raise Refused(_("Choose at least one desk."))
    if not demand.wanted:
        raise Refused(
            _("There is no place to fill: give the desks a composition, or choose dates on which they are active.")
        )
    open_places = [cell.wanted for cell in unfilled(demand) if cell.wanted.slot.starts_at > now]
    if not open_places:
        raise Refused(_("All places of these dates are filled already, or lie in the past."))
    return demand, open_places, by.rows_of(Officer).of_units(demand.unit_ids)


def published_in(demand):
    """The duties in force at its desks on its dates."""
    return Duty.objects.published().filter(desk__in=demand.desks).between(demand.first, demand.last)


def unfilled(demand):
    """The cells that no published duty fills."""
    cells, _extra = demand.cells(published_in(demand))
    return [cell for cell in cells if cell.duty is None]


@transaction.atomic
def write_draft(*, by, demand, open_places, officers, result, now):
    """Store what the generator found as a draft."""
    lock_desks([desk.pk for desk in demand.desks])
    by_key = {row.slot.key: row for row in open_places}
    gaps = [_gap(by_key[gap.slot.key], gap.reason) for gap in result.gaps]
    roster = _begin_draft(demand, by, now, certificate=result.certificate.to_json(), gaps=gaps)
    drafts = (
        _draft(by_key[key], officers[person], roster, by, now) for key, person in sorted(result.assignments.items())
    )
    Duty.objects.bulk_create(drafts, batch_size=BATCH)
    return roster


def _begin_draft(demand, by, now, **columns):
    """The row of a new draft, in the place of what was drafted for these desks; the caller holds their locks."""
    clear_drafts_of(demand.desks)
    roster = Roster.objects.create(
        area=by.area, first_on=demand.first, last_on=demand.last, created_at=now, created_by=by, **columns
    )
    roster.desks.set(demand.desks)
    return roster


def _gap(wanted, reason):
    return {
        "desk": wanted.desk.pk,
        "day": wanted.slot.day.isoformat(),
        "shift": wanted.shift.name,
        "unit": wanted.label,
        "key": wanted.key,
        "reason": str(reason),
    }


def _draft(wanted, officer, roster, by, now):
    return Duty(
        **columns_of(wanted.slot, wanted.shift.name),
        officer=officer,
        unit_id=officer.unit_id,
        roster=roster,
        created_at=now,
        created_by=by,
    )


def clear_drafts_of(desks):
    """Take these desks out of the drafts that hold them; a draft without a desk is discarded."""
    holding = Roster.objects.filter(desks__in=desks).values("pk")
    drafts = Roster.objects.select_for_update().filter(state=Roster.State.DRAFT, pk__in=holding)
    for roster in drafts.order_by("pk"):
        roster.duties.drafts().filter(desk__in=desks).delete()
        roster.desks.remove(*desks)
        if not roster.desks.exists():
            _discard(roster)


def _discard(roster):
    roster.duties.drafts().delete()
    Roster.objects.filter(pk=roster.pk, state=Roster.State.DRAFT).update(state=Roster.State.DISCARDED)


@transaction.atomic
def discard(*, by, roster):
    """Throw one draft away."""
    _discard(_locked(roster, Roster.State.DRAFT))


def _locked(roster, state):
    roster = Roster.objects.select_for_update().get(pk=roster.pk)
    if roster.state != state:
        words = _("This roster is no longer a %(expected)s: it is now “%(state)s”. Look at the board again.")
        raise Refused(words % {"expected": Roster.State(state).label.lower(), "state": roster.get_state_display()})
    return roster


@transaction.atomic
def publish(*, by, roster, now):
    """Put a draft into force: every duty of it that has not begun. All or none; returns how many.

    What has changed since it was drawn (an absence, another desk's roster, a place filled by hand) refuses it.
    """
    lock_desks(roster.desks.values("pk"))
    roster = _locked(roster, Roster.State.DRAFT)
    desks = list(rostered(roster.desks.all()))
    roster.duties.drafts().filter(starts_at__lte=now).delete()
    drafts = list(roster.duties.drafts().select_related("officer", "desk").order_by("starts_at", "pk"))
    if not drafts:
        raise Refused(_("This draft holds no duty of the future: there is nothing to publish."))
    locked_officers({duty.officer_id for duty in drafts})
    _refuse_what_changed(roster, desks, drafts)
    try:
        with transaction.atomic():
            number = roster.duties.drafts().update(state=Duty.State.PUBLISHED)
    except IntegrityError as error:
        words = _("An officer of this draft was put on another duty at the same time just now. Generate it anew.")
        raise Refused(words) from error
    Roster.objects.filter(pk=roster.pk).update(state=Roster.State.PUBLISHED, published_at=now, published_by=by)
    refresh_coverage(desks, now)
    return number


def _refuse_what_changed(roster, desks, drafts):
    """Raise Refused where a draft duty breaks a rule by now, or its place is gone or filled."""
    demand = Demand(desks, roster.first_on, roster.last_on)
    cells, extra = demand.cells([*published_in(demand), *drafts])
    if any(duty.state == Duty.State.DRAFT for duty in extra):
        raise Refused(_("The composition or the roster of a desk has changed since this draft. Generate it anew."))
    officers = Officer.objects.filter(pk__in={duty.officer_id for duty in drafts})
    crew = Crew(officers, roster.first_on, roster.last_on)
    for cell in cells:
        duty = cell.duty
        if duty is None or duty.state != Duty.State.DRAFT:
            continue
        if why := crew.refusal(duty.officer_id, cell.wanted.slot):
            words = _("%(officer)s cannot take the duty on %(day)s any more: %(why)s. Change it, or generate anew.")
            raise Refused(
                words % {"officer": duty.officer, "day": day_short(duty.serves_on), "why": refusal_words(why)}
            )
        crew.take(duty.officer_id, cell.wanted.slot)


def last_published(desk, by):
    """The roster that "undo" would undo for this desk, or None: the newest published one that `by` may change."""
    return by.rows_of(Roster).filter(desks=desk, state=Roster.State.PUBLISHED).order_by("-published_at", "-pk").first()


@transaction.atomic
def undo(*, by, roster, now):
    """Take a published roster back: its duties that have not begun are cancelled. Returns how many."""
    roster = _locked(roster, Roster.State.PUBLISHED)
    desks = list(rostered(roster.desks.all()))
    ahead = roster.duties.to_come(now)
    locked_officers(ahead.values("officer"))
    with translation.override(settings.LANGUAGE_CODE):  # kept, and read by others than who clicked
        reason = _("the publication was undone")
    number = cancel(ahead, by=by, now=now, reason=reason)
    if not number:
        raise Refused(_("All duties of this roster have begun: there is nothing left to undo."))
    Roster.objects.filter(pk=roster.pk).update(state=Roster.State.UNDONE, undone_at=now, undone_by=by)
    refresh_coverage(desks, now)
    return number


@transaction.atomic
def copy_week(*, by, desk, source, target, now):
    """Draw a draft of the week of `target` like that of `source` (any days of those weeks), as far as the rules allow.

    Returns (roster, places that could not be copied). Places of the target week that are filled stay.
    """
    lock_desks([desk.pk])
    source, target = (day - timedelta(days=day.weekday()) for day in (source, target))
    if source == target:
        raise Refused(_("Choose two different weeks."))
    week = timedelta(days=6)
    pattern = _pattern(Demand(rostered(Desk.objects.filter(pk=desk.pk)), source, source + week))
    demand, open_places, officers = open_demand(
        by=by, desks=Desk.objects.filter(pk=desk.pk), first=target, last=target + week, now=now
    )
    crew = Crew(officers, target, target + week)
    roster = _begin_draft(demand, by, now)
    drafts, missed = [], 0
    for wanted in open_places:
        officer = crew.officers.get(pattern.get(_place_in_week(wanted.slot)))
        if officer is None or crew.refusal(officer.pk, wanted.slot):
            missed += 1
            continue
        crew.take(officer.pk, wanted.slot)
        drafts.append(_draft(wanted, officer, roster, by, now))
    if not drafts:
        raise Refused(_("Nothing of that week can be copied: it is empty, or the rules forbid it."))
    Duty.objects.bulk_create(drafts, batch_size=BATCH)
    return roster, missed


def _pattern(demand):
    """{place in the week: officer} of the published duties of a week."""
    cells, _extra = demand.cells(published_in(demand))
    return {_place_in_week(cell.wanted.slot): cell.duty.officer_id for cell in cells if cell.duty}


def _place_in_week(slot):
    """What a slot has in common with that of another week: weekday, shift, place and number."""
    return (slot.day.weekday(), *slot.key[2:])
