"""Two sign at once: one wins, the other is told. Each race is first shown to happen without the lock."""

import pytest

from desks.actions import Refused
from desks.models import Desk
from reports.actions import daily
from reports.actions.daily import preview, save_draft, sign
from reports.models import DailyReport

from ..conftest import PLUIT
from ..daily_cast import make_due
from .racing import PATIENCE_SECONDS, PATIENCE_WITH_LOCK_SECONDS, Meeting, side_by_side, without_lock

pytestmark = pytest.mark.django_db(transaction=True)


def unlocked(due):
    due.desk = Desk.objects.select_related("area", "election").get(pk=due.desk_id)
    return due.desk


def meet(monkeypatch, name, *, lock):
    """Both threads stop before that step of the action; without `lock` no row is locked."""
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = getattr(daily, name)

    def waiting(*args):
        meeting.wait()
        return real(*args)

    monkeypatch.setattr(daily, name, waiting)
    if not lock:
        monkeypatch.setattr(daily, "locked_desk", unlocked)
    return meeting


def names(outcomes):
    return sorted("done" if isinstance(outcome, DailyReport) else type(outcome).__name__ for outcome in outcomes)


def sign_both(dues, by, *, lock):
    """The same coordinator signs each of the dues as nihil, at the same time."""
    action = sign if lock else without_lock(sign)
    seen = [preview(due, due.due_at, nihil=True)[2] for due in dues]
    return side_by_side(
        *(
            lambda due=due, mark=mark: action(by=by, due=due, seen=mark, now=due.due_at, nihil=True)
            for due, mark in zip(dues, seen, strict=True)
        )
    )


@pytest.mark.parametrize(("lock", "expected"), [(False, ["IntegrityError", "done"]), (True, ["Refused", "done"])])
def test_two_sign_one_report(desks, cast, monkeypatch, lock, expected):
    due = make_due(desks[PLUIT])
    meeting = meet(monkeypatch, "_freeze", lock=lock)
    outcomes = sign_both([due, type(due).objects.for_display().get(pk=due.pk)], cast.pluit_coordinator, lock=lock)
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == expected, outcomes
    assert DailyReport.objects.get().number == f"LAPHAR/{PLUIT}/2024/0001"
    told = [str(outcome) for outcome in outcomes if isinstance(outcome, Refused)]
    assert all("Contoh pluit_coordinator" in words for words in told)


@pytest.mark.parametrize(("lock", "serials"), [(False, [1]), (True, [1, 2])])
def test_two_reports_signed_at_once_get_two_numbers(desks, cast, monkeypatch, lock, serials):
    dues = [make_due(desks[PLUIT]), make_due(desks[PLUIT], days=1)]
    meeting = meet(monkeypatch, "_freeze", lock=lock)
    outcomes = sign_both(dues, cast.pluit_coordinator, lock=lock)
    assert meeting.held is not lock, outcomes
    assert sorted(DailyReport.objects.values_list("serial", flat=True)) == serials, outcomes


@pytest.mark.parametrize(("lock", "expected"), [(False, ["IntegrityError", "done"]), (True, ["Refused", "done"])])
def test_two_begin_one_draft(desks, cast, monkeypatch, lock, expected):
    due = make_due(desks[PLUIT])
    meeting = meet(monkeypatch, "may_see_words", lock=lock)
    action = save_draft if lock else without_lock(save_draft)
    people = (cast.pluit_officer, cast.pluit_coordinator)
    outcomes = side_by_side(
        *(
            lambda by=by: action(by=by, due=due, words={"situation": str(by)}, revision=0, now=due.due_at)
            for by in people
        )
    )
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == expected, outcomes
    assert DailyReport.objects.count() == 1
