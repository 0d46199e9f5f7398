"""Forms of a daily report: the draft, and why a signed one is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from desks.forms import Boxes, PlainChoiceField, PlainForm

from ..models import Classification
from ..models.daily import LINE, MOST_LINES, MOST_NOTABLE, PARAGRAPH

#: More than any revision reaches, and less than the column holds.
HIGHEST_REVISION = 2**31 - 2


class TextField(forms.CharField):
    """Text of several lines. A line's end counts as one character, as the browser counts while it is typed."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def paragraph(label, rows=4, **options):
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, max_length=PARAGRAPH, required=False, widget=widget, **options)


def line(label, **options):
    return forms.CharField(label=label, max_length=LINE, required=False, **options)


class LinesField(TextField):
    """A list, one entry a line; cleans to the lines that hold something."""

    default_error_messages = {
        "many": ngettext_lazy("Write at most %(limit)d line.", "Write at most %(limit)d lines.", "limit"),
        "long": ngettext_lazy(
            "Each line may have at most %(limit)d character.",
            "Each line may have at most %(limit)d characters.",
            "limit",
        ),
    }

    def __init__(self, *, rows=3, **kwargs):
        longest = MOST_LINES * (LINE + 1)
        super().__init__(max_length=longest, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise self._error("many", MOST_LINES)
        if any(len(line) > LINE for line in lines):
            raise self._error("long", LINE)
        return lines

    def _error(self, code, limit):
        return forms.ValidationError(self.error_messages[code], code=code, params={"limit": limit})


class NotableField(forms.MultipleChoiceField):
    """Numbers of the incidents to be told. One that is not offered (any more) is left out, whatever the reason."""

    default_error_messages = {
        "many": ngettext_lazy("Choose at most %(limit)d incident.", "Choose at most %(limit)d incidents.", "limit")
    }
    widget = Boxes

    def validate(self, value):
        if len(self._offered(value)) > MOST_NOTABLE:
            raise forms.ValidationError(self.error_messages["many"], code="many", params={"limit": MOST_NOTABLE})

    def clean(self, value):
        return self._offered(super().clean(value))

    def _offered(self, value):
        chosen = set(value)
        return [number for number, _label in self.choices if number in chosen]


class DraftForm(PlainForm):
    """What people write in a daily report. `offered` is what `reports.daily.content.offered_incidents` gives."""

    basis = paragraph(_("Basis"), rows=2)
    stage = line(_("Election stage"))
    situation = paragraph(_("General situation"))
    is_nihil = forms.BooleanField(label=_("Nothing to report (Nihil)"), required=False)
    notable = NotableField(label=_("Notable incidents"), required=False)
    analysis = paragraph(_("Analysis"))
    prediction = paragraph(_("Prediction"), rows=3)
    recommendations = LinesField(
        label=_("Recommendations"),
        help_text=_("One a line. Each enters the list of recommendations when it is signed."),
    )
    needs = paragraph(_("Needs"), rows=2)
    addressee = line(_("Addressee"))
    copies = LinesField(label=_("Copies to"), help_text=_("One a line."), rows=2)
    words_classification = PlainChoiceField(
        label=_("Classification of these words"),
        help_text=_(
            "Of situation, analysis, prediction, recommendations and needs. "
            "Basis, stage, addressee and copies are read by everyone who reads the report."
        ),
    )
    #: The one the page was made from; a form without is as old as one from before the first saving.
    revision = forms.IntegerField(
        min_value=0, max_value=HIGHEST_REVISION, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, user, draft, offered, **kwargs):
        kwargs["initial"] = {**written(draft, offered), "revision": draft.revision}
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["notable"].choices = [(report.number, report.title) for report, _chosen, _told in offered]
        seen = Classification.seen_by(user.role)
        self.fields["words_classification"].choices = [(choice.value, choice.label) for choice in seen]

    @property
    def words(self):
        """What `save_draft` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    @property
    def revision_shown(self):
        return self.cleaned_data["revision"] or 0

    @property
    def incidents(self):
        """(report, whether ticked, whether told from below) of each incident offered."""
        ticked = set(self["notable"].value() or ())
        return [(report, report.number in ticked, told) for report, _chosen, told in self.offered]

    def differing(self, draft, offered):
        """{field: what the draft holds} where that differs from what was typed here."""
        theirs = written(draft, offered)
        return {name: theirs[name] for name, typed in self.words.items() if _plain(theirs[name]) != _plain(typed)}

    def over(self, draft, offered):
        """The same form as one that has seen the draft; fields that differ carry what the draft holds."""
        for name, value in self.differing(draft, offered).items():
            self.fields[name].theirs = in_words(name, value, offered) or "–"
        self.data = self.data.copy()
        self.data["revision"] = str(draft.revision)
        self.offered = offered
        return self

    def typed(self):
        """(label, text) of what was written in a form that can no longer be sent, so that it can be copied."""
        texts = (field for field in self if isinstance(field.field, forms.CharField) and not field.is_hidden)
        return [(field.label, field.value()) for field in texts if field.value()]


def written(draft, offered):
    """The words of a draft as the form holds them; of the chosen incidents those that are offered."""
    words = {name: getattr(draft, name) for name in DraftForm.base_fields if name not in ("notable", "revision")}
    return {**words, "notable": [report.number for report, chosen, _told in offered if chosen]}


def in_words(name, value, offered):
    """A value of a draft as a person reads it."""
    if name == "notable":
        return "\n".join(report.title for report, _chosen, _told in offered if report.number in value)
    if name == "words_classification":
        return Classification(value).label
    if name == "is_nihil":
        return _("Yes") if value else _("No")
    return "\n".join(value) if isinstance(value, list) else value


def _plain(value):
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


class CorrectionForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=LINE,
        help_text=_("What was wrong. It stands in the letter."),
    )
