"""Printed letters: a Typst template and data make a PDF.

What people wrote goes in as data and is never read as Typst. Templates reach no file outside their folder, and only
the typefaces inside Typst are used, so that every machine prints the same.
"""

import json
import os
import re
from functools import cache
from pathlib import Path

import typst

from ..text import printable

FOLDER = Path(__file__).resolve().parent
#: A word longer than this may break anywhere: it would run out of its column.
LONG_WORD = re.compile(r"(\S{16})(?=\S)")


@cache
def _typefaces():
    return typst.Fonts(include_system_fonts=False)


def compile_pdf(template, data, *, folder=FOLDER, now=None, **options):
    """PDF of `data` (dict, lists, texts, numbers) in the form of `<folder>/<template>`.

    Accessible by the standard PDF/UA-1, unless a text holds signs that none of the typefaces has: that standard
    refuses them, so such a paper is only tagged.
    """
    options = {
        "input": str(folder / template),
        "root": str(folder),
        "package_path": os.devnull,  # no place for packages: none is found there, none can be kept there
        "package_cache_path": os.devnull,
        "font_paths": _typefaces(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(_breakable(data))},
        "timestamp": now and int(now.timestamp()),
        "format": "pdf",
        **options,
    }
    if options["format"] != "pdf":
        return typst.compile(**options)
    try:
        return typst.compile(pdf_standards=["ua-1"], **options)
    except typst.TypstError:
        return typst.compile(**options)


def _breakable(data):
    match data:
        case dict():
            return {key: _breakable(value) for key, value in data.items()}
        case list() | tuple():
            return [_breakable(value) for value in data]
        case str():
            return LONG_WORD.sub("\\1\N{ZERO WIDTH SPACE}", printable(data))
        case _:
            return data
