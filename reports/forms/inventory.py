from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from desks.formats import day_short
from desks.forms import DayFilter, PlainChoiceField, PlainForm
from desks.hours import start_of
from desks.models import Election, Stage

from ..dashboard import usual_election
from ..inventory import NO_STAGE, OUTSIDE
from ..models import Category, SeverityLevel


class InventoryForm(PlainForm):
    """Which election and which incidents an inventory is about. A wrong value narrows nothing and says so.

    It reads what it offers once: `election` (None where none is held), its `stages`, all `categories`.
    """

    election = PlainChoiceField(label=_("Election"), required=False)
    stage = PlainChoiceField(label=_("Stage"), required=False)
    category = PlainChoiceField(label=_("Category"), required=False)
    severity = PlainChoiceField(label=_("Severity"), required=False, choices=[("", _("All")), *SeverityLevel.choices])
    occurred_from = DayFilter(label=_("Happened from"))
    occurred_until = DayFilter(label=_("Happened until"))

    def __init__(self, query, *, user, area, now):
        elections = {row.pk: row for row in Election.objects.visible_to(user)}
        self.election = elections.get(query.get("election"))
        if self.election is None:
            usual = usual_election(user, area, now)
            self.election = usual and elections.get(usual.pk)
        if self.election and not query.get("election"):
            query = query.copy()
            query["election"] = self.election.pk  # what the select shows
        self.stages = list(Stage.objects.visible_to(user).filter(election=self.election)) if self.election else []
        self.categories = list(Category.objects.all())
        super().__init__(query)
        self.fields["election"].choices = [(row.pk, row.label) for row in elections.values()]
        self.fields["stage"].choices = [
            ("", _("All")),
            *((str(row.pk), row.label) for row in self.stages),
            (OUTSIDE, _("Outside all stages")),
        ]
        self.fields["category"].choices = [("", _("All")), *((row.pk, row.label) for row in self.categories)]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("occurred_from"), cleaned.get("occurred_until")
        if first and last and first > last:
            self.add_error("occurred_until", _("The last day is before the first."))
        return cleaned

    @property
    def given(self):
        """Valid values of the filters, without the election."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "election"}

    def narrow(self, reports, zone):
        """Of the reports with a `stage_key` those that fit all valid filters."""
        for name, value in self.given.items():
            reports = getattr(self, f"_by_{name}")(reports, value, zone)
        return reports

    def _by_stage(self, reports, value, zone):
        return reports.filter(stage_key=NO_STAGE if value == OUTSIDE else int(value))

    def _by_category(self, reports, value, zone):
        return reports.filter(category=value)

    def _by_severity(self, reports, value, zone):
        return reports.filter(severity=value)

    def _by_occurred_from(self, reports, value, zone):
        return reports.filter(occurred_at__gte=start_of(value, zone))

    def _by_occurred_until(self, reports, value, zone):
        return reports.filter(occurred_at__lt=start_of(value + timedelta(days=1), zone))

    @property
    def link(self):
        """Parameters of the report list that holds the same reports; None where it has no such filter."""
        given = self.given
        if self.election is None or not given.keys() <= {"category", "severity"}:
            return None
        return {"election": self.election.pk, **given}

    @property
    def told(self):
        """(label, value) of each filter in use, in words: what is printed does not show the form."""
        return [(self.fields[name].label, self._in_words(name, value)) for name, value in self.given.items()]

    def _in_words(self, name, value):
        field = self.fields[name]
        return dict(field.choices)[value] if isinstance(field, forms.ChoiceField) else day_short(value)
