from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desks.models import Desk, Duty, below

from .states import State
from .taxonomy import SeverityLevel


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "desk__area"))

    def unconfirmed(self):
        return self.filter(confirmed_at__isnull=True)


class Handover(models.Model):
    """Serah terima piket: what the outgoing lead leaves to the incoming one, who confirms it."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="handovers")
    #: The leads' duties where the roster names them.
    outgoing = models.ForeignKey(Duty, models.PROTECT, related_name="+", null=True, blank=True)
    incoming = models.ForeignKey(Duty, models.PROTECT, related_name="+", null=True, blank=True)
    notes = models.TextField(max_length=4000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    idempotency_key = models.UUIDField()

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(name="handover_written_once", fields=["written_by", "idempotency_key"]),
            models.CheckConstraint(
                name="handover_confirmed_by_someone",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
            ),
        ]

    def __str__(self):
        return f"{self.desk} · {self.written_at}"


class HandedReport(models.Model):
    """An open report of the desk as it stood at the handover."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="handed")
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    severity = models.CharField(max_length=10, choices=SeverityLevel)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = [F("due_at").asc(nulls_last=True), "pk"]
        constraints = [models.UniqueConstraint(name="handed_report_once", fields=["handover", "report"])]

    def __str__(self):
        return f"{self.handover} · {self.report}"
