from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields
from import_export.widgets import ForeignKeyWidget

from ...models import Area, Unit, UnitKind
from .base import AreaRows


class UnitResource(AreaRows):
    needed_columns = ("area", "name", "kind")
    hints = (gettext_lazy("area and kind: their codes. A unit that is there already, by area and name, is changed."),)
    sample = {"area": "31.72", "kind": "polri", "name": "Polres Contoh", "head_title": "Kapolres"}
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
