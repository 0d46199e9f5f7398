"""What is kept of a dashboard for those who may see the same, and how long."""

import hashlib

from django.core.cache import cache

from .place import surroundings_of

#: How long what was read or rendered may be shown to others, if nothing happens meanwhile: clocks move on.
KEPT_SECONDS = 60


def minute_of(now):
    return int(now.timestamp()) // KEPT_SECONDS


def name_of(*parts):
    """Equal parts, equal names."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def kept_surroundings(user, area, now, slug=""):
    """The Surroundings of this minute. They take half the time of a dashboard, and most events change none of them."""
    key = f"surroundings:{name_of(area.pk, slug, minute_of(now), user.role, user.area_id)}"
    return cache.get_or_set(key, lambda: surroundings_of(user, area, now, slug), KEPT_SECONDS)
