from django.contrib import admin

from ..models import Unit, UnitKind
from .history import TrackedAdmin
from .resources import UnitResource
from .scope import GlobalAdmin, ScopedAdmin
from .spreadsheets import SpreadsheetAdmin


@admin.register(UnitKind)
class UnitKindAdmin(GlobalAdmin):
    fields = ("code", "name_id", "name_en", "core", "tiers")
    list_display = ("code", "__str__", "core", "tiers")
    search_fields = ("code", "name_id", "name_en")


@admin.register(Unit)
class UnitAdmin(SpreadsheetAdmin, TrackedAdmin, ScopedAdmin):
    resource_classes = (UnitResource,)
    list_display = ("name", "kind", "area", "head_title")
    list_select_related = ("kind", "area")
    list_filter = ("kind", "area__tier")
    search_fields = ("name", "area__code", "area__name")
    autocomplete_fields = ("area",)
