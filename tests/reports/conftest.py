"""Shorthand of the tests of reports: take a step, bring a report into a state, tell what came of an attempt."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from desks.models import Desk, Unit
from reports.actions import Stale, StepRefused, escalate_due, perform
from reports.models import Category, Event, EventKind, Report, Severity

from ..conftest import NOW, PENJARINGAN
from .histories import History

#: How a state is reached from `waiting`, with whom.
WAYS = {
    "waiting": (),
    "in_progress": ("acknowledge",),
    "resolved": ("acknowledge", "resolve"),
    "closed": ("acknowledge", "resolve", "close"),
    "unfounded": ("unfounded",),
}


def after(**timespan):
    return NOW + timedelta(**timespan)


class Undone(Exception):
    """Takes back what an attempt has written."""


def attempt(action):
    """Do it, take it back, and say in a word what came of it."""
    try:
        with transaction.atomic():
            action()
            raise Undone
    except Undone:
        return "done"
    except PermissionDenied:
        return "denied"
    except Report.DoesNotExist:
        return "not found"
    except Stale:
        return "stale"
    except StepRefused:
        return "refused"


@pytest.fixture
def step_data(desks):
    """Complete form data of each step, for a report held by the city."""
    unit, _ = Unit.objects.get_or_create(area_id="31.72", name="Polres Contoh", defaults={"kind_id": "polri"})
    text = {"text": "Contoh keterangan."}
    return {
        "acknowledge": {},
        "resolve": text,
        "close": text,
        "forward": {**text, "advice": "Contoh saran."},
        "return": {**text, "desk": desks[PENJARINGAN].pk},
        "take-over": text,
        "refer": {**text, "unit": unit},
        "note": text,
        "figures": {"source": "Data sementara pukul 14.00", "stations_affected": 7, "polling_stations": ["001", "002"]},
        "recommend": text,
        "reclassify": {
            **text,
            "category": Category.objects.get(pk="KAM-BTR"),
            "severity": Severity.objects.get(pk="darurat"),
            "classification": "terbatas",
        },
        "reopen": text,
        "unfounded": text,
    }


@pytest.fixture
def take(step_data):
    """take(step, report, by, **data) -> the events written; the report is read again."""

    def take(step, report, by, *, now=NOW, turn=None, **data):
        events = perform(step=step, number=report.number, by=by, data={**step_data[step], **data}, turn=turn, now=now)
        report.refresh_from_db()
        return events

    return take


@pytest.fixture
def brought_to(make_report, take, cast):
    """brought_to(state) -> a report of Pluit that the city holds in that state."""

    def brought_to(state, **changes):
        report = make_report(by=cast.city_coordinator, **changes)
        for step in WAYS[state]:
            take(step, report, cast.city_coordinator)
        assert report.state == state
        return report

    return brought_to


@pytest.fixture
def worked(make_report):
    """worked(report, *moments): the worker ran at each of these moments; the report is read again."""

    def worked(report, *moments):
        for moment in moments:
            escalate_due(now=moment)
        report.refresh_from_db()
        return report

    return worked


def kinds(report):
    return list(report.events.values_list("kind", flat=True))


def told(event):
    """Area codes of the desks that were told of an event."""
    return set(event.notices.values_list("desk__area", flat=True))


def set_hours(desk, opens, closes):
    """Daily hours as whole hours of the clock."""
    Desk.objects.filter(pk=desk.pk).update(opens_at=opens * 60, closes_at=closes * 60)


def clone(report, count):
    """As many further reports as that one is, filed at its desk, each with its first event; returns their keys."""
    start = int(report.number.rpartition("-")[2]) + 1
    same = {
        field.attname: getattr(report, field.attname)
        for field in Report._meta.concrete_fields
        if not field.generated and not field.primary_key
    }
    area = report.filed_with.area_id
    rows = Report.objects.bulk_create(
        Report(**{**same, "number": f"{area}-{number:04d}", "idempotency_key": uuid.uuid4()})
        for number in range(start, start + count)
    )
    first = report.events.get(kind=EventKind.FILED)
    line = {field.attname: getattr(first, field.attname) for field in Event._meta.concrete_fields}
    Event.objects.bulk_create(Event(**{**line, "id": None, "report_id": row.pk}) for row in rows)
    return [row.pk for row in rows]


@pytest.fixture
def history(cast, make_report, step_data):
    return lambda seed, **more: History(seed, cast, make_report, step_data, **more)
