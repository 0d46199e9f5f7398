from datetime import timedelta

from reports.actions import escalate_due, perform
from reports.models import Report

from .conftest import NOW


def test_story(make_report, cast):
    report = make_report(severity="darurat")
    for minutes, code in ((15, "31.72.01"), (30, "31.72"), (45, "31"), (60, "31"), (75, "31")):
        escalate_due(now=NOW + timedelta(minutes=minutes))
        report.refresh_from_db()
        assert report.held_by.area_id == code
    assert report.is_overdue(NOW + timedelta(minutes=61))
    print([(e.seq, e.kind, e.turn) for e in report.events.all()])
    perform(step="acknowledge", number=report.number, by=cast.city_officer, data={})
    perform(step="acknowledge", number=report.number, by=cast.province_officer, data={}, turn=report.turn)
    report.refresh_from_db()
    assert report.state == "in_progress"
