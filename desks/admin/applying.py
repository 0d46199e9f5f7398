"""The page on which a template is applied to many desks: choose, look at the number, then apply."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import Refused, apply_template
from ..actions.compositions import unfit
from ..forms import RowChoiceField
from ..models import DESK_TIERS, Area, Composition, Desk, Election, Tier
from ..models.areas import below

#: Names of desks that the page shows; the others it counts.
MOST_NAMED = 12


class ApplyForm(forms.Form):
    election = RowChoiceField(label=gettext_lazy("election"), queryset=Election.objects.none())
    area = RowChoiceField(label=gettext_lazy("at or below"), queryset=Area.objects.none())
    tiers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("desks of these tiers"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    applies_on = forms.DateField(
        label=gettext_lazy("only on"),
        required=False,
        widget=AdminDateWidget,
        help_text=gettext_lazy("Empty: every day. With a date it replaces the everyday one on that date."),
    )
    existing = forms.ChoiceField(
        label=gettext_lazy("desks that have one for that day already"),
        choices=[("keep", gettext_lazy("keep theirs")), ("replace", gettext_lazy("get this one instead"))],
        initial="keep",
        widget=forms.RadioSelect,
    )
    #: What the page counted last; applying anything else is shown first.
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args, desks, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._desks, area = desks, user.area
        self.fields["election"].queryset = Election.objects.filter(pk__in=desks.values("election"))
        near = Q() if user.is_superuser else below(area.code)
        self.fields["area"].queryset = Area.objects.filter(near, tier__lte=area.tier + 1)
        self.fields["area"].empty_label = None
        self.fields["area"].initial = area.pk
        top = Tier.PROVINCE if user.is_superuser else area.tier
        self.fields["tiers"].choices = [(tier.value, tier.label) for tier in DESK_TIERS if tier >= top]

    @property
    def desks(self):
        data = self.cleaned_data
        rows = self._desks.below(data["area"].pk)
        return rows.filter(election=data["election"], area__tier__in=data["tiers"]).select_related("area")

    @property
    def sign(self):
        """What is about to be done, in short: the number of desks belongs to it."""
        data = self.cleaned_data
        tiers = "".join(map(str, sorted(data["tiers"])))
        parts = data["election"].pk, data["area"].pk, tiers, data["applies_on"], data["existing"], self.desks.count()
        return "|".join(map(str, parts))


def apply_view(model_admin, request, template):
    """First a look at how many desks it is, then, sent again unchanged, the deed."""
    if template.desk_id is not None:
        messages.error(request, _("Choose one template: a composition without a desk."))
        return HttpResponseRedirect(reverse("admin:desks_composition_changelist"))
    desks = model_admin.admin_site.get_model_admin(Desk).get_queryset(request)
    form = ApplyForm(
        request.POST or None,
        desks=desks,
        user=request.user,
        initial={"area": request.user.area_id, "election": desks.values_list("election", flat=True).last()},
    )
    if form.is_valid():
        if form.cleaned_data["seen"] == form.sign and _done(request, template, form):
            return HttpResponseRedirect(reverse("admin:desks_composition_changelist"))
        form.data = form.data.copy()
        form.data["seen"] = form.sign
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Apply to desks"),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "template": template,
        "form": form,
        "preview": _preview(template, form) if form.is_valid() else None,
    }
    return TemplateResponse(request, "admin/desks/composition/apply.html", context)


def _done(request, template, form):
    data = form.cleaned_data
    try:
        applied, kept = apply_template(
            by=request.user,
            template=template,
            desks=form.desks,
            applies_on=data["applies_on"],
            replace=data["existing"] == "replace",
        )
    except Refused as error:
        messages.error(request, str(error))
        return False
    except IntegrityError:
        words = _("Somebody else saved the same at that moment. Nothing of yours was saved: look, then try again.")
        messages.error(request, words)
        return False
    words = ngettext(
        "The template was applied to %(count)d desk.", "The template was applied to %(count)d desks.", applied
    )
    if kept:
        stayed = ngettext("%(count)d desk kept its own.", "%(count)d desks kept their own.", kept)
        words = f"{words % {'count': applied}} {stayed % {'count': kept}}"
    else:
        words %= {"count": applied}
    messages.success(request, words)
    return True


def _preview(template, form):
    desks = list(form.desks)
    tiers = Counter(desk.area.tier for desk in desks)
    present = Composition.objects.filter(desk__in=desks, applies_on=form.cleaned_data["applies_on"]).count()
    return {
        "count": len(desks),
        "tiers": [(Tier(tier).label, number) for tier, number in sorted(tiers.items())],
        "present": present,
        "replace": form.cleaned_data["existing"] == "replace",
        "names": [desk.name for desk in desks[:MOST_NAMED]],
        "further": max(0, len(desks) - MOST_NAMED),
        "refusal": unfit(template, desks),
    }
