"""What a cell of a spreadsheet holds, in and out."""

import re

#: What makes a spreadsheet take a text for a formula, the wide forms of East Asian keyboards too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_cell(value):
    """Text that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    text = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def read_cell(value, *, code=False):
    """The text of a cell, without the apostrophe of `write_cell`.

    Spreadsheets take the area code 31.70 for the number 31.7; `code` gives it its last digit back.
    """
    if isinstance(value, float):
        return f"{value:.2f}" if code else f"{value:g}"
    text = "" if value is None else str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
