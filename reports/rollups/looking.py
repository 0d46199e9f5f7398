"""Whether anything has changed: what each open dashboard asks every ten seconds, so in SQL of our own."""

from functools import cache

from django.db import connection
from django.utils import timezone

from desks.models import Area, Tier

from ..models import Classification, Facet
from ..models.worker import SILENCE
from .changes import QUEUED_BELOW, classes_seen


def looked_at(user, code):
    """(the area, how many events it has had that this user may know of), or None where the area is not theirs.

    The number grows with each event and tells whether a dashboard is still the same; one query. `has_boundaries` of the
    area: whether there is a map of what lies below; `worker_alive`: what WorkerBeat.objects.alive says of this moment.
    """
    tier = Tier.of(code)
    classes, parameters_seen = classes_seen(Classification.seen_by(user.role))
    (low, high), (first, last) = Area(code=code).bounds, Area(code=user.area_id).bounds
    parameters = {
        **{"code": code, "tier": tier, "tier_below": min(tier + 1, Tier.WARD)},
        **{"low": low, "high": high, "first": first, "last": last},
        "alive_since": connection.ops.adapt_datetimefield_value(timezone.now() - SILENCE),
        **parameters_seen,
    }
    area = next(iter(Area.objects.raw(_sql(classes or "NULL"), parameters)), None)
    return area and (area, area.folded + area.waiting)


@cache
def _sql(classes):
    """Of events that leave or enter what this person may see, the one before counts too."""
    return f"""
        SELECT area.*,
            (SELECT COALESCE(SUM(number), 0) FROM reports_rollup
             WHERE facet = '{Facet.EVENTS}' AND tier = %(tier)s AND area_id = %(code)s
                AND classification IN ({classes})) AS folded,
            (SELECT COUNT(*) FROM reports_event AS event
             LEFT JOIN reports_event AS before ON before.report_id = event.report_id AND before.seq = event.seq - 1
             WHERE {QUEUED_BELOW}
                AND (event.classification IN ({classes}) OR before.classification IN ({classes}))) AS waiting,
            EXISTS (SELECT 1 FROM desks_boundary AS boundary JOIN desks_area AS other ON other.code = boundary.area_id
             WHERE boundary.area_id >= %(low)s AND boundary.area_id < %(high)s
                AND other.tier = %(tier_below)s) AS has_boundaries,
            EXISTS (SELECT 1 FROM reports_workerbeat WHERE seen_at >= %(alive_since)s) AS worker_alive
        FROM desks_area AS area
        WHERE area.code = %(code)s AND area.code >= %(first)s AND area.code < %(last)s
    """
