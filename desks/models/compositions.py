from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import MINUTES_A_DAY, ClockField, clock_text
from ..formats import day_short
from .areas import Area, below
from .desks import Desk
from .units import Unit, UnitKind

#: Most officers of one unit in one shift.
MOST_OFFICERS = 50


class CompositionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "area"))

    def templates(self):
        return self.filter(desk__isnull=True)

    def templates_for(self, user):
        """Templates that the person may apply: those of the own area and below, and of the areas above."""
        return self.templates().filter(Q(area__in=user.area.line) | below(user.area_id, "area"))

    def in_use(self):
        return self.filter(desk__isnull=False)


class Composition(models.Model):
    """Who mans a desk: its shifts and how many officers of which unit each takes.

    With a desk and no date it is the desk's everyday composition; with a date it takes the place of that one
    on that date. Without a desk it is a template of its area, to be applied to many desks: applying copies it.
    """

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="compositions", db_index=False)
    desk = models.ForeignKey(
        Desk, models.CASCADE, verbose_name=_("desk"), related_name="compositions", null=True, blank=True
    )
    applies_on = models.DateField(
        _("only on"), null=True, blank=True, help_text=_("Empty: every day. With a date it replaces the everyday one.")
    )
    name = models.CharField(_("name"), max_length=120)
    rest_hours = models.PositiveSmallIntegerField(
        _("rest between two duties (hours)"), default=12, validators=[MaxValueValidator(72)]
    )
    max_per_week = models.PositiveSmallIntegerField(
        _("most duties per officer and week"), default=5, validators=[MinValueValidator(1), MaxValueValidator(7)],
        help_text=_("Weeks run from Monday to Sunday."),
    )  # fmt: skip

    objects = CompositionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["area", F("applies_on").asc(nulls_first=True), "name"]
        verbose_name = _("composition")
        verbose_name_plural = _("compositions")
        constraints = [
            models.UniqueConstraint(
                name="composition_one_everyday",
                fields=["desk"],
                condition=Q(desk__isnull=False, applies_on__isnull=True),
            ),
            models.UniqueConstraint(name="composition_one_per_date", fields=["desk", "applies_on"]),
            models.CheckConstraint(
                name="composition_template_undated", condition=Q(desk__isnull=False) | Q(applies_on__isnull=True)
            ),
            models.CheckConstraint(name="composition_week_has_seven_days", condition=Q(max_per_week__range=(1, 7))),
            models.CheckConstraint(name="composition_rest_within_three_days", condition=Q(rest_hours__lte=72)),
        ]

    def __str__(self):
        return f"{self.name} ({day_short(self.applies_on)})" if self.applies_on else self.name

    def clean(self):
        if self.applies_on and self.desk_id is None:
            raise ValidationError({"applies_on": _("A template has no date: choose a desk, or leave the date empty.")})


class Shift(models.Model):
    """A stretch of one day; where it ends before it begins, it runs past midnight."""

    composition = models.ForeignKey(Composition, models.CASCADE, verbose_name=_("composition"), related_name="shifts")
    name = models.CharField(_("name"), max_length=40)
    starts_at = ClockField(_("from"))
    ends_at = ClockField(_("until"))

    history = HistoricalRecords()

    class Meta:
        ordering = ["composition", "starts_at"]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.UniqueConstraint(name="shift_one_per_start", fields=["composition", "starts_at"]),
            models.CheckConstraint(name="shift_has_length", condition=~Q(starts_at=F("ends_at"))),
            models.CheckConstraint(
                name="shift_within_a_day", condition=Q(starts_at__lt=MINUTES_A_DAY, ends_at__lte=MINUTES_A_DAY)
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.hours_text}"

    def clean(self):
        if None not in (self.starts_at, self.ends_at) and self.starts_at == self.ends_at:
            raise ValidationError({"ends_at": _("The shift ends when it begins.")})

    @property
    def hours_text(self):
        return f"{clock_text(self.starts_at)}–{clock_text(self.ends_at)}"

    @property
    def length(self):
        """Minutes by the clock, 1 to 1440."""
        return (self.ends_at - self.starts_at) % MINUTES_A_DAY or MINUTES_A_DAY


class Place(models.Model):
    """So many officers of one unit, or of whichever units of a kind are nearest, in one shift."""

    shift = models.ForeignKey(Shift, models.CASCADE, verbose_name=_("shift"), related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+", null=True, blank=True)
    kind = models.ForeignKey(UnitKind, models.PROTECT, verbose_name=_("kind"), related_name="+", null=True, blank=True)
    count = models.PositiveSmallIntegerField(
        _("officers"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_OFFICERS)]
    )
    leads = models.BooleanField(_("leads"), default=False, help_text=_("The first of them is the duty lead."))

    class Meta:
        ordering = ["shift", "-leads", "pk"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                name="place_of_unit_or_kind",
                condition=Q(unit__isnull=False, kind__isnull=True) | Q(unit__isnull=True, kind__isnull=False),
            ),
            models.CheckConstraint(name="place_for_someone", condition=Q(count__range=(1, MOST_OFFICERS))),
            models.UniqueConstraint(name="place_one_per_unit", fields=["shift", "unit"]),
            models.UniqueConstraint(name="place_one_per_kind", fields=["shift", "kind"]),
            models.UniqueConstraint(name="place_one_leads", fields=["shift"], condition=Q(leads=True)),
        ]

    def __str__(self):
        return f"{self.count} × {self.unit or self.kind}"
