"""Time and fairness of the roster generator beside plain cyclic rotation: `python -m tests.bench.roster [SEED]`."""

import random
import sys
from collections import Counter, defaultdict
from statistics import median
from time import perf_counter

from desks.rostering import solve
from tests.desks.rostering.instances import city, daily, mixed

TWO_SHIFTS = ((8, 14), (14, 20))
THREE_SHIFTS = ((7, 15), (15, 23), (23, 31))
#: name -> (how many instances, how to make one from a random.Random)
CLASSES = {
    "mixed, all rules": (100, lambda chance: mixed(chance, days=21, tight=False)),
    "one desk, 3 units x 6, 30 days": (40, lambda c: daily(c, days=30, units=3, officers=6, places=1)),
    "Jakarta Pusat, 60 x 52 days": (30, lambda c: daily(c, days=52, units=5, officers=12, places=2)),
    "the same, two shifts": (15, lambda c: daily(c, days=52, units=5, officers=12, places=2, pattern=TWO_SHIFTS)),
    "the same, three shifts": (10, lambda c: daily(c, days=52, units=5, officers=12, places=1, pattern=THREE_SHIFTS)),
    "76 desks, 60 days": (5, city),
}
COLUMNS = "{:32}{:>5}{:>8}{:>11}{:>11}{:>7}{:>8}{:>13}{:>13}"


def rotation(slots, people):
    """(spread, off spread) of the worst unit where each place takes the next of its first unit, the absent passed over.

    It looks at nothing else: not at rest, nor at weeks, nor at other desks.
    """
    units = defaultdict(list)
    for person in sorted(people, key=lambda person: person.id):
        units[person.unit].append(person)
    loads, off_loads, turn = Counter(), Counter(), Counter()
    for slot in sorted(slots, key=lambda slot: (slot.starts_at, slot.key)):
        unit = min(slot.units)
        members = units[unit]
        for n in range(len(members)):
            person = members[(turn[unit] + n) % len(members)]
            if not any(first <= slot.last_day and slot.day <= last for first, last in person.absences):
                turn[unit] += n + 1
                loads[person.id] += 1
                off_loads[person.id] += slot.off_day
                break
    return tuple(_worst(units.values(), counts) for counts in (loads, off_loads))


def _worst(groups, counts):
    numbers = [[counts[person.id] for person in group] for group in groups]
    return max(max(group) - min(group) for group in numbers)


def measure(name, seed):
    number, make = CLASSES[name]
    times, rows, full, proven = [], [], 0, 0
    for n in range(number):
        slots, people, held = make(random.Random(f"{seed} {name} {n}"))
        begun = perf_counter()
        roster = solve(slots, people, held)
        times.append(perf_counter() - begun)
        pools = roster.certificate.pools
        ours = max(pool.spread for pool in pools), max(pool.off_spread for pool in pools)
        rows.append((*ours, *rotation(slots, people)))
        full += not roster.gaps
        proven += roster.certificate.proven
    spreads = [f"{median(column):g}/{max(column)}" for column in zip(*rows, strict=True)]
    pairs = [f"{spreads[n]} {spreads[n + 1]}" for n in (0, 2)]
    milliseconds = [f"{1000 * figure:.1f} ms" for figure in (median(times), max(times))]
    return name, number, len(slots), *milliseconds, full, proven, *pairs


def main(seed="20240109"):
    print(f"seed {seed}; spreads are those of the worst pool, median/max over the instances: duties, off days")
    print(COLUMNS.format("", "n", "places", "median", "max", "full", "proven", "ours", "rotation"))
    for name in CLASSES:
        print(COLUMNS.format(*measure(name, seed)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
