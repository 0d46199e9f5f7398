"""Due reports are rows, written ahead: which desk owes what, and who has not reported."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from desks.models import Desk, Tier
from reports.actions.reminders import remind
from reports.actions.schedule import plan_dues
from reports.models import DailyDue, DueStatus, ReportingTimes
from reports.models.schedule import check_times

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, WIB
from ..daily_cast import FOUR, make_due, sign_due, sign_nihil, write_draft
from .conftest import after


def dues_of(desk):
    return [f"{due.due_at.astimezone(WIB):%d %H.%M}" for due in DailyDue.objects.filter(desk=desk).order_by("due_at")]


def test_today_and_two_days_ahead_are_written_for_every_active_desk(desks):
    assert plan_dues(NOW) == (len(desks) * 3, 0)
    assert dues_of(desks[PLUIT]) == ["13 16.00", "14 16.00", "15 16.00"]
    assert dues_of(desks[PROVINCE]) == ["13 19.00", "14 19.00", "15 19.00"]


def test_planning_again_changes_nothing(desks):
    plan_dues(NOW)
    assert plan_dues(NOW) == (0, 0)
    assert plan_dues(after(hours=2)) == (0, 0)


def test_as_time_passes_the_next_day_follows(desks):
    plan_dues(NOW)
    plan_dues(after(days=1))
    assert dues_of(desks[PLUIT]) == ["13 16.00", "14 16.00", "15 16.00", "16 16.00"]


def test_days_without_a_worker_are_written_afterwards(desks):
    plan_dues(NOW)
    plan_dues(after(days=5))
    assert len(dues_of(desks[PLUIT])) == 8  # the 13th to the 20th
    assert DailyDue.objects.filter(desk=desks[PLUIT]).missing(after(days=5)).count() == 5


def test_a_desk_that_ended_while_no_worker_ran_still_owes_its_last_days(desks):
    plan_dues(NOW)
    Desk.objects.filter(pk=desks[PLUIT].pk).update(active_until=date(2024, 11, 17))
    plan_dues(after(days=20))
    assert dues_of(desks[PLUIT])[-1] == "17 16.00"


def test_a_desk_owes_nothing_from_before_its_first_planning(desks):
    plan_dues(NOW.replace(hour=17))
    assert dues_of(desks[PLUIT])[0] == "14 16.00"


def test_a_desk_owes_nothing_outside_its_dates(desks):
    Desk.objects.filter(pk=desks[PLUIT].pk).update(active_from=date(2024, 11, 14), active_until=date(2024, 11, 14))
    plan_dues(NOW)
    assert dues_of(desks[PLUIT]) == ["14 16.00"]


def test_a_desk_that_ends_earlier_than_planned_loses_what_is_not_due_yet(desks):
    plan_dues(NOW)
    Desk.objects.filter(pk=desks[PLUIT].pk).update(active_until=NOW.date())
    plan_dues(NOW)
    assert dues_of(desks[PLUIT]) == ["13 16.00"]


def test_new_times_move_what_is_to_come_and_leave_what_was_due(desks, election):
    plan_dues(NOW)
    ReportingTimes.objects.create(election=election, tier=Tier.WARD, effective_from=date(2024, 1, 1), times=[1200])
    plan_dues(NOW.replace(hour=17))
    assert dues_of(desks[PLUIT]) == ["13 16.00", "13 20.00", "14 20.00", "15 20.00"]


def test_after_new_times_no_moment_falls_between_two_reports_or_into_both(desks, election):
    plan_dues(NOW)
    ReportingTimes.objects.create(election=election, tier=Tier.WARD, effective_from=date(2024, 11, 14), times=[600])
    plan_dues(NOW.replace(hour=17))
    plan_dues(after(days=3))
    for desk in desks.values():
        rows = list(DailyDue.objects.filter(desk=desk).order_by("due_at"))
        assert [row.period_from for row in rows[1:]] == [row.period_until for row in rows[:-1]]


def test_what_somebody_has_begun_to_write_stays_though_the_times_change(desks, election, cast):
    plan_dues(NOW)
    due = DailyDue.objects.filter(desk=desks[PLUIT]).order_by("due_at").first()
    write_draft(due, cast.pluit_officer, NOW)
    reminded = DailyDue.objects.filter(desk=desks[PENJARINGAN]).order_by("due_at").first()
    remind(by=cast.city_officer, due=reminded, now=NOW)
    ReportingTimes.objects.create(election=election, tier=Tier.WARD, effective_from=date(2024, 1, 1), times=[1200])
    ReportingTimes.objects.create(election=election, tier=Tier.DISTRICT, effective_from=date(2024, 1, 1), times=[1260])
    plan_dues(NOW)
    assert dues_of(desks[PLUIT])[0] == "13 16.00"
    assert dues_of(desks[PENJARINGAN])[0] == "13 17.00"


def test_todays_report_is_still_owed_though_tomorrows_is_begun_already(desks, cast):
    """From four until its own deadline at six a city can write about two periods."""
    plan_dues(NOW)
    today, tomorrow, *_ = DailyDue.objects.filter(desk=desks[CITY]).order_by("due_at")
    write_draft(tomorrow, cast.city_officer, NOW.replace(hour=17))
    assert plan_dues(NOW.replace(hour=17)) == (0, 0)
    assert DailyDue.objects.filter(pk=today.pk).exists()


def test_a_desk_that_was_put_off_owes_nothing_until_then(desks):
    plan_dues(NOW)
    Desk.objects.filter(pk=desks[PLUIT].pk).update(active_from=date(2024, 12, 20))
    assert plan_dues(NOW) == (0, 3)
    assert dues_of(desks[PLUIT]) == []


def test_a_desk_opened_by_mistake_can_be_deleted(desks):
    plan_dues(NOW)
    desks[PLUIT].delete()
    assert not DailyDue.objects.filter(desk__area=PLUIT).exists()


def test_on_voting_day_seven_are_due(desks, election):
    plan_dues(NOW.replace(day=26, hour=20))
    assert dues_of(desks[CITY])[:7] == [f"27 {hour}.00" for hour in ("06", "08", "10", "12", "14", "17", "21")]


def test_the_grace_of_the_row_counts(desks, election):
    ReportingTimes.objects.create(
        election=election, tier=Tier.WARD, effective_from=date(2024, 1, 1), times=[960], grace_minutes=5
    )
    plan_dues(NOW)
    due = DailyDue.objects.filter(desk=desks[PLUIT]).first()
    assert due.late_after - due.due_at == timedelta(minutes=5)


def test_the_worker_plans(desks):
    call_command("worker", once=True, now=NOW.isoformat())
    assert DailyDue.objects.count() == len(desks) * 3


@pytest.mark.parametrize(
    "bad", [None, "16.00", [], [960, 900], [960, 960], [-1], [1440], [1.5], [True], list(range(25))]
)
def test_times_that_are_none_are_refused(bad):
    with pytest.raises(ValidationError):
        check_times(bad)


class TestStatus:
    def status(self, due, now):
        return DailyDue.objects.with_reports().get(pk=due.pk).status_at(now)

    def test_before_its_time_it_is_awaited(self, desks):
        due = make_due(desks[PLUIT])
        assert self.status(due, due.late_after) == DueStatus.AWAITED

    def test_a_draft_shows_as_one_until_the_grace_time_is_over(self, desks):
        due = make_due(desks[PLUIT])
        write_draft(due)
        assert self.status(due, due.late_after) == DueStatus.DRAFT
        assert self.status(due, due.late_after + timedelta(seconds=1)) == DueStatus.MISSING

    def test_signed_within_the_grace_time_it_is_received(self, desks):
        due = make_due(desks[PLUIT])
        sign_due(due, now=due.late_after)
        assert self.status(due, after(days=9)) == DueStatus.RECEIVED

    def test_signed_after_it_is_late(self, desks):
        due = make_due(desks[PLUIT])
        sign_due(due, now=due.late_after + timedelta(seconds=1))
        assert self.status(due, after(days=9)) == DueStatus.LATE

    def test_queries_find_them(self, desks):
        on_time, late, missing, nihil = (make_due(desks[PLUIT], days=day) for day in range(4))
        sign_due(on_time)
        sign_due(late, now=late.late_after + timedelta(minutes=1))
        sign_nihil(nihil)
        rows = DailyDue.objects.all()
        now = after(days=9)
        assert [*rows.missing(now)] == [missing]
        assert [*rows.missing(FOUR)] == []
        assert [*rows.late()] == [late]
        assert [*rows.nihil()] == [nihil]
        assert {*rows.signed()} == {on_time, late, nihil}
        assert [*rows.unsigned()] == [missing]
