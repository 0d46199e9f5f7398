import zoneinfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..fields import AreaCodeField

#: Characters of a code, by number of tiers from the top: 31, 31.72, 31.72.01, 31.72.01.1005.
CODE_LENGTHS = (2, 5, 8, 13)


class Tier(models.IntegerChoices):
    PROVINCE = 1, _("Province")
    CITY = 2, _("City")
    DISTRICT = 3, _("District")
    WARD = 4, _("Ward")

    @property
    def code_length(self):
        return CODE_LENGTHS[self - 1]


def below(code, field="code"):
    """Q of everything at `code` or below it: one index range (rule 1).

    "." is followed by "/" in ASCII and no code holds another character below "/", so the half-open
    range holds the area itself and its descendants, nothing else.
    """
    return Q(**{f"{field}__gte": code, f"{field}__lt": code + "/"})


class AreaQuerySet(models.QuerySet):
    def below(self, code):
        """The area and all that lies below it."""
        return self.filter(below(code))

    def visible_to(self, user):
        return self.below(user.area_id)

    def in_tier(self, tier):
        return self.filter(tier=tier)


class Area(models.Model):
    """A province, city, district or ward; its Kemendagri code is its identity and its path."""

    class Kind(models.TextChoices):
        PROVINSI = "provinsi", pgettext_lazy("area kind", "Province")
        KOTA = "kota", pgettext_lazy("area kind", "City")
        KABUPATEN = "kabupaten", pgettext_lazy("area kind", "Regency")
        KECAMATAN = "kecamatan", pgettext_lazy("area kind", "District")
        DISTRIK = "distrik", pgettext_lazy("area kind", "Distrik")
        KELURAHAN = "kelurahan", pgettext_lazy("area kind", "Ward")
        DESA = "desa", pgettext_lazy("area kind", "Village")
        DESA_ADAT = "desa_adat", pgettext_lazy("area kind", "Customary village")

    class TimeZone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    code = AreaCodeField(_("code"), primary_key=True, max_length=13)
    name = models.CharField(_("name"), max_length=100)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TimeZone)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.CheckConstraint(name="area_tier_known", condition=Q(tier__in=Tier.values)),
            models.CheckConstraint(name="area_time_zone_known", condition=Q(time_zone__gt="")),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        """The name with its kind before it: "Kelurahan Pluit", "Kota Denpasar"."""
        if self.tier == Tier.CITY:  # official names of cities and regencies carry their kind
            return self.name
        return f"{self.get_kind_display()} {self.name}"

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def path(self):
        """Codes from the province down to this area itself."""
        return [self.code[:length] for length in CODE_LENGTHS if length <= len(self.code)]

    @property
    def bounds(self):
        """(first code at or below this area, first code after them): the range of `below` for SQL of our own."""
        return self.code, self.code + "/"

    @property
    def parent_code(self):
        return self.code.rpartition(".")[0]

    def covers(self, code):
        """Whether `code` is this area's or lies below it."""
        return code == self.code or code.startswith(self.code + ".")
