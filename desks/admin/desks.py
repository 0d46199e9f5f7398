from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..fields import clock_text
from ..formats import day
from ..forms import DayFilter
from ..models import Desk, SpecialHours
from .history import TrackedAdmin
from .scope import ScopedAdmin, ScopedInline


class SpecialHoursInline(ScopedInline):
    model = SpecialHours


class ActiveTodayFilter(admin.SimpleListFilter):
    title = gettext_lazy("active today")
    parameter_name = "active"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        active = Desk.objects.active_at(timezone.now()).values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=active)
            case "no":
                return queryset.exclude(pk__in=active)


class ExtendForm(ActionForm):
    """The dates that the action "extend" asks for, beside the list of actions; `NewDates` reads them."""

    extend_from = forms.CharField(
        label=gettext_lazy("first date"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    extend_until = forms.CharField(
        label=gettext_lazy("last date"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class NewDates(forms.Form):
    extend_from = DayFilter()
    extend_until = DayFilter()


@admin.register(Desk)
class DeskAdmin(TrackedAdmin, ScopedAdmin):
    fields = ("election", "area", "name", "place", ("active_from", "active_until"), ("opens_at", "closes_at"))
    list_display = ("name", "area", "election", "active_from", "active_until", "hours")
    list_select_related = ("area", "election")
    list_filter = (("election", admin.RelatedOnlyFieldListFilter), "area__tier", ActiveTodayFilter)
    search_fields = ("name", "place", "area__code", "area__name")
    autocomplete_fields = ("area",)
    inlines = (SpecialHoursInline,)
    action_form = ExtendForm
    actions = ("extend",)

    @admin.display(description=gettext_lazy("hours"))
    def hours(self, desk):
        return desk.hours_text

    def get_readonly_fields(self, request, obj=None):
        """A desk stays where it was opened: reports have climbed through it."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "election", "area") if obj else fields

    def history_view(self, request, object_id, extra_context=None):
        """With the special hours: they have a history of their own."""
        desk = self.get_object(request, unquote(object_id))
        lines = SpecialHours.history.filter(desk_id=desk.pk).select_related("history_user")[:100]
        further = [(line, f"{date_format(line.applies_on)} · {_hours_of(line)}") for line in lines]
        title = SpecialHours._meta.verbose_name_plural
        extra_context = {"further_title": title, "further_lines": further, **(extra_context or {})}
        return super().history_view(request, object_id, extra_context)

    @admin.action(description=gettext_lazy("Extend the active dates of the chosen desks"), permissions=["change"])
    def extend(self, request, queryset):
        dates = NewDates(request.POST)
        if not dates.is_valid() or not any(dates.cleaned_data.values()):
            messages.error(request, _("Write the new first or last date beside the action, such as 2024-12-15."))
            return
        start, end = dates.cleaned_data["extend_from"], dates.cleaned_data["extend_until"]
        desks = list(queryset.select_related("area"))
        if refusal := next(filter(None, (_why_not(desk, start, end) for desk in desks)), None):
            messages.error(request, refusal)
            return
        with transaction.atomic():
            for desk in desks:
                desk.active_from, desk.active_until = start or desk.active_from, end or desk.active_until
                desk.save(update_fields=["active_from", "active_until"])
        words = ngettext("%(count)d desk was extended.", "%(count)d desks were extended.", len(desks))
        messages.success(request, words % {"count": len(desks)})


def _hours_of(line):
    return _("closed") if line.opens_at is None else f"{clock_text(line.opens_at)}–{clock_text(line.closes_at)}"


def _why_not(desk, start, end):
    """A sentence where the dates would shorten the time of this desk; extending is all or none."""
    if start and start > desk.active_from:
        words = _("%(desk)s opens on %(day)s already; the new first date is later. Nothing was changed.")
        return words % {"desk": desk, "day": day(desk.active_from)}
    if end and end < desk.active_until:
        words = _("%(desk)s is open until %(day)s already; the new last date is earlier. Nothing was changed.")
        return words % {"desk": desk, "day": day(desk.active_until)}
    return None
