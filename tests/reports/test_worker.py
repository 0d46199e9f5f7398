"""Rule 16: any number of workers may run, be killed at any instruction and started again."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from reports.management.commands import worker
from reports.models import Event, EventKind, Notice, Report, WorkerBeat

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .conftest import after, clone
from .worker_processes import Workers

ROOT = Path(__file__).resolve().parents[2]
#: From the start of a test with processes until it gives up.
PATIENCE_SECONDS = 90
committing = pytest.mark.django_db(transaction=True)


def database_url():
    """The address of the test database, for another process."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    host = config["HOST"] or config["OPTIONS"].get("host", "")
    login = f"{quote(config['USER'])}:{quote(config['PASSWORD'])}"
    if host.startswith("/"):
        return f"postgresql://{login}@/{config['NAME']}?host={host}" + (
            f"&port={port}" if (port := config["PORT"]) else ""
        )
    return f"postgresql://{login}@{host}:{config['PORT'] or 5432}/{config['NAME']}"


@contextmanager
def own_process():
    """`manage.py worker` as it is started by hand; it has ended when the block is left."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition, what):
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, f"still waiting for {what}"
        time.sleep(0.02)


def kill_while_at_work(workers, left, kills):
    """Kill a worker at so many random points of the work, then let the others finish it."""
    marks = sorted(random.sample(range(1, left.count()), kills), reverse=True)
    for mark in [*marks, 0]:
        until(lambda: left.count() <= mark, f"the {mark} last")  # noqa: B023
        if mark:
            workers.kill_one()


@committing
def test_500_deadlines_due_at_once_with_4_workers_killed_at_random(make_report):
    """Real time: all deadlines of 2024 are long past, the next ones lie hours ahead."""
    clone(make_report(), 499)
    escalated = Event.objects.filter(kind=EventKind.ESCALATED)
    with Workers(database_url()) as workers:
        for _ in range(4):
            workers.start()
        kill_while_at_work(workers, Report.objects.filter(held_by__area=PLUIT), kills=6)
    assert escalated.count() == 500
    assert escalated.values("report").distinct().count() == 500
    assert not Report.objects.exclude(held_by__area=PENJARINGAN, turn=2, last_seq=2, state="waiting").exists()
    assert Event.objects.count() == 1000
    assert Notice.objects.filter(event__kind=EventKind.ESCALATED).count() == 1000


@committing
def test_emergencies_climb_once_each_while_4_workers_are_killed_at_random(make_report):
    clone(make_report(severity="darurat"), 19)
    climb = {15: PENJARINGAN, 30: CITY, 45: PROVINCE}
    with Workers(database_url()) as workers:
        for minutes, code in climb.items():
            for _ in range(4):
                workers.start("--now", after(minutes=minutes).isoformat())
            kill_while_at_work(workers, Report.objects.exclude(held_by__area=code), kills=2)
            workers.kill_all()
    call_command("worker", "--once", "--now", after(minutes=60).isoformat())
    for report in Report.objects.all():
        line = report.events.values_list("seq", "kind", "to_desk__area", "at")
        assert list(line)[1:] == [
            (2, "escalated", PENJARINGAN, after(minutes=15)),
            (3, "escalated", CITY, after(minutes=30)),
            (4, "escalated", PROVINCE, after(minutes=45)),
            (5, "overdue", PROVINCE, after(minutes=60)),
        ]


@committing
def test_worker_ends_cleanly_when_told_to(reference):
    with own_process() as process:
        until(WorkerBeat.objects.exists, "the first sign of life")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@committing
def test_worker_survives_the_loss_of_its_connection(make_report):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server to lose")
    with own_process() as process:
        until(WorkerBeat.objects.exists, "the first sign of life")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] >= 1
        report = make_report()
        until(Report.objects.filter(held_by__area=PENJARINGAN, pk=report.pk).exists, "the escalation")
        assert process.poll() is None


class Pauses:
    """In place of threading.Event: notes each pause, and is set after so many."""

    def __init__(self, most):
        self.most = most
        self.taken = []

    def is_set(self):
        return len(self.taken) >= self.most

    def wait(self, seconds):
        self.taken.append(seconds)


@pytest.fixture
def loop(monkeypatch):
    """loop(rounds) -> the pauses of a worker whose rounds raise these errors, or None for a good one."""

    def loop(*rounds):
        pauses, left = Pauses(len(rounds)), iter(rounds)

        def work(moment, stop):
            if error := next(left):
                raise error

        monkeypatch.setattr(worker, "work", work)
        monkeypatch.setattr(worker.threading, "Event", lambda: pauses)
        monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)
        monkeypatch.setattr(worker.connection, "close", lambda: None)
        call_command("worker")
        return pauses.taken

    return loop


def test_polls_every_few_seconds(loop):
    assert loop(None, None, None) == [3, 3, 3]


def test_retries_with_longer_pauses_while_the_database_is_away(loop, caplog):
    away = OperationalError("server closed the connection\nunexpectedly")
    assert loop(away, away, away, away, away, away, None, away) == [6, 12, 24, 48, 60, 60, 3, 6]
    assert "database=away retry_in=3s error=server closed the connection unexpectedly" in caplog.messages


@pytest.mark.django_db
def test_each_round_shows_that_the_worker_lives_in_real_time_even_in_a_drill():
    before = timezone.now()
    call_command("worker", "--once", "--now", NOW.isoformat())
    beat = WorkerBeat.objects.get()
    assert before <= beat.seen_at <= timezone.now()
    call_command("worker", "--once")
    assert WorkerBeat.objects.get().seen_at > beat.seen_at


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "alive"), [(0, True), (60, True), (61, False)])
def test_a_worker_unseen_for_a_minute_is_taken_for_dead(seconds, alive):
    WorkerBeat.objects.create(name="contoh:1", seen_at=NOW - timedelta(seconds=seconds))
    assert WorkerBeat.objects.alive(NOW).exists() is alive


@pytest.mark.django_db
def test_workers_of_long_ago_are_forgotten():
    WorkerBeat.objects.create(name="kemarin", seen_at=timezone.now() - timedelta(hours=25))
    WorkerBeat.objects.create(name="tadi", seen_at=timezone.now() - timedelta(hours=23))
    worker.beat()
    assert not WorkerBeat.objects.filter(name="kemarin").exists()
    assert WorkerBeat.objects.filter(name="tadi").exists()


def test_a_moment_that_cannot_be_read_is_refused_in_words():
    with pytest.raises(CommandError, match="'kemarin' is not a moment such as 2024-11-27T09:15"):
        call_command("worker", "--once", "--now", "kemarin")


@pytest.mark.django_db
def test_a_moment_without_zone_is_one_of_jakarta(make_report):
    report = make_report(severity="darurat")
    call_command("worker", "--once", "--now", "2024-11-13T09:15:00")
    report.refresh_from_db()
    assert report.arrived_at == after(minutes=15)


def test_shows_that_it_lives_before_each_batch(make_report, monkeypatch):
    """Ten thousand deadlines take minutes; meanwhile nobody shall read that the worker is dead."""
    report = make_report(severity="darurat")
    clone(report, 4)
    steps = []
    monkeypatch.setattr(worker, "BATCH", 2)
    monkeypatch.setattr(worker, "beat", lambda: steps.append("beat"))
    monkeypatch.setattr(
        worker, "escalate_due", lambda **given: steps.append(given["most"]) or (2 if steps.count(2) < 3 else 1)
    )
    assert worker.work(after(minutes=15)) == 5
    assert steps == ["beat", 2, "beat", 2, "beat", 2]


def test_stops_between_batches(monkeypatch, db):
    monkeypatch.setattr(worker, "escalate_due", lambda **given: given["most"])
    stop = threading.Event()
    stop.set()
    assert worker.work(NOW, stop) == worker.BATCH
