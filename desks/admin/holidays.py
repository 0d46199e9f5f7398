from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Holiday
from .history import TrackedAdmin
from .scope import ScopedAdmin


class HolidayForm(forms.ModelForm):
    """Without an area it holds in the whole country: a superuser's to say."""

    class Meta:
        model = Holiday
        fields = ("falls_on", "name", "kind", "area")

    def clean(self):
        data = super().clean()
        day, area = data.get("falls_on"), data.get("area")
        if day and "area" in data:
            twins = Holiday.objects.filter(falls_on=day, area=area).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("falls_on", _("This date is a holiday of this area already."))
        return data


class YearFilter(admin.SimpleListFilter):
    title = gettext_lazy("year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        years = model_admin.get_queryset(request).dates("falls_on", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request, queryset):
        known = {key for key, _label in self.lookup_choices}
        return queryset.filter(falls_on__year=self.value()) if self.value() in known else queryset


@admin.register(Holiday)
class HolidayAdmin(TrackedAdmin, ScopedAdmin):
    """Holidays of the country and of the areas above are seen; those of the own area and below are changed."""

    form = HolidayForm
    fields = ("falls_on", "name", "kind", "area")
    list_display = ("falls_on", "name", "kind", "held_in")
    list_select_related = ("area",)
    ordering = ("-falls_on", "area")
    list_filter = (YearFilter, "kind")
    search_fields = ("name", "area__code", "area__name")
    autocomplete_fields = ("area",)

    @admin.display(description=gettext_lazy("area"), ordering="area")
    def held_in(self, holiday):
        return holiday.area or _("the whole country")

    def is_manageable(self, user, row):
        return user.is_superuser or (row.area_id is not None and super().is_manageable(user, row))

    def get_changeform_initial_data(self, request):
        own = {} if request.user.is_superuser else {"area": request.user.area_id}
        return {**own, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if not request.user.is_superuser:
            field.required, field.help_text = True, _("Your area, or one that lies in it.")
        return field
