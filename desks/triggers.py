"""What the database itself keeps of rosters and logbook, on both databases.

Two published duties of one officer never overlap: an exclusion constraint on PostgreSQL (officer as a range of one
number, so that no extension is needed), triggers on SQLite. Logbook entries stay as they were written.
SQLite drops a table's triggers when a migration rebuilds the table: a migration that alters `desks_duty` or
`desks_logentry` must run `install` again at its end.
"""

LOG = "logbook entries are never changed or deleted"

POSTGRESQL = (
    """
    ALTER TABLE desks_duty ADD CONSTRAINT duty_no_overlap EXCLUDE USING gist (
        int8range(officer_id, officer_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (state = 'published')
    """,
    f"""
    CREATE OR REPLACE FUNCTION desks_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{LOG}' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER desks_logentry_no_change BEFORE UPDATE OR DELETE ON desks_logentry
    FOR EACH ROW EXECUTE FUNCTION desks_log_refuse()
    """,
    """
    CREATE TRIGGER desks_logentry_no_truncate BEFORE TRUNCATE ON desks_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION desks_log_refuse()
    """,
)
POSTGRESQL_REMOVE = (
    "ALTER TABLE desks_duty DROP CONSTRAINT duty_no_overlap",
    "DROP TRIGGER desks_logentry_no_change ON desks_logentry",
    "DROP TRIGGER desks_logentry_no_truncate ON desks_logentry",
    "DROP FUNCTION desks_log_refuse()",
)
_OVERLAPS = """
    WHEN NEW.state = 'published' AND EXISTS (
        SELECT 1 FROM desks_duty AS other
        WHERE other.officer_id = NEW.officer_id AND other.state = 'published' AND other.id <> NEW.id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    ) BEGIN SELECT RAISE(ABORT, 'duty_no_overlap: an officer cannot be on two duties at once'); END
"""
SQLITE = (
    # After, not before: a row that is being inserted has no id before.
    f"CREATE TRIGGER desks_duty_no_overlap_insert AFTER INSERT ON desks_duty {_OVERLAPS}",
    f"CREATE TRIGGER desks_duty_no_overlap_update AFTER UPDATE ON desks_duty {_OVERLAPS}",
    *(
        f"CREATE TRIGGER desks_logentry_no_{verb.lower()} BEFORE {verb} ON desks_logentry "
        f"BEGIN SELECT RAISE(ABORT, '{LOG}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
)
SQLITE_REMOVE = (
    "DROP TRIGGER desks_duty_no_overlap_insert",
    "DROP TRIGGER desks_duty_no_overlap_update",
    "DROP TRIGGER desks_logentry_no_update",
    "DROP TRIGGER desks_logentry_no_delete",
)


def install(connection):
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def remove(connection):
    _run(connection, POSTGRESQL_REMOVE if connection.vendor == "postgresql" else SQLITE_REMOVE)


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
