"""A dashboard, put together from its queries."""

from desks.models import Tier
from desks.models.elections import stations_of_all

from .counting import Counts
from .happenings import DECISIONS_SHOWN, happenings
from .place import surroundings_of
from .shapes import Dashboard, Desks, Manning, Other, Reporting


def dashboard_of(user, area, now, *, surroundings=None):
    """The Dashboard of an area that this user sees (`looked_at` has found it), with its Surroundings where they are at
    hand."""
    today = now.astimezone(area.zone).date()
    surroundings = surroundings or surroundings_of(user, area, now)
    held, areas = surroundings.held, surroundings.areas
    itself = next(row for row in areas if row.pk == area.pk)
    children = [row for row in areas if row.tier == area.tier + 1]
    counts = Counts(user, area, held.election, now, today, held.others)
    events, decisions, oldest = happenings(user, area, held, now)
    return Dashboard(
        area=area,
        parents=[row for row in areas if row.tier < area.tier],
        election=held.election,
        has_desk=held.has_desk,
        is_open=held.is_open,
        stages=held.stages,
        today=today,
        desks=Desks(itself.active or 0, itself.open_now or 0, itself.unmanned or 0),
        manning=Manning(itself.uncovered, itself.uncovered_desks or 0, itself.warnings or 0, itself.unrostered or 0),
        reporting=Reporting(**(itself.reporting or {})),
        total=counts.total,
        rows=counts.rows(children),
        matrix=counts.matrix,
        stations_of_all=stations_of_all(itself.stations_known, [row.stations_known for row in children]),
        tiles=counts.tile_map(areas),
        categories=counts.by_category(),
        days=counts.days,
        hours=counts.hours,
        durations=counts.durations_by_tier(),
        events=events,
        decisions=decisions[:DECISIONS_SHOWN],
        more_decisions=len(decisions) > DECISIONS_SHOWN,
        decides=held.desk is not None or area.tier == Tier.NATION,
        others=[Other(election, counts.others[election.pk]) for election in held.others],
        is_asked=held.is_asked,
        oldest_waiting=oldest,
    )
