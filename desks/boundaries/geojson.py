"""Reading a GeoJSON file of polygons. What is wrong with it is said in a sentence, never guessed around."""

import json
from dataclasses import dataclass

import shapely
from django.utils.translation import gettext as _

MAX_BYTES = 200 * 1024 * 1024
#: Indonesia with some sea around it, in degrees: west, east, south, north.
WEST, EAST, SOUTH, NORTH = 90, 145, -15, 10
#: Decimals of a degree that are kept: about a metre.
DECIMALS = 5
GRID = 10**-DECIMALS


class BadFile(Exception):
    """A file that cannot be used; the text is a sentence for the person who gave it."""


@dataclass(frozen=True)
class Feature:
    """One feature of a file: its place in it, its properties and its surface (None where it has none)."""

    number: int
    properties: dict
    shape: shapely.Geometry | None


def read_features(path):
    """All features of a FeatureCollection in WGS84 degrees, at least one of them with a surface."""
    features = [_feature(number, raw) for number, raw in enumerate(_collection(path), start=1)]
    if not any(feature.shape for feature in features):
        raise BadFile(_("The file holds no polygon at all: nothing to import."))
    return features


def _collection(path):
    document = _parsed(_text(path))
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise BadFile(_("The file is no GeoJSON FeatureCollection. Export it as GeoJSON first."))
    features = document.get("features")
    if not isinstance(features, list):
        raise BadFile(_("The FeatureCollection has no list of features."))
    return features


def _text(path):
    if not path.is_file():
        raise BadFile(_("There is no file of that name."))
    if path.stat().st_size > MAX_BYTES:
        words = _("The file is larger than %(limit)s MB. Import it province by province.")
        raise BadFile(words % {"limit": MAX_BYTES // 1024 // 1024})
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadFile(_("The file cannot be read: %(why)s.") % {"why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise BadFile(_("The file is not UTF-8 text. Save it as UTF-8 first.")) from error
    if not text.strip():
        raise BadFile(_("The file is empty."))
    return text


def _parsed(text):
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise BadFile(_("The file is nested too deeply to be GeoJSON.")) from error
    except json.JSONDecodeError as error:
        raise BadFile(_("The file is no valid JSON: %(why)s.") % {"why": str(error)[:100]}) from error
    except ValueError as error:  # Python reads no such number
        raise BadFile(_("The file holds a number of thousands of digits: it is damaged.")) from error


def _no_number(name):
    raise BadFile(_("The file holds %(name)s where a number belongs.") % {"name": name})


def _feature(number, raw):
    if not isinstance(raw, dict) or raw.get("type") != "Feature":
        raise _wrong(number, _("it is no GeoJSON feature"))
    properties = raw.get("properties")
    return Feature(number, properties if isinstance(properties, dict) else {}, _shape(number, raw.get("geometry")))


def _shape(number, geometry):
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return None
    parts = [geometry.get("coordinates")] if kind == "Polygon" else geometry.get("coordinates")
    polygons = [_polygon(number, rings) for rings in _list(number, parts)]
    return _surface(number, shapely.MultiPolygon(polygons))


def _polygon(number, rings):
    shell, *holes = [_ring(number, ring) for ring in _list(number, rings)]
    return shapely.Polygon(shell, holes)


def _ring(number, positions):
    ring = [_position(number, position) for position in _list(number, positions)]
    if len(ring) < 4:
        raise _wrong(number, _("a ring of it has fewer than four points"))
    if ring[0] != ring[-1]:
        raise _wrong(number, _("a ring of it is not closed: its last point must be its first"))
    return ring


def _position(number, position):
    """Longitude and latitude; a height, where there is one, is left out."""
    if not isinstance(position, list) or [type(n) in (int, float) for n in position[:2]] != [True, True]:
        raise _wrong(number, _("a coordinate of it is not a pair of numbers"))
    east, north = position[:2]
    if not (WEST <= east <= EAST and SOUTH <= north <= NORTH):
        words = _(
            "a coordinate of it lies outside Indonesia (90 to 145 degrees east, 15 south to 10 north). WGS84 degrees "
            "are needed, longitude first: a projected file (UTM, TM-3, in metres) is converted to EPSG:4326 before"
        )
        raise _wrong(number, words)
    return float(east), float(north)


def _list(number, value):
    if not isinstance(value, list) or not value:
        raise _wrong(number, _("its coordinates are missing or nested wrongly"))
    return value


def _surface(number, shape):
    """The shape as valid polygons on the grid: outlines that cross themselves are mended, lines that fall out go."""
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    shape = shapely.set_precision(shape, GRID)
    if not shape.area:
        raise _wrong(number, _("its outline encloses nothing"))
    return shape


def _wrong(number, why):
    return BadFile(_("Feature %(number)s cannot be used: %(why)s.") % {"number": number, "why": why})
