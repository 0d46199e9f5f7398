"""Triggers that keep events as they were written (rule 15), on both databases.

SQLite drops a table's triggers when a migration rebuilds the table: a migration that alters
`reports_event` must run `install` again at its end. `tests/reports/test_events.py` notices if not.
"""

MESSAGE = "events are never changed or deleted"

POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION reports_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER reports_event_no_change BEFORE UPDATE OR DELETE ON reports_event
    FOR EACH ROW EXECUTE FUNCTION reports_event_refuse()
    """,
    """
    CREATE TRIGGER reports_event_no_truncate BEFORE TRUNCATE ON reports_event
    FOR EACH STATEMENT EXECUTE FUNCTION reports_event_refuse()
    """,
)
POSTGRESQL_REMOVE = (
    "DROP TRIGGER reports_event_no_change ON reports_event",
    "DROP TRIGGER reports_event_no_truncate ON reports_event",
    "DROP FUNCTION reports_event_refuse()",
)
SQLITE = tuple(
    f"CREATE TRIGGER reports_event_no_{verb.lower()} BEFORE {verb} ON reports_event "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for verb in ("UPDATE", "DELETE")
)
SQLITE_REMOVE = ("DROP TRIGGER reports_event_no_update", "DROP TRIGGER reports_event_no_delete")


def install(connection):
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def remove(connection):
    _run(connection, POSTGRESQL_REMOVE if connection.vendor == "postgresql" else SQLITE_REMOVE)


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
