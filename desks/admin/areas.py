from django.contrib import admin

from ..models import Area
from .scope import ScopedAdmin


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    """Official areas: read only, for everybody; `load_areas` brings them up to date."""

    area_of = "code"
    fields = ("code", "name", "tier", "kind", "time_zone")
    list_display = ("code", "__str__", "tier", "time_zone")
    list_filter = ("tier",)
    search_fields = ("code", "name")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
