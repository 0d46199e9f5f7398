"""What a wall screen adds to a dashboard: equal tiles of the areas below, and which area comes next."""

from dataclasses import dataclass

from django.db.models import Q

from desks.models import Area, Desk, Tier, below

from .models import Facet, Rollup, SeverityLevel

#: Tiles that fit a screen without scrolling.
TILES_SHOWN = 50
#: Most tiles of each size, largest size first.
TILE_SIZES = (("few", 9), ("some", 24), ("many", TILES_SHOWN))
EVENTS_SHOWN = 5


@dataclass(frozen=True)
class Tile:
    """The open reports of an area below (or of the area's own level) and the worst severity among them."""

    area: Area
    open: int
    worst: SeverityLevel | None
    is_own_level: bool

    @property
    def name(self):
        """Official names of regencies carry their kind; abbreviated, as on maps, they fit a tile."""
        return self.area.name.replace("Kabupaten ", "Kab. ", 1)

    @property
    def badness(self):
        """Sorts the worst first, then the most."""
        return (len(SeverityLevel) if self.worst is None else self.worst.rank, -self.open)


@dataclass(frozen=True)
class Tiles:
    shown: list
    more: int

    @property
    def size(self):
        return next(name for name, most in TILE_SIZES if len(self.shown) <= most)


def tiles_of(dashboard):
    """In the order of the dashboard; where they are too many, the worst first and the number of the others."""
    tiles = [Tile(area, figures.open, figures.worst, area.pk == dashboard.area.pk) for area, figures in dashboard.rows]
    if len(tiles) > TILES_SHOWN:
        tiles.sort(key=lambda tile: tile.badness)
    return Tiles(tiles[:TILES_SHOWN], max(0, len(tiles) - TILES_SHOWN))


@dataclass(frozen=True)
class Turn:
    """Where the screen stands on its way round: through the area itself and those directly below it that have an
    active desk or an open report, the own area at every second turn."""

    stops: list
    code: str
    #: At the own area: the area below that was shown before it.
    after: str = ""

    @property
    def position(self):
        """1 for the own area; 0 where the area shown is no stop of the round."""
        return self.stops.index(self.code) + 1 if self.code in self.stops else 0

    @property
    def is_shown(self):
        return self.position > 0 and len(self.stops) > 1

    @property
    def next(self):
        own, *below = self.stops
        if self.code != own:
            return own
        return next((code for code in below if code > self.after), below[0] if below else own)


def stops_of(viewer, area, election, now):
    """Codes of the areas that the screen goes round in one election, the own area first; one query.

    Open reports by the rollups: what a worker has not folded yet can wait for the next round.
    """
    if area.tier == Tier.WARD or election is None:
        return [area.pk]
    desks = Desk.objects.visible_to(viewer).below(area.pk).active_at(now)
    desks = desks.filter(area__tier=area.tier + 1, election=election)
    rows = Rollup.objects.visible_to(viewer).filter(below(area.pk, "area"), facet=Facet.SEVERITY, election=election)
    troubled = rows.filter(Q(waiting__gt=0) | Q(in_progress__gt=0) | Q(resolved__gt=0), tier=area.tier + 1)
    codes = desks.order_by().values_list("area_id").union(troubled.values_list("area_id"))
    return [area.pk, *sorted(code for (code,) in codes)]
