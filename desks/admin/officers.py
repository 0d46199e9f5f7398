"""Officers and their absences."""

from datetime import date, timedelta

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..demand import last_day
from ..formats import day, day_short
from ..models import Absence, Duty, Officer
from .history import TrackedAdmin
from .resources import AbsenceResource, OfficerResource
from .scope import ScopedAdmin, ScopedInline
from .spreadsheets import SpreadsheetAdmin

#: Collisions that a message names; the others it counts.
MOST_NAMED = 5


class OfficerForm(forms.ModelForm):
    class Meta:
        model = Officer
        fields = (
            "unit",
            "name",
            "rank",
            "service_number",
            "phone",
            "user",
            "available_from",
            "available_until",
        )
        error_messages = {"user": {"unique": gettext_lazy("This login belongs to another officer already.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "user" in self.fields and self.instance.user_id:
            # A login may have moved above the administrator since; the officer keeps it.
            self.fields["user"].queryset |= type(self.instance.user).objects.filter(pk=self.instance.user_id)


class AbsenceInline(ScopedInline):
    model = Absence
    fields = ("reason", "starts_on", "ends_on", "note")
    extra = 1  # an empty row, for browsers without scripts


@admin.register(Officer)
class OfficerAdmin(SpreadsheetAdmin, TrackedAdmin, ScopedAdmin):
    resource_classes = (OfficerResource,)
    area_of = "unit.area_id"
    form = OfficerForm
    fields = (
        "unit",
        ("rank", "name"),
        "service_number",
        "phone",
        "user",
        ("available_from", "available_until"),
    )
    list_display = ("__str__", "unit", "service_number", "phone", "user", "availability")
    list_select_related = ("unit__area", "user")
    list_filter = ("unit__kind", "unit__area__tier")
    search_fields = ("name", "rank", "service_number", "phone", "unit__name", "unit__area__code", "unit__area__name")
    autocomplete_fields = ("unit", "user")
    inlines = (AbsenceInline,)

    @admin.display(description=gettext_lazy("available"), ordering="available_from")
    def availability(self, officer):
        if not officer.available_from and not officer.available_until:
            return _("always")
        first, last = (value and day_short(value) for value in (officer.available_from, officer.available_until))
        return f"{first or '…'} – {last or '…'}"

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        warn_of_collisions(request, [*formset.new_objects, *(row for row, _names in formset.changed_objects)])


@admin.register(Absence)
class AbsenceAdmin(SpreadsheetAdmin, TrackedAdmin, ScopedAdmin):
    resource_classes = (AbsenceResource,)
    area_of = "officer.unit.area_id"
    fields = ("officer", "reason", ("starts_on", "ends_on"), "note")
    list_display = ("officer", "unit", "reason", "starts_on", "ends_on", "note")
    list_select_related = ("officer__unit__area",)
    list_filter = ("reason", "officer__unit__kind")
    search_fields = ("officer__name", "officer__service_number", "officer__unit__name", "note")
    autocomplete_fields = ("officer",)

    @admin.display(description=gettext_lazy("unit"), ordering="officer__unit")
    def unit(self, absence):
        return absence.officer.unit

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        warn_of_collisions(request, [obj])

    def add_success_message(self, result, request):
        super().add_success_message(result, request)
        if not result.check_only:
            keys = [
                row.object_id for row in result.rows if row.import_type in (row.IMPORT_TYPE_NEW, row.IMPORT_TYPE_UPDATE)
            ]
            warn_of_collisions(request, list(Absence.objects.filter(pk__in=keys)))


def collisions(absences):
    """Published duties that touch a day of one of these absences, oldest first."""
    if not absences:
        return []
    first = min(absence.starts_on for absence in absences)
    last = max(absence.ends_on for absence in absences)
    first = max(first, date.min + timedelta(days=1)) - timedelta(days=1)  # a night's duty begins the day before
    duties = Duty.objects.published().filter(officer__in={absence.officer_id for absence in absences})
    duties = duties.between(first, last).select_related("officer", "desk__area")
    return [duty for duty in duties if any(_collide(absence, duty) for absence in absences)]


def _collide(absence, duty):
    ends_on = last_day(duty.ends_at, duty.desk.area.zone)
    return absence.officer_id == duty.officer_id and duty.serves_on <= absence.ends_on and absence.starts_on <= ends_on


def warn_of_collisions(request, absences):
    """Say which duties stand in the way: they stay until somebody replaces them in the roster."""
    duties = collisions(absences)
    if not duties:
        return
    words = ngettext(
        "%(count)d published duty collides with this absence and stays until it is replaced in the roster: %(names)s.",
        "%(count)d published duties collide with these absences and stay until they are replaced in the roster: "
        "%(names)s.",
        len(duties),
    )
    names = "; ".join(_named(duty, request.user) for duty in duties[:MOST_NAMED])
    names += "; …" if len(duties) > MOST_NAMED else ""
    messages.warning(request, words % {"count": len(duties), "names": names})


def _named(duty, user):
    """Officer and date; the desk only where it is in the administrator's area."""
    seen = user.is_superuser or user.area.covers(duty.desk.area_id)
    where = str(duty.desk) if seen else _("a desk outside your area")
    return f"{duty.officer}, {day(duty.serves_on)}, {where}"
