"""Every figure of the dashboards, and nothing else (the one place where they are counted).

The cost depends on how many reports are open or were resolved today, never on how many were closed
before: both halves of the count stand on an index of their own. Five queries make one dashboard: the
areas (the way up, the area itself, those directly below), the desk with its election, the stages,
the counts, the newest events.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, Subquery, Sum, Value, When
from django.db.models.functions import Substr

from desks.models import Area, Coverage, Desk, Election, Stage, below

from .models import OPEN_STATES, Event, Report, SeverityLevel, State
from .models.reports import ARRIVED_BY_ESCALATION

#: How far back and how many of the newest events are shown.
EVENTS_SINCE = timedelta(hours=24)
EVENTS_SHOWN = 8


@dataclass
class Figures:
    """Counts of one area. Each has the parameters of the list that holds exactly those reports."""

    link: dict
    election: str
    today: date
    open: int = 0
    waiting: int = 0
    in_progress: int = 0
    resolved: int = 0
    overdue: int = 0
    escalated: int = 0
    resolved_today: int = 0
    holder: str = ""

    #: Name of a figure -> parameters of the report list behind it.
    @property
    def links(self):
        base = {"election": self.election, **self.link}
        return {
            "open": {**base, "status": "open"},
            "waiting": {**base, "status": State.WAITING.value},
            "in_progress": {**base, "status": State.IN_PROGRESS.value},
            "resolved": {**base, "status": State.RESOLVED.value},
            "overdue": {**base, "overdue": "1"},
            "escalated": {**base, "holder": self.holder, "escalated": "1"},
            "resolved_today": {**base, "resolved_on": self.today.isoformat()},
        }


@dataclass
class Manning:
    """How the desks of an area and below are manned in the next days; numbers only, no names."""

    #: None where no desk has a roster that could have gaps.
    uncovered: int | None
    desks: int
    warnings: int
    #: Active desks without a composition: nobody knows whether somebody is there.
    unrostered: int


@dataclass
class Dashboard:
    area: Area
    parents: list
    election: Election | None
    desk: Desk | None
    is_open: bool
    stages: list
    today: date
    manning: Manning
    total: Figures
    #: (area, figures) of the areas directly below; the area itself first, for what happened at its own level.
    rows: list
    #: {severity: {state: number}} of the open reports.
    matrix: dict
    events: list = field(default_factory=list)

    @property
    def days_to_voting(self):
        """Days until voting day; negative after it."""
        return (self.election.voting_on - self.today).days if self.election else None

    @property
    def days_since_voting(self):
        return -self.days_to_voting

    @property
    def severities(self):
        """Per severity, worst first: (level, [(state, number)], sum, parameters of the list behind the sum)."""
        rows = []
        for level in SeverityLevel:
            numbers = [(state, self.matrix[level][state]) for state in OPEN_STATES]
            link = {**self.total.links["open"], "severity": level.value}
            rows.append((level, numbers, sum(number for _, number in numbers), link))
        return rows


def dashboard_of(user, code, now, *, election_slug=None):
    """The Dashboard of an area as this user may see it, or None where the area is not theirs."""
    areas = areas_around(user, code, now)
    area = next((row for row in areas if row.pk == code), None)
    if area is None:
        return None
    today = now.astimezone(area.zone).date()
    election, desk = election_and_desk(user, area, now, today, election_slug)
    children = [row for row in areas if row.tier > area.tier]
    total, rows, matrix = count(user, area, children, election, now, today)
    return Dashboard(
        area=area,
        parents=[row for row in areas if row.tier < area.tier],
        election=election,
        desk=desk,
        is_open=desk is not None and desk.hours_on(today).is_open_at(now),
        stages=list(Stage.objects.visible_to(user).filter(election=election).running_on(today)) if election else [],
        today=today,
        manning=Manning(area.uncovered, area.uncovered_desks or 0, area.warnings or 0, area.unrostered or 0),
        total=total,
        rows=rows,
        matrix=matrix,
        events=newest_events(user, area, now),
    )


def areas_around(user, code, now):
    """The visible areas above, the area itself and those directly below, in the order of their codes.

    Each carries how the desks of that one area and below are manned: worked out once, in the same query.
    """
    active = Desk.objects.below(code).active_at(now)
    kept = Coverage.objects.filter(desk__in=active)

    def told(number, rows=kept):
        return Subquery(rows.order_by().values(one=Value(1)).annotate(number=number).values("number"))

    return list(
        Area.objects.visible_to(user)
        .around(code)
        .annotate(
            uncovered=told(Sum("uncovered")),
            uncovered_desks=told(Count("pk", filter=Q(uncovered__gt=0))),
            warnings=told(Sum("warnings")),
            unrostered=told(Count("pk"), active.filter(coverage=None)),
        )
    )


def election_and_desk(user, area, now, today, slug):
    """The election a dashboard shows, and the area's own desk in it where it has one.

    Without a choice it is the election whose desks are active here and that votes next; where none
    is active, the last one that was held.
    """
    here = Desk.objects.active_at(now).around(area)
    if slug:
        here = here.filter(election=slug)
    own_first = Case(When(area=area.pk, then=Value(0)), default=Value(1), output_field=IntegerField())
    desk = (
        here.with_special_hours_on(today)
        .select_related("election", "area")
        .order_by("election__voting_on", own_first, "area")
        .first()
    )
    if desk is not None:
        return desk.election, desk if desk.area_id == area.pk else None
    elections = Election.objects.visible_to(user)
    return (elections.filter(pk=slug) if slug else elections.order_by("-voting_on")).first(), None


def count(user, area, children, election, now, today):
    """(Figures of the whole area, [(area, Figures)] of the areas below and the own level, severity matrix)."""

    def figures(row, **link):
        slug = election.pk if election else ""
        return Figures(link={"area": row.pk, **link}, election=slug, today=today, holder=row.pk)

    total = figures(area)
    own_level = figures(area, here_only="1")
    by_child = {area.pk: own_level} | {child.pk: figures(child) for child in children}
    matrix = {level: dict.fromkeys(OPEN_STATES, 0) for level in SeverityLevel}
    for row in counted_rows(user, area, election, now, today):
        for kept in (total, by_child[row["child"]]):
            _add(kept, row)
        total.escalated += row["to_us"]
        by_child[row["child"]].escalated += row["to_child"]
        if row["what"]:
            matrix[SeverityLevel(row["level"])][State(row["what"])] += row["number"]
    rows = [(child, by_child[child.pk]) for child in children]
    if children and (own_level.open or own_level.resolved_today):
        rows.insert(0, (area, own_level))
    return total, rows, matrix


def _add(figures, row):
    if not row["what"]:
        figures.resolved_today += row["number"]
        return
    figures.open += row["number"]
    figures.overdue += row["late"]
    setattr(figures, row["what"], getattr(figures, row["what"]) + row["number"])


def counted_rows(user, area, election, now, today):
    """The rows of `positions` for what this user sees; one query."""
    reports = Report.objects.visible_to(user).below(area.pk).filter(election=election)
    still_open, resolved = positions(reports, area, now, today)
    return still_open.union(resolved, all=True)


#: What positions are counted by: the area directly below (or the area's own code), the open state (or "" for resolved
#: today, or another word for further rows in the same query), severity, classification, category (positions: none).
GROUPED_BY = ("child", "what", "level", "secrecy", "kind")


def positions(reports, area, now, today):
    """Two querysets of dicts, of what is open at that moment and of what was resolved today: GROUPED_BY, then
    `number`, `late`, `to_us` and `to_child` (escalated to the desk of this area, of the area below), `stations`.

    The dashboards and the daily reports count by these alone, so that they agree to the digit.
    """
    reports = reports.order_by().annotate(
        child=Substr("area_id", 1, area.length_below), secrecy=F("classification"), kind=Value("")
    )
    came_up = Q(arrived_by__in=ARRIVED_BY_ESCALATION)
    still_open = (
        reports.still_open()
        .annotate(what=F("state"), level=F("severity_id"))
        .values(*GROUPED_BY)
        .annotate(
            number=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            to_us=Count("pk", filter=came_up & Q(held_by__area=area.pk)),
            to_child=Count("pk", filter=came_up & Q(held_by__area=F("child"))),
            stations=Value(0),
        )
    )
    zero, nothing = Value(0), Value("")
    resolved = (
        reports.resolved_on(today, area)
        .annotate(what=nothing, level=nothing)
        .values(*GROUPED_BY)
        .annotate(number=Count("pk"), late=zero, to_us=zero, to_child=zero, stations=zero)
    )
    return still_open, resolved


def newest_events(user, area, now):
    """Newest first by the index on time, so that neither old events nor other areas' reports are read."""
    events = Event.objects.visible_to(user).filter(below(area.pk, "area"), at__gte=now - EVENTS_SINCE)
    return list(events.select_related("report", "area", "to_desk").order_by("-at", "-id")[:EVENTS_SHOWN])
