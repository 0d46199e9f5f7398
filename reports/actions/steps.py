"""The steps people take on a report: who may, from which state, and what each one does (rules 9 to 15)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from desks.models import DESK_ROLES, Role

from ..deadlines import deadlines
from ..models import OPEN_STATES, Event, EventKind, Report, State
from ..models.states import RUNNING_STATES
from ..wording import last_move
from .advice import list_recommendation
from .errors import Stale, StepRefused
from .moving import Change, apply, arrival, arrival_fields, chain_of, is_above, locked, next_above

LEADS = (Role.COORDINATOR,)
ALL_STATES = tuple(State)


def at_holder(report, user, chain):
    """At the desk that holds the report."""
    return report.held_by.area_id == user.area_id


def on_the_way(report, user, chain):
    """At the holding desk or at a desk between the place of the incident and it (rule 13)."""
    return report.held_by.area.covers(user.area_id) and user.area.covers(report.area_id)


def above_holder(report, user, chain):
    """At an active desk of the chain above the one that holds the report."""
    return any(desk.area_id == user.area_id and is_above(desk, report.held_by) for desk in chain)


def anywhere(report, user, chain):
    return True


@dataclass(frozen=True)
class Step:
    name: str
    roles: tuple
    place: Callable
    states: tuple
    #: How the step changes the report: (report, chain, by, now, data) -> [Change].
    change: Callable
    #: Whether it moves the report; one that only adds something is welcome from an older page too.
    moves: bool = True


def allowed_steps(report, user, *, now=None, chain=None):
    """Names of the steps this user may take on this report as it stands."""
    chain = chain_of(report, now or timezone.now()) if chain is None else chain
    return [
        step.name
        for step in STEPS.values()
        if user.role in step.roles
        and report.state in step.states
        and step.place(report, user, chain)
        and not (step.name == "forward" and next_above(report, chain) is None)
        and not (step.name == "return" and not return_targets(report, chain, now or timezone.now()))
    ]


def return_targets(report, chain, now):
    """Desks below the holder a report can be returned to.

    A report on the round-the-clock clock would bounce off a closed desk (rule 12): only open ones count.
    """
    return [
        desk
        for desk in chain
        if is_above(report.held_by, desk) and (not report.severity.runs_around_the_clock or desk.is_open_at(now))
    ]


@transaction.atomic
def perform(*, step, number, by, data, turn=None, now=None):
    """Take one step on a report; returns its events.

    `turn` is the report's turn on the page the person acted from (None: whatever it is now); without
    `data` nothing is done, it is only told why not. Raises
    Report.DoesNotExist for what this user cannot see, PermissionDenied (403) for what they may not
    do, Stale (409) where someone was first, StepRefused (422) where it cannot be done.
    """
    now = now or timezone.now()
    step = STEPS[step]
    report = locked(Report.objects.visible_to(by), number=number)
    if report is None:
        raise Report.DoesNotExist
    if by.role not in step.roles:
        raise PermissionDenied
    chain = chain_of(report, now)
    if step.name == "acknowledge" and (lost := _lost_by_escalation(report, by)):
        return _acknowledge_late(report, lost, by, now)
    if step.moves and turn is not None and turn != report.turn:
        raise Stale(last_move(report))
    if not step.place(report, by, chain):
        if step.moves and turn is None and _held_before(report, by):
            raise Stale(last_move(report))
        raise PermissionDenied
    if report.state not in step.states:
        raise Stale(last_move(report))
    if data is None:
        raise StepRefused(_("The report has changed meanwhile. Look again, then send once more."))
    events = apply(report, step.change(report, chain, by, now, data), now=now)
    for event in events:
        if event.kind == EventKind.RECOMMENDED:
            list_recommendation(event)
    return events


def _held_before(report, user):
    return (
        Event.objects.filter(report=report, from_desk__area=user.area_id).exclude(to_desk__area=user.area_id).exists()
    )


def _lost_by_escalation(report, user):
    """The event by which the user's desk lost the report to a passed deadline, if that is how it left (rule 13)."""
    if at_holder(report, user, None) or report.state not in OPEN_STATES:
        return None
    left = Event.objects.filter(report=report, from_desk__area=user.area_id).exclude(to_desk__area=user.area_id)
    left = left.exclude(kind=EventKind.ACKNOWLEDGED_LATE)  # that one is no leaving
    last = left.select_related("from_desk__area").order_by("-seq").first()
    return last if last is not None and last.kind == EventKind.ESCALATED else None


def _acknowledge_late(report, lost, by, now):
    desk = lost.from_desk
    kept = Event.objects.filter(report=report, kind=EventKind.ACKNOWLEDGED_LATE, from_desk=desk, seq__gt=lost.seq)
    if kept.exists():
        raise Stale(_("The late acknowledgement of your desk is already recorded.") + " " + last_move(report))
    change = Change(kind=EventKind.ACKNOWLEDGED_LATE, by=by, from_desk=desk, tell=(report.held_by,))
    return apply(report, [change], now=now)


# What each step does. `data` is the cleaned form of the step.


def _acknowledge(report, chain, by, now, data):
    return [Change(kind=EventKind.ACKNOWLEDGED, by=by, to_state=State.IN_PROGRESS, fields={"overdue_at": None})]


def _forward(report, chain, by, now, data):
    target = next_above(report, chain)
    if target is None:
        raise StepRefused(_("There is no active desk above this one."))
    details = {"advice": data["advice"]}
    return arrival(report, target, chain, kind=EventKind.FORWARDED, now=now, by=by, text=data["text"], details=details)


def _return(report, chain, by, now, data):
    targets = return_targets(report, chain, now)
    target = next((desk for desk in targets if str(desk.pk) == str(data["desk"])), None)
    if target is None:
        raise StepRefused(_("The report cannot be returned to that desk now."))
    return arrival(report, target, chain, kind=EventKind.RETURNED, now=now, by=by, text=data["text"])


def _take_over(report, chain, by, now, data):
    desk = next(desk for desk in chain if desk.area_id == by.area_id)
    tell = (report.held_by,)
    return arrival(report, desk, chain, kind=EventKind.TAKEN_OVER, now=now, by=by, text=data["text"], tell=tell)


def _note(report, chain, by, now, data):
    return [Change(kind=EventKind.NOTED, by=by, text=data["text"], tell=_others(report, by))]


def _refer(report, chain, by, now, data):
    unit = data["unit"]
    details = {"unit": unit.name, "unit_id": unit.pk}
    return [Change(kind=EventKind.REFERRED, by=by, text=data["text"], details=details)]


def _recommend(report, chain, by, now, data):
    return [Change(kind=EventKind.RECOMMENDED, by=by, text=data["text"], tell=(report.held_by,))]


def _figures(report, chain, by, now, data):
    names = ("stations_affected", "polling_stations")
    changes = {name: [getattr(report, name), data[name]] for name in names if getattr(report, name) != data[name]}
    if not changes:
        raise StepRefused(_("These are the figures already recorded."))
    fields = {name: data[name] for name in names}
    return [
        Change(
            kind=EventKind.FIGURES,
            by=by,
            text=data["source"],
            details={"changes": changes},
            fields=fields,
            tell=_others(report, by),
        )
    ]


def _reclassify(report, chain, by, now, data):
    before = {"category": report.category_id, "severity": report.severity_id, "classification": report.classification}
    after = {
        "category": data["category"].pk,
        "severity": data["severity"].pk,
        "classification": data["classification"],
    }
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changes:
        raise StepRefused(_("Nothing would change: category, severity and classification are these already."))
    frozen = deadlines(
        arrived_at=report.arrived_at,
        category=data["category"],
        severity=data["severity"],
        hours=report.held_by.hours,
    )
    fields = {
        "category": data["category"],
        "severity": data["severity"],
        "classification": data["classification"],
        "respond_by": frozen.respond_by,
        "resolve_by": frozen.resolve_by,
        "overdue_at": None,
    }
    return [
        Change(
            kind=EventKind.RECLASSIFIED,
            by=by,
            text=data["text"],
            details={"changes": changes},
            fields=fields,
            tell=_others(report, by),
        )
    ]


def _resolve(report, chain, by, now, data):
    fields = {"resolved_at": now, "overdue_at": None}
    return [
        Change(
            kind=EventKind.RESOLVED,
            by=by,
            text=data["text"],
            to_state=State.RESOLVED,
            fields=fields,
            tell=_others(report, by),
        )
    ]


def _close(report, chain, by, now, data):
    return [Change(kind=EventKind.CLOSED, by=by, text=data["text"], to_state=State.CLOSED, tell=_others(report, by))]


def _unfounded(report, chain, by, now, data):
    return [
        Change(
            kind=EventKind.UNFOUNDED,
            by=by,
            text=data["text"],
            to_state=State.UNFOUNDED,
            fields={"overdue_at": None, "resolved_at": None},
            tell=_others(report, by),
        )
    ]


def _reopen(report, chain, by, now, data):
    """Back to work with fresh deadlines: the old ones measured work that was done."""
    if report.held_by.pk not in {desk.pk for desk in chain}:
        raise StepRefused(_("The desk that holds this report is no longer active; take the matter up in a new report."))
    fields = arrival_fields(report, report.held_by, kind=EventKind.REOPENED, now=now)
    return [
        Change(
            kind=EventKind.REOPENED,
            by=by,
            text=data["text"],
            to_state=State.IN_PROGRESS,
            fields=fields,
            tell=_others(report, by),
        )
    ]


def _others(report, by):
    """The holding desk and the one it was filed with, except the desk of the person who acts."""
    return tuple(desk for desk in (report.held_by, report.filed_with) if desk.area_id != by.area_id)


STEPS = {
    step.name: step
    for step in (
        Step("acknowledge", DESK_ROLES, at_holder, (State.WAITING,), _acknowledge),
        Step("resolve", DESK_ROLES, at_holder, (State.IN_PROGRESS,), _resolve),
        Step("close", LEADS, at_holder, (State.RESOLVED,), _close),
        Step("forward", DESK_ROLES, at_holder, RUNNING_STATES, _forward),
        Step("return", DESK_ROLES, at_holder, RUNNING_STATES, _return),
        Step("take-over", LEADS, above_holder, OPEN_STATES, _take_over),
        Step("refer", DESK_ROLES, at_holder, RUNNING_STATES, _refer, moves=False),
        Step("note", DESK_ROLES, on_the_way, ALL_STATES, _note, moves=False),
        Step("figures", DESK_ROLES, on_the_way, ALL_STATES, _figures, moves=False),
        Step("recommend", (Role.OFFICIAL,), anywhere, OPEN_STATES, _recommend, moves=False),
        Step("reclassify", LEADS, at_holder, OPEN_STATES, _reclassify),
        Step("reopen", LEADS, at_holder, (State.RESOLVED, State.CLOSED, State.UNFOUNDED), _reopen),
        Step("unfounded", LEADS, at_holder, OPEN_STATES, _unfounded),
    )
}
