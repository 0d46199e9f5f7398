"""Warnings about the next days, the numbers kept of them, and the worker that keeps them fresh."""

import logging
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from desks.actions.rosters import rostered
from desks.coverage import BATCH, STALE_AFTER, WarningKind, refresh_coverage, refresh_stale_coverage, warnings_of
from desks.models import Absence, Composition, Coverage, Desk, Officer
from reports.actions import escalate_due
from reports.management.commands import worker
from reports.models import EventKind

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT
from .roster_cast import compose, make_duty, unit_at


def found(desk, now=NOW):
    rows = warnings_of(rostered(Desk.objects.filter(pk=desk.pk)), now)[desk.pk]
    return [(row.day.day, str(row.kind), row.what) for row in rows]


@pytest.fixture
def full(manned, cast):
    """Every place of the seven days from the 13th filled, everybody with a phone: nothing to warn of."""
    Officer.objects.update(phone="+6281200000009")
    manned.desk.compositions.update(rest_hours=0, max_per_week=7)
    for day in (16, 17, 19):
        manned.duty["ani", day] = make_duty(
            manned.ani, manned.desk, date(2024, 11, day), by=cast.administrator, leads=True
        )
        make_duty(manned.budi, manned.desk, date(2024, 11, day), by=cast.administrator)
    assert found(manned.desk) == []
    return manned


def test_an_empty_place_is_named_by_its_unit(full):
    full.duty["citra", 15].delete()
    assert found(full.desk) == [(15, "uncovered", "Polsek Piket")]


def test_a_missing_lead_is_its_own_warning(full):
    full.duty["ani", 15].delete()
    full.duty["citra", 15].delete()
    assert found(full.desk) == [(15, "no_leader", "Polsek Piket"), (15, "uncovered", "Polsek Piket")]


def test_a_unit_without_officers(full, desks):
    compose(desks[PENJARINGAN], [(unit_at(PENJARINGAN, "Koramil Kosong", "tni"), 1)])
    assert {kind for _day, kind, _what in found(desks[PENJARINGAN])} == {WarningKind.MISSING_UNIT}


def test_leave_that_collides_flags_the_duty_and_leaves_it(full):
    Absence.objects.create(officer=full.ani, starts_on="2024-11-14", ends_on="2024-11-15")
    assert found(full.desk) == [(15, "absent", "Aiptu Contoh Ani")]
    full.duty["ani", 15].refresh_from_db()
    assert full.duty["ani", 15].state == "published"


def test_no_phone_is_said_once_per_officer(full):
    Officer.objects.filter(pk=full.budi.pk).update(phone="")
    assert found(full.desk) == [(14, "no_phone", "Aiptu Contoh Budi")]


def test_a_duty_that_no_place_asks_for(full, cast):
    make_duty(full.dedi, full.desk, date(2024, 11, 15), by=cast.administrator)
    assert [row[:2] for row in found(full.desk)] == [(15, "beyond")]


def test_what_has_begun_is_past_mending_and_what_is_far_ahead_is_not_asked(full):
    full.duty["citra", 13].delete()
    assert found(full.desk) == []
    assert [day for day, _kind, _what in found(full.desk, NOW - timedelta(hours=2))] == [13]
    tomorrow = found(full.desk, NOW + timedelta(days=1))
    assert {day for day, *_ in tomorrow} == {20}, "the seventh day"


def test_any_number_of_desks_takes_the_same_queries(full, desks, django_assert_num_queries):
    one = list(rostered(Desk.objects.filter(pk=full.desk.pk)))
    with django_assert_num_queries(8) as few:
        warnings_of(one, NOW)
    for code in (PENJARINGAN, CITY):
        compose(desks[code], [(full.unit, 2)])
    several = list(rostered(Desk.objects.filter(area__in=[PLUIT, PENJARINGAN, CITY])))
    with django_assert_num_queries(len(few.captured_queries)):
        warnings_of(several, NOW)


# The numbers kept


def kept(desk):
    row = Coverage.objects.get(desk=desk)
    return row.uncovered, row.warnings, row.counted_at


def test_empty_places_and_other_warnings_are_counted_apart(full):
    full.duty["ani", 15].delete()
    full.duty["citra", 15].delete()
    Absence.objects.create(officer=full.budi, starts_on="2024-11-14", ends_on="2024-11-14")
    refresh_coverage(rostered(Desk.objects.filter(pk=full.desk.pk)), NOW)
    assert kept(full.desk) == (2, 1, NOW)


def test_the_worker_counts_what_is_missing_or_old_and_nothing_else(full, desks):
    compose(desks[CITY], [(full.unit, 1)])
    assert refresh_stale_coverage(NOW) == 1, "the city's, which has no numbers yet"
    assert refresh_stale_coverage(NOW) == 0
    later = NOW + STALE_AFTER
    assert refresh_stale_coverage(later) == 2
    assert refresh_stale_coverage(NOW) == 2, "numbers of a drill in the future are no numbers"
    assert set(Coverage.objects.values_list("desk__area", flat=True)) == {PLUIT, CITY}, "no composition, no numbers"


def test_a_desk_that_has_ended_is_left_alone(full):
    Desk.objects.filter(pk=full.desk.pk).update(active_until=NOW.date() - timedelta(days=1))
    assert refresh_stale_coverage(NOW + STALE_AFTER) == 0


def test_a_composition_taken_away_leaves_no_stale_gaps(full):
    full.duty["citra", 15].delete()
    refresh_stale_coverage(NOW + STALE_AFTER)
    assert kept(full.desk)[0] == 1
    Composition.objects.all().delete()
    refresh_stale_coverage(NOW + 3 * STALE_AFTER)
    assert kept(full.desk)[0] == 0


def test_in_batches(full, desks, monkeypatch):
    for code in (CITY, PENJARINGAN):
        compose(desks[code], [(full.unit, 1)])
    monkeypatch.setattr("desks.coverage.BATCH", 2)
    later = NOW + STALE_AFTER
    assert [refresh_stale_coverage(later) for _ in range(3)] == [2, 1, 0]
    assert BATCH > 2


def test_the_worker_does_it(full):
    call_command("worker", "--once", "--now", (NOW + timedelta(hours=1)).isoformat())
    assert kept(full.desk)[2] == NOW + timedelta(hours=1)


def test_a_failure_is_logged_rests_and_never_stops_escalation(full, make_report, monkeypatch, caplog):
    report = make_report(severity="darurat")
    calls = []

    def broken(now):
        calls.append(now)
        raise ValueError("contoh")

    monkeypatch.setattr(worker, "refresh_stale_coverage", broken)
    later = NOW + timedelta(minutes=16)
    with caplog.at_level(logging.ERROR, "posko.worker"):
        call_command("worker", "--once", "--now", later.isoformat())
    assert report.events.filter(kind=EventKind.ESCALATED).exists()
    assert "coverage=failed" in caplog.text
    keeper = next(chore for chore in worker.chores() if chore.name == "coverage")
    for _ in range(3):
        keeper.do(later)
    assert len(calls) == 2, "one of the command, one of three: then it rests"
    assert escalate_due(now=later + timedelta(minutes=16)) == 1
