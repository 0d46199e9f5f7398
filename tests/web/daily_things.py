"""Dues and signed reports as the table of who may what asks for them: own, foreign, and those that never were."""

from ..conftest import CITY, PENJARINGAN, PLUIT, TWIN_WARD
from ..daily_cast import make_due, sign_nihil

NEVER = {"missing": 999_999, "missing beside the twin": 999_998}
DUE_PAGES = ("daily_write", "daily_sign", "daily_discard")
LETTER_PAGES = ("daily_report", "daily_acknowledge", "daily_correct")


def daily_things(desks):
    """{route: {kind of thing: key}}: dues of yesterday, not written yet, and reports signed the day before."""
    places = {"own": PLUIT, "city": CITY, "foreign": TWIN_WARD}
    dues = {kind: make_due(desks[code], days=-1).pk for kind, code in places.items()}
    places = {"own": PLUIT, "district": PENJARINGAN, "foreign": TWIN_WARD}
    letters = {kind: sign_nihil(make_due(desks[code], days=-2)).pk for kind, code in places.items()}
    return dict.fromkeys(DUE_PAGES, dues | NEVER) | dict.fromkeys(LETTER_PAGES, letters | NEVER)


def daily_form(route):
    """A complete form of each route, or None where it is not one of these."""
    return {
        "daily_write": {"situation": "Contoh", "words_classification": "biasa", "revision": "0"},
        "daily_sign": {"seen": "contoh", "nihil": "1"},
        "daily_discard": {},
        "daily_acknowledge": {},
        "daily_correct": {"reason": "Contoh"},
    }.get(route)
