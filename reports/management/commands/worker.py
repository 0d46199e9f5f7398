import logging
import os
import signal
import socket
import threading
import time
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from desks.coverage import refresh_stale_coverage
from reports.actions.escalation import BATCH, escalate_due
from reports.actions.folding import check_rollups, fold
from reports.actions.schedule import plan_dues
from reports.models import WorkerBeat

log = logging.getLogger("posko.worker")

POLL_SECONDS = 3
LONGEST_PAUSE_SECONDS = 60
#: After a chore could not be done: how long until the next try.
REST_SECONDS = 60
#: Due daily reports are written two days ahead: a look every minute is plenty.
PLAN_SECONDS = 60
#: Events folded into the rollups in one round, so that no escalation waits long; and how often some are proven.
FOLD_MOST = 5000
CHECK_SECONDS = 300
#: Rows of workers that ended long ago.
FORGET_AFTER = timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Do the due work: escalate reports whose deadline has passed, write down ahead which daily reports are due, "
        "count the empty places of the rosters, fold the events into the counts of the dashboards and prove some of "
        "them. Runs until it is stopped; any number may run side by side, be killed "
        "and started again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--now", metavar="ISO", help="act as if it were this moment, 2024-11-27T09:15:00+07:00")

    def handle(self, *, once, now, **options):
        moment = moment_of(now)
        if once:
            done = work(moment)
            for chore in chores():
                chore.do(moment)
            self.stdout.write(f"{done} escalated.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        pause, small_work = POLL_SECONDS, chores()
        while not stop.is_set():
            try:
                close_old_connections()
                work(moment, stop)
                for chore in small_work:
                    chore.do(moment)
                pause = POLL_SECONDS
            except (DatabaseError, InterfaceError) as error:
                # Restarted or out of reach: what is due stays due, so wait and try again.
                log.error("database=away retry_in=%ds error=%s", pause, str(error).strip().replace("\n", " "))
                connection.close()
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            stop.wait(pause)


def moment_of(text, option="--now"):
    """The moment an option names (ISO 8601; in the site's time zone where it says none), or None."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{option} {text!r} is not a moment such as 2024-11-27T09:15:00+07:00.") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def work(moment, stop=None):
    """One round: do what is due, a batch at a time, and show before each that this worker lives.

    Returns how many were escalated. Ends early, between batches, once the event `stop` is set.
    """
    moment = moment or timezone.now()
    total = 0
    while True:
        beat()
        done = escalate_due(now=moment, most=BATCH)
        total += done
        if done < BATCH or (stop is not None and stop.is_set()):
            break
    if total:
        log.info("escalated=%d", total)
    return total


class Chore:
    """Work beside the escalations, a batch a round; what goes wrong there never stops an escalation."""

    def __init__(self, name, action, *, every=0):
        self.name, self.action, self.every = name, action, every
        self.rests_until = 0

    def do(self, moment):
        if time.monotonic() < self.rests_until:
            return
        rest = self.every
        try:
            self.action(moment or timezone.now())
        except Exception:  # where the database itself is away, the next round of escalations finds out
            rest = REST_SECONDS
            log.exception("%s=failed retry_in=%ds", self.name, rest)
        self.rests_until = time.monotonic() + rest


def chores():
    return [
        Chore("rollups", lambda moment: fold(most=FOLD_MOST)),
        Chore("coverage", refresh_stale_coverage),
        Chore("dues", plan_dues, every=PLAN_SECONDS),
        Chore("rollup_check", lambda moment: check_rollups(), every=CHECK_SECONDS),
    ]


def beat():
    """The real time, also in a drill: it says whether the worker lives, not what it pretends."""
    now = timezone.now()
    WorkerBeat.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
    WorkerBeat.objects.update_or_create(name=f"{socket.gethostname()}:{os.getpid()}", defaults={"seen_at": now})
