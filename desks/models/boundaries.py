from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .areas import Area, Tier, below


class BoundaryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "area"))

    def inside(self, area, tier):
        """Those of one tier at the area or below it."""
        return self.filter(below(area.pk, "area"), area__tier=tier)

    def directly_below(self, area):
        """Those of the areas one tier below; of a ward, which has none below, its own."""
        return self.inside(area, min(area.tier + 1, Tier.WARD))


class Boundary(models.Model):
    """The outline of an area, simplified for a map; no rule hangs on it, and importing a file renews it."""

    area = models.OneToOneField(Area, models.CASCADE, verbose_name=_("area"), related_name="boundary", primary_key=True)
    geometry = models.JSONField(_("geometry"), help_text=_("GeoJSON Polygon or MultiPolygon in WGS84 degrees."))
    west = models.FloatField(_("west"))
    south = models.FloatField(_("south"))
    east = models.FloatField(_("east"))
    north = models.FloatField(_("north"))
    source = models.CharField(_("source"), max_length=255)
    imported_at = models.DateTimeField(_("imported"))

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        ordering = ["area"]
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints = [
            models.CheckConstraint(
                name="boundary_box_in_order", condition=Q(west__lt=F("east")) & Q(south__lt=F("north"))
            ),
        ]

    def __str__(self):
        return str(self.area)
