"""The cast of all tests: desks of one city in full depth, their people, and an outsider city with twins."""

import functools
import os
import uuid
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

os.environ.setdefault("SECRET_KEY", uuid.uuid4().hex * 2)

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from simple_history.utils import bulk_create_with_history
from whitenoise.middleware import WhiteNoiseMiddleware

from desks import names
from desks.actions import load_areas
from desks.models import Area, Desk, Election, Role, User
from reports.actions import file_report
from reports.actions.reference import load_reference
from reports.models import Category, Severity

from .keeping import keep

WIB = ZoneInfo("Asia/Jakarta")
#: A Wednesday two weeks before the voting day of the real election.
NOW = datetime(2024, 11, 13, 9, 0, tzinfo=WIB)

#: The chain of the story, lowest first.
PLUIT, PENJARINGAN, CITY, PROVINCE = "31.72.01.1005", "31.72.01", "31.72", "31"
#: The outsider city and its twins of the same depth.
TWIN_WARD, TWIN_DISTRICT, TWIN_CITY = "31.75.01.1001", "31.75.01", "31.75"
DESK_AREAS = (PLUIT, PENJARINGAN, CITY, PROVINCE, TWIN_WARD, TWIN_DISTRICT, TWIN_CITY)

PEOPLE = {
    "pluit_officer": (Role.OFFICER, PLUIT),
    "pluit_coordinator": (Role.COORDINATOR, PLUIT),
    "penjaringan_officer": (Role.OFFICER, PENJARINGAN),
    "penjaringan_coordinator": (Role.COORDINATOR, PENJARINGAN),
    "city_officer": (Role.OFFICER, CITY),
    "city_coordinator": (Role.COORDINATOR, CITY),
    "province_officer": (Role.OFFICER, PROVINCE),
    "province_coordinator": (Role.COORDINATOR, PROVINCE),
    "official": (Role.OFFICIAL, CITY),
    "observer": (Role.OBSERVER, CITY),
    "administrator": (Role.ADMINISTRATOR, CITY),
    "outsider_officer": (Role.OFFICER, TWIN_WARD),
    "outsider_coordinator": (Role.COORDINATOR, TWIN_CITY),
    "outsider_official": (Role.OFFICIAL, TWIN_CITY),
    "outsider_administrator": (Role.ADMINISTRATOR, TWIN_CITY),
}


#: Fixtures that open the database to a test; pytest-django refuses every query without one of them.
OPENS_THE_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if not (OPENS_THE_DATABASE.intersection(item.fixturenames) or item.get_closest_marker("django_db")):
            item.add_marker(pytest.mark.without_database)


def pytest_fixture_setup(fixturedef, request):
    if fixturedef.argname in OPENS_THE_DATABASE and request.node.get_closest_marker("without_database"):
        pytest.fail("This test opens the database late, so that it would run on SQLite only: mark it `django_db`.")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Areas and reference data are loaded once: tests roll back to them, those that commit get them back."""
    with django_db_blocker.unblock():
        load_areas(["31", "51"])
        load_reference()
        restore = keep(connection)
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: restore()
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_at_once():
    """Each test client starts the middleware anew, which would look at some 300 files each time."""
    look, seen = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files_from_finders(middleware):
        key = repr((settings.STATICFILES_FINDERS, settings.STATICFILES_DIRS, settings.STORAGES["staticfiles"]))
        if key not in seen:
            before, middleware.files = middleware.files, {}
            look(middleware)
            seen[key], middleware.files = middleware.files, before
        middleware.files.update(seen[key])

    WhiteNoiseMiddleware.add_files_from_finders = add_files_from_finders
    yield
    WhiteNoiseMiddleware.add_files_from_finders = look


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path / "collected"  # WhiteNoise warns of a folder that is not there
    settings.STATIC_ROOT.mkdir()


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What one test has rendered is no answer to the next, whose reports have the same numbers."""
    cache.clear()
    names.forget()


@pytest.fixture(autouse=True)
def _in_the_sites_language():
    """A page asked for in English leaves that language behind in its thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def reference(db):
    """Areas of two provinces, elections, categories: what `django_db_setup` has loaded."""


@pytest.fixture
def election(reference):
    return Election.objects.get(pk="pilkada-dki-2024")


@pytest.fixture
def desks(election):
    """Desks by area code, open day and night, from long ago until far ahead: tests close what they need closed."""
    Desk.objects.all()._raw_delete(Desk.objects.db)  # no row of the reference data hangs on a desk
    desks = [
        Desk(
            election=election,
            area_id=code,
            name=f"Posko {code}",
            active_from=date(2024, 1, 1),
            active_until=date(2099, 12, 31),
            opens_at=0,
            closes_at=1440,
        )
        for code in DESK_AREAS
    ]
    return {desk.area_id: desk for desk in bulk_create_with_history(desks, Desk)}


@functools.cache
def _password():
    return make_password("rahasia-contoh")


@pytest.fixture
def cast(reference):
    """Everyone by name, as in PEOPLE; password "rahasia-contoh". The rows that `create_user` makes, all at once."""
    areas = Area.objects.in_bulk({code for _, code in PEOPLE.values()})
    people = [
        User(username=name, role=role, area=areas[code], name=f"Contoh {name}", password=_password())
        for name, (role, code) in PEOPLE.items()
    ]
    people.append(
        User(
            username="superuser",
            role=Role.ADMINISTRATOR,
            area=areas[PROVINCE],
            name="Contoh super",
            password=_password(),
            is_superuser=True,
        )
    )
    return SimpleNamespace(**{user.username: user for user in bulk_create_with_history(people, User)})


@pytest.fixture
def content(reference):
    """content(**changes) -> what `file_report` takes, for Pluit and category "other"."""

    def make(**changes):
        category = Category.objects.get(pk=changes.pop("category", "LLN-LIN"))
        severity = Severity.objects.get(pk=changes.pop("severity", category.severity_id))
        return {
            "area": Area.objects.get(pk=changes.pop("area", PLUIT)),
            "category": category,
            "severity": severity,
            "classification": category.classification,
            "title": "Contoh kejadian",
            "narrative": "Contoh uraian kejadian.",
            "occurred_at": NOW,
            "polling_stations": [],
            "stations_affected": 0,
            "reporter_name": "Contoh Pelapor",
            "reporter_phone": "",
            **changes,
        }

    return make


@pytest.fixture
def make_report(desks, cast, content):
    """make_report(by=..., now=..., **content) -> a filed report; by default Pluit's officer at NOW."""

    def make(*, by=None, now=NOW, key=None, photos=(), **changes):
        report, _ = file_report(
            by=by or cast.pluit_officer, key=key or uuid.uuid4(), content=content(**changes), photos=photos, now=now
        )
        return report

    return make


@pytest.fixture
def manned(desks, cast):
    """The desk of Pluit with officers and duties: see `tests/duty_cast.py`."""
    from .duty_cast import man

    return man(desks[PLUIT], cast)
