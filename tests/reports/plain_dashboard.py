"""A dashboard counted by hand: plain rows in plain Python, to compare the real one with."""

import math
from collections import Counter
from datetime import timedelta

from desks.models import Area, Desk, Duty
from reports.dashboard.counting import DAYS
from reports.models import Event, Report
from reports.rollups.durations import LIMITS

SEEN = {
    "officer": {"biasa", "terbatas"},
    "coordinator": {"biasa", "terbatas", "rahasia"},
    "official": {"biasa", "terbatas", "rahasia"},
    "observer": {"biasa"},
}
OPEN = ("waiting", "in_progress", "resolved")
SEVERITIES = ("darurat", "tinggi", "sedang", "rendah")


def lies_in(code, outer):
    return outer == "00" or f"{code}.".startswith(f"{outer}.")


def figures(reports, holder, now):
    still_open = [row for row in reports if row.state in OPEN]
    worst = [level for level in SEVERITIES if any(row.severity_id == level for row in still_open)]
    return {
        **{state: sum(row.state == state for row in reports) for state in OPEN},
        "open": len(still_open),
        "overdue": sum(row.due_at is not None and row.due_at < now for row in reports),
        "escalated": sum(
            row.held_by.area_id == holder and row.arrived_by in ("escalated", "passed_on") for row in still_open
        ),
        "stations": sum(row.stations_affected for row in still_open),
        "resolved_today": sum(local(row.resolved_at, row) == now.astimezone(row.area.zone).date() for row in reports),
        "worst": worst[0] if worst else None,
    }


def local(moment, report):
    return moment and moment.astimezone(report.area.zone).date()


def by_date(reports, today):
    days = {(today - timedelta(days=back)).isoformat(): [0, 0] for back in range(DAYS)}
    for row in reports:
        for place, moment in enumerate((row.filed_at, row.resolved_at)):
            key = moment and local(moment, row).isoformat()
            if key in days:
                days[key][place] += 1
    return {key: tuple(numbers) for key, numbers in days.items() if any(numbers)}


def by_hour(reports, voting_on):
    hours = {}
    for row in reports:
        for place, moment in enumerate((row.filed_at, row.resolved_at)):
            if moment and local(moment, row) == voting_on:
                hours.setdefault(moment.astimezone(row.area.zone).strftime("%H"), [0, 0])[place] += 1
    return {key: tuple(numbers) for key, numbers in hours.items()}


def durations(reports):
    """{(tier, kind): (number, missed, median, ninetieth, in time)}, each duration rounded up to its class; missed are
    the deadlines because of which a report left a desk of the tier."""
    found, missed = {}, Counter()
    for event in Event.objects.filter(report__in=reports, kind="escalated"):
        step = "acknowledged" if event.from_state == "waiting" else "resolved"
        missed[len(event.from_desk.area.path), step] += 1
    for event in Event.objects.filter(report__in=reports, kind__in=("acknowledged", "resolved")):
        tier = len(event.to_desk.area.path)
        found.setdefault((tier, event.kind), []).append((event.waited_seconds, event.in_time))
    return {key: summed(found.get(key, []), missed[key]) for key in found | missed}


def summed(rows, missed):
    times = sorted(next(limit for limit in LIMITS if math.ceil(seconds / 60) <= limit) for seconds, _kept in rows)
    rank = [times[math.ceil(len(times) * percent / 100) - 1] if times else None for percent in (50, 90)]
    return (len(rows), missed, *rank, sum(kept for _seconds, kept in rows))


def counted(user, area, election, now):
    """All that a dashboard shows, as a dict."""
    rows = Report.objects.filter(election=election).select_related("area", "held_by__area")
    seen = [row for row in rows if row.classification in SEEN[user.role] and lies_in(row.area_id, user.area_id)]
    here = [row for row in seen if lies_in(row.area_id, area.pk)]
    areas = Area.objects.exclude(pk=area.pk)
    below = {
        tier: [row for row in areas if row.tier == tier and lies_in(row.pk, area.pk)]
        for tier in (area.tier + 1, area.tier + 2)
    }

    def of(code):
        return figures([row for row in here if lies_in(row.area_id, code)], code, now)

    waiting = sorted((row for row in here if row.state == "waiting"), key=lambda row: row.arrived_at)
    decide = sorted((row for row in here if row.due_at and row.held_by.area_id == area.pk), key=lambda row: row.due_at)
    desks = [desk for desk in Desk.objects.filter(election=election) if lies_in(desk.area_id, area.pk)]
    active = [desk for desk in desks if desk.hours.is_active_on(now.astimezone(desk.area.zone).date())]
    manned = set(
        Duty.objects.filter(state="published", starts_at__lte=now, ends_at__gt=now).values_list("desk", flat=True)
    )
    opened = [desk for desk in active if desk.is_open_at(now)]
    return {
        "total": of(area.pk),
        "children": {row.pk: of(row.pk) for row in below[area.tier + 1]},
        "tiles": {row.pk: of(row.pk) for tier in below for row in below[tier]},
        "own": figures([row for row in here if row.area_id == area.pk], area.pk, now),
        "matrix": {
            (level, state): sum(row.severity_id == level and row.state == state for row in here)
            for level in SEVERITIES
            for state in OPEN
        },
        "categories": categories(here),
        "days": by_date(here, now.astimezone(area.zone).date()),
        "hours": by_hour(here, election.voting_on),
        "durations": durations(here),
        "oldest": waiting[0].arrived_at if waiting else None,
        "decisions": [row.due_at for row in decide][:8],
        "desks": (len(active), len(opened), sum(desk.pk not in manned for desk in opened)),
    }


def categories(reports):
    still_open = Counter(row.category_id for row in reports if row.state in OPEN)
    filed = Counter(row.category_id for row in reports if row.state != "unfounded")
    return {code: (still_open[code], filed[code]) for code in still_open | filed}


def shown(dashboard):
    """The same of a real dashboard."""
    area = dashboard.area
    own = next((kept for row, kept in dashboard.rows if row.pk == area.pk), None)
    tiles = {tile.area.pk: told(tile.figures) for group in dashboard.tiles for tile in group.tiles}
    groups = {group.area.pk: told(group.figures) for group in dashboard.tiles if group.area}
    return {
        "total": told(dashboard.total),
        "children": {row.pk: told(kept) for row, kept in dashboard.rows if row.pk != area.pk},
        "tiles": tiles | groups,
        "own": told(own) if own else None,
        "matrix": {
            (level.value, state.value): number
            for level, kept in dashboard.matrix.items()
            for state, number in kept.items()
        },
        "categories": {category.pk: numbers for category, *pair in dashboard.categories for numbers in [tuple(pair)]},
        "days": pairs(dashboard.days),
        "hours": pairs(dashboard.hours),
        "durations": {
            (tier.value, {"response": "acknowledged", "resolution": "resolved"}[step]): (
                *(took.number, took.missed, took.median, took.ninetieth, took.in_time),
            )
            for step, tiers in dashboard.durations
            for tier, took in tiers
        },
        "oldest": dashboard.oldest_waiting and dashboard.oldest_waiting.at,
        "decisions": [row.at for row in dashboard.decisions],
        "desks": (dashboard.desks.active, dashboard.desks.open, dashboard.desks.unmanned),
    }


def told(kept):
    names = (*OPEN, "open", "overdue", "escalated", "stations", "resolved_today", "worst")
    return {name: getattr(kept, name) for name in names}


def pairs(counters):
    found = {key: (kept["number"], kept["resolved"]) for key, kept in counters.items()}
    return {key: numbers for key, numbers in found.items() if any(numbers)}


def agrees(user, area, election, now, dashboard):
    """Compare; says in words what differs. The own level is a line of its own only where something is on it."""
    expected, real = counted(user, area, election, now), shown(dashboard)
    if real["own"] is None:
        assert not expected["own"]["open"] and not expected["own"]["resolved_today"] or area.tier == 4
        del expected["own"], real["own"]
    for name in expected:
        assert real[name] == expected[name], (user.username, area.pk, name)
