"""The desk's logbook: lines are added, never changed."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..models import LogEntry
from .refusal import KeyReused


def write_entry(*, by, desk, text, key, now):
    """Add a line; sent twice with the same key it is written once. Returns the entry."""
    try:
        with transaction.atomic():
            return LogEntry.objects.create(desk=desk, author=by, text=text, idempotency_key=key, written_at=now)
    except IntegrityError:
        entry = LogEntry.objects.get(author=by, idempotency_key=key)
    if (entry.desk_id, entry.text) != (desk.pk, text):
        raise KeyReused(_("This form was already sent, with other words. To write another entry, send again."))
    return entry
