"""The counts of a dashboard from the rollups, sorted out to the areas and pictures they belong to."""

from collections import Counter, defaultdict
from datetime import timedelta

from desks.models import Tier
from desks.models.areas import CODE_LENGTHS, NATION

from ..models import OPEN_STATES, Category, Facet, SeverityLevel
from ..rollups.durations import MISSED, percentile
from ..rollups.reading import OTHER, read
from .place import TIERS_SHOWN
from .shapes import Duration, Figures, Tile, TileGroup

#: Local dates shown in the picture of the days, today among them.
DAYS = 14
STANDING = ("waiting", "in_progress", "resolved")


class Counts:
    """The rows of one reading, by the areas below that they concern."""

    def __init__(self, user, area, election, now, today, others=()):
        self.area, self.today = area, today
        self.election = election.pk if election else ""
        self.tiers = [tier for tier in range(area.tier + 1, area.tier + 1 + TIERS_SHOWN) if tier <= Tier.WARD]
        self.total = self.figures(area.pk)
        self.by_area = {}
        self.matrix = {level: dict.fromkeys(OPEN_STATES, 0) for level in SeverityLevel}
        self.categories, self.days, self.hours = (defaultdict(Counter) for _ in range(3))
        self.durations = {Facet.RESPONSE: defaultdict(Counter), Facet.RESOLUTION: defaultdict(Counter)}
        self.in_time = Counter()
        self.names = {}
        self.others = Counter()
        since = (today - timedelta(days=DAYS - 1)).isoformat()
        self.own = self.figures(area.pk, here_only="1")
        bounds = {"since": since, "today": today.isoformat()}
        for row in read(user, area, election, now, tiers=self.tiers, others=others, **bounds):
            self._sort_out(row)
        self.total.resolved_today = self.days[today.isoformat()]["resolved"]

    def figures(self, code, **link):
        return Figures(link={"area": code, **link}, election=self.election, today=self.today, holder=code)

    def _sort_out(self, row):
        if row.facet == Facet.SEVERITY:
            for code in self._concerned(row):
                self._stand(code, row)
        elif row.facet == Facet.PLACE:
            if row.area == self.area.pk:
                _stand(self.own, row)
        elif row.facet == Facet.CATEGORY:
            self.names[row.key] = Category(code=row.key, name_id=row.name_id, name_en=row.name_en)
            _add(self.categories[row.key], row, ("number", *STANDING))
        elif row.facet == Facet.HOUR:
            _add(self.hours[row.key], row, ("number", "resolved"))
        elif row.facet == Facet.DAY:
            self._on_a_day(row)
        elif row.facet == OTHER:
            self.others[row.area] += row.waiting + row.in_progress + row.resolved
        else:
            tier, _, minutes = row.key.partition(":")
            self.durations[row.facet][int(tier)][int(minutes)] += row.number
            self.in_time[row.facet, int(tier)] += row.in_time

    def _concerned(self, row):
        """Codes of the areas shown that a row belongs to: its own, or each one that its place lies in."""
        if row.is_rolled_up:
            return [row.area]
        lengths = [CODE_LENGTHS[tier - 1] for tier in self.tiers]
        return [self.area.pk, *(row.area[:length] for length in lengths if length <= len(row.area))]

    def _stand(self, code, row):
        own = code == self.area.pk
        _stand(self.total if own else self.of(code), row)
        if own:
            for state in OPEN_STATES:
                self.matrix[SeverityLevel(row.key)][state] += getattr(row, state)

    def _on_a_day(self, row):
        for code in self._concerned(row):
            if code == self.area.pk:
                _add(self.days[row.key], row, ("number", "resolved"))
            elif row.key == self.today.isoformat():
                self.of(code).resolved_today += row.resolved

    def rows(self, children):
        """[(area, Figures)] of the areas directly below; first the area itself, for what happened at its own level."""
        rows = [(child, self.of(child.pk)) for child in children]
        below = sum(figures.resolved_today for _child, figures in rows)
        self.own.resolved_today = self.total.resolved_today - below
        if children and (self.own.open or self.own.resolved_today):
            rows.insert(0, (self.area, self.own))
        return rows

    def of(self, code):
        """The figures of an area below."""
        if code not in self.by_area:
            self.by_area[code] = self.figures(code)
        return self.by_area[code]

    def tile_map(self, areas):
        """[TileGroup] of the areas below, given in the order of their codes."""
        children = [row for row in areas if row.tier == self.area.tier + 1]
        if len(self.tiers) < TIERS_SHOWN:
            return [TileGroup(None, None, [self._tile(child) for child in children])] if children else []
        inner = defaultdict(list)
        for row in areas:
            if row.tier == self.area.tier + 2:
                inner[row.parent_code].append(self._tile(row))
        return [TileGroup(child, self.of(child.pk), inner[child.pk]) for child in children]

    def _tile(self, area):
        return Tile(area, self.of(area.pk))

    def by_category(self):
        """[(Category, open, filed)], most open first."""
        rows = [
            (self.names[code], sum(counts[state] for state in STANDING), counts["number"])
            for code, counts in self.categories.items()
        ]
        return sorted((row for row in rows if row[1] or row[2]), key=lambda row: (-row[1], -row[2], row[0].pk))

    def durations_by_tier(self):
        """[(Facet of acknowledging or resolving, [(Tier, Duration)])], highest tier first; empty ones left out."""
        steps = []
        for facet, kept in self.durations.items():
            tiers = [(Tier(tier), self._duration(facet, tier)) for tier in sorted(kept) if sum(kept[tier].values())]
            steps += [(facet.value, tiers)] if tiers else []
        return steps

    def _duration(self, facet, tier):
        counts = dict(self.durations[facet][tier])
        missed = counts.pop(MISSED, 0)
        return Duration(
            number=sum(counts.values()),
            missed=missed,
            median=percentile(counts, 50),
            ninetieth=percentile(counts, 90),
            in_time=self.in_time[facet, tier],
        )


def _stand(figures, row):
    figures.add(row)
    if row.is_rolled_up or (row.held_at == len(figures.holder) and figures.holder != NATION):
        figures.escalated += row.escalated


def _add(counter, row, names):
    for name in names:
        counter[name] += getattr(row, name)
