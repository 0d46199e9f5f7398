"""Swaps: asked, answered, decided; only the last step moves duties, and the rules hold at each."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from desks.actions import Refused, answer_swap, ask_swap, check_in, decide_swap, replace, withdraw_swap
from desks.models import Absence, Coverage, Duty, Officer, Swap
from desks.offers import offers_for

from ..conftest import CITY, NOW
from .roster_cast import make_duty, unit_at


@pytest.fixture(autouse=True)
def english():
    """The sentences below are looked for as the source has them."""
    with translation.override("en"):
        yield


@pytest.fixture
def ask(manned, cast):
    """ask(...) -> a swap of Ani's duty of the 15th with Budi; for="18" trades it for his of the 18th."""

    def ask(colleague="budi", duty=15, trade=None, by=None, now=NOW):
        return ask_swap(
            by=by or cast.pluit_officer,
            duty=manned.duty["ani", duty],
            colleague=getattr(manned, colleague) if isinstance(colleague, str) else colleague,
            in_return=trade and manned.duty["budi", trade],
            reason="Ada keperluan",
            now=now,
        )

    return ask


@pytest.fixture
def steps(cast):
    """The further steps by whoever may take them."""

    def answer(swap, accept=True, now=NOW, by=None):
        answer_swap(by=by or cast.pluit_colleague, swap=swap, accept=accept, text="Contoh jawaban", now=now)

    def decide(swap, approve=True, now=NOW):
        decide_swap(by=cast.pluit_coordinator, swap=swap, approve=approve, text="Contoh putusan", now=now)

    def withdraw(swap, by=None):
        withdraw_swap(by=by or cast.pluit_officer, swap=swap, now=NOW)

    return answer, decide, withdraw


def state_of(swap):
    return Swap.objects.get(pk=swap.pk).state


def roster():
    """Who serves on which day of November."""
    rows = Duty.objects.published().order_by("serves_on", "-leads").values_list("serves_on__day", "officer__name")
    return [(day, name.split()[-1].lower()) for day, name in rows]


BEFORE = [
    (13, "ani"),
    (13, "citra"),
    (14, "budi"),
    (14, "dedi"),
    (15, "ani"),
    (15, "citra"),
    (18, "budi"),
    (18, "dedi"),
]


@pytest.mark.parametrize("trade", [None, 18])
def test_the_duties_change_hands_only_when_the_coordinator_approves(manned, ask, steps, cast, trade):
    answer, decide, _withdraw = steps
    swap = ask(trade=trade)
    assert (state_of(swap), roster()) == ("asked", BEFORE)
    answer(swap)
    assert (state_of(swap), roster()) == ("accepted", BEFORE)
    decide(swap)
    after = [(15, "budi") if row == (15, "ani") else row for row in BEFORE]
    if trade:
        after = [(18, "ani") if row == (18, "budi") else row for row in after]
    assert (state_of(swap), roster()) == ("approved", after)
    swap = Swap.objects.get(pk=swap.pk)
    assert (swap.reason, swap.answer, swap.decision) == ("Ada keperluan", "Contoh jawaban", "Contoh putusan")
    assert (swap.asked_at, swap.answered_at, swap.decided_at, swap.decided_by) == (
        NOW, NOW, NOW, cast.pluit_coordinator,
    )  # fmt: skip
    new = Duty.objects.get(replaces=manned.duty["ani", 15])
    assert (new.officer, new.leads, new.created_by) == (manned.budi, True, cast.pluit_coordinator)


def test_approval_counts_the_coverage_anew(ask, steps):
    answer, decide, _withdraw = steps
    swap = ask()
    answer(swap)
    Coverage.objects.update(counted_at=NOW - timedelta(days=1))
    decide(swap)
    assert Coverage.objects.get().counted_at == NOW


def test_declined_refused_withdrawn_leave_everything_as_it_was(ask, steps):
    answer, decide, withdraw = steps
    declined = ask()
    answer(declined, accept=False)
    refused = ask()
    answer(refused)
    decide(refused, approve=False)
    taken_back = ask()
    withdraw(taken_back)
    after_answer = ask()
    answer(after_answer)
    withdraw(after_answer)
    states = [state_of(swap) for swap in (declined, refused, taken_back, after_answer)]
    assert (states, roster()) == (["declined", "refused", "withdrawn", "withdrawn"], BEFORE)


@pytest.mark.parametrize("last", ["declined", "refused", "withdrawn", "approved"])
@pytest.mark.parametrize("step", ["answer", "decide", "withdraw"])
def test_what_is_decided_stays_decided(ask, steps, last, step):
    answer, decide, withdraw = steps
    swap = ask()
    if last == "withdrawn":
        withdraw(swap)
    else:
        answer(swap, accept=last != "declined")
    if last in ("refused", "approved"):
        decide(swap, approve=last == "approved")
    after = roster()
    with pytest.raises(Refused, match="decided meanwhile"):
        {"answer": answer, "decide": decide, "withdraw": withdraw}[step](swap)
    assert (state_of(swap), roster()) == (last, after)


def test_only_whoever_is_concerned_takes_a_step(manned, ask, steps, cast):
    answer, _decide, withdraw = steps
    with pytest.raises(Refused, match="own duties"):
        ask(by=cast.pluit_colleague)
    swap = ask()
    for person in (cast.pluit_officer, cast.pluit_coordinator):
        with pytest.raises(Refused, match="colleague who was asked"):
            answer(swap, by=person)
    for person in (cast.pluit_colleague, cast.pluit_coordinator):
        with pytest.raises(Refused, match="whoever asked"):
            withdraw(swap, by=person)
    assert state_of(swap) == "asked"


def test_not_decided_before_the_colleague_has_answered(ask, steps):
    _answer, decide, _withdraw = steps
    swap = ask()
    with pytest.raises(Refused, match="decided meanwhile"):
        decide(swap)
    assert roster() == BEFORE


def test_one_open_swap_per_duty(ask, steps):
    _answer, _decide, withdraw = steps
    first = ask()
    with pytest.raises(Refused, match="already"):
        ask(trade=18)
    withdraw(first)
    assert ask(trade=18).in_return.serves_on.day == 18


def test_what_cannot_be_asked(manned, ask, cast, desks):
    def refused(**how):
        with pytest.raises(Refused) as refusal:
            ask(**how)
        assert not Swap.objects.exists()
        return str(refusal.value)

    stranger = Officer.objects.create(
        unit=unit_at(CITY, "Polres Lain"), name="Contoh Lain", user=cast.pluit_coordinator
    )
    assert "same unit" in refused(colleague=stranger)
    assert "no login" in refused(colleague="dedi")
    assert "same unit" in refused(colleague="ani")
    assert "begun" in refused(duty=13)
    assert "begun" in refused(now=NOW + timedelta(days=3))
    Absence.objects.create(officer=manned.budi, starts_on="2024-11-15", ends_on="2024-11-15")
    assert "on leave or sick" in refused()
    Absence.objects.all().delete()
    late = make_duty(manned.budi, desks[CITY], date(2024, 11, 14), by=cast.administrator, hours=(18, 26))
    assert "too little rest" in refused()
    late.delete()
    Absence.objects.create(officer=manned.ani, starts_on="2024-11-18", ends_on="2024-11-18")
    assert "Ani" in refused(trade=18)


def test_a_duty_already_checked_in_cannot_be_swapped(manned, ask, cast):
    early = manned.duty["ani", 15].starts_at - timedelta(minutes=30)
    check_in(by=cast.pluit_officer, duty=manned.duty["ani", 15], now=early)
    with pytest.raises(Refused, match="begun"):
        ask(now=early)


def test_a_trade_only_at_the_same_desk(manned, ask, cast, desks):
    manned.duty["budi", 18] = make_duty(manned.budi, desks[CITY], date(2024, 11, 19), by=cast.administrator)
    with pytest.raises(Refused, match="same desk"):
        ask(trade=18)


@pytest.mark.parametrize("step", ["answer", "decide"])
def test_the_rules_are_asked_again_at_each_step(manned, ask, steps, step):
    answer, decide, _withdraw = steps
    swap = ask()
    if step == "decide":
        answer(swap)
    Absence.objects.create(officer=manned.budi, starts_on="2024-11-15", ends_on="2024-11-15")
    with pytest.raises(Refused, match="on leave or sick"):
        {"answer": answer, "decide": decide}[step](swap)
    assert (state_of(swap), roster()) == ({"answer": "asked", "decide": "accepted"}[step], BEFORE)


@pytest.mark.parametrize("which", ["asked for", "in return"])
def test_a_duty_given_to_somebody_else_meanwhile_stops_the_swap(manned, ask, steps, cast, which):
    answer, decide, _withdraw = steps
    swap = ask(trade=18)
    answer(swap)
    duty, officer = (("ani", 15), manned.dedi) if which == "asked for" else (("budi", 18), manned.citra)
    replace(by=cast.pluit_coordinator, duty=manned.duty[duty], officer=officer, reason="x", now=NOW)
    after = roster()
    with pytest.raises(Refused, match="changed meanwhile"):
        decide(swap)
    assert roster() == after


def test_a_trade_of_duties_that_only_fit_one_for_the_other(manned, ask, steps, cast):
    """Two a week is the most, and Budi has them: he cannot take a third, but he can trade one."""
    make_duty(manned.budi, manned.desk, date(2024, 11, 11), by=cast.administrator)
    manned.desk.compositions.update(max_per_week=2)
    manned.duty["budi", 18] = manned.duty["budi", 14]
    with pytest.raises(Refused, match="most duties"):
        ask()
    assert ask(trade=18).in_return == manned.duty["budi", 14]


def test_who_sees_a_swap(manned, ask, cast):
    ask()
    sees = {name for name in vars(cast) if Swap.objects.visible_to(getattr(cast, name)).exists()}
    assert sees == {
        "pluit_officer", "pluit_colleague", "pluit_coordinator", "penjaringan_coordinator", "city_coordinator",
        "province_coordinator", "administrator", "superuser",
    }  # fmt: skip


def test_whose_turn_it_is(manned, ask, steps, cast):
    answer, _decide, _withdraw = steps
    swap = ask()

    def turns():
        return (
            Swap.objects.asked_of(cast.pluit_colleague).possible_at(NOW).count(),
            Swap.objects.to_decide_by(cast.pluit_coordinator).possible_at(NOW).count(),
        )

    assert turns() == (1, 0)
    answer(swap)
    assert turns() == (0, 1)
    assert not Swap.objects.to_decide_by(cast.city_coordinator).exists()
    assert not Swap.objects.to_decide_by(cast.pluit_officer).exists()
    begun = manned.duty["ani", 15].starts_at
    assert not Swap.objects.possible_at(begun).exists()
    assert Swap.objects.get().has_lapsed_at(begun)
    assert not Swap.objects.get().has_lapsed_at(begun - timedelta(seconds=1))


# Whom to ask


def offered(duty, now=NOW):
    return {
        offer.colleague.name.split()[-1].lower(): (offer.may_take, [trade.serves_on.day for trade in offer.trades])
        for offer in offers_for(Duty.objects.select_related("desk__area").get(pk=duty.pk), now)
    }


def test_offered_are_colleagues_with_a_login_and_what_the_rules_allow(manned, cast):
    assert offered(manned.duty["ani", 15]) == {"budi": (True, [14, 18])}
    Absence.objects.create(officer=manned.ani, starts_on="2024-11-18", ends_on="2024-11-18")
    assert offered(manned.duty["ani", 15]) == {"budi": (True, [14])}
    manned.desk.compositions.update(max_per_week=2)
    make_duty(manned.budi, manned.desk, date(2024, 11, 11), by=cast.administrator)
    assert offered(manned.duty["ani", 15]) == {"budi": (False, [14])}
    Absence.objects.create(officer=manned.budi, starts_on="2024-11-15", ends_on="2024-11-15")
    assert offered(manned.duty["ani", 15]) == {}


def test_every_offer_can_be_asked_and_nothing_else(manned, ask, cast):
    """What is offered and what the action accepts are one rule: tried for each colleague and each duty."""
    manned.citra.user = cast.pluit_coordinator
    manned.citra.save()
    offers = offered(manned.duty["ani", 15])
    for name in ("budi", "citra"):
        take, trades = offers.get(name, (False, []))
        duties = {day: duty for (who, day), duty in manned.duty.items() if who == name}
        for day, duty in [(None, None), *duties.items()]:
            try:
                swap = ask_swap(
                    by=cast.pluit_officer, duty=manned.duty["ani", 15], colleague=getattr(manned, name),
                    in_return=duty, reason="x", now=NOW,
                )  # fmt: skip
                swap.delete()
                possible = True
            except Refused:
                possible = False
            assert possible == (take if day is None else day in trades), (name, day)


def test_offers_take_the_same_queries_for_any_number_of_colleagues(manned, cast, django_assert_num_queries):
    duty = Duty.objects.select_related("desk__area").get(pk=manned.duty["ani", 15].pk)
    with django_assert_num_queries(5):
        offers_for(duty, NOW)
    for number in range(8):
        user = type(cast.pluit_officer).objects.create_user(
            f"p{number}", "rahasia-contoh", role="officer", area=cast.pluit_officer.area
        )
        officer = Officer.objects.create(unit=manned.unit, name=f"Contoh {number}", user=user)
        make_duty(officer, manned.desk, date(2024, 11, 20 + number), by=cast.administrator)
    with django_assert_num_queries(5):
        assert len(offers_for(duty, NOW)) == 9
