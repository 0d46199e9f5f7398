from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields
from import_export.widgets import ForeignKeyWidget

from ...models import Area, Role, Unit, User
from .base import MOST_PASSWORDS, AreaRows


class UserResource(AreaRows):
    """Accounts by user name. Passwords are taken in and never given out; nobody becomes a superuser here."""

    needed_columns = ("username", "name", "role", "area")
    hints = (
        format_lazy("role: {}", ", ".join(Role.values)),
        gettext_lazy("area: the code. unit: the name, may be empty. An account that is there already is changed."),
        gettext_lazy("password: may be empty; a new account then cannot log in until it is given one."),
    )
    sample = {
        "username": "contoh.budi",
        "name": "Contoh Budi",
        "role": "officer",
        "area": "31.72.01.1005",
        "unit": "Polres Contoh",
    }
    set_by_hand = ("unit_id",)
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
        return not row.get("password") and super().skip_row(instance, original, row, import_validation_errors)

    def before_save_instance(self, instance, row, **kwargs):
        if row.get("password") and not kwargs.get("dry_run"):
            instance.set_password(row["password"])
