"""Many reports at once, written straight into the table: in every state, at every tier, around every boundary."""

import random
import uuid
from collections import Counter
from datetime import datetime, time, timedelta

from desks.models import Area
from reports.actions.folding import rebuild_rollups
from reports.models import Category, Classification, EventKind, Report, SeverityLevel, State

from ..conftest import NOW
from ..daily_cast import desk_at

OPEN = {"waiting", "in_progress", "resolved"}
BY_THE_SYSTEM = {"escalated", "passed_on"}
ARRIVALS = (EventKind.FILED, EventKind.ESCALATED, EventKind.PASSED_ON, EventKind.FORWARDED, EventKind.TAKEN_OVER)
#: Distance to NOW in minutes: clearly before or after it, and the smallest step on either side.
DEADLINES = (-600, -1, -1 / 60, 0, 1 / 60, 90)


def resolution_times(zone, now=NOW):
    """Moments on both sides of the local midnights that begin and end today."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    second = timedelta(seconds=1)
    return [
        midnight - timedelta(days=1),
        midnight - second,
        midnight,
        midnight + second,
        now,
        midnight + timedelta(days=1) - second,
        midnight + timedelta(days=1),
    ]


def crowd(count, *, seed, areas, by, elections):
    """`count` random reports in `areas`, held by desks of their chains; returns them as stored."""
    dice = random.Random(seed)
    places = {area.pk: area for area in Area.objects.filter(pk__in=areas)}
    desks = {(code, e): desk_at(code, e) for area in places.values() for code in area.path for e in elections}
    categories = list(Category.objects.values_list("pk", flat=True))
    rows = []
    for number in range(count):
        area, election = places[dice.choice(areas)], dice.choice(elections)
        holder = desks[dice.choice(area.path), election]
        state = dice.choice(State.values)
        due = NOW + timedelta(minutes=dice.choice(DEADLINES))
        once_resolved = state in ("resolved", "closed") or dice.random() < 0.2
        rows.append(
            Report(
                number=f"{holder.area_id}-{dice.randrange(10**5, 10**9)}",
                election=election,
                area=area,
                category_id=dice.choice(categories),
                severity_id=dice.choice(SeverityLevel.values),
                classification=dice.choice(Classification.values),
                title=f"Contoh {number}",
                narrative="Contoh uraian",
                occurred_at=due - timedelta(days=2),
                filed_by=by,
                filed_at=NOW - timedelta(days=dice.randrange(5), minutes=number % 60),
                filed_with=holder,
                idempotency_key=uuid.uuid4(),
                content_digest="0" * 64,
                state=state,
                held_by=holder,
                arrived_at=due - timedelta(days=1),
                arrived_by=dice.choice(ARRIVALS),
                respond_by=due,
                resolve_by=due,
                resolved_at=dice.choice(resolution_times(area.zone)) if once_resolved else None,
            )
        )
    made = Report.objects.bulk_create(rows)
    rebuild_rollups()  # these reports have no events
    return made


def seen(reports, user):
    """What this person sees, from the table of roles, in plain Python."""
    classes = {
        "officer": {"biasa", "terbatas"},
        "coordinator": {"biasa", "terbatas", "rahasia"},
        "official": {"biasa", "terbatas", "rahasia"},
        "observer": {"biasa"},
        "administrator": set(),
    }[user.role]
    return [report for report in lies_in(reports, user.area_id) if report.classification in classes]


def lies_in(reports, code):
    return [report for report in reports if f"{report.area_id}.".startswith(f"{code}.")]


def is_overdue(report, now):
    due = {"waiting": report.respond_by, "in_progress": report.resolve_by}.get(report.state)
    return due is not None and due < now


def counted(reports, holder, zone, now=NOW):
    """The figures of a dashboard over these reports, in plain Python; zeros left out."""
    today = now.astimezone(zone).date()
    figures = Counter()
    for report in reports:
        is_open = report.state in OPEN
        figures[report.state] += is_open
        figures["open"] += is_open
        figures["overdue"] += is_overdue(report, now)
        figures["escalated"] += is_open and report.held_by.area_id == holder and report.arrived_by in BY_THE_SYSTEM
        resolved_on = report.resolved_at and report.resolved_at.astimezone(zone).date()
        figures["resolved_today"] += resolved_on == today
    return +figures
