"""The history of a row: every change, by whom and when, in words; read, never turned back."""

from django.contrib.admin.utils import display_for_field, unquote
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from ..fields import ClockField, clock_text


class TrackedAdmin(SimpleHistoryAdmin):
    """Goes before ScopedAdmin: whoever sees a row may read its history."""

    def get_urls(self):
        """Without the page that turns a row back: it would write fields the form hides, and passwords."""
        return [url for url in super().get_urls() if not (url.name or "").endswith("_simple_history")]

    def history_view(self, request, object_id, extra_context=None):
        self.get_object(request, unquote(object_id))  # 404 where the row is not theirs to see
        return super().history_view(request, object_id, extra_context)

    def revert_disabled(self, request, obj=None):
        return True

    def get_historical_record_context_helper(self, request, historical_record):
        return ReadableChanges(self.model, historical_record)


class ReadableChanges(HistoricalRecordContextHelper):
    """Changes as the forms show them: 08.00 instead of 480, words instead of codes."""

    def prepare_delta_change_value(self, change, value):
        field = self.model._meta.get_field(change.field)
        if isinstance(field, ClockField) and value is not None:
            return clock_text(value)
        return display_for_field(value, field, "–")
