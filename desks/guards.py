"""What the database keeps by itself: triggers and constraints of a kind that Django does not write."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guards:
    """Statements that put guards on a database and take them off again."""

    postgresql: tuple = ()
    postgresql_off: tuple = ()
    sqlite: tuple = ()
    sqlite_off: tuple = ()

    def install(self, connection):
        _run(connection, self.postgresql if connection.vendor == "postgresql" else self.sqlite)

    def remove(self, connection):
        _run(connection, self.postgresql_off if connection.vendor == "postgresql" else self.sqlite_off)

    def __add__(self, other):
        return Guards(
            self.postgresql + other.postgresql,
            self.postgresql_off + other.postgresql_off,
            self.sqlite + other.sqlite,
            self.sqlite_off + other.sqlite_off,
        )


def append_only(table, message, *, when=""):
    """Rows of the table are added, never changed or deleted (nor, on PostgreSQL, truncated).

    `when` narrows that to rows for which a condition over OLD holds. SQLite drops a table's triggers when a migration
    rebuilds the table: such a migration must install them again.
    """
    narrowed = f"WHEN ({when}) " if when else ""
    return Guards(
        postgresql=(
            f"""
            CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$
            """,
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {narrowed}EXECUTE FUNCTION {table}_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ),
        postgresql_off=(
            f"DROP TRIGGER {table}_no_change ON {table}",
            f"DROP TRIGGER {table}_no_truncate ON {table}",
            f"DROP FUNCTION {table}_refuse()",
        ),
        sqlite=tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"{narrowed}BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("UPDATE", "DELETE")
        ),
        sqlite_off=tuple(f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")),
    )


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
