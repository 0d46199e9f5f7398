"""Triggers that keep rows as they were written, on both databases: events (rule 15), signed daily reports and what
was received, recommended and instructed. Others queue each new event for the rollups and keep the words of reports.

A migration that alters one of these tables must install its guards again at its end: SQLite drops a table's triggers
when it rebuilds the table. `tests/reports/test_events.py`, `test_daily_promises.py` and `test_search.py` notice if not.
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

#: The words of number, title and narrative, for `reports.search`. PostgreSQL's index keeps itself. SQLite's is a table
#: of its own that finds reports by rowid, so a rebuild of `reports_report` leaves it right and only drops the triggers:
#: such a migration runs `SEARCH.install` again.
_WORDS = "number, title, narrative"
_FORGET = (
    "INSERT INTO reports_search (reports_search, rowid, number, title, narrative) "
    "VALUES ('delete', OLD.id, OLD.number, OLD.title, OLD.narrative);"
)
_LEARN = (
    "INSERT INTO reports_search (rowid, number, title, narrative) "
    "VALUES (NEW.id, NEW.number, NEW.title, NEW.narrative);"
)
SEARCH = Guards(
    sqlite=(
        f"CREATE TRIGGER reports_search_insert AFTER INSERT ON reports_report BEGIN {_LEARN} END",
        f"CREATE TRIGGER reports_search_delete AFTER DELETE ON reports_report BEGIN {_FORGET} END",
        f"CREATE TRIGGER reports_search_update AFTER UPDATE OF id, {_WORDS} ON reports_report "
        f"BEGIN {_FORGET} {_LEARN} END",
    ),
    sqlite_off=tuple(f"DROP TRIGGER reports_search_{verb}" for verb in ("insert", "delete", "update")),
)
#: What the triggers keep, with the words of all reports that are there.
SEARCHED = Guards(
    postgresql=(
        """
        CREATE FUNCTION reports_words(number text, title text, narrative text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT to_tsvector(
                'simple'::regconfig,
                regexp_replace(number || ' ' || title || ' ' || narrative, '[^[:alnum:]]+', ' ', 'g')
            )
        $$
        """,
        f"CREATE INDEX report_words ON reports_report USING gin (reports_words({_WORDS}))",
    ),
    postgresql_off=("DROP INDEX report_words", "DROP FUNCTION reports_words(text, text, text)"),
    sqlite=(
        f"""
        CREATE VIRTUAL TABLE reports_search USING fts5(
            {_WORDS}, content='reports_report', content_rowid='id', detail=none, columnsize=0,
            tokenize='unicode61 remove_diacritics 0'
        )
        """,
        "INSERT INTO reports_search (reports_search) VALUES ('rebuild')",
    ),
    sqlite_off=("DROP TABLE reports_search",),
)


def _all(connection):
    """Those of tables that are there: the first migration that installs them runs before the later tables exist."""
    tables = connection.introspection.table_names()
    guards = EVENTS
    if "reports_dailyreport" in tables:
        guards += DAILY
    if "reports_unfolded" in tables:
        guards += QUEUE
    if "reports_search" in tables:
        guards += SEARCH
    return guards


def install(connection):
    _all(connection).install(connection)


def remove(connection):
    _all(connection).remove(connection)
