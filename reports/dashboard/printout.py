"""A dashboard as a paper to lay on a table: PDF, in the reader's language, with its pictures and every figure."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from desks.formats import figure, moment, moment_near, moment_short
from desks.models import Role, Tier
from desks.typst import compile_pdf

from ..models import OPEN_STATES, Classification, Facet, SeverityLevel, State
from ..wording import SHAPES, minutes, short_name
from .charts import trend_of

FOLDER = Path(__file__).resolve().parent.parent / "typst"
#: The figures of an area below, in the order of their headings.
BELOW = ("overdue", "waiting", "in_progress", "resolved", "open", "escalated", "resolved_today")


def printout_pdf(dashboard, user, now, **options):
    return compile_pdf("dashboard.typ", printout(dashboard, user, now), folder=FOLDER, now=now, **options)


def printout(dashboard, user, now):
    """All that the template prints: texts, numbers of bars, heights of columns in percent of the highest."""
    return {
        "lang": get_language(),
        "classification": _classification(user),
        **_head(dashboard, now),
        "figures": _figures(dashboard),
        "facts": _facts(dashboard, user),
        "decisions": _decisions(dashboard, now),
        "severities": _severities(dashboard, user),
        "trend": _trend(dashboard),
        "tiles": _tiles(dashboard),
        "categories": _categories(dashboard),
        "durations": _durations(dashboard),
        "below": _below(dashboard),
        "events": _events(dashboard, now),
    }


def _classification(user):
    """That of the most secret report which this reader's figures may hold."""
    level = max(Classification.seen_by(user.role), key=lambda level: level.rank)
    return _("CLASSIFICATION: %(level)s") % {"level": str(level.label).upper()}


def _head(dashboard, now):
    area, election = dashboard.area, dashboard.election
    lines = [_("No election is held here.")]
    if election:
        countdown = render_to_string("includes/voting_day.html", {"dashboard": dashboard}).strip()
        lines = [election.label, " · ".join(filter(None, (", ".join(map(str, dashboard.stages)), countdown)))]
    as_of = f"{_('as of')} {moment(now)}"
    return {
        "title": f"{_('Dashboard')} {area.full_name}",
        "name": area.full_name,
        "above": " / ".join(parent.full_name for parent in dashboard.parents),
        "lines": [*lines, f"{_desk_words(dashboard)} · {as_of}"],
        "foot": f"{area.full_name} · {as_of}",
    }


def _desk_words(dashboard):
    if dashboard.area.tier == Tier.NATION:
        return _("No desk stands for the whole country")
    if not dashboard.has_desk:
        return _("No active desk of its own")
    return _("Desk open") if dashboard.is_open else _("Desk closed")


def _figures(dashboard):
    total, oldest = dashboard.total, dashboard.oldest_waiting
    since = f"{_('the oldest since')} {moment_short(oldest.at)}" if oldest else ""
    rows = [
        (_("Overdue"), total.overdue, ""),
        (_("Waiting to be acknowledged"), total.waiting, since),
        (_("Escalated to this desk"), total.escalated, ""),
        (_("Open in all"), total.open, ""),
        (_("Resolved today"), total.resolved_today, ""),
    ]
    if dashboard.area.tier == Tier.NATION:  # no desk to escalate to
        del rows[2]
    return [
        {"label": label, "number": figure(number), "note": note, "alarm": place == 0 and number > 0}
        for place, (label, number, note) in enumerate(rows)
    ]


# ---- facts: one line each ----


def _facts(dashboard, user):
    lines = [_desks(dashboard.desks, user), _stations(dashboard), _reporting(dashboard.reporting)]
    if user.role != Role.OBSERVER and dashboard.manning.uncovered is not None:
        lines.append(_manning(dashboard.manning))
    return lines


def _desks(desks, user):
    parts = [
        _counted(ngettext("%(shown)s active desk", "%(shown)s active desks", desks.active), desks.active),
        _counted(_("%(shown)s open now"), desks.open),
    ]
    if user.role != Role.OBSERVER and desks.unmanned:
        parts.append(_counted(_("%(shown)s without anybody on duty"), desks.unmanned))
    return ", ".join(parts)


def _counted(words, number):
    return words % {"shown": figure(number)}


def _stations(dashboard):
    words = f"{_('Polling stations affected:')} {figure(dashboard.total.stations)}"
    if dashboard.stations_of_all:
        words = f"{words} {_counted(_('of %(shown)s'), dashboard.stations_of_all)}"
    return f"{words} ({_('open reports; one named twice counts twice')})" if dashboard.total.stations else words


def _reporting(reporting):
    if not reporting.due:
        return _("No daily report was due yet.")
    counts = {"received": figure(reporting.received), "due": figure(reporting.due)}
    words = f"{_('Daily reports')}: {_('%(received)s of %(due)s received') % counts}"
    return f"{words}, {_counted(_('%(shown)s missing'), reporting.missing)}" if reporting.missing else words


def _manning(manning):
    words = _uncovered(manning)
    if manning.warnings:
        more = ngettext("%(shown)s further warning", "%(shown)s further warnings", manning.warnings)
        words = f"{words}, {_counted(more, manning.warnings)}"
    if manning.unrostered:
        more = ngettext("%(shown)s desk without a roster", "%(shown)s desks without a roster", manning.unrostered)
        words = f"{words} · {_counted(more, manning.unrostered)}"
    return words


def _uncovered(manning):
    if not manning.uncovered:
        return _("All places of the next 7 days are covered")
    places = ngettext(
        "%(shown)s place is uncovered in the next 7 days",
        "%(shown)s places are uncovered in the next 7 days",
        manning.uncovered,
    )
    desks = ngettext("at %(shown)s desk", "at %(shown)s desks", manning.desks)
    return f"{_counted(places, manning.uncovered)} {_counted(desks, manning.desks)}"


# ---- tables and pictures; each is None or empty where there is nothing to draw ----


def _signed(code):
    level = SeverityLevel(code)
    return f"{SHAPES[level]} {level.label}"


def _decisions(dashboard, now):
    return {
        "title": _("Needs a decision now"),
        "headings": [_("Deadline"), _("Severity"), _("Report"), _("Area")],
        "rows": [_decision(report, now) for report in dashboard.decisions],
    }


def _decision(report, now):
    due = moment_short(report.at)
    step = _("must be acknowledged") if report.state == State.WAITING else _("must be resolved")
    return {
        "cells": [
            f"{due} · {_('Overdue')}" if report.at < now else due,
            _signed(report.severity),
            f"{report.title} · {step}",
            report.place.full_name,
        ],
        "number": report.number,
        "alarm": report.at < now,
    }


def _severities(dashboard, user):
    rows = [
        [f"{SHAPES[level]} {level.label}", *(figure(number) for _state, number in numbers), figure(total)]
        for level, numbers, total, _link in dashboard.severities
    ]
    total = dashboard.total
    empty = _("No open report: every incident filed so far is closed.")
    return {
        "title": _("Open reports by severity and status"),
        "headings": [_("Severity"), *(str(state.label) for state in OPEN_STATES), _("Sum")],
        "rows": rows if total.open else [],
        "sums": [_("Sum"), *(figure(getattr(total, state.value)) for state in OPEN_STATES), figure(total.open)],
        "empty": _("No open report that you may see.") if user.role == Role.OBSERVER else empty,
    }


def _trend(dashboard):
    trend = trend_of(dashboard)
    most = max((max(slot.filed, slot.resolved) for slot in trend.slots), default=0)
    nothing = _("Nothing filed or resolved in these days.")
    return {
        "title": _("Incidents of voting day by the hour") if trend.by_hour else _("Incidents of the last 14 days"),
        "when": _("Hour") if trend.by_hour else _("Date"),
        "names": [_("Filed"), _("Resolved")],
        "sums": [figure(trend.filed), figure(trend.resolved)],
        "sum": _("Sum"),
        "slots": [
            {
                "label": slot.label,
                "numbers": [figure(slot.filed), figure(slot.resolved)],
                "heights": [_share(slot.filed, most), _share(slot.resolved, most)],
            }
            for slot in trend.slots
            if most
        ],
        "empty": _("Nothing filed or resolved today.") if trend.by_hour else nothing,
    }


def _share(number, most):
    return round(100 * number / most, 2) if most else 0


def _tiles(dashboard):
    return {
        "title": _("Tile map"),
        "words": _("Shade and sign: the worst open severity. Number: open reports."),
        "groups": [
            {
                "head": _tile(group.area.name, group.figures) if group.area else None,
                "tiles": [_tile(short_name(tile.area.name), tile.figures) for tile in group.tiles],
            }
            for group in dashboard.tiles
        ],
    }


def _tile(name, figures):
    worst = figures.worst
    return {
        "name": name,
        "level": worst.value if worst else "",
        "count": f"{SHAPES[worst]} {figure(figures.open)}" if worst else figure(figures.open),
    }


def _categories(dashboard):
    most = dashboard.most_of_a_category
    return {
        "title": _("By category"),
        "headings": [_("Category"), _("Open"), _("All")],
        "rows": [
            {
                "cells": [category.label, figure(still_open), figure(filed)],
                # Open ones whose filing is not folded yet: nothing is ever narrower than nothing.
                "bar": [("part", still_open), ("rest", max(filed - still_open, 0))],
            }
            for category, still_open, filed in dashboard.categories
        ],
        "most": most,
        "note": _("Without the unfounded ones. The dark part of a bar is open."),
        "empty": _("No incident yet."),
    }


def _durations(dashboard):
    words = {Facet.RESPONSE: _("To acknowledge"), Facet.RESOLUTION: _("To resolve")}
    return {
        "title": _("How fast the desks are"),
        "headings": [_("Desks of the tier"), _("Median"), _("9 of 10"), _("In time")],
        "parts": [
            {
                "name": words[Facet(step)],
                "rows": [
                    [str(tier.label), minutes(took.median), minutes(took.ninetieth), f"{took.percent_in_time} %"]
                    for tier, took in tiers
                ],
            }
            for step, tiers in dashboard.durations
        ],
        "note": _(
            "From the arrival at the desk. “9 of 10”: nine of ten took no longer. “In time”: of all deadlines those "
            "that were kept; a report that escalated missed its own."
        ),
        "empty": _("No desk has acknowledged a report yet."),
    }


def _below(dashboard):
    headings = [_("Area"), _("Overdue"), _("Waiting"), _("In progress"), _("Resolved"), _("Open")]
    most = max((figures.open for _area, figures in dashboard.rows), default=0)
    return {
        "title": _("Areas below"),
        "headings": [*headings, _("Escalated to its desk"), _("Resolved today")],
        "rows": [
            {
                "cells": [_name_below(dashboard, area), *(figure(getattr(figures, name)) for name in BELOW)],
                "bar": [(level.value, figures.by_severity.get(level, 0)) for level in SeverityLevel],
            }
            for area, figures in dashboard.rows
        ],
        "most": most,
    }


def _name_below(dashboard, area):
    if area.pk == dashboard.area.pk:
        return _("%(area)s itself") % {"area": area.full_name}
    return area.full_name


def _events(dashboard, now):
    return {
        "title": _("Newest events"),
        "rows": [
            {
                "cells": [
                    moment_near(event.at, now),
                    str(event.kind_text),
                    f"{_signed(event.severity)} · {event.title}",
                    f"{event.place.full_name} → {event.desk}" if event.desk else event.place.full_name,
                ],
                "number": event.number,
            }
            for event in dashboard.events
        ],
        "empty": _("Nothing in the last 24 hours. New events appear here by themselves."),
    }
