"""A roster being made for one pool, and the chains of handing on that improve it."""

from bisect import insort

from .pools import bits


class Draft:
    """Who has which kinds. Every change keeps every rule."""

    def __init__(self, pool):
        self.pool = pool
        self.duties = [0] * len(pool.people)
        self.load = [person.earlier for person in pool.people]
        self.off = [person.earlier_off for person in pool.people]
        self.holders = [[] for _ in pool.kinds]
        self.be_patient()

    def be_patient(self):
        """Searches may look at so many more (person, duty) pairs; then they give up, and nothing is proven by it."""
        self.patience = 150_000 + 50 * len(self.pool.slots)

    def missing(self, k):
        return self.pool.wanted[k] - len(self.holders[k])

    def open_kinds(self):
        return [k for k in range(len(self.pool.kinds)) if self.missing(k)]

    def fits(self, i, k, without=0):
        """Whether person i may take kind k once they have given away the kinds of `without`."""
        pool, mask = self.pool, self.duties[i] & ~without
        if mask & pool.clashes[k] or mask >> k & 1 or not pool.allowed[i] >> k & 1:
            return False
        week = pool.week[k]
        return week in pool.easy_weeks or pool.week_allows(i, mask | 1 << k, week)

    def give(self, i, k):
        self.duties[i] |= 1 << k
        self.load[i] += 1
        self.off[i] += self.pool.off[k]
        insort(self.holders[k], i)

    def take(self, i, k):
        self.duties[i] &= ~(1 << k)
        self.load[i] -= 1
        self.off[i] -= self.pool.off[k]
        self.holders[k].remove(i)

    def ways(self, i, k):
        """The duties person i could hand on, one of them, so as to take kind k."""
        blocking = self.duties[i] & self.pool.clashes[k]
        if not blocking:
            if self.fits(i, k):
                return list(bits(self.duties[i]))
            blocking = self.duties[i] & self.pool.week_mask[self.pool.week[k]]
        elif blocking & (blocking - 1):
            return []
        return [other for other in bits(blocking) if self.fits(i, k, 1 << other)]

    def score(self):
        """What is to be made small, the most important first."""
        gaps = sum(self.missing(k) for k in range(len(self.pool.kinds)))
        return gaps, spread(self.load), spread(self.off)

    def copy(self):
        twin = Draft.__new__(Draft)
        twin.pool, twin.patience = self.pool, self.patience
        twin.duties, twin.load, twin.off = self.duties[:], self.load[:], self.off[:]
        twin.holders = [holders[:] for holders in self.holders]
        return twin


def spread(numbers):
    return max(numbers) - min(numbers) if numbers else 0


class Chain:
    """One search for a chain: a duty goes from one to the next, who hands on another, and so on to one who keeps it.

    Breadth first, so the fewest duties move. Each person is on a chain once, therefore what is checked for
    each alone holds for all. The subclasses say where a chain may end and who may be on the way.
    """

    #: Whether a chain may end where it began, with another duty.
    closes = False

    def __init__(self, draft):
        self.draft = draft

    def may_end(self, source, i, k):
        return True

    def may_pass(self, source, i, taken, given):
        return True

    def may_return(self, source, first, k):
        return False

    def run(self, sources):
        """Find the first chain from one of these (person or None, kind) and carry it out. True where one was found."""
        links = [(person, k, -1, person, k) for person, k in sources]
        seen = {(person, k) for person, k in sources}
        settled = set()
        candidates, off = self.draft.pool.candidates, self.draft.pool.off
        for at, (_, k, _, source, first) in enumerate(links):
            path = None
            self.draft.patience -= len(candidates[k])
            for i in candidates[k]:
                if i == source:
                    if self.may_return(source, first, k) and self.draft.fits(i, k, 1 << first):
                        return self._carry_out(links, at, i)
                    continue
                if (i, off[k]) in settled or self.draft.duties[i] >> k & 1:
                    continue
                path = path or self._people(links, at)
                if i in path:
                    continue
                free = self.draft.fits(i, k)
                if free and self.may_end(source, i, k):
                    return self._carry_out(links, at, i)
                ways = self.draft.ways(i, k)
                self.draft.patience -= len(ways)
                for other in ways:
                    if (i, other) not in seen and self.may_pass(source, i, k, other):
                        seen.add((i, other))
                        links.append((i, other, at, source, first))
                if free:
                    settled.add((i, off[k]))
            if self.draft.patience < 0:
                return False
        return False

    def _people(self, links, at):
        found = set()
        while at >= 0:
            found.add(links[at][0])
            at = links[at][2]
        return found

    def _carry_out(self, links, at, last):
        moves = []
        while at >= 0:
            person, k, before, *_ = links[at]
            moves.append((person, k, last))
            last, at = person, before
        for person, k, _ in moves:
            if person is not None:
                self.draft.take(person, k)
        for _, k, taker in moves:
            self.draft.give(taker, k)
        return True
