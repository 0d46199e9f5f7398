"""Pools of officers: units joined through common slots. Each is solved by itself.

Places that differ in nothing but desk and name are one *kind*: a row of the pool. A person's duties are
an integer used as a set of kinds (bit k for kind k), and so are what they may take and what a kind
clashes with; a rule is then one `&`.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from .bounds import least_spread
from .rules import clash, refusal, week_of


def bits(mask):
    """The kinds in a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def split(slots, people, held):
    """The pools of these slots, in the order of their smallest unit."""
    root = {}

    def find(unit):
        while root.setdefault(unit, unit) != unit:
            root[unit] = unit = root[root[unit]]
        return unit

    for units in sorted({tuple(sorted(slot.units)) for slot in slots}):
        for unit in units:
            low, high = sorted((find(units[0]), find(unit)))
            root[high] = low
    members = defaultdict(lambda: (set(), [], [], defaultdict(list)))
    for unit in root:
        members[find(unit)][0].add(unit)
    for slot in slots:
        members[find(min(slot.units)) if slot.units else None][1].append(slot)
    unit_of = {person.id: person.unit for person in people}
    for person in people:
        if person.unit in root:
            members[find(person.unit)][2].append(person)
    for duty in held:
        if unit_of.get(duty.person) in root:
            members[find(unit_of[duty.person])][3][duty.person].append(duty)
    ordered = sorted(members.items(), key=lambda item: (item[0] is not None, item[0] or 0))
    return [Pool(frozenset(units), *rest) for _, (units, *rest) in ordered]


def kind_key(slot):
    """What makes two places the same to everyone; sorts by time."""
    return (
        slot.starts_at,
        slot.ends_at,
        slot.day,
        slot.last_day,
        slot.off_day,
        slot.rest_minutes,
        slot.max_per_week,
        tuple(sorted(slot.units)),
    )


class Pool:
    """The rules of one pool, compiled. People and kinds are numbered in the order of their ids and times."""

    def __init__(self, units, slots, people, held):
        self.units = units
        self.slots = sorted(slots, key=lambda slot: (not slot.leads, slot.key))
        self.people = sorted(people, key=lambda person: person.id)
        self.held = {person: sorted(duties, key=_held_key) for person, duties in held.items()}
        self._group()
        self._compile_clashes()
        self._compile_people()
        self._compile_weeks()

    def _group(self):
        places = defaultdict(list)
        for slot in self.slots:
            places[kind_key(slot)].append(slot)
        #: The places of each kind, leaders first, and one of them to stand for all.
        self.places = [places[key] for key in sorted(places)]
        self.kinds = [same[0] for same in self.places]
        self.wanted = [len(same) for same in self.places]
        self.off = [slot.off_day for slot in self.kinds]
        self.off_mask = sum(1 << k for k, off in enumerate(self.off) if off)
        self.starts = [slot.starts_at for slot in self.kinds]
        self.longest = max(slot.ends_at - slot.starts_at for slot in self.kinds)
        self.rest = timedelta(minutes=max(slot.rest_minutes for slot in self.kinds))
        #: The shortest rest of all: who has one duty is not free for another before that, whatever the two are.
        self.least_rest = timedelta(minutes=max(0, min(slot.rest_minutes for slot in self.kinds)))
        by_end = sorted(range(len(self.kinds)), key=lambda k: self.kinds[k].ends_at)
        self._by_end = [(self.starts[k], self.kinds[k].ends_at + self.least_rest, 1 << k) for k in by_end]
        self._most = {}
        self.shortages = {}  # what `shortage` found out, by kind

    def _clashing(self, duty):
        """Mask of the kinds that nobody can take beside this duty."""
        reach = max(self.rest, timedelta(minutes=duty.rest_minutes))
        first = bisect_left(self.starts, duty.starts_at - reach - self.longest)
        until = bisect_right(self.starts, duty.ends_at + reach)
        return sum(1 << k for k in range(first, until) if clash(self.kinds[k], duty))

    def _compile_clashes(self):
        self.clashes = [self._clashing(slot) for slot in self.kinds]

    def _compile_people(self):
        self.allowed = []
        for person in self.people:
            mask = sum(1 << k for k, slot in enumerate(self.kinds) if refusal(person, slot, ()) is None)
            for duty in self.held.get(person.id, ()):
                mask &= ~self._clashing(duty)
            self.allowed.append(mask)

    def _compile_weeks(self):
        self.week = [week_of(slot.day) for slot in self.kinds]
        self.week_mask = defaultdict(int)
        limits = defaultdict(lambda: defaultdict(int))
        for k, slot in enumerate(self.kinds):
            self.week_mask[self.week[k]] |= 1 << k
            limits[self.week[k]][slot.max_per_week] |= 1 << k
        self.limits = {week: sorted(masks.items()) for week, masks in limits.items()}
        #: Per person: week -> (published duties, the smallest limit among them).
        self.held_weeks = [_weeks(self.held.get(person.id, ())) for person in self.people]
        self._drop_full_weeks()
        busy = {week for weeks in self.held_weeks for week in weeks}
        #: Weeks in which the limit cannot be reached whatever anyone does: not looked at again.
        self.easy_weeks = {
            week
            for week, mask in self.week_mask.items()
            if week not in busy and self.most(mask) <= self.limits[week][0][0]
        }
        self.candidates = [[i for i, mask in enumerate(self.allowed) if mask >> k & 1] for k in range(len(self.kinds))]

    def _drop_full_weeks(self):
        """What published duties alone leave no room for in a week is not allowed at all."""
        for i in range(len(self.people)):
            for week, (count, limit) in self.held_weeks[i].items():
                for own, mask in self.limits.get(week, ()):
                    if count + 1 > min(limit, own):
                        self.allowed[i] &= ~mask
        for masks in self.limits.values():
            for own, mask in masks:
                if own < 1:
                    self.allowed = [allowed & ~mask for allowed in self.allowed]

    def week_allows(self, i, mask, week):
        """Whether person i may have all of `mask` in that week, beside what is published."""
        inside = mask & self.week_mask[week]
        count, limit = self.held_weeks[i].get(week, (0, None))
        count += inside.bit_count()
        if limit is not None and count > limit:
            return False
        for own, same in self.limits[week]:
            if count <= own:
                return True
            if inside & same:
                return False
        return True

    def most(self, mask):
        """At most so many duties of this mask can be one person's: an upper bound, exact for equal rests."""
        if mask not in self._most:
            count, free_at = 0, None
            for starts, free_again, bit in self._by_end:
                if mask & bit and (free_at is None or starts >= free_at):
                    count, free_at = count + 1, free_again
            self._most[mask] = count
        return self._most[mask]

    def room(self, i, mask):
        """At most so many duties of this mask can be person i's, their weeks considered: an upper bound."""
        mask &= self.allowed[i]
        by_weeks = sum(self._room_in(i, week, mask & inside) for week, inside in self.week_mask.items())
        return min(by_weeks, self.most(mask))

    def _room_in(self, i, week, mask):
        if not mask:
            return 0
        count, limit = self.held_weeks[i].get(week, (0, None))
        own = max(own for own, same in self.limits[week] if same & mask)
        top = own if limit is None else min(own, limit)
        return min(max(0, top - count), self.most(mask))

    @cached_property
    def least_spreads(self):
        """(duties, off days): what the spreads of a full roster cannot go below; None in place of what cannot be."""
        every = (1 << len(self.kinds)) - 1
        off_places = sum(wanted for wanted, off in zip(self.wanted, self.off, strict=True) if off)
        return (
            least_spread([p.earlier for p in self.people], self._rooms(every), len(self.slots)),
            least_spread([p.earlier_off for p in self.people], self._rooms(self.off_mask), off_places),
        )

    def _rooms(self, mask):
        return [self.room(i, mask) for i in range(len(self.people))]

    def refusals(self, i, k, mask):
        """Why person i, with the duties of `mask`, may not take kind k, or None: in the words of the rules."""
        person = self.people[i]
        duties = [self.kinds[other] for other in bits(mask)]
        return refusal(person, self.kinds[k], [*self.held.get(person.id, ()), *duties])


def _held_key(duty):
    return (duty.starts_at, duty.ends_at, duty.day, duty.rest_minutes, duty.max_per_week)


def _weeks(duties):
    found = {}
    for duty in duties:
        week = week_of(duty.day)
        count, limit = found.get(week, (0, duty.max_per_week))
        found[week] = (count + 1, min(limit, duty.max_per_week))
    return found
