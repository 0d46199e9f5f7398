"""The one place where a report's row changes: row, event and notices together, or none of them (rule 15)."""

from dataclasses import dataclass, field

from desks.models import Desk

from ..deadlines import deadlines
from ..models import Event, EventKind, Notice, Report, State
from ..models.events import ARRIVED_BY_ESCALATION, STANDING_KINDS
from ..wording import last_move
from .errors import Stale


def locked(reports, *, skip_locked=False, **lookup):
    """The report of that queryset under a row lock, or None where the queryset does not hold it.

    The lock is a query of its own: having waited for a row that changed meanwhile, PostgreSQL joins its
    new values to the old rows of the other tables, finds no match for a new holder, and returns nothing.
    SQLite has no row locks; its transactions are IMMEDIATE and exclude each other wholly.
    """
    keys = reports.filter(**lookup).select_for_update(skip_locked=skip_locked).values_list("pk", flat=True)
    if (pk := keys.first()) is None:
        return None
    related = ("area", "election", "category__severity", "severity", "held_by__area", "filed_with__area")
    return Report.objects.select_related(*related).get(pk=pk)


@dataclass
class Change:
    """One event to write, and what it does to the report."""

    kind: EventKind
    by: object = None  # User, None for the system
    text: str = ""
    details: dict = field(default_factory=dict)
    to_state: State = None  # None: stays
    to_desk: Desk = None  # None: stays
    from_desk: Desk = None  # None: the holder
    fields: dict = field(default_factory=dict)  # further columns of the report
    tell: tuple = ()  # desks that get a notice


def apply(report, changes, *, now):
    """Write the changes of one step and update `report` in place; returns the events.

    The UPDATE names the state, holder and turn it was decided from. Where another transaction was
    first it changes no row, and Stale goes up with words that say who was first.
    """
    decided_from = {"pk": report.pk, "state": report.state, "held_by": report.held_by_id, "turn": report.turn}
    events = [_event(report, change, now) for change in changes]
    columns = {name for change in changes for name in change.fields}
    columns |= {"state", "held_by", "turn", "last_seq"}
    values = {name: getattr(report, name) for name in columns}
    if not Report.objects.filter(**decided_from).update(**values):
        raise Stale(last_move(report))
    _write(changes, events)
    return events


def insert(report, changes, *, now):
    """Write a new report with its first events; returns the events."""
    events = [_event(report, change, now) for change in changes]
    report.save(force_insert=True)
    _write(changes, events)
    return events


def _write(changes, events):
    Event.objects.bulk_create(events)
    Notice.objects.bulk_create(
        Notice(desk=desk, event=event)
        for change, event in zip(changes, events, strict=True)
        for desk in {desk.pk: desk for desk in change.tell}.values()
    )


def _event(report, change, now):
    """Move `report` (in memory) by one change and return the event that tells of it."""
    from_state, from_desk, turn = report.state, change.from_desk or report.held_by, report.turn
    for name, value in change.fields.items():
        setattr(report, name, value)
    if change.to_state is not None:
        report.state = change.to_state
    if change.to_desk is not None:
        report.held_by = change.to_desk
    if change.kind not in STANDING_KINDS:
        report.turn += 1
    report.last_seq += 1
    first = change.kind == EventKind.FILED
    return Event(
        report=report,
        area=report.area,
        seq=report.last_seq,
        kind=change.kind,
        at=now,
        actor=change.by,
        from_desk=None if first else from_desk,
        to_desk=report.held_by,
        from_state="" if first else from_state,
        to_state=report.state,
        severity=report.severity_id,
        classification=report.classification,
        turn=turn,
        text=change.text,
        details=change.details,
        **standing(report),
        **kept_deadline(report, change.kind, now),
    )


def standing(report):
    """What else an event carries of the report as it stands after it, for the figures."""
    return {
        "category_id": report.category_id,
        "stations_affected": report.stations_affected,
        "is_escalated": report.arrived_by in ARRIVED_BY_ESCALATION,
        "is_overdue": report.overdue_at is not None,
        "resolved_at": report.resolved_at,
    }


def kept_deadline(report, kind, now):
    """How long the desk took for a step that has a deadline, and whether it kept it; {} for other steps."""
    deadline = {EventKind.ACKNOWLEDGED: report.respond_by, EventKind.RESOLVED: report.resolve_by}.get(kind)
    if deadline is None:
        return {}
    return {"waited_seconds": max(0, int((now - report.arrived_at).total_seconds())), "in_time": now <= deadline}


def arrival(report, desk, chain, *, kind, now, by=None, text="", details=None, tell=()):
    """The changes that bring `report` to `desk`, and at once further up where rule 12 asks for it.

    A report on the round-the-clock clock that arrives at a closed desk goes on to the nearest open
    desk above; where none is open it stays with the highest. Taking over is exempt: whoever takes a
    report over is at work, whatever the desk's hours say.
    """
    change = Change(kind=kind, by=by, text=text, details=details or {}, to_state=State.WAITING, to_desk=desk)
    change.tell = (desk, *tell)
    changes = [change]
    goes_on = report.severity.runs_around_the_clock and kind != EventKind.TAKEN_OVER
    if goes_on and not desk.is_open_at(now):
        above = [other for other in chain if is_above(other, desk)]
        target = next((other for other in above if other.is_open_at(now)), above[-1] if above else None)
        if target is not None:
            changes.append(Change(kind=EventKind.PASSED_ON, to_desk=target, tell=(target,)))
    stay = changes[-1]
    stay.fields = arrival_fields(report, stay.to_desk, kind=stay.kind, now=now)
    return changes


def arrival_fields(report, desk, *, kind, now):
    """The columns that begin a stay at a desk, deadlines frozen (rule 10)."""
    frozen = deadlines(arrived_at=now, category=report.category, severity=report.severity, hours=desk.hours)
    return {
        "arrived_at": now,
        "arrived_by": kind,
        "respond_by": frozen.respond_by,
        "resolve_by": frozen.resolve_by,
        "overdue_at": None,
        "resolved_at": None,
    }


def is_above(desk, other):
    """Whether a desk of the same chain lies above another: a shorter code is a higher tier."""
    return len(desk.area_id) < len(other.area_id)


def chain_of(report, now):
    """Rule 8, as a list, lowest first."""
    return list(Desk.objects.chain(report.election, report.area, now))


def next_above(report, chain):
    """The next desk of the chain above the holder, or None at the top."""
    return next((desk for desk in chain if is_above(desk, report.held_by)), None)
