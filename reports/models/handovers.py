from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desks.models import Desk, Duty, Role, below

from .states import State
from .taxonomy import SeverityLevel


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "desk__area"))

    def unconfirmed(self):
        return self.filter(confirmed_at__isnull=True)

    def receivable_by(self, user):
        """Those that are this person's to confirm: as the next lead on the roster as it stands now, or as a
        coordinator of the desk; never their own."""
        theirs = Q(next_lead=user.pk)
        if user.role == Role.COORDINATOR:
            theirs |= Q(desk__area=user.area_id)
        return self.annotate(next_lead=next_lead().values("officer__user")[:1]).filter(theirs).exclude(written_by=user)

    def for_display(self):
        people = ("outgoing__officer__unit", "incoming__officer__unit", "written_by", "confirmed_by")
        return self.select_related("desk__area", "desk__election", *people)


def next_lead():
    """Subquery of a handover: the lead duties after the outgoing one, the next of them first."""
    after = Coalesce(OuterRef("outgoing__starts_at"), OuterRef("written_at"))
    leads = Duty.objects.published().filter(desk=OuterRef("desk"), leads=True, starts_at__gt=after)
    return leads.order_by("starts_at", "pk")


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

    def get_absolute_url(self):
        return reverse("handover", args=[self.desk.area_id, self.pk])

    @property
    def handed_over_by(self):
        """Who signs as the one who hands over: the officer with rank where they wrote it themselves."""
        return signatory(self.outgoing, self.written_by)

    @property
    def received_by(self):
        """Who signs as the one who receives; None as long as nobody has confirmed."""
        return self.confirmed_by and signatory(self.incoming, self.confirmed_by)


def signatory(duty, user):
    return duty.officer if duty and duty.officer.user_id == user.pk else user


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
