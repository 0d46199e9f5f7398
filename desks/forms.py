"""Form fields and the look shared by all forms of the product."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


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


class LoginForm(AuthenticationForm):
    def clean_username(self):
        """Cut where no account's name reaches: failed tries are stored with the name, in a column that has an end."""
        return self.cleaned_data["username"][: self.username_field.max_length + 1]


def css_class(widget):
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class RowChoiceField(forms.ModelChoiceField):
    """A choice among the rows of a scoped queryset; junk, NUL bytes and foreign ids are all "no such choice"."""

    default_error_messages = {"invalid_choice": _("Choose one of the entries of the list.")}

    def to_python(self, value):
        if isinstance(value, str) and ("\x00" in value or len(value) > 40):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class PlainChoiceField(forms.ChoiceField):
    default_error_messages = {"invalid_choice": _("Choose one of the entries of the list.")}
