"""Classes of duration: how long steps took, to the minute at first and coarser the longer it was. Pure."""

import math

#: Upper ends of the classes in minutes: 1 to 20 by the minute, then no more than about a tenth apart.
LIMITS = (
    *range(1, 21),
    *(22, 24, 26, 28, 30, 33, 36, 40, 45, 50, 55),
    *(60, 66, 72, 80, 90, 100, 110, 120, 132, 144, 160, 180, 200, 220),
    *(240, 270, 300, 330, 360, 400, 440, 480, 540, 600, 660),
    *(720, 800, 880, 960, 1080, 1200, 1320),
    *(1440, 1620, 1800, 2040, 2280, 2580, 2880, 3180, 3540, 3900, 4320),
    *(5040, 5760, 6480, 7200, 8640, 10080, 11520, 14400, 17280, 20160),
    *(23040, 28800, 34560, 43200, 57600, 86400, 129600, 525600),
)
#: The class of a deadline that passed unmet, so that the report left for the next desk: it took no time.
MISSED = 0


def class_of(seconds):
    """The upper end, in minutes, of the class that holds a duration."""
    minutes = math.ceil(seconds / 60)
    return next((limit for limit in LIMITS if minutes <= limit), LIMITS[-1])


def percentile(counts, percent):
    """The smallest class so that at least `percent` of all lie in it or below (nearest rank), in minutes.

    `counts`: {class: number}. None where there is nothing.
    """
    total = sum(counts.values())
    rank, seen = math.ceil(total * percent / 100), 0
    for limit in sorted(counts):
        seen += counts[limit]
        if total > 0 and seen >= rank:
            return limit
    return None
