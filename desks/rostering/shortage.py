"""Places that stay empty: why, in codes, and what is proven about them."""

from collections import Counter

from .certificate import Short
from .duties import Gap, GapReason
from .pools import bits
from .rules import Refusal

AWAY = {Refusal.NOT_AVAILABLE, Refusal.ABSENT}


def gaps_of(draft):
    """(kind, number empty) in words of codes: one Gap for each empty place, the last of equal places first empty."""
    found = []
    for k in draft.open_kinds():
        refused = _refused(draft, k)
        empty = draft.pool.places[k][len(draft.holders[k]) :]
        found += [Gap(slot, _reason(refused), tuple(sorted(refused.items()))) for slot in empty]
    return found


def _refused(draft, k):
    pool = draft.pool
    units = pool.kinds[k].units
    members = [i for i, person in enumerate(pool.people) if person.unit in units]
    return Counter(str(pool.refusals(i, k, draft.duties[i])) for i in members)


def _reason(refused):
    if not refused:
        return GapReason.NO_OFFICERS
    there = set(refused) - AWAY
    if not there:
        return GapReason.ALL_AWAY
    return {frozenset({Refusal.REST}): GapReason.ALL_RESTING, frozenset({Refusal.WEEK}): GapReason.WEEK_FULL}.get(
        frozenset(there), GapReason.TOO_FEW
    )


def shortages(draft):
    """(what is proven, the kinds it explains, the fewest gaps there can be).

    Moments, then weeks, in which there are fewer people than places. Two that share no kind add up.
    """
    pool, proven, explained, fewest = draft.pool, [], set(), 0
    for k in draft.open_kinds():
        if k not in explained and (short := _shortage(pool, k)):
            found, kinds = short
            proven.append(found)
            fewest += 0 if kinds & explained else found.missing
            explained |= kinds
    return proven, explained, fewest


def _shortage(pool, k):
    if k not in pool.shortages:
        pool.shortages[k] = _at_a_moment(pool, k) or _in_a_week(pool, k)
    return pool.shortages[k]


def _at_a_moment(pool, k):
    """Kinds that all clash with one another, k among them, for which there are too few people."""
    near = [*bits(pool.clashes[k] | 1 << k)]
    rest = pool.least_rest
    best = None
    for moment in sorted({pool.starts[other] for other in near}):
        if not pool.starts[k] <= moment < pool.kinds[k].ends_at + rest:
            continue
        kinds = [o for o in near if pool.starts[o] <= moment < pool.kinds[o].ends_at + rest]
        if (short := _deficit(pool, k, kinds, [1] * len(pool.people))) and (not best or short[0] > best[0]):
            best = short
    return best and _short(pool, *best)


def _in_a_week(pool, k):
    week = pool.week_mask[pool.week[k]]
    short = _deficit(pool, k, [*bits(week)], [pool.room(i, week) for i in range(len(pool.people))])
    return short and _short(pool, *short)


def _short(pool, missing, kinds):
    slots = [pool.kinds[k] for k in kinds]
    first, last = min(slot.day for slot in slots), max(slot.day for slot in slots)
    units = frozenset().union(*(slot.units for slot in slots))
    places = sum(pool.wanted[k] for k in kinds)
    return Short(first, units, missing, places, last if last > first else None), set(kinds)


def _deficit(pool, k, kinds, room):
    """(missing, kinds) by Hall's condition, or None: kinds, k among them, that want more than their people can.

    A maximum matching of people to places, a person once to a kind; what is reachable from the places of k
    that stay empty is the smallest set that shows it.
    """
    have = {other: [] for other in kinds}
    has = [set() for _ in room]
    for other in [*(o for o in kinds if o != k), k]:
        while len(have[other]) < pool.wanted[other]:
            if reached := _match(pool, other, have, has, room):
                if other == k:
                    return _proof(pool, reached, room)
                break
    return None


def _match(pool, k, have, has, room):
    """Place one more of kind k along an alternating path; else the kinds reached without success."""
    came = {k: None}
    for kind in (queue := [k]):
        for i in pool.candidates[kind]:
            if kind in has[i]:
                continue
            if len(has[i]) < room[i]:
                _shift(came, kind, i, have, has)
                return None
            for other in sorted(has[i]):
                if other not in came:
                    came[other] = (kind, i)
                    queue.append(other)
    return queue


def _shift(came, kind, i, have, has):
    while True:
        have[kind].append(i)
        has[i].add(kind)
        if came[kind] is None:
            return
        before, i = came[kind], came[kind][1]
        have[kind].remove(i)
        has[i].remove(kind)
        kind = before[0]


def _proof(pool, kinds, room):
    """Counted anew from the set itself, so that what is claimed does not hang on the search."""
    kinds = sorted(kinds)
    mask = sum(1 << k for k in kinds)
    can = sum(min(room[i], (pool.allowed[i] & mask).bit_count()) for i in range(len(room)))
    missing = sum(pool.wanted[k] for k in kinds) - can
    return (missing, kinds) if missing > 0 else None
