"""Files of boundaries: `geojson` reads them, `matching` says whose they are, `outlines` makes them small."""

from .geojson import DECIMALS, BadFile, Feature, read_features
from .matching import Finder, Found, NotFound, Reason, clues_of
from .outlines import TOLERANCES, as_geojson, merged, simplified

__all__ = [
    "DECIMALS",
    "TOLERANCES",
    "BadFile",
    "Feature",
    "Finder",
    "Found",
    "NotFound",
    "Reason",
    "as_geojson",
    "clues_of",
    "merged",
    "read_features",
    "simplified",
]
