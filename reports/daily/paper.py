"""A daily report as one person may see it: the content without what is above their classifications, with its sums.

Pages, PDF, workbook and text all take their words and figures from a Paper, so that they agree to the digit.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from ..models import OPEN_STATES, Classification, SeverityLevel, State

#: What people wrote, besides the formal parts: shown only to those who may see the words' classification.
JUDGEMENT = ("situation", "analysis", "prediction", "needs")


@dataclass(frozen=True)
class Below:
    """One desk below in the report of the desk above. A missing report has no figures: None, never zero."""

    code: str
    desk: str
    area: str
    status: str
    number: str
    signed_at: datetime | None
    is_nihil: bool
    #: {SeverityLevel: incidents of the period that are this desk's own to tell}, None where missing.
    by_severity: dict | None
    stations: int | None

    @property
    def total(self):
        return None if self.by_severity is None else sum(self.by_severity.values())

    @property
    def is_missing(self):
        return self.status == "missing"


class Paper:
    """`content` as `reports.daily.content.compiled` makes it (and signing completes it), seen by whom the
    classifications `seen` are shown: lists, numbers and texts that need no further sums."""

    def __init__(self, content, seen=tuple(Classification), *, sha256="", hidden=frozenset(), hides_words=False):
        self.content = content
        self.seen = {Classification(level) for level in seen}
        self.sha256 = sha256
        #: What has become too secret for this reader since: numbers of incidents; whether all words have.
        self.hidden, self.hides_words = hidden, hides_words

    @property
    def is_excerpt(self):
        """Whether parts may be left out for this reader; also true where none had to be."""
        return len(self.seen) < len(Classification)

    @cached_property
    def classification(self):
        """Of what is shown here."""
        whole = Classification(self.content["classification"])
        return min(whole, max(self.seen, key=lambda level: level.rank), key=lambda level: level.rank)

    @cached_property
    def zone(self):
        return ZoneInfo(self.content["desk"]["zone"])

    def moment(self, name):
        """A moment of the content ("due_at", "snapshot_at", "signed_at"), or None."""
        return _moment(self.content.get(name))

    @property
    def period(self):
        return tuple(_moment(text) for text in self.content["period"])

    # ---- words ----

    @cached_property
    def shows_words(self):
        return Classification(self.content["words_classification"]) in self.seen and not self.hides_words

    def words(self, name):
        """Text of one of JUDGEMENT; empty where this reader may not see it."""
        return self.content[name] if self.shows_words else ""

    @property
    def recommendations(self):
        return self.content["recommendations"] if self.shows_words else []

    # ---- incidents of the period ----

    @cached_property
    def _own(self):
        return self._visible(self.content["own"])

    @cached_property
    def _all(self):
        """Own rows and those of every report received from below."""
        return [*self._own, *(row for below in self.content["below"] for row in self._visible(below["own"]))]

    def _visible(self, rows):
        return [row for row in rows if Classification(row[2]) in self.seen]

    @cached_property
    def total(self):
        return sum(row[3] for row in self._all)

    @cached_property
    def stations(self):
        """Polling stations affected by the incidents of the period."""
        return sum(row[4] for row in self._all)

    @property
    def stations_total(self):
        """Polling stations of the area, None where unknown."""
        return self.content["stations_total"]

    @cached_property
    def by_severity(self):
        return _by_severity(self._all)

    @cached_property
    def own_by_severity(self):
        return _by_severity(self._own)

    @property
    def own_total(self):
        return sum(self.own_by_severity.values())

    @property
    def own_stations(self):
        return sum(row[4] for row in self._own)

    @cached_property
    def by_category(self):
        """[(category code, {SeverityLevel: number}, sum, polling stations)], those that occurred, by code."""
        rows = {}
        for category, severity, _classification, number, stations in self._all:
            counts, sums = rows.setdefault(category, (Counter(), [0, 0]))
            counts[SeverityLevel(severity)] += number
            sums[0] += number
            sums[1] += stations
        return [
            (code, {level: counts[level] for level in SeverityLevel}, *sums)
            for code, (counts, sums) in sorted(rows.items())
        ]

    @property
    def incidents(self):
        """Dicts of the notable incidents, with `occurred_at` as a moment."""
        return [
            {**row, "occurred_at": _moment(row["occurred_at"])}
            for row in self.content["incidents"]
            if Classification(row["classification"]) in self.seen and row["number"] not in self.hidden
        ]

    # ---- where the open reports stand at the instant of the snapshot ----

    @cached_property
    def position(self):
        """The dashboard's figures at `snapshot_at`: open, waiting, in_progress, resolved, overdue, escalated,
        resolved_today."""
        figures = dict.fromkeys(
            ("open", "waiting", "in_progress", "resolved", "overdue", "escalated", "resolved_today"), 0
        )
        for what, _severity, _classification, number, late, escalated in self._visible(self.content["position"]):
            if not what:
                figures["resolved_today"] += number
                continue
            figures["open"] += number
            figures[what] += number
            figures["overdue"] += late
            figures["escalated"] += escalated
        return figures

    @cached_property
    def matrix(self):
        """{SeverityLevel: {State: number}} of the open reports."""
        matrix = {level: dict.fromkeys(OPEN_STATES, 0) for level in SeverityLevel}
        for what, severity, _classification, number, *_ in self._visible(self.content["position"]):
            if what:
                matrix[SeverityLevel(severity)][State(what)] += number
        return matrix

    # ---- the desks below ----

    @cached_property
    def below(self):
        return [self._below(row) for row in self.content["below"]]

    def _below(self, row):
        missing = row["status"] == "missing"
        own = self._visible(row["own"])
        return Below(
            code=row["code"],
            desk=row["desk"],
            area=row["area"],
            status=row["status"],
            number=row.get("number", ""),
            signed_at=_moment(row.get("signed_at")),
            is_nihil=row.get("is_nihil", False),
            by_severity=None if missing else _by_severity(own),
            stations=None if missing else sum(line[4] for line in own),
        )

    @cached_property
    def received(self):
        return sum(not row.is_missing for row in self.below)

    @cached_property
    def late(self):
        return sum(row.status == "late" for row in self.below)

    @cached_property
    def nihil(self):
        return sum(row.is_nihil for row in self.below)

    @cached_property
    def missing(self):
        """The Below rows of the desks that have not reported."""
        return [row for row in self.below if row.is_missing]


def _by_severity(rows):
    counts = Counter()
    for row in rows:
        counts[SeverityLevel(row[1])] += row[3]
    return {level: counts[level] for level in SeverityLevel}


def _moment(text):
    return datetime.fromisoformat(text) if text else None
