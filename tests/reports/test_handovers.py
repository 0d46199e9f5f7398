"""Serah terima piket: what is kept, who may write it, who may confirm it, and that it is done once."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from desks.actions import KeyReused, Refused, replace
from desks.models import Desk, Duty, LogEntry
from reports.actions import confirm_handover, handovers, write_handover
from reports.actions.handovers import JUST_ENDED, duty_after, may_write_handover, newest_of, outgoing_duty
from reports.models import HandedReport, Handover

from ..conftest import NOW, PENJARINGAN
from ..desks.roster_cast import make_duty
from .racing import PATIENCE_SECONDS, PATIENCE_WITH_LOCK_SECONDS, Meeting, side_by_side, without_lock

END = NOW.replace(hour=16)


@pytest.fixture(autouse=True)
def english():
    """The sentences below are looked for as the source has them."""
    with translation.override("en"):
        yield


@pytest.fixture
def write(manned, cast):
    """write(...) -> the handover that Ani, who leads today, writes at the end of her duty."""

    def write(by=None, now=END, key=None, seen=None, notes="Contoh pesan"):
        return write_handover(
            by=by or cast.pluit_officer, desk=manned.desk, notes=notes, key=key or uuid.uuid4(), seen=seen, now=now
        )

    return write


def test_the_open_reports_of_the_desk_are_kept_as_they_stand(manned, write, make_report, take, cast):
    waiting = make_report(severity="tinggi")
    secret = make_report(classification="rahasia")
    taken = make_report()
    take("acknowledge", taken, cast.pluit_officer)
    unfounded = make_report()
    take("unfounded", unfounded, cast.pluit_coordinator)
    make_report(by=cast.penjaringan_officer, area=PENJARINGAN)
    handover = write()
    kept = {row.report: (row.state, row.severity, row.due_at) for row in handover.handed.all()}
    assert kept == {row: (row.state, row.severity_id, row.due_at) for row in (waiting, secret, taken)}, (
        "not what is closed, not what another desk holds"
    )
    take("resolve", taken, cast.pluit_officer)
    assert handover.handed.get(report=taken).state == "in_progress", "as it stood, not as it stands"


def test_who_hands_over_to_whom(manned, write, cast):
    handover = write()
    assert (handover.outgoing, handover.incoming) == (manned.duty["ani", 13], manned.duty["budi", 14])
    assert (handover.written_by, handover.written_at, handover.confirmed_at) == (cast.pluit_officer, END, None)
    assert (handover.handed_over_by, handover.received_by) == (manned.ani, None)


def test_a_coordinator_writes_for_the_lead_and_signs_with_their_own_name(manned, write, cast):
    handover = write(by=cast.pluit_coordinator)
    assert handover.outgoing == manned.duty["ani", 13]
    assert handover.handed_over_by == cast.pluit_coordinator


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (NOW.replace(hour=7, minute=59), False),
        (NOW.replace(hour=8), True),
        (END + JUST_ENDED - timedelta(minutes=1), True),
        (END + JUST_ENDED, False),
    ],
)
def test_the_lead_writes_while_the_duty_runs_or_has_just_ended(manned, write, cast, now, may):
    assert may_write_handover(cast.pluit_officer, manned.desk, now) is may
    if not may:
        with pytest.raises(PermissionDenied):
            write(now=now)


def test_who_may_write(manned, cast):
    may = {name for name in vars(cast) if may_write_handover(getattr(cast, name), manned.desk, NOW)}
    assert may == {"pluit_officer", "pluit_coordinator"}
    manned.duty["ani", 13].leads = False
    manned.duty["ani", 13].save()
    assert not may_write_handover(cast.pluit_officer, manned.desk, NOW), "who is on duty but does not lead"


def test_of_two_shifts_the_one_nearest_to_its_end_is_handed_over(manned, cast):
    evening = make_duty(
        manned.budi, manned.desk, date(2024, 11, 13), by=cast.administrator, hours=(16, 24), shift="Sore", leads=True
    )
    morning = manned.duty["ani", 13]
    for minutes, expected in ((-5, morning), (5, morning), (470, evening)):
        now = END + timedelta(minutes=minutes)
        outgoing = outgoing_duty(cast.pluit_coordinator, manned.desk, now)
        assert outgoing == expected, minutes
        after = evening if expected == morning else manned.duty["budi", 14]
        assert duty_after(outgoing, manned.desk, now) == after
    assert outgoing_duty(cast.pluit_colleague, manned.desk, END + timedelta(minutes=5)) == evening, "the own duty"


def test_without_a_roster_a_coordinator_can_still_hand_over(desks, cast):
    handover = write_handover(
        by=cast.penjaringan_coordinator, desk=desks[PENJARINGAN], notes="x", key=uuid.uuid4(), seen=None, now=NOW
    )
    assert (handover.outgoing, handover.incoming) == (None, None)


def test_sent_twice_it_is_written_once(write, make_report):
    make_report()
    key = uuid.uuid4()
    assert write(key=key) == write(key=key)
    assert (Handover.objects.count(), HandedReport.objects.count(), LogEntry.objects.count()) == (1, 1, 1)
    with pytest.raises(KeyReused):
        write(key=key, notes="Lain")
    assert Handover.objects.get().notes == "Contoh pesan"


def test_what_was_written_meanwhile_must_be_seen_first(write, cast, manned):
    first = write()
    with pytest.raises(Refused, match="Contoh pluit_officer"):
        write(by=cast.pluit_coordinator)
    assert write(by=cast.pluit_coordinator, seen=first.pk) == newest_of(manned.desk)


def test_the_incoming_lead_confirms_once(manned, write, cast):
    handover = write()
    confirm_handover(by=cast.pluit_colleague, handover=handover, now=END + timedelta(hours=16))
    handover = Handover.objects.get()
    assert (handover.confirmed_by, handover.confirmed_at) == (cast.pluit_colleague, END + timedelta(hours=16))
    assert handover.received_by == manned.budi
    with pytest.raises(Refused, match="Contoh colleague"):
        confirm_handover(by=cast.pluit_coordinator, handover=handover, now=END + timedelta(hours=17))
    assert Handover.objects.get().confirmed_by == cast.pluit_colleague


def test_who_may_confirm(manned, write, cast):
    handover = write()
    may = {name for name in vars(cast) if Handover.objects.receivable_by(getattr(cast, name)).exists()}
    assert may == {"pluit_colleague", "pluit_coordinator"}
    for name in set(vars(cast)) - may:
        with pytest.raises(PermissionDenied):
            confirm_handover(by=getattr(cast, name), handover=handover, now=END)
    assert Handover.objects.get().confirmed_at is None


def test_never_by_who_wrote_it(manned, write, cast):
    handover = write(by=cast.pluit_coordinator)
    with pytest.raises(PermissionDenied):
        confirm_handover(by=cast.pluit_coordinator, handover=handover, now=END)
    with pytest.raises(IntegrityError, match="handover_confirmed_by_another|CHECK"), transaction.atomic():
        Handover.objects.update(confirmed_at=NOW, confirmed_by=cast.pluit_coordinator)


def test_the_incoming_lead_is_who_leads_now_and_not_who_led_when_it_was_written(manned, write, cast):
    handover = write()
    manned.dedi.user = cast.penjaringan_officer
    manned.dedi.save()
    manned.duty["dedi", 14].delete()
    replace(by=cast.pluit_coordinator, duty=manned.duty["budi", 14], officer=manned.dedi, reason="x", now=END)
    with pytest.raises(PermissionDenied):
        confirm_handover(by=cast.pluit_colleague, handover=handover, now=END)
    confirm_handover(by=cast.penjaringan_officer, handover=handover, now=END)
    assert Handover.objects.get().incoming == Duty.objects.get(replaces=manned.duty["budi", 14])


def test_the_logbook_tells_of_both_steps_in_the_desks_language(write, cast):
    with translation.override("en"), timezone.override("Asia/Jakarta"):
        handover = write()
        confirm_handover(by=cast.pluit_colleague, handover=handover, now=END)
    rows = [(entry.author, entry.text) for entry in LogEntry.objects.order_by("pk")]
    assert [author for author, _text in rows] == [cast.pluit_officer, cast.pluit_colleague]
    assert all("Rabu, 13 November 2024" in text for _author, text in rows)


def test_who_sees_a_handover(write, cast):
    write()
    sees = {name for name in ("pluit_officer", "city_officer", "official", "penjaringan_officer", "outsider_official")
            if Handover.objects.visible_to(getattr(cast, name)).exists()}  # fmt: skip
    assert sees == {"pluit_officer", "city_officer", "official", "penjaringan_officer"}


# Races


def unlocked(monkeypatch, action, model):
    """The action as it would be without the lock on rows of that model."""
    queryset = type(model.objects.all())
    monkeypatch.setattr(queryset, "select_for_update", lambda rows, **options: rows.all())
    monkeypatch.setattr(model.objects, "select_for_update", lambda **options: model.objects.all())
    return without_lock(action)


def names(outcomes):
    return sorted(type(outcome).__name__ if isinstance(outcome, Exception) else "done" for outcome in outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lock", [False, True], ids=["unprotected", "as it is"])
def test_two_leads_write_at_once(manned, write, cast, monkeypatch, lock):
    """Without the lock of the desk neither sees the other's words."""
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = handovers._refuse_what_was_not_seen

    def looked(*args):
        real(*args)
        meeting.wait()

    monkeypatch.setattr(handovers, "_refuse_what_was_not_seen", looked)
    act = write_handover if lock else unlocked(monkeypatch, write_handover, Desk)
    outcomes = side_by_side(
        *(
            lambda by=by: act(by=by, desk=manned.desk, notes="x", key=uuid.uuid4(), seen=None, now=END)
            for by in (cast.pluit_officer, cast.pluit_coordinator)
        )
    )
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == (["Refused", "done"] if lock else ["done", "done"]), outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lock", [False, True], ids=["unprotected", "as it is"])
def test_two_confirm_at_once(manned, write, cast, monkeypatch, lock):
    handover = write()
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = handovers.duty_after

    def looked(*args):
        meeting.wait()
        return real(*args)

    monkeypatch.setattr(handovers, "duty_after", looked)
    act = confirm_handover if lock else unlocked(monkeypatch, confirm_handover, Handover)
    outcomes = side_by_side(
        *(lambda by=by: act(by=by, handover=handover, now=END) for by in (cast.pluit_colleague, cast.pluit_coordinator))
    )
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == (["Refused", "done"] if lock else ["done", "done"]), outcomes
