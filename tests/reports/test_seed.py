"""Random reports for load tests: the same seed, the same reports, and rows as the actions leave them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from desks.models import Desk
from reports.actions.folding import wrong_rows
from reports.actions.seed import seed
from reports.models import AreaSerial, Event, Report, Rollup, Unfolded

from ..conftest import NOW, PLUIT, PROVINCE, TWIN_WARD

COUNT = 300


class TakenBack(Exception):
    pass


def seeded(number, count=COUNT):
    """What a seed makes, as plain rows; the database is left as it was."""
    rows = None
    try:
        with transaction.atomic():
            seed(count, seed=number, now=NOW)
            rows = list(Report.objects.order_by("number").values_list("number", "title", "state", "held_by", "due_at"))
            raise TakenBack
    except TakenBack:
        return rows


def test_the_same_seed_makes_the_same_reports(desks):
    assert seeded(7) == seeded(7)
    assert seeded(7) != seeded(8)


def test_numbers_are_gapless_and_go_on(desks, make_report):
    first = make_report()
    seed(COUNT, seed=1, now=NOW)
    assert (first.number, Report.objects.count()) == (f"{PLUIT}-0001", COUNT + 1)
    for code in (PLUIT, TWIN_WARD):
        numbers = sorted(Report.objects.filter(filed_with__area=code).values_list("number", flat=True))
        assert numbers == [f"{code}-{serial:04d}" for serial in range(1, len(numbers) + 1)]
        assert AreaSerial.objects.get(area=code).last == len(numbers)


def test_each_report_stands_where_its_events_left_it(desks):
    seed(COUNT, seed=2, now=NOW)
    for report in Report.objects.prefetch_related("events"):
        events = list(report.events.all())
        last = events[-1]
        assert [event.seq for event in events] == list(range(1, report.last_seq + 1))
        standing = [event.kind == "overdue" for event in events]
        assert [event.turn for event in events] == [number - sum(standing[:number]) for number in range(len(events))]
        assert report.turn == len(events) - sum(standing)
        assert (last.is_escalated, last.is_overdue) == (report.arrived_by == "escalated", report.overdue_at is not None)
        assert (last.to_state, last.to_desk_id, last.area_id) == (report.state, report.held_by_id, report.area_id)
        assert all(one.to_state == other.from_state for one, other in zip(events, events[1:], strict=False))
        same = ("category_id", "severity_id", "classification", "stations_affected", "resolved_at")
        assert [getattr(last, name.replace("severity_id", "severity")) for name in same] == [
            getattr(report, name) for name in same
        ]
        # Where a deadline passed since, the report has moved on, and these are the deadlines of its next stay.
        for event in events if report.arrived_by != "escalated" else ():
            deadline = {"acknowledged": report.respond_by, "resolved": report.resolve_by}.get(event.kind)
            waited = deadline and int((event.at - report.arrived_at).total_seconds())
            assert (event.waited_seconds, event.in_time) == (waited, deadline and event.at <= deadline)
        assert (report.resolved_at is None) == (report.state not in ("resolved", "closed"))
    assert Event.objects.filter(at__gt=NOW.replace(day=14)).count() == 0


def test_no_deadline_that_has_passed_is_left_to_the_worker(desks):
    seed(COUNT, seed=2, now=NOW)
    assert not Report.objects.escalation_due(NOW).exists()
    overdue = Report.objects.filter(overdue_at__isnull=False)
    assert overdue.exists()
    assert {report.held_by.area_id for report in overdue.select_related("held_by")} == {PROVINCE}
    assert Report.objects.filter(due_at__gt=NOW).exists()


def test_command_prints_its_seed(desks, capsys):
    call_command("seed", "--reports", "3", "--seed", "5")
    assert capsys.readouterr().out.splitlines() == ["seed 5", "3 reports written."]


@pytest.mark.parametrize(("number", "words"), [("0", "--reports"), ("3", "No desk is active")])
def test_what_cannot_be_done_is_refused_in_words(reference, number, words):
    Desk.objects.all().delete()
    with pytest.raises(CommandError, match=words):
        call_command("seed", "--reports", number)


def test_more_of_the_same_seed_begins_with_the_same_reports(desks):
    few, many = seeded(7, 20), seeded(7, 40)
    assert len(few) == 20
    assert set(few) <= set(many)


def test_a_report_filed_after_seeding_gets_a_number_and_a_key_of_its_own(desks, make_report):
    seed(COUNT, seed=3, now=NOW)
    last = AreaSerial.objects.get(area=PLUIT).last
    report = make_report()
    assert report.number == f"{PLUIT}-{last + 1:04d}"
    assert report.pk > COUNT
    assert Report.objects.count() == COUNT + 1


def test_the_rollups_hold_what_was_seeded(desks):
    seed(30, seed=1, now=NOW)
    assert not Unfolded.objects.exists()
    assert wrong_rows(None) == []
    assert Rollup.objects.get(facet="events", area=PROVINCE, classification="biasa").number > 30
