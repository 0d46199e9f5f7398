from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .areas import Area, below
from .units import in_language


class ElectionQuerySet(models.QuerySet):
    def held_in(self, area):
        """Elections whose scope lies above the area, the nation included, or is it, or lies below it."""
        return self.filter(Q(scope__in=area.line) | below(area.pk, "scope"))

    def visible_to(self, user):
        return self.held_in(user.area)

    def manageable_by(self, user):
        """Those whose whole scope lies within the user's area."""
        return self if user.is_superuser else self.filter(below(user.area_id, "scope"))

    def current_in(self, area, now):
        """Elections with a desk active at that moment at the area, above or below it; nearest voting day first."""
        from .desks import Desk

        active = Desk.objects.active_at(now).around(area)
        return self.filter(pk__in=active.values("election")).order_by("voting_on", "slug")


class Election(models.Model):
    slug = models.SlugField(_("short name"), primary_key=True, max_length=40)
    name_id = models.CharField(_("name (Indonesian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    voting_on = models.DateField(_("voting day"))
    scope = models.ForeignKey(Area, models.PROTECT, verbose_name=_("held in"), related_name="elections")

    objects = ElectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-voting_on", "slug"]
        verbose_name = _("election")
        verbose_name_plural = _("elections")

    def __str__(self):
        return self.label

    @property
    def label(self):
        return in_language(self, "name")


class StageQuerySet(models.QuerySet):
    def running_on(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def visible_to(self, user):
        return self.filter(election__in=Election.objects.visible_to(user))


class Stage(models.Model):
    """A stage (tahapan) of an election's calendar; stages may overlap."""

    election = models.ForeignKey(Election, models.CASCADE, verbose_name=_("election"), related_name="stages")
    order = models.PositiveSmallIntegerField(_("order"))
    name_id = models.CharField(_("name (Indonesian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    watch_id = models.CharField(_("to watch for (Indonesian)"), max_length=200, blank=True)

    objects = StageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["election", "order"]
        verbose_name = _("election stage")
        verbose_name_plural = _("election stages")
        constraints = [
            models.UniqueConstraint(name="stage_order_once", fields=["election", "order"]),
            models.CheckConstraint(name="stage_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        return in_language(self, "name")

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The stage ends before it starts.")})


class ElectorateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "area"))


class Electorate(models.Model):
    """Polling stations and voters of an area in an election, as the election commission published them."""

    election = models.ForeignKey(Election, models.CASCADE, verbose_name=_("election"), related_name="electorates")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="electorates", db_index=False)
    polling_stations = models.PositiveIntegerField(_("polling stations"))
    voters = models.PositiveIntegerField(_("voters"))

    objects = ElectorateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["election", "area"]
        verbose_name = _("electorate")
        verbose_name_plural = _("electorates")
        constraints = [models.UniqueConstraint(name="electorate_once_per_area", fields=["election", "area"])]

    def __str__(self):
        return f"{self.election} · {self.area}"


def stations_of_all(own, below):
    """Polling stations of an area, else the sum of those of all areas directly below; None where one is not known."""
    if own or not below:
        return own
    return sum(below) if all(below) else None
