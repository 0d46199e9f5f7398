"""The forms of the steps: what each one needs to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desks.forms import PlainChoiceField, PlainForm, RowChoiceField
from desks.models import Unit

from ..models import Category, Classification, Severity
from .filing import StationsMixin, grouped_categories, stations_field, stations_total_field


def words(label, *, required=True, help_text=""):
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(PlainForm):
    """Base: knows the report, its chain (desks it can be returned to) and the person; cleans to `data()`."""

    turn = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    text_field = ""

    def __init__(self, *args, report, user, targets=(), **kwargs):
        self.report, self.user, self.targets = report, user, targets
        kwargs.setdefault("auto_id", f"id_{self.slug()}_%s")
        kwargs["initial"] = {"turn": report.turn, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    @classmethod
    def slug(cls):
        return cls.__name__.removesuffix("Form").lower()

    def data_for_step(self):
        return {**self.cleaned_data, "text": self.cleaned_data.get(self.text_field, "")}


class AcknowledgeForm(StepForm):
    pass


class ForwardForm(StepForm):
    reason = words(_("Reason"), help_text=_("Why the desk above should take it."))
    recommendation = words(_("Recommendation"), help_text=_("What you advise the desk above to do."))
    text_field = "reason"

    def data_for_step(self):
        return {**super().data_for_step(), "advice": self.cleaned_data["recommendation"]}


class ReturnForm(StepForm):
    desk = PlainChoiceField(label=_("To which desk"))
    instruction = words(_("Instruction"), help_text=_("What the desk below should do."))
    text_field = "instruction"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["desk"].choices = [(str(desk.pk), str(desk)) for desk in self.targets]


class TakeOverForm(StepForm):
    reason = words(_("Reason"), required=False)
    text_field = "reason"


class NoteForm(StepForm):
    note = words(_("Note"))
    text_field = "note"


class ReferForm(StepForm):
    unit = RowChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose …"))
    instruction = words(_("What the unit is asked to do"))
    text_field = "instruction"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(self.user).order_by("area", "name")


class RecommendForm(StepForm):
    recommendation = words(_("Recommendation"))
    text_field = "recommendation"


class FiguresForm(StationsMixin, StepForm):
    polling_stations = stations_field()
    stations_affected = stations_total_field()
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Whose figures, as of when: provisional figures at 14.00.")
    )
    text_field = "source"

    def __init__(self, *args, report, **kwargs):
        kwargs["initial"] = {
            "polling_stations": report.polling_stations,
            "stations_affected": report.stations_affected,
        }
        super().__init__(*args, report=report, **kwargs)

    def clean(self):
        return self.clean_stations(super().clean())


class ReclassifyForm(StepForm):
    category = RowChoiceField(label=_("Category"), queryset=Category.objects.none(), empty_label=None)
    severity = RowChoiceField(label=_("Severity"), queryset=Severity.objects.none(), empty_label=None)
    classification = PlainChoiceField(label=_("Classification"))
    reason = words(_("Reason"))
    text_field = "reason"

    def __init__(self, *args, report, user, **kwargs):
        kwargs["initial"] = {
            "category": report.category_id,
            "severity": report.severity_id,
            "classification": report.classification,
        }
        super().__init__(*args, report=report, user=user, **kwargs)
        self.fields["category"].queryset = Category.objects.select_related("severity")
        self.fields["category"].widget.choices = grouped_categories()[1:]
        self.fields["severity"].queryset = Severity.objects.order_by("resolve_minutes")
        self.fields["classification"].choices = [
            (choice.value, choice.label) for choice in Classification.seen_by(user.role)
        ]


class ResolveForm(StepForm):
    action_taken = words(_("Action taken"), help_text=_("What was done, by whom, with what result."))
    text_field = "action_taken"


class CloseForm(StepForm):
    note = words(_("Note"), required=False)
    text_field = "note"


class ReopenForm(StepForm):
    reason = words(_("Reason"))
    text_field = "reason"


class UnfoundedForm(StepForm):
    reason = words(_("Reason"), help_text=_("How it was verified that nothing of the kind happened."))
    text_field = "reason"


STEP_FORMS = {
    "acknowledge": AcknowledgeForm,
    "forward": ForwardForm,
    "return": ReturnForm,
    "take-over": TakeOverForm,
    "note": NoteForm,
    "refer": ReferForm,
    "recommend": RecommendForm,
    "figures": FiguresForm,
    "reclassify": ReclassifyForm,
    "resolve": ResolveForm,
    "close": CloseForm,
    "reopen": ReopenForm,
    "unfounded": UnfoundedForm,
}
