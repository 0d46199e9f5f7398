"""Duties, swaps and handovers as the table of who may what asks for them: own, foreign, and those that never were."""

import uuid
from datetime import date, timedelta

from desks.models import Officer, Swap
from reports.models import Handover

from ..conftest import NOW, TWIN_WARD
from ..desks.roster_cast import make_duty, unit_at

NEVER = {"missing": 999_999, "missing beside the twin": 999_998}


def duty_things(manned, cast, desks):
    """{route: {kind of thing: key}}; `own` of each route is one that its step can be taken with."""
    duty = manned.duty
    one, other = foreign_duties(cast, desks[TWIN_WARD])
    swaps = {
        "swap_answer": swap_of(duty["budi", 18], manned.ani),
        "swap_withdraw": swap_of(duty["ani", 15], manned.budi),
        "swap_decide": swap_of(duty["citra", 15], manned.budi, state=Swap.State.ACCEPTED),
    }
    foreign_swap = swap_of(one, other.officer)
    handover = handover_of(manned.desk, cast.pluit_colleague)
    foreign_handover = handover_of(desks[TWIN_WARD], cast.outsider_officer)
    things = {route: {"own": duty["ani", 13], "foreign": one} for route in ("check_in", "check_out", "replace_duty")}
    things["swap_ask"] = {"own": swappable(manned, cast), "foreign": one}
    things |= {route: {"own": swap, "foreign": foreign_swap} for route, swap in swaps.items()}
    things |= {route: {"own": handover, "foreign": foreign_handover} for route in ("handover", "handover_confirm")}
    return {route: {kind: row.pk for kind, row in rows.items()} | NEVER for route, rows in things.items()}


def swappable(manned, cast):
    """A duty of Ani's that nobody was asked for yet."""
    return make_duty(manned.ani, manned.desk, date(2024, 11, 20), by=cast.administrator)


def swap_of(duty, colleague, state=Swap.State.ASKED):
    return Swap.objects.create(duty=duty, colleague=colleague, reason="Contoh", state=state, asked_at=NOW)


def handover_of(desk, user):
    written = NOW - timedelta(days=1)
    return Handover.objects.create(
        desk=desk, notes="Contoh", written_at=written, written_by=user, idempotency_key=uuid.uuid4()
    )


def foreign_duties(cast, desk):
    unit = unit_at(desk.area_id, "Polsek Kembaran")
    officers = [Officer.objects.create(unit=unit, name=f"Contoh Kembaran {number}") for number in (1, 2)]
    officers[0].user = cast.outsider_officer
    officers[0].save()
    return [
        make_duty(officer, desk, date(2024, 11, 13 + number), by=cast.administrator, leads=True)
        for number, officer in enumerate(officers)
    ]


def duty_form(route, manned, code):
    """A complete form of each route, or None where it is not one of these."""
    return {
        "check_in": {"back": "desk"},
        "check_out": {"back": "attendance"},
        "replace_duty": {"officer": manned.dedi.pk, "reason": "Contoh"},
        "swap_ask": {"colleague": manned.budi.pk, "reason": "Contoh"},
        "swap_answer": {"answer": "yes"},
        "swap_withdraw": {},
        "swap_decide": {"answer": "no", "text": "Contoh"},
        "logbook": {"text": "Contoh", "idempotency_key": str(uuid.uuid4())},
        "handover_new": {"notes": "Contoh", "idempotency_key": str(uuid.uuid4()), "seen": newest(code)},
        "handover_confirm": {},
    }.get(route)


def newest(code):
    return Handover.objects.filter(desk__area=code).order_by("-pk").values_list("pk", flat=True).first() or ""
