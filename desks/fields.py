"""Model and form fields for area codes and for times of day that reach 24.00."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MINUTES_A_DAY = 24 * 60


class AreaCodeField(models.CharField):
    """An official area code, compared byte by byte on both databases.

    Rule 1 finds what lies below an area by one index range; a language's collation would order the
    dots differently, so PostgreSQL is told "C" (SQLite's BINARY is already the default).
    """

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def clock_text(minutes):
    """Minutes since midnight as an Indonesian clock writes them: 480 is "08.00", 1440 "24.00"."""
    return f"{minutes // 60:02d}.{minutes % 60:02d}"


def parse_clock(text):
    """Minutes since midnight of "8:00", "08.00" or "24.00"; ValueError for anything else."""
    match = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})", text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minutes <= MINUTES_A_DAY:
        raise ValueError(text)
    return minutes


class ClockFormField(forms.CharField):
    default_error_messages = {"clock": _("Write a time between 00.00 and 24.00, such as 08.00.")}

    def prepare_value(self, value):
        return clock_text(value) if isinstance(value, int) else value

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return parse_clock(value)
        except ValueError as error:
            raise ValidationError(self.error_messages["clock"], code="clock") from error


class ClockField(models.PositiveSmallIntegerField):
    """A time of day in whole minutes since midnight, 0 to 1440: Python's `time` has no 24.00."""

    default_validators = [MaxValueValidator(MINUTES_A_DAY)]

    def formfield(self, **kwargs):
        # Past IntegerField: its bounds and its number box are for numbers, not for clock times.
        return models.Field.formfield(self, form_class=ClockFormField, **kwargs)
