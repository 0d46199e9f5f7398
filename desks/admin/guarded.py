"""Any input gets a fitting answer in Django admin too, none a 500 (rule 20)."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest
from django.db.models import AutoField
from django.http import Http404

#: More words than that break the depth of a query on SQLite, and nobody types them.
LONGEST_SEARCH = 100
#: Digits of the largest key both databases can hold, less one.
KEY_DIGITS = 18


def is_key(text):
    """Whether a text can be the number of a row on both databases."""
    return text.isascii() and text.isdigit() and len(text) <= KEY_DIGITS


class KeySelect(AutocompleteSelect):
    """Shows again what was sent, where that is the number of a row: Django's own breaks at anything else."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in map(str, value) if is_key(key)], attr)


class GuardedAdmin(admin.ModelAdmin):
    """Rows that are not in `get_queryset` are 404, whatever the reason; lists take the filters they offer."""

    view_on_site = False
    show_full_result_count = False

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in self._offered_lookups(request)

    def _offered_lookups(self, request):
        for entry in self.get_list_filter(request):
            entry = entry[0] if isinstance(entry, tuple) else entry
            if isinstance(entry, type):
                yield entry.parameter_name
                continue
            field = get_fields_from_path(self.model, entry)[-1]
            path = f"{entry}__{field.target_field.name}" if field.remote_field else entry
            yield from (f"{path}__exact", f"{entry}__isnull")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        numbered = isinstance(db_field.target_field, AutoField)
        if numbered and db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def response_action(self, request, queryset):
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if isinstance(self.model._meta.pk, AutoField) and not all(map(is_key, keys)):
            raise BadRequest("A chosen row is no row")
        return super().response_action(request, queryset)
