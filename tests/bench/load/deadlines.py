"""Ten thousand deadlines due at one moment, workers killed at random: rule 16, measured."""

import random
import time
from datetime import timedelta

from ...reports.worker_processes import Workers

PATIENCE_SECONDS = 900


def drill(number, workers, kills, url):
    """Make the reports, let the workers do it, tell what the events say of it."""
    from django.utils import timezone

    from reports.models import Event, EventKind, Report

    moment = timezone.now()
    make_due(number, moment)
    left = Report.objects.escalation_due(moment)
    due, events = left.count(), Event.objects.count()
    with Workers(url) as team:
        team.start()
        begun = time.perf_counter()  # the program is loaded now; the first has just begun
        for _ in range(workers - 1):
            team.start()
        killed = _work_off(team, left, due, kills)
        seconds = time.perf_counter() - begun
    escalated = Event.objects.filter(kind=EventKind.ESCALATED)
    times, reports = escalated.count(), escalated.values("report").distinct().order_by().count()
    return {
        "due": due,
        "killed": killed,
        "seconds": seconds,
        "escalated": times,
        "lost": due - reports,
        "doubled": times - reports,
        "other_events": Event.objects.count() - events - times,
        "astray": Report.objects.exclude(turn=2, last_seq=2, state="waiting").count(),
    }


def _work_off(team, left, due, kills):
    """Kill a worker at so many random points of the work; returns how many were killed."""
    marks = sorted(random.sample(range(1, due), min(kills, due - 1)), reverse=True)
    killed, give_up = 0, time.monotonic() + PATIENCE_SECONDS
    while there := left.count():
        if time.monotonic() > give_up:
            raise SystemExit(f"{there} deadlines are still left after {PATIENCE_SECONDS} s.")
        if killed < len(marks) and there <= marks[killed]:
            team.kill_one()
            killed += 1
        time.sleep(0.05)
    return killed


def make_due(number, moment):
    """So many reports, from the officers of eight wards, all of whose deadlines end at that moment."""
    from desks.models import User
    from reports.actions import file_report
    from reports.models import Category, Report, Severity

    from ...reports.conftest import clone

    officers = list(User.objects.filter(username__startswith="contoh.officer.own").order_by("pk"))
    category = Category.objects.filter(severity="sedang").order_by("pk").first()
    for place, officer in enumerate(officers):
        content = {
            "area": officer.area,
            "category": category,
            "severity": Severity.objects.get(pk="sedang"),
            "classification": category.classification,
            "title": "Contoh: antrean panjang",
            "narrative": "Contoh uraian.",
            "occurred_at": moment - timedelta(hours=6),
            "polling_stations": [],
            "stations_affected": 0,
            "reporter_name": "",
            "reporter_phone": "",
        }
        key = f"00000000-0000-4000-8000-{place:012d}"
        report, _ = file_report(by=officer, key=key, content=content, now=moment - timedelta(hours=5))
        more = number // len(officers) + (place < number % len(officers)) - 1
        if more > 0:
            clone(report, more)
    Report.objects.update(respond_by=moment)
