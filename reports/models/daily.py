"""Laporan harian: what a desk tells the desk above, from the first draft to the frozen letter."""

import hashlib
import json

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from desks.models import Desk, below

from .schedule import DailyDue
from .taxonomy import Classification

#: Lengths of what a person writes: a paragraph, a line.
PARAGRAPH, LINE = 4000, 300
#: Lines of a list (recommendations, copies) and notable incidents of one report.
MOST_LINES, MOST_NOTABLE = 20, 60


def digest_of(content):
    """SHA-256 (64 hexadecimal digits) of the text as UTF-8."""
    return hashlib.sha256(content.encode()).hexdigest()


def frozen(content):
    """The one way in which a dict of content is written down, so that the same content has the same digest."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class DailyReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Signed reports of the own area and below; drafts only of the own desk, to those who man it; to roles that
        see no classification, none."""
        if not Classification.seen_by(user.role):
            return self.none()
        rows = self.filter(below(user.area_id, "desk__area"))
        if user.mans_a_desk:
            return rows.filter(Q(signed_at__isnull=False) | Q(desk__area=user.area_id))
        return rows.filter(signed_at__isnull=False)

    def signed(self):
        return self.filter(signed_at__isnull=False)

    def drafts(self):
        return self.filter(signed_at__isnull=True)

    def in_force(self):
        """Signed, and not replaced by a signed correction."""
        correction = DailyReport.objects.signed().filter(replaces=OuterRef("pk"))
        return self.signed().filter(~Exists(correction))

    def replacement_of(self, report):
        """The one among these that stands in the place of the report; None where none does."""
        return self.filter(replaces=report).select_related("desk").defer("content").first()

    def unacknowledged(self):
        return self.filter(receipt=None)

    def for_display(self):
        rows = self.select_related("desk__area", "desk__election", "due", "signed_by", "sent_to", "receipt", "replaces")
        return rows.defer("replaces__content")


class DailyReport(models.Model):
    """A draft until it is signed; from then on the database refuses any change (`reports.triggers`).

    The columns above the line are what people write. Signing puts them, with all figures, into `content`: one
    text whose SHA-256 stands under the letter. Every page and file of a signed report is made from that text alone.
    """

    due = models.ForeignKey(DailyDue, models.PROTECT, related_name="reports", db_index=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="daily_reports", db_index=False)
    replaces = models.OneToOneField("self", models.PROTECT, related_name="replaced_by", null=True, blank=True)
    correction_reason = models.CharField(_("reason of the correction"), max_length=LINE, blank=True)

    is_nihil = models.BooleanField(_("nothing to report"), default=False)
    basis = models.TextField(_("basis"), max_length=PARAGRAPH, blank=True)
    stage = models.CharField(_("stage"), max_length=LINE, blank=True)
    situation = models.TextField(_("general situation"), max_length=PARAGRAPH, blank=True)
    analysis = models.TextField(_("analysis"), max_length=PARAGRAPH, blank=True)
    prediction = models.TextField(_("prediction"), max_length=PARAGRAPH, blank=True)
    recommendations = models.JSONField(_("recommendations"), default=list, blank=True)
    needs = models.TextField(_("needs"), max_length=PARAGRAPH, blank=True)
    #: Numbers of the incident reports that are told one by one.
    notable = models.JSONField(_("notable incidents"), default=list, blank=True)
    addressee = models.CharField(_("addressee"), max_length=LINE, blank=True)
    copies = models.JSONField(_("copies to"), default=list, blank=True)
    #: Of what is written here; the report as a whole is at least as secret as each of its parts.
    words_classification = models.CharField(
        _("classification of these words"),
        max_length=10,
        choices=Classification,
        default=Classification.BIASA,
    )
    #: Grows with each saving: a draft saved from an older page is stale.
    revision = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(_("saved"))
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    # ---- written by the signature, and never again ----
    serial = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    number = models.CharField(_("number"), max_length=40, blank=True)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification, blank=True)
    content = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sent_to = models.ForeignKey(Desk, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    objects = DailyReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("daily report")
        verbose_name_plural = _("daily reports")
        constraints = [
            models.UniqueConstraint(name="daily_one_draft", fields=["due"], condition=Q(signed_at__isnull=True)),
            models.UniqueConstraint(
                name="daily_signed_once", fields=["due"], condition=Q(signed_at__isnull=False, replaces__isnull=True)
            ),
            models.UniqueConstraint(name="daily_serial_once", fields=["desk", "serial"]),
            models.UniqueConstraint(name="daily_digest_once", fields=["sha256"], condition=~Q(sha256="")),
            models.CheckConstraint(
                name="daily_signed_whole",
                condition=Q(
                    signed_at__isnull=True,
                    signed_by__isnull=True,
                    serial__isnull=True,
                    number="",
                    content="",
                    sha256="",
                )
                | (
                    Q(signed_at__isnull=False, signed_by__isnull=False, serial__isnull=False, serial__gte=1)
                    & ~Q(number="")
                    & ~Q(content="")
                    & ~Q(sha256="")
                    & Q(classification__in=Classification.values)
                ),
            ),
            models.CheckConstraint(
                name="daily_correction_says_why", condition=Q(replaces__isnull=True) | ~Q(correction_reason="")
            ),
            models.CheckConstraint(
                name="daily_words_classification_known",
                condition=Q(words_classification__in=Classification.values),
            ),
        ]
        indexes = [models.Index(fields=["due", "signed_at"], name="daily_of_due")]

    def __str__(self):
        return self.number or f"{self.desk_id} {self.due_id}"

    def get_absolute_url(self):
        return reverse("daily_report", args=[self.desk.area_id, self.pk])

    @property
    def is_signed(self):
        return self.signed_at is not None

    @property
    def is_whole(self):
        """Whether the content is still the one that was signed."""
        return digest_of(self.content) == self.sha256

    @cached_property
    def letter(self):
        """The frozen content as a dict."""
        return json.loads(self.content)


class DailyReceipt(models.Model):
    """The desk above has received a daily report; never changed or deleted."""

    report = models.OneToOneField(DailyReport, models.PROTECT, primary_key=True, related_name="receipt")
    acknowledged_at = models.DateTimeField(_("acknowledged"))
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    def __str__(self):
        return f"{self.report_id} {self.acknowledged_at}"
