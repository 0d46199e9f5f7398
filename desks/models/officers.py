import lokal.phone
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..formats import day_short
from .areas import below
from .units import Unit
from .users import User


class OfficerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "unit__area"))

    def of_units(self, units):
        return self.filter(unit__in=units)


class Officer(models.Model):
    """A person of a unit who can be put on duty; with a login of their own where they have one."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="officers")
    name = models.CharField(_("full name"), max_length=120)
    rank = models.CharField(_("rank or position"), max_length=60, blank=True)
    service_number = models.CharField(_("service number (NIP/NRP)"), max_length=30, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    user = models.OneToOneField(
        User, models.PROTECT, verbose_name=_("login"), related_name="officer", null=True, blank=True
    )
    available_from = models.DateField(_("available from"), null=True, blank=True)
    available_until = models.DateField(_("available until"), null=True, blank=True)

    objects = OfficerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["unit", "name", "pk"]
        verbose_name = _("duty officer")
        verbose_name_plural = _("duty officers")
        constraints = [
            models.CheckConstraint(
                name="officer_dates_in_order",
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_from__lte=F("available_until")),
            ),
            models.UniqueConstraint(
                name="officer_service_number_once", fields=["unit", "service_number"], condition=~Q(service_number="")
            ),
        ]

    def __str__(self):
        return f"{self.rank} {self.name}".strip()

    def clean(self):
        if self.available_from and self.available_until and self.available_from > self.available_until:
            raise ValidationError({"available_until": _("The last day lies before the first.")})
        if self.phone:
            try:
                self.phone = normal_phone(self.phone)
            except ValueError as error:
                raise ValidationError({"phone": _("This is no Indonesian phone number.")}) from error

    @property
    def whatsapp(self):
        """The number as wa.me wants it, digits only; empty where it is no mobile number."""
        return self.phone.removeprefix("+") if self.phone.startswith("+628") else ""

    @property
    def whatsapp_link(self):
        """Where a tap opens a chat with the officer; empty where there can be none."""
        return f"https://wa.me/{self.whatsapp}" if self.whatsapp else ""


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "officer__unit__area"))

    def touching(self, first, last):
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class Absence(models.Model):
    """Whole days, both ends included, on which an officer takes no duty."""

    class Reason(models.TextChoices):
        LEAVE = "leave", _("Leave")
        SICK = "sick", _("Sick")
        OTHER = "other", _("Other reason")

    officer = models.ForeignKey(Officer, models.CASCADE, verbose_name=_("duty officer"), related_name="absences")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, default=Reason.LEAVE)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "officer"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(name="absence_dates_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(name="absence_reason_known", condition=Q(reason__in=["leave", "sick", "other"])),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="absence_dates")]

    def __str__(self):
        return f"{self.officer} · {self.get_reason_display()} · {day_short(self.starts_on)} – {day_short(self.ends_on)}"

    def clean(self):
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})


def normal_phone(text):
    """A phone number as it is stored: "+62...". ValueError where it is none of Indonesia's."""
    number = lokal.phone.normalize_phone(text)
    if number is None:
        raise ValueError(text)
    return number
