"""Filling every place: least-loaded first, then chains, then pressing in where chains do not reach."""

from .draft import Chain, Draft
from .pools import bits


def by_date(pool):
    """Kinds in the order of time, those with the least choice first: gives the even rhythm of a rotation."""
    return sorted(range(len(pool.kinds)), key=lambda k: (pool.starts[k], len(pool.candidates[k]), k))


def by_choice(pool):
    """Kinds with the least choice first."""
    return sorted(range(len(pool.kinds)), key=lambda k: (len(pool.candidates[k]) - pool.wanted[k], pool.starts[k], k))


def fill(pool, order, step=lambda places: None):
    """A draft by the least-loaded rule: off days go to those with the fewest off days, others to the fewest duties.

    Among equals the one whose last duty is longest ago comes first. `step` is told how many places were looked at.
    """
    draft = Draft(pool)
    last = [-1] * len(pool.people)
    for k in order:
        load, off = draft.load, draft.off
        if pool.off[k]:
            queue = sorted(pool.candidates[k], key=lambda i: (off[i], load[i], last[i], i))
        else:
            queue = sorted(pool.candidates[k], key=lambda i: (load[i], last[i], i))
        for i in queue:
            if not draft.missing(k):
                break
            if draft.fits(i, k):
                draft.give(i, k)
                last[i] = k
        step(pool.wanted[k])
    return draft


def close_gaps(draft):
    """Fill empty places by chains; what no chain reaches stays empty."""
    while Chain(draft).run([(None, k) for k in draft.open_kinds()]):
        pass


def press(draft, rounds=300):
    """Fill what chains cannot: put a person in, take out whatever stands against it, and place that anew.

    What is hard to place grows heavier and is taken out less and less. Returns the best draft seen.
    """
    pool, best = draft.pool, draft
    draft, fewest = draft.copy(), draft.score()[0]
    weight, tried, barred = [1] * len(pool.kinds), [-1] * len(pool.kinds), {}
    for now in range(rounds):
        if draft.patience < 0:
            break
        k = min(draft.open_kinds(), key=lambda k: (tried[k], k))
        tried[k], weight[k] = now, weight[k] + 1
        choices = [i for i in pool.candidates[k] if not draft.duties[i] >> k & 1]
        choices = [i for i in choices if barred.get((i, k), -1) < now]
        draft.patience -= 3 * len(choices)
        if not choices:
            continue
        (*_, out), i = min((_in_the_way(draft, i, k, weight), i) for i in choices)
        for other in out:
            draft.take(i, other)
            barred[i, other] = now + 3 + len(choices) // 2
        if draft.fits(i, k):
            draft.give(i, k)
        for other in [*out, k]:
            if draft.missing(other):
                Chain(draft).run([(None, other)])
        gaps = draft.score()[0]
        if gaps < fewest:
            best, fewest = draft.copy(), gaps
        if not gaps:
            break
    return best


def _in_the_way(draft, i, k, weight):
    """(weight, kinds) of what person i must lose to take kind k."""
    pool = draft.pool
    mask = draft.duties[i] & pool.clashes[k]
    week = draft.duties[i] & pool.week_mask[pool.week[k]] & ~mask
    for other in sorted(bits(week), key=lambda other: (weight[other], other)):
        if pool.week_allows(i, draft.duties[i] & ~mask | 1 << k, pool.week[k]):
            break
        mask |= 1 << other
    out = list(bits(mask))
    return len(out), sum(weight[other] for other in out), out
