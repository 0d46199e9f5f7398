from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..formats import day_short
from .areas import Area, below


class HolidayQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the whole country, of the areas above, and of the own area and below."""
        return self.filter(Q(area__isnull=True) | Q(area__in=user.area.path) | below(user.area_id, "area"))

    def around(self, area):
        """Those that hold at an area: of the whole country, of itself and of the areas above."""
        return self.filter(Q(area__isnull=True) | Q(area__in=area.path))

    def between(self, first, last):
        return self.filter(falls_on__gte=first, falls_on__lte=last)


class Holiday(models.Model):
    """A day that counts like a weekend when duties are shared out. A voting day can be decreed days before."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("Public holiday")
        JOINT_LEAVE = "joint_leave", _("Joint leave")
        DECREED = "decreed", _("Decreed")

    falls_on = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DECREED)
    area = models.ForeignKey(
        Area, models.PROTECT, verbose_name=_("area"), related_name="holidays", null=True, blank=True, db_index=False,
        help_text=_("Empty: the whole country."),
    )  # fmt: skip

    objects = HolidayQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["falls_on", "name"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(name="holiday_once_per_area", fields=["falls_on", "area"]),
            models.UniqueConstraint(
                name="holiday_once_in_the_country", fields=["falls_on"], condition=Q(area__isnull=True)
            ),
            models.CheckConstraint(
                name="holiday_kind_known", condition=Q(kind__in=["national", "joint_leave", "decreed"])
            ),
        ]

    def __str__(self):
        return f"{day_short(self.falls_on)} · {self.name}"
