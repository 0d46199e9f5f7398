"""Where a dashboard looks: the area with its desks, the election and its stages."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from desks.models import Area, Coverage, Desk, Duty, Election, Electorate, Stage

from ..daily_board.boards import dues_of
from ..daily_board.counting import below_only, counted

#: Two tiers below an area make its tile map.
TIERS_SHOWN = 2
#: Other elections named on a dashboard; and rows read to find them and the one to show: each has one for each stage
#: that runs.
OTHERS_SHOWN = 5
MOST_ROWS = 60


def _one(rows, number):
    """An aggregate of these rows as part of another query."""
    return Subquery(rows.order_by().values(one=Value(1)).annotate(number=number).values("number"))


@dataclass(frozen=True)
class Surroundings:
    """Where a dashboard looks. None of it hangs on what happens to reports."""

    held: "Held"
    #: As `areas_around` tells.
    areas: list


def surroundings_of(user, area, now, slug=""):
    held = held_in(user, area, now, now.astimezone(area.zone).date(), slug)
    return Surroundings(held, areas_around(user, area, held.election, now))


@dataclass(frozen=True)
class Held:
    """The election that is shown, with the stages that run, and the area's own desk in it."""

    election: Election | None = None
    stages: tuple = ()
    #: Key of the area's desk in it, whether it is active or not.
    desk: int | None = None
    has_desk: bool = False
    is_open: bool = False
    #: Other elections with active desks here.
    others: tuple = ()
    #: Whether it was asked for.
    is_asked: bool = False


def held_in(user, area, now, today, slug=""):
    """The Held of an area: of the election asked for, else of the usual one; of none where there is no such election.

    The usual one has an active desk at the area itself, or else around it; of several, one of the area or of those
    above it goes before those held somewhere below, then that which votes next. Where no desk is active it is the last
    that was held. One query, a row for each stage that runs.
    """
    rows = list(_elections(user, area, now, today, slug))
    if not rows or (slug and rows[0].pk != slug):
        return Held()
    first = rows[0]
    stages = tuple(Stage(name_id=row.stage_id, name_en=row.stage_en) for row in rows if row == first and row.stage_id)
    others = tuple({row.pk: row for row in rows if row != first and row.is_current}.values())[:OTHERS_SHOWN]
    return Held(first, stages, first.desk, first.has_desk, first.is_open, others, is_asked=bool(slug))


def _elections(user, area, now, today, slug):
    """The elections held here, the one to show first, each once for every stage that runs."""
    active = Desk.objects.active_at(now).filter(election=OuterRef("pk"))
    here = active.filter(area=area)
    return (
        Election.objects.visible_to(user)
        .held_in(area)
        .annotate(
            is_current=Exists(active.around(area)),
            desk=Subquery(Desk.objects.filter(election=OuterRef("pk"), area=area).values("pk")),
            has_desk=Exists(here),
            is_open=Exists(here.open_at(now)),
            running=FilteredRelation("stages", condition=Q(stages__starts_on__lte=today, stages__ends_on__gte=today)),
        )
        .annotate(stage_id=F("running__name_id"), stage_en=F("running__name_en"))
        .order_by(
            Case(When(pk=slug, then=0), default=1),
            "-has_desk",
            "-is_current",
            Case(When(is_current=True, scope__in=area.line, then=0), default=1),
            Case(When(is_current=True, then=F("voting_on"))).asc(nulls_last=True),
            "-voting_on",
            "slug",
            "running__order",
        )[:MOST_ROWS]
    )


def usual_election(user, area, now):
    """The election that pages about an area show where none is asked for, or None."""
    return held_in(user, area, now, now.astimezone(area.zone).date()).election


def areas_around(user, area, election, now):
    """The visible areas above, the area itself and those in the two tiers below, in the order of their codes.

    The area itself carries how its desks and those below are manned, and who has reported: worked out once, in the
    same query. All carry their polling stations.
    """
    stations = Electorate.objects.filter(election=election, area=OuterRef("pk"), polling_stations__gt=0)
    itself = {
        name: Case(When(pk=area.pk, then=value)) for name, value in _of_the_area(user, area, election, now).items()
    }
    return list(
        Area.objects.visible_to(user)
        .around(area.pk, area.tier + TIERS_SHOWN)
        .annotate(stations_known=Subquery(stations.values("polling_stations")), **itself)
    )


def _of_the_area(user, area, election, now):
    active = Desk.objects.below(area.pk).active_at(now)
    kept = Coverage.objects.filter(desk__in=active)
    of_election = active.filter(election=election)
    open_now = of_election.open_at(now)
    on_duty = Duty.objects.published().filter(desk=OuterRef("pk"), starts_at__lte=now, ends_at__gt=now)
    return {
        "uncovered": _one(kept, Sum("uncovered")),
        "uncovered_desks": _one(kept, Count("pk", filter=Q(uncovered__gt=0))),
        "warnings": _one(kept, Sum("warnings")),
        "unrostered": _one(active.filter(coverage=None), Count("pk")),
        "active": _one(of_election, Count("pk")),
        "open_now": _one(open_now, Count("pk")),
        "unmanned": _one(open_now.filter(~Exists(on_duty)), Count("pk")),
        "reporting": Subquery(_reporting(user, area, election, now)),
    }


def _reporting(user, area, election, now):
    """The counts of the last round of daily reports that has ended, as one value."""
    dues = below_only(dues_of(user, area, election), area)
    last = dues.filter(period_until__lte=now).order_by().values(one=Value(1)).annotate(at=Max("period_until"))
    rows = counted(dues.filter(period_until=Subquery(last.values("at"))).annotate(one=Value(1)), now, "one")
    return rows.values(told=JSONObject(due=F("due"), received=F("received"), missing=F("missing")))
