"""What is wrong with the roster of the next days: empty places, no lead, leave that collides, no phone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from .demand import Demand, last_day
from .formats import day as day_text
from .models import Absence, Composition, Coverage, Desk, Duty, Officer

#: Days ahead, today included.
DAYS = 7
#: How old the kept numbers of a desk may get, and how many desks are counted anew at once.
STALE_AFTER = timedelta(minutes=1)
BATCH = 50


class WarningKind(StrEnum):
    UNCOVERED = "uncovered"
    NO_LEADER = "no_leader"
    MISSING_UNIT = "missing_unit"
    ABSENT = "absent"
    NO_PHONE = "no_phone"
    BEYOND = "beyond"


@dataclass(frozen=True)
class Warning:
    """One thing to see to. `what` names the unit or the officer; `key` the cell of the board where there is one."""

    kind: WarningKind
    day: date
    shift: str
    what: str
    key: str = ""

    @property
    def words(self):
        texts = {
            WarningKind.UNCOVERED: _("nobody of %(what)s"),
            WarningKind.NO_LEADER: _("no duty lead (%(what)s)"),
            WarningKind.MISSING_UNIT: _("%(what)s has no officers"),
            WarningKind.ABSENT: _("%(what)s is on leave or sick that day"),
            WarningKind.NO_PHONE: _("%(what)s has no phone number"),
            WarningKind.BEYOND: _("%(what)s is on a duty that the composition does not ask for"),
        }
        return texts[self.kind] % {"what": self.what}

    @property
    def when(self):
        return f"{day_text(self.day)}, {self.shift}"


#: Kinds that leave a place without anybody.
EMPTY_KINDS = (WarningKind.UNCOVERED, WarningKind.NO_LEADER, WarningKind.MISSING_UNIT)


def warnings_of(desks, now, days=DAYS):
    """{desk id: [Warning]} in order of date; places that have begun already are past mending and left out.

    `desks` with `area` and `special_hours` at hand. A fixed number of queries for any number of desks.
    """
    desks = list(desks)
    if not desks:
        return {}
    first = min(now.astimezone(desk.area.zone).date() for desk in desks)
    demand = Demand(desks, first, first + timedelta(days=days - 1))
    duties = Duty.objects.published().filter(desk__in=desks, ends_at__gt=now).between(demand.first, demand.last)
    cells, extra = demand.cells(duties.select_related("officer", "desk__area"))
    manned = set(Officer.objects.of_units(demand.unit_ids).values_list("unit_id", flat=True))
    found = defaultdict(list)
    for cell in cells:
        if cell.duty is None and cell.wanted.slot.starts_at > now:
            found[cell.wanted.desk.pk].append(_empty(cell.wanted, manned))
    filled = [cell.duty for cell in cells if cell.duty]
    for duty, kind in [*((duty, WarningKind.BEYOND) for duty in extra), *_about_people([*filled, *extra])]:
        found[duty.desk_id].append(Warning(kind, duty.serves_on, duty.shift_name, str(duty.officer)))
    return {desk.pk: sorted(found[desk.pk], key=lambda row: (row.day, row.shift, row.kind)) for desk in desks}


def _empty(wanted, manned):
    kind = WarningKind.NO_LEADER if wanted.slot.leads else WarningKind.UNCOVERED
    if not wanted.slot.units & manned:
        kind = WarningKind.MISSING_UNIT
    return Warning(kind, wanted.slot.day, wanted.shift.name, wanted.label, wanted.key)


def _about_people(duties):
    """(duty, kind) of duties whose officer is absent then, or cannot be called; the latter once per officer."""
    absences = defaultdict(list)
    for row in Absence.objects.filter(officer__in={duty.officer_id for duty in duties}):
        absences[row.officer_id].append(row)
    told = set()
    for duty in sorted(duties, key=lambda duty: duty.starts_at):
        until = last_day(duty.ends_at, duty.desk.area.zone)
        if any(row.starts_on <= until and row.ends_on >= duty.serves_on for row in absences[duty.officer_id]):
            yield duty, WarningKind.ABSENT
        if not duty.officer.phone and (duty.desk_id, duty.officer_id) not in told:
            told.add((duty.desk_id, duty.officer_id))
            yield duty, WarningKind.NO_PHONE


def refresh_coverage(desks, now):
    """Count the warnings of these desks anew and keep the numbers."""
    found = warnings_of(desks, now)
    rows = [
        Coverage(
            desk_id=pk,
            uncovered=sum(row.kind in EMPTY_KINDS for row in warnings),
            warnings=sum(row.kind not in EMPTY_KINDS for row in warnings),
            counted_at=now,
        )
        for pk, warnings in sorted(found.items())  # everybody locks the rows in the same order
    ]
    Coverage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["desk"],
        update_fields=["uncovered", "warnings", "counted_at"],
        batch_size=500,
    )


def refresh_stale_coverage(now):
    """Count a batch of the active desks whose numbers are missing or old; returns how many. Any number may do it.

    Time alone makes them old: a day ends, somebody falls ill. Desks that never had a composition have no numbers.
    """
    fresh = Coverage.objects.filter(counted_at__gt=now - STALE_AFTER, counted_at__lte=now)
    rostered = Composition.objects.filter(desk=OuterRef("pk"))
    stale = Desk.objects.active_at(now).exclude(pk__in=fresh.values("desk"))
    stale = stale.filter(Exists(rostered) | Q(coverage__isnull=False))
    desks = list(stale.select_related("area").prefetch_related("special_hours").order_by("pk")[:BATCH])
    if desks:
        refresh_coverage(desks, now)
    return len(desks)
