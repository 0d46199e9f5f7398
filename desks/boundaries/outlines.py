"""Outlines small enough for a phone: neighbours keep a common line, no island is lost, every polygon stays valid."""

import shapely

from ..models import Tier
from .geojson import DECIMALS, GRID

#: How far, in metres, an outline may be from the true one where nobody says otherwise: about a pixel on its map.
TOLERANCES = {Tier.PROVINCE: 500, Tier.CITY: 100, Tier.DISTRICT: 30, Tier.WARD: 15}
METRES_A_DEGREE = 111_320


def merged(shapes):
    """One surface of the parts of an area; a single part keeps each point that its neighbour has too."""
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes, grid_size=GRID)


def simplified(shapes, metres):
    """The shapes with fewer points, in the same order; taken together, so that common lines stay common."""
    tolerance = metres / METRES_A_DEGREE
    thin = shapely.coverage_simplify(shapes, tolerance)
    return [_sound(new, old, tolerance) for new, old in zip(thin, shapes, strict=True)]


def _sound(new, old, tolerance):
    """What overlaps and gaps of the file have spoilt is simplified alone, or left as it was."""
    for shape in (new, shapely.simplify(old, tolerance)):
        if shape.is_valid and shapely.get_num_geometries(shape) == shapely.get_num_geometries(old):
            return shape
    return old


def as_geojson(shape):
    """A Polygon or MultiPolygon as GeoJSON has it, the largest part first: its label stands on that one."""
    parts = sorted(shapely.get_parts(shapely.orient_polygons(shape)), key=lambda part: -part.area)
    polygons = [[_points(ring) for ring in (part.exterior, *part.interiors)] for part in parts]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _points(ring):
    return [[round(east, DECIMALS), round(north, DECIMALS)] for east, north in shapely.get_coordinates(ring).tolist()]
