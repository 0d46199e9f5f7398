"""Two people at one duty at once. Each race is first shown to happen with its protections off."""

import threading

import pytest

from desks.actions import answer_swap, ask_swap, attendance, check_in, decide_swap, duties, replace, swaps
from desks.models import Duty, Swap

from ..conftest import NOW
from ..reports.racing import PATIENCE_SECONDS, PATIENCE_WITH_LOCK_SECONDS, Meeting, side_by_side, without_lock

pytestmark = pytest.mark.django_db(transaction=True)

LOCK, CONSTRAINT = "locks", "one successor per duty"
PROTECTIONS = [((), 2), ((CONSTRAINT,), 1), ((LOCK,), 1), ((LOCK, CONSTRAINT), 1)]
NAMES = ["unprotected", "constraint alone", "lock alone", "as it is"]


def names(outcomes):
    return sorted(type(outcome).__name__ if isinstance(outcome, Exception) else "done" for outcome in outcomes)


def expected(winners):
    return ["done", "done"] if winners == 2 else ["Refused", "done"]


def unlocked(duty):
    return Duty.objects.select_related("officer", "desk__area").get(pk=duty.pk)


def meet(monkeypatch, lock, *modules):
    """Both threads stop once they have found the duty in force; without `lock` nothing is locked."""
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = duties.locked_duty if lock else unlocked

    def locked_duty(duty):
        duty = real(duty)
        meeting.wait()
        return duty

    for module in modules:
        monkeypatch.setattr(module, "locked_duty", locked_duty)
        if not lock and hasattr(module, "locked_officers"):
            monkeypatch.setattr(module, "locked_officers", lambda ids: None)
    return meeting


def without_constraint(monkeypatch):
    """New duties no longer say which one they replace."""
    real_create = Duty.objects.create
    monkeypatch.setattr(Duty.objects, "create", lambda **columns: real_create(**{**columns, "replaces": None}))


@pytest.mark.parametrize(("protections", "winners"), PROTECTIONS, ids=NAMES)
def test_two_coordinators_replace_the_same_duty(manned, cast, monkeypatch, protections, winners):
    duty = manned.duty["ani", 13]
    meeting = meet(monkeypatch, LOCK in protections, duties)
    monkeypatch.setattr(duties, "refresh_coverage", lambda *args: None)
    if CONSTRAINT not in protections:
        without_constraint(monkeypatch)
    act = replace if LOCK in protections else without_lock(replace)
    outcomes = side_by_side(
        *(
            lambda officer=officer: act(by=cast.pluit_coordinator, duty=duty, officer=officer, reason="Contoh", now=NOW)
            for officer in (manned.budi, manned.dedi)
        )
    )
    assert meeting.held is (LOCK not in protections), outcomes
    assert names(outcomes) == expected(winners), outcomes
    assert Duty.objects.published().filter(serves_on=duty.serves_on, leads=True).count() == winners


@pytest.mark.parametrize(("protections", "winners"), PROTECTIONS, ids=NAMES)
def test_two_approvals_of_the_same_swap(manned, cast, monkeypatch, protections, winners):
    duty = manned.duty["ani", 15]
    swap = ask_swap(by=cast.pluit_officer, duty=duty, colleague=manned.budi, in_return=None, reason="x", now=NOW)
    answer_swap(by=cast.pluit_colleague, swap=swap, accept=True, text="", now=NOW)
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if LOCK in protections else PATIENCE_SECONDS)
    written = []
    real_locked, real_rewrite = swaps._locked, swaps.rewrite

    def locked(swap, *states):
        if LOCK in protections:
            swap = real_locked(swap, *states)
        else:
            swap = Swap.objects.select_related("colleague").get(pk=swap.pk)
            swap.duty = unlocked(swap.duty)
        meeting.wait()
        return swap

    def rewrite(duty, officer, **how):
        if CONSTRAINT not in protections:
            written.append(officer.pk)  # a second row would overlap the first: it is counted instead
            return duty
        new = real_rewrite(duty, officer, **how)
        written.append(officer.pk)
        return new

    monkeypatch.setattr(swaps, "_locked", locked)
    monkeypatch.setattr(swaps, "rewrite", rewrite)
    monkeypatch.setattr(swaps, "refresh_coverage", lambda *args: None)
    act = decide_swap if LOCK in protections else without_lock(decide_swap)
    outcomes = side_by_side(*[lambda: act(by=cast.pluit_coordinator, swap=swap, approve=True, text="", now=NOW)] * 2)
    assert meeting.held is (LOCK not in protections), outcomes
    assert names(outcomes) == expected(winners), outcomes
    assert len(written) == winners


@pytest.mark.parametrize("lock", [False, True], ids=["unprotected", "as it is"])
def test_a_double_click_on_check_in(manned, cast, monkeypatch, lock):
    """Without the lock the second click overwrites who checked in and when."""
    duty = manned.duty["ani", 13]
    meeting = meet(monkeypatch, lock, attendance)
    act = check_in if lock else without_lock(check_in)
    clicks = [(cast.pluit_officer, NOW), (cast.pluit_coordinator, NOW.replace(minute=1))]
    outcomes = side_by_side(*(lambda by=by, now=now: act(by=by, duty=duty, now=now) for by, now in clicks))
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == expected(1 if lock else 2), outcomes
    duty.refresh_from_db()
    if lock:
        winner = clicks[0 if outcomes[0] is None else 1]
        assert (duty.checked_in_by, duty.checked_in_at) == winner


def test_a_check_in_against_a_replacement(manned, cast, monkeypatch):
    """Whoever is second meets what the first has made of the duty."""
    duty = manned.duty["ani", 13]
    inside = threading.Event()
    real = attendance._write

    def write(*args, **columns):
        real(*args, **columns)
        inside.set()
        threading.Event().wait(0.4)

    monkeypatch.setattr(attendance, "_write", write)
    outcomes = side_by_side(
        lambda: check_in(by=cast.pluit_officer, duty=duty, now=NOW),
        lambda: (
            inside.wait(5) and replace(by=cast.pluit_coordinator, duty=duty, officer=manned.dedi, reason="x", now=NOW)
        ),
    )
    assert names(outcomes) == ["Refused", "done"], outcomes
    assert outcomes[0] is None, "the check-in"
    duty.refresh_from_db()
    assert (duty.state, duty.checked_in_by) == ("published", cast.pluit_officer)
