"""Rules 9 and 13 to 15: every step from every state, by every role, at the holding desk and elsewhere."""

import pytest

from reports.actions import allowed_steps, perform
from reports.actions.steps import STEPS
from reports.models import Report, State

from ..conftest import CITY, NOW, PENJARINGAN, PEOPLE
from .conftest import attempt

STATES = ("waiting", "in_progress", "resolved", "closed", "unfounded")
STALE = "stale"
#: step: the state after it, by the state before it.
MATRIX = {
    #              waiting        in_progress    resolved       closed         unfounded
    "acknowledge": ("in_progress", STALE, STALE, STALE, STALE),
    "resolve": (STALE, "resolved", STALE, STALE, STALE),
    "close": (STALE, STALE, "closed", STALE, STALE),
    "forward": ("waiting", "waiting", STALE, STALE, STALE),
    "return": ("waiting", "waiting", STALE, STALE, STALE),
    "take-over": ("waiting", "waiting", "waiting", STALE, STALE),
    "refer": ("waiting", "in_progress", STALE, STALE, STALE),
    "note": ("waiting", "in_progress", "resolved", "closed", "unfounded"),
    "figures": ("waiting", "in_progress", "resolved", "closed", "unfounded"),
    "recommend": ("waiting", "in_progress", "resolved", STALE, STALE),
    "reclassify": ("waiting", "in_progress", "resolved", STALE, STALE),
    "reopen": (STALE, STALE, "in_progress", "in_progress", "in_progress"),
    "unfounded": ("unfounded", "unfounded", "unfounded", STALE, STALE),
}
WHO_MAY_ALWAYS = {"take-over": "province_coordinator", "recommend": "official"}

#: Who may take a step on a report of Pluit that came up to the city, or to Penjaringan, by forwarding.
AT_CITY, CITY_LEAD = {"city_officer", "city_coordinator"}, {"city_coordinator"}
AT_DISTRICT, DISTRICT_LEAD = {"penjaringan_officer", "penjaringan_coordinator"}, {"penjaringan_coordinator"}
AT_WARD = {"pluit_officer", "pluit_coordinator"}
ALLOWED = {
    #              held by the city                held by Penjaringan
    "acknowledge": (AT_CITY, AT_DISTRICT),
    "resolve": (AT_CITY, AT_DISTRICT),
    "forward": (AT_CITY, AT_DISTRICT),
    "return": (AT_CITY, AT_DISTRICT),
    "refer": (AT_CITY, AT_DISTRICT),
    "close": (CITY_LEAD, DISTRICT_LEAD),
    "reclassify": (CITY_LEAD, DISTRICT_LEAD),
    "reopen": (CITY_LEAD, DISTRICT_LEAD),
    "unfounded": (CITY_LEAD, DISTRICT_LEAD),
    "take-over": ({"province_coordinator"}, {"city_coordinator", "province_coordinator"}),
    "note": (AT_CITY | AT_DISTRICT | AT_WARD, AT_DISTRICT | AT_WARD),
    "figures": (AT_CITY | AT_DISTRICT | AT_WARD, AT_DISTRICT | AT_WARD),
    "recommend": ({"official"}, {"official"}),
}
#: A state from which the step can be taken.
FROM = {"resolve": "in_progress", "close": "resolved", "reopen": "resolved"}
#: For them the report does not exist: another city's people, and administrators, who see no reports.
BLIND = {name for name in PEOPLE if name.startswith("outsider")} | {"administrator", "superuser"}


def test_the_tables_name_every_step_and_state():
    assert set(MATRIX) == set(ALLOWED) == set(STEPS)
    assert list(STATES) == State.values


def put(report, state):
    """The state alone, past all steps: for tests of who may, not of how."""
    Report.objects.filter(pk=report.pk).update(state=state, resolved_at=NOW)
    report.refresh_from_db()


@pytest.mark.parametrize("step", MATRIX)
def test_every_step_from_every_state(brought_to, cast, step_data, step):
    by = getattr(cast, WHO_MAY_ALWAYS.get(step, "city_coordinator"))
    outcomes, offered = [], []
    for state in STATES:
        report = brought_to(state)
        offered.append(step in allowed_steps(report, by, now=NOW))
        same = {"number": report.number, "by": by, "data": step_data[step], "turn": report.turn, "now": NOW}
        outcome = attempt(lambda: perform(step=step, **same))  # noqa: B023
        if outcome == "done":
            perform(step=step, **same)
            report.refresh_from_db()
            outcome = report.state
        outcomes.append(outcome)
    assert tuple(outcomes) == MATRIX[step]
    assert offered == [outcome != STALE for outcome in MATRIX[step]]


@pytest.fixture
def held_by_city(make_report, take, cast):
    return climbed(make_report, take, cast.pluit_officer, cast.penjaringan_officer)


@pytest.fixture
def held_by_district(make_report, take, cast):
    return climbed(make_report, take, cast.pluit_officer)


def climbed(make_report, take, *people):
    report = make_report()
    for by in people:
        take("forward", report, by)
    return report


@pytest.mark.parametrize("place", [0, 1], ids=["held by the city", "held by Penjaringan"])
@pytest.mark.parametrize("step", ALLOWED)
def test_every_step_by_everyone(request, cast, desks, step_data, step, place):
    report = request.getfixturevalue(("held_by_city", "held_by_district")[place])
    put(report, FROM.get(step, "waiting"))
    data = {**step_data[step]}
    if step == "return" and place == 1:
        data["desk"] = desks["31.72.01.1005"].pk
    outcomes, offered = {}, set()
    for name, by in vars(cast).items():
        outcomes[name] = attempt(
            lambda: perform(step=step, number=report.number, by=by, data=data, turn=report.turn, now=NOW)  # noqa: B023
        )
        if name not in BLIND and step in allowed_steps(report, by, now=NOW):
            offered.add(name)
    may = ALLOWED[step][place]
    assert outcomes == {
        name: "done" if name in may else "not found" if name in BLIND else "denied" for name in vars(cast)
    }
    assert offered == may


def test_a_secret_report_does_not_exist_for_officers_even_at_its_desk(make_report, cast, step_data):
    report = make_report(classification="rahasia")
    for name, expected in (("pluit_officer", "not found"), ("observer", "not found"), ("pluit_coordinator", "done")):
        by = getattr(cast, name)
        assert (
            attempt(lambda: perform(step="acknowledge", number=report.number, by=by, data={}, now=NOW))  # noqa: B023
            == expected
        ), name


def test_a_report_that_never_was_and_one_of_elsewhere_are_the_same(make_report, cast):
    twin = make_report(by=cast.outsider_officer, area="31.75.01.1001")
    for number in (twin.number, "31.72.01.1005-9999", "", "x" * 5000):
        with pytest.raises(Report.DoesNotExist) as error:
            perform(step="note", number=number, by=cast.city_officer, data={"text": "Contoh"}, now=NOW)
        assert error.value.args == ()


def test_no_one_steps_for_a_desk_of_another_area(held_by_city, cast, take):
    """A coordinator of the province reads, and must take over before anything else."""
    allowed = set(allowed_steps(held_by_city, cast.province_coordinator, now=NOW))
    assert allowed == {"take-over"}
    take("take-over", held_by_city, cast.province_coordinator)
    assert "acknowledge" in allowed_steps(held_by_city, cast.province_coordinator, now=NOW)


@pytest.mark.parametrize("held", [PENJARINGAN, CITY])
def test_nobody_takes_over_from_above_or_from_the_own_desk(held_by_city, held_by_district, cast, held):
    report = held_by_city if held == CITY else held_by_district
    for name in ("pluit_coordinator", "penjaringan_coordinator", *(["city_coordinator"] if held == CITY else [])):
        assert "take-over" not in allowed_steps(report, getattr(cast, name), now=NOW)
