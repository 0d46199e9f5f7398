from itertools import groupby

from django.db import migrations

BATCH = 1000
ARRIVALS = ("filed", "passed_on", "forwarded", "returned", "taken_over", "escalated", "reopened")
BY_THE_SYSTEM = ("escalated", "passed_on")
#: Kinds that leave a report as it is marked: all others end being overdue.
STANDING = ("acknowledged_late", "overdue", "noted", "referred", "recommended", "figures")
FILLED = (
    "category",
    "stations_affected",
    "is_escalated",
    "is_overdue",
    "resolved_at",
    "waited_seconds",
    "in_time",
)


def fill(apps, editor):
    """Play each report's events once more and write down how it stood after each."""
    Event = apps.get_model("reports", "Event")
    Report = apps.get_model("reports", "Report")
    last = 0
    while reports := {row.pk: row for row in Report.objects.filter(pk__gt=last).order_by("pk")[:BATCH]}:
        last = max(reports)
        events = list(Event.objects.filter(report__in=reports).order_by("report_id", "seq"))
        for pk, rows in groupby(events, key=lambda event: event.report_id):
            replay(reports[pk], list(rows))
        Event.objects.bulk_update(events, FILLED, batch_size=200)


def replay(report, events):
    category, stations = first(events, "category"), first(events, "stations_affected")
    category = report.category_id if category is None else category
    stations = report.stations_affected if stations is None else stations
    escalated, overdue, resolved_at, arrived_at = False, False, None, report.filed_at
    for event in events:
        changes = event.details.get("changes", {})
        category = changes.get("category", [None, category])[1]
        stations = changes.get("stations_affected", [None, stations])[1]
        if event.kind in ("acknowledged", "resolved"):
            event.waited_seconds = max(0, int((event.at - arrived_at).total_seconds()))
            # A deadline that passed took the report away from a desk, or was marked where none is left above.
            event.in_time = not overdue
        if event.kind in ARRIVALS:
            arrived_at, escalated, resolved_at = event.at, event.kind in BY_THE_SYSTEM, None
        elif event.kind == "resolved":
            resolved_at = event.at
        elif event.kind == "unfounded":
            resolved_at = None
        if event.kind == "overdue" or event.kind not in STANDING:
            overdue = event.kind == "overdue"
        event.category_id, event.stations_affected = category, stations
        event.is_escalated, event.is_overdue, event.resolved_at = escalated, overdue, resolved_at


def first(events, name):
    """The value before the first change of it, or None where nothing changed it."""
    changed = (event.details["changes"][name][0] for event in events if name in event.details.get("changes", {}))
    return next(changed, None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_event_standing")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
