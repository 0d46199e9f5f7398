"""Deadlines that have passed: rules 12 and 16."""

import logging
import random

from django.db import OperationalError, transaction
from django.utils import timezone

from ..models import EventKind, Report
from .moving import Change, apply, arrival, chain_of, locked, next_above

log = logging.getLogger("posko.escalation")

#: How many due reports one look at the database brings. Workers shuffle them, so that several
#: workers rarely reach for the same one; SKIP LOCKED settles it where they do.
BATCH = 200


def escalate_due(*, now=None, most=None):
    """Deal with every report whose deadline has passed at `now`, each in its own transaction.

    Returns how many were dealt with. A report that another worker holds is left to that worker.
    """
    done = 0
    failed = set()
    moment = now or timezone.now()
    while most is None or done < most:
        due = Report.objects.escalation_due(moment).exclude(pk__in=failed).order_by("due_at")
        batch = list(due.values_list("pk", flat=True)[:BATCH])
        if not batch:
            break
        random.shuffle(batch)
        taken = 0
        for pk in batch:
            try:
                taken += escalate(pk, now=moment) is not None
            except OperationalError:
                raise  # the database is away: the worker waits for it
            except Exception:
                # One report that cannot be moved must not hold up all the others.
                log.exception("report pk=%d could not be escalated", pk)
                failed.add(pk)
        done += taken
        if not taken:
            break  # what is left is in other workers' hands
    return done


@transaction.atomic
def escalate(pk, *, now):
    """Draw the consequence of one passed deadline; returns the event, or None where another was first."""
    report = locked(Report.objects.escalation_due(now), skip_locked=True, pk=pk)
    if report is None:
        return None
    details = {"deadline": report.due_at.isoformat()}
    chain = chain_of(report, now)
    target = next_above(report, chain)
    if target is None:
        changes = [Change(kind=EventKind.OVERDUE, details=details, fields={"overdue_at": now}, tell=(report.held_by,))]
    else:
        changes = arrival(
            report,
            target,
            chain,
            kind=EventKind.ESCALATED,
            now=now,
            details=details,
            tell=(report.held_by,),
        )
    events = apply(report, changes, now=now)
    for event in events:
        log.info(
            "report=%s seq=%d kind=%s from=%s to=%s deadline=%s",
            report.number,
            event.seq,
            event.kind,
            event.from_desk.area_id,
            event.to_desk.area_id,
            details["deadline"],
        )
    return events[0]
