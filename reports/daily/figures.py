"""The figures of a daily report: one query at one instant."""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, Q, Sum, Value

from desks.models import below

from ..models import Report
from ..positions import GROUPED_BY, positions

PERIOD = "period"


@dataclass(frozen=True)
class Snapshot:
    """Counts as lists, as they are frozen.

    `position`: [open state or "" for resolved today, severity, classification, number, overdue, escalated to this
    desk], of the whole area, as the dashboard shows it at that instant.
    `own`: [category, severity, classification, number, polling stations affected], of what was filed in the period
    and belongs to no desk below that makes a report of its own.
    """

    position: list
    own: list


def snapshot(due, covered, now):
    """The Snapshot for a DailyDue; `covered` are the codes of the areas whose desks report by themselves."""
    area, election = due.desk.area, due.desk.election_id
    today = now.astimezone(area.zone).date()
    reports = Report.objects.below(area.pk).filter(election=election)
    still_open, resolved = positions(reports, area, now, today)
    filed = filed_in_period(due, covered).order_by()
    period = (
        filed.annotate(
            child=Value("", output_field=CharField()),
            what=Value(PERIOD),
            level=F("severity_id"),
            secrecy=F("classification"),
            kind=F("category_id"),
        )
        .values(*GROUPED_BY)
        .annotate(
            number=Count("pk"), late=Value(0), to_us=Value(0), to_child=Value(0), stations=Sum("stations_affected")
        )
    )
    return _sorted_out(still_open.union(resolved, period, all=True))


def filed_in_period(due, covered):
    """Reports of the period that are this desk's own to tell, whoever may see them."""
    area = due.desk.area
    reports = Report.objects.below(area.pk).filter(
        election=due.desk.election_id, filed_at__gte=due.period_from, filed_at__lt=due.period_until
    )
    elsewhere = Q(pk__in=[])
    for code in topmost(covered):
        elsewhere |= below(code, "area")
    return reports.exclude(elsewhere) if covered else reports


def topmost(codes):
    """Those of the codes that lie below no other of them."""
    kept = []
    for code in sorted(codes):
        if not kept or not code.startswith(kept[-1] + "."):
            kept.append(code)
    return kept


def _sorted_out(rows):
    position, own = {}, []
    for row in rows:
        if row["what"] == PERIOD:
            own.append([row["kind"], row["level"], row["secrecy"], row["number"], row["stations"]])
            continue
        sums = position.setdefault((row["what"], row["level"], row["secrecy"]), [0, 0, 0])
        for place, name in enumerate(("number", "late", "to_us")):
            sums[place] += row[name]
    return Snapshot(position=sorted([*key, *sums] for key, sums in position.items()), own=sorted(own))
