"""Who sees and changes which rows in Django admin: role and area decide, never Django's permissions (rule 3)."""

from operator import attrgetter

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import IntegrityError
from django.db.models import PROTECT, AutoField
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..fields import ClockField
from .guarded import GuardedAdmin
from .history import TrackedAdmin


class ScopedAdmin(GuardedAdmin):
    """Rows of the administrator's area and below; for all others the same 404 as for rows that never were.

    Whatever a foreign key offers is what the admin class of its model shows to that person, so a row
    outside can neither be chosen nor be posted.
    """

    formfield_overrides = {ClockField: {"widget": AdminTextInputWidget}}
    #: Attributes from a row to the code of the area that decides who may change it.
    area_of = "area_id"

    # Who may

    def get_queryset(self, request):
        rows = request.user.rows_of(self.model)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def is_manageable(self, user, row):
        return user.is_superuser or user.area.covers(attrgetter(self.area_of)(row))

    def has_module_permission(self, request):
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request):
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.admin_site.has_permission(request) and (obj is None or self.is_manageable(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    # What the form holds

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", self.admin_site.get_model_admin(db_field.related_model).get_queryset(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """A key written by people is fixed once the row exists: another key would make another row."""
        fields = tuple(super().get_readonly_fields(request, obj))
        key = self.model._meta.pk
        return fields if obj is None or isinstance(key, AutoField) else (*fields, key.name)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            words = _("Somebody else saved the same at that moment. Nothing of yours was saved: look, then try again.")
            messages.error(request, words)
            return HttpResponseRedirect(request.get_full_path())

    # Deleting: what is in use stays, and the page says so

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if self.has_delete_permission(request, row) and is_in_use(row):
            return self._refuse_to_delete(request, row)
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:  # put to use between the question and the answer
            return self._refuse_to_delete(request, row)

    def _refuse_to_delete(self, request, row):
        messages.error(request, _("“%(row)s” is in use and stays: other records refer to it.") % {"row": row})
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))


class GlobalAdmin(TrackedAdmin, ScopedAdmin):
    """A table that serves every area: administrators read it, superusers change it."""

    def get_queryset(self, request):
        ordering = self.get_ordering(request)
        rows = self.model._default_manager.all()
        return rows.order_by(*ordering) if ordering else rows

    def is_manageable(self, user, row):
        return user.is_superuser

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and request.user.is_superuser

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.is_superuser


class DistinctRows(BaseInlineFormSet):
    """Says in words what is there twice: Django leaves constraints over the parent to the database."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete")

    def clean(self):
        super().clean()
        for constraint in self.model._meta.total_unique_constraints:
            self._refuse_twins([name for name in constraint.fields if name != self.fk.name])

    def _refuse_twins(self, names):
        edited = {form.instance.pk for form in self.initial_forms}
        seen = {tuple(getattr(row, name) for name in names) for row in self.get_queryset() if row.pk not in edited}
        for form in self.forms:
            if form in self.deleted_forms or not form.is_valid() or not form.cleaned_data:
                continue
            values = tuple(form.cleaned_data[name] for name in names)
            if values in seen:
                form.add_error(names[-1], _("This is there twice."))
            seen.add(values)


class ScopedInline(admin.TabularInline):
    """Rows that belong to the row of the page: whoever may change that one may change these."""

    extra = 0
    formset = DistinctRows
    formfield_overrides = ScopedAdmin.formfield_overrides

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """In a table the title of the column names the box to the eye only."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return field

    def has_view_permission(self, request, obj=None):
        return self._parent_admin.has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._parent_admin.has_change_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission

    @property
    def _parent_admin(self):
        return self.admin_site.get_model_admin(self.parent_model)


def is_in_use(row):
    """Whether a row that must not lose this one refers to it."""
    relations = [
        field for field in row._meta.get_fields(include_hidden=True) if field.auto_created and field.is_relation
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in relations
        if getattr(relation, "on_delete", None) is PROTECT
    )
