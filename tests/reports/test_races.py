"""Rule 15 to 18 under real concurrency. Each race is first shown to happen with its protections off."""

import threading
import uuid

import pytest
from django.db import OperationalError, connection, transaction

from desks.models import Desk
from reports.actions import Stale, escalate, file_report, filing, moving, perform
from reports.models import AreaSerial, EventKind, Report

from ..conftest import NOW, PENJARINGAN, PLUIT
from .conftest import after, kinds
from .racing import CONSTRAINT, GUARD, LOCK, Meeting, protected_by, side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

MOVES = [EventKind.ACKNOWLEDGED, EventKind.ESCALATED]


def names(outcomes):
    """In a word each: what was raised, or that it was done (None: left to another)."""
    return sorted(
        type(outcome).__name__ if isinstance(outcome, Exception) else "nothing" if outcome is None else "done"
        for outcome in outcomes
    )


def moves(report):
    return sorted(report.events.filter(kind__in=MOVES).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("protections", "expected", "acknowledged"),
    [
        ((), ["done", "done"], 2),
        ((CONSTRAINT,), ["IntegrityError", "done"], 1),
        ((GUARD,), ["Stale", "done"], 1),
        ((LOCK,), ["Stale", "done"], 1),
        ((LOCK, GUARD, CONSTRAINT), ["Stale", "done"], 1),
    ],
    ids=["unprotected", "constraint alone", "guard alone", "lock alone", "as it is"],
)
def test_double_acknowledge(make_report, cast, monkeypatch, protections, expected, acknowledged):
    report = make_report()
    meeting, (act,) = protected_by(monkeypatch, protections, perform)
    outcomes = side_by_side(
        *(
            lambda by=by: act(step="acknowledge", number=report.number, by=by, data={}, turn=report.turn, now=NOW)
            for by in (cast.pluit_officer, cast.pluit_coordinator)
        )
    )
    assert meeting.held is (LOCK not in protections), outcomes
    assert names(outcomes) == expected, outcomes
    assert report.events.filter(kind=EventKind.ACKNOWLEDGED).count() == acknowledged


def test_the_loser_of_a_double_acknowledge_reads_who_was_first(make_report, cast):
    report = make_report()
    people = [cast.pluit_officer, cast.pluit_coordinator]
    outcomes = side_by_side(
        *(
            lambda by=by: perform(step="acknowledge", number=report.number, by=by, data={}, turn=report.turn, now=NOW)
            for by in people
        )
    )
    [(winner, _)] = [
        (by, outcome) for by, outcome in zip(people, outcomes, strict=True) if not isinstance(outcome, Exception)
    ]
    [loss] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(loss, Stale)
    assert str(winner) in str(loss)


@pytest.mark.parametrize(
    ("protections", "both"),
    [((), True), ((CONSTRAINT,), False), ((GUARD,), False), ((LOCK,), False), ((LOCK, GUARD, CONSTRAINT), False)],
    ids=["unprotected", "constraint alone", "guard alone", "lock alone", "as it is"],
)
def test_acknowledge_against_escalation(make_report, cast, monkeypatch, protections, both):
    """At the very moment of the deadline one of them wins; never are both made from the same turn."""
    report = make_report(severity="darurat")
    now = after(minutes=15)
    meeting, (act, climb) = protected_by(monkeypatch, protections, perform, escalate)
    outcomes = side_by_side(
        lambda: act(
            step="acknowledge", number=report.number, by=cast.pluit_officer, data={}, turn=report.turn, now=now
        ),
        lambda: climb(report.pk, now=now),
    )
    assert meeting.held is (LOCK not in protections), outcomes
    assert (moves(report) == sorted(MOVES)) is both, outcomes
    assert len(moves(report)) == 1 + both, outcomes


@pytest.mark.parametrize("lead", ["acknowledge", "escalation"])
def test_acknowledge_against_escalation_ends_consistent_whoever_leads(make_report, cast, monkeypatch, lead):
    """The second comes while the first holds the report, waits for it, and meets what the first has made of it."""
    report = make_report(severity="darurat")
    now = after(minutes=15)
    inside = hold_the_first(monkeypatch)
    calls = {
        "acknowledge": lambda: perform(
            step="acknowledge", number=report.number, by=cast.pluit_officer, data={}, turn=report.turn, now=now
        ),
        "escalation": lambda: escalate(report.pk, now=now),
    }
    follower = ({*calls} - {lead}).pop()
    outcomes = side_by_side(calls[lead], lambda: inside.wait(5) and calls[follower]())
    report.refresh_from_db()
    if lead == "acknowledge":
        assert names(outcomes) == ["done", "nothing"]
        assert kinds(report) == ["filed", "acknowledged"]
        assert (report.state, report.held_by.area_id) == ("in_progress", PLUIT)
    else:
        assert names(outcomes) == ["done", "done"], outcomes
        assert kinds(report) == ["filed", "escalated", "acknowledged_late"]
        assert (report.state, report.held_by.area_id) == ("waiting", PENJARINGAN)


def hold_the_first(monkeypatch):
    """The first to write a report stays a while in its transaction; the event returned says that it is there."""
    inside = threading.Event()
    real = moving._write

    def write(changes, events):
        real(changes, events)
        if not inside.is_set():
            inside.set()
            threading.Event().wait(0.4)

    monkeypatch.setattr(moving, "_write", write)
    return inside


@pytest.mark.parametrize("first", ["forward", "reclassify"])
def test_who_waited_for_a_step_is_told_who_was_first(make_report, take, cast, monkeypatch, step_data, first):
    """Also where the first changed what a join would have looked up: the holder, the severity."""
    report = make_report()
    inside = hold_the_first(monkeypatch)
    same = {"number": report.number, "turn": report.turn, "now": NOW}
    outcomes = side_by_side(
        lambda: perform(step=first, by=cast.pluit_coordinator, data=step_data[first], **same),
        lambda: inside.wait(5) and perform(step="acknowledge", by=cast.pluit_officer, data={}, **same),
    )
    assert names(outcomes) == ["Stale", "done"], outcomes
    assert str(cast.pluit_coordinator) in str(outcomes[1])


@pytest.mark.parametrize(
    ("protections", "escalations"),
    [((), 2), ((CONSTRAINT,), 1), ((GUARD,), 1), ((LOCK,), 1), ((LOCK, GUARD, CONSTRAINT), 1)],
    ids=["unprotected", "constraint alone", "guard alone", "lock alone", "as it is"],
)
def test_two_workers_at_one_deadline(make_report, monkeypatch, protections, escalations):
    report = make_report(severity="darurat")
    meeting, (climb,) = protected_by(monkeypatch, protections, escalate)
    outcomes = side_by_side(*[lambda: climb(report.pk, now=after(minutes=15))] * 2)
    assert meeting.held is (LOCK not in protections), outcomes
    assert report.events.filter(kind=EventKind.ESCALATED).count() == escalations, outcomes


# Filing


@pytest.fixture
def form(content, cast, desks):
    """What 20 clicks on one button send."""
    return {"by": cast.pluit_officer, "key": uuid.uuid4(), "content": content(), "now": NOW}


def all_come_before_any_writes(monkeypatch, people, *, look_again=True):
    """All threads have come with their form before the first files its own: no look beforehand could help."""
    meeting = Meeting(people)
    real = filing.content_digest

    def content_digest(*args):
        meeting.wait()
        return real(*args)

    monkeypatch.setattr(filing, "content_digest", content_digest)
    if not look_again:
        monkeypatch.setattr(filing, "_filed_before", lambda *args: None)
    return meeting


def test_20_filings_at_once_race_and_only_the_constraint_stops_them(form, monkeypatch):
    meeting = all_come_before_any_writes(monkeypatch, 20, look_again=False)
    outcomes = side_by_side(*[lambda: file_report(**form)] * 20)
    assert meeting.held, "the race did not happen"
    assert names(outcomes) == ["IntegrityError"] * 19 + ["done"]
    assert Report.objects.count() == 1


def test_20_filings_at_once_make_one_report_and_no_gap(form, monkeypatch, make_report):
    meeting = all_come_before_any_writes(monkeypatch, 20)
    outcomes = side_by_side(*[lambda: file_report(**form)] * 20)
    assert meeting.held, "the race did not happen"
    assert {report.number for report, _ in outcomes} == {f"{PLUIT}-0001"}
    assert sum(new for _, new in outcomes) == 1
    assert (Report.objects.count(), kinds(Report.objects.get())) == (1, ["filed"])
    monkeypatch.undo()
    assert make_report().number == f"{PLUIT}-0002"


def test_20_different_filings_at_once_have_20_serials_without_a_gap(form, desks):
    outcomes = side_by_side(*[lambda: file_report(**{**form, "key": uuid.uuid4()})] * 20)
    assert sorted(report.number for report, _ in outcomes) == [f"{PLUIT}-{n:04d}" for n in range(1, 21)]


def test_serials_without_the_row_lock_are_given_out_twice(form, monkeypatch):
    meeting = Meeting()

    def next_serial(area):
        row, _ = AreaSerial.objects.get_or_create(area=area)
        meeting.wait()
        AreaSerial.objects.filter(area=area).update(last=row.last + 1)
        return row.last + 1

    monkeypatch.setattr(filing, "next_serial", next_serial)
    AreaSerial.objects.create(area_id=PLUIT)
    unlocked = filing._file
    calls = [
        lambda key=key: unlocked(form["by"], key, "x" * 64, form["content"], (), NOW)
        for key in (uuid.uuid4(), uuid.uuid4())
    ]
    outcomes = side_by_side(*calls)
    assert meeting.held
    assert names(outcomes) == ["IntegrityError", "done"], outcomes


@pytest.fixture
def open_filing(form):
    """A filing at Pluit whose transaction stays open while the test runs."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    filed, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                file_report(**form)
                filed.set()
                done.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    assert filed.wait(30)
    yield
    done.set()
    thread.join(10)


def filed_without_waiting(**form):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
        return file_report(**form)


def test_writers_of_one_desk_wait_for_each_other(open_filing, form):
    """So that the serials stay gapless, and so that the next test proves something."""
    with pytest.raises(OperationalError, match="lock timeout"):
        filed_without_waiting(**{**form, "key": uuid.uuid4()})


@pytest.mark.parametrize("person", ["penjaringan_officer", "city_officer", "outsider_officer"])
def test_writers_of_different_desks_never_wait_for_each_other(open_filing, form, content, cast, person):
    by = getattr(cast, person)
    _, new = filed_without_waiting(**{**form, "key": uuid.uuid4(), "by": by, "content": content(area=by.area_id)})
    assert new
    assert Desk.objects.count() == 7
