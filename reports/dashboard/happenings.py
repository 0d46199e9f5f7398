"""What happened, what needs a decision now, and what has waited longest: one query, a few rows by index."""

from datetime import timedelta

from django.db.models import Case, CharField, F, Q, Value, When

from desks.models import Area, Tier

from ..models import Event, Report
from .shapes import Happening

#: How far back and how many of the newest events are shown; how many decisions.
EVENTS_SINCE = timedelta(hours=24)
EVENTS_SHOWN = 8
DECISIONS_SHOWN = 8
EVENT, DECISION, OLDEST = "event", "decision", "oldest"
NOTHING = Value("", output_field=CharField())
#: Columns of a line; a prefix keeps them apart from the fields of the models.
NAMES = ("what", "pk", "number", "title", "severity", "at", "tier", "sort", "place", "kind", "desk", "state")
COLUMNS = tuple(f"told_{name}" for name in NAMES)


def happenings(user, area, held, now):
    """(newest events, reports that need a decision, the report that has waited longest or None), of the election
    held; of the reports that need a decision one more than are shown, where there are more."""
    found = {EVENT: [], DECISION: [], OLDEST: []}
    if held.election is None:
        return [], [], None
    for what, pk, number, title, severity, at, tier, sort, place, kind, desk, state in _rows(user, area, held, now):
        where = Area(tier=tier, kind=sort, name=place, time_zone=area.time_zone)
        found[what].append((at, pk, Happening(number, title, severity, at, where, kind, desk, state)))
    # Of events of one moment that which was written last is the newest.
    events, decisions = sorted(found[EVENT], reverse=True), sorted(found[DECISION])
    return _told(events), _told(decisions), next(iter(_told(found[OLDEST])), None)


def _told(rows):
    return [happening for _at, _pk, happening in rows]


def _rows(user, area, held, now):
    events = Event.objects.listed_to(user, area).filter(at__gte=now - EVENTS_SINCE, report__election=held.election)
    newest = events.order_by("-at", "-id").values("pk")[:EVENTS_SHOWN]
    reports = Report.objects.listed_to(user).newest_below(area.pk)
    decisions = needing_decision(reports, area, held).order_by("due_at").values("pk")[: DECISIONS_SHOWN + 1]
    oldest = reports.waiting().filter(election=held.election).order_by("arrived_at").values("pk")[:1]
    moved = ~Q(from_desk=F("to_desk")) & Q(from_desk__isnull=False)
    went_to = Case(When(moved, then=F("to_desk__name")), default=Value(""), output_field=CharField())
    lines = [
        _lines(Event.objects.filter(pk__in=newest), EVENT, "report__", at="at", kind=F("kind"), desk=went_to),
        _lines(Report.objects.filter(pk__in=decisions), DECISION, "", at="due_at"),
        _lines(Report.objects.filter(pk__in=oldest), OLDEST, "", at="arrived_at"),
    ]
    return lines[0].union(*lines[1:], all=True)


def needing_decision(reports, area, held):
    """What the area's own desk has to deal with; at the nation, where no desk stands, what is overdue with no desk
    left above. The desk tells the election: to name it too would lead SQLite to the wrong index; and its key itself,
    not what leads to it, tells both databases that its reports stand in an index in the order of their deadlines."""
    reports = reports.filter(due_at__isnull=False)
    if area.tier == Tier.NATION:
        return reports.filter(overdue_at__isnull=False, election=held.election)
    return reports.filter(held_by=held.desk) if held.desk else reports.none()


def _lines(rows, what, report, *, at, kind=NOTHING, desk=NOTHING):
    """COLUMNS of these rows; `report` leads from them to their report."""
    columns = {
        "what": Value(what),
        "pk": F("pk"),
        "number": F(f"{report}number"),
        "title": F(f"{report}title"),
        "severity": F("severity"),
        "at": F(at),
        "tier": F("area__tier"),
        "sort": F("area__kind"),
        "place": F("area__name"),
        "kind": kind,
        "desk": desk,
        "state": F(f"{report}state"),
    }
    told = {f"told_{name}": value for name, value in columns.items()}
    return rows.order_by().annotate(**told).values_list(*COLUMNS)
