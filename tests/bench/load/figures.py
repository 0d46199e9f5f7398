"""Medians and percentiles of what was measured in turn. Pure."""

import statistics
from dataclasses import dataclass


def percentile(values, share):
    """The value below which that share (0 to 1) of the values lies, between two of them in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True)
class Spread:
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values):
        return cls(statistics.median(values), percentile(values, 0.1), percentile(values, 0.9))


def ratios(ours, theirs):
    """The ratio of each pair measured one after the other."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def ratio(ours, theirs):
    return Spread.of(ratios(ours, theirs))
