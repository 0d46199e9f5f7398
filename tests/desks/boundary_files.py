"""GeoJSON files of squares, made for the tests: on real codes and names, at places of their own."""

import json

WEST, SOUTH = 106.70, -6.20


def square(column=0, row=0, *, size=0.01, points=1):
    """A closed ring, `points` on each side; neighbours in column and row share their side."""
    west, south = WEST + column * size, SOUTH + row * size
    steps = [step / points for step in range(points)]
    ring = [[west + size * s, south] for s in steps] + [[west + size, south + size * s] for s in steps]
    ring += [[west + size * (1 - s), south + size] for s in steps] + [[west, south + size * (1 - s)] for s in steps]
    return [*ring, ring[0]]


def polygon(column=0, row=0, **shape):
    return {"type": "Polygon", "coordinates": [square(column, row, **shape)]}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def squares(codes):
    """One square beside the other, one of each code."""
    return collection(*(feature(polygon(column), kode=code) for column, code in enumerate(codes)))


def write(path, document):
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path
