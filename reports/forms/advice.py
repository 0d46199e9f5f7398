"""The forms of recommendations (saran) and instructions (arahan), and the filters of the list of the former."""

from collections import Counter

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desks.formats import figure
from desks.forms import Boxes, KeyedForm, PlainChoiceField, PlainForm, Radios, RowChoiceField
from desks.models import Area, Election, Tier

from ..models import Classification, RecommendationState
from .filters import AreaCodeFilter

UNSETTLED = "unsettled"
#: What the button of each state says, worded as what happens.
SETTLE_LABELS = {
    RecommendationState.TAKEN_UP: pgettext_lazy("recommendation", "Take up"),
    RecommendationState.DONE: pgettext_lazy("recommendation", "Mark as done"),
    RecommendationState.DECLINED: pgettext_lazy("recommendation", "Decline"),
}
#: To whom an instruction goes: all desks below, all of a tier, or those ticked.
ALL, CHOSEN = "all", "chosen"
ALL_OF_TIER = {
    Tier.CITY: _("All cities and regencies"),
    Tier.DISTRICT: _("All districts"),
    Tier.WARD: _("All wards"),
}


def classifications_of(user):
    return [(level.value, level.label) for level in Classification.seen_by(user.role)]


class RecommendationFilter(PlainForm):
    """A wrong value narrows nothing and says so."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = PlainChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), (UNSETTLED, _("Not settled yet")), *RecommendationState.choices],
    )
    election = RowChoiceField(
        label=_("Election"), required=False, queryset=Election.objects.none(), empty_label=_("All")
    )
    area = AreaCodeFilter(label=_("Area"))

    def __init__(self, query, *, user, area):
        super().__init__(query)
        self.fields["election"].queryset = Election.objects.visible_to(user).held_in(area)
        offered = Area.objects.visible_to(user).below(area.pk)
        if area.tier < Tier.DISTRICT:
            offered = offered.filter(Q(tier__lte=area.tier + 1) | Q(pk=query.get("area", "").replace("\x00", "")))
        self.fields["area"].widget.choices = [("", _("All")), *((row.pk, row.full_name) for row in offered)]

    def narrow(self, recommendations):
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value:
                recommendations = getattr(self, f"_by_{name}")(recommendations, value)
        return recommendations

    def _by_q(self, recommendations, value):
        for word in value.split():
            recommendations = recommendations.filter(text__icontains=word)
        return recommendations

    def _by_state(self, recommendations, value):
        return recommendations.unsettled() if value == UNSETTLED else recommendations.filter(state=value)

    def _by_election(self, recommendations, value):
        return recommendations.filter(election=value)

    def _by_area(self, recommendations, value):
        return recommendations.below(value)


class RecommendationForm(KeyedForm):
    text = forms.CharField(
        label=_("Recommendation"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What should be done, by whom, until when."),
    )
    election = RowChoiceField(label=_("Election"), queryset=Election.objects.none(), empty_label=None)
    classification = PlainChoiceField(label=_("Classification"))

    def __init__(self, *args, user, area, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["election"].queryset = Election.objects.visible_to(user).held_in(area)
        self.fields["classification"].choices = classifications_of(user)


class SettleForm(PlainForm):
    """What becomes of a recommendation; the buttons carry the state."""

    state = PlainChoiceField(choices=RecommendationState.choices, widget=forms.HiddenInput)
    #: The state that the page showed.
    seen = PlainChoiceField(choices=RecommendationState.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("To decline, say why."),
    )

    def __init__(self, *args, row, **kwargs):
        self.buttons = [(state, SETTLE_LABELS[state]) for state in row.next_states]
        # Many of these forms stand on one page.
        kwargs |= {"auto_id": f"id_{row.pk}_%s", "initial": {"seen": row.state, **kwargs.get("initial", {})}}
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        declined = cleaned.get("state") == RecommendationState.DECLINED
        if declined and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say why the recommendation is declined."))
        return cleaned


class InstructionForm(KeyedForm):
    """`desks`: those that can be chosen, with their areas."""

    subject = forms.CharField(label=_("Subject"), max_length=140)
    text = forms.CharField(label=_("Instruction"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    classification = PlainChoiceField(label=_("Classification"))
    to = PlainChoiceField(label=_("To"), widget=Radios(attrs={"class": "form-check-input"}), initial=ALL)
    desks = forms.MultipleChoiceField(
        label=_("Desks"), required=False, widget=Boxes(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args, user, desks, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(desk.pk): desk for desk in desks}
        self.fields["classification"].choices = classifications_of(user)
        self.fields["desks"].choices = [(key, desk.area.full_name) for key, desk in self.offered.items()]
        self.fields["to"].choices = self._whom()

    def _whom(self):
        numbers = Counter(desk.area.tier for desk in self.offered.values())
        rows = [(ALL, _("All desks below"), len(self.offered))]
        if len(numbers) > 1:
            rows += [(str(tier), ALL_OF_TIER[tier], number) for tier, number in sorted(numbers.items())]
        return [
            *((key, f"{words} ({figure(number)})") for key, words, number in rows),
            (CHOSEN, _("Those ticked below")),
        ]

    def clean(self):
        cleaned = super().clean()
        if not self.offered:
            self.add_error(None, _("No active desk lies below this area."))
        if cleaned.get("to") == CHOSEN and not cleaned.get("desks") and "desks" not in self.errors:
            self.add_error("desks", _("Tick at least one desk."))
        return cleaned

    def chosen(self):
        """The desks it goes to."""
        to = self.cleaned_data["to"]
        if to == CHOSEN:
            return [self.offered[key] for key in dict.fromkeys(self.cleaned_data["desks"])]
        return [desk for desk in self.offered.values() if to in (ALL, str(desk.area.tier))]
