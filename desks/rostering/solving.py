"""Solve: fill every place, then level, pool by pool; and say what is proven."""

from collections import Counter
from dataclasses import dataclass

from .certificate import Certificate, Doubt, Load, PoolReport
from .draft import Draft
from .duties import Gap
from .fairness import level_duties, level_off_days
from .filling import by_choice, by_date, close_gaps, fill, press
from .pools import split
from .shortage import gaps_of, shortages


@dataclass(frozen=True, slots=True)
class Roster:
    """`assignments` is place key -> person id; a place is there or in `gaps`."""

    assignments: dict
    gaps: tuple[Gap, ...]
    certificate: Certificate


def solve(slots, people, held=(), progress=None):
    """Fill the slots from the people, fairly. The same input, in any order, gives the same roster.

    Held duties of people who are not among `people` are passed over. `progress(done, total)` is called
    with numbers of slots from time to time.
    """
    slots, people = list(slots), list(people)
    _refuse_twins([slot.key for slot in slots], [person.id for person in people])
    pools = split(slots, people, held) if slots else []
    done, assignments, gaps, reports, short = 0, {}, [], [], []
    for pool in pools:
        draft = _best_draft(pool, _counter(progress, done, len(slots)))
        assignments |= _assignments(draft)
        gaps += gaps_of(draft)
        report, proven_short = _report(draft)
        reports.append(report)
        short += proven_short
        done += len(pool.slots)
        if progress:
            progress(done, len(slots))
    certificate = Certificate(
        proven=all(report.proven for report in reports),
        pools=tuple(reports),
        short=tuple(sorted(short, key=lambda found: (found.day, sorted(found.units)))),
    )
    return Roster(assignments, tuple(sorted(gaps, key=lambda gap: gap.slot.key)), certificate)


def _refuse_twins(*lists):
    for keys in lists:
        if twins := [key for key, count in Counter(keys).items() if count > 1]:
            raise ValueError(f"given more than once: {sorted(twins)[:5]}")


def _counter(progress, done, total, every=500):
    """A function that counts the places looked at and reports each time another `every` are done."""
    seen = told = done

    def step(places):
        nonlocal seen, told
        seen += places
        if progress and seen - told >= every and seen <= total:
            told = seen
            progress(seen, total)

    return step


def _best_draft(pool, step):
    """The better of two ways to begin; the second only where the first is not proven to be the best."""
    draft = _improved(fill(pool, by_date(pool), step))
    if _is_best(draft) or _has_proven_gaps(draft):
        return draft
    return min(draft, _improved(fill(pool, by_choice(pool))), key=Draft.score)


def _improved(draft):
    draft.be_patient()
    close_gaps(draft)
    if draft.open_kinds() and not _has_proven_gaps(draft):
        draft.be_patient()
        draft = press(draft)
    draft.be_patient()
    level_duties(draft)
    draft.be_patient()
    level_off_days(draft, _bounds(draft)[1])
    return draft


def _has_proven_gaps(draft):
    """Whether there are gaps, and no roster has fewer."""
    return 0 < draft.score()[0] == shortages(draft)[2]


def _bounds(draft):
    """(duties, off days): the least spreads of any full roster; 0 where there are gaps."""
    return (0, 0) if draft.open_kinds() else draft.pool.least_spreads


def _is_best(draft):
    return draft.score() == (0, *draft.pool.least_spreads)


def _assignments(draft):
    """Place key -> person id. Equal places go round: who has led the least leads; leaders are found before others."""
    found, led = {}, Counter()
    for places, holders in zip(draft.pool.places, draft.holders, strict=True):
        queue = sorted(holders, key=lambda i: (led[i], draft.load[i], i))
        for slot, i in zip(places, queue, strict=False):
            found[slot.key] = draft.pool.people[i].id
            led[i] += slot.leads
    return found


def _report(draft):
    pool = draft.pool
    short, explained, _ = shortages(draft)
    gaps = set(draft.open_kinds())
    (_, spread, off_spread), (best, best_off) = draft.score(), _bounds(draft)
    found = {
        Doubt.GAPS: bool(gaps),
        Doubt.GAPS_UNPROVEN: not gaps <= explained,
        Doubt.SPREAD: not gaps and spread > best,
        Doubt.OFF_SPREAD: not gaps and off_spread > best_off,
    }
    why = tuple(code for code, holds in found.items() if holds)
    loads = tuple(Load(person.id, draft.load[i], draft.off[i]) for i, person in enumerate(pool.people))
    report = PoolReport(pool.units, loads, spread, off_spread, best, best_off, not why, why)
    return report, short
