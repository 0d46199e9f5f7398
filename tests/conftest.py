"""The cast of all tests: desks of one city in full depth, their people, and an outsider city with twins."""

import os
import uuid
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

os.environ.setdefault("SECRET_KEY", uuid.uuid4().hex * 2)

import pytest
from django.core.management.commands import flush
from django.db import connection

from desks import triggers as desk_triggers
from desks.models import Area, Desk, Election, Role, User
from reports import triggers as report_triggers
from reports.actions import file_report
from reports.actions.reference import load_reference
from reports.models import Category, Severity

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


def _load():
    from desks.actions import load_areas

    if not Area.objects.exists():
        load_areas(["31", "51"])
        load_reference()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Areas and reference data are loaded once; tests roll back to them."""
    with django_db_blocker.unblock():
        _load()


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


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_triggers():
    """Tests that commit are cleaned up by `flush`, which the triggers of events and logbook refuse, rightly."""
    original = flush.Command.handle

    def handle(self, **options):
        for triggers in (desk_triggers, report_triggers):
            triggers.remove(connection)
        try:
            return original(self, **options)
        finally:
            for triggers in (desk_triggers, report_triggers):
                triggers.install(connection)

    flush.Command.handle = handle
    yield
    flush.Command.handle = original


@pytest.fixture
def reference(db):
    """Areas of two provinces, elections, categories; loaded again where a committing test flushed them."""
    _load()


@pytest.fixture
def election(reference):
    return Election.objects.get(pk="pilkada-dki-2024")


@pytest.fixture
def desks(election):
    """Desks by area code, open day and night, from long ago until far ahead: tests close what they need closed."""
    Desk.objects.all().delete()
    return {
        code: Desk.objects.create(
            election=election,
            area_id=code,
            name=f"Posko {code}",
            active_from=date(2024, 1, 1),
            active_until=date(2099, 12, 31),
            opens_at=0,
            closes_at=1440,
        )
        for code in DESK_AREAS
    }


@pytest.fixture
def cast(reference):
    """Everyone by name, as in PEOPLE; password "rahasia-contoh"."""
    people = {
        name: User.objects.create_user(
            name, "rahasia-contoh", role=role, area=Area.objects.get(pk=code), name=f"Contoh {name}"
        )
        for name, (role, code) in PEOPLE.items()
    }
    people["superuser"] = User.objects.create_superuser(
        "superuser", "rahasia-contoh", area=PROVINCE, name="Contoh super"
    )
    return SimpleNamespace(**people)


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
