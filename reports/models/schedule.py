"""When desks report upwards: the times an election's tiers keep, and the reports that are due, as rows."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from desks.fields import MINUTES_A_DAY, clock_text
from desks.models import DESK_TIER_CHOICES, DESK_TIERS, Desk, Election, below

from ..timetable import GRACE_MINUTES, Times, Timetable

#: More reports than this on one day nobody writes.
MOST_TIMES = 24


def check_times(value):
    """Minutes since midnight, each once, in order, before midnight."""
    whole = isinstance(value, list) and all(type(minutes) is int for minutes in value)
    if not whole or not 1 <= len(value) <= MOST_TIMES or not all(0 <= minutes < MINUTES_A_DAY for minutes in value):
        raise ValidationError(_("Write times of one day, such as 16.00, or 06.00, 12.00, 18.00."), code="times")
    if value != sorted(set(value)):
        raise ValidationError(_("Write each time once, the earliest first."), code="times")


class ReportingTimesQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(election__in=Election.objects.visible_to(user))

    def timetable(self, election):
        """The Timetable of an election: the usual times, and what its rows change."""
        changes = {}
        for row in self.filter(election=election).order_by("effective_from"):
            key = (row.tier, row.on_voting_day)
            changes.setdefault(key, []).append((row.effective_from, Times(tuple(row.times), row.grace_minutes)))
        return Timetable(election.voting_on, changes)


class ReportingTimes(models.Model):
    """Times of one tier that differ from the usual ones (see `reports.timetable`), from a date on."""

    election = models.ForeignKey(
        Election, models.CASCADE, verbose_name=_("election"), related_name="reporting_times", db_index=False
    )
    tier = models.PositiveSmallIntegerField(_("tier"), choices=DESK_TIER_CHOICES)
    on_voting_day = models.BooleanField(
        _("on voting day"), default=False, help_text=_("Ticked: for voting day alone. Otherwise for all other days.")
    )
    effective_from = models.DateField(_("applies from"))
    times = models.JSONField(_("times"), validators=[check_times])
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace (minutes)"),
        default=GRACE_MINUTES,
        validators=[MaxValueValidator(12 * 60)],
        help_text=_("A report counts as late so many minutes after its time."),
    )

    objects = ReportingTimesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["election", "tier", "on_voting_day", "effective_from"]
        verbose_name = _("reporting times")
        verbose_name_plural = _("reporting times")
        constraints = [
            models.UniqueConstraint(
                name="reporting_times_once_a_date", fields=["election", "tier", "on_voting_day", "effective_from"]
            ),
            models.CheckConstraint(name="reporting_times_tier_known", condition=Q(tier__in=DESK_TIERS)),
            models.CheckConstraint(name="reporting_times_grace_short", condition=Q(grace_minutes__lte=12 * 60)),
        ]

    def __str__(self):
        return f"{self.get_tier_display()} · {self.times_text}"

    @property
    def times_text(self):
        return ", ".join(clock_text(minutes) for minutes in self.times)


class DueStatus(models.TextChoices):
    """How it stands with one daily report. The words, shapes and colours of the screen hang on these codes."""

    RECEIVED = "received", pgettext_lazy("daily report", "Received")
    LATE = "late", pgettext_lazy("daily report", "Received late")
    MISSING = "missing", pgettext_lazy("daily report", "Missing")
    DRAFT = "draft", pgettext_lazy("daily report", "Draft")
    AWAITED = "awaited", pgettext_lazy("daily report", "Awaited")


class DailyDueQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "desk__area"))

    def begun(self, now):
        """Those whose stretch of time has begun: the desk may write about it."""
        return self.filter(period_from__lte=now)

    def past_grace(self, now):
        return self.filter(late_after__lt=now)

    def signed(self):
        return self.filter(Exists(_signed_reports()))

    def unsigned(self):
        return self.filter(~Exists(_signed_reports()))

    def missing(self, now):
        """Not signed though the grace time is over: who has not reported."""
        return self.unsigned().past_grace(now)

    def late(self):
        """Signed, but only after the grace time."""
        return self.with_reports().filter(first_signed_at__gt=F("late_after"))

    def nihil(self):
        return self.with_reports().filter(current_is_nihil=True)

    def with_reports(self):
        """Each with its report in force: `current_id`, `current_is_nihil`, `first_signed_at`, `has_draft`."""
        from .daily import DailyReport

        of_this = DailyReport.objects.filter(due=OuterRef("pk"))
        current = of_this.in_force().order_by("-serial")
        first = of_this.signed().order_by().values("due").annotate(at=Min("signed_at")).values("at")
        return self.annotate(
            current_id=Subquery(current.values("pk")[:1]),
            current_is_nihil=Subquery(current.values("is_nihil")[:1]),
            first_signed_at=Subquery(first),
            has_draft=Exists(of_this.drafts()),
        )

    def for_display(self):
        return self.select_related("desk__area", "desk__election")


def _signed_reports():
    from .daily import DailyReport

    return DailyReport.objects.signed().filter(due=OuterRef("pk"))


class DailyDue(models.Model):
    """A daily report that one desk has to make: written ahead by the worker, so that a missing one is a row.

    It is about what was filed in [period_from, period_until).
    """

    #: Written by the worker alone: no reason to keep a desk that was opened by mistake. Reports protect their due.
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="daily_dues", db_index=False)
    period_from = models.DateTimeField(_("from"))
    period_until = models.DateTimeField(_("until"))
    due_at = models.DateTimeField(_("due"))
    late_after = models.DateTimeField(_("late after"))

    objects = DailyDueQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "desk"]
        verbose_name = _("daily report due")
        verbose_name_plural = _("daily reports due")
        constraints = [
            models.UniqueConstraint(name="daily_due_once", fields=["desk", "due_at"]),
            models.CheckConstraint(
                name="daily_due_times_in_order",
                condition=Q(
                    period_from__lte=F("period_until"),
                    period_until__lte=F("due_at"),
                    due_at__lte=F("late_after"),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["period_until", "desk"], name="daily_due_round"),
            models.Index(fields=["due_at"], name="daily_due_when"),
        ]

    def __str__(self):
        return f"{self.desk_id} {self.due_at}"

    def status_at(self, now):
        """The DueStatus at a moment; needs `with_reports()`."""
        if self.current_id is not None:
            return DueStatus.LATE if self.first_signed_at > self.late_after else DueStatus.RECEIVED
        if now > self.late_after:
            return DueStatus.MISSING
        return DueStatus.DRAFT if self.has_draft else DueStatus.AWAITED

    def may_be_signed_at(self, now):
        """Not before its stretch of time is over: what happened after the signature would be in no report."""
        return now >= self.period_until


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "due__desk__area"))


class Reminder(models.Model):
    """Somebody above asked a desk for its report. Its people see it until the report is signed."""

    due = models.ForeignKey(DailyDue, models.CASCADE, related_name="reminders")
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return f"{self.due_id} {self.sent_at}"
