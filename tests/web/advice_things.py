"""Recommendations and instructions as the table of who may what asks for them."""

import uuid

from ..advice_cast import advise, write
from ..conftest import CITY, PLUIT, TWIN_WARD
from .duty_things import NEVER

#: Addresses that hold the key of one row.
ADVICE_PAGES = ("recommendation_settle", "instruction", "instruction_acknowledge")
ADVICE_LISTS = ("recommendations", "recommendation_new", "instructions", "instruction_new")


def advice_things(cast, desks):
    """{route: {kind of thing: key}}; "secret" is an instruction that the officers of its desk do not see."""
    election = desks[CITY].election
    advice = {"own": advise(cast.official, desks[PLUIT]), "foreign": advise(cast.outsider_official, desks[TWIN_WARD])}
    orders = {
        "own": write(cast.official, election, [desks[PLUIT]]),
        "secret": write(cast.official, election, [desks[PLUIT]], classification="rahasia"),
        "foreign": write(cast.outsider_official, election, [desks[TWIN_WARD]]),
    }
    things = dict(zip(ADVICE_PAGES, (advice, orders, orders), strict=True))
    return {route: {kind: row.pk for kind, row in rows.items()} | NEVER for route, rows in things.items()}


def advice_form(route):
    """A complete form of each route, or None where it is not one of these."""
    words = {"text": "Contoh", "classification": "biasa", "idempotency_key": str(uuid.uuid4())}
    return {
        "recommendation_new": {**words, "election": "pilkada-dki-2024"},
        "recommendation_settle": {"state": "taken_up", "seen": "proposed"},
        "instruction_new": {**words, "subject": "Contoh", "to": "all"},
        "instruction_acknowledge": {},
    }.get(route)
