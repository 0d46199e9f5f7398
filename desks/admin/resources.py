"""Rows of a spreadsheet and what they become: units and accounts, within the administrator's area only."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from ..models import Area, Role, Unit, UnitKind, User
from .cells import read_cell, write_cell

MOST_ROWS = 1000
#: A password takes a tenth of a second to hash, on purpose; a page may not take minutes.
MOST_PASSWORDS = 100


class ScopedResource(resources.ModelResource):
    """All or nothing, row errors in words; rows outside the administrator's area do not exist."""

    #: Columns without which a file cannot be read.
    needed_columns = ()
    #: What the cells hold, for the page that asks for the file.
    hints = ()

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def rows_of(self, model):
        rows = model._default_manager
        return rows.all() if self.user.is_superuser else rows.visible_to(self.user)

    def get_queryset(self):
        return self.rows_of(self._meta.model)

    def before_import(self, dataset, **kwargs):
        dataset.headers = [str(read_cell(name)).lower() for name in dataset.headers or []]
        if missing := [name for name in self.needed_columns if name not in dataset.headers]:
            self._refuse(dataset, _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
        if len(dataset) > MOST_ROWS:
            self._refuse(dataset, _("At most %(count)d rows at a time.") % {"count": MOST_ROWS})

    def _refuse(self, dataset, sentence):
        del dataset[:]  # one sentence says it; a thousand rows need not repeat it
        raise ValueError(sentence)

    def before_import_row(self, row, **kwargs):
        """Resolve what a row names, or say which cell is wrong."""
        for name, value in row.items():
            row[name] = read_cell(value, code=name == "area")
            if "\x00" in row[name]:
                raise ValidationError({name: _("This cell holds a character that cannot be stored.")})
        if not self.rows_of(Area).filter(pk=row["area"]).exists():
            raise ValidationError({"area": _("Your area holds none with the code “%(code)s”.") % {"code": row["area"]}})

    def export_resource(self, instance, selected_fields=None, **kwargs):
        return [write_cell(value) for value in super().export_resource(instance, selected_fields, **kwargs)]


class UnitResource(ScopedResource):
    needed_columns = ("area", "name", "kind")
    hints = (gettext_lazy("area and kind: their codes. A unit that is there already, by area and name, is changed."),)
    area = fields.Field("area", "area", ForeignKeyWidget(Area, "code"))
    kind = fields.Field("kind", "kind", ForeignKeyWidget(UnitKind, "code"))

    class Meta:
        model = Unit
        fields = ("area", "kind", "name", "head_title")
        import_id_fields = ("area", "name")
        clean_model_instances = skip_unchanged = skip_html_diff = True

    def before_import_row(self, row, **kwargs):
        super().before_import_row(row, **kwargs)
        if not UnitKind.objects.filter(pk=row["kind"]).exists():
            raise ValidationError({"kind": _("There is no kind “%(code)s”.") % {"code": row["kind"]}})


class UserResource(ScopedResource):
    """Accounts by user name. Passwords are taken in and never given out; nobody becomes a superuser here."""

    needed_columns = ("username", "name", "role", "area")
    hints = (
        format_lazy("role: {}", ", ".join(Role.values)),
        gettext_lazy("area: the code. unit: the name, may be empty. An account that is there already is changed."),
        gettext_lazy("password: may be empty; a new account then cannot log in until it is given one."),
    )
    area = fields.Field("area", "area", ForeignKeyWidget(Area, "code"))
    unit = fields.Field("unit__name", "unit", readonly=True)  # read by `_unit_of`: a name alone is no key
    password = fields.Field(column_name="password")  # without an attribute: never copied to or from an account
    active = fields.Field("is_active", "active", readonly=True)

    class Meta:
        model = User
        fields = ("username", "name", "role", "area", "unit", "active", "password")
        import_id_fields = ("username",)
        clean_model_instances = skip_unchanged = skip_html_diff = True

    def get_user_visible_fields(self):
        return [field for field in super().get_user_visible_fields() if field.column_name != "active"]

    def get_export_order(self):
        return tuple(name for name in super().get_export_order() if name != "password")

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        if "password" in dataset.headers and sum(map(bool, dataset["password"])) > MOST_PASSWORDS:
            self._refuse(dataset, _("At most %(count)d rows with a password at a time.") % {"count": MOST_PASSWORDS})

    def before_import_row(self, row, **kwargs):
        super().before_import_row(row, **kwargs)
        row["username"] = User.normalize_username(row["username"])

    def init_instance(self, row=None):
        user = super().init_instance(row)
        user.set_unusable_password()
        return user

    def import_instance(self, instance, row, **kwargs):
        before = (instance.role, instance.area_id)
        super().import_instance(instance, row, **kwargs)
        if "unit" in row:
            instance.unit = self._unit_of(instance, row["unit"])
        if instance.pk == self.user.pk and before != (instance.role, instance.area_id):
            raise ValidationError({"username": _("You cannot change your own role or area.")})
        if User.objects.filter(username__iexact=instance.username).exclude(pk=instance.pk).exists():
            raise ValidationError({"username": instance.unique_error_message(User, ["username"])})
        if instance.role not in Role.values:
            words = _("“%(role)s” is no role. Use one of: %(roles)s.")
            raise ValidationError({"role": words % {"role": instance.role, "roles": ", ".join(Role.values)}})
        self._check_password(instance, row.get("password"))

    def _unit_of(self, user, name):
        """The unit of that name: the present one, else the only one, else the nearest at or above the area."""
        if not name or (user.unit and user.unit.name == name):
            return user.unit if name else None
        units = list(self.rows_of(Unit).filter(name=name)[:100])
        nearest = sorted((unit for unit in units if unit.area_id in user.area.path), key=lambda unit: unit.area_id)
        if len(units) != 1 and not nearest:
            raise ValidationError({"unit": _("Your area holds no unit “%(name)s”, or several.") % {"name": name}})
        return units[0] if len(units) == 1 else nearest[-1]

    def _check_password(self, user, password):
        if password:
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise ValidationError({"password": error.messages}) from error

    def skip_row(self, instance, original, row, import_validation_errors=None):
        changed = row.get("password") or instance.unit_id != original.unit_id
        return not changed and super().skip_row(instance, original, row, import_validation_errors)

    def before_save_instance(self, instance, row, **kwargs):
        if row.get("password") and not kwargs.get("dry_run"):
            instance.set_password(row["password"])
