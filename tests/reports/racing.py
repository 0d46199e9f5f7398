"""Races in real threads: run calls side by side, and take the protections off one by one."""

import threading

from django.db import connection

from reports.actions import escalation, moving, steps
from reports.models import Report

#: How long the first waits for the second inside the gap; with the lock on, the second never comes.
PATIENCE_SECONDS = 20
PATIENCE_WITH_LOCK_SECONDS = 0.4


def side_by_side(*calls):
    """Run the calls in a thread each; returns what each returned or raised, in order."""
    outcomes = [None] * len(calls)

    def run(place, call):
        try:
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return outcomes


class Meeting:
    """A point in the code where two threads wait for each other, for a while."""

    def __init__(self, parties=2, patience=PATIENCE_SECONDS):
        self.barrier = threading.Barrier(parties)
        self.patience = patience
        self.held = False

    def wait(self):
        try:
            self.barrier.wait(timeout=self.patience)
            self.held = True
        except threading.BrokenBarrierError:
            pass


def meet_after_reading(monkeypatch, *, lock):
    """Both threads stop between reading the report and writing it; without `lock` no row is locked."""
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = moving.locked

    def locked(reports, *, skip_locked=False, **lookup):
        report = real(reports, skip_locked=skip_locked, **lookup) if lock else reports.filter(**lookup).first()
        if report is not None:
            meeting.wait()
        return report

    monkeypatch.setattr(steps, "locked", locked)
    monkeypatch.setattr(escalation, "locked", locked)
    return meeting


def without_lock(action):
    """The action as it would be written without the lock.

    On PostgreSQL that is the row lock, already left out by `meet_after_reading`. SQLite has one lock for all,
    taken as the transaction begins: there the statements run one by one.
    """
    return action if connection.vendor == "postgresql" else action.__wrapped__


def without_guard(monkeypatch):
    """The UPDATE no longer names the state, holder and turn it was decided from."""

    class Unguarded:
        class objects:
            select_related = staticmethod(Report.objects.select_related)
            filter = staticmethod(lambda pk, **decided_from: Report.objects.filter(pk=pk))

    monkeypatch.setattr(moving, "Report", Unguarded)


def without_constraints(monkeypatch):
    """Each thread's events get numbers and turns of their own, so that no unique constraint meets them."""
    real = moving._event

    def event(*args):
        row = real(*args)
        offset = 1000 * (threading.get_ident() % 1_000_003)
        row.seq, row.turn = row.seq + offset, row.turn + offset
        return row

    monkeypatch.setattr(moving, "_event", event)


#: What keeps two from moving one report from the same turn, from the outside in.
LOCK, GUARD, CONSTRAINT = "row lock", "guarded UPDATE", "unique constraint"


def protected_by(monkeypatch, protections, *actions):
    """Leave only these protections on; returns the meeting and the actions to race."""
    meeting = meet_after_reading(monkeypatch, lock=LOCK in protections)
    if GUARD not in protections:
        without_guard(monkeypatch)
    if CONSTRAINT not in protections:
        without_constraints(monkeypatch)
    return meeting, [action if LOCK in protections else without_lock(action) for action in actions]
