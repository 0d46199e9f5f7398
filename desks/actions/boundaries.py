"""Importing the boundaries of areas from a GeoJSON file: all that fit an area, in one transaction."""

from collections import defaultdict
from dataclasses import dataclass, replace

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from ..boundaries import (
    DECIMALS,
    TOLERANCES,
    BadFile,
    Finder,
    Found,
    NotFound,
    Reason,
    as_geojson,
    clues_of,
    merged,
    read_features,
    simplified,
)
from ..models import Area, Boundary
from ..text import printable
from .refusal import Refused

BATCH = 500
MAX_TOLERANCE = 10_000


@dataclass(frozen=True)
class Line:
    """One feature of the file and where it went."""

    number: int
    label: str
    result: Found | NotFound
    shape: shapely.Geometry | None


@dataclass(frozen=True)
class BoundaryImport:
    """What became of a file: its features, the areas beside the matched ones that got none, points before and after."""

    matched: list
    unmatched: list
    without: list
    points_before: int
    points_after: int


def import_boundaries(path, *, now, code_property=None, name_property=None, tolerance=None, dry_run=False):
    """Give each area that a feature of the file shows its outline, or a new one; returns a BoundaryImport.

    A feature goes to the area of its code, else to the only one its name fits. A bad file changes nothing.
    """
    if tolerance is not None and not 0 <= tolerance <= MAX_TOLERANCE:
        raise Refused(_("The tolerance must lie between 0 and %(most)s metres.") % {"most": MAX_TOLERANCE})
    try:
        features = read_features(path)
    except BadFile as error:
        raise Refused(str(error)) from error
    for told in filter(None, (code_property, name_property)):
        _require_property(features, told)
    areas = list(Area.objects.all())
    finder = Finder(areas)
    lines = _sorted_out([_line(finder, feature, code_property, name_property) for feature in features])
    matched = [line for line in lines if isinstance(line.result, Found)]
    rows, before, after = _rows(matched, tolerance, source=printable(path.name)[:255], now=now)
    if not dry_run:
        _save(rows)
    unmatched = [line for line in lines if isinstance(line.result, NotFound)]
    return BoundaryImport(matched, unmatched, _without(areas, rows), before, after)


def _require_property(features, name):
    known = sorted({name for feature in features for name in feature.properties})
    if name not in known:
        words = _("No feature has the property “%(name)s”. The file has: %(known)s.")
        raise Refused(words % {"name": printable(name)[:60], "known": printable(", ".join(known))[:400] or "–"})


def _line(finder, feature, code_property, name_property):
    clues = clues_of(feature.properties, code_property=code_property, name_property=name_property)
    result = finder.find(clues) if feature.shape else NotFound(Reason.NO_SURFACE)
    return Line(feature.number, printable(clues.label)[:60], result, feature.shape)


def _sorted_out(lines):
    """Several features of one code are parts of one area; several of one name may be different places."""
    by_area = defaultdict(list)
    for line in lines:
        if isinstance(line.result, Found):
            by_area[line.result.area.pk].append(line)
    doubtful = {
        line.number
        for same in by_area.values()
        if len(same) > 1 and not all(line.result.by_code for line in same)
        for line in same
    }
    return [_doubted(line) if line.number in doubtful else line for line in lines]


def _doubted(line):
    return replace(line, result=NotFound(Reason.TWICE, (line.result.area,)))


def _rows(matched, tolerance, *, source, now):
    """(boundaries, points before, points after): each tier is simplified as a whole."""
    parts, areas = defaultdict(list), {}
    for line in matched:
        parts[line.result.area.pk].append(line.shape)
        areas[line.result.area.pk] = line.result.area
    rows, before, after = [], 0, 0
    for tier, default in TOLERANCES.items():
        group = [area for area in areas.values() if area.tier == tier]
        whole = [merged(parts[area.pk]) for area in group]
        thin = simplified(whole, default if tolerance is None else tolerance)
        rows += [_row(area, shape, source, now) for area, shape in zip(group, thin, strict=True)]
        before += sum(map(shapely.get_num_coordinates, whole))
        after += sum(map(shapely.get_num_coordinates, thin))
    return rows, before, after


def _row(area, shape, source, now):
    west, south, east, north = (round(edge, DECIMALS) for edge in shape.bounds)
    return Boundary(
        area=area,
        geometry=as_geojson(shape),
        west=west,
        south=south,
        east=east,
        north=north,
        source=source,
        imported_at=now,
    )


@transaction.atomic
def _save(rows):
    fields = [field.name for field in Boundary._meta.concrete_fields if not field.primary_key]
    Boundary.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["area"], update_fields=fields
    )


def _without(areas, rows):
    """Areas of the same parents and tiers that the file gave nothing."""
    got = {row.area_id for row in rows}
    families = {(row.area.tier, row.area.parent_code) for row in rows}
    return [area for area in areas if area.pk not in got and (area.tier, area.parent_code) in families]
