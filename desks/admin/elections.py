from django.contrib import admin

from ..models import Election, Stage
from .history import TrackedAdmin
from .scope import ScopedAdmin, ScopedInline


class StageInline(ScopedInline):
    model = Stage
    fields = ("order", "name_id", "name_en", "starts_on", "ends_on", "watch_id")
    show_change_link = True


@admin.register(Election)
class ElectionAdmin(TrackedAdmin, ScopedAdmin):
    """All elections held in the area are seen; those held wholly within it may be changed."""

    area_of = "scope_id"
    fields = ("slug", "name_id", "name_en", "voting_on", "scope")
    list_display = ("__str__", "voting_on", "scope")
    list_select_related = ("scope",)
    search_fields = ("slug", "name_id", "name_en")
    autocomplete_fields = ("scope",)
    inlines = (StageInline,)

    def has_delete_permission(self, request, obj=None):
        """With an election go its stages and figures: not for a city to decide."""
        return super().has_delete_permission(request, obj) and request.user.is_superuser


@admin.register(Stage)
class StageAdmin(TrackedAdmin, ScopedAdmin):
    area_of = "election.scope_id"
    list_display = ("__str__", "election", "order", "starts_on", "ends_on")
    list_select_related = ("election",)
    list_filter = (("election", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name_id", "name_en")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "election":
            kwargs["queryset"] = Election.objects.manageable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
