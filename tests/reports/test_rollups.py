"""The rollups hold what the reports say: after any history, any number of workers, in any order of commits."""

import importlib
import threading
from copy import copy
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from desks.models import Area, Election
from reports.actions import folding
from reports.actions.folding import fold, rebuild_rollups, wrong_rows
from reports.dashboard import dashboard_of
from reports.dashboard.counting import Counts
from reports.models import Event, Facet, Report, Rollup, Unfolded
from reports.rollups import durations

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_DISTRICT, TWIN_WARD
from .conftest import after
from .plain_dashboard import agrees, figures, told
from .racing import PATIENCE_SECONDS, PATIENCE_WITH_LOCK_SECONDS, Meeting, side_by_side

LOOKS = (
    *(("official", code) for code in (CITY, PENJARINGAN, PLUIT)),
    *(("observer", code) for code in (CITY, PENJARINGAN)),
    *(("province_coordinator", code) for code in (PROVINCE, CITY, "31.75", TWIN_DISTRICT)),
    *(("province_officer", PROVINCE), ("penjaringan_coordinator", PENJARINGAN), ("pluit_officer", PLUIT)),
)


def look(user, code, now):
    return dashboard_of(user, Area.objects.get(pk=code), now)


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_equals_a_plain_count(seed, history, cast, election, worker_folds):
    """For every role, folded or not, at any moment of a random history."""
    past = history(seed, start=NOW - timedelta(days=2))
    for act in range(60):
        past.act()
        if past.dice.random() < 0.2:
            fold(most=past.dice.randrange(1, 12))
        if act % 12 == 11:
            for name, code in LOOKS:
                user = getattr(cast, name)
                dashboard = look(user, code, past.now)
                assert dashboard.election == election
                agrees(user, dashboard.area, election, past.now, dashboard)
    assert wrong_rows(None) == []
    fold()
    assert not Unfolded.objects.exists()
    assert wrong_rows(None) == []


@pytest.fixture
def worker_folds(monkeypatch):
    """Small batches, so that histories are cut at odd places."""
    monkeypatch.setattr(folding, "BATCH", 7)


def test_voting_day_by_the_hour(history, cast, election):
    start = datetime.combine(election.voting_on, datetime.min.time(), NOW.tzinfo) - timedelta(hours=8)
    past = history(5, start=start, pace=60)
    while past.now < start + timedelta(hours=26):
        past.act()
    now = past.now
    assert now.astimezone(NOW.tzinfo).date() == election.voting_on
    dashboard = look(cast.official, CITY, now)
    assert dashboard.is_voting_day
    assert sum(kept["number"] for kept in dashboard.hours.values()) > 3
    agrees(cast.official, dashboard.area, election, now, dashboard)


def test_the_trigger_queues_what_anybody_writes(make_report):
    report = make_report()
    assert set(Unfolded.objects.values_list("event", flat=True)) == set(report.events.values_list("pk", flat=True))
    twin = copy(report.events.first())
    twin.pk, twin.seq, twin.turn = None, 9, 9
    Event.objects.bulk_create([twin])
    assert Unfolded.objects.filter(event=twin.pk).exists()


def test_folding_takes_a_bounded_number(make_report):
    for _ in range(3):
        make_report()
    assert fold(most=2) == 2
    assert Unfolded.objects.count() == 1
    assert fold() == 1
    assert fold() == 0


def test_a_worker_that_is_killed_has_folded_nothing(make_report, monkeypatch):
    make_report()
    real = folding._add

    def killed(*args):
        real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(folding, "_add", killed)
    with pytest.raises(KeyboardInterrupt):
        fold()
    monkeypatch.undo()
    assert Unfolded.objects.count() == 1
    assert not Rollup.objects.exists()
    fold()
    assert wrong_rows(None) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lock", [False, True], ids=["without the lock", "as it is"])
def test_two_workers_fold_each_event_once(lock, make_report, monkeypatch):
    make_report()
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = folding._add

    def add(rows, parameters=None):
        meeting.wait()
        return real(rows, parameters)

    monkeypatch.setattr(folding, "_add", add)
    batch = folding.fold_batch
    if not lock:
        monkeypatch.setattr(Unfolded.objects.all().__class__, "select_for_update", lambda rows, **options: rows)
        batch = batch if connection.vendor == "postgresql" else batch.__wrapped__
    outcomes = side_by_side(lambda: batch(10), lambda: batch(10))
    assert meeting.held is not lock, outcomes
    assert sorted(outcomes) == ([0, 1] if lock else [1, 1])
    assert bool(wrong_rows(None)) is not lock


@pytest.mark.django_db(transaction=True)
def test_events_that_commit_out_of_order(make_report):
    """The first event is written first and commits last: "greater than the last one folded" would lose it."""
    if connection.vendor == "sqlite":
        # One writer at a time: the order of the numbers is the order of the commits.
        make_report(), make_report()
        fold(most=1)
        assert wrong_rows(None) == []
        return
    written, folded = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            make_report()
            written.set()
            assert folded.wait(PATIENCE_SECONDS)

    def quick():
        assert written.wait(PATIENCE_SECONDS)
        report = make_report(by=None, area=TWIN_WARD)
        assert fold() == 1
        folded.set()
        return report.events.get().pk

    _nothing, later = side_by_side(slow, quick)
    assert list(Unfolded.objects.filter(event__lt=later)) == list(Unfolded.objects.all()) != []
    assert wrong_rows(None) == []
    assert fold() == 1
    assert wrong_rows(None) == []
    assert Rollup.objects.get(facet=Facet.EVENTS, area=PROVINCE).number == 2


@pytest.mark.django_db(transaction=True)
def test_figures_are_exact_while_others_write_and_fold(make_report, history, cast, election):
    """A reader compares a dashboard with a plain count of the same state of the database, again and again."""
    past = history(11)
    for _ in range(10):
        past.act()
    done = threading.Event()
    area, user = Area.objects.get(pk=CITY), cast.official

    def write(seed):
        own = history(seed, start=NOW + timedelta(days=1))
        try:
            for _ in range(25):
                try:
                    own.act()
                except Exception as error:  # two of them reach for one report: one is refused
                    if type(error).__name__ not in ("Stale", "PermissionDenied", "StepRefused", "DoesNotExist"):
                        raise
        finally:
            done.set()

    def folds():
        rounds = 0
        while not done.is_set() or rounds < 5:
            fold(most=3)
            rounds += 1
        return rounds

    def read():
        looks = 0
        while not done.is_set() or looks < 5:
            now = NOW + timedelta(days=9)
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                counts = Counts(user, area, election, now, now.date())
                reports = Report.objects.filter(election=election).below(CITY).select_related("area", "held_by__area")
                assert told(counts.total) == figures(list(reports), CITY, now)
            looks += 1
        return looks

    outcomes = side_by_side(lambda: write(21), lambda: write(22), folds, read)
    assert outcomes[:2] == [None, None], outcomes
    assert all(isinstance(number, int) and number >= 5 for number in outcomes[2:]), outcomes
    assert wrong_rows(None) == []


def spoil():
    Rollup.objects.filter(facet=Facet.SEVERITY, area=PLUIT).update(waiting=7)
    Rollup.objects.filter(facet=Facet.DAY, area=CITY).delete()


def test_rebuilding_mends_what_is_wrong(make_report, capsys):
    make_report()
    fold()
    make_report()
    assert rebuild_rollups() == 0
    spoil()
    assert {row["area_id"] for row in wrong_rows(None)} == {PLUIT, CITY}
    assert sorted(wrong_rows(Area.objects.get(pk="00")), key=str) == sorted(wrong_rows(None), key=str)
    call_command("rebuild_rollups", area=PLUIT)
    assert "1 rows were wrong." in capsys.readouterr().out
    assert {row["area_id"] for row in wrong_rows(None)} == {CITY}
    call_command("rebuild_rollups")
    call_command("rebuild_rollups")
    assert capsys.readouterr().out == "1 rows were wrong.\nAll rows were right.\n"
    fold()
    assert wrong_rows(None) == []
    with pytest.raises(CommandError, match="No area has the code '99'"):
        call_command("rebuild_rollups", area="99")


def test_another_voting_day_is_found_and_mended(make_report, election):
    make_report()
    fold()
    Election.objects.filter(pk=election.pk).update(voting_on=date(2024, 11, 13))
    assert {row["facet"] for row in wrong_rows(None)} == {Facet.HOUR}
    rebuild_rollups()
    assert Rollup.objects.get(facet=Facet.HOUR, area=PLUIT).key == "09"


def test_what_was_written_before_is_filled_in_as_it_would_be_written_now(history, monkeypatch):
    """The migration that fills the columns of older events, played on events that have them."""
    past = history(3)
    for _ in range(60):
        past.act()
    migration = importlib.import_module("reports.migrations.0008_fill_event_standing")
    # Whether a deadline was kept that nobody drew a consequence from cannot be known any more.
    names = [name if name != "category" else "category_id" for name in migration.FILLED if name != "in_time"]
    compared = 0
    for report in Report.objects.all():
        events = list(report.events.order_by("seq"))
        expected = [[getattr(event, name) for name in names] for event in events]
        for event in events:
            event.category_id, event.stations_affected, event.waited_seconds, event.in_time = None, 0, None, None
        migration.replay(report, events)
        assert [[getattr(event, name) for name in names] for event in events] == expected
        compared += len(events)
    assert compared > 60


def test_classes_of_duration():
    assert [durations.class_of(seconds) for seconds in (0, 1, 60, 61, 1200, 1201, 3600, 10**9)] == [
        *(1, 1, 1, 2, 20, 22, 60),
        durations.LIMITS[-1],
    ]
    assert list(durations.LIMITS) == sorted(set(durations.LIMITS))


@pytest.mark.parametrize(
    ("counts", "median", "ninetieth"),
    [
        ({}, None, None),
        ({5: 1}, 5, 5),
        ({5: 1, 9: 1}, 5, 9),
        ({1: 9, 100: 1}, 1, 1),
        ({1: 8, 100: 2}, 1, 100),
        ({1: 1, 2: 0, 3: 2}, 3, 3),
    ],
)
def test_percentiles(counts, median, ninetieth):
    assert (durations.percentile(counts, 50), durations.percentile(counts, 90)) == (median, ninetieth)


def test_the_longest_wait_moves_on(make_report, take, cast):
    first = make_report()
    make_report(now=after(minutes=5))
    assert look(cast.official, CITY, after(minutes=10)).oldest_waiting.number == first.number
    take("acknowledge", first, cast.pluit_officer, now=after(minutes=11))
    assert look(cast.official, CITY, after(minutes=12)).oldest_waiting.at == after(minutes=5)


def test_counts_are_whole_numbers(make_report, cast, election):
    """A sum of sums is a decimal to PostgreSQL; the pictures reckon with floats."""
    make_report()
    for _ in range(2):
        dashboard = look(cast.official, CITY, NOW)
        (_category, *numbers), *_rest = dashboard.categories
        assert [type(number) for number in (*numbers, dashboard.total.open)] == [int, int, int]
        fold()
