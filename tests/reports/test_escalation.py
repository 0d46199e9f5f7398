"""Rules 10, 12 and 16: what happens when a deadline passes."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from desks.models import Desk
from reports.actions import escalate_due, escalation
from reports.models import Event, EventKind, Report, Severity

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .conftest import after, clone, kinds, set_hours, told

EVENING = after(hours=9)


def holder(report):
    return report.held_by.area_id


def test_emergency_left_alone_climbs_every_15_minutes_and_stays_at_the_top(make_report, capsys):
    report = make_report(severity="darurat")
    for minutes, code in ((14, PLUIT), (15, PENJARINGAN), (30, CITY), (45, PROVINCE), (60, PROVINCE), (600, PROVINCE)):
        for _ in range(2):
            call_command("worker", "--once", "--now", after(minutes=minutes).isoformat())
        report.refresh_from_db()
        assert holder(report) == code, minutes
    told_by_command = capsys.readouterr().out.splitlines()
    assert told_by_command == [f"{n} escalated." for n in (0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0)]
    line = [(e.kind, e.at, e.from_desk and e.from_desk.area_id, e.to_desk.area_id) for e in report.events.all()]
    assert line == [
        ("filed", NOW, None, PLUIT),
        ("escalated", after(minutes=15), PLUIT, PENJARINGAN),
        ("escalated", after(minutes=30), PENJARINGAN, CITY),
        ("escalated", after(minutes=45), CITY, PROVINCE),
        ("overdue", after(minutes=60), PROVINCE, PROVINCE),
    ]
    assert report.state == "waiting"
    assert report.overdue_at == after(minutes=60)
    assert report.is_overdue(after(minutes=61))
    assert report in Report.objects.overdue(after(minutes=61))
    assert not Report.objects.escalation_due(after(days=9)).exists()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(after(minutes=15, microseconds=-1), PLUIT), (after(minutes=15), PENJARINGAN)],
    ids=["just before", "exactly at"],
)
def test_deadline_is_met_until_just_before_its_moment(make_report, worked, moment, expected):
    assert holder(worked(make_report(severity="darurat"), moment)) == expected


def test_next_desk_gets_its_full_time_from_the_escalation_not_from_the_deadline(make_report, worked):
    report = worked(make_report(severity="darurat"), after(hours=3))
    assert holder(report) == PENJARINGAN
    assert report.arrived_at == after(hours=3)
    assert report.respond_by == after(hours=3, minutes=15)
    assert report.resolve_by == after(hours=7)
    assert report.arrived_by == EventKind.ESCALATED


def test_event_says_which_deadline_passed_and_by_the_system(make_report, worked):
    event = worked(make_report(severity="darurat"), after(minutes=20)).events.last()
    assert event.actor is None
    assert event.details == {"deadline": "2024-11-13T02:15:00+00:00"}
    assert (event.from_state, event.to_state) == ("waiting", "waiting")


def test_both_desks_are_told_of_an_escalation_and_the_top_of_what_is_overdue(make_report, worked):
    report = worked(make_report(severity="darurat"), *(after(minutes=n) for n in (15, 30, 45, 60)))
    assert [told(event) for event in report.events.all()] == [
        {PLUIT},
        {PLUIT, PENJARINGAN},
        {PENJARINGAN, CITY},
        {CITY, PROVINCE},
        {PROVINCE},
    ]


def test_unmet_resolution_deadline_escalates_and_waits_again(make_report, take, worked, cast):
    report = make_report(severity="darurat")
    take("acknowledge", report, cast.pluit_officer, now=after(minutes=5))
    assert holder(worked(report, after(minutes=239))) == PLUIT
    worked(report, after(minutes=240))
    assert (holder(report), report.state) == (PENJARINGAN, "waiting")
    assert report.respond_by == after(minutes=255)


@pytest.mark.parametrize("state", ["resolved", "closed", "unfounded"])
def test_no_deadline_runs_once_resolved(brought_to, worked, state):
    report = brought_to(state, severity="darurat")
    before = kinds(report)
    assert report.due_at is None
    assert kinds(worked(report, after(days=30))) == before


def test_acknowledged_at_the_top_it_can_be_overdue_again_for_its_resolution(make_report, take, worked, cast):
    report = make_report(by=cast.province_officer, severity="darurat")
    worked(report, after(minutes=15))
    take("acknowledge", report, cast.province_officer, now=after(minutes=20))
    assert report.overdue_at is None
    worked(report, after(minutes=239), after(minutes=240), after(minutes=241))
    assert kinds(report) == ["filed", "overdue", "acknowledged", "overdue"]
    assert report.overdue_at == after(minutes=240)


def test_changed_severity_touches_no_frozen_deadline_but_the_next_arrival(make_report, worked):
    report = make_report(severity="darurat")
    Severity.objects.filter(pk="darurat").update(respond_minutes=5, resolve_minutes=50)
    report.refresh_from_db()
    assert (report.respond_by, report.resolve_by) == (after(minutes=15), after(minutes=240))
    assert holder(worked(report, after(minutes=14))) == PLUIT
    worked(report, after(minutes=15))
    assert (report.respond_by, report.resolve_by) == (after(minutes=20), after(minutes=65))


def test_each_desk_counts_its_own_hours(make_report, worked, desks):
    set_hours(desks[PLUIT], 8, 16)
    set_hours(desks[PENJARINGAN], 8, 15)
    report = make_report(severity="sedang", category="DPT-HAK", now=after(hours=6))  # 15.00
    assert report.respond_by == after(days=1, hours=2)  # 11.00 the next day
    worked(report, after(days=1, hours=1, minutes=59))
    assert holder(report) == PLUIT
    worked(report, after(days=1, hours=2))
    assert holder(report) == PENJARINGAN
    assert report.respond_by == after(days=1, hours=6)  # four open hours, until closing


def test_emergency_escalated_to_a_closed_desk_goes_on_to_the_nearest_open_one(make_report, worked, desks):
    set_hours(desks[PENJARINGAN], 8, 16)
    set_hours(desks[CITY], 8, 16)
    report = worked(make_report(severity="darurat", now=EVENING), after(hours=9, minutes=15))
    assert holder(report) == PROVINCE
    assert kinds(report) == ["filed", "escalated", "passed_on"]
    assert report.respond_by == after(hours=9, minutes=30)
    escalated, passed_on = report.events.all()[1:]
    assert (escalated.to_desk.area_id, passed_on.from_desk.area_id) == (PENJARINGAN, PENJARINGAN)
    assert told(passed_on) == {PROVINCE}


def test_a_desk_that_is_no_longer_active_passes_what_it_holds_upwards(make_report, worked, desks):
    report = make_report(severity="darurat")
    Desk.objects.filter(pk__in=[desks[PLUIT].pk, desks[PENJARINGAN].pk]).update(active_until=NOW.date())
    assert holder(worked(report, after(days=1))) == CITY


def test_extended_desks_keep_the_report_for_its_frozen_time(make_report, worked, desks):
    """The last day's closing was the deadline; a later extension changes neither it nor the way up."""
    last_day = date(2024, 11, 13)
    Desk.objects.filter(pk=desks[PLUIT].pk).update(active_until=last_day, opens_at=480, closes_at=960)
    report = make_report(severity="rendah")
    assert report.respond_by == after(hours=7)  # 16.00, the last closing
    Desk.objects.filter(pk=desks[PLUIT].pk).update(active_until=date(2024, 12, 15))
    report.refresh_from_db()
    assert report.respond_by == after(hours=7)
    assert holder(worked(report, after(hours=7))) == PENJARINGAN
    again = make_report(severity="rendah", now=after(hours=1))
    assert again.respond_by == after(days=1, hours=1)


def test_without_any_desk_above_it_is_overdue_where_it_is(make_report, worked, desks):
    report = make_report(severity="darurat")
    Desk.objects.exclude(pk=desks[PLUIT].pk).update(active_until=NOW.date())
    worked(report, after(days=1))
    assert (holder(report), kinds(report)) == (PLUIT, ["filed", "overdue"])


def test_all_that_is_due_is_done_in_one_round(make_report, monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 4)
    clone(make_report(severity="darurat"), 9)
    assert escalate_due(now=after(minutes=15)) == 10
    assert Event.objects.filter(kind=EventKind.ESCALATED).count() == 10
    assert escalate_due(now=after(minutes=15)) == 0


def test_a_round_can_be_bounded(make_report, monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 2)
    clone(make_report(severity="darurat"), 9)
    assert escalate_due(now=after(minutes=15), most=4) == 4


def test_a_report_that_cannot_be_moved_holds_up_no_other(make_report, monkeypatch, caplog):
    report, *others = (make_report(severity="darurat") for _ in range(3))
    real = escalation.apply

    def apply(row, changes, *, now):
        if row.pk == report.pk:
            raise RuntimeError("broken")
        return real(row, changes, now=now)

    monkeypatch.setattr(escalation, "apply", apply)
    assert escalate_due(now=after(minutes=15)) == 2
    assert f"report pk={report.pk} could not be escalated" in caplog.text
    assert set(Report.objects.filter(held_by__area=PENJARINGAN)) == set(others)


def test_one_structured_line_is_logged_per_escalation(make_report, caplog):
    caplog.set_level("INFO")
    report = make_report(severity="darurat")
    escalate_due(now=after(minutes=15))
    line = (
        f"report={report.number} seq=2 kind=escalated from={PLUIT} to={PENJARINGAN} deadline=2024-11-13T02:15:00+00:00"
    )
    assert line in caplog.messages


@pytest.mark.parametrize("kind", [EventKind.ESCALATED, EventKind.OVERDUE])
def test_the_database_refuses_a_doubled_escalation(make_report, worked, kind):
    moments = [after(minutes=n) for n in (15, 30, 45, 60)]
    report = worked(make_report(severity="darurat"), *moments)
    twin = report.events.filter(kind=kind).last()
    twin.pk, twin.seq = None, 99
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Event.objects.bulk_create([twin])


def test_reports_escalated_to_a_desk_can_be_listed(make_report, worked, desks):
    filed_there = make_report(severity="rendah")
    report = worked(make_report(severity="darurat"), after(minutes=15))
    found = Report.objects.escalated_to(desks[PENJARINGAN].area)
    assert list(found) == [report]
    assert filed_there not in found
