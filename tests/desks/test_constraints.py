"""Each named constraint of the desks refuses its forbidden row, past all Python."""

from datetime import date

import pytest
from django.db import IntegrityError, models, transaction

from desks.models import Area, Desk, Electorate, SpecialHours, Stage, Unit, User

from ..conftest import CITY, PLUIT
from ..constraints import constraints_of

DAY = date(2024, 11, 13)
DESK = {
    "election_id": "pilkada-dki-2024",
    "area_id": "31.72.02",
    "name": "Posko",
    "active_from": DAY,
    "active_until": DAY,
    "opens_at": 480,
    "closes_at": 960,
}
STAGE = {
    "election_id": "pilkada-dki-2024",
    "order": 99,
    "name_id": "x",
    "name_en": "x",
    "starts_on": DAY,
    "ends_on": DAY,
}
AREA = {"code": "99", "name": "x", "tier": 1, "kind": "provinsi", "time_zone": "Asia/Jakarta"}
HOURS = {"desk_id": None, "applies_on": DAY, "opens_at": 480, "closes_at": 960}
PERSON = {"username": "x", "name": "x", "role": "officer", "area_id": PLUIT, "password": "x"}
UNIT = {"area_id": CITY, "kind_id": "polri", "name": "Kodim Contoh"}
ELECTORATE = {"election_id": "pemilu-2024", "area_id": PLUIT, "polling_stations": 1, "voters": 1}

#: constraint: (model, a good row, changes that make it bad - none: the good row twice)
FORBIDDEN = {
    "area_tier_known": [(Area, AREA, {"tier": 5}), (Area, AREA, {"tier": 0})],
    "area_time_zone_known": [(Area, AREA, {"time_zone": ""})],
    "desk_one_per_election_and_area": [(Desk, DESK, None)],
    "desk_dates_in_order": [(Desk, DESK, {"active_until": date(2024, 11, 12)})],
    "desk_hours_in_order": [(Desk, DESK, {"opens_at": 960}), (Desk, DESK, {"opens_at": 961})],
    "desk_closes_by_midnight": [(Desk, DESK, {"closes_at": 1441})],
    "special_hours_once_a_date": [(SpecialHours, HOURS, None)],
    "special_hours_in_order": [
        (SpecialHours, HOURS, {"opens_at": 960}),
        (SpecialHours, HOURS, {"closes_at": 1441}),
        (SpecialHours, HOURS, {"opens_at": None}),
        (SpecialHours, HOURS, {"closes_at": None}),
    ],
    "stage_order_once": [(Stage, STAGE, None)],
    "stage_ends_after_start": [(Stage, STAGE, {"ends_on": date(2024, 11, 12)})],
    "electorate_once_per_area": [(Electorate, ELECTORATE, None)],
    "unit_once_per_area": [(Unit, UNIT, None)],
    "user_role_known": [(User, PERSON, {"role": "chief"}), (User, PERSON, {"role": ""})],
}
CASES = [(name, *case) for name, cases in FORBIDDEN.items() for case in cases]


@pytest.mark.parametrize(("name", "model", "good", "bad"), CASES)
def test_the_database_refuses(reference, desks, name, model, good, bad):
    if model is SpecialHours:
        good = {**good, "desk_id": desks[CITY].pk}
    with transaction.atomic():
        model.objects.bulk_create([model(**good)])  # the good row passes
        if bad is not None:
            transaction.set_rollback(True)
    # SQLite names the columns of a broken UniqueConstraint, not the constraint.
    unique = any(isinstance(row, models.UniqueConstraint) and row.name == name for row in model._meta.constraints)
    with pytest.raises(IntegrityError, match=None if unique else name), transaction.atomic():
        model.objects.bulk_create([model(**{**good, **(bad or {})})])


def test_special_hours_may_close_a_date(desks):
    SpecialHours.objects.bulk_create([SpecialHours(desk=desks[CITY], applies_on=DAY, opens_at=None, closes_at=None)])


def test_no_constraint_is_without_its_forbidden_row():
    assert constraints_of("desks") == set(FORBIDDEN)
