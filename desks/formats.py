"""Dates, moments and numbers as the screen shows them (design, section 2)."""

from datetime import datetime, time
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.dateformat import format as date_text
from django.utils.translation import get_language
from django.utils.translation import gettext as _

ABBREVIATIONS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def moment(value, zone=None):
    """ "Kamis, 3 Oktober 2024 pukul 14.05 WIB", in `zone` (default: the zone of the reader's area)."""
    local = timezone.localtime(value, zone)
    return _("%(day)s at %(time)s") % {"day": _written(local.date(), "l, j F Y"), "time": _clock(local)}


def moment_short(value, zone=None):
    """ "3 Okt 2024 14.05 WIB"."""
    local = timezone.localtime(value, zone)
    return f"{_written(local.date(), 'j M Y')} {_clock(local)}"


def moment_near(value, now):
    """ "14.05 WIB" of today's, "3 Okt 2024 14.05 WIB" of another date's."""
    is_today = timezone.localtime(value).date() == timezone.localtime(now).date()
    return clock(value) if is_today else moment_short(value)


def clock(value, zone=None, *, named=True):
    """ "14.05 WIB", or without the zone's name where that stands beside it."""
    local = timezone.localtime(value, zone)
    return _clock(local) if named else _time(local.hour, local.minute)


def day(value, zone=None):
    """ "Kamis, 3 Oktober 2024", of a date, or of a moment in `zone`."""
    return date_text(timezone.localtime(value, zone) if isinstance(value, datetime) else value, "l, j F Y")


def day_short(value):
    """ "3 Okt 2024"."""
    return date_text(value, "j M Y")


def figure(value):
    """ "1.345.815"."""
    if isinstance(value, int) and 0 <= value < 1000:
        return str(value)  # most numbers are: to ask the locale for each takes longer than the rest of a tile
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _clock(local):
    return f"{_time(local.hour, local.minute)} {ABBREVIATIONS.get(str(local.tzinfo), local.tzname())}"


def _written(day, pattern):
    return _in_language(day, pattern, get_language())


def _time(hour, minute):
    return _time_in_language(hour, minute, get_language())


# A list holds the same few dates on fifty lines; to write one takes longer than to read its report.
@lru_cache(maxsize=4096)
def _in_language(day, pattern, _language):
    return date_text(day, pattern)


@lru_cache(maxsize=4096)
def _time_in_language(hour, minute, _language):
    return formats.time_format(time(hour, minute))
