"""Compositions: who mans a desk, and templates for many desks."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import Area, Composition, Desk, Shift
from .applying import apply_view
from .guarded import is_key
from .history import TrackedAdmin
from .scope import ScopedAdmin
from .shifts import ShiftInline

NEW = gettext_lazy(
    "With a desk, the composition is that desk's own. Without one it is a template of the area, to be applied to many "
    "desks. Numbers by kind fit every desk; units of the areas around the desk are offered once it is saved."
)


class DeskField(forms.ModelChoiceField):
    def label_from_instance(self, desk):
        return f"{desk.name} · {desk.election}"


class CompositionForm(forms.ModelForm):
    """The area follows from the desk; a template says its own."""

    class Meta:
        model = Composition
        fields = ("name", "desk", "area", "applies_on", "rest_hours", "max_per_week")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "area" in self.fields:
            self.fields["area"].required = False

    def clean(self):
        data = super().clean()
        desk = data.get("desk") or self.instance.desk
        if desk is not None:
            data["area"] = self.instance.area = desk.area
            self._refuse_twin(desk, data.get("applies_on"))
        elif "area" in self.fields and not data.get("area") and not self.errors:
            self.add_error("area", _("Choose a desk; for a template, choose an area."))
        return data

    def _refuse_twin(self, desk, day):
        if "applies_on" in self.errors:
            return
        if Composition.objects.filter(desk=desk, applies_on=day).exclude(pk=self.instance.pk).exists():
            everyday = _("This desk has an everyday composition already: change that one, or give a date.")
            dated = _("This desk has a composition of that date already: change that one.")
            self.add_error("applies_on", dated if day else everyday)


class UseFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("template", _("Templates")), ("everyday", _("Every day")), ("dated", _("On one date"))]

    def queryset(self, request, queryset):
        match self.value():
            case "template":
                return queryset.templates()
            case "everyday":
                return queryset.in_use().filter(applies_on=None)
            case "dated":
                return queryset.in_use().exclude(applies_on=None)


@admin.register(Composition)
class CompositionAdmin(TrackedAdmin, ScopedAdmin):
    """Those of the own area and below are changed; templates of the areas above are seen and applied."""

    form = CompositionForm
    list_display = ("name", "used_at", "area", "applies_on", "shifts_text", "apply_link")
    list_select_related = ("area", "desk")
    list_filter = (UseFilter, "area__tier")
    search_fields = ("name", "desk__name", "area__code", "area__name")
    autocomplete_fields = ("area",)
    inlines = (ShiftInline,)
    actions = ("apply_to_desks",)

    def get_urls(self):
        view = self.admin_site.admin_view(self.apply)
        return [path("<path:object_id>/apply/", view, name="desks_composition_apply"), *super().get_urls()]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if not request.user.is_superuser:
            rows |= Composition.objects.templates_for(request.user)
        return rows.prefetch_related("shifts__places__unit", "shifts__places__kind")

    # The list

    @admin.display(description=gettext_lazy("desk"), ordering="desk__name")
    def used_at(self, composition):
        return composition.desk or _("Template")

    @admin.display(description=gettext_lazy("shifts"))
    def shifts_text(self, composition):
        lines = ((shift, sum(place.count for place in shift.places.all())) for shift in composition.shifts.all())
        return format_html_join("", "<div>{} · {}</div>", ((shift, _officers(number)) for shift, number in lines))

    @admin.display(description=gettext_lazy("use"))
    def apply_link(self, composition):
        if composition.desk_id is not None:
            return ""
        address = reverse("admin:desks_composition_apply", args=[composition.pk])
        return format_html('<a href="{}">{}</a>', address, _("Apply to desks …"))

    # The page

    def get_fieldsets(self, request, obj=None):
        rules = ("rest_hours", "max_per_week")
        if obj is None:
            where = ("desk", "area", "applies_on")
        else:
            where = ("area",) if obj.desk_id is None else ("desk", "applies_on")
        return [(None, {"fields": ["name", *where, rules], "description": None if obj else NEW})]

    def get_readonly_fields(self, request, obj=None):
        """A composition stays where it was made: its units are those around that place."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "desk", "area") if obj else fields

    def get_changeform_initial_data(self, request):
        return {"area": request.user.area_id, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "desk":
            desks = self.admin_site.get_model_admin(Desk).get_queryset(request)
            kwargs |= {
                "queryset": desks.select_related("election", "area"),
                "form_class": DeskField,
                "empty_label": _("none: a template for many desks"),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def areas_of(self, request, obj):
        """The areas whose units a page offers: of the composition; of a new one, what was chosen and the own."""
        if obj is not None:
            return [obj.area]
        return [*self._chosen_areas(request), request.user.area]

    def _chosen_areas(self, request):
        key = request.POST.get("desk") or request.GET.get("desk") or ""
        if is_key(key):
            desks = self.admin_site.get_model_admin(Desk).get_queryset(request)
            return [desk.area for desk in desks.filter(pk=key).select_related("area")]
        return list(self.admin_site.get_model_admin(Area).get_queryset(request).filter(pk=request.POST.get("area", "")))

    def history_view(self, request, object_id, extra_context=None):
        """With its shifts, and who manned them: they have a history of their own."""
        composition = self.get_object(request, unquote(object_id))
        lines = Shift.history.filter(composition_id=composition.pk).select_related("history_user")[:100]
        further = [(line, f"{line.instance} · {line.history_change_reason or '–'}") for line in lines]
        title = Shift._meta.verbose_name_plural
        extra_context = {"further_title": title, "further_lines": further, **(extra_context or {})}
        return super().history_view(request, object_id, extra_context)

    # Applying a template

    @admin.action(description=gettext_lazy("Apply the chosen template to desks"), permissions=["view"])
    def apply_to_desks(self, request, queryset):
        chosen = list(queryset[:2])
        if len(chosen) != 1 or chosen[0].desk_id is not None:
            messages.error(request, _("Choose one template: a composition without a desk."))
            return None
        return HttpResponseRedirect(reverse("admin:desks_composition_apply", args=[chosen[0].pk]))

    def apply(self, request, object_id):
        return apply_view(self, request, self.get_object(request, unquote(object_id)))


def _officers(count):
    return ngettext("%(count)d officer", "%(count)d officers", count) % {"count": count}
