from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .areas import NATION, Area, below


def in_language(row, field):
    """The value of `<field>_id` or `<field>_en`, by the language of the page."""
    return getattr(row, column_in_language(field))


def column_in_language(field):
    return f"{field}_en" if get_language() == "en" else f"{field}_id"


class UnitKind(models.Model):
    """A kind of unit that may man a desk (PP 12/2022): police, army, prosecutors ..."""

    code = models.SlugField(_("code"), primary_key=True, max_length=20)
    name_id = models.CharField(_("name (Indonesian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    core = models.BooleanField(_("core of the desk"), default=False)
    tiers = models.CharField(_("tiers"), max_length=60, help_text=_("Where it exists, separated by commas."))

    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name = _("unit kind")
        verbose_name_plural = _("unit kinds")

    def __str__(self):
        return self.label

    @property
    def label(self):
        return in_language(self, "name")


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "area"))


class Unit(models.Model):
    """One unit of one area: Kodim 0502/Jakarta Utara."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="units", db_index=False)
    kind = models.ForeignKey(UnitKind, models.PROTECT, verbose_name=_("kind"), related_name="units")
    name = models.CharField(_("name"), max_length=120)
    head_title = models.CharField(_("title of its head"), max_length=60, blank=True)

    objects = UnitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["area", "kind", "name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.UniqueConstraint(name="unit_once_per_area", fields=["area", "name"])]

    def __str__(self):
        return self.name

    def clean(self):
        if self.area_id == NATION:
            raise ValidationError({"area": _("Units belong to provinces and below: they man desks.")})
