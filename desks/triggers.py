"""What the database itself keeps of rosters and logbook, on both databases.

Two published duties of one officer never overlap: an exclusion constraint on PostgreSQL (the officer as a range of one
number, so that no extension is needed), triggers on SQLite. Logbook entries stay as they were written.
A migration that alters `desks_duty` or `desks_logentry` must run `install` again at its end.
"""

from .guards import Guards, append_only

LOG = "logbook entries are never changed or deleted"

_OVERLAPS = """
    WHEN NEW.state = 'published' AND EXISTS (
        SELECT 1 FROM desks_duty AS other
        WHERE other.officer_id = NEW.officer_id AND other.state = 'published' AND other.id <> NEW.id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    ) BEGIN SELECT RAISE(ABORT, 'duty_no_overlap: an officer cannot be on two duties at once'); END
"""
NO_OVERLAP = Guards(
    postgresql=(
        """
        ALTER TABLE desks_duty ADD CONSTRAINT duty_no_overlap EXCLUDE USING gist (
            int8range(officer_id, officer_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
        ) WHERE (state = 'published')
        """,
    ),
    postgresql_off=("ALTER TABLE desks_duty DROP CONSTRAINT duty_no_overlap",),
    sqlite=(
        # After, not before: a row that is being inserted has no id before.
        f"CREATE TRIGGER desks_duty_no_overlap_insert AFTER INSERT ON desks_duty {_OVERLAPS}",
        f"CREATE TRIGGER desks_duty_no_overlap_update AFTER UPDATE ON desks_duty {_OVERLAPS}",
    ),
    sqlite_off=("DROP TRIGGER desks_duty_no_overlap_insert", "DROP TRIGGER desks_duty_no_overlap_update"),
)
GUARDS = NO_OVERLAP + append_only("desks_logentry", LOG)

install, remove = GUARDS.install, GUARDS.remove
