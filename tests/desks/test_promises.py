"""What the database itself keeps of rosters and logbook (`desks.triggers`), even from raw SQL."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from desks.models import Duty, LogEntry

from ..conftest import CITY, NOW, PENJARINGAN
from .admin_pages import make_officer, make_unit

EIGHT = datetime(2024, 11, 20, 8, tzinfo=NOW.tzinfo)


@pytest.fixture
def duty(desks, cast):
    """duty(**changes) -> a published duty of one officer at the city's desk, 08.00 to 16.00."""
    officer = make_officer(make_unit())

    def make(**changes):
        columns = {
            "desk": desks[CITY],
            "officer": officer,
            "unit": officer.unit,
            "serves_on": date(2024, 11, 20),
            "shift_name": "Contoh",
            "starts_at": EIGHT,
            "ends_at": EIGHT + timedelta(hours=8),
            "state": "published",
            "created_at": NOW,
            "created_by": cast.administrator,
            **changes,
        }
        return Duty.objects.bulk_create([Duty(**columns)])[0]

    return make


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def insert_again(duty, hours, desk=None):
    """The same duty `hours` later, past all Python."""
    columns = [
        field.column
        for field in Duty._meta.concrete_fields
        if field.name not in ("id", "desk", "starts_at", "ends_at", "replaces")
    ]
    names = ", ".join(columns)
    times = duty.starts_at + timedelta(hours=hours), duty.ends_at + timedelta(hours=hours)
    sql = f"INSERT INTO desks_duty (desk_id, starts_at, ends_at, {names}) SELECT %s, %s, %s, {names} FROM desks_duty "
    run(sql + "WHERE id = %s", (desk or duty.desk).pk, *(stored(time) for time in times), duty.pk)


def stored(moment):
    return connection.ops.adapt_datetimefield_value(moment)


@pytest.mark.parametrize("hours", [0.5, 7.99, -7.99, -1])
def test_an_overlapping_duty_is_refused_on_insert(duty, desks, hours):
    first = duty()
    for desk in (desks[CITY], desks[PENJARINGAN]):
        with pytest.raises(IntegrityError, match="duty_no_overlap"):
            insert_again(first, hours, desk)
    assert Duty.objects.count() == 1


def test_the_same_time_at_another_desk_is_refused(duty, desks):
    first = duty()
    with pytest.raises(IntegrityError, match="duty_no_overlap"):
        insert_again(first, 0, desks[PENJARINGAN])


@pytest.mark.parametrize("hours", [8, -8, 24])
def test_one_duty_may_begin_when_another_ends(duty, hours):
    insert_again(duty(), hours)
    assert Duty.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_drafts_and_cancelled_duties_may_overlap_until_they_are_published(duty, state):
    cancelled_at = NOW if state == "cancelled" else None
    other = duty(state=state, cancelled_at=cancelled_at, starts_at=EIGHT + timedelta(hours=1))
    insert_again(duty(), 24)
    with pytest.raises(IntegrityError, match="duty_no_overlap"):
        run("UPDATE desks_duty SET state = 'published', cancelled_at = NULL WHERE id = %s", other.pk)


def test_a_duty_cannot_be_moved_onto_another(duty):
    duty()
    later = duty(starts_at=EIGHT + timedelta(hours=8), ends_at=EIGHT + timedelta(hours=16))
    with pytest.raises(IntegrityError, match="duty_no_overlap"):
        run("UPDATE desks_duty SET starts_at = %s WHERE id = %s", stored(EIGHT + timedelta(hours=7)), later.pk)
    run("UPDATE desks_duty SET shift_name = 'Lain' WHERE id = %s", later.pk)  # other columns may change


def test_a_duty_cannot_be_given_to_an_officer_who_has_one(duty):
    other = duty(officer=make_officer(make_unit(name="Polres Lain")), starts_at=EIGHT + timedelta(hours=1))
    first = duty()
    with pytest.raises(IntegrityError, match="duty_no_overlap"):
        run("UPDATE desks_duty SET officer_id = %s WHERE id = %s", first.officer_id, other.pk)


def test_the_logbook_stays_as_it_was_written(desks, cast):
    author = cast.city_officer
    entry = LogEntry.objects.create(
        desk=desks[CITY], written_at=NOW, author=author, text="Contoh", idempotency_key=uuid.uuid4()
    )
    statements = ["UPDATE desks_logentry SET text = 'x'", "DELETE FROM desks_logentry"]
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what is still pending would stop TRUNCATE before the trigger does
        statements.append("TRUNCATE desks_logentry")
    for statement in statements:
        with pytest.raises(DatabaseError, match="never changed or deleted"):
            run(statement)
    entry.refresh_from_db()
    assert entry.text == "Contoh"
