"""Officers as the generator sees them, and the duties that bind them."""

from collections import Counter, defaultdict
from datetime import timedelta

from .demand import OffDays
from .models import Absence, Area, Composition, Duty
from .rostering import Held, Person, refusal

#: Duties this far outside a range still touch its rest and its weeks.
AROUND = timedelta(days=8)


class Crew:
    """Some officers between two dates, with everything that decides which duties they may take; five queries.

    `without` are duties to forget (those being handed on); `draft` is a roster whose drafts bind too;
    `elections` are those whose earlier duties count for fairness (none: nothing is counted).
    """

    def __init__(self, officers, first, last, *, without=(), draft=None, elections=()):
        self.officers = {officer.pk: officer for officer in officers.select_related("unit").order_by("pk")}
        self._duties = self._read_duties(first, last, [duty.pk for duty in without], draft)
        #: {(desk, date or None): (minutes of rest, most duties a week)} of the desks at which these officers serve.
        self._rules = self._read_rules()
        self.held = [self._held(duty) for duty in self._duties]
        self._held_by = defaultdict(list)
        for held in self.held:
            self._held_by[held.person].append(held)
        self.earlier, self.earlier_off = self._count(elections)
        self.people = self._people(first, last)
        self._people_by_id = {person.id: person for person in self.people}

    def _read_duties(self, first, last, without, draft):
        duties = Duty.objects.filter(officer__in=self.officers).between(first - AROUND, last + AROUND)
        return list(
            duties.binding(draft).exclude(pk__in=without).select_related("desk__area").order_by("starts_at", "pk")
        )

    def _read_rules(self):
        rows = Composition.objects.filter(desk__in={duty.desk_id for duty in self._duties})
        return {(row.desk_id, row.applies_on): (row.rest_hours * 60, row.max_per_week) for row in rows}

    def rules_of(self, duty):
        """(minutes of rest, most duties a week) at the desk of a duty on its day."""
        everyday = self._rules.get((duty.desk_id, None), (0, 7))
        return self._rules.get((duty.desk_id, duty.serves_on), everyday)

    def _held(self, duty):
        rest, week = self.rules_of(duty)
        return Held(
            person=duty.officer_id,
            day=duty.serves_on,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at,
            rest_minutes=rest,
            max_per_week=week,
        )

    def _count(self, elections):
        """(duties, those of them on weekends and holidays) per officer in these elections so far."""
        rows = Duty.objects.published().filter(officer__in=self.officers, desk__election__in=elections)
        rows = list(rows.values_list("officer", "serves_on", "desk__area")) if elections else []
        days = [day for _officer, day, _code in rows]
        areas = {code: Area(code=code) for _officer, _day, code in rows}
        off = OffDays(areas.values(), min(days), max(days)) if rows else None
        return (
            Counter(officer for officer, _day, _code in rows),
            Counter(officer for officer, day, code in rows if off.is_off(day, areas[code])),
        )

    def _people(self, first, last):
        absences = defaultdict(list)
        for row in Absence.objects.filter(officer__in=self.officers).touching(first, last + timedelta(days=1)):
            absences[row.officer_id].append((row.starts_on, row.ends_on))
        return [
            Person(
                id=officer.pk,
                unit=officer.unit_id,
                available_from=officer.available_from,
                available_until=officer.available_until,
                absences=tuple(sorted(absences[officer.pk])),
                earlier=self.earlier[officer.pk],
                earlier_off=self.earlier_off[officer.pk],
            )
            for officer in self.officers.values()
        ]

    def refusal(self, officer_id, slot, giving_up=None):
        """Why this officer may not take the slot (a `Refusal`), or None; as if they gave up the duty `giving_up`."""
        held = self._held_by[officer_id]
        if giving_up is not None:
            held = [row for row in held if row.starts_at != giving_up.starts_at]
        return refusal(self._people_by_id[officer_id], slot, held)

    def duties_of(self, officer_id):
        """The duties of the officer around the range."""
        return [duty for duty in self._duties if duty.officer_id == officer_id]

    def take(self, officer_id, slot):
        """From now on the officer is bound by this slot too."""
        held = Held(
            person=officer_id,
            day=slot.day,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            rest_minutes=slot.rest_minutes,
            max_per_week=slot.max_per_week,
        )
        self._held_by[officer_id].append(held)
