"""One place of the board filled, changed or emptied by hand, within the rules of the generator."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from desks.actions import Refused, assign, check_in, generate, publish
from desks.actions.duties import candidates, cell_at, slot_of
from desks.demand import parse_key
from desks.models import Absence, Coverage, Desk, Duty, Election, Officer
from desks.rostering import Refusal

from ..conftest import CITY, NOW, PLUIT
from .roster_cast import compose, make_duty, staff, unit_at

pytestmark = pytest.mark.django_db

MONDAY = date(2024, 11, 18)


@pytest.fixture
def city(desks):
    return desks[CITY]


@pytest.fixture
def police(city):
    unit = unit_at(CITY, "Polres Contoh")
    compose(city, [(unit, 2)])
    return staff(unit, 3)


@pytest.fixture
def key(city, police):
    """The key of the lead's place on Monday."""
    place = city.compositions.get().shifts.get().places.get()
    return (MONDAY, city.pk, 480, place.pk, 0)


@pytest.fixture
def put(cast, city, key):
    def put(officer, *, was=None, now=NOW, draft=None, at=None, by=None):
        assign(by=by or cast.administrator, desk=city, key=at or key, officer=officer, now=now, draft=draft, was=was)

    return put


def standing():
    return Duty.objects.published()


def test_an_empty_place_is_filled_at_once(put, police, city, cast):
    put(police[0])
    duty = standing().get()
    assert (duty.officer, duty.serves_on, duty.leads, duty.created_by) == (police[0], MONDAY, True, cast.administrator)
    assert duty.roster is None
    assert Coverage.objects.get(desk=city).uncovered == 11, "two places on six days of the next seven but one"


def test_a_published_duty_is_replaced_not_rewritten(put, police):
    put(police[0])
    before = standing().get()
    put(police[1], was=before)
    after = standing().get()
    before.refresh_from_db()
    assert (after.officer, after.replaces) == (police[1], before)
    assert (before.state, before.officer, before.cancelled_at) == ("cancelled", police[0], NOW)


def test_choosing_who_stands_there_already_changes_nothing(put, police):
    put(police[0])
    duty = standing().get()
    put(police[0], was=duty)
    assert standing().get() == duty and Duty.objects.count() == 1


def test_who_has_checked_in_stays(put, police, cast):
    put(police[0])
    duty = standing().get()
    early = duty.starts_at - timedelta(minutes=20)
    check_in(by=cast.city_coordinator, duty=duty, now=early)
    for officer in (police[1], None):
        with pytest.raises(Refused):
            put(officer, was=duty, now=early)
    assert standing().get() == duty


def test_kept_reasons_are_indonesian_whoever_clicks(put, police):
    put(police[0])
    with translation.override("en"):
        put(police[1], was=standing().get())
    with translation.override("id"):
        assert Duty.objects.get(state="cancelled").cancelled_because == gettext("changed on the board")
    assert Duty.objects.get(state="cancelled").cancelled_because != "changed on the board"


def test_a_place_is_emptied(put, police):
    put(police[0])
    put(None, was=standing().get())
    assert not standing().exists() and Duty.objects.count() == 1


def test_in_a_draft_the_draft_changes(put, police, cast, city):
    draft = generate(by=cast.administrator, desks=Desk.objects.filter(pk=city.pk), first=MONDAY, last=MONDAY, now=NOW)
    there = draft.duties.get(leads=True)
    free = next(officer for officer in police if not draft.duties.filter(officer=officer).exists())
    put(free, was=there, draft=draft)
    assert draft.duties.get(leads=True).officer == free
    assert not standing().exists() and Duty.objects.count() == 2
    put(None, was=draft.duties.get(leads=True), draft=draft)
    put(free, draft=draft)
    assert draft.duties.count() == 2
    assert publish(by=cast.administrator, roster=draft, now=NOW) == 2


def test_who_was_first_wins(put, police):
    put(police[0])
    with pytest.raises(Refused):
        put(police[1])
    was = standing().get()
    put(police[1], was=was)
    with pytest.raises(Refused):
        put(police[2], was=was)
    assert standing().get().officer == police[1]


def test_the_past_is_not_rewritten(put, police):
    put(police[0])
    with pytest.raises(Refused):
        put(police[1], was=standing().get(), now=NOW + timedelta(days=30))
    assert standing().get().officer == police[0]


def test_a_place_that_is_no_longer_there(put, police, key):
    with pytest.raises(Refused):
        put(police[0], at=(*key[:4], 2))


def spoil(officer, unit_of_city, cast, how, city):
    if how == Refusal.ABSENT:
        Absence.objects.create(officer=officer, starts_on=MONDAY, ends_on=MONDAY)
    elif how == Refusal.NOT_AVAILABLE:
        officer.available_from = MONDAY + timedelta(1)
    elif how == Refusal.WRONG_UNIT:
        officer.unit = unit_at(CITY, "Kodim Contoh", "tni")
    elif how == Refusal.OVERLAP:
        make_duty(officer, Desk.objects.get(area=PLUIT), MONDAY, by=cast.administrator, hours=(10, 12))
    elif how == Refusal.REST:
        make_duty(officer, Desk.objects.get(area=PLUIT), MONDAY, by=cast.administrator, hours=(20, 23))
    elif how == Refusal.WEEK:
        for day in range(1, 6):
            make_duty(officer, Desk.objects.get(area=PLUIT), MONDAY + timedelta(day), by=cast.administrator)
    officer.save()


@pytest.mark.parametrize("how", list(Refusal))
def test_the_rules_hold_by_hand_too(put, police, cast, city, key, how):
    spoil(police[0], police[1].unit, cast, how, city)
    before = Duty.objects.count()
    _demand, wanted = cell_at(city, key)
    (row,) = candidates(wanted.slot, Officer.objects.filter(pk=police[0].pk))
    assert row[3] == how
    with pytest.raises(Refused):
        put(police[0])
    assert Duty.objects.count() == before


def test_candidates_come_with_their_load_least_loaded_first(police, cast, city, key):
    make_duty(police[0], city, MONDAY - timedelta(2), by=cast.administrator)
    make_duty(police[1], city, MONDAY - timedelta(3), by=cast.administrator)
    Absence.objects.create(officer=police[2], starts_on=MONDAY, ends_on=MONDAY)
    _demand, wanted = cell_at(city, key)
    rows = candidates(wanted.slot, Officer.objects.all(), elections=[city.election_id])
    assert rows == [
        (police[1], 1, 0, None),
        (police[0], 1, 1, None),
        (police[2], 0, 0, Refusal.ABSENT),
    ]


def test_who_stands_there_is_a_candidate_too(put, police, city, key):
    put(police[0])
    _demand, wanted = cell_at(city, key)
    people = Officer.objects.filter(pk=police[0].pk)
    assert [row[3] for row in candidates(wanted.slot, people)] == [Refusal.OVERLAP]
    assert [row[3] for row in candidates(wanted.slot, people, without=list(standing()))] == [None]


def test_duties_of_other_elections_do_not_count(police, cast, city, key):
    other = Election.objects.exclude(pk=city.election_id).first()
    desk = Desk.objects.create(
        election=other, area_id=PLUIT, name="Posko Contoh", active_from=MONDAY, active_until=MONDAY,
        opens_at=0, closes_at=1440,
    )  # fmt: skip
    make_duty(police[0], desk, MONDAY - timedelta(3), by=cast.administrator)
    _demand, wanted = cell_at(city, key)
    rows = candidates(wanted.slot, Officer.objects.filter(pk=police[0].pk), elections=[city.election_id])
    assert rows == [(police[0], 0, 0, None)]


def test_the_rest_of_a_dated_composition_counts_on_its_date(put, police, cast, city, key):
    """The duty of Sunday evening stands under a composition of that date which asks for more rest."""
    sunday = MONDAY - timedelta(1)
    compose(city, [(police[0].unit, 1)], shifts=[("Sore", 900, 1080)], on=sunday)
    city.compositions.filter(applies_on=sunday).update(rest_hours=20)
    duty = make_duty(police[0], city, sunday, by=cast.administrator, hours=(15, 18), shift="Sore")
    assert slot_of(duty).rest_minutes == 20 * 60
    with pytest.raises(Refused):
        put(police[0])
    city.compositions.filter(applies_on=sunday).update(rest_hours=14)
    put(police[0])


def test_a_draft_binds_itself(put, police, cast, city, key):
    draft = generate(by=cast.administrator, desks=Desk.objects.filter(pk=city.pk), first=MONDAY, last=MONDAY, now=NOW)
    beside = draft.duties.get(leads=False).officer
    with pytest.raises(Refused):
        put(beside, was=draft.duties.get(leads=True), draft=draft)
    assert draft.duties.filter(officer=beside).count() == 1


def test_a_key_survives_its_address(city, key):
    _demand, wanted = cell_at(city, key)
    assert parse_key(wanted.key) == key


@pytest.mark.parametrize(
    "text", ["", "x", "2024-11-18", "2024-11-18_1_2_3", "2024-13-40_1_2_3_4", "2024-11-18_1_2_3_٣", "9" * 5000]
)
def test_a_key_that_is_none(text):
    with pytest.raises(ValueError):
        parse_key(text)
