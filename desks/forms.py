"""Form fields and the look shared by all forms of the product, and the forms of duties, swaps and logbook."""

import uuid

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .models import Duty, Officer
from .models.desks import is_of_this_century


class PlainForm(forms.Form):
    """A form whose widgets carry Bootstrap's classes and whose errors are announced."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", css_class(field.widget))

    @property
    def focus_errors(self):
        """(label, first error, id) of each wrong field, for the summary above the form."""
        return [
            (self[name].label, errors[0], self[name].id_for_label)
            for name, errors in self.errors.items()
            if name in self.fields
        ]


class KeyedForm(PlainForm):
    """A form that does its work once however often it is sent: it carries a key of its own (rule 17)."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"idempotency_key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


def renewed(form):
    """The same form with a fresh key, for someone who does mean a second one."""
    form.data = form.data.copy()
    form.data["idempotency_key"] = str(uuid.uuid4())
    return form


class LoginForm(AuthenticationForm):
    def clean_username(self):
        """Cut where no account's name reaches: failed tries are stored with the name, in a column that has an end."""
        return self.cleaned_data["username"][: self.username_field.max_length + 1]


def css_class(widget):
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class Grouped:
    """Boxes in a fieldset that carries the field's id: there the summary of errors leads."""

    def id_for_label(self, id_, index=None):
        return id_ if index is None else super().id_for_label(id_, index)


class Radios(Grouped, forms.RadioSelect):
    pass


class Boxes(Grouped, forms.CheckboxSelectMultiple):
    pass


class RowChoiceField(forms.ModelChoiceField):
    """A choice among the rows of a scoped queryset; junk, NUL bytes and foreign ids are all "no such choice"."""

    default_error_messages = {"invalid_choice": _("Choose one of the entries of the list.")}

    def to_python(self, value):
        if isinstance(value, str) and ("\x00" in value or len(value) > 40):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class PlainChoiceField(forms.ChoiceField):
    default_error_messages = {"invalid_choice": _("Choose one of the entries of the list.")}


class Written:
    """An input written in one go: templates of the filters of a list took longer than a query."""

    def render(self, name, value, attrs=None, renderer=None):
        shown = self.format_value(value)
        given = {} if shown is None else {"value": shown}
        own = {"type": self.input_type, "name": name, **given, **self.attrs}
        return format_html("<input{}>", flatatt(self.build_attrs(own, attrs)))


class SearchInput(Written, forms.TextInput):
    input_type = "search"


class DayInput(Written, forms.DateInput):
    input_type = "date"


class DayFilter(forms.DateField):
    """A date of this century: the end of all time cannot be a bound, there is no day after it."""

    def __init__(self, *, hidden=False, required=False, **kwargs):
        widget = forms.HiddenInput() if hidden else DayInput(format="%Y-%m-%d")
        super().__init__(required=required, widget=widget, **kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not is_of_this_century(day):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class DayForm(PlainForm):
    """Which date a list is about; a wrong one says so, and the list stays as it would be without."""

    on = DayFilter(label=_("Date"))

    def day(self):
        return self.cleaned_data.get("on") if self.is_valid() else None


def remark(label, **options):
    """A short text: a reason, an answer."""
    return forms.CharField(label=label, max_length=200, **options)


class LogEntryForm(KeyedForm):
    text = forms.CharField(
        label=_("New entry"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happened, who was there, what was done. Entries cannot be changed afterwards."),
    )


class ReplaceForm(PlainForm):
    """Who takes a duty over at once: one of the officers whom the rules allow."""

    officer = RowChoiceField(label=_("Replacement"), queryset=Officer.objects.none(), empty_label=_("Choose …"))
    reason = remark(_("Reason"))

    def __init__(self, *args, duty, free, **kwargs):
        super().__init__(*args, **kwargs)
        # All of the unit are accepted: who became busy meanwhile is refused by the rules, in words.
        self.fields["officer"].queryset = Officer.objects.of_units([duty.unit_id]).exclude(pk=duty.officer_id)
        self.fields["officer"].widget.choices = [("", _("Choose …")), *free]


class ColleagueForm(PlainForm):
    """The first step of a swap: whom to ask."""

    colleague = RowChoiceField(label=_("Colleague"), queryset=Officer.objects.none(), empty_label=_("Choose …"))

    def __init__(self, *args, colleagues, offers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues
        self.fields["colleague"].widget.choices = [
            ("", _("Choose …")),
            *((offer.colleague.pk, str(offer.colleague)) for offer in offers),
        ]


class SwapForm(PlainForm):
    """The second step: what the colleague is asked for, and why."""

    in_return = RowChoiceField(
        label=_("In return"),
        queryset=Duty.objects.none(),
        required=False,
        empty_label=_("Nothing: my colleague takes my duty"),
    )
    reason = remark(_("Reason"))

    def __init__(self, *args, colleague, offer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["in_return"].queryset = Duty.objects.published().filter(officer=colleague)
        self.fields["in_return"].widget.choices = [
            *([("", _("Nothing: my colleague takes my duty"))] if offer is None or offer.may_take else []),
            *((duty.pk, duty.when) for duty in (offer.trades if offer else ())),
        ]


class AnswerForm(PlainForm):
    """Yes or no to a swap; the buttons carry the answer."""

    answer = PlainChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)
    text = remark(_("Remark"), required=False)

    @property
    def says_yes(self):
        return self.cleaned_data["answer"] == "yes"


class DecisionForm(AnswerForm):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "no" and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say why the swap is refused."))
        return cleaned
