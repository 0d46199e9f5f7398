"""Triggers that keep rows as they were written, on both databases: events (rule 15), signed daily reports and what
was received, recommended and instructed. Another one queues each new event for the rollups.

A migration that alters one of these tables must install its guards again at its end: SQLite drops a table's triggers
when it rebuilds the table. `tests/reports/test_events.py` and `test_daily_promises.py` notice if not.
"""

from desks.guards import Guards, append_only

MESSAGE = "events are never changed or deleted"
SIGNED = "signed daily reports are never changed or deleted"
RECEIVED = "receipts of daily reports are never changed or deleted"
STEPS = "steps of recommendations are never changed or deleted"
INSTRUCTED = "instructions are never changed or deleted"
READ = "acknowledgements of instructions are never changed or deleted"

EVENTS = append_only("reports_event", MESSAGE)
DAILY = (
    append_only("reports_dailyreport", SIGNED, when="OLD.signed_at IS NOT NULL")
    + append_only("reports_dailyreceipt", RECEIVED)
    + append_only("reports_recommendationstep", STEPS)
    + append_only("reports_instruction", INSTRUCTED)
    + append_only("reports_instructiondelivery", READ, when="OLD.acknowledged_at IS NOT NULL")
)
#: Each new event waits to be folded into the rollups, whoever wrote it.
QUEUE = Guards(
    postgresql=(
        """
        CREATE OR REPLACE FUNCTION reports_event_queue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO reports_unfolded (event_id) SELECT id FROM fresh; RETURN NULL; END $$
        """,
        "CREATE TRIGGER reports_event_unfolded AFTER INSERT ON reports_event REFERENCING NEW TABLE AS fresh "
        "FOR EACH STATEMENT EXECUTE FUNCTION reports_event_queue()",
    ),
    postgresql_off=(
        "DROP TRIGGER reports_event_unfolded ON reports_event",
        "DROP FUNCTION reports_event_queue()",
    ),
    sqlite=(
        "CREATE TRIGGER reports_event_unfolded AFTER INSERT ON reports_event "
        "BEGIN INSERT INTO reports_unfolded (event_id) VALUES (NEW.id); END",
    ),
    sqlite_off=("DROP TRIGGER reports_event_unfolded",),
)


def _all(connection):
    """Those of tables that are there: the first migration that installs them runs before the later tables exist."""
    tables = connection.introspection.table_names()
    guards = EVENTS
    if "reports_dailyreport" in tables:
        guards += DAILY
    if "reports_unfolded" in tables:
        guards += QUEUE
    return guards


def install(connection):
    _all(connection).install(connection)


def remove(connection):
    _all(connection).remove(connection)
