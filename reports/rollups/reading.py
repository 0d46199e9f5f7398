"""What a dashboard reads: rollups, what waits to be folded, and what is due now, of one state of the database."""

from dataclasses import dataclass
from functools import cache

from django.db import connection

from ..models import Classification, Facet
from ..models.rollups import COUNTS
from . import changes

#: Facets of the area that is looked at; of those below only how they stand.
OF_THE_AREA = (Facet.SEVERITY, Facet.PLACE, Facet.CATEGORY, Facet.DAY, Facet.HOUR, Facet.RESPONSE, Facet.RESOLUTION)
BY = "area_id, facet, key"
#: Stands for a facet: what is open in another election, whose name stands in the place of the area's.
OTHER = "other"


@dataclass(frozen=True)
class Counted:
    """One row of counts. `held_at`: characters of the code of the desk that holds what is `escalated`, or 0."""

    #: Whether it holds the area and all below it (a rollup), or the place itself alone (not folded yet).
    is_rolled_up: bool
    area: str
    facet: str
    key: str
    held_at: int
    number: int
    waiting: int
    in_progress: int
    resolved: int
    overdue: int
    escalated: int
    stations: int
    in_time: int
    #: Of a category.
    name_id: str | None
    name_en: str | None


def read(user, area, election, now, *, tiers, since, today, others=()):
    """The Counted rows of an area of an election as this user may see them, and of the areas below in these tiers; and
    how reports of the `others` stand in the area.

    `since` and `today`: local dates as text, of the first date that is of interest and of the last.
    """
    seen = Classification.seen_by(user.role)
    if not seen or election is None:
        return []
    low, high = area.bounds
    classes, parameters_seen = changes.classes_seen(seen)
    parameters = {
        "election": election.pk,
        "area": area.pk,
        "tier": area.tier,
        "low": low,
        "high": high,
        "since": since,
        "today": today,
        "now": now,
        **parameters_seen,
        **{f"other_{number}": other.pk for number, other in enumerate(others)},
    }
    with connection.cursor() as cursor:
        sql = _sql(classes, tuple(tiers), len(others), connection.vendor)
        cursor.execute(sql, _known_to(connection, parameters))
        return [_counted(*row) for row in cursor.fetchall()]


def _counted(is_rolled_up, area, facet, key, *rest):
    """PostgreSQL's sums of sums are decimals."""
    *numbers, name_id, name_en = rest
    return Counted(bool(is_rolled_up), area, facet, key, *map(int, numbers), name_id, name_en)


def _known_to(connection, parameters):
    """Moments as the database writes them."""
    adapted = connection.ops.adapt_datetimefield_value(parameters["now"])
    return {**parameters, "now": adapted}


@cache
def _sql(classes, tiers, others, vendor):
    scope = f"election_id = %(election)s AND classification IN ({classes})"
    tail, leaf = changes.tail(changes.QUEUED_BELOW), changes.counted(*changes.of_events(vendor))
    facets = changes.quoted(OF_THE_AREA)
    parts = [
        f"""
        SELECT 1, {BY}, 0, {changes.SUMS} FROM reports_rollup
        WHERE facet IN ({facets}) AND tier = %(tier)s AND area_id = %(area)s AND {scope}
            AND (facet <> '{Facet.DAY}' OR key >= %(since)s)
        GROUP BY {BY}
        """,
        f"""
        SELECT 0, area, facet, key, held_at, {changes.SUMS} FROM leaf
        WHERE election = %(election)s AND classification IN ({classes}) AND facet <> '{Facet.EVENTS}'
        GROUP BY area, facet, key, held_at
        """,
        _due(Facet.SEVERITY, "(area_id || '') >= %(low)s AND (area_id || '') < %(high)s", classes),
        _due(Facet.PLACE, "(area_id || '') = %(area)s", classes),
        *(_below(tier, scope) for tier in tiers),
        *(_below(tier, scope, facet=Facet.DAY, where="AND key = %(today)s") for tier in tiers[:1]),
        *(_others(", ".join(f"%(other_{number})s" for number in range(others)), classes) if others else ()),
    ]
    columns = ", ".join(("is_rolled_up", "area_id", "facet", "key", "held_at", *COUNTS))
    return f"""
        WITH {tail}, {leaf}, found ({columns}) AS ({" UNION ALL ".join(parts)})
        SELECT found.*, category.name_id, category.name_en FROM found
        LEFT JOIN reports_category AS category ON found.facet = '{Facet.CATEGORY}' AND category.code = found.key
    """


def _due(facet, where, classes):
    """What the worker has not marked yet: it is overdue all the same. By the index of deadlines, which holds few."""
    return f"""
        SELECT 0, area_id, '{facet}', severity_id, 0, 0, 0, 0, 0, COUNT(*), 0, 0, 0 FROM reports_report
        WHERE due_at < %(now)s AND overdue_at IS NULL AND {where}
            AND (election_id || '') = %(election)s AND classification IN ({classes})
        GROUP BY area_id, severity_id
    """


def _below(tier, scope, facet=Facet.SEVERITY, where=""):
    return f"""
        SELECT 1, {BY}, 0, {changes.SUMS} FROM reports_rollup
        WHERE facet = '{facet}' AND tier = {int(tier)} AND area_id >= %(low)s AND area_id < %(high)s AND {scope} {where}
        GROUP BY {BY}
    """


def _others(elections, classes):
    """How the reports of other elections stand in the area: what is folded, and what is not yet."""
    of_others = f"election_id IN ({elections}) AND classification IN ({classes})"
    return (
        f"""
        SELECT 1, election_id, '{OTHER}', '', 0, {changes.SUMS} FROM reports_rollup
        WHERE facet = '{Facet.SEVERITY}' AND tier = %(tier)s AND area_id = %(area)s AND {of_others}
        GROUP BY election_id
        """,
        f"""
        SELECT 0, election, '{OTHER}', '', 0, {changes.SUMS} FROM leaf
        WHERE facet = '{Facet.SEVERITY}' AND {of_others.replace("election_id", "election")}
        GROUP BY election
        """,
    )
