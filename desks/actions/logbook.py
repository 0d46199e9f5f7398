"""The desk's logbook: lines are added, never changed."""

from django.db import IntegrityError, transaction

from ..models import LogEntry


def write_entry(*, by, desk, text, key, now):
    """Add a line; sent twice with the same key it is written once. Returns the entry."""
    try:
        with transaction.atomic():
            return LogEntry.objects.create(desk=desk, author=by, text=text, idempotency_key=key, written_at=now)
    except IntegrityError:
        return LogEntry.objects.get(author=by, idempotency_key=key)
