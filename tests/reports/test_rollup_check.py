"""The worker proves rollups of every tier, and mends what is wrong while others write and fold."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection

from desks.models import NATION, Area
from reports.actions import folding
from reports.actions.folding import adds_up, check_rollups, fold, mend, rebuild_rollups, wrong_rows
from reports.models import Event, Facet, Rollup
from reports.models.rollups import COUNTS

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .racing import Meeting, side_by_side

LINE = [PLUIT, PENJARINGAN, CITY, PROVINCE, NATION]
SISTER_WARD = "31.72.01.1001"


@pytest.fixture
def all_drawn(monkeypatch):
    """So many reports are drawn that the places of all are."""
    monkeypatch.setattr(folding, "SAMPLE", 400)


def held():
    """What the rollups hold; a row of zeros holds nothing."""
    fields = ("facet", "tier", "area", "election", "classification", "key", *COUNTS)
    return {row[:6]: row[6:] for row in Rollup.objects.values_list(*fields) if any(row[6:])}


def test_the_worker_proves_some_and_mends_them(make_report, caplog):
    assert check_rollups() == 0
    make_report()
    fold()
    assert check_rollups() == 0
    Rollup.objects.filter(facet=Facet.SEVERITY, area=PLUIT).update(waiting=7)
    assert check_rollups() == 1
    assert f"rollups=wrong area={PLUIT} rows=1" in caplog.text
    assert check_rollups() == 0
    assert wrong_rows(None) == []


def test_those_above_the_drawn_places_are_proven_the_lowest_first(make_report):
    make_report()
    assert [area.pk for area in folding.sampled(random)] == LINE


#: What is done to the first row of that facet.
SPOILS = {
    "number": (Facet.SEVERITY, lambda row: row.update(number=99)),
    "escalated": (Facet.SEVERITY, lambda row: row.update(escalated=99)),
    "another key": (Facet.CATEGORY, lambda row: row.update(key="Z")),
    "place": (Facet.PLACE, lambda row: row.update(waiting=99)),
    "gone": (Facet.DAY, lambda row: row.delete()),
    "events": (Facet.EVENTS, lambda row: row.update(number=0)),
    "duration": (Facet.RESPONSE, lambda row: row.update(in_time=99)),
}
NOT_FILED_THERE = {("place", PROVINCE), ("place", NATION)}


@pytest.mark.parametrize("code", LINE[1:])
def test_a_wrong_row_of_any_tier_is_found_and_mended(code, history, make_report, take, cast, all_drawn, caplog):
    take("acknowledge", make_report(), cast.pluit_officer)
    past = history(7)
    for _ in range(80):
        past.act()
    fold()
    right = held()
    assert check_rollups() == 0
    for name in SPOILS:
        if (name, code) in NOT_FILED_THERE:
            continue
        caplog.clear()
        spoil(code, name)
        assert check_rollups() == (2 if name == "another key" else 1), name
        assert held() == right, name
        assert [line.getMessage().split(" first=")[0] for line in caplog.records] == [
            f"rollups=wrong area={code} rows={2 if name == 'another key' else 1}"
        ]
        assert check_rollups() == 0, name


def spoil(code, name):
    facet, harm = SPOILS[name]
    first = Rollup.objects.filter(area=code, facet=facet).order_by("pk").first()
    harm(Rollup.objects.filter(pk=first.pk))


def test_a_wrong_row_below_is_found_where_it_does_not_add_up(make_report, all_drawn, caplog):
    """The row above is right and stays: which of the two it is, the reports say."""
    report = make_report()
    fold()
    right = held()
    wrong = Rollup.objects.filter(facet=Facet.SEVERITY, area=PLUIT).values().get()
    Rollup.objects.create(**{**wrong, "id": None, "area_id": SISTER_WARD})
    assert check_rollups() == 1
    assert held() == right
    assert f"rollups=wrong area={report.area_id[:8]} rows=1" in caplog.text


def test_a_report_moved_past_the_product_is_mended_in_every_tier(make_report, all_drawn):
    report = make_report()
    fold()
    type(report).objects.update(area="51.71.01.1001")
    assert check_rollups() > 0
    assert wrong_rows(None) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_adds_up(seed, history, monkeypatch):
    """Folded or not, at every tier: nothing right is ever taken for wrong, or touched."""
    monkeypatch.setattr(folding, "BATCH", 7)
    past = history(30 + seed)
    for _ in range(50):
        past.act()
        if past.dice.random() < 0.3:
            fold(most=past.dice.randrange(1, 12))
        before = held()
        places = set(Event.objects.values_list("area", flat=True))
        around = {code for place in places for code in Area(code=place).line}
        assert [area.pk for area in Area.objects.filter(pk__in=around) if not adds_up(area)] == []
        assert check_rollups(dice=past.dice) == 0
        assert held() == before


@pytest.mark.django_db(transaction=True)
def test_it_is_exact_while_others_write_and_fold(history, caplog):
    """Rows are spoiled again and again meanwhile: each check mends what it finds, and nothing else."""
    past = history(17)
    for _ in range(20):
        past.act()
    done = threading.Event()

    def write():
        own = history(23, start=NOW + timedelta(days=1))
        try:
            for _ in range(25):
                own.act()
        finally:
            done.set()

    def folds():
        while not done.is_set():
            fold(most=3)

    def checks():
        rounds = found = 0
        while not done.is_set() or rounds < 5:
            Rollup.objects.filter(facet=Facet.EVENTS, area=LINE[1 + rounds % 4]).update(number=1000)
            found += check_rollups() > 0
            rounds += 1
        return found

    outcomes = side_by_side(write, folds, checks)
    assert outcomes[:2] == [None, None], outcomes
    assert isinstance(outcomes[2], int) and outcomes[2] >= 1, outcomes
    check_rollups()
    fold()
    assert wrong_rows(None) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lock", [False, True], ids=["without the lock", "as it is"])
def test_two_who_find_the_same_mend_it_once(lock, make_report, monkeypatch):
    """A worker and the command at once. SQLite has one writer, with or without the lock."""
    make_report()
    fold()
    Rollup.objects.filter(facet=Facet.SEVERITY, area=CITY).update(waiting=7)
    meeting, real = Meeting(patience=2), folding._add

    def add(rows, parameters=None):
        changed = real(rows, parameters)
        meeting.wait()  # the first has written, not committed: the second is about to
        return changed

    monkeypatch.setattr(folding, "_add", add)
    if not lock:
        monkeypatch.setattr(folding, "alone", lambda: None)
    outcomes = side_by_side(lambda: mend({CITY}), rebuild_rollups)
    assert outcomes[0] is None and outcomes[1] in (0, 1), outcomes
    assert bool(wrong_rows(None)) is (not lock and connection.vendor == "postgresql")
