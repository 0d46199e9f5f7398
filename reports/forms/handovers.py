from django import forms
from django.utils.translation import gettext_lazy as _

from desks.forms import KeyedForm


class HandoverForm(KeyedForm):
    notes = forms.CharField(
        label=_("Notes for the incoming lead"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What happened, what is still to do, what was agreed with whom."),
    )
    #: The newest handover when the form was opened.
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def seeing(self, handover):
        """The same form, knowing of a handover that was written meanwhile."""
        self.data = self.data.copy()
        self.data["seen"] = str(handover.pk)
        return self
