"""What is counted of each report, and what each event changes in it, as SQL for both databases.

A report is counted by how it stands: one line of STANDING, from its own row or from an event (events carry how the
report stood after them). What an event changes is the line after it less the line after the event before. Sums of such
lines are the same however they are cut into parts, so events can be counted in any order, by any number of workers.

Raw SQL, because the ORM writes no INSERT from a query, and one statement sees one state of the database.
"""

from typing import NamedTuple

from desks.models.areas import CODE_LENGTHS, NATION

from ..models import EventKind, Facet, State
from ..models.events import ARRIVED_BY_ESCALATION
from ..models.rollups import COUNTS
from .durations import LIMITS, MISSED

#: Offsets of the zones of Indonesia, which know no summer time.
OFFSETS = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
SUMS = ", ".join(f"SUM({name}) AS {name}" for name in COUNTS)
#: The events that wait to be folded.
QUEUED = "event.id IN (SELECT event_id FROM reports_unfolded)"
#: Those of an area. From the queue to its events, never from all events of the area to the queue: SQLite counts
#: neither, and an expression has no index.
QUEUED_BELOW = f"{QUEUED} AND (event.area_id || '') >= %(low)s AND (event.area_id || '') < %(high)s"
STILL_OPEN = (State.WAITING, State.IN_PROGRESS, State.RESOLVED)
MEASURED = (EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.ESCALATED)


def quoted(words):
    """Words of ours as a list in SQL."""
    return ", ".join(f"'{word}'" for word in words)


def classes_seen(seen):
    """(placeholders, their parameters) of these classifications, for `IN (...)`."""
    parameters = {f"seen_{number}": word.value for number, word in enumerate(seen)}
    return ", ".join(f"%({name})s" for name in parameters), parameters


#: Date and hour as text, by database; a percent sign stands twice, as in any SQL with parameters.
FORMATS = {
    "postgresql": {"day": "YYYY-MM-DD", "hour": "HH24"},
    "sqlite": {"day": "%%Y-%%m-%%d", "hour": "%%H"},
}


def _local(moment, zone, part, vendor):
    """Date or hour of a moment in a zone."""
    pattern = FORMATS[vendor][part]
    if vendor == "postgresql":
        return f"to_char({moment} AT TIME ZONE {zone}, '{pattern}')"
    shifts = " ".join(f"WHEN '{name}' THEN '+{hours} hours'" for name, hours in OFFSETS.items())
    return f"strftime('{pattern}', {moment}, CASE {zone} {shifts} END)"


def _voting_day(base, vendor):
    return f"to_char({base}.voting_on, 'YYYY-MM-DD')" if vendor == "postgresql" else f"{base}.voting_on"


def _standing(sign, row, base, source, where, vendor):
    """A SELECT of STANDING lines. `row` has the columns of a report as it stands, `base` those of OF_A_REPORT,
    `source` the tables."""
    (filed, filed_hour), (resolved, resolved_hour) = (
        (_local(moment, f"{base}.time_zone", "day", vendor), _local(moment, f"{base}.time_zone", "hour", vendor))
        for moment in (f"{base}.filed_at", f"{row.at}.resolved_at")
    )
    voting_day = _voting_day(base, vendor)
    return f"""
        SELECT {base}.area_id AS area, {base}.election_id AS election, {row.at}.classification AS classification,
            {row.severity} AS severity, {row.at}.category_id AS category, {row.state} AS state,
            {row.overdue} AS is_overdue, {row.escalated} AS is_escalated, LENGTH(holder.area_id) AS held_at,
            {row.at}.stations_affected AS stations, {filed} AS filed_on, {resolved} AS resolved_on,
            CASE WHEN {filed} = {voting_day} THEN {filed_hour} END AS filed_hour,
            CASE WHEN {resolved} = {voting_day} THEN {resolved_hour} END AS resolved_hour,
            {sign} AS sign
        FROM {source}
        JOIN desks_desk AS holder ON holder.id = {row.holder}
        WHERE {where}
    """


class _Of(NamedTuple):
    """The columns in which a table holds how a report stands; `at` is the table."""

    at: str
    severity: str
    state: str
    overdue: str
    escalated: str
    holder: str


def _of_event(name):
    columns = ("severity", "to_state", "is_overdue", "is_escalated", "to_desk_id")
    return _Of(name, *(f"{name}.{column}" for column in columns))


_OF_REPORT = _Of(
    "report",
    "report.severity_id",
    "report.state",
    "report.overdue_at IS NOT NULL",
    f"report.arrived_by IN ({quoted(ARRIVED_BY_ESCALATION)})",
    "report.held_by_id",
)
#: Open reports from below that the desk of an area holds: all that can count as escalated there.
HELD_FROM_BELOW = (
    "report.held_by_id IN (SELECT id FROM desks_desk WHERE area_id = %(area)s) AND report.area_id <> %(area)s "
    f"AND report.state IN ({quoted(STILL_OPEN)})"
)
#: What is counted of a report itself, not of how it stands, beside its place.
OF_A_REPORT = "report.election_id, report.filed_at, place.time_zone, held.voting_on"
_ITS_PLACE = (
    "JOIN desks_area AS place ON place.code = report.area_id "
    "JOIN desks_election AS held ON held.slug = report.election_id"
)
_EVENT = "reports_event AS event JOIN reports_report AS report ON report.id = event.report_id"
_TOLD = "tail AS event"
_BEFORE = "JOIN reports_event AS before ON before.report_id = event.report_id AND before.seq = event.seq - 1"
_EARLIER = (
    "JOIN reports_event AS step ON step.report_id = event.report_id AND step.seq < event.seq "
    f"AND step.kind IN ({quoted(MEASURED)})"
)
_MOVED = "before.classification <> event.classification"


def _step(sign, classification, step, base, source, where):
    """A SELECT of STEPS lines: acknowledgements and resolutions, in the classification their report has.

    An escalation is one that the desk it left did not bring about in time.
    """
    limits = " ".join(f"WHEN {step}.waited_seconds <= {60 * limit} THEN {limit}" for limit in LIMITS)
    missed = f"{step}.kind = '{EventKind.ESCALATED}'"
    awaited = (
        f"CASE {step}.from_state WHEN '{State.WAITING}' THEN '{EventKind.ACKNOWLEDGED}' ELSE '{EventKind.RESOLVED}' END"
    )
    return f"""
        SELECT {base}.area_id AS area, {base}.election_id AS election, {classification} AS classification,
            CASE WHEN {missed} THEN {awaited} ELSE {step}.kind END AS kind, LENGTH(desk.area_id) AS held_at,
            CASE WHEN {missed} THEN {MISSED} {limits} ELSE {LIMITS[-1]} END AS took,
            {step}.in_time AS in_time, {sign} AS sign
        FROM {source}
        JOIN desks_desk AS desk ON desk.id = CASE WHEN {missed} THEN {step}.from_desk_id ELSE {step}.to_desk_id END
        WHERE {where} AND {step}.kind IN ({quoted(MEASURED)})
    """


def _told(sign, classification, base, source, where):
    """A SELECT of lines that count events."""
    return f"""
        SELECT {base}.area_id AS area, {base}.election_id AS election, {classification} AS classification,
            {sign} AS sign
        FROM {source} WHERE {where}
    """


def tail(where):
    """A part of WITH that `of_events` reads: these events with OF_A_REPORT; `where` is about `event`.

    Looked up once: where each SELECT looked them up for itself, PostgreSQL planned for longer than it counted.
    """
    return f"tail AS (SELECT event.*, {OF_A_REPORT} FROM {_EVENT} {_ITS_PLACE} WHERE {where})"


def of_events(vendor, sign=1):
    """(standing, steps, told) SELECTs of what the events of the `tail` change."""
    minus = -sign
    standing = [
        _standing(sign, _of_event("event"), "event", _TOLD, "1 = 1", vendor),
        _standing(minus, _of_event("before"), "event", f"{_TOLD} {_BEFORE}", "1 = 1", vendor),
    ]
    moved = f"{_TOLD} {_BEFORE} {_EARLIER}"
    steps = [
        _step(sign, "event.classification", "event", "event", _TOLD, "1 = 1"),
        _step(sign, "event.classification", "step", "event", moved, _MOVED),
        _step(minus, "before.classification", "step", "event", moved, _MOVED),
    ]
    told = [
        _told(sign, "event.classification", "event", _TOLD, "1 = 1"),
        # Who no longer sees a report must notice that too.
        _told(sign, "before.classification", "event", f"{_TOLD} {_BEFORE}", _MOVED),
    ]
    return standing, steps, told


def of_reports(where, vendor):
    """The same of all reports as they stand now; `where` is about `report`."""
    source = f"(SELECT report.*, place.time_zone, held.voting_on FROM reports_report AS report {_ITS_PLACE}) AS report"
    standing = [_standing(1, _OF_REPORT, "report", source, where, vendor)]
    steps = [_step(1, "report.classification", "event", "report", _EVENT, where)]
    told = [
        _told(1, "event.classification", "report", _EVENT, where),
        _told(
            1,
            "before.classification",
            "report",
            f"{_EVENT} {_BEFORE}",
            f"{where} AND event.kind = '{EventKind.RECLASSIFIED}' AND {_MOVED}",
        ),
    ]
    return standing, steps, told


def counted(standing, steps, told):
    """WITH clause whose `leaf` holds COUNTS by KEY and `held_at`, of the places themselves."""
    facets = [
        _facet(Facet.SEVERITY, "severity"),
        _facet(Facet.PLACE, "severity", where=f"LENGTH(area) < {CODE_LENGTHS[-1]}"),
        _facet(Facet.CATEGORY, "category", number=f"state <> '{State.UNFOUNDED}'"),
        _dates(Facet.DAY, "filed_on", "number"),
        _dates(Facet.DAY, "resolved_on", "resolved"),
        _dates(Facet.HOUR, "filed_hour", "number"),
        _dates(Facet.HOUR, "resolved_hour", "resolved"),
        _durations(Facet.RESPONSE, EventKind.ACKNOWLEDGED),
        _durations(Facet.RESOLUTION, EventKind.RESOLVED),
        _line(Facet.EVENTS, "''", {"number": "sign"}, "told"),
    ]
    union = " UNION ALL "
    return f"""
        standing AS ({union.join(standing)}),
        steps AS ({union.join(steps)}),
        told AS ({union.join(told)}),
        leaf AS ({union.join(facets)})
    """


def _line(facet, key, counts, source, *, held_at="0", where="1 = 1"):
    sums = ", ".join(f"SUM({counts.get(name, '0')}) AS {name}" for name in COUNTS)
    columns = f"area, election, classification, '{facet}' AS facet, {key} AS key, {held_at} AS held_at"
    return f"SELECT {columns}, {sums} FROM {source} WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6"


def _facet(facet, key, number="1 = 1", where="1 = 1"):
    still_open = f"state IN ({quoted(STILL_OPEN)})"
    when = {
        "number": number,
        **{name: f"state = '{name}'" for name in ("waiting", "in_progress", "resolved")},
        "overdue": "is_overdue",
        "escalated": f"is_escalated AND {still_open}",
    }
    counts = {name: f"CASE WHEN {condition} THEN sign ELSE 0 END" for name, condition in when.items()}
    counts["stations"] = f"CASE WHEN {still_open} THEN sign * stations ELSE 0 END"
    return _line(facet, key, counts, "standing", held_at="held_at", where=where)


def _dates(facet, key, count):
    return _line(facet, key, {count: "sign"}, "standing", where=f"{key} IS NOT NULL")


def _durations(facet, kind):
    tier = "CASE held_at " + " ".join(f"WHEN {length} THEN {n}" for n, length in enumerate(CODE_LENGTHS, 1)) + " END"
    counts = {"number": "sign", "in_time": "CASE WHEN in_time THEN sign ELSE 0 END"}
    return _line(facet, f"{tier} || ':' || took", counts, "steps", where=f"kind = '{kind}'")


#: Characters of the code by which a place counts in a tier; all places count in the nation.
LENGTHS = (0, *CODE_LENGTHS)
#: In which tiers a place counts: (tier, characters of the code).
_TIERS = ", ".join(f"({tier}, {length})" for tier, length in enumerate(LENGTHS))
STEPS_UP = f"steps_up(tier, length) AS (VALUES {_TIERS})"


def upwards(leaf="leaf"):
    """A SELECT of rollup rows: what the leaves hold, for their own area and each one it lies in."""
    sums = ", ".join(
        "SUM(CASE WHEN held_at = steps_up.length THEN escalated ELSE 0 END) AS escalated"
        if name == "escalated"
        else f"SUM({name}) AS {name}"
        for name in COUNTS
    )
    area = f"CASE WHEN steps_up.tier = 0 THEN '{NATION}' ELSE SUBSTR(area, 1, steps_up.length) END"
    return f"""
        SELECT facet, steps_up.tier AS tier, {area} AS area, election, classification, key, {sums}
        FROM {leaf} JOIN steps_up ON steps_up.length <= LENGTH(area)
            AND (facet <> '{Facet.PLACE}' OR steps_up.length = LENGTH(area))
        GROUP BY 1, 2, 3, 4, 5, 6
    """


def at_itself(leaf="leaf"):
    """A SELECT of what the leaves add to an area beside the rows of the areas directly below it.

    That is all there is at the area itself, and of what lies below only what escalated to its own desk: the rows below
    count as escalated what their own desks hold.
    """
    sums = ", ".join(
        f"CASE WHEN {'held_at = %(length)s' if name == 'escalated' else 'area = %(area)s'} THEN {name} ELSE 0 END"
        for name in COUNTS
    )
    return f"""
        SELECT facet, election, classification, key, {sums} FROM {leaf}
        WHERE area = %(area)s OR facet <> '{Facet.PLACE}'
    """


def directly_below():
    """A SELECT of what the rollup rows of the areas directly below an area add to its own."""
    facets = quoted(facet for facet in Facet if facet != Facet.PLACE)
    counts = ", ".join("0" if name == "escalated" else name for name in COUNTS)
    return f"""
        SELECT facet, election_id, classification, key, {counts} FROM reports_rollup
        WHERE facet IN ({facets}) AND tier = %(tier)s + 1 AND area_id >= %(low)s AND area_id < %(high)s
    """
