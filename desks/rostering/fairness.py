"""Levelling: chains that take from those with many duties, or many off days, and end with those who have few."""

from .draft import Chain
from .pools import bits


class FewerDuties(Chain):
    """From people who have `level` duties to anyone with at least two less: the sum of squares falls with each."""

    def __init__(self, draft, level):
        super().__init__(draft)
        self.level = level

    def may_end(self, source, i, k):
        return self.draft.load[i] <= self.level - 2


class MoreDuties(Chain):
    """From anyone who has two duties more to those with the fewest."""

    def __init__(self, draft):
        super().__init__(draft)
        self.lowest = min(draft.load)

    def may_end(self, source, i, k):
        return self.draft.load[i] == self.lowest


class FewerOffDays(Chain):
    """Takes an off day from people who have `level` of them; nobody's duties become more than theirs.

    People on the way may trade an ordinary duty for an off day while they stay below that level, and the
    other way round while they stay at or above the least. So the sorted numbers of off days only ever fall.
    """

    closes = True

    def __init__(self, draft, level):
        super().__init__(draft)
        self.level, self.lowest = level, min(draft.off)
        self.is_off, self.off, self.load = draft.pool.off, draft.off, draft.load

    def may_end(self, source, i, k):
        return self.load[i] < self.load[source] and not (self.is_off[k] and self.off[i] > self.level - 2)

    def may_pass(self, source, i, taken, given):
        change = self.is_off[taken] - self.is_off[given]
        if change > 0:
            return self.off[i] <= self.level - 2
        return change == 0 or self.off[i] > self.lowest

    def may_return(self, source, first, k):
        return not self.is_off[k]


class FewerOffDaysAnyhow(FewerOffDays):
    """The same, where the duties may become less level so long as their spread stays what it is."""

    def __init__(self, draft, level):
        super().__init__(draft, level)
        self.fewest, self.most = min(draft.load), max(draft.load)

    def may_end(self, source, i, k):
        in_spread = self.load[i] < self.most and self.load[source] > self.fewest
        return in_spread and not (self.is_off[k] and self.off[i] > self.level - 2)


class MoreOffDays(FewerOffDays):
    """Gives an off day to people who have the fewest, in return for an ordinary duty of theirs."""

    def may_end(self, source, i, k):
        return False

    def may_pass(self, source, i, taken, given):
        change = self.is_off[taken] - self.is_off[given]
        if change < 0:
            return self.off[i] >= self.lowest + 2
        return change == 0 or self.off[i] < self.level

    def may_return(self, source, first, k):
        return bool(self.is_off[k])


def level_duties(draft):
    _lower(draft, draft.load, FewerDuties, _own)
    while draft.load:
        high = [i for i, load in enumerate(draft.load) if load >= min(draft.load) + 2]
        if not MoreDuties(draft).run([pair for i in high for pair in _own(draft, i)]):
            break


def level_off_days(draft, goal):
    """`goal` is the spread below which nothing can be won."""
    before = None
    while draft.off and draft.score()[2] > 0 and draft.score() != before:
        before = draft.score()
        _lower(draft, draft.off, FewerOffDays, _own_off)
        if draft.score()[2] > goal:
            _lower(draft, draft.off, FewerOffDaysAnyhow, _own_off)
            _raise_off_days(draft)


def _lower(draft, count, search, sources):
    """Relieve people until nobody can be: the highest level first, on each one by one, then all at once.

    All at once is what shows, in one search, that nobody on the level can be relieved; but a chain that
    closes at its own beginning is found for certain only from one person at a time.
    """
    level = max(count, default=0)
    while level >= min(count, default=0) + 2:
        on_level = [sources(draft, i) for i in range(len(count)) if count[i] == level]
        if not any(search(draft, level).run(some) for some in _attempts(on_level, search.closes)):
            level -= 1


def _attempts(groups, one_by_one):
    """The first person alone, for it is quick where it works; then all; then each of the others."""
    yield from groups[:1]
    yield [pair for group in groups for pair in group]
    if one_by_one:
        yield from groups[1:]


def _raise_off_days(draft):
    for i in range(len(draft.off)):
        while draft.off[i] == min(draft.off) and MoreOffDays(draft, max(draft.off)).run(_own_ordinary(draft, i)):
            pass


def _own(draft, i):
    return [(i, k) for k in bits(draft.duties[i])]


def _own_off(draft, i):
    return [(i, k) for k in bits(draft.duties[i] & draft.pool.off_mask)]


def _own_ordinary(draft, i):
    return [(i, k) for k in bits(draft.duties[i] & ~draft.pool.off_mask)]
