from collections import defaultdict
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import ClockField, clock_text
from ..hours import OpeningHours
from .areas import NATION, Area, below
from .elections import Election


def is_of_this_century(day):
    """The end of all time can bound nothing: there is no day after it."""
    return 2000 <= day.year < 2100


class DeskQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "area"))

    def below(self, code):
        """Desks of the area and of all that lies below it."""
        return self.filter(below(code, "area"))

    def around(self, area):
        """Desks of the area, of those it lies in and of all that lies below it."""
        return self.filter(Q(area__in=area.path) | below(area.code, "area"))

    def of_area(self, area, now):
        """The desk of exactly that area whose election votes next; where none is active, the latest one, or None."""
        here = self.filter(area=area).select_related("area", "election").prefetch_related("special_hours")
        return self.current(area, now) or here.order_by("-active_until", "-pk").first()

    def active_at(self, moment):
        """Desks whose range holds the local date of that moment, each in its own time zone."""
        zones = defaultdict(list)
        for zone in Area.TimeZone.values:
            zones[moment.astimezone(ZoneInfo(zone)).date()].append(zone)
        active = Q()
        for day, names in zones.items():  # most of the day it is the same date in the whole country
            active |= Q(area__time_zone__in=names, active_from__lte=day, active_until__gte=day)
        return self.filter(active)

    def open_at(self, moment):
        """Desks that are open at that moment by the clock of their own zone; narrow to active ones first."""
        is_open = Q(pk__in=[])
        for zone in Area.TimeZone.values:
            local = moment.astimezone(Area(time_zone=zone).zone)
            minutes = 60 * local.hour + local.minute
            now_open = Q(opens_at__lte=minutes, closes_at__gt=minutes)
            special = SpecialHours.objects.filter(desk=OuterRef("pk"), applies_on=local.date())
            usual = ~Exists(special) & now_open
            is_open |= Q(area__time_zone=zone) & (Exists(special.filter(now_open)) | usual)
        return self.filter(is_open)

    def current(self, area, moment):
        """The active desk of an area whose election votes next, or None."""
        here = self.active_at(moment).filter(area=area).select_related("area", "election")
        return here.prefetch_related("special_hours").order_by("election__voting_on", "pk").first()

    def with_special_hours_on(self, day):
        """Each desk with the hours of that date, for `Desk.hours_on`, without a query per desk."""
        special = SpecialHours.objects.filter(desk=OuterRef("pk"), applies_on=day)
        return self.annotate(
            special_on_day=Exists(special),
            special_opens=Subquery(special.values("opens_at")),
            special_closes=Subquery(special.values("closes_at")),
        )

    def chain(self, election, area, moment):
        """Rule 8: the active desks of the election at the area and above it, lowest first."""
        return self.chains(area, moment).filter(election=election)

    def chains(self, area, moment):
        """The chains of all elections, one after the other: that which votes next first."""
        return (
            self.active_at(moment)
            .filter(area__in=area.path)
            .select_related("area")
            .prefetch_related(Prefetch("special_hours", SpecialHours.objects.order_by()))
            .order_by("election__voting_on", "election_id", "-area_id")  # a code sorts after the codes it lies below
        )


class Desk(models.Model):
    """A joint desk (posko): one area, one election, a place, a range of dates, daily hours."""

    election = models.ForeignKey(Election, models.PROTECT, verbose_name=_("election"), related_name="desks")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="desks", db_index=False)
    name = models.CharField(_("name"), max_length=160)
    place = models.CharField(_("place"), max_length=200, blank=True)
    active_from = models.DateField(_("active from"))
    active_until = models.DateField(_("active until"))
    opens_at = ClockField(_("opens at"))
    closes_at = ClockField(_("closes at"))

    objects = DeskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["area", "election"]
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        constraints = [
            models.UniqueConstraint(name="desk_one_per_election_and_area", fields=["area", "election"]),
            models.CheckConstraint(name="desk_dates_in_order", condition=Q(active_from__lte=F("active_until"))),
            models.CheckConstraint(name="desk_hours_in_order", condition=Q(opens_at__lt=F("closes_at"))),
            models.CheckConstraint(name="desk_closes_by_midnight", condition=Q(closes_at__lte=24 * 60)),
            models.CheckConstraint(name="desk_not_of_the_nation", condition=~Q(area=NATION)),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        errors = {}
        for name in ("active_from", "active_until"):
            if (day := getattr(self, name)) and not is_of_this_century(day):
                errors[name] = _("Choose a date of the years 2000 to 2099.")
        if not errors and self.active_from and self.active_until and self.active_from > self.active_until:
            errors["active_until"] = _("The desk closes for good before it opens.")
        if None not in (self.opens_at, self.closes_at) and self.opens_at >= self.closes_at:
            errors["closes_at"] = _("The desk closes before it opens.")
        if self.area_id == NATION:
            errors["area"] = _("Desks stand in provinces and below, none for the whole country.")
        if errors:
            raise ValidationError(errors)

    @property
    def hours(self):
        """The OpeningHours of this desk; reads `special_hours`, so prefetch them for many desks."""
        return self._hours({row.applies_on: row.pair for row in self.special_hours.all()})

    def hours_on(self, day):
        """The OpeningHours as far as that one date goes; needs `with_special_hours_on(day)`."""
        pair = None if self.special_opens is None else (self.special_opens, self.special_closes)
        return self._hours({day: pair} if self.special_on_day else {})

    def _hours(self, special):
        return OpeningHours(
            zone=self.area.zone,
            active_from=self.active_from,
            active_until=self.active_until,
            opens=self.opens_at,
            closes=self.closes_at,
            special=special,
        )

    def is_open_at(self, moment):
        return self.hours.is_open_at(moment)

    @property
    def hours_text(self):
        return f"{clock_text(self.opens_at)}–{clock_text(self.closes_at)}"


class SpecialHours(models.Model):
    """Hours of a desk on one date on which they differ; without hours the desk is closed that day."""

    desk = models.ForeignKey(Desk, models.CASCADE, verbose_name=_("desk"), related_name="special_hours")
    applies_on = models.DateField(_("date"))
    opens_at = ClockField(_("opens at"), null=True, blank=True)
    closes_at = ClockField(_("closes at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["desk", "applies_on"]
        verbose_name = _("special hours")
        verbose_name_plural = _("special hours")
        constraints = [
            models.UniqueConstraint(name="special_hours_once_a_date", fields=["desk", "applies_on"]),
            models.CheckConstraint(
                name="special_hours_in_order",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False, opens_at__lt=F("closes_at"), closes_at__lte=1440),
            ),
        ]

    def __str__(self):
        return f"{self.desk} · {self.applies_on}"

    def clean(self):
        if (self.opens_at is None) != (self.closes_at is None):
            raise ValidationError({"closes_at": _("Give both times, or neither where the desk stays closed that day.")})
        if self.opens_at is not None and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("The desk closes before it opens.")})

    @property
    def pair(self):
        """(opens, closes) in minutes since midnight, or None where closed."""
        return None if self.opens_at is None else (self.opens_at, self.closes_at)
