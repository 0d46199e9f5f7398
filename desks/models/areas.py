import zoneinfo
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..fields import AreaCodeField
from ..hours import start_of

#: The whole country. All codes lie below it, though none begins with it; no desk ever stands there.
NATION = "00"
#: Characters of a code, from the provinces down: 31, 31.72, 31.72.01, 31.72.01.1005.
CODE_LENGTHS = (2, 5, 8, 13)


class Tier(models.IntegerChoices):
    NATION = 0, _("Nation")
    PROVINCE = 1, _("Province")
    CITY = 2, _("City")
    DISTRICT = 3, _("District")
    WARD = 4, _("Ward")

    @property
    def code_length(self):
        return len(NATION) if self == Tier.NATION else CODE_LENGTHS[self - 1]

    @classmethod
    def of(cls, code):
        return cls.NATION if code == NATION else cls(CODE_LENGTHS.index(len(code)) + 1)


#: Those whose areas can have a desk.
DESK_TIERS = [tier for tier in Tier if tier != Tier.NATION]
DESK_TIER_CHOICES = [(tier.value, tier.label) for tier in DESK_TIERS]


def below(code, field="code"):
    """Q of everything at `code` or below it: one index range (rule 1).

    "." is followed by "/" in ASCII and no code holds another character below "/", so the half-open
    range holds the area itself and its descendants, nothing else. Below the nation is whatever has a code.
    """
    if code == NATION:
        return Q(**{f"{field}__gte": ""})
    return Q(**{f"{field}__gte": code, f"{field}__lt": code + "/"})


def on_days(moment, first, last, area, *, place="area"):
    """Q of the moments on those local dates, both included, by the area's clock.

    The nation has three: each moment counts by the clock of its own row's `place`.
    """
    if area.pk != NATION:
        return _between(moment, *_span(first, last, area.zone))
    spans = {name: _span(first, last, zoneinfo.ZoneInfo(name)) for name in Area.TimeZone.values}
    starts, ends = zip(*spans.values(), strict=True)
    days = Q(pk__in=[])
    for name, span in spans.items():
        days |= Q(**{f"{place}__time_zone": name}) & _between(moment, *span)
    return _between(moment, min(starts), max(ends)) & days  # the widest stretch first: an index can find it


def _span(first, last, zone):
    return start_of(first, zone), start_of(last + timedelta(days=1), zone)


def _between(moment, start, end):
    return Q(**{f"{moment}__gte": start, f"{moment}__lt": end})


class AreaQuerySet(models.QuerySet):
    def below(self, code):
        """The area and all that lies below it."""
        return self.filter(below(code))

    def around(self, code, down_to=None):
        """The areas above, the area itself, and those below it down to a tier; without one, those directly below."""
        if down_to is None:
            down_to = Tier.of(code) + 1
        return self.filter(Q(pk__in=Area(code=code).line) | below(code) & Q(tier__lte=down_to))

    def visible_to(self, user):
        return self.below(user.area_id)

    def in_tier(self, tier):
        return self.filter(tier=tier)


class Area(models.Model):
    """A province, city, district or ward, or the nation; its Kemendagri code is its identity and its path."""

    class Kind(models.TextChoices):
        NEGARA = "negara", pgettext_lazy("area kind", "Country")
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
        """The name with its kind before it: "Kelurahan Pluit", "Kota Denpasar"; "Indonesia" stands alone."""
        if self.tier in (Tier.NATION, Tier.CITY):  # official names of cities and regencies carry their kind
            return self.name
        return f"{KIND_LABELS.get(self.kind, self.kind)} {self.name}"

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def path(self):
        """Codes from the province down to this area itself: where the desks of a chain can stand."""
        return [self.code[:length] for length in CODE_LENGTHS if length <= len(self.code)]

    @property
    def line(self):
        """Codes from the nation down to this area itself."""
        return self.path if self.code == NATION else [NATION, *self.path]

    @property
    def bounds(self):
        """(first code at or below this area, what comes after the last): the range of `below` for SQL of our own."""
        return ("", ":") if self.code == NATION else (self.code, self.code + "/")

    @property
    def parent_code(self):
        return "" if self.code == NATION else self.code.rpartition(".")[0] or NATION

    @property
    def length_below(self):
        """Characters of the codes directly below; of a ward, that has none, of its own."""
        return CODE_LENGTHS[min(self.tier, len(CODE_LENGTHS) - 1)]

    def covers(self, code):
        """Whether `code` is this area's or lies below it."""
        return self.code in (NATION, code) or code.startswith(self.code + ".")


#: The words of `get_kind_display`, which puts all choices together anew each time it is asked.
KIND_LABELS = dict(Area.Kind.choices)
