"""Saran and Arahan: who may recommend, settle, instruct and acknowledge; who sees what; that each is done once."""

import importlib
import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from desks.actions import KeyReused, Refused
from desks.models import Desk, Election, User
from reports import triggers
from reports.actions import advice
from reports.actions.advice import (
    acknowledge_instruction,
    instruct,
    may_instruct,
    may_recommend,
    recommend,
    settle,
)
from reports.models import (
    Instruction,
    InstructionDelivery,
    Recommendation,
    RecommendationState,
    RecommendationStep,
    Report,
)
from reports.models.advice import NEXT_STATES

from ..advice_cast import advise, advise_on, write
from ..conftest import CITY, DESK_AREAS, NOW, PENJARINGAN, PEOPLE, PLUIT, PROVINCE, TWIN_CITY, TWIN_DISTRICT, TWIN_WARD
from ..daily_cast import make_due, sign_due
from .racing import PATIENCE_SECONDS, PATIENCE_WITH_LOCK_SECONDS, Meeting, side_by_side
from .test_handovers import names, unlocked

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def english():
    """The sentences below are looked for as the source has them."""
    with translation.override("en"):
        yield


def who_may(cast, act):
    """Names of the people for whom the act does not raise PermissionDenied; each try is taken back."""
    may = set()
    for name in PEOPLE:
        try:
            with transaction.atomic():
                act(getattr(cast, name))
                may.add(name)
                raise InterruptedError
        except (PermissionDenied, InterruptedError):
            pass
    return may


def seen_by(cast, model):
    """{name: primary keys of what they see of a model}, without those who see nothing."""
    seen = {name: set(model.objects.visible_to(getattr(cast, name)).values_list("pk", flat=True)) for name in PEOPLE}
    return {name: keys for name, keys in seen.items() if keys}


# Recommendations: how they come about


def test_who_may_recommend(desks, cast):
    for code, leads in ((PLUIT, {"pluit_coordinator"}), (CITY, {"city_coordinator"}), (PROVINCE, set())):
        expected = leads | ({"official"} if code != PROVINCE else {"province_coordinator"})
        assert who_may(cast, lambda by, code=code: advise(by, desks[code])) == expected
        assert {name for name in PEOPLE if may_recommend(getattr(cast, name), desks[code].area)} == expected


def test_a_recommendation_goes_to_the_desk_of_its_area(desks, cast):
    row = advise(cast.official, desks[PLUIT])
    assert (row.addressed_to, row.state, row.area_id) == (desks[PLUIT], "proposed", PLUIT)
    [step] = row.steps.all()
    assert (step.to_state, step.at, step.by, step.text) == ("proposed", NOW, cast.official, "")
    Desk.objects.filter(area=PLUIT).update(active_until=date(2024, 11, 12))
    assert advise(cast.official, desks[PLUIT]).addressed_to is None, "no desk is active there"


def test_the_same_form_twice_is_one_and_other_content_is_refused(desks, cast):
    key = uuid.uuid4()
    first = advise(cast.official, desks[PLUIT], key=key)
    assert advise(cast.official, desks[PLUIT], key=key, now=LATER) == first
    others = [{"text": "Lain"}, {"classification": "rahasia"}]
    for change in others:
        with pytest.raises(KeyReused):
            advise(cast.official, desks[PLUIT], key=key, **change)
    with pytest.raises(KeyReused):
        advise(cast.official, desks[PENJARINGAN], key=key)
    other = Election.objects.exclude(pk=first.election_id).first()
    with pytest.raises(KeyReused):
        about = {"area": first.area, "text": first.text, "classification": "biasa"}
        recommend(by=cast.official, election=other, key=key, now=NOW, **about)
    assert Recommendation.objects.count() == RecommendationStep.objects.count() == 1
    assert advise(cast.pluit_coordinator, desks[PLUIT], key=key) != first, "the key of another person"


def test_what_an_official_recommends_on_an_incident_is_listed(make_report, cast):
    report = make_report(classification="terbatas")
    row = advise_on(report, cast.official, now=LATER)
    assert (row.election_id, row.area_id, row.classification) == (report.election_id, PLUIT, "terbatas")
    assert (row.addressed_to, row.proposed_at, row.proposed_by) == (report.held_by, LATER, cast.official)
    assert row.event == report.events.get(kind="recommended")
    assert [step.to_state for step in row.steps.all()] == ["proposed"]


def test_what_a_signed_report_recommends_is_listed_for_the_desk_above(desks, cast):
    due = make_due(desks[PLUIT])
    report = sign_due(due, recommendations=["Contoh satu", "Contoh dua"], words_classification="terbatas")
    rows = Recommendation.objects.order_by("pk")
    assert [(row.text, row.daily_report, row.addressed_to) for row in rows] == [
        ("Contoh satu", report, desks[PENJARINGAN]),
        ("Contoh dua", report, desks[PENJARINGAN]),
    ]
    assert {(row.area_id, row.classification, row.proposed_by) for row in rows} == {
        (PLUIT, "terbatas", cast.pluit_coordinator)
    }
    assert [step.to_state for row in rows for step in row.steps.all()] == ["proposed"] * 2


def test_migration_lists_what_was_recommended_before(make_report, cast):
    """Each once, as it would have been listed; what is listed already stays as it is."""
    listed = advise_on(make_report(), cast.official)
    old = [advise_on(report, cast.official) for report in (make_report(), make_report(classification="rahasia"))]
    forget(old)
    migration = importlib.import_module("reports.migrations.0005_list_recommendations")
    for _ in range(2):
        migration.list_recommendations(apps, None)
        assert Recommendation.objects.count() == RecommendationStep.objects.count() == 3
    assert Recommendation.objects.get(event=listed.event) == listed
    for before in old:
        row = Recommendation.objects.get(event=before.event)
        same = {field.attname for field in row._meta.concrete_fields} - {"id"}
        assert {name: getattr(row, name) for name in same} == {name: getattr(before, name) for name in same}
        [step] = row.steps.all()
        assert (step.to_state, step.at, step.by) == ("proposed", row.proposed_at, cast.official)


def forget(rows):
    """As the database was before there was a list; the triggers are off for a moment."""
    keys = [row.pk for row in rows]
    triggers.remove(connection)
    RecommendationStep.objects.filter(recommendation__in=keys).delete()
    Recommendation.objects.filter(pk__in=keys).delete()
    triggers.install(connection)


# Recommendations: who sees them


def test_recommendations_of_the_own_area_and_below_by_classification(desks, cast):
    rows = {
        level: advise(cast.official, desks[PLUIT], text=level, classification=level).pk
        for level in ("biasa", "terbatas", "rahasia")
    }
    twin = advise(cast.outsider_official, desks[TWIN_WARD]).pk
    officers, leads = {rows["biasa"], rows["terbatas"]}, set(rows.values())
    assert seen_by(cast, Recommendation) == {
        **dict.fromkeys(("pluit_officer", "penjaringan_officer", "city_officer"), officers),
        **dict.fromkeys(("pluit_coordinator", "penjaringan_coordinator", "city_coordinator", "official"), leads),
        "province_officer": officers | {twin},
        "province_coordinator": leads | {twin},
        "observer": {rows["biasa"]},
        "outsider_officer": {twin},
        "outsider_coordinator": {twin},
        "outsider_official": {twin},
    }


@pytest.mark.parametrize("level", ["biasa", "terbatas", "rahasia"])
@pytest.mark.parametrize("before", ["biasa", "rahasia"])
def test_advice_on_an_incident_is_as_secret_as_the_incident_is_today(before, level, make_report, cast):
    report = make_report(classification=before)
    row = advise_on(report, cast.official)
    Report.objects.filter(pk=report.pk).update(classification=level)
    row = Recommendation.objects.get(pk=row.pk)
    assert (row.classification, row.secrecy) == (before, level)
    people = ("official", "pluit_officer", "observer", "outsider_official")
    sees = {name for name in people if Recommendation.objects.visible_to(getattr(cast, name)).exists()}
    assert sees == set(people[: {"rahasia": 1, "terbatas": 2, "biasa": 3}[level]])


# Recommendations: what becomes of them


def bring(row, by, state, text="Contoh", *, seen=None, now=LATER):
    return settle(by=by, recommendation=row, seen=seen or row.state, state=state, text=text, now=now)


@pytest.fixture
def upwards(desks, cast):
    """What Pluit's daily report recommends to the desk above."""
    sign_due(make_due(desks[PLUIT]), recommendations=["Contoh ke atas"])
    return Recommendation.objects.get()


def test_who_may_settle(upwards, desks, cast):
    assert who_may(cast, lambda by: bring(upwards, by, "taken_up")) == {
        "penjaringan_coordinator",
        "city_coordinator",
        "province_coordinator",
        "official",
    }, "the desk it is addressed to and those above, not the desk that asked"
    own = advise(cast.official, desks[PLUIT])
    assert "pluit_coordinator" in who_may(cast, lambda by: bring(own, by, "taken_up"))
    Recommendation.objects.filter(pk=own.pk).update(addressed_to=None)
    own.refresh_from_db()
    assert "pluit_coordinator" in who_may(cast, lambda by: bring(own, by, "taken_up"))


@pytest.mark.parametrize("before", RecommendationState.values)
@pytest.mark.parametrize("after", RecommendationState.values)
def test_from_which_state_to_which(before, after, desks, cast):
    row = advise(cast.official, desks[CITY])
    if before != "proposed":
        bring(row, cast.official, before)
        row.refresh_from_db()
    if after in NEXT_STATES[before]:
        step = bring(row, cast.city_coordinator, after, "Contoh alasan")
        row.refresh_from_db()
        assert (row.state, step.to_state, step.by, step.at) == (after, after, cast.city_coordinator, LATER)
    else:
        with pytest.raises(Refused, match="has marked this recommendation"):
            bring(row, cast.city_coordinator, after)
        assert Recommendation.objects.get().state == before


def test_declining_needs_a_reason(desks, cast):
    row = advise(cast.official, desks[CITY])
    for text in ("", "  "):
        with pytest.raises(Refused, match="Say why"):
            bring(row, cast.official, "declined", text)
    bring(row, cast.official, "declined", "Contoh alasan")
    assert row.steps.last().text == "Contoh alasan"


def test_a_stale_page_hears_who_was_first(desks, cast):
    row = advise(cast.official, desks[CITY])
    bring(row, cast.city_coordinator, "taken_up")
    words = "Contoh city_coordinator has marked this recommendation as “Taken up” already, Wednesday, 13 November"
    for state in ("taken_up", "declined"):
        with pytest.raises(Refused, match=words):
            bring(row, cast.official, state, seen="proposed")
    bring(row, cast.official, "declined", seen="taken_up")


def test_the_same_answer_twice_is_one_step(desks, cast):
    row = advise(cast.official, desks[CITY])
    first = bring(row, cast.city_coordinator, "done", "Contoh", seen="proposed")
    assert bring(row, cast.city_coordinator, "done", "Contoh", seen="proposed") == first
    with pytest.raises(Refused):
        bring(row, cast.city_coordinator, "done", "Lain sekali", seen="proposed")
    assert row.steps.count() == 2


# Instructions


def test_who_may_instruct(desks, cast):
    may = who_may(cast, lambda by: write(by, desks[CITY].election, [desks[PLUIT]], area=desks[CITY].area))
    assert may == {"city_coordinator", "official"}
    assert {name for name in PEOPLE if may_instruct(getattr(cast, name), getattr(cast, name).area)} == {
        "penjaringan_coordinator",
        "city_coordinator",
        "province_coordinator",
        "official",
        "outsider_coordinator",
        "outsider_official",
    }, "not from a ward: nothing lies below it"


@pytest.mark.parametrize("target", [(), (CITY,), (PROVINCE,), (TWIN_WARD,), (PLUIT, TWIN_WARD), (PLUIT, CITY)])
def test_only_desks_below_are_written_to(target, desks, cast):
    with pytest.raises(Refused, match="active below yours"):
        write(cast.city_coordinator, desks[CITY].election, [desks[code] for code in target])
    assert not Instruction.objects.exists()


def test_only_active_desks_of_the_election_are_written_to(desks, cast):
    other = Election.objects.exclude(pk=desks[CITY].election_id).first()
    with pytest.raises(Refused, match="active below yours"):
        write(cast.city_coordinator, other, [desks[PLUIT]])
    Desk.objects.filter(area=PLUIT).update(active_until=date(2024, 11, 12))
    with pytest.raises(Refused, match="active below yours"):
        write(cast.city_coordinator, desks[CITY].election, [desks[PLUIT]])


def test_an_instruction_is_written_once_to_each_desk(desks, cast):
    key, election, below = uuid.uuid4(), desks[CITY].election, [desks[PLUIT], desks[PENJARINGAN]]
    first = write(cast.city_coordinator, election, [*below, desks[PLUIT]], key=key)
    assert set(first.deliveries.values_list("desk__area", "acknowledged_at")) == {(PLUIT, None), (PENJARINGAN, None)}
    assert write(cast.city_coordinator, election, below[::-1], key=key, now=LATER) == first
    for changes in ({"subject": "Lain"}, {"text": "Lain"}, {"classification": "rahasia"}, {"desks": below[:1]}):
        with pytest.raises(KeyReused):
            write(**{"by": cast.city_coordinator, "election": election, "desks": below, "key": key, **changes})
    assert Instruction.objects.count() == 1


def test_who_sees_an_instruction(desks, cast):
    election = desks[CITY].election
    secret = write(cast.official, election, [desks[PLUIT]], classification="rahasia").pk
    plain = write(cast.official, election, [desks[PENJARINGAN]]).pk
    twin = write(cast.outsider_official, election, [desks[TWIN_WARD], desks[TWIN_DISTRICT]]).pk
    both = {secret, plain}
    assert seen_by(cast, Instruction) == {
        "pluit_coordinator": {secret},  # the officers of its desk do not see it
        "penjaringan_officer": {plain},
        "penjaringan_coordinator": both,
        "city_officer": {plain},
        "city_coordinator": both,
        "official": both,
        "province_officer": {plain, twin},
        "province_coordinator": {*both, twin},
        "outsider_officer": {twin},
        "outsider_coordinator": {twin},
        "outsider_official": {twin},
    }, "observers and administrators see none"
    deliveries = {row.desk.area_id: row.pk for row in InstructionDelivery.objects.select_related("desk")}
    seen = seen_by(cast, InstructionDelivery)
    assert seen["pluit_coordinator"] == {deliveries[PLUIT]}
    assert seen["outsider_officer"] == {deliveries[TWIN_WARD]}, "not that of the desk above it"
    assert seen["official"] == {deliveries[PLUIT], deliveries[PENJARINGAN]}
    assert "observer" not in seen


def test_instructions_of_an_area(desks, cast):
    election = desks[CITY].election
    down = write(cast.province_coordinator, election, [desks[CITY], desks[TWIN_CITY]])
    own = write(cast.official, election, [desks[PLUIT]])
    found = {code: set(Instruction.objects.of_area(desks[code].area)) for code in DESK_AREAS}
    assert found == {
        PROVINCE: {down},
        CITY: {down, own},
        PENJARINGAN: set(),
        PLUIT: {own},
        TWIN_CITY: {down},
        TWIN_DISTRICT: set(),
        TWIN_WARD: set(),
    }


@pytest.fixture
def delivery(desks, cast):
    return write(cast.official, desks[CITY].election, [desks[PLUIT], desks[PENJARINGAN]]).deliveries.get(
        desk=desks[PLUIT]
    )


def test_who_may_acknowledge(delivery, cast):
    may = who_may(cast, lambda by: acknowledge_instruction(by=by, delivery=delivery, now=LATER))
    assert may == {"pluit_officer", "pluit_coordinator"}


def test_an_instruction_is_acknowledged_once(delivery, cast):
    for _ in range(2):  # who presses twice is not told off
        row = acknowledge_instruction(by=cast.pluit_officer, delivery=delivery, now=LATER)
        assert (row.acknowledged_at, row.acknowledged_by) == (LATER, cast.pluit_officer)
    acknowledge_instruction(by=cast.pluit_officer, delivery=delivery, now=LATER + timedelta(hours=1))
    with pytest.raises(Refused, match="Contoh pluit_officer has acknowledged this instruction already, Wednesday"):
        acknowledge_instruction(by=cast.pluit_coordinator, delivery=delivery, now=LATER)
    delivery.refresh_from_db()
    assert (delivery.acknowledged_at, delivery.acknowledged_by) == (LATER, cast.pluit_officer)
    assert InstructionDelivery.objects.unacknowledged().get().desk.area_id == PENJARINGAN


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [Instruction, RecommendationStep])
def test_the_database_refuses_any_change(model, change, delivery, desks, cast):
    advise(cast.official, desks[PLUIT])
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        rows.update(text="x") if change == "update" else rows._raw_delete(rows.db)


# Races


def racing(monkeypatch, lock, place):
    """Both have read when the first goes on to write; returns the meeting."""
    meeting = Meeting(patience=PATIENCE_WITH_LOCK_SECONDS if lock else PATIENCE_SECONDS)
    real = getattr(advice, place)

    def met(*args, **kwargs):
        meeting.wait()
        return real(*args, **kwargs)

    monkeypatch.setattr(advice, place, met)
    return meeting


committing = pytest.mark.django_db(transaction=True)
with_and_without_lock = pytest.mark.parametrize("lock", [False, True], ids=["unprotected", "as it is"])


@committing
@with_and_without_lock
def test_two_settle_at_once(desks, cast, monkeypatch, lock):
    row = advise(cast.official, desks[CITY])
    meeting = racing(monkeypatch, lock, "may_settle")
    act = settle if lock else unlocked(monkeypatch, settle, Recommendation)
    outcomes = side_by_side(
        *(
            lambda by=by, state=state: act(
                by=by, recommendation=row, seen="proposed", state=state, text="Contoh", now=LATER
            )
            for by, state in ((cast.official, "done"), (cast.city_coordinator, "declined"))
        )
    )
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == (["Refused", "done"] if lock else ["done", "done"]), outcomes


@committing
@with_and_without_lock
def test_two_acknowledge_at_once(delivery, cast, monkeypatch, lock):
    meeting = racing(monkeypatch, lock, "may_acknowledge")
    act = acknowledge_instruction if lock else unlocked(monkeypatch, acknowledge_instruction, InstructionDelivery)
    outcomes = side_by_side(
        *(lambda by=by: act(by=by, delivery=delivery, now=LATER) for by in (cast.pluit_officer, cast.pluit_coordinator))
    )
    assert meeting.held is not lock, outcomes
    # Without the lock the trigger still refuses the second, though not in words.
    assert names(outcomes) == (["Refused", "done"] if lock else ["IntegrityError", "done"]), outcomes


@committing
@with_and_without_lock
@pytest.mark.parametrize("what", ["recommend", "instruct"])
def test_two_clicks_at_once_make_one(what, desks, cast, monkeypatch, lock):
    """Without the lock only the unique constraint stops the second, and not in words."""
    said = {"by": cast.official, "election": desks[CITY].election, "text": "Contoh", "classification": "biasa"}
    said |= {"area": desks[CITY].area, "key": uuid.uuid4(), "now": NOW}
    said |= {"subject": "Contoh", "desks": [desks[PLUIT]]} if what == "instruct" else {}
    action, model, place = {
        "recommend": (recommend, Recommendation, "propose"),
        "instruct": (instruct, Instruction, "desks_below"),
    }[what]
    meeting = racing(monkeypatch, lock, place)
    act = action if lock else unlocked(monkeypatch, action, User)
    outcomes = side_by_side(lambda: act(**said), lambda: act(**said))
    assert meeting.held is not lock, outcomes
    assert names(outcomes) == (["done", "done"] if lock else ["IntegrityError", "done"]), outcomes
    assert model.objects.count() == 1
