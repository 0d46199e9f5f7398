"""A wrong or missing value in the environment stops the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "x" * 40
#: Read the settings as every command does, but no more than that. A set but empty value keeps `.env` out.
READ = "from posko import settings as s; print(s.HTTPS, s.DEBUG, s.DATABASES['default']['ENGINE'].split('.')[-1])"


def start(code=READ, **environment):
    names = ("PATH", "HOME", "LANG")
    clean = {name: os.environ[name] for name in names if name in os.environ}
    quiet = {"SECRET_KEY": KEY, "DATABASE_URL": "", "ALLOWED_HOSTS": "", "DEBUG": "", "HTTPS": "on", "PROXY_COUNT": ""}
    del quiet["HTTPS"]
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**clean, **quiet, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set: put it into the environment or into .env"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 32 characters"),
        ({"DEBUG": "maybe"}, "DEBUG must be on or off, not 'maybe'."),
        ({"HTTPS": "2"}, "HTTPS must be on or off, not '2'."),
        ({"PROXY_COUNT": "-1"}, "PROXY_COUNT must be a whole number, not '-1'."),
        ({"PROXY_COUNT": "9" * 50}, "PROXY_COUNT must be a whole number"),
        ({"PROXY_COUNT": "٣"}, "PROXY_COUNT must be a whole number"),
        ({"DATABASE_URL": "mysql://u:p@h/n"}, "only sqlite and postgres work"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://h:port/n"}, "DATABASE_URL cannot be read"),
    ],
    ids=str,
)
def test_a_wrong_value_is_named(environment, sentence):
    result = start(**environment)
    assert result.returncode != 0
    assert sentence in result.stderr.splitlines()[-1], result.stderr


def test_every_command_ends_with_that_sentence_alone():
    code = "import sys; sys.argv = ['manage.py', 'check']; import manage; manage.main()"
    result = start(code, DEBUG="maybe")
    assert result.returncode != 0
    assert result.stderr == "Cannot start: DEBUG must be on or off, not 'maybe'.\n"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "False False sqlite3"),
        ({"DATABASE_URL": "postgres://u:p@h:5432/n"}, "False False postgresql"),
        ({"ALLOWED_HOSTS": "posko.example.go.id"}, "True False sqlite3"),
        ({"ALLOWED_HOSTS": "localhost, posko.example.go.id"}, "True False sqlite3"),
        ({"ALLOWED_HOSTS": "localhost,127.0.0.1"}, "False False sqlite3"),
        ({"ALLOWED_HOSTS": "posko.example.go.id", "HTTPS": "off"}, "False False sqlite3"),
        ({"DEBUG": "yes", "HTTPS": "1"}, "True True sqlite3"),
    ],
    ids=str,
)
def test_what_is_read(environment, expected):
    result = start(**environment)
    assert result.stdout.strip() == expected, result.stderr


def test_sqlite_is_set_for_safety_and_for_many_writers(db):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL needs no such settings")
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {pragma}")
            [found[pragma]] = cursor.fetchone()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
