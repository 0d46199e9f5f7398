"""What a cell of a spreadsheet holds, in and out."""

import re
from datetime import date, datetime

#: What makes a spreadsheet take a text for a formula, the wide forms of East Asian keyboards too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
LOCAL_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


def write_cell(value):
    """Text that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    text = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def read_cell(value, *, code=False):
    """The text of a cell, without the apostrophe of `write_cell`; of a date its ISO form.

    Spreadsheets take the area code 31.70 for the number 31.7; `code` gives it its last digit back.
    """
    if isinstance(value, float):
        if code:
            return f"{value:.2f}"
        return f"{value:.0f}" if value.is_integer() else f"{value:g}"
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = "" if value is None else str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def read_day(text):
    """The date of "2024-10-03", "03/10/2024" or "3-10-2024": the day first. ValueError where it is none."""
    if match := ISO_DAY.fullmatch(text):
        year, month, day = match[1], match[2], match[3]
    elif match := LOCAL_DAY.fullmatch(text):
        year, month, day = match[4], match[3], match[1]
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))
