"""Random reports in bulk, for load tests: rows as the actions leave them, written in batches."""

import random
import uuid
from collections import Counter
from datetime import timedelta

from django.db import transaction

from desks.models import Desk, Election, Role, User

from ..deadlines import deadlines
from ..models import Category, Event, EventKind, Report, State
from .filing import next_serial
from .moving import kept_deadline, standing

BATCH = 2000
DAYS = 30
#: How often a report ends in which state; most work is done.
OUTCOMES = {State.CLOSED: 90, State.UNFOUNDED: 3, State.RESOLVED: 2, State.IN_PROGRESS: 3, State.WAITING: 2}
#: How many desks up a report has come.
CLIMBS = {0: 70, 1: 20, 2: 8, 3: 2}
WORDS = (
    *("antrean", "bilik", "kotak", "logistik", "gudang", "warga", "spanduk"),
    *("genangan", "listrik", "tinta", "saksi", "formulir", "lokasi", "jalan"),
)


class NothingToSeed(Exception):
    """No desk is active, so no report can be filed; the text says so."""


def seed(number, *, seed, now, progress=None):
    """Write `number` random reports with their events at the desks active now; the same seed makes the same reports.

    `progress` is called with the number written so far. Raises NothingToSeed.
    """
    randomness = random.Random(seed)  # noqa: S311 - samples, not secrets
    maker = _Maker(randomness, now)
    done = 0
    while done < number:
        count = min(BATCH, number - done)
        with transaction.atomic():
            maker.write(count)
        done += count
        if progress:
            progress(done)


class _Maker:
    def __init__(self, randomness, now):
        self.random, self.now = randomness, now
        active = Desk.objects.active_at(now)
        self.election = Election.objects.filter(desks__in=active).order_by("voting_on").first()
        if self.election is None:
            raise NothingToSeed("No desk is active today: open desks first (open_desks, or demo).")
        desks = active.filter(election=self.election).select_related("area").prefetch_related("special_hours")
        self.by_area = {desk.area_id: desk for desk in desks.order_by("area")}
        deepest = max(len(code) for code in self.by_area)
        self.starts = [desk for code, desk in self.by_area.items() if len(code) == deepest]
        self.hours = {code: desk.hours for code, desk in self.by_area.items()}
        self.categories = list(Category.objects.select_related("severity").order_by("code"))
        self.filer = self._filer()

    def _filer(self):
        scope = self.election.scope
        user = User.objects.filter(username="contoh.seed").first()
        return user or User.objects.create_user(
            "contoh.seed", None, role=Role.OFFICER, area=scope, name="Contoh Pengisi Data"
        )

    def write(self, count):
        starts = self.random.choices(self.starts, k=count)
        serials = {}
        for code, needed in sorted(Counter(desk.area_id for desk in starts).items()):
            serials[code] = next_serial(self.by_area[code].area, needed)
        reports, histories = [], []
        for start in starts:
            serial = serials[start.area_id]
            serials[start.area_id] += 1
            report, events = self._report(start, serial)
            reports.append(report)
            histories.append(events)
        Report.objects.bulk_create(reports)
        Event.objects.bulk_create(event for events in histories for event in events)

    def _report(self, start, serial):
        pick = self.random
        category = pick.choice(self.categories)
        state = pick.choices(list(OUTCOMES), weights=OUTCOMES.values())[0]
        is_done = state in (State.CLOSED, State.UNFOUNDED)
        age = timedelta(minutes=pick.randrange(24 * 60, DAYS * 24 * 60) if is_done else pick.randrange(1, 180))
        filed_at = self.now - age
        report = Report(
            number=f"{start.area_id}-{serial:04d}",
            election=self.election,
            area=start.area,
            category=category,
            severity=category.severity,
            classification=category.classification,
            title=f"Contoh: {' '.join(pick.sample(WORDS, 3))}",
            narrative=f"Contoh uraian: {' '.join(pick.sample(WORDS, 8))}.",
            occurred_at=filed_at - timedelta(minutes=pick.randrange(1, 60)),
            polling_stations=sorted(pick.sample(range(1, 60), pick.randrange(0, 3))),
            filed_by=self.filer,
            filed_at=filed_at,
            filed_with=start,
            idempotency_key=uuid.UUID(int=pick.getrandbits(128), version=4),
            content_digest="",
            held_by=start,
        )
        report.stations_affected = len(report.polling_stations)
        return report, self._history(report, state, filed_at)

    def _history(self, report, state, at):
        """Play the report through its steps in memory; each event a few minutes after the one before."""
        events = [self._event(report, EventKind.FILED, State.WAITING, at)]
        for _climb in range(self.random.choices(list(CLIMBS), weights=CLIMBS.values())[0]):
            above = self._above(report.held_by)
            if above is None:
                break
            at += timedelta(minutes=self.random.randrange(5, 20))
            events.append(
                self._event(report, EventKind.FORWARDED, State.WAITING, at, to_desk=above, text="Contoh alasan.")
            )
        steps = {
            State.WAITING: (),
            State.IN_PROGRESS: (EventKind.ACKNOWLEDGED,),
            State.RESOLVED: (EventKind.ACKNOWLEDGED, EventKind.RESOLVED),
            State.CLOSED: (EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.CLOSED),
            State.UNFOUNDED: (EventKind.ACKNOWLEDGED, EventKind.UNFOUNDED),
        }[state]
        states = {
            EventKind.ACKNOWLEDGED: State.IN_PROGRESS,
            EventKind.RESOLVED: State.RESOLVED,
            EventKind.CLOSED: State.CLOSED,
            EventKind.UNFOUNDED: State.UNFOUNDED,
        }
        for kind in steps:
            at += timedelta(minutes=self.random.randrange(2, 30))
            events.append(self._event(report, kind, states[kind], at))
        return events

    def _above(self, desk):
        codes = (code for code in reversed(desk.area.path[:-1]) if code in self.by_area)
        return next((self.by_area[code] for code in codes), None)

    def _event(self, report, kind, state, at, to_desk=None, text=""):
        is_first = kind == EventKind.FILED
        event = Event(
            report=report,
            area=report.area,
            seq=report.last_seq + 1,
            kind=kind,
            at=at,
            actor=self.filer,
            from_desk=None if is_first else report.held_by,
            to_desk=to_desk or report.held_by,
            from_state="" if is_first else report.state,
            to_state=state,
            severity=report.severity_id,
            classification=report.classification,
            turn=report.turn,
            text=text,
            **kept_deadline(report, kind, at),
        )
        report.last_seq += 1
        report.turn += 1
        report.state = state
        if kind == EventKind.RESOLVED:
            report.resolved_at = at
        if is_first or to_desk:
            report.held_by = to_desk or report.held_by
            frozen = deadlines(
                arrived_at=at,
                category=report.category,
                severity=report.severity,
                hours=self.hours[report.held_by.area_id],
            )
            report.arrived_at, report.arrived_by = at, kind
            report.respond_by, report.resolve_by = frozen
        for name, value in standing(report).items():
            setattr(event, name, value)
        return event
