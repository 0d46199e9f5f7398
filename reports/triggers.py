"""Triggers that keep events as they were written (rule 15), on both databases.

A migration that alters `reports_event` must run `install` again at its end: SQLite drops a table's triggers when it
rebuilds the table. `tests/reports/test_events.py` notices if not.
"""

from desks.guards import append_only

MESSAGE = "events are never changed or deleted"
GUARDS = append_only("reports_event", MESSAGE)

install, remove = GUARDS.install, GUARDS.remove
