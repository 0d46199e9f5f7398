"""What a dashboard is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime

from desks.models import Area, Election, Tier

from ..models import OPEN_STATES, EventKind, SeverityLevel, State

#: Name of a figure -> what narrows the report list to it, within its area.
LISTS = {
    "open": {"status": "open"},
    "waiting": {"status": State.WAITING.value},
    "in_progress": {"status": State.IN_PROGRESS.value},
    "resolved": {"status": State.RESOLVED.value},
    "overdue": {"overdue": "1"},
}


@dataclass
class Figures:
    """Counts of one area. Each has the parameters of the list that holds exactly those reports."""

    link: dict
    election: str
    today: date
    waiting: int = 0
    in_progress: int = 0
    resolved: int = 0
    overdue: int = 0
    escalated: int = 0
    resolved_today: int = 0
    #: Polling stations affected, of the open reports.
    stations: int = 0
    #: Open reports by severity.
    by_severity: dict = field(default_factory=dict)
    holder: str = ""

    @property
    def open(self):
        return self.waiting + self.in_progress + self.resolved

    @property
    def worst(self):
        """The worst severity of an open report, or None."""
        return next((level for level in SeverityLevel if self.by_severity.get(level)), None)

    def add(self, row):
        """Add a row of counts by severity."""
        for name in ("waiting", "in_progress", "resolved", "overdue", "stations"):
            setattr(self, name, getattr(self, name) + getattr(row, name))
        number = row.waiting + row.in_progress + row.resolved
        self.by_severity[row.key] = self.by_severity.get(row.key, 0) + number

    def link_to(self, name):
        """Parameters of the report list behind a figure."""
        base = {"election": self.election, **self.link}
        if name == "escalated":
            return {**base, "holder": self.holder, "escalated": "1"}
        if name == "resolved_today":
            return {**base, "resolved_on": self.today.isoformat()}
        return {**base, **LISTS[name]}


@dataclass(frozen=True)
class Manning:
    """How the desks of an area and below are manned in the next days; numbers only, no names."""

    #: None where no desk has a roster that could have gaps.
    uncovered: int | None = None
    desks: int = 0
    warnings: int = 0
    #: Active desks without a composition: nobody knows whether somebody is there.
    unrostered: int = 0


@dataclass(frozen=True)
class Desks:
    """The desks of an area and below at this moment."""

    active: int = 0
    open: int = 0
    #: Open without anybody on duty by the roster.
    unmanned: int = 0


@dataclass(frozen=True)
class Reporting:
    """The daily reports of the desks below in the last round that has ended; None of them where there was none."""

    due: int = 0
    received: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Happening:
    """An event, a report that needs a decision, or the one that has waited longest, with what a line of it shows."""

    number: str
    title: str
    severity: str
    #: When it happened; of a report: its deadline, or since when it waits.
    at: datetime
    place: Area
    #: Of an event: its kind, and the desk it went to.
    kind: str = ""
    desk: str = ""
    state: str = ""

    @property
    def kind_text(self):
        return EventKind(self.kind).label

    @property
    def begins_emergency(self):
        return self.severity == SeverityLevel.DARURAT and self.kind in (EventKind.FILED, EventKind.RECLASSIFIED)


@dataclass(frozen=True)
class Tile:
    area: Area
    figures: Figures


@dataclass(frozen=True)
class TileGroup:
    """An area directly below with the areas below it; in a district the wards by themselves."""

    area: Area | None
    figures: Figures | None
    tiles: list


@dataclass(frozen=True)
class Duration:
    """How long the desks of a tier took for a step; times in minutes, rounded up to a class of duration."""

    #: How often the step was taken, and how often its deadline passed unmet, so that the report went on.
    number: int
    missed: int
    median: int | None
    ninetieth: int | None
    in_time: int

    @property
    def percent_in_time(self):
        """Of all deadlines. Rounded down: 100 only where every one was kept."""
        return 100 * self.in_time // (self.number + self.missed)


@dataclass(frozen=True)
class Other:
    """Another election with active desks here: what is open in it must not be overlooked."""

    election: Election
    #: Open reports.
    open: int


@dataclass
class Dashboard:
    area: Area
    parents: list
    election: Election | None
    #: Whether the area has an active desk of its own, and whether it is open.
    has_desk: bool
    is_open: bool
    stages: list
    today: date
    desks: Desks
    manning: Manning
    reporting: Reporting
    total: Figures
    #: (area, figures) of the areas directly below; the area itself first, for what happened at its own level.
    rows: list
    #: {severity: {state: number}} of the open reports.
    matrix: dict
    #: Polling stations of the area; None where their number is not known.
    stations_of_all: int | None = None
    tiles: list = field(default_factory=list)
    #: [(category, open, filed)], most first; filed without the unfounded.
    categories: list = field(default_factory=list)
    #: {local date as text: (filed, resolved)} and {hour of voting day: (filed, resolved)}.
    days: dict = field(default_factory=dict)
    hours: dict = field(default_factory=dict)
    #: [(Facet of acknowledging or of resolving, [(tier, Duration)])], highest tier first.
    durations: list = field(default_factory=list)
    events: list = field(default_factory=list)
    #: Reports that need a decision of this area's desk, the earliest deadline first.
    decisions: list = field(default_factory=list)
    #: Whether there are more of them than are shown; whether anybody decides here, a desk or who looks at the country.
    more_decisions: bool = False
    decides: bool = False
    oldest_waiting: Happening | None = None
    #: [Other], the elections that are not shown.
    others: list = field(default_factory=list)
    #: Whether this election was asked for.
    is_asked: bool = False

    @property
    def query(self):
        """What the addresses of other dashboards end with, so that they show the same election."""
        return f"?election={self.election.pk}" if self.election and (self.is_asked or self.others) else ""

    @property
    def held_link(self):
        """Parameters of the list of the open reports that the area's own desk holds; of the nation, of all overdue."""
        if self.area.tier == Tier.NATION:
            return self.total.link_to("overdue")
        return {**self.total.link_to("open"), "holder": self.area.pk}

    @property
    def days_to_voting(self):
        """Days until voting day; negative after it."""
        return (self.election.voting_on - self.today).days if self.election else None

    @property
    def days_since_voting(self):
        return -self.days_to_voting

    @property
    def is_voting_day(self):
        return self.election is not None and self.today == self.election.voting_on

    @property
    def severities(self):
        """Per severity, worst first: (level, [(state, number)], sum, parameters of the list behind the sum)."""
        rows = []
        for level in SeverityLevel:
            numbers = [(state, self.matrix[level][state]) for state in OPEN_STATES]
            link = {**self.total.link_to("open"), "severity": level.value}
            rows.append((level, numbers, sum(number for _, number in numbers), link))
        return rows

    @property
    def most_of_a_category(self):
        return max((max(still_open, filed) for _category, still_open, filed in self.categories), default=0)

    @property
    def most_of_a_tile(self):
        return max((tile.figures.open for group in self.tiles for tile in group.tiles), default=0)

    @property
    def most_of_a_group(self):
        return max((group.figures.open for group in self.tiles if group.area), default=0)

    @property
    def emergencies(self):
        """Emergencies that nobody has acknowledged."""
        return self.matrix[SeverityLevel.DARURAT][State.WAITING]

    @property
    def new_emergencies(self):
        """Numbers of the reports that the newest events tell of as new emergencies, the newest first."""
        return list(dict.fromkeys(event.number for event in self.events if event.begins_emergency))
