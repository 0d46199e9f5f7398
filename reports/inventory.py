"""Every figure of the inventory of problems, and nothing else (the one place where they are counted).

One query counts by category, area directly below and stage at once; the three tables are sums of the same numbers, so
that they tally. Unfounded reports are counted in a column of their own and are in no rate.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desks.formats import day_short
from desks.models import Area, Election, Electorate
from desks.models.areas import on_days
from desks.models.elections import stations_of_all

from .models import OPEN_STATES, Classification, Report, State

#: Key of the stage of an incident that happened while none was running.
NO_STAGE = 0
#: What a filter for it says.
OUTSIDE = "none"
CENTURY = date(2000, 1, 1), date(2099, 12, 31)

#: Figures of every row, in the order of the columns. A resolved report is open until it is closed, as everywhere.
HEADINGS = {
    "number": gettext_lazy("Incidents"),
    "open": gettext_lazy("Open"),
    "resolved": gettext_lazy("Of these resolved"),
    "closed": gettext_lazy("Closed"),
    "unfounded": gettext_lazy("Unfounded"),
    "affected": gettext_lazy("Polling stations affected"),
}
#: What the report list is asked for to hold exactly the reports of a figure; stations are no reports.
LISTED = {
    "number": {},
    "open": {"status": "open"},
    "resolved": {"status": State.RESOLVED.value},
    "closed": {"status": State.CLOSED.value},
    "unfounded": {"status": State.UNFOUNDED.value},
}


@dataclass
class Row:
    """The figures of one line of a table."""

    label: str
    #: What the line is about: code of a category or an area, key of a stage.
    key: str | int = ""
    #: Parameters of the report list that holds exactly these reports; None where no list can.
    link: dict | None = None
    #: Polling stations of the area; None where their number is not known.
    stations: int | None = None
    #: When the stage ran.
    period: str = ""
    number: int = 0
    open: int = 0
    resolved: int = 0
    closed: int = 0
    unfounded: int = 0
    affected: int = 0

    def add(self, counted):
        for name in HEADINGS:
            setattr(self, name, getattr(self, name) + counted[name])

    @property
    def cells(self):
        """(heading, number, parameters of the list behind the number or None) of each figure."""
        return [(heading, getattr(self, name), self._list_of(name)) for name, heading in HEADINGS.items()]

    def _list_of(self, name):
        if self.link is None or name not in LISTED or not getattr(self, name):
            return None
        return {**self.link, **LISTED[name]}

    @property
    def founded(self):
        return self.number - self.unfounded

    @property
    def incidents_per_hundred(self):
        return per_hundred(self.founded, self.stations)

    @property
    def affected_per_hundred(self):
        return per_hundred(self.affected, self.stations)


def per_hundred(number, stations):
    """For each hundred polling stations; None where their number is not known."""
    return Decimal(100 * number) / stations if stations else None


@dataclass
class Inventory:
    area: Area
    parents: list
    election: Election | None
    total: Row
    #: Groups of categories that have incidents: (sum of the group, its categories).
    groups: list
    #: Names of the categories without any; empty for who does not see all reports and cannot know.
    without: list
    #: Classifications that are counted, where these are not all.
    only: list
    #: The areas directly below; first the area itself, for what happened at its own level.
    areas: list
    stages: list

    headings = HEADINGS

    @property
    def has_unknown_stations(self):
        return any(row.stations is None for row in [*self.areas, self.total])


def incidents(user, area, election, stages):
    """The reports of an election at the area and below, as this user may see them, each with its `stage_key`."""
    reports = Report.objects.visible_to(user).below(area.pk).filter(election=election)
    return reports.annotate(stage_key=stage_key(stages, area))


def stage_key(stages, area):
    """Key of the one stage an incident counts in: of those running on its local date the one that began last.

    Stages overlap; of two that began on one day it is the later in order. All areas of a province share a zone.
    """
    latest_first = sorted(stages, key=lambda stage: (stage.starts_on, stage.order), reverse=True)
    cases = [When(running(stage, area), then=Value(stage.pk)) for stage in latest_first]
    return Case(*cases, default=Value(NO_STAGE), output_field=IntegerField())


def running(stage, area):
    """Q of what happened while the stage ran; the ends of all time are no moments, so this century must do."""
    first, last = (min(max(day, CENTURY[0]), CENTURY[1]) for day in (stage.starts_on, stage.ends_on))
    return on_days("occurred_at", first, last, area)


def only_seen_by(user):
    """Names of the classifications this user sees; none for who sees all."""
    seen = Classification.seen_by(user.role)
    return [] if len(seen) == len(Classification) else [level.label for level in seen]


def period(stage):
    return f"{day_short(stage.starts_on)} – {day_short(stage.ends_on)}"


def inventory_of(user, area, reports, *, election, stages, categories, link):
    """The Inventory of these `incidents`.

    `link` holds the parameters of the report list that narrows as they were narrowed, or is None where it cannot.
    """
    around = list(Area.objects.visible_to(user).around(area.pk))
    parents = [row for row in around if row.tier < area.tier]
    children = [row for row in around if row.tier > area.tier]
    known = stations_known(user, election, [area, *children])
    only = only_seen_by(user)

    def linked(**more):
        return None if link is None else {**link, "area": area.pk, **more}

    # A category or a stage concerns all polling stations of the area.
    everywhere = stations_of_all(known.get(area.pk), [known.get(row.pk) for row in children])
    total = Row(_("Sum"), link=linked(), stations=everywhere)
    by_category = {row.pk: Row(row.label, row.pk, linked(category=row.pk), everywhere) for row in categories}
    by_area = {area.pk: _own_level(area, children, linked, known)}
    by_area |= {row.pk: Row(row.full_name, row.pk, linked(area=row.pk), known.get(row.pk)) for row in children}
    by_stage = {row.pk: Row(row.label, row.pk, stations=everywhere, period=period(row)) for row in stages}
    by_stage[NO_STAGE] = Row(_("Outside all stages"), OUTSIDE, stations=everywhere)
    for counted in counted_rows(reports, area):
        total.add(counted)
        by_category[counted["category_id"]].add(counted)
        by_area[counted["child"]].add(counted)
        by_stage[counted["stage_key"]].add(counted)
    return Inventory(
        area=area,
        parents=parents,
        election=election,
        total=total,
        groups=_groups(categories, by_category),
        without=[] if only else [row.label for row in by_category.values() if not row.number],
        only=only,
        areas=[row for code, row in by_area.items() if row.number or code != area.pk or not children],
        stages=[row for key, row in by_stage.items() if row.number or key != NO_STAGE],
    )


def counted_rows(reports, area):
    """Dicts with `child` (code of the area directly below, or the area's own), `category_id`, `stage_key` and the
    HEADINGS; one query."""
    return (
        reports.order_by()
        .annotate(child=Substr("area_id", 1, area.length_below))
        .values("child", "category_id", "stage_key")
        .annotate(
            number=Count("pk"),
            open=Count("pk", filter=Q(state__in=OPEN_STATES)),
            resolved=Count("pk", filter=Q(state=State.RESOLVED)),
            closed=Count("pk", filter=Q(state=State.CLOSED)),
            unfounded=Count("pk", filter=Q(state=State.UNFOUNDED)),
            affected=Coalesce(Sum("stations_affected", filter=~Q(state=State.UNFOUNDED)), 0),
        )
    )


def stations_known(user, election, areas):
    """{code: polling stations} of the areas whose number was published."""
    rows = Electorate.objects.visible_to(user).filter(
        election=election, area__in=[area.pk for area in areas], polling_stations__gt=0
    )
    return dict(rows.values_list("area", "polling_stations"))


def _own_level(area, children, linked, known):
    """The line of the area itself: with areas below only what names none of them, without stations of its own."""
    if not children:
        return Row(area.full_name, link=linked(), stations=known.get(area.pk))
    return Row(_("%(area)s itself") % {"area": area.full_name}, link=linked(here_only="1"))


def _groups(categories, by_category):
    """[(sum of a group, rows of its categories)] where there are incidents, in the order of the categories."""
    groups = {}
    for category in categories:
        if by_category[category.pk].number:
            row = by_category[category.pk]
            total, rows = groups.setdefault(category.group_id, (Row(category.group_label, stations=row.stations), []))
            total.add(vars(row))
            rows.append(row)
    return list(groups.values())
