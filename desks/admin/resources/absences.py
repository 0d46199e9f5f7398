from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields

from ...models import Absence, Officer
from .base import DayWidget, UnitRows
from .officers import find_officer, refuse_rounded_number

#: What people write for a reason, in both languages.
REASONS = {
    **{reason.value: reason.value for reason in Absence.Reason},
    "izin": Absence.Reason.LEAVE.value,
    "cuti": Absence.Reason.LEAVE.value,
    "sakit": Absence.Reason.SICK.value,
    "lainnya": Absence.Reason.OTHER.value,
    "lain": Absence.Reason.OTHER.value,
}


class AbsenceResource(UnitRows):
    """Absences by officer and first day."""

    needed_columns = ("unit", "starts_on", "ends_on")
    hints = (
        gettext_lazy("unit with name or service_number: who is absent; area: only where several units share a name."),
        gettext_lazy("reason: leave, sick or other (izin, sakit, lainnya); empty means leave."),
        gettext_lazy("starts_on, ends_on: first and last day, 2024-10-03 or 03/10/2024; both are days of absence."),
        gettext_lazy("An absence of the same officer with the same first day is changed."),
    )
    sample = {
        "unit": "Polres Contoh",
        "area": "31.72",
        "name": "Contoh Budi",
        "service_number": "85010001",
        "reason": "izin",
        "starts_on": "2024-11-04",
        "ends_on": "2024-11-06",
        "note": "Contoh catatan",
    }
    set_by_hand = ("officer_id", "reason")
    unit = fields.Field("officer__unit__name", "unit", readonly=True)
    area = fields.Field("officer__unit__area_id", "area", readonly=True)
    name = fields.Field("officer__name", "name", readonly=True)
    service_number = fields.Field("officer__service_number", "service_number", readonly=True)
    reason = fields.Field("reason", "reason", readonly=True)
    starts_on = fields.Field("starts_on", "starts_on", DayWidget())
    ends_on = fields.Field("ends_on", "ends_on", DayWidget())

    class Meta:
        model = Absence
        fields = ("unit", "area", "name", "service_number", "reason", "starts_on", "ends_on", "note")
        import_id_fields = ("unit", "starts_on")
        clean_model_instances = skip_unchanged = skip_html_diff = True

    def get_queryset(self):
        return super().get_queryset().select_related("officer__unit")

    def before_import_row(self, row, row_number=None, **kwargs):
        refuse_rounded_number(row.get("service_number"))
        super().before_import_row(row, row_number=row_number, **kwargs)
        row["officer"] = self._officer_of(row)
        row["first"] = self._first_day(row["starts_on"])
        self.refuse_twins("starts_on", (row["officer"].pk, row["first"]), row_number)

    def _officer_of(self, row):
        name, number = row.get("name", ""), row.get("service_number", "")
        if not name and not number:
            raise ValidationError({"name": _("Say who is absent: the name, or the service number.")})
        officer = find_officer(self.rows_of(Officer), self.unit_of(row), name, number)
        if officer is None:
            words = _("The unit has no officer “%(name)s”.")
            raise ValidationError({"service_number" if number else "name": words % {"name": number or name}})
        return officer

    def _first_day(self, text):
        try:
            return DayWidget().clean(text)
        except ValueError as error:
            raise ValidationError({"starts_on": str(error)}) from error

    def get_instance(self, instance_loader, row):
        return self.get_queryset().filter(officer=row["officer"], starts_on=row["first"]).first()

    def import_instance(self, instance, row, **kwargs):
        instance.officer = row["officer"]
        word = row.get("reason", "").lower()
        instance.reason = REASONS.get(word or Absence.Reason.LEAVE.value, "")
        super().import_instance(instance, row, **kwargs)
        if not instance.reason:
            words = _("“%(word)s” is no reason. Use leave, sick or other (izin, sakit, lainnya).")
            raise ValidationError({"reason": words % {"word": word[:40]}})
