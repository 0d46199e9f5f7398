"""What a wall screen adds to a dashboard: tiles of the areas below that fit it, and which area comes next."""

from dataclasses import dataclass
from math import ceil

from django.db.models import Q
from django.utils.translation import gettext as _

from desks.models import Area, Desk, Tier, below

from .models import Facet, Rollup, SeverityLevel

#: Tiles that fit a screen without scrolling.
TILES_SHOWN = 50
#: Most tiles of each size, largest size first.
TILE_SIZES = (("few", 9), ("some", 24), ("many", TILES_SHOWN))
EVENTS_SHOWN, DECISIONS_SHOWN = 5, 3
#: How groups can stand: how many of them side by side, how many inner tiles of each, and how many lines (heads of
#: groups and rows of inner tiles) fit one above the other; the most readable first.
WIDE, PAIRS, LINES = ("wide", 1, 4, 6), ("pairs", 2, 4, 11), ("lines", 1, 8, 11)
#: Up to so many lines leave names of inner tiles two lines of text; the most letters of a name in two and in one.
ROOMY, LETTERS_OF_TWO, LETTERS_OF_ONE = 8, 22, 13
#: Official names carry their kind; abbreviated, they fit a tile.
ABBREVIATIONS = {"Kabupaten ": "Kab. ", "Kecamatan ": "Kec. ", " Administrasi ": " "}


@dataclass(frozen=True)
class Tile:
    """The open reports of an area below (or of the area's own level), the overdue and the worst severity of them."""

    area: Area
    open: int
    overdue: int
    worst: SeverityLevel | None
    is_own_level: bool = False

    @property
    def name(self):
        name = _("%(area)s itself") % {"area": self.area.get_kind_display()} if self.is_own_level else self.area.name
        for whole, short in ABBREVIATIONS.items():
            name = name.replace(whole, short, 1)
        return name

    @property
    def badness(self):
        """Sorts the worst first, then the most."""
        return (len(SeverityLevel) if self.worst is None else self.worst.rank, -self.open)


def tile_of(area, figures, is_own_level=False):
    return Tile(area, figures.open, figures.overdue, figures.worst, is_own_level)


@dataclass(frozen=True)
class Tiles:
    shown: list
    more: int

    @property
    def size(self):
        return next(name for name, most in TILE_SIZES if len(self.shown) <= most)


def tiles_of(dashboard):
    """In the order of the dashboard; where they are too many, the worst first and the number of the others."""
    tiles = [tile_of(area, figures, area.pk == dashboard.area.pk) for area, figures in dashboard.rows]
    if len(tiles) > TILES_SHOWN:
        tiles.sort(key=lambda tile: tile.badness)
    return Tiles(tiles[:TILES_SHOWN], max(0, len(tiles) - TILES_SHOWN))


@dataclass(frozen=True)
class Group:
    """An area below with those below it. The numbers of its tiles add up to that of its head."""

    head: Tile
    tiles: list


def group_of(group):
    tiles = [tile_of(each.area, each.figures) for each in group.tiles]
    own = own_level_of(group)
    return Group(tile_of(group.area, group.figures), [*tiles, own] if own.open else tiles)


def own_level_of(group):
    """The Tile of what happened at the own level of a group's area: what the areas below it leave of its figures."""
    inner = [each.figures for each in group.tiles]
    rest = {
        level: number - sum(figures.by_severity.get(level, 0) for figures in inner)
        for level, number in group.figures.by_severity.items()
    }
    worst = next((level for level in SeverityLevel if rest.get(level)), None)
    overdue = group.figures.overdue - sum(figures.overdue for figures in inner)
    return Tile(group.area, sum(rest.values()), overdue, worst, is_own_level=True)


@dataclass(frozen=True)
class Band:
    """Groups side by side, and how many rows the tiles of the largest take."""

    groups: list
    rows: int


@dataclass(frozen=True)
class TileMap:
    #: The Tile of the area's own level, or None.
    own: Tile | None
    bands: list
    size: str
    most_lines: int

    @property
    def rows(self):
        return sum(band.rows for band in self.bands)

    @property
    def lines(self):
        return len(self.bands) + self.rows

    @property
    def fits(self):
        return self.lines <= self.most_lines

    @property
    def letters(self):
        return LETTERS_OF_TWO if self.lines <= ROOMY else LETTERS_OF_ONE


def map_of(dashboard):
    """The TileMap with the areas two tiers below, or None where there are none or it does not fit the screen."""
    groups = [each for each in dashboard.tiles if each.area]
    if not any(each.tiles for each in groups):
        return None
    # Largest first: groups side by side need the same height, whether something happened at their own level or not.
    groups = [group_of(each) for each in sorted(groups, key=lambda each: -len(each.tiles))]
    own = next((tile_of(area, figures, True) for area, figures in dashboard.rows if area.pk == dashboard.area.pk), None)
    wide, *others = (
        TileMap(own, bands_of(groups, beside, across), size, most_lines)
        for size, beside, across, most_lines in (WIDE, PAIRS, LINES)
    )
    lowest = wide if wide.fits else min(others, key=lambda each: each.lines)
    return lowest if lowest.fits else None


def bands_of(groups, beside, across):
    bands = [groups[start : start + beside] for start in range(0, len(groups), beside)]
    return [Band(few, max(ceil(len(group.tiles) / across) for group in few)) for few in bands]


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
