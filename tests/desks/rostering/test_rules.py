"""Who may take a duty: each rule alone, asked directly and through the generator."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desks.rostering import Person, Refusal, refusal, solve

from .instances import duty, place

MONDAY = date(2024, 1, 8)
TUESDAY, THURSDAY, SUNDAY = (MONDAY + timedelta(days=n) for n in (1, 3, 6))
LAST_SUNDAY, NEXT_MONDAY = MONDAY - timedelta(days=1), MONDAY + timedelta(days=7)
DAY, EVENING, NIGHT, LATE = (8, 16), (16, 24), (23, 31), (4, 10)


def on(day, hours=DAY, **more):
    return place(("x",), day, hours, [1], **more)


def week_of_duties(count, **more):
    return [duty(1, MONDAY + timedelta(days=n), DAY, **more) for n in range(count)]


CASES = [
    pytest.param({}, on(MONDAY), [], None, id="free"),
    pytest.param({"unit": 2}, on(MONDAY), [], Refusal.WRONG_UNIT, id="another unit"),
    pytest.param({"unit": 2}, place(("x",), MONDAY, DAY, [1, 2]), [], None, id="one of several units"),
    pytest.param({"available_from": TUESDAY}, on(MONDAY), [], Refusal.NOT_AVAILABLE, id="not yet available"),
    pytest.param({"available_from": MONDAY}, on(MONDAY), [], None, id="first available day"),
    pytest.param({"available_until": MONDAY}, on(TUESDAY), [], Refusal.NOT_AVAILABLE, id="no longer available"),
    pytest.param({"available_until": MONDAY}, on(MONDAY), [], None, id="last available day"),
    pytest.param(
        {"available_until": MONDAY}, on(MONDAY, NIGHT), [], Refusal.NOT_AVAILABLE, id="runs past the last day"
    ),
    pytest.param({"absences": ((MONDAY, THURSDAY),)}, on(THURSDAY), [], Refusal.ABSENT, id="last day of leave"),
    pytest.param({"absences": ((TUESDAY, THURSDAY),)}, on(MONDAY), [], None, id="the day before leave"),
    pytest.param({"absences": ((TUESDAY, THURSDAY),)}, on(MONDAY, NIGHT), [], Refusal.ABSENT, id="runs into leave"),
    pytest.param({"absences": ((MONDAY, TUESDAY),)}, on(TUESDAY, NIGHT), [], Refusal.ABSENT, id="night of leave"),
    pytest.param({}, on(MONDAY), [duty(1, MONDAY, (12, 20))], Refusal.OVERLAP, id="overlap"),
    pytest.param({}, on(MONDAY), [duty(1, MONDAY, DAY)], Refusal.OVERLAP, id="the same hours"),
    pytest.param({}, on(MONDAY), [duty(1, LAST_SUNDAY, (23, 33))], Refusal.OVERLAP, id="overlap after midnight"),
    pytest.param({}, on(MONDAY), [duty(1, LAST_SUNDAY, (12, 20))], None, id="12 hours after"),
    pytest.param({}, on(MONDAY), [duty(1, LAST_SUNDAY, (12, 20.5))], Refusal.REST, id="less than 12 hours after"),
    pytest.param({}, on(MONDAY), [duty(1, TUESDAY, LATE)], None, id="12 hours before"),
    pytest.param({}, on(MONDAY), [duty(1, TUESDAY, (3.5, 10))], Refusal.REST, id="less than 12 hours before"),
    pytest.param({}, on(MONDAY, EVENING, rest_minutes=0), [duty(1, MONDAY, DAY, rest_minutes=0)], None, id="no rest"),
    pytest.param({}, on(MONDAY, EVENING, rest_minutes=0), [duty(1, MONDAY, DAY)], Refusal.REST, id="rest of the other"),
    pytest.param({}, on(MONDAY, EVENING), [duty(1, MONDAY, DAY, rest_minutes=0)], Refusal.REST, id="rest of this one"),
    pytest.param({}, on(SUNDAY, max_per_week=5), week_of_duties(4), None, id="the last of a week"),
    pytest.param({}, on(SUNDAY, max_per_week=5), week_of_duties(5), Refusal.WEEK, id="one too many"),
    pytest.param({}, on(SUNDAY), week_of_duties(3, max_per_week=3), Refusal.WEEK, id="most per week of the others"),
    pytest.param({}, on(NEXT_MONDAY, max_per_week=5), week_of_duties(5), None, id="a new week"),
    pytest.param({}, on(MONDAY, max_per_week=0), [], Refusal.WEEK, id="none at all"),
]


@pytest.mark.parametrize(("traits", "slot", "held", "expected"), CASES)
def test_a_rule_refuses(traits, slot, held, expected):
    assert refusal(Person(1, **{"unit": 1, **traits}), slot, held) == expected


@pytest.mark.parametrize(("traits", "slot", "held", "expected"), CASES)
def test_the_generator_keeps_the_rule(traits, slot, held, expected):
    roster = solve([slot], [Person(1, **{"unit": 1, **traits})], held)
    assert roster.assignments == ({} if expected else {("x",): 1})
    assert [gap.slot for gap in roster.gaps] == ([slot] if expected else [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(on(MONDAY), on(MONDAY, (12, 20)), id="overlap"),
        pytest.param(on(MONDAY, EVENING), on(TUESDAY, (6, 12)), id="rest"),
        pytest.param(on(MONDAY, EVENING, rest_minutes=0), on(MONDAY), id="rest of one of them"),
        pytest.param(on(MONDAY), on(SUNDAY, max_per_week=1), id="week"),
        pytest.param(on(MONDAY), on(MONDAY, desk=2), id="two desks at once"),
    ],
)
def test_one_person_is_not_given_both(one, other):
    slots = [replace(slot, key=(n,)) for n, slot in enumerate((one, other))]
    assert len(solve(slots, [Person(1, 1)]).assignments) == 1
    assert len(solve(slots, [Person(1, 1), Person(2, 1)]).assignments) == 2


def test_a_place_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before it starts"):
        on(MONDAY, (16, 8))


@pytest.mark.parametrize("twice", ["slots", "people"])
def test_what_is_given_twice_is_refused(twice):
    given = {"slots": [on(MONDAY)], "people": [Person(1, 1)]}
    given[twice] *= 2
    with pytest.raises(ValueError, match="more than once"):
        solve(**given)
