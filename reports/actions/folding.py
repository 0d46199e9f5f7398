"""Folding the event log into the rollups, and proving that they are right."""

import logging
import random

from django.db import connection, transaction

from desks.models import Area

from ..models import Facet, Report, Unfolded
from ..models.rollups import COUNTS
from ..rollups import changes

log = logging.getLogger("posko.rollups")

#: Events folded in one transaction.
BATCH = 500
#: Reports drawn in one look, to prove the rollups of their places and of the areas above.
SAMPLE = 5
SAID = ("facet", "election", "classification", "key", *COUNTS)
COLUMNS = ("facet", "tier", "area_id", "election_id", "classification", "key", *COUNTS)
#: The rows in one order, so that two folding workers wait for each other and never block each other for good.
ADD = f"""
    INSERT INTO reports_rollup ({", ".join(COLUMNS)})
    {{rows}}
    ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (facet, tier, area_id, election_id, classification, key) DO UPDATE SET
    {", ".join(f"{name} = reports_rollup.{name} + excluded.{name}" for name in COUNTS)}
"""
CHANGED = " OR ".join(f"{name} <> 0" for name in COUNTS)


def fold(*, most=None):
    """Count events that no worker has counted yet, a batch a transaction; returns how many.

    Each is counted once: taking it off the queue and adding what it changes are one transaction, and what another
    worker is taking now is left to it. A worker that is killed has taken nothing.
    """
    done = 0
    while most is None or done < most:
        taken = fold_batch(BATCH if most is None else min(BATCH, most - done))
        done += taken
        if taken < BATCH:
            break
    return done


@transaction.atomic
def fold_batch(size):
    queue = Unfolded.objects.order_by("pk").select_for_update(skip_locked=True)
    taken = list(queue.values_list("pk", flat=True)[:size])
    if taken:
        tail = changes.tail(f"event.id IN ({', '.join(map(str, taken))})")
        leaf = changes.counted(*changes.of_events(connection.vendor))
        _add(f"WITH {changes.STEPS_UP}, {tail}, {leaf} SELECT * FROM ({changes.upwards()}) AS summed WHERE {CHANGED}")
        Unfolded.objects.filter(pk__in=taken).delete()
    return len(taken)


def _add(rows, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(rows=rows), parameters or {})
        return cursor.rowcount


def rebuild_rollups(area=None):
    """Add to the rollups what they lack, of one area and all below it or of all; returns how many rows were wrong.

    What the reports say, less what the rollups hold, less what waits to be folded: all of one statement, so of one
    state of the database. Whatever workers fold meanwhile moves from the queue into the rollups and changes no sum.
    """
    with transaction.atomic():
        alone()
        return _add(_difference(area), _bounds(area))


def alone():
    """Wait until nobody else mends: two who find the same difference would both add it. Folding goes on."""
    Area.objects.select_for_update(no_key=True).order_by("pk").first()


def wrong_rows(area):
    """The rollup rows of an area and below that are not what the reports say, as dicts of the difference."""
    with connection.cursor() as cursor:
        cursor.execute(_difference(area), _bounds(area))
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _bounds(area):
    return dict(zip(("low", "high"), area.bounds, strict=True)) if area else {}


def _difference(area):
    """A SELECT of rollup rows: truth less rollups less queue, where that is not zero.

    Only rows of the area and below, where one is named: those above hold other areas too.
    """
    vendor = connection.vendor

    def within(column):
        return f"{column} >= %(low)s AND {column} < %(high)s" if area else "1 = 1"

    truth = changes.of_reports(within("report.area_id"), vendor)
    tail = changes.tail(changes.QUEUED_BELOW if area else changes.QUEUED)
    waiting = changes.of_events(vendor, sign=-1)
    leaf = changes.counted(*(of_truth + queue for of_truth, queue in zip(truth, waiting, strict=True)))
    held = f"SELECT {', '.join(COLUMNS[:6])}, {', '.join(f'-{name}' for name in COUNTS)} FROM reports_rollup"
    above = " WHERE area >= %(low)s AND area < %(high)s" if area else ""
    return f"""
        WITH {changes.STEPS_UP}, {tail}, {leaf},
        known AS (SELECT * FROM ({changes.upwards()}) AS summed{above} UNION ALL {held} WHERE {within("area_id")}),
        summed AS (
            SELECT facet, tier, area, election, classification, key, {changes.SUMS} FROM known GROUP BY 1, 2, 3, 4, 5, 6
        )
        SELECT * FROM summed WHERE {CHANGED}
    """


def _difference_at(area):
    """A SELECT of the rollup rows of one area: the rows directly below and what is at itself, less its own.

    What waits to be folded of the areas below is missing in their rows as in its own; see `changes.at_itself`.
    """
    here, waiting = (
        changes.of_reports("report.area_id = %(area)s", connection.vendor),
        changes.of_events(connection.vendor, sign=-1),
    )
    from_below, *_ = changes.of_reports(changes.HELD_FROM_BELOW, connection.vendor)
    standing, steps, told = (of_truth + queue for of_truth, queue in zip(here, waiting, strict=True))
    facets = changes.quoted(Facet)
    return f"""
        WITH {changes.tail(changes.QUEUED_BELOW)}, {changes.counted(standing + from_below, steps, told)},
        known ({", ".join(SAID)}) AS (
            {changes.at_itself()} UNION ALL {changes.directly_below()} UNION ALL
            SELECT facet, election_id, classification, key, {", ".join(f"-{name}" for name in COUNTS)}
            FROM reports_rollup WHERE facet IN ({facets}) AND tier = %(tier)s AND area_id = %(area)s
        ),
        summed AS (
            SELECT facet, %(tier)s AS tier, %(area)s AS area, election, classification, key, {changes.SUMS}
            FROM known GROUP BY facet, election, classification, key
        )
        SELECT * FROM summed WHERE {CHANGED}
    """


def _place_of(area):
    return {"area": area.pk, "tier": area.tier, "length": changes.LENGTHS[area.tier], **_bounds(area)}


def adds_up(area):
    """Whether the rows of an area are the sum of those directly below it and of what is at itself."""
    with connection.cursor() as cursor:
        cursor.execute(_difference_at(area), _place_of(area))
        return cursor.fetchone() is None


def check_rollups(*, dice=random):
    """Prove rollups of places drawn by chance and of every area above them; log and mend what differs. Returns how
    many rows did.

    An area of each must add up. That grows with the reports at the areas looked at, not with those below them: with
    the rows of those areas and of the areas directly below, the open reports that their desks hold, and the queue.
    Only where one does not add up are all its reports counted, as it may be a row below that is wrong.
    """
    found = 0
    for area in sampled(dice):
        if not adds_up(area) and (wrong := wrong_rows(area)):
            log.error("rollups=wrong area=%s rows=%d first=%s", area.pk, len(wrong), wrong[0])
            mend({row["area_id"] for row in wrong})
            found += len(wrong)
    return found


def mend(codes):
    """Make the rows of these areas add up, the lowest first, so that those below are right already.

    One short transaction each: no lock is held as long as it takes to count all reports of a province.
    """
    for area in Area.objects.filter(pk__in=codes).order_by("-tier"):
        with transaction.atomic():
            alone()
            _add(_difference_at(area), _place_of(area))


def sampled(dice):
    """Areas, each of a report drawn by chance (where much happens is looked at more often), and all above them.

    The lowest first: what is wrong is found where it takes least to count.
    """
    last = Report.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return []
    drawn = [dice.randint(1, last) for _ in range(SAMPLE)]
    places = {Report.objects.filter(pk__gte=pk).order_by("pk").values_list("area", flat=True).first() for pk in drawn}
    codes = {code for place in places for code in Area(code=place).line}
    return list(Area.objects.filter(pk__in=codes).order_by("-tier", "pk"))
