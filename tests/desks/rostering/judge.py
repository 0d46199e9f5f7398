"""Independent of the generator: which rules a roster breaks, counted from the bare dates, and the exact optimum."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from ortools.sat.python import cp_model


def _is_there(person, slot):
    days = {slot.day + timedelta(days=n) for n in range((slot.last_day - slot.day).days + 1)}
    if any(person.available_from and day < person.available_from for day in days):
        return False
    if any(person.available_until and day > person.available_until for day in days):
        return False
    return not any(first <= day <= last for first, last in person.absences for day in days)


def _compatible(a, b):
    early, late = sorted((a, b), key=lambda duty: (duty.starts_at, duty.ends_at))
    pause = (late.starts_at - early.ends_at).total_seconds() / 60
    return pause >= max(early.rest_minutes, late.rest_minutes)


def broken(slots, people, held, roster):
    """The rules that this roster breaks, as sentences; empty when all is well."""
    found = []
    people = {person.id: person for person in people}
    by_key = {slot.key: slot for slot in slots}
    empty = [gap.slot.key for gap in roster.gaps]
    if sorted([*roster.assignments, *empty]) != sorted(by_key):
        found.append("a place is neither filled nor a gap, or is both")
    mine = defaultdict(list)
    for key, number in roster.assignments.items():
        slot, person = by_key[key], people[number]
        if person.unit not in slot.units:
            found.append(f"{number} is of the wrong unit for {key}")
        if not _is_there(person, slot):
            found.append(f"{number} is away on {key}")
        mine[number].append(slot)
    for number, own in mine.items():
        fixed = [duty for duty in held if duty.person == number]
        pairs = [*combinations(own, 2), *((slot, duty) for slot in own for duty in fixed)]
        found += [f"{number} has {a} too near {b}" for a, b in pairs if not _compatible(a, b)]
        weeks = defaultdict(list)
        for duty in [*own, *fixed]:
            weeks[duty.day.isocalendar()[:2]].append(duty)
        for week in {slot.day.isocalendar()[:2] for slot in own}:
            if len(weeks[week]) > min(duty.max_per_week for duty in weeks[week]):
                found.append(f"{number} has too many duties in week {week}")
    return found


class Exact:
    """Lexicographic optimum by CP-SAT: fewest gaps, then the spreads of duties, then of off days, of all pools."""

    def __init__(self, slots, people, held, pools, effort=2):
        """`pools` are sets of units. `effort` is in CP-SAT's own units, about seconds, the same on every machine."""
        self.model, self.solver = cp_model.CpModel(), cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = 1
        self.solver.parameters.max_deterministic_time = effort
        wanted = Counter(replace(slot, key=(), desk=0, leads=False) for slot in slots)
        self.slots, self.people, self.held = list(wanted), people, held
        self.has = {
            (person.id, slot): self.model.new_bool_var("")
            for person in people
            for slot in wanted
            if person.unit in slot.units and _is_there(person, slot)
        }
        for person in people:
            self._obey(person)
        filled = {slot: sum(self._of(slot=slot)) for slot in wanted}
        for slot, count in filled.items():
            self.model.add(count <= wanted[slot])
        self.gaps = self._minimum(len(slots) - sum(filled.values()))
        #: Of full rosters only: with gaps, what is fair depends on which.
        self.spreads = self._spreads(pools, off=False)
        self.off_spreads = self._spreads(pools, off=True)

    def _of(self, *, slot=None, person=None):
        """The choices of one kind of place, or the (kind, choice) pairs of one person."""
        if slot:
            return [self.has[p.id, slot] for p in self.people if (p.id, slot) in self.has]
        return [(s, self.has[person.id, s]) for s in self.slots if (person.id, s) in self.has]

    def _obey(self, person):
        own = self._of(person=person)
        fixed = [duty for duty in self.held if duty.person == person.id]
        for slot, has in own:
            if not all(_compatible(slot, duty) for duty in fixed):
                self.model.add(has == 0)
        for (a, has_a), (b, has_b) in combinations(own, 2):
            if not _compatible(a, b):
                self.model.add_bool_or(has_a.negated(), has_b.negated())
        for week in {slot.day.isocalendar()[:2] for slot, _ in own}:
            there = [(slot, has) for slot, has in own if slot.day.isocalendar()[:2] == week]
            before = [duty for duty in fixed if duty.day.isocalendar()[:2] == week]
            count = sum(has for _, has in there) + len(before)
            for slot, has in there:
                most = min([slot.max_per_week, *(duty.max_per_week for duty in before)])
                self.model.add(count <= most).only_enforce_if(has)

    def _minimum(self, goal):
        """Minimise, keep it at that, and return it; None where the effort was not enough."""
        self.model.minimize(goal)
        if self.solver.solve(self.model) != cp_model.OPTIMAL:
            return None
        best = round(self.solver.objective_value)
        self.model.clear_objective()
        self.model.add(goal == best)
        return best

    def _spreads(self, pools, *, off):
        if self.gaps != 0:
            return None
        spreads = []
        for units in pools:
            members = [person for person in self.people if person.unit in units]
            if not members:
                spreads.append(0)
                continue
            low, high = (self.model.new_int_var(0, 10_000, "") for _ in range(2))
            for person in members:
                earlier = person.earlier_off if off else person.earlier
                load = earlier + sum(has for slot, has in self._of(person=person) if slot.off_day or not off)
                self.model.add(load >= low)
                self.model.add(load <= high)
            spreads.append(high - low)
        if self._minimum(sum(spreads)) is None:
            return None
        return [spread if isinstance(spread, int) else round(self.solver.value(spread)) for spread in spreads]
