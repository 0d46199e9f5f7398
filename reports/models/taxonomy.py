from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desks.models import Role
from desks.models.units import in_language


class SeverityLevel(models.TextChoices):
    """The four severities, worst first. The screen colours, shapes and words hang on these codes."""

    DARURAT = "darurat", _("Emergency")
    TINGGI = "tinggi", _("High")
    SEDANG = "sedang", _("Medium")
    RENDAH = "rendah", _("Low")

    @property
    def rank(self):
        """0 is the worst."""
        return SeverityLevel.values.index(self)


class Classification(models.TextChoices):
    BIASA = "biasa", _("Ordinary")
    TERBATAS = "terbatas", _("Restricted")
    RAHASIA = "rahasia", _("Secret")

    @property
    def rank(self):
        """0 is the least secret."""
        return Classification.values.index(self)

    @classmethod
    def seen_by(cls, role):
        """The classifications a role sees (table of roles in the design)."""
        return CLASSIFICATIONS_SEEN[role]


CLASSIFICATIONS_SEEN = {
    Role.OFFICER: (Classification.BIASA, Classification.TERBATAS),
    Role.COORDINATOR: tuple(Classification),
    Role.OFFICIAL: tuple(Classification),
    Role.OBSERVER: (Classification.BIASA,),
    Role.ADMINISTRATOR: (),
}


class Severity(models.Model):
    """Times and clock of a severity; changing them touches no deadline already frozen (rule 10)."""

    class Clock(models.TextChoices):
        AROUND_THE_CLOCK = "around_the_clock", _("Around the clock")
        OPENING_HOURS = "opening_hours", _("Opening hours of the desk")

    code = models.CharField(_("severity"), primary_key=True, max_length=10, choices=SeverityLevel)
    respond_minutes = models.PositiveIntegerField(_("response time (minutes)"), validators=[MinValueValidator(1)])
    resolve_minutes = models.PositiveIntegerField(_("resolution time (minutes)"), validators=[MinValueValidator(1)])
    clock = models.CharField(_("clock"), max_length=20, choices=Clock)

    history = HistoricalRecords()

    class Meta:
        ordering = ["resolve_minutes"]
        verbose_name = _("severity")
        verbose_name_plural = _("severities")
        constraints = [
            models.CheckConstraint(name="severity_code_known", condition=Q(code__in=SeverityLevel.values)),
            models.CheckConstraint(name="severity_responds_in_time", condition=Q(respond_minutes__gte=1)),
            models.CheckConstraint(
                name="severity_resolves_after_response", condition=Q(resolve_minutes__gte=F("respond_minutes"))
            ),
        ]

    def __str__(self):
        return self.get_code_display()

    def clean(self):
        if None not in (self.respond_minutes, self.resolve_minutes) and self.resolve_minutes < self.respond_minutes:
            raise ValidationError({"resolve_minutes": _("Resolving cannot be due before responding.")})

    @property
    def runs_around_the_clock(self):
        return self.clock == self.Clock.AROUND_THE_CLOCK

    @property
    def level(self):
        return SeverityLevel(self.code)


class Category(models.Model):
    """A kind of incident, with the severity and classification it usually has."""

    code = models.CharField(_("code"), primary_key=True, max_length=10)
    name_id = models.CharField(_("name (Indonesian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    group_id = models.CharField(_("group (Indonesian)"), max_length=60)
    group_en = models.CharField(_("group (English)"), max_length=60)
    severity = models.ForeignKey(Severity, models.PROTECT, verbose_name=_("usual severity"), related_name="+")
    respond_minutes = models.PositiveIntegerField(
        _("response time (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: the time of the severity."),
    )
    classification = models.CharField(_("usual classification"), max_length=10, choices=Classification)

    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                name="category_responds_in_time", condition=Q(respond_minutes__isnull=True) | Q(respond_minutes__gte=1)
            ),
            models.CheckConstraint(
                name="category_classification_known", condition=Q(classification__in=Classification.values)
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        return in_language(self, "name")

    @property
    def group_label(self):
        return in_language(self, "group")
