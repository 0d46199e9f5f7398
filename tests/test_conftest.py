"""What all tests rely on: the cast is as `create_user` makes it, and what a test commits is gone before the next."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client, TransactionTestCase

from desks.models import Area, Desk, Election, User
from reports.models import Category, Event, Report

from .conftest import PEOPLE

#: What differs between two accounts, and between their lines of history.
OWN = {"id", "username", "name", "password", "created_at", "history_id", "history_date"}


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname not in OWN}


def test_the_cast_is_as_create_user_makes_people(cast):
    assert {user.username for user in User.objects.all()} == {*PEOPLE, "superuser"}
    for name, (role, code) in PEOPLE.items():
        user, made = getattr(cast, name), User.objects.create_user(f"{name}2", "x", role=role, area=Area(code))
        assert columns(user) == columns(made)
        assert columns(user.history.get()) == columns(made.history.get())
    user, made = cast.superuser, User.objects.create_superuser("superuser2", "x", area="31")
    assert columns(user) == columns(made)
    assert cast.official.check_password("rahasia-contoh")
    for user in vars(cast).values():
        user.full_clean()


def reference_rows():
    return {model: list(model.objects.order_by("pk").values()) for model in (Area, Election, Category, Desk)}


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_taken_back(make_report):
    TransactionTestCase._fixture_teardown(None)
    before = reference_rows()
    assert len(before[Area]) > 1000
    assert not User.objects.exists()
    Area.objects.create(code="99", name="Contoh", tier=1, kind="Provinsi", time_zone="Asia/Jakarta")
    Election.objects.update(name_id="Contoh")
    Desk.objects.all().delete()
    TransactionTestCase._fixture_teardown(None)
    assert reference_rows() == before


#: How many guards the database has put on its tables, and has switched on.
GUARDS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
}


def guards():
    with connection.cursor() as cursor:
        cursor.execute(GUARDS[connection.vendor])
        [number] = cursor.fetchone()
    return number


@pytest.mark.django_db(transaction=True)
def test_reports_are_taken_back_and_the_guards_stay(make_report):
    make_report()
    before = guards()
    TransactionTestCase._fixture_teardown(None)
    assert not any(model.objects.exists() for model in (Report, Event, User))
    assert guards() == before > 0


def test_static_files_are_served_by_each_client(db):
    for _ in range(2):
        answer = Client().get("/static/css/posko.css")
        assert answer.getvalue() == Path(finders.find("css/posko.css")).read_bytes()
