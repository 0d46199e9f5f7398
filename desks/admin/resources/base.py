"""What all imports share: all or nothing, errors in words by row, the administrator's area only."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import resources
from import_export.widgets import Widget

from ...models import Area, Unit
from ...models.officers import normal_phone
from ..cells import read_cell, read_day, write_cell

MOST_ROWS = 1000
#: A password takes a tenth of a second to hash, on purpose; a page may not take minutes.
MOST_PASSWORDS = 100


class ScopedResource(resources.ModelResource):
    """All or nothing, row errors in words; rows outside the administrator's area do not exist."""

    #: Columns without which a file cannot be read.
    needed_columns = ()
    #: What the cells hold, for the page that asks for the file and for the template.
    hints = ()
    #: A row as it may look, by column: shown beside the form and on the template's second sheet, never imported.
    sample = {}
    #: Attributes that `import_instance` sets by itself, past the fields that `skip_row` compares.
    set_by_hand = ()

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    @property
    def titles(self):
        return [field.column_name for field in self.get_user_visible_fields()]

    @property
    def sample_row(self):
        return [self.sample.get(name, "") for name in self.titles]

    def rows_of(self, model):
        return self.user.rows_of(model)

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
        """Make text of the cells; subclasses resolve what they name, or say which one is wrong."""
        for name, value in row.items():
            row[name] = read_cell(value, code=name == "area")
            if "\x00" in row[name]:
                raise ValidationError({name: _("This cell holds a character that cannot be stored.")})

    def skip_row(self, instance, original, row, import_validation_errors=None):
        changed = any(getattr(instance, name) != getattr(original, name) for name in self.set_by_hand)
        return not changed and super().skip_row(instance, original, row, import_validation_errors)

    def export_resource(self, instance, selected_fields=None, **kwargs):
        return [write_cell(value) for value in super().export_resource(instance, selected_fields, **kwargs)]


class AreaRows(ScopedResource):
    """Rows that lie in the area of their column `area`."""

    def before_import_row(self, row, **kwargs):
        super().before_import_row(row, **kwargs)
        if not self.rows_of(Area).filter(pk=row["area"]).exists():
            raise ValidationError({"area": _("Your area holds none with the code “%(code)s”.") % {"code": row["area"]}})


class UnitRows(ScopedResource):
    """Rows that belong to the unit of their column `unit`; `area` tells apart those that are called the same."""

    def __init__(self, user=None, **kwargs):
        super().__init__(user, **kwargs)
        self._units = {}
        self._first_rows = {}

    def before_import_row(self, row, **kwargs):
        super().before_import_row(row, **kwargs)
        self.unit_of(row)

    def unit_of(self, row):
        key = row["unit"], row.get("area", "")
        if key not in self._units:
            self._units[key] = self._find_unit(*key)
        return self._units[key]

    def _find_unit(self, name, area):
        units = self.rows_of(Unit).filter(name__iexact=name).order_by("area")
        found = list((units.filter(area=area) if area else units)[:10])
        if not found:
            raise ValidationError({"unit": _("Your area holds no unit “%(name)s”.") % {"name": name}})
        if len(found) > 1:
            words = _("Several units are called “%(name)s”: say which one in a column “area” (%(codes)s).")
            codes = ", ".join(unit.area_id for unit in found)
            raise ValidationError({"unit": words % {"name": name, "codes": codes}})
        return found[0]

    def refuse_twins(self, column, key, row_number):
        """The second row would overwrite the first without a word."""
        first = self._first_rows.setdefault(key, row_number)
        if first != row_number:
            raise ValidationError({column: _("Row %(number)d of the file is the same.") % {"number": first + 1}})


class DayWidget(Widget):
    """A date as people write it: 2024-10-03, 03/10/2024 or 03-10-2024."""

    def clean(self, value, row=None, **kwargs):
        try:
            return read_day(value) if value else None
        except ValueError as error:
            words = _("“%(text)s” is no date. Write it as 2024-10-03 or 03/10/2024.")
            raise ValueError(words % {"text": value[:40]}) from error

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if isinstance(value, date) else ""


class PhoneWidget(Widget):
    """A phone number as it is stored, whichever way it was typed."""

    def clean(self, value, row=None, **kwargs):
        try:
            return normal_phone(value) if value else ""
        except ValueError as error:
            raise ValueError(_("This is no Indonesian phone number.")) from error

    def render(self, value, obj=None, **kwargs):
        return value or ""
