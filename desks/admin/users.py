from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UsernameField
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Unit, User
from .history import TrackedAdmin
from .resources import UserResource
from .scope import ScopedAdmin
from .spreadsheets import SpreadsheetAdmin

admin.site.unregister(Group)  # comes with Django's own user admin; roles do its work here


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("username", "name", "role", "area", "unit", "is_active", "is_superuser")
        field_classes = {"username": UsernameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "unit" in self.fields and self.instance.unit_id:
            # A police post of the kelurahan may belong to the Polres of the city, above the administrator.
            self.fields["unit"].queryset |= Unit.objects.filter(pk=self.instance.unit_id)

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise ValidationError(self.instance.unique_error_message(User, ["username"]))
        return username


class NewUserForm(BaseUserCreationForm, UserForm):
    class Meta(UserForm.Meta):
        fields = ("username", "name", "role", "area", "unit")


class PasswordForm(AdminPasswordChangeForm):
    """Without the choice of no password at all: such an account is a closed one, see "active"."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


@admin.register(User)
class UserAdmin(SpreadsheetAdmin, TrackedAdmin, ScopedAdmin, DjangoUserAdmin):
    """Accounts of the area and below. Never deleted, only closed; nobody raises or moves themselves."""

    resource_classes = (UserResource,)
    form = UserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    change_user_password_template = "admin/set_password.html"  # noqa: S105 - a path
    list_display = ("username", "name", "role", "area", "unit", "is_active")
    list_filter = ("role", "is_active", "area__tier")
    search_fields = ("username", "name", "area__code", "area__name", "unit__name")
    autocomplete_fields = ("area",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password_link", "name", "role", "area", "unit", "is_active")}),)
    add_fieldsets = ((None, {"fields": ("username", "name", "role", "area", "unit", "password1", "password2")}),)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("area", "unit")

    def get_search_results(self, request, queryset, search_term):
        """The search for an officer's login offers those that no officer has."""
        rows, distinct = super().get_search_results(request, queryset, search_term)
        wanted = request.GET.get("model_name") == "officer" and request.GET.get("field_name") == "user"
        return (rows.filter(officer=None) if wanted else rows), distinct

    def is_manageable(self, user, row):
        return user.is_superuser or (not row.is_superuser and super().is_manageable(user, row))

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            fieldsets = (*fieldsets, (_("Everything"), {"fields": ("is_superuser",)}))
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        fields = (*super().get_readonly_fields(request, obj), "password_link")
        own = obj is not None and obj.pk == request.user.pk
        return (*fields, "role", "area", "is_active", "is_superuser") if own else fields

    @admin.display(description=gettext_lazy("password"))
    def password_link(self, user):
        url = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', url, _("Set a new password"))
