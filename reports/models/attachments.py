from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desks.models import Role, below

from .taxonomy import Classification


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Attachments of visible reports; none for observers (table of roles)."""
        if user.role == Role.OBSERVER:
            return self.none()
        return self.filter(
            below(user.area_id, "report__area"), report__classification__in=Classification.seen_by(user.role)
        )


class Attachment(models.Model):
    """A photo of a report, re-encoded from its pixels; the file as it was sent is not kept."""

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="attachments", db_index=False)
    position = models.PositiveSmallIntegerField()
    photo = models.FileField(_("photo"), max_length=200)
    thumbnail = models.FileField(max_length=200)
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(name="attachment_position_once", fields=["report", "position"]),
            models.CheckConstraint(name="attachment_at_most_six", condition=Q(position__gte=1, position__lte=6)),
        ]

    def __str__(self):
        return f"{self.report_id}/{self.position}"
