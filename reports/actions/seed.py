"""Random reports in bulk, for load tests: rows as the actions and the worker leave them, written in batches."""

import json
import random
import uuid
from collections import Counter
from datetime import timedelta
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from desks.models import Desk, Election, Role, User

from ..deadlines import deadlines
from ..models import AreaSerial, Category, Event, EventKind, Report, State, Unfolded
from ..models.events import STANDING_KINDS
from .folding import rebuild_rollups

BATCH = 5000
#: Minutes of a day. Reports are as old as DAYS, those that are still open as OPEN_DAYS at most.
MINUTES = 24 * 60
DAYS, OPEN_DAYS = 30, 3
#: How often a report is brought to which state; most work is done.
OUTCOMES = {State.CLOSED: 90, State.UNFOUNDED: 3, State.RESOLVED: 2, State.IN_PROGRESS: 3, State.WAITING: 2}
#: How many desks up a report has come.
CLIMBS = {0: 70, 1: 20, 2: 8, 3: 2}
#: The events that bring a report from waiting to a state.
STEPS = {
    State.WAITING: (),
    State.IN_PROGRESS: (EventKind.ACKNOWLEDGED,),
    State.RESOLVED: (EventKind.ACKNOWLEDGED, EventKind.RESOLVED),
    State.CLOSED: (EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.CLOSED),
    State.UNFOUNDED: (EventKind.ACKNOWLEDGED, EventKind.UNFOUNDED),
}
#: The state after each of them.
LEADS_TO = {
    EventKind.ACKNOWLEDGED: State.IN_PROGRESS,
    EventKind.RESOLVED: State.RESOLVED,
    EventKind.CLOSED: State.CLOSED,
    EventKind.UNFOUNDED: State.UNFOUNDED,
}
WORDS = (
    *("antrean", "bilik", "kotak", "logistik", "gudang", "warga", "spanduk"),
    *("genangan", "listrik", "tinta", "saksi", "formulir", "lokasi", "jalan"),
)


class NothingToSeed(Exception):
    """No desk is active, so no report can be filed; the text says so."""


def seed(number, *, seed, now, progress=None):
    """Write `number` random reports with their events at the desks active now; the same seed makes the same reports.

    `progress` is called with the number written so far. The rollups get them all at once at the end, not event by
    event. Raises NothingToSeed.
    """
    randomness = random.Random(seed)  # noqa: S311 - samples, not secrets
    maker = _Maker(randomness, now)
    done = 0
    while done < number:
        count = min(BATCH, number - done)
        with transaction.atomic():
            keys = maker.write(count)
            Unfolded.objects.filter(event__report__gte=keys[0], event__report__lte=keys[-1]).delete()
        done += count
        if progress:
            progress(done)
    rebuild_rollups()


class _Table:
    """Rows of a table written past the models: a million reports are five million rows."""

    def __init__(self, model, *, keyed):
        fields = [f for f in model._meta.concrete_fields if not f.generated and (keyed or not f.primary_key)]
        self.name, self.columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
        self.defaults = {f.attname: f.get_db_prep_save(f.get_default(), connection) for f in fields}
        self.values_of = itemgetter(*self.defaults)

    def write(self, rows):
        """Insert dicts of column values; what they leave out gets the field's default."""
        lines = [self.values_of({**self.defaults, **row}) for row in rows]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.name}" ({self.columns}) FROM STDIN') as copy:
                    for line in lines:
                        copy.write_row(line)
                return
            places = ", ".join(["%s"] * len(self.defaults))
            cursor.executemany(f'INSERT INTO "{self.name}" ({self.columns}) VALUES ({places})', lines)  # noqa: S608


class _Maker:
    def __init__(self, randomness, now):
        self.random, self.now = randomness, now
        # Places have a sequence of their own, so that the first reports of a seed do not depend on how many follow.
        self.places = random.Random(randomness.random())  # noqa: S311
        active = Desk.objects.active_at(now)
        self.election = Election.objects.filter(desks__in=active).order_by("voting_on").first()
        if self.election is None:
            raise NothingToSeed("No desk is active today: open desks first (open_desks, or demo).")
        desks = active.filter(election=self.election).select_related("area").prefetch_related("special_hours")
        self.by_area = {desk.area_id: desk for desk in desks.order_by("area")}
        deepest = max(len(code) for code in self.by_area)
        self.starts = [desk for code, desk in self.by_area.items() if len(code) == deepest]
        self.hours = {code: desk.hours for code, desk in self.by_area.items()}
        self.above = {code: self._above(desk) for code, desk in self.by_area.items()}
        self.categories = list(Category.objects.select_related("severity").order_by("code"))
        self.filer = self._filer()
        self.reports, self.events = _Table(Report, keyed=True), _Table(Event, keyed=False)
        # Minutes of a month: each moment is turned into the database's form once.
        self.stored = lru_cache(maxsize=200_000)(connection.ops.adapt_datetimefield_value)

    def _filer(self):
        scope = self.election.scope
        user = User.objects.filter(username="contoh.seed").first()
        return user or User.objects.create_user(
            "contoh.seed", None, role=Role.OFFICER, area=scope, name="Contoh Pengisi Data"
        )

    def _above(self, desk):
        codes = (code for code in reversed(desk.area.path[:-1]) if code in self.by_area)
        return next((self.by_area[code] for code in codes), None)

    def write(self, count):
        """Write so many reports with their events; returns the reports' keys."""
        starts = self.places.choices(self.starts, k=count)
        serials = next_serials(Counter(desk.area_id for desk in starts))
        reports, events = [], []
        keys = next_keys(count)
        for start, key in zip(starts, keys, strict=True):
            serial = serials[start.area_id]
            serials[start.area_id] += 1
            report, history = self._report(start, serial, key)
            reports.append(report)
            events += history
        self.reports.write(reports)
        self.events.write(events)
        return keys

    def _report(self, start, serial, key):
        pick = self.random
        category = pick.choice(self.categories)
        state = _drawn(pick, OUTCOMES)
        is_done = state in (State.CLOSED, State.UNFOUNDED)
        span = (MINUTES, DAYS * MINUTES) if is_done else (1, OPEN_DAYS * MINUTES)
        age = timedelta(minutes=pick.randrange(*span))
        filed_at = self.now - age
        stations = sorted(pick.sample(range(1, 60), pick.randrange(0, 3)))
        report = {
            "id": key,
            "number": f"{start.area_id}-{serial:04d}",
            "election_id": self.election.pk,
            "area_id": start.area_id,
            "category_id": category.pk,
            "severity_id": category.severity_id,
            "classification": category.classification,
            "title": f"Contoh: {' '.join(pick.sample(WORDS, 3))}",
            "narrative": f"Contoh uraian: {' '.join(pick.sample(WORDS, 8))}.",
            "occurred_at": self.stored(filed_at - timedelta(minutes=pick.randrange(1, 60))),
            "polling_stations": json.dumps(stations),
            "stations_affected": len(stations),
            "filed_by_id": self.filer.pk,
            "filed_at": self.stored(filed_at),
            "filed_with_id": start.pk,
            "idempotency_key": uuid.UUID(int=pick.getrandbits(128), version=4).hex,
        }
        events, stands = self._history(report, start, category, state, filed_at)
        return report | stands, events

    def _history(self, report, desk, category, state, at):
        """Play the report through its steps in memory, each event a few minutes after the one before, and then
        through the deadlines that have passed since, as the worker does."""
        told = _Timeline(report, self.filer.pk, self.stored)
        arrived_by = EventKind.FILED
        told.tell(arrived_by, at, State.WAITING, desk)
        for _climb in range(_drawn(self.random, CLIMBS)):
            above = self.above[desk.area_id]
            if above is None:
                break
            at += timedelta(minutes=self.random.randrange(5, 20))
            desk, arrived_by = above, EventKind.FORWARDED
            told.tell(arrived_by, at, State.WAITING, desk, text="Contoh alasan.")
        stay = self._stay(desk, at, arrived_by, category)
        for kind in STEPS[state]:
            at += timedelta(minutes=self.random.randrange(2, 30))
            told.tell(kind, at, LEADS_TO[kind], desk, **_kept(kind, at, stay))
        stay = self._escalated(told, stay, category)
        return told.events, {
            "state": told.state,
            "held_by_id": stay.desk.pk,
            "arrived_at": self.stored(stay.arrived_at),
            "arrived_by": stay.arrived_by.value,
            "respond_by": self.stored(stay.respond_by),
            "resolve_by": self.stored(stay.resolve_by),
            "overdue_at": told.overdue_at,
            "resolved_at": told.resolved_at,
            "turn": told.turn,
            "last_seq": len(told.events),
        }

    def _stay(self, desk, at, by, category):
        hours = self.hours[desk.area_id]
        return _Stay(
            desk, at, by, *deadlines(arrived_at=at, category=category, severity=category.severity, hours=hours)
        )

    def _escalated(self, told, stay, category):
        """Where a report that is left alone stands now: one desk up at each deadline, overdue at the top."""
        while (due := stay.due(told.state)) and due <= self.now:
            above = self.above[stay.desk.area_id]
            if above is None:
                told.overdue_at = self.stored(due)
                told.tell(EventKind.OVERDUE, due, State(told.state), stay.desk)
                break
            told.is_escalated = True
            told.tell(EventKind.ESCALATED, due, State.WAITING, above)
            stay = self._stay(above, due, EventKind.ESCALATED, category)
        return stay


class _Stay(NamedTuple):
    """A report at a desk, from its arrival on."""

    desk: object
    arrived_at: object
    arrived_by: EventKind
    respond_by: object
    resolve_by: object

    def due(self, state):
        """The deadline that runs in this state, or None."""
        return {State.WAITING: self.respond_by, State.IN_PROGRESS: self.resolve_by}.get(state)


class _Timeline:
    """The events of one report as rows, each from where the one before has left it."""

    def __init__(self, report, actor, stored):
        self.same = {
            "report_id": report["id"],
            "area_id": report["area_id"],
            "severity": report["severity_id"],
            "classification": report["classification"],
            "category_id": report["category_id"],
            "stations_affected": report["stations_affected"],
            "actor_id": actor,
        }
        self.stored, self.events, self.desk, self.state, self.turn = stored, [], None, "", 0
        self.resolved_at, self.overdue_at, self.is_escalated = None, None, False

    def tell(self, kind, at, state, desk, **more):
        if kind == EventKind.RESOLVED:
            self.resolved_at = self.stored(at)
        self.events.append(
            {
                **self.same,
                "seq": len(self.events) + 1,
                "kind": kind.value,
                "at": self.stored(at),
                "from_desk_id": self.desk,
                "to_desk_id": desk.pk,
                "from_state": self.state,
                "to_state": state.value,
                "turn": self.turn,
                "is_escalated": self.is_escalated,
                "is_overdue": self.overdue_at is not None,
                "resolved_at": self.resolved_at,
                **more,
            }
        )
        self.turn += kind not in STANDING_KINDS
        self.desk, self.state = desk.pk, state.value


def _kept(kind, at, stay):
    """How long the desk took for a step that has a deadline, and whether it kept it."""
    deadline = {EventKind.ACKNOWLEDGED: stay.respond_by, EventKind.RESOLVED: stay.resolve_by}.get(kind)
    waited = int((at - stay.arrived_at).total_seconds())
    return {"waited_seconds": waited, "in_time": at <= deadline} if deadline else {}


def _drawn(pick, weights):
    return pick.choices(tuple(weights), weights=tuple(weights.values()))[0]


def next_serials(needed):
    """{area code: first serial} where so many are `needed` in each area; as `next_serial`, for many areas at once."""
    codes = sorted(needed)
    AreaSerial.objects.bulk_create([AreaSerial(area_id=code) for code in codes], ignore_conflicts=True)
    rows = list(AreaSerial.objects.filter(area__in=codes).order_by("area").select_for_update())
    first = {row.area_id: row.last + 1 for row in rows}
    for row in rows:
        row.last += needed[row.area_id]
    AreaSerial.objects.bulk_create(rows, update_conflicts=True, update_fields=["last"], unique_fields=["area"])
    return first


def next_keys(count):
    """So many primary keys of reports that nobody else gets."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('reports_report', 'id')) FROM generate_series(1, %s)", [count]
            )
            return [key for (key,) in cursor.fetchall()]
    # One writer at a time: the transaction is IMMEDIATE.
    last = Report.objects.aggregate(last=Max("pk"))["last"] or 0
    return range(last + 1, last + 1 + count)
