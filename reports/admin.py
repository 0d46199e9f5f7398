from django.contrib import admin

from desks.admin.guarded import GuardedAdmin
from desks.admin.scope import GlobalAdmin

from .models import Category, Event, Report, Severity


@admin.register(Severity)
class SeverityAdmin(GlobalAdmin):
    """The four severities: their times may change, none comes or goes."""

    fields = ("code", "respond_minutes", "resolve_minutes", "clock")
    list_display = ("__str__", "respond_minutes", "resolve_minutes", "clock")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Category)
class CategoryAdmin(GlobalAdmin):
    fields = ("code", "name_id", "name_en", "group_id", "severity", "respond_minutes", "classification")
    list_display = ("code", "__str__", "group_id", "severity", "classification")
    list_select_related = ("severity",)
    list_filter = ("severity", "classification")
    search_fields = ("code", "name_id", "name_en")


class ReadOnlyForSuperusers:
    """Reports change by their steps alone; administrators do not see them at all."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class EventInline(ReadOnlyForSuperusers, admin.TabularInline):
    model = Event
    extra = 0
    fields = ("seq", "kind", "at", "actor", "from_desk", "to_desk", "from_state", "to_state", "text")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor", "from_desk", "to_desk")


@admin.register(Report)
class ReportAdmin(ReadOnlyForSuperusers, GuardedAdmin):
    list_display = ("number", "title", "state", "severity", "classification", "held_by", "filed_at")
    list_select_related = ("severity", "held_by")
    list_filter = ("state", "severity", "classification")
    search_fields = ("^number", "title")
    inlines = (EventInline,)

    def get_queryset(self, request):
        reports = super().get_queryset(request)
        return reports if self.has_view_permission(request) else reports.none()

    def has_module_permission(self, request):
        return self.has_view_permission(request)
