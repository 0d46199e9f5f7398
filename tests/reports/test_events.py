"""Rule 15: events are never changed or deleted; the database itself refuses. And how they are exported."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from reports import triggers
from reports.models import Event

from ..conftest import NOW, PENJARINGAN, PLUIT
from .conftest import after


def refused():
    return pytest.raises(DatabaseError, match=triggers.MESSAGE)


ATTEMPTS = {
    "save": lambda event: event.save(),
    "update": lambda event: Event.objects.filter(pk=event.pk).update(text="Lain"),
    "bulk_update": lambda event: Event.objects.bulk_update([event], ["text"]),
    "raw update": lambda event: raw("UPDATE reports_event SET text = 'Lain'"),
    "raw delete": lambda event: raw("DELETE FROM reports_event"),
    "raw delete of all that hangs on it": lambda event: raw(
        "DELETE FROM reports_notice", "DELETE FROM reports_event WHERE seq = 1"
    ),
    "queryset delete": lambda event: Event.objects.filter(pk=event.pk)._raw_delete("default"),
}


def raw(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_event_is_changed_or_deleted(make_report, attempt):
    event = make_report().events.get()
    before = Event.objects.values().get()
    event.text = "Lain"
    with refused(), transaction.atomic():
        ATTEMPTS[attempt](event)
    assert Event.objects.values().get() == before


def test_the_orm_deletes_neither_an_event_nor_a_report_with_events(make_report):
    report = make_report()
    for row in (report.events.get(), report):
        with pytest.raises(Exception, match=r"protected|never changed"), transaction.atomic():  # noqa: B017
            row.delete()


def test_the_table_is_not_truncated(make_report):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    make_report()
    raw("SET CONSTRAINTS ALL IMMEDIATE")  # otherwise the checks still to come refuse it first
    with refused(), transaction.atomic():
        raw("TRUNCATE reports_event CASCADE")


def test_new_events_are_welcome(make_report, take, cast):
    report = make_report()
    take("note", report, cast.pluit_officer)
    assert report.events.count() == 2


# export_events

FIELDS = ["report", "seq", "kind", "at", "actor", "from_desk", "to_desk", "from_state", "to_state", "text"]


def exported(capsys, *arguments):
    call_command("export_events", *arguments)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def story(make_report, take, worked, cast):
    report = make_report(severity="darurat")
    worked(report, after(minutes=15))
    other = make_report(by=cast.outsider_officer, area="31.75.01.1001", now=after(minutes=16))
    take("forward", report, cast.penjaringan_officer, now=after(minutes=17), text="Mohon dibantu “segera”\nélan")
    return report, other


def test_one_json_line_per_event_with_just_these_fields_in_order(story, capsys):
    lines = exported(capsys)
    assert [list(line) for line in lines] == [FIELDS] * 4
    report, other = story
    assert [tuple(line.values()) for line in lines] == [
        (report.number, 1, "filed", "2024-11-13T02:00:00+00:00", "pluit_officer", None, PLUIT, None, "waiting", ""),
        (
            report.number,
            2,
            "escalated",
            "2024-11-13T02:15:00+00:00",
            None,
            PLUIT,
            PENJARINGAN,
            "waiting",
            "waiting",
            "",
        ),
        (
            *(other.number, 1, "filed", "2024-11-13T02:16:00+00:00", "outsider_officer"),
            *(None, "31.75.01.1001", None, "waiting", ""),
        ),
        (
            *(report.number, 3, "forwarded", "2024-11-13T02:17:00+00:00", "penjaringan_officer"),
            *(PENJARINGAN, "31.72", "waiting", "waiting", "Mohon dibantu “segera”\nélan"),
        ),
    ]


@pytest.mark.parametrize(
    ("since", "count"),
    [
        (NOW.isoformat(), 4),
        ("2024-11-13T09:15:00+07:00", 3),
        ("2024-11-13T02:15:01Z", 2),
        ("2024-11-13T09:16:00", 2),
        ("2024-11-14", 0),
    ],
)
def test_since(story, capsys, since, count):
    assert len(exported(capsys, "--since", since)) == count


@pytest.mark.parametrize("junk", ["kemarin", "2024-13-01", "9" * 5000])
def test_a_since_that_cannot_be_read_is_refused_in_words(db, junk):
    with pytest.raises(CommandError, match="is not a moment"):
        call_command("export_events", "--since", junk)
