from django import forms
from django.utils.translation import gettext_lazy as _

from desks.forms import DayFilter, PlainForm


class RoundForm(PlainForm):
    """Which round of which election a board is about. A wrong value chooses nothing; it is never an error page."""

    election = forms.SlugField(label=_("Election"), required=False, max_length=40, widget=forms.Select)
    on = DayFilter(label=_("Date"))
    #: The time of day at which the periods end, where a date has several rounds.
    at = forms.TimeField(required=False, input_formats=["%H:%M"], widget=forms.HiddenInput)

    def choice(self):
        """What `board_of` takes."""
        self.is_valid()
        cleaned = self.cleaned_data
        return {"slug": cleaned.get("election", ""), "on": cleaned.get("on"), "at": cleaned.get("at")}

    def offering(self, elections):
        self.fields["election"].widget.choices = [(row.pk, row.label) for row in elections]
        return self
