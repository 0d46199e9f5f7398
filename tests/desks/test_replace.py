"""A coordinator gives a duty to another officer at once, by the rules of the generator."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from desks.actions import Refused, check_in, replace
from desks.actions.duties import candidates, slot_of
from desks.models import Absence, Coverage, Duty, Officer
from desks.rostering import Refusal

from ..conftest import NOW
from .roster_cast import make_duty, unit_at


@pytest.fixture(autouse=True)
def english():
    """The sentences below are looked for as the source has them."""
    with translation.override("en"):
        yield


def give(manned, cast, to, duty=("ani", 13), now=NOW):
    return replace(by=cast.pluit_coordinator, duty=manned.duty[duty], officer=to, reason="Sakit mendadak", now=now)


def test_the_new_duty_takes_the_place_of_the_old(manned, cast):
    new = give(manned, cast, manned.dedi)
    old = Duty.objects.get(pk=manned.duty["ani", 13].pk)
    assert (old.state, old.cancelled_at, old.cancelled_by, old.cancelled_because) == (
        "cancelled", NOW, cast.pluit_coordinator, "Sakit mendadak",
    )  # fmt: skip
    same = ("desk", "unit", "serves_on", "shift_name", "starts_at", "ends_at", "leads", "roster")
    assert {name: getattr(new, name) for name in same} == {name: getattr(old, name) for name in same}
    assert (new.officer, new.state, new.replaces, new.created_at, new.created_by) == (
        manned.dedi, "published", old, NOW, cast.pluit_coordinator,
    )  # fmt: skip


def test_it_counts_the_coverage_anew(manned, cast):
    Coverage.objects.update(uncovered=9, counted_at=NOW - timedelta(days=1))
    give(manned, cast, manned.dedi)
    assert Coverage.objects.get().counted_at == NOW


@pytest.mark.parametrize("now", [NOW - timedelta(days=3), NOW.replace(hour=15, minute=59)])
def test_before_and_while_it_runs(manned, cast, now):
    assert give(manned, cast, manned.dedi, now=now).officer == manned.dedi


def test_not_once_it_is_over(manned, cast):
    with pytest.raises(Refused, match="is over"):
        give(manned, cast, manned.dedi, now=NOW.replace(hour=16))


def test_who_has_checked_in_cannot_be_replaced(manned, cast):
    check_in(by=cast.pluit_officer, duty=manned.duty["ani", 13], now=NOW)
    with pytest.raises(Refused, match="there already"):
        give(manned, cast, manned.dedi)


def test_a_duty_changed_meanwhile_is_refused(manned, cast):
    give(manned, cast, manned.dedi)
    with pytest.raises(Refused, match="somebody else"):
        give(manned, cast, manned.dedi)
    assert Duty.objects.filter(serves_on=date(2024, 11, 13)).published().count() == 2


def test_nobody_replaces_themselves(manned, cast):
    with pytest.raises(Refused, match="already"):
        give(manned, cast, manned.ani)
    assert Duty.objects.get(pk=manned.duty["ani", 13].pk).state == "published"


def test_by_the_rules(manned, cast, desks):
    def refused(officer):
        with pytest.raises(Refused) as refusal:
            give(manned, cast, officer, duty=("ani", 15))
        assert Duty.objects.get(pk=manned.duty["ani", 15].pk).state == "published"
        return str(refusal.value)

    other_unit = Officer.objects.create(unit=unit_at("31.72.01.1005", "Koramil Contoh", "tni"), name="Contoh Lain")
    assert "of another unit" in refused(other_unit)
    assert "on another duty" in refused(manned.citra)
    Absence.objects.create(officer=manned.dedi, starts_on="2024-11-15", ends_on="2024-11-15")
    assert "on leave or sick" in refused(manned.dedi)
    make_duty(manned.budi, desks["31.72"], date(2024, 11, 14), by=cast.administrator, hours=(18, 26))
    assert "too little rest" in refused(manned.budi)
    manned.budi.available_until = date(2024, 11, 14)
    manned.budi.save()
    assert "not available" in refused(manned.budi)


def test_no_more_than_the_week_allows(manned, cast, desks):
    manned.desk.compositions.update(max_per_week=1)
    with pytest.raises(Refused, match="most duties"):
        give(manned, cast, manned.budi, duty=("ani", 15))


def test_candidates_are_the_free_ones_by_load_then_the_others_with_their_reason(manned, cast, desks):
    Absence.objects.create(officer=manned.dedi, starts_on="2024-11-15", ends_on="2024-11-16")
    fresh = Officer.objects.create(unit=manned.unit, name="Contoh Eka")
    duty = Duty.objects.select_related("desk__area").get(pk=manned.duty["ani", 15].pk)
    rows = candidates(
        slot_of(duty),
        Officer.objects.of_units([manned.unit.pk]).exclude(pk=manned.ani.pk),
        without=[duty],
        elections=[manned.desk.election_id],
    )
    assert rows == [
        (fresh, 0, 0, None),
        (manned.budi, 2, 0, None),
        (manned.citra, 2, 0, Refusal.OVERLAP),
        (manned.dedi, 2, 0, Refusal.ABSENT),
    ]
