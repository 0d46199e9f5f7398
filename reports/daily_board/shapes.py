"""What a board of daily reports shows, as one person may see it; nothing here asks the database."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from desks.formats import clock, moment_short
from desks.models import INNER_ROLES, Area, Election, Role, Tier

from ..actions.daily import may_sign
from ..actions.reminders import REMIND_AGAIN_AFTER
from ..models import DailyDue, DueStatus

#: Reminders shown to the desk that was reminded.
REMINDERS_SHOWN = 3
#: All that an observer learns of a report that is not there.
NOT_RECEIVED = "not_received", pgettext_lazy("daily report", "Not received")


@dataclass
class Counts:
    """How many reports are due, and how it stands with them. `late` and `nihil` are among the received."""

    due: int = 0
    received: int = 0
    late: int = 0
    missing: int = 0
    nihil: int = 0
    draft: int = 0

    def add(self, row):
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + row[each.name])

    @property
    def awaited(self):
        return self.due - self.received - self.missing - self.draft

    @property
    def percent(self):
        """Rounded down: 100 only where nothing is outstanding."""
        return 100 * self.received // self.due if self.due else 0


@dataclass(frozen=True)
class Tile:
    """One report due as this person may see it; `due` comes from `described`."""

    due: DailyDue
    user: object
    now: datetime

    @property
    def area(self):
        return self.due.desk.area

    @property
    def name(self):
        return self.area.name if self.area.tier == Tier.WARD else self.area.full_name

    @property
    def is_signed(self):
        return self.due.current_id is not None

    @property
    def is_plain(self):
        """Whether this person learns no more than whether the report is there."""
        return self.user.role == Role.OBSERVER

    @property
    def status(self):
        """(code, word)."""
        if self.is_plain:
            received = DueStatus.RECEIVED
            return (received.value, received.label) if self.is_signed else NOT_RECEIVED
        status = self.due.status_at(self.now)
        return status.value, status.label

    @property
    def is_missing(self):
        return self.due.status_at(self.now) == DueStatus.MISSING

    @property
    def reminder(self):
        """{"name", "area"} of whoever reminded the desk last; None once the report is there."""
        told = None if self.is_signed else self.due.reminder
        return told and {"name": told["name"], "area": Area(**told["area"]).full_name}

    @property
    def may_be_reminded(self):
        last = self.due.reminded_at
        return (
            self.user.role in INNER_ROLES
            and self.area.pk != self.user.area_id
            and not self.is_signed
            and self.due.period_from <= self.now
            and (last is None or last <= self.now - REMIND_AGAIN_AFTER)
        )

    @property
    def may_sign(self):
        return may_sign(self.user, self.due.desk) and self.due.may_be_signed_at(self.now)

    @property
    def signed_text(self):
        return self._told(self.due.first_signed_at)

    @property
    def reminded_text(self):
        return self._told(self.due.reminded_at)

    def _told(self, moment):
        """The time of day, with the date where it is another than that of the deadline."""
        zone = self.area.zone
        same = moment.astimezone(zone).date() == self.due.due_at.astimezone(zone).date()
        return clock(moment, zone, named=False) if same else moment_short(moment, zone)

    @property
    def is_due_today(self):
        zone = self.area.zone
        return self.due.due_at.astimezone(zone).date() == self.now.astimezone(zone).date()


@dataclass(frozen=True)
class Group:
    """The tiles of one district, the district's own first; a city's own tile is a group by itself."""

    area: Area
    tiles: list

    @property
    def received(self):
        return sum(tile.is_signed for tile in self.tiles)


@dataclass(frozen=True)
class OwnReports:
    """What the people of a desk have to write: the report of the day, and what they still owe from earlier days."""

    current: Tile | None
    earlier: list = field(default_factory=list)

    @property
    def lines(self):
        return [self.current] if self.current else []

    @property
    def reminded(self):
        """The newest of those that somebody above has asked for."""
        return [tile for tile in (*self.lines, *self.earlier) if tile.reminder][:REMINDERS_SHOWN]


@dataclass
class Board:
    user: object
    area: Area
    parents: list
    now: datetime
    elections: list
    election: Election | None
    #: Moments at which the round, the one before and the one after end; None where there is none.
    round: datetime | None = None
    previous: datetime | None = None
    following: datetime | None = None
    #: What is due in the round, the area's own report with it.
    dues: object = field(default_factory=DailyDue.objects.none)
    total: Counts = field(default_factory=Counts)
    #: The report of the area's own desk in the round, a Tile or None.
    own_tile: Tile | None = None
    groups: list = field(default_factory=list)
    #: [(area directly below, Counts)], only where there are too many desks for tiles.
    rows: list = field(default_factory=list)
    #: [(date, Counts)], the newest first.
    history: list = field(default_factory=list)
    own: OwnReports | None = None
    inbox: list = field(default_factory=list)

    @property
    def is_plain(self):
        return self.user.role == Role.OBSERVER

    @property
    def is_ours(self):
        return self.user.mans_a_desk and self.user.area_id == self.area.pk

    @property
    def has_ended(self):
        return self.round is not None and self.round <= self.now

    @property
    def waiting(self):
        """How many wait to be acknowledged, those among them that are not shown."""
        return self.inbox[0].waiting if self.inbox else 0

    @property
    def may_remind_all(self):
        return self.user.role in INNER_ROLES and self.total.missing > 0 and self.area.tier < Tier.WARD

    @property
    def own_lines(self):
        """The reports of the own desk that are told at length: the round's, and the day's where that is another."""
        found = {tile.due.pk: tile for tile in (self.own_tile, self.own and self.own.current) if tile}
        return list(found.values())

    @property
    def earlier(self):
        shown = {tile.due.pk for tile in self.own_lines}
        return [tile for tile in self.own.earlier if tile.due.pk not in shown] if self.own else []

    @property
    def round_parameters(self):
        """What leads to this round: parameters of an address, or fields of a form."""
        return self._parameters(self.round) if self.round else {}

    @property
    def this_query(self):
        return self._query(self.round)

    @property
    def day_query(self):
        """Leads to a date that is written after it."""
        return "?" + urlencode({**self._election_parameter, "on": ""})

    @property
    def previous_query(self):
        return self._query(self.previous)

    @property
    def following_query(self):
        return self._query(self.following)

    def _query(self, until):
        return f"?{urlencode(self._parameters(until))}" if until else ""

    def _parameters(self, until):
        local = until.astimezone(self.area.zone)
        return {**self._election_parameter, "on": f"{local:%Y-%m-%d}", "at": f"{local:%H:%M}"}

    @property
    def _election_parameter(self):
        return {"election": self.election.pk} if len(self.elections) > 1 else {}
