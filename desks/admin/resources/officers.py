import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields

from ...models import Officer, User
from .base import DayWidget, PhoneWidget, UnitRows

#: Spreadsheets keep fifteen digits of a number; a NIP has eighteen.
MOST_DIGITS = 15
SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)


class OfficerResource(UnitRows):
    """Officers by unit and service number, where there is none by unit and name."""

    needed_columns = ("unit", "name")
    hints = (
        gettext_lazy(
            "unit: its name as in the table of units; area: the code of the unit's area, needed only where several "
            "units are called the same."
        ),
        gettext_lazy(
            "An officer who is there already is changed: found by unit and service_number, or by unit and name "
            "where that is empty."
        ),
        gettext_lazy(
            "service_number (NIP/NRP): as text, or the spreadsheet rounds it. phone: 0812..., +62812... or 021-..."
        ),
        gettext_lazy("login: a user name that no other officer has, may be empty."),
        gettext_lazy("available_from, available_until: 2024-10-03 or 03/10/2024, may be empty."),
    )
    sample = {
        "unit": "Polres Contoh",
        "area": "31.72",
        "name": "Contoh Budi",
        "rank": "AKP",
        "service_number": "85010001",
        "phone": "0812-0000-0001",
        "available_from": "2024-10-03",
        "available_until": "2024-12-15",
    }
    set_by_hand = ("unit_id", "user_id")
    unit = fields.Field("unit__name", "unit", readonly=True)  # a name alone is no key: `unit_of` reads it
    area = fields.Field("unit__area_id", "area", readonly=True)
    phone = fields.Field("phone", "phone", PhoneWidget())
    login = fields.Field("user__username", "login", readonly=True)
    available_from = fields.Field("available_from", "available_from", DayWidget())
    available_until = fields.Field("available_until", "available_until", DayWidget())

    class Meta:
        model = Officer
        fields = (
            "unit",
            "area",
            "name",
            "rank",
            "service_number",
            "phone",
            "login",
            "available_from",
            "available_until",
        )
        import_id_fields = ("unit", "name")
        clean_model_instances = skip_unchanged = skip_html_diff = True

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "user")

    def before_import_row(self, row, row_number=None, **kwargs):
        refuse_rounded_number(row.get("service_number"))
        super().before_import_row(row, row_number=row_number, **kwargs)
        if not row["name"]:
            raise ValidationError({"name": _("The name is missing.")})
        if not row.get("service_number"):
            row.pop("service_number", None)  # an empty cell takes nobody's number away
        column = "service_number" if "service_number" in row else "name"
        self.refuse_twins(column, (self.unit_of(row).pk, column, row[column].lower()), row_number)

    def get_instance(self, instance_loader, row):
        return find_officer(self.get_queryset(), self.unit_of(row), row["name"], row.get("service_number"))

    def import_instance(self, instance, row, **kwargs):
        instance.unit = self.unit_of(row)
        super().import_instance(instance, row, **kwargs)
        if "login" in row:
            instance.user = self._user_of(instance, row["login"])

    def _user_of(self, officer, username):
        if not username or (officer.user and officer.user.username == username):
            return officer.user  # an empty cell takes nobody's login away
        user = self.rows_of(User).filter(username__iexact=username).first()
        if user is None:
            raise ValidationError({"login": _("Your area holds no account “%(name)s”.") % {"name": username}})
        if Officer.objects.filter(user=user).exclude(pk=officer.pk).exists():
            raise ValidationError({"login": _("This login belongs to another officer already.")})
        return user


def find_officer(officers, unit, name, number):
    """The officer of the unit with that number, without a number the one of that name; None where there is none."""
    officers = officers.filter(unit=unit)
    if number:
        return officers.filter(service_number=number).first()
    found = list(officers.filter(name__iexact=name)[:2])
    if len(found) > 1:
        words = _("Several officers of this unit are called “%(name)s”: give the service number.")
        raise ValidationError({"name": words % {"name": name}})
    return found[0] if found else None


def refuse_rounded_number(value):
    """A number that came as a number and has lost digits, or stands there as 1.98501E+17."""
    digits = isinstance(value, int | float) and abs(value) >= 10**MOST_DIGITS
    if digits or (isinstance(value, str) and SCIENTIFIC.fullmatch(value.strip())):
        words = _("The spreadsheet has rounded this number. Format the column as text, then type it again.")
        raise ValidationError({"service_number": words})
