"""Two administrators at once. Each race is first shown to happen with its protections off."""

from datetime import date

import pytest
from django.db import connection

from desks import triggers
from desks.actions import Refused, assign, duties, generate, publish, rosters
from desks.models import Desk, Duty, Roster

from ..conftest import CITY, NOW, PLUIT
from ..reports.racing import PATIENCE_SECONDS, PATIENCE_WITH_LOCK_SECONDS, Meeting, side_by_side, without_lock
from .roster_cast import compose, staff, unit_at

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = date(2024, 11, 18)
LOCK, CONSTRAINT = "lock of the officer", "constraint"


@pytest.fixture
def two_desks(desks):
    """The city's desk and Pluit's want the same officer at the same time."""
    unit = unit_at(CITY, "Polres Contoh")
    for code in (CITY, PLUIT):
        compose(desks[code], [(unit, 1)])
    return [desks[CITY], desks[PLUIT]], staff(unit, 1)[0]


@pytest.fixture
def without_constraint():
    """The database no longer refuses an overlap; put back once the rows are gone."""

    def off():
        triggers.remove(connection)
        off.done = True

    off.done = False
    yield off
    if off.done:
        Duty.objects.all().delete()
        triggers.install(connection)


@pytest.fixture
def meet_after(monkeypatch):
    """meet_after(module, "check", lock=...) -> the Meeting of two threads, each once it has made its last check."""

    def meet_after(module, check, *, lock):
        meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
        real = getattr(module, check)

        def checked(*args):
            real(*args)
            meeting.wait()

        monkeypatch.setattr(module, check, checked)
        monkeypatch.setattr(module, "refresh_coverage", lambda *args: None)
        return meeting

    return meet_after


def key_at(desk):
    place = desk.compositions.get().shifts.get().places.get()
    return (MONDAY, desk.pk, 480, place.pk, 0)


def names(outcomes):
    return sorted("done" if outcome is None else type(outcome).__name__ for outcome in outcomes)


def refused_by_database(outcomes):
    """The outcomes, where a deadlock counts as refused.

    PostgreSQL looks at an exclusion constraint after the row is written: two rows written at once wait for each
    other, and one of the two is thrown out by the deadlock detector instead of by the constraint.
    """
    return [Refused("deadlock") if "deadlock detected" in str(outcome) else outcome for outcome in outcomes]


@pytest.mark.parametrize(
    ("protections", "expected", "duties_after"),
    [
        ((), ["done", "done"], 2),
        ((CONSTRAINT,), ["Refused", "done"], 1),
        ((LOCK,), ["Refused", "done"], 1),
        ((LOCK, CONSTRAINT), ["Refused", "done"], 1),
    ],
    ids=["unprotected", "constraint alone", "lock alone", "as it is"],
)
def test_one_officer_is_given_to_two_desks(
    two_desks, cast, monkeypatch, meet_after, without_constraint, protections, expected, duties_after
):
    both, officer = two_desks
    meeting = meet_after(duties, "refuse_unless_free", lock=LOCK in protections)
    act = assign
    if LOCK not in protections:
        monkeypatch.setattr(duties, "locked_officers", lambda ids: None)
        act = without_lock(assign)
    if CONSTRAINT not in protections:
        without_constraint()
    people = (cast.administrator, cast.superuser)
    outcomes = side_by_side(
        *(
            lambda desk=desk, by=by: act(by=by, desk=desk, key=key_at(desk), officer=officer, now=NOW)
            for desk, by in zip(both, people, strict=True)
        )
    )
    assert meeting.held is (LOCK not in protections), outcomes
    found = refused_by_database(outcomes) if protections == (CONSTRAINT,) else outcomes
    assert names(found) == expected, outcomes
    assert Duty.objects.published().filter(officer=officer).count() == duties_after


@pytest.mark.parametrize("lock", [False, True], ids=["without the lock", "as it is"])
def test_one_place_is_given_to_two_officers(two_desks, cast, monkeypatch, meet_after, lock):
    (desk, _other), officer = two_desks
    officers = [officer, *staff(officer.unit, 1, start=2)]
    meeting = meet_after(duties, "refuse_unless_free", lock=lock)
    act = assign
    if not lock:
        monkeypatch.setattr(duties, "lock_desks", lambda ids: None)
        act = without_lock(assign)
    outcomes = side_by_side(
        *(lambda one=one: act(by=cast.superuser, desk=desk, key=key_at(desk), officer=one, now=NOW) for one in officers)
    )
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == (["Refused", "done"] if lock else ["done", "done"]), outcomes
    assert Duty.objects.published().count() == (1 if lock else 2)


def draft_of(desk, by):
    return generate(by=by, desks=Desk.objects.filter(pk=desk.pk), first=MONDAY, last=MONDAY, now=NOW)


@pytest.mark.parametrize("lock", [False, True], ids=["without the lock", "as it is"])
def test_two_drafts_with_the_same_officer_are_published(
    two_desks, cast, monkeypatch, meet_after, without_constraint, lock
):
    both, officer = two_desks
    drafts = [draft_of(desk, cast.superuser) for desk in both]
    assert all(draft.duties.get().officer == officer for draft in drafts)
    meeting = meet_after(rosters, "_refuse_what_changed", lock=lock)
    act = publish
    if not lock:
        monkeypatch.setattr(rosters, "locked_officers", lambda ids: None)
        act = without_lock(publish)
        without_constraint()
    outcomes = side_by_side(*(lambda draft=draft: act(by=cast.superuser, roster=draft, now=NOW) for draft in drafts))
    assert meeting.held is not lock, outcomes
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refused) == (1 if lock else 0), outcomes
    assert Duty.objects.published().filter(officer=officer).count() == (1 if lock else 2)


def test_one_draft_is_published_once_by_two(two_desks, cast):
    draft = draft_of(two_desks[0][0], cast.superuser)
    outcomes = side_by_side(*[lambda: publish(by=cast.superuser, roster=draft, now=NOW)] * 2)
    assert sorted(map(str, map(type, outcomes))) == sorted(map(str, [int, Refused])), outcomes
    assert Duty.objects.published().count() == 1
    assert Roster.objects.get().state == "published"
