from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desks.admin.guarded import GuardedAdmin
from desks.admin.history import TrackedAdmin
from desks.admin.scope import GlobalAdmin, ScopedAdmin
from desks.fields import clock_text, parse_clock
from desks.models import Election

from .models import Category, Event, Report, ReportingTimes, Severity
from .models.schedule import MOST_TIMES, check_times


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


class ClockListField(forms.CharField):
    """Times of a day as people write them, "06.00, 08.00"; minutes since midnight as they are stored."""

    def __init__(self, **options):
        super().__init__(max_length=MOST_TIMES * 8, validators=[], **options)

    def prepare_value(self, value):
        return ", ".join(clock_text(minutes) for minutes in value) if isinstance(value, list) else value

    def to_python(self, value):
        try:
            times = [parse_clock(word) for word in super().to_python(value).replace(";", ",").split(",")]
        except ValueError:
            times = []
        check_times(times)
        return times

    def run_validators(self, value):
        """Checked while it was read: the length of a text is nothing to ask of a list."""

    def has_changed(self, initial, data):
        try:
            return self.to_python(data or "") != initial
        except ValidationError:
            return True


class ReportingTimesForm(forms.ModelForm):
    times = ClockListField(
        label=_("times"),
        help_text=_("One or several times of a day, separated by commas: 16.00, or 06.00, 12.00, 18.00."),
    )


@admin.register(ReportingTimes)
class ReportingTimesAdmin(TrackedAdmin, ScopedAdmin):
    """When daily reports are due, where an election differs from the usual times; for whoever keeps the election."""

    area_of = "election.scope_id"
    form = ReportingTimesForm
    fieldsets = (
        (
            None,
            {
                "fields": ("election", "tier", "on_voting_day", "effective_from", "times", "grace_minutes"),
                "description": _(
                    "Usual times: every day wards 16.00, districts 17.00, cities 18.00, provinces 19.00; on voting day "
                    "all at 06.00, 08.00, 10.00, 12.00, 14.00, 17.00 and 21.00. A row here takes their place from its "
                    "date on."
                ),
            },
        ),
    )
    list_display = ("__str__", "election", "on_voting_day", "effective_from", "grace_minutes")
    list_select_related = ("election",)
    list_filter = (("election", admin.RelatedOnlyFieldListFilter), "tier", "on_voting_day")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "election":
            kwargs["queryset"] = Election.objects.manageable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


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
