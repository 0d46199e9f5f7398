"""Where reports stand at one instant, counted from the reports themselves.

The daily reports freeze these numbers. The dashboards show the same from the rollups: `reports.actions.folding` and the
tests compare the two.
"""

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Substr

from .models.reports import ARRIVED_BY_ESCALATION

#: What positions are counted by: the area directly below (or the area's own code), the open state (or "" for resolved
#: today, or another word for further rows in the same query), severity, classification, category (positions: none).
GROUPED_BY = ("child", "what", "level", "secrecy", "kind")


def positions(reports, area, now, today):
    """Two querysets of dicts, of what is open at that moment and of what was resolved today: GROUPED_BY, then
    `number`, `late`, `to_us` and `to_child` (escalated to the desk of this area, of the area below), `stations`.

    Daily reports and dashboards agree to the digit.
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
