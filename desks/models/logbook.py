from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .areas import below
from .desks import Desk


class LogEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "desk__area"))


class LogEntry(models.Model):
    """One line of a desk's logbook (buku mutasi); triggers in the database refuse any change."""

    desk = models.ForeignKey(Desk, models.PROTECT, verbose_name=_("desk"), related_name="log", db_index=False)
    written_at = models.DateTimeField(_("written"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("entry"), max_length=2000)
    #: Of the form it came with: sent twice, it is written once.
    idempotency_key = models.UUIDField()

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("logbook entry")
        verbose_name_plural = _("logbook entries")
        constraints = [
            models.UniqueConstraint(name="log_entry_written_once", fields=["author", "idempotency_key"]),
        ]
        indexes = [models.Index(fields=["desk", "-written_at"], name="log_desk_newest")]

    def __str__(self):
        return f"{self.written_at} {self.text[:60]}"
