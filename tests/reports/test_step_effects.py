"""What each step changes: state, holder, deadlines, the event's row, the notices; and what an old page meets."""

import pytest
from django.core.exceptions import PermissionDenied

from desks.models import Desk
from reports.actions import Stale, StepRefused, escalate_due, perform
from reports.models import Category, Event, EventKind, Notice, Report, Severity

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .conftest import after, kinds, set_hours, told

LATER = after(minutes=10)

#: step: (from state, who, event kind, state after, holder after, desks told); the city holds a report of Pluit
#: that was filed with Pluit and forwarded twice.
EFFECTS = {
    "acknowledge": ("waiting", "city_officer", "acknowledged", "in_progress", CITY, set()),
    "resolve": ("in_progress", "city_officer", "resolved", "resolved", CITY, {PLUIT}),
    "close": ("resolved", "city_coordinator", "closed", "closed", CITY, {PLUIT}),
    "forward": ("waiting", "city_officer", "forwarded", "waiting", PROVINCE, {PROVINCE}),
    "return": ("in_progress", "city_officer", "returned", "waiting", PENJARINGAN, {PENJARINGAN}),
    "take-over": ("in_progress", "province_coordinator", "taken_over", "waiting", PROVINCE, {PROVINCE, CITY}),
    "refer": ("in_progress", "city_officer", "referred", "in_progress", CITY, set()),
    "note": ("waiting", "penjaringan_officer", "noted", "waiting", CITY, {CITY, PLUIT}),
    "figures": ("waiting", "pluit_officer", "figures", "waiting", CITY, {CITY}),
    "recommend": ("waiting", "official", "recommended", "waiting", CITY, {CITY}),
    "reclassify": ("waiting", "city_coordinator", "reclassified", "waiting", CITY, {PLUIT}),
    "reopen": ("resolved", "city_coordinator", "reopened", "in_progress", CITY, {PLUIT}),
    "unfounded": ("waiting", "city_coordinator", "unfounded", "unfounded", CITY, {PLUIT}),
}
STANDING = {"refer", "note", "figures", "recommend"}
ARRIVING = {"forward", "return", "take-over"}


@pytest.fixture
def report(make_report, take, cast):
    report = make_report(severity="sedang")
    take("forward", report, cast.pluit_officer)
    take("forward", report, cast.penjaringan_officer)
    return report


@pytest.mark.parametrize("step", EFFECTS)
def test_effect(report, take, cast, step):
    from_state, who, kind, state, holder, desks_told = EFFECTS[step]
    for before in {"waiting": (), "in_progress": ("acknowledge",), "resolved": ("acknowledge", "resolve")}[from_state]:
        take(before, report, cast.city_coordinator)
    turn, seq, deadlines = report.turn, report.last_seq, (report.respond_by, report.resolve_by)
    [event] = take(step, report, getattr(cast, who), now=LATER)

    assert (report.state, report.held_by.area_id, report.last_seq) == (state, holder, seq + 1)
    assert report.turn == turn + (step not in STANDING)
    event.refresh_from_db()
    assert (event.seq, event.kind, event.at, event.actor) == (seq + 1, kind, LATER, getattr(cast, who))
    assert (event.from_state, event.to_state) == (from_state, state)
    assert (event.from_desk.area_id, event.to_desk.area_id) == (CITY, holder)
    assert (event.severity, event.classification) == (report.severity_id, report.classification)
    assert event.turn == turn
    assert told(event) == desks_told
    if step in ARRIVING:
        assert (report.arrived_at, report.arrived_by) == (LATER, kind)
        assert (report.respond_by, report.resolve_by) == (after(minutes=250), after(minutes=970))
    elif step not in {"reclassify", "reopen"}:
        assert (report.respond_by, report.resolve_by) == deadlines


TEXTS = {
    "figures": "Data sementara pukul 14.00",
    "acknowledge": "",
}


@pytest.mark.parametrize("step", EFFECTS)
def test_what_was_written_is_kept_in_the_event(report, take, cast, step):
    from_state, who, *_ = EFFECTS[step]
    for before in {"waiting": (), "in_progress": ("acknowledge",), "resolved": ("acknowledge", "resolve")}[from_state]:
        take(before, report, cast.city_coordinator)
    [event] = take(step, report, getattr(cast, who))
    assert event.text == TEXTS.get(step, "Contoh keterangan.")
    if step == "forward":
        assert event.details == {"advice": "Contoh saran."}
    if step == "refer":
        assert event.details["unit"] == "Polres Contoh"


def test_times_of_resolving_and_reopening(report, take, cast):
    take("acknowledge", report, cast.city_coordinator)
    assert report.due_at == report.resolve_by
    take("resolve", report, cast.city_coordinator, now=LATER)
    assert (report.resolved_at, report.due_at, report.is_open) == (LATER, None, True)
    take("close", report, cast.city_coordinator, now=LATER)
    assert (report.resolved_at, report.is_open) == (LATER, False)
    take("reopen", report, cast.city_coordinator, now=after(days=3))
    assert (report.state, report.resolved_at, report.is_open) == ("in_progress", None, True)
    assert (report.arrived_at, report.due_at) == (after(days=3), after(days=3, minutes=960))


def test_unfounded_is_not_resolved(report, take, cast):
    for step in ("acknowledge", "resolve", "unfounded"):
        take(step, report, cast.city_coordinator)
    assert (report.resolved_at, report.due_at, report.is_open) == (None, None, False)


def test_a_report_of_an_ended_desk_is_not_reopened(report, take, cast, desks):
    take("unfounded", report, cast.city_coordinator)
    Desk.objects.filter(pk=desks[CITY].pk).update(active_until=NOW.date())
    with pytest.raises(StepRefused):
        take("reopen", report, cast.city_coordinator, now=after(days=1))


# Up and down


def test_forwarding_at_the_top_is_refused(report, take, cast):
    take("forward", report, cast.city_officer)
    with pytest.raises(StepRefused):
        take("forward", report, cast.province_officer)
    assert report.held_by.area_id == PROVINCE


def test_forwarding_skips_a_desk_that_is_not_active(make_report, take, cast, desks):
    Desk.objects.filter(pk=desks[PENJARINGAN].pk).update(active_until=after(days=-1).date())
    report = make_report()
    take("forward", report, cast.pluit_officer)
    assert report.held_by.area_id == CITY


@pytest.mark.parametrize("target", [CITY, PROVINCE, "31.75.01.1001", "31.75"])
def test_returning_only_to_a_lower_desk_of_the_chain(report, take, cast, desks, target):
    with pytest.raises(StepRefused):
        take("return", report, cast.city_officer, desk=desks[target].pk)


@pytest.mark.parametrize("junk", ["", "x", "9" * 5000, None, "0", "-1"])
def test_returning_to_junk_is_refused(report, take, cast, junk):
    with pytest.raises(StepRefused):
        take("return", report, cast.city_officer, desk=junk)


def test_returning_may_skip_a_tier(report, take, cast, desks):
    take("return", report, cast.city_officer, desk=str(desks[PLUIT].pk))
    assert (report.held_by.area_id, report.state) == (PLUIT, "waiting")


@pytest.mark.parametrize(("severity", "refused"), [("darurat", True), ("tinggi", True), ("sedang", False)])
def test_an_emergency_is_not_returned_to_a_closed_desk(make_report, take, cast, desks, severity, refused):
    """It would bounce back at once (rule 12)."""
    set_hours(desks[PENJARINGAN], 8, 16)
    report = make_report(by=cast.city_officer, severity=severity, now=after(hours=9))
    if refused:
        with pytest.raises(StepRefused):
            take("return", report, cast.city_officer, now=after(hours=9))
    take(
        "return",
        report,
        cast.city_officer,
        now=after(hours=9),
        desk=desks[PLUIT].pk if refused else desks[PENJARINGAN].pk,
    )
    assert report.held_by.area_id == (PLUIT if refused else PENJARINGAN)


def test_an_emergency_forwarded_to_a_closed_desk_goes_on_but_one_taken_over_stays(make_report, take, cast, desks):
    set_hours(desks[CITY], 8, 16)
    night = after(hours=12)
    report = make_report(by=cast.penjaringan_officer, severity="darurat", now=night)
    take("take-over", report, cast.city_coordinator, now=night)
    assert report.held_by.area_id == CITY
    other = make_report(by=cast.penjaringan_officer, severity="darurat", now=night)
    take("forward", other, cast.penjaringan_officer, now=night)
    assert (other.held_by.area_id, kinds(other)) == (PROVINCE, ["filed", "forwarded", "passed_on"])


# Reclassification and figures


def test_reclassified_deadlines_count_from_arrival(report, take, cast):
    [event] = take("reclassify", report, cast.city_coordinator, now=after(hours=3))
    assert (report.severity_id, report.category_id, report.classification) == ("darurat", "KAM-BTR", "terbatas")
    assert (report.arrived_at, report.respond_by, report.resolve_by) == (NOW, after(minutes=15), after(hours=4))
    assert event.details == {
        "changes": {
            "category": ["LLN-LIN", "KAM-BTR"],
            "severity": ["sedang", "darurat"],
            "classification": ["biasa", "terbatas"],
        }
    }
    escalate_due(now=after(hours=3))
    report.refresh_from_db()
    assert report.held_by.area_id == PROVINCE


def test_reclassified_to_the_milder_it_uses_the_hours_of_the_desk(make_report, take, cast, desks):
    set_hours(desks[PLUIT], 8, 16)
    report = make_report(severity="darurat", now=after(hours=6))
    take(
        "reclassify",
        report,
        cast.pluit_coordinator,
        now=after(hours=6),
        category=Category.objects.get(pk="LLN-LIN"),
        severity=Severity.objects.get(pk="sedang"),
        classification="biasa",
    )
    assert report.respond_by == after(days=1, hours=2)


def test_reclassifying_to_the_same_is_refused(make_report, take, cast):
    report = make_report(category="KAM-BTR")
    with pytest.raises(StepRefused):
        take("reclassify", report, cast.pluit_coordinator)


def test_the_last_figures_count_and_each_revision_is_kept_with_its_source(report, take, cast):
    take("figures", report, cast.pluit_officer, stations_affected=3, polling_stations=["001"], source="pukul 14.00")
    take("figures", report, cast.city_officer, stations_affected=2, polling_stations=["001"], source="pukul 15.00")
    assert (report.stations_affected, report.polling_stations) == (2, ["001"])
    first, second = report.events.filter(kind=EventKind.FIGURES)
    assert (first.text, first.details["changes"]["stations_affected"]) == ("pukul 14.00", [0, 3])
    assert (second.text, second.details["changes"]) == ("pukul 15.00", {"stations_affected": [3, 2]})


def test_figures_already_recorded_are_refused(report, take, cast):
    take("figures", report, cast.pluit_officer)
    with pytest.raises(StepRefused):
        take("figures", report, cast.pluit_officer)


# Old pages


def test_a_step_from_an_old_page_is_stale_and_says_who_was_first(report, take, cast):
    page = report.turn
    take("acknowledge", report, cast.city_officer, turn=page)
    with pytest.raises(Stale) as error:
        take("forward", report, cast.city_coordinator, turn=page)
    assert str(cast.city_officer) in str(error.value)
    assert "13 November 2024" in str(error.value)
    assert kinds(report).count("forwarded") == 2


@pytest.mark.parametrize("step", EFFECTS)
def test_only_what_adds_is_welcome_from_an_old_page(report, take, cast, step):
    old = report.turn - 1
    from_state, who, *_ = EFFECTS[step]
    for before in {"waiting": (), "in_progress": ("acknowledge",), "resolved": ("acknowledge", "resolve")}[from_state]:
        take(before, report, cast.city_coordinator)
    if step in STANDING:
        take(step, report, getattr(cast, who), turn=old)
    else:
        with pytest.raises(Stale):
            take(step, report, getattr(cast, who), turn=old)


def test_a_desk_that_passed_the_report_on_hears_so_and_a_stranger_is_denied(report, take, cast):
    """With no page to judge by (a bare POST)."""
    with pytest.raises(Stale):
        take("acknowledge", report, cast.pluit_officer)
    with pytest.raises(PermissionDenied):
        take("acknowledge", report, cast.province_officer)


# Late acknowledgements (rule 13)


def test_a_late_acknowledgement_is_kept_once_and_moves_nothing(make_report, take, worked, cast):
    report = make_report(severity="darurat")
    page = report.turn
    worked(report, after(minutes=15))
    before = Report.objects.filter(pk=report.pk).values("state", "held_by", "turn", "respond_by", "arrived_at").get()
    [event] = take("acknowledge", report, cast.pluit_officer, turn=page, now=after(minutes=16))
    assert event.kind == EventKind.ACKNOWLEDGED_LATE
    assert (event.from_desk.area_id, event.to_desk.area_id) == (PLUIT, PENJARINGAN)
    assert told(event) == {PENJARINGAN}
    assert Report.objects.filter(pk=report.pk).values(*before).get() == before
    with pytest.raises(Stale):
        take("acknowledge", report, cast.pluit_coordinator, now=after(minutes=17))
    assert kinds(report) == ["filed", "escalated", "acknowledged_late"]


def test_a_late_acknowledgement_does_not_block_the_new_holder(make_report, take, worked, cast):
    report = worked(make_report(severity="darurat"), after(minutes=15))
    page = report.turn
    take("acknowledge", report, cast.pluit_officer, now=after(minutes=16))
    take("acknowledge", report, cast.penjaringan_officer, turn=page, now=after(minutes=17))
    assert report.state == "in_progress"


def test_only_an_escalation_can_be_acknowledged_late(report, take, cast):
    with pytest.raises(Stale):
        take("acknowledge", report, cast.penjaringan_officer)
    assert not Event.objects.filter(kind=EventKind.ACKNOWLEDGED_LATE).exists()


def test_nothing_is_late_once_the_report_is_closed(make_report, take, worked, cast):
    report = worked(make_report(severity="darurat"), after(minutes=15))
    take("unfounded", report, cast.penjaringan_coordinator, now=after(minutes=16))
    with pytest.raises(Stale):
        take("acknowledge", report, cast.pluit_officer, now=after(minutes=17))


# All or nothing


@pytest.mark.parametrize("broken", [Event, Notice], ids=["event", "notice"])
def test_a_step_that_fails_midway_leaves_nothing(report, cast, step_data, monkeypatch, broken):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    before = (Event.objects.count(), Notice.objects.count())
    monkeypatch.setattr(broken.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        perform(step="forward", number=report.number, by=cast.city_officer, data=step_data["forward"], now=NOW)
    report.refresh_from_db()
    assert (report.held_by.area_id, report.turn) == (CITY, 3)
    assert (Event.objects.count(), Notice.objects.count()) == before


def test_without_data_nothing_is_done(make_report, cast):
    """A form that was not filled in only hears why the step is impossible; it is never taken."""
    report = make_report()
    with pytest.raises(StepRefused):
        perform(step="acknowledge", number=report.number, by=cast.pluit_officer, data=None)
    assert kinds(report) == ["filed"]
