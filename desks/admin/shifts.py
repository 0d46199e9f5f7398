"""The shifts on the page of a composition: one number per unit or kind, and who leads."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..actions.compositions import can_serve, set_places
from ..models import Place, Shift, Unit, UnitKind
from ..models.areas import below
from ..models.compositions import MOST_OFFICERS
from .scope import DistinctRows, ScopedAdmin, ScopedInline

MOST_SHIFTS = 12
#: Units of the areas below a desk that a page offers; a form has an end.
MOST_BELOW = 30


@dataclass(frozen=True)
class Choice:
    """A unit or a kind that a shift may draw on: one number box."""

    sort: str  # "kind", "near" or "below"
    key: tuple  # ("unit", pk) or ("kind", code)
    label: str
    area: str = ""

    @property
    def field(self):
        return f"{self.key[0]}_{self.key[1]}"


def choices_for(user, areas, composition):
    """What the shifts may draw on: all kinds, the person's units around the areas, and what is in use already."""
    kinds = [Choice("kind", ("kind", kind.pk), kind.label) for kind in UnitKind.objects.order_by("-core", "code")]
    mine = user.rows_of(Unit)
    codes = {code for area in areas for code in area.path}
    near = mine.filter(area__in=codes)
    used = Unit.objects.filter(pk__in=Place.objects.filter(shift__composition=composition).values("unit"))
    further = mine.filter(below(areas[0].code, "area")).exclude(area__in=codes).order_by("area", "kind", "name")
    found = {unit.pk: _of_unit("near", unit) for unit in (near | used).distinct().select_related("area")}
    for unit in further.select_related("area")[:MOST_BELOW]:
        found.setdefault(unit.pk, _of_unit("below", unit))
    return [*kinds, *found.values()]


def _of_unit(sort, unit):
    label = f"{unit.name} · {unit.area}" if sort == "below" else unit.name
    return Choice(sort, ("unit", unit.pk), label, unit.area_id)


class CountField(forms.IntegerField):
    def __init__(self, label):
        widget = forms.NumberInput(attrs={"placeholder": "0", "inputmode": "numeric"})
        super().__init__(label=label, required=False, min_value=0, max_value=MOST_OFFICERS, widget=widget)


class ShiftForm(forms.ModelForm):
    """`shift_form` gives it a field per choice."""

    choices = ()
    leads = forms.ChoiceField(
        label=gettext_lazy("Who leads"),
        required=False,
        help_text=gettext_lazy("One of those with a number above: the first of them is the duty lead."),
    )

    class Meta:
        model = Shift
        fields = ("name", "starts_at", "ends_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leads"].choices = [("", _("nobody")), *((one.field, one.label) for one in self.choices)]
        if self.instance.pk:
            for place in self.instance.places.all():
                name = f"unit_{place.unit_id}" if place.unit_id else f"kind_{place.kind_id}"
                self.initial[name] = place.count
                if place.leads:
                    self.initial["leads"] = name

    def clean(self):
        data = super().clean()
        counted = [one.field for one in self.choices if data.get(one.field)]
        if not counted and not any(one.field in self.errors for one in self.choices):
            self.add_error(None, _("Nobody is on duty in this shift: give at least one number."))
        elif data.get("leads") and data["leads"] not in counted:
            self.add_error("leads", _("Who leads needs a number in this shift."))
        return data

    def save(self, commit=True):
        named = [one for one in self.choices if self.cleaned_data.get(one.field)]
        self.instance._change_reason = self._summary(named)
        shift = super().save(commit)
        lead = next((one.key for one in named if one.field == self.cleaned_data["leads"]), None)
        set_places(shift=shift, counts={one.key: self.cleaned_data[one.field] for one in named}, leads=lead)
        return shift

    def _summary(self, named):
        """For the history: places have none of their own."""
        leads = self.cleaned_data["leads"]
        return "; ".join(
            f"{one.label}: {self.cleaned_data[one.field]}" + (f" ({_('leads')})" if one.field == leads else "")
            for one in named
        )


def shift_form(choices):
    fields = {one.field: CountField(one.label) for one in choices}
    return type("ShiftForm", (ShiftForm,), {**fields, "choices": choices})


class ShiftFormSet(DistinctRows):
    def clean(self):
        super().clean()
        if not self._kept():
            raise forms.ValidationError(_("A composition needs at least one shift."))
        if self.instance.area_id:
            for form in self._kept():
                self._refuse_strangers(form)

    def _kept(self):
        """Forms that hold a shift; `deleted_forms` knows its own only where no other form is wrong."""
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        return [form for form in filled if not (self.can_delete and self._should_delete_form(form))]

    def _refuse_strangers(self, form):
        for one in form.choices:
            if form.cleaned_data.get(one.field) and one.area and not can_serve(one.area, self.instance.area):
                form.add_error(one.field, _("This unit does not belong to the city of the desk."))

    def validate_unique(self):
        """Django would name the column, above the form; `_refuse_twins` says it beside the box."""

    def _refuse_twins(self, names):
        """Two shifts that begin at the same time; only those that stay count."""
        seen = set()
        for form in self._kept():
            if not form.is_valid():
                continue
            start = form.cleaned_data["starts_at"]
            if start in seen:
                form.add_error("starts_at", _("Another shift begins at this time."))
            seen.add(start)

    def save(self, commit=True):
        self._make_room()
        return super().save(commit)

    def _make_room(self):
        """Rows are saved one by one: whoever moves or goes first leaves the minute that another one takes."""
        going = [form for form in self.initial_forms if form in self.deleted_forms or "starts_at" in form.changed_data]
        used = {minute for pair in self.get_queryset().values_list("starts_at", "ends_at") for minute in pair}
        used |= {form.cleaned_data.get("starts_at") for form in self.forms if hasattr(form, "cleaned_data")}
        free = (minute for minute in range(24 * 60) if minute not in used)
        for form in going:
            Shift.objects.filter(pk=form.instance.pk).update(starts_at=next(free))


class ShiftInline(ScopedInline, admin.StackedInline):
    model = Shift
    formset = ShiftFormSet
    formfield_overrides = ScopedAdmin.formfield_overrides
    template = admin.StackedInline.template
    max_num = MOST_SHIFTS
    readonly_fields = ("hours", "manning")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("places__unit", "places__kind")

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.shifts.exists() else 1

    def get_formset(self, request, obj=None, **kwargs):
        form = shift_form(self._choices(request, obj))
        return super().get_formset(request, obj, form=form, validate_max=True, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["name", "hours", "manning"]})]
        hours = (None, {"fields": [("name", "starts_at", "ends_at")], "classes": ["hours"]})
        titles = {
            "kind": (_("Officers by kind of unit"), "places"),
            "near": (_("Officers of a particular unit"), "places"),
            "below": (_("Units of the areas below"), "places collapse"),
        }
        groups = []
        for sort, (title, classes) in titles.items():
            if names := [one.field for one in self._choices(request, obj) if one.sort == sort]:
                groups.append((title, {"fields": [tuple(names)], "classes": classes.split()}))
        return [hours, *groups, (None, {"fields": ["leads"]})]

    def _choices(self, request, obj):
        """Once a request: the page asks for the fields several times."""
        if not hasattr(request, "shift_choices"):
            areas = self._parent_admin.areas_of(request, obj)
            request.shift_choices = choices_for(request.user, areas, obj)
        return request.shift_choices

    @admin.display(description=gettext_lazy("hours"))
    def hours(self, shift):
        return shift.hours_text if shift.pk else ""

    @admin.display(description=pgettext_lazy("composition", "manned by"))
    def manning(self, shift):
        return manning_of(shift) if shift.pk else ""


def manning_of(shift):
    """ "1 × Polri (leads), 2 × TNI"."""
    return ", ".join(f"{place} ({_('leads')})" if place.leads else str(place) for place in shift.places.all())
