"""Who has reported: every figure of the board of daily reports (the one place where they are counted).

A round is what is due about stretches of time that end at the same moment: the wards' report of 16.00, the
districts' of 17.00, the city's of 18.00. Six queries make one board, however many desks lie below: the areas, the
elections, the rounds, the counts of the round, its tiles, the history. Those who man the desk of the area get two
more: their own reports, and what waits for them to acknowledge.
"""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, JSONObject, Substr
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from desks.formats import clock, moment_short
from desks.hours import start_of
from desks.models import DESK_ROLES, NATION, Area, Desk, Election, Role, Tier, below

from .actions.daily import REMIND_AGAIN_AFTER
from .models import DailyDue, DailyReport, DueStatus, Reminder

#: Dates in the history, the date of the round among them.
HISTORY_DAYS = 14
#: With more desks below, a row for each area directly below instead of a tile for each desk.
MOST_TILES = 400
#: Received reports shown that nobody has acknowledged yet.
INBOX_SHOWN = 20
#: Reminders shown to the desk that was reminded.
REMINDERS_SHOWN = 3
#: Who may ask desks below for their report.
REMINDERS = (*DESK_ROLES, Role.OFFICIAL)
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
            self.user.role in REMINDERS
            and self.area.pk != self.user.area_id
            and not self.is_signed
            and self.due.period_from <= self.now
            and (last is None or last <= self.now - REMIND_AGAIN_AFTER)
        )

    @property
    def may_sign(self):
        return self.user.role == Role.COORDINATOR and self.due.may_be_signed_at(self.now)

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
        return self.user.role in REMINDERS and self.total.missing > 0 and self.area.tier < Tier.WARD

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


def board_of(user, code, now, *, slug="", on=None, at=None):
    """The Board of an area as this user may see it, or None where the area is not theirs.

    `on` and `at` (local date and time of day) choose a round; without them it is the last that has ended, before
    the first one the coming one.
    """
    areas = {row.pk: row for row in Area.objects.visible_to(user).around(code, lowest_shown(code))}
    area = areas.get(code)
    if area is None:
        return None
    elections = elections_of(user, area, now)
    election = next((row for row in elections if row.pk == slug), elections[0] if elections else None)
    parents = [row for row in areas.values() if row.tier < area.tier]
    board = Board(user, area, parents, now, elections, election)
    if election is not None:
        _fill(board, areas, on, at)
    return board


def lowest_shown(code):
    """Tier of the lowest areas that a board names: districts with their tiles; of the nation provinces alone."""
    return Tier.PROVINCE if code == NATION else Tier.DISTRICT


def elections_of(user, area, now):
    """The elections with desks at the area or below, the one to be shown first: with active desks, voting next."""
    desks = Desk.objects.visible_to(user).below(area.pk).filter(election=OuterRef("pk"))
    rows = Election.objects.visible_to(user).filter(Exists(desks))
    rows = rows.annotate(is_current=Exists(desks.active_at(now))).order_by("voting_on", "slug")
    current = [row for row in rows if row.is_current]
    return current + [row for row in reversed(rows) if not row.is_current]


def dues_of(user, area, election):
    return DailyDue.objects.visible_to(user).filter(below(area.pk, "desk__area"), desk__election=election)


def below_only(dues, area):
    """Those that an area counts: of the desks below it; a ward, that has none, counts its own."""
    return dues if area.tier == Tier.WARD else dues.exclude(desk__area=area)


def _fill(board, areas, on, at):
    user, area, now = board.user, board.area, board.now
    dues = dues_of(user, area, board.election)
    board.round, board.previous, board.following = rounds_around(dues, now, area.zone, on, at)
    if board.round is not None:
        board.dues = dues.filter(period_until=board.round)
        _fill_round(board, areas)
    board.history = history(below_only(dues, area), now, area.zone, board.round or now)
    if board.is_ours:
        own = DailyDue.objects.visible_to(user).filter(desk__area=area, desk__election=board.election)
        board.own = own_reports(own, user, now, area.zone)
        board.inbox = list(inbox(user, board.election))


def _fill_round(board, areas):
    area, dues, now = board.area, board.dues, board.now
    counts = defaultdict(Counts)
    by_child = below_only(dues, area).annotate(child=Substr("desk__area_id", 1, area.length_below))
    for row in counted(by_child, now, "child"):
        board.total.add(row)
        counts[row["child"]].add(row)
    many = area.pk == NATION or (board.total.due > MOST_TILES and area.tier < Tier.DISTRICT)
    shown = dues.filter(desk__area=area) if many else dues
    tiles = [Tile(due, board.user, now) for due in with_streaks(described(shown), now).order_by("desk__area")]
    board.own_tile = next((tile for tile in tiles if tile.area.pk == area.pk), None)
    if many:
        board.rows = [(areas[code], counts[code]) for code in sorted(counts)]
    else:
        board.groups = grouped([tile for tile in tiles if tile.area.pk != area.pk], areas)


def rounds_around(dues, now, zone, on, at):
    """(the round asked for, the one before it, the one after it); None where no such round is."""
    rounds = sorted(dues.order_by().values_list("period_until", flat=True).distinct())
    first, last = _asked(zone, on, at)
    asked = [moment for moment in rounds if first <= moment < last] if first else rounds
    ended = [moment for moment in asked if moment <= now]
    chosen = next(iter([*ended[-1:], *asked[:1]]), None)
    stands = chosen or first or now
    previous = [moment for moment in rounds if moment < stands]
    following = [moment for moment in rounds if moment > stands]
    return chosen, next(iter(previous[-1:]), None), next(iter(following), None)


def _asked(zone, on, at):
    """[from, until) that holds the rounds asked for; (None, None) where none was."""
    if on is None:
        return None, None
    if at is None:
        return start_of(on, zone), start_of(on + timedelta(days=1), zone)
    moment = datetime.combine(on, at, zone)
    return moment, moment + timedelta(minutes=1)


def counted(dues, now, *by):
    """Dicts of `by` and the Counts of the dues that share it; one query."""
    nihil = DailyReport.objects.in_force().filter(due=OuterRef("pk"), is_nihil=True)
    unsigned = Q(first__isnull=True)
    return (
        dues.order_by()
        .annotate(
            # Of each due there is one signed report that corrects no other, and one draft at most: nothing doubles.
            first=FilteredRelation(
                "reports", condition=Q(reports__signed_at__isnull=False, reports__replaces__isnull=True)
            ),
            drafted=FilteredRelation("reports", condition=Q(reports__signed_at__isnull=True)),
        )
        .values(*by)
        .annotate(
            due=Count("pk"),
            received=Count("first"),
            late=Count("first", filter=Q(first__signed_at__gt=F("late_after"))),
            missing=Count("pk", filter=unsigned & Q(late_after__lt=now)),
            nihil=Count("pk", filter=Q(Exists(nihil))),
            draft=Count("drafted", filter=unsigned & Q(late_after__gte=now)),
        )
    )


def described(dues):
    """Dues with all that is told about them; one query, with their desks."""
    reports = DailyReport.objects.filter(due=OuterRef("pk"))
    reminders = Reminder.objects.filter(due=OuterRef("pk"))
    number = reminders.order_by().values("due").annotate(number=Count("pk")).values("number")
    who = JSONObject(
        name="sent_by__name",
        area=JSONObject(tier="sent_by__area__tier", kind="sent_by__area__kind", name="sent_by__area__name"),
    )
    return (
        dues.with_reports()
        .for_display()
        .annotate(
            is_corrected=Exists(reports.signed().filter(replaces__isnull=False)),
            draft_saved_at=Subquery(reports.drafts().values("edited_at")[:1]),
            reminders_sent=Coalesce(Subquery(number), 0),
            reminded_at=Subquery(reminders.values("sent_at")[:1]),
            reminder=Subquery(reminders.values(who=who)[:1]),
        )
    )


def with_streaks(dues, now):
    """Each with `streak`: how many reports of its desk in a row are missing, up to this one."""
    of_desk = DailyDue.objects.filter(desk=OuterRef("desk"), due_at__lte=OuterRef("due_at"))
    before_all = datetime(2000, 1, 1, tzinfo=UTC)
    last = Coalesce(Subquery(of_desk.signed().order_by("-due_at").values("due_at")[:1]), before_all)
    since = of_desk.past_grace(now).filter(due_at__gt=OuterRef("last_signed"))
    number = since.order_by().values("desk").annotate(number=Count("pk")).values("number")
    return dues.annotate(last_signed=last).annotate(streak=Coalesce(Subquery(number), 0))


def grouped(tiles, areas):
    """Tiles, in the order of their codes, by district."""
    found = defaultdict(list)
    for tile in tiles:
        found[tile.area.pk[: Tier.DISTRICT.code_length]].append(tile)
    return [Group(areas[code], found[code]) for code in sorted(found)]


def history(dues, now, zone, until):
    """[(local date, Counts)] of the rounds that have ended, for the dates up to that of `until`, the newest first."""
    last = until.astimezone(zone).date()
    rounds = dues.filter(
        period_until__gte=start_of(last - timedelta(days=HISTORY_DAYS - 1), zone),
        period_until__lt=start_of(last + timedelta(days=1), zone),
        period_until__lte=now,
    )
    days = defaultdict(Counts)
    for row in counted(rounds, now, "period_until"):
        days[row["period_until"].astimezone(zone).date()].add(row)
    return sorted(days.items(), reverse=True)


def own_reports(dues, user, now, zone):
    """The OwnReports among the dues of a desk.

    The report of the day is the first of today's that is not signed, else the last of today's; where nothing is due
    today, the next one.
    """
    today = now.astimezone(zone).date()
    start, end = start_of(today, zone), start_of(today + timedelta(days=1), zone)
    rows = described(dues.begun(now)).filter(Q(current_id=None) | Q(due_at__gte=start)).order_by("due_at")
    tiles = [Tile(row, user, now) for row in rows]
    of_today = [tile for tile in tiles if start <= tile.due.due_at < end]
    unsigned = [tile for tile in of_today if not tile.is_signed]
    coming = [tile for tile in tiles if tile.due.due_at >= end]
    current = next(iter([*unsigned[:1], *of_today[-1:], *coming[:1]]), None)
    earlier = [tile for tile in tiles if tile.due.due_at < start]
    return OwnReports(current, earlier[::-1])


def inbox(user, election):
    """Signed reports addressed to the own desk that nobody there has acknowledged, the newest first; `waiting` on
    each is how many there are in all."""
    rows = DailyReport.objects.visible_to(user).in_force().unacknowledged()
    rows = rows.filter(sent_to__area=user.area_id, sent_to__election=election).annotate(waiting=Window(Count("pk")))
    return rows.select_related("desk__area", "due").defer("content").order_by("-signed_at", "-pk")[:INBOX_SHOWN]
