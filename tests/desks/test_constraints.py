"""Each named constraint of the desks refuses its forbidden row, past all Python."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, models, transaction

from desks.models import (
    Absence,
    Area,
    Boundary,
    CalendarFeed,
    Composition,
    Desk,
    Display,
    Duty,
    Electorate,
    Holiday,
    LogEntry,
    Officer,
    Place,
    Roster,
    Shift,
    SpecialHours,
    Stage,
    Swap,
    Unit,
    User,
)

from ..conftest import CITY, PLUIT
from ..constraints import constraints_of

DAY = date(2024, 11, 13)
BEFORE = date(2024, 11, 12)
MOMENT = datetime(2024, 11, 13, 1, 0, tzinfo=UTC)
EARLIER, LATER = datetime(2024, 11, 13, 0, 59, tzinfo=UTC), datetime(2024, 11, 13, 9, 0, tzinfo=UTC)
KEY = uuid.UUID(int=7)
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
HOURS = {"desk_id": "desk", "applies_on": DAY, "opens_at": 480, "closes_at": 960}
PERSON = {"username": "x", "name": "x", "role": "officer", "area_id": PLUIT, "password": "x"}
UNIT = {"area_id": CITY, "kind_id": "polri", "name": "Kodim Contoh"}
ELECTORATE = {"election_id": "pemilu-2024", "area_id": PLUIT, "polling_stations": 1, "voters": 1}
OFFICER = {"unit_id": "unit", "name": "Contoh 01", "service_number": "1"}
ABSENCE = {"officer_id": "officer", "starts_on": DAY, "ends_on": DAY}
HOLIDAY = {"falls_on": DAY, "name": "x", "kind": "decreed", "area_id": CITY}
BOUNDARY = {
    "area_id": CITY,
    "geometry": {},
    "west": 106.7,
    "south": -6.2,
    "east": 106.8,
    "north": -6.1,
    "source": "x",
    "imported_at": MOMENT,
}
TEMPLATE = {"area_id": CITY, "name": "x"}
COMPOSITION = {"area_id": CITY, "name": "x", "desk_id": "desk"}
SHIFT = {"composition_id": "composition", "name": "x", "starts_at": 480, "ends_at": 960}
UNIT_PLACE = {"shift_id": "shift", "unit_id": "unit", "count": 1}
KIND_PLACE = {"shift_id": "shift", "kind_id": "tni", "count": 1}
ROSTER = {"area_id": CITY, "first_on": DAY, "last_on": DAY, "created_at": MOMENT, "created_by_id": "user"}
DUTY = {
    "desk_id": "desk",
    "officer_id": "officer",
    "unit_id": "unit",
    "serves_on": DAY,
    "shift_name": "x",
    "starts_at": MOMENT,
    "ends_at": LATER,
    "state": "published",
    "created_at": MOMENT,
    "created_by_id": "user",
}
SWAP = {"duty_id": "duty", "colleague_id": "officer", "reason": "x", "asked_at": MOMENT}
FEED = {"owner_id": "user", "officer_id": "officer", "created_at": MOMENT}
DESK_FEED = {"owner_id": "user", "desk_id": "desk", "created_at": MOMENT}
DISPLAY = {"area_id": CITY, "name": "x", "created_at": MOMENT, "created_by_id": "user"}
LOG = {"desk_id": "desk", "written_at": MOMENT, "author_id": "user", "text": "x", "idempotency_key": KEY}

#: constraint: (model, a good row, changes that make it bad - none: the good row twice)
FORBIDDEN = {
    "area_tier_known": [(Area, AREA, {"tier": 5}), (Area, AREA, {"tier": 6})],
    "area_time_zone_known": [(Area, AREA, {"time_zone": ""})],
    "desk_one_per_election_and_area": [(Desk, DESK, None)],
    "desk_dates_in_order": [(Desk, DESK, {"active_until": date(2024, 11, 12)})],
    "desk_hours_in_order": [(Desk, DESK, {"opens_at": 960}), (Desk, DESK, {"opens_at": 961})],
    "desk_closes_by_midnight": [(Desk, DESK, {"closes_at": 1441})],
    "desk_not_of_the_nation": [(Desk, DESK, {"area_id": "00"})],
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
    "user_of_the_nation_mans_no_desk": [
        (User, PERSON, {"area_id": "00"}),
        (User, PERSON, {"area_id": "00", "role": "coordinator"}),
    ],
    "officer_dates_in_order": [(Officer, OFFICER, {"available_from": DAY, "available_until": BEFORE})],
    "officer_service_number_once": [(Officer, OFFICER, None)],
    "absence_dates_in_order": [(Absence, ABSENCE, {"ends_on": BEFORE})],
    "absence_reason_known": [(Absence, ABSENCE, {"reason": "tired"}), (Absence, ABSENCE, {"reason": ""})],
    "holiday_once_per_area": [(Holiday, HOLIDAY, None)],
    "holiday_once_in_the_country": [(Holiday, {**HOLIDAY, "area_id": None}, None)],
    "holiday_kind_known": [(Holiday, HOLIDAY, {"kind": "x"})],
    "composition_one_everyday": [(Composition, COMPOSITION, None)],
    "composition_one_per_date": [(Composition, {**COMPOSITION, "applies_on": DAY}, None)],
    "composition_template_undated": [(Composition, TEMPLATE, {"applies_on": DAY})],
    "composition_week_has_seven_days": [
        (Composition, TEMPLATE, {"max_per_week": 0}),
        (Composition, TEMPLATE, {"max_per_week": 8}),
    ],
    "composition_rest_within_three_days": [(Composition, TEMPLATE, {"rest_hours": 73})],
    "shift_one_per_start": [(Shift, SHIFT, None)],
    "shift_has_length": [(Shift, SHIFT, {"ends_at": 480})],
    "shift_within_a_day": [(Shift, SHIFT, {"starts_at": 1440}), (Shift, SHIFT, {"ends_at": 1441})],
    "place_of_unit_or_kind": [(Place, UNIT_PLACE, {"unit_id": None}), (Place, UNIT_PLACE, {"kind_id": "tni"})],
    "place_for_someone": [(Place, UNIT_PLACE, {"count": 0}), (Place, UNIT_PLACE, {"count": 51})],
    "place_one_per_unit": [(Place, UNIT_PLACE, None)],
    "place_one_per_kind": [(Place, KIND_PLACE, None)],
    "place_one_leads": [(Place, {**UNIT_PLACE, "leads": True}, {"unit_id": None, "kind_id": "tni"})],
    "roster_dates_in_order": [(Roster, ROSTER, {"last_on": BEFORE})],
    "roster_state_known": [(Roster, ROSTER, {"state": "x"})],
    "duty_ends_after_start": [(Duty, DUTY, {"ends_at": MOMENT}), (Duty, DUTY, {"ends_at": EARLIER})],
    "duty_state_known": [(Duty, DUTY, {"state": "x"}), (Duty, DUTY, {"state": ""})],
    "duty_once_per_shift": [(Duty, DUTY, None)],
    "duty_out_after_in": [
        (Duty, DUTY, {"checked_out_at": MOMENT}),
        (Duty, DUTY, {"checked_in_at": MOMENT, "checked_out_at": EARLIER}),
    ],
    "duty_cancelled_has_moment": [(Duty, DUTY, {"state": "cancelled"}), (Duty, DUTY, {"cancelled_at": MOMENT})],
    "swap_one_open_per_duty": [(Swap, SWAP, None), (Swap, {**SWAP, "state": "accepted"}, None)],
    "swap_for_another_duty": [(Swap, SWAP, {"in_return_id": "duty"})],
    "swap_state_known": [(Swap, SWAP, {"state": "x"})],
    "boundary_box_in_order": [
        (Boundary, BOUNDARY, {"west": 106.8}),
        (Boundary, BOUNDARY, {"south": -6.1}),
    ],
    "feed_of_officer_or_desk": [(CalendarFeed, FEED, {"officer_id": None}), (CalendarFeed, FEED, {"desk_id": "desk"})],
    "feed_one_living_per_officer": [(CalendarFeed, FEED, None)],
    "feed_one_living_per_desk": [(CalendarFeed, DESK_FEED, None)],
    "display_revoked_by_somebody": [
        (Display, DISPLAY, {"revoked_at": MOMENT}),
        (Display, DISPLAY, {"revoked_by_id": "user"}),
    ],
    "log_entry_written_once": [(LogEntry, LOG, None)],
}
#: Unique constraints whose second row differs from the first: both are inserted.
SECOND_DIFFERS = {"place_one_leads"}
CASES = [(name, *case) for name, cases in FORBIDDEN.items() for case in cases]


@pytest.fixture
def row(desks, cast):
    """row(columns) -> them with the keys of real rows for the words "desk", "officer" and the like."""
    unit = Unit.objects.create(area_id=CITY, kind_id="polri", name="Polres Sampel")
    officer = Officer.objects.create(unit=unit, name="Contoh 00")
    composition = Composition.objects.create(area_id=CITY, name="Contoh")
    shift = Shift.objects.create(composition=composition, name="Contoh", starts_at=0, ends_at=60)
    keys = {
        "unit_id": unit.pk,
        "officer_id": officer.pk,
        "colleague_id": officer.pk,
        "composition_id": composition.pk,
        "shift_id": shift.pk,
        "desk_id": desks[CITY].pk,
    }
    keys |= dict.fromkeys(("created_by_id", "revoked_by_id", "owner_id", "author_id"), cast.administrator.pk)
    duty = {name: keys.get(name, value) for name, value in DUTY.items()} | {"state": "draft"}
    keys["duty_id"] = keys["in_return_id"] = Duty.objects.create(**duty).pk

    def made(columns):
        return {name: keys[name] if name in keys and value in WORDS else value for name, value in columns.items()}

    return made


WORDS = {"unit", "officer", "desk", "composition", "shift", "user", "duty"}


@pytest.mark.parametrize(("name", "model", "good", "bad"), CASES)
def test_the_database_refuses(row, name, model, good, bad):
    good, bad = row(good), None if bad is None else row(bad)
    with transaction.atomic():
        model.objects.bulk_create([model(**good)])  # the good row passes
        if bad is not None and name not in SECOND_DIFFERS:
            transaction.set_rollback(True)
    # SQLite names the columns of a broken UniqueConstraint, not the constraint.
    unique = any(isinstance(one, models.UniqueConstraint) and one.name == name for one in model._meta.constraints)
    with pytest.raises(IntegrityError, match=None if unique else name), transaction.atomic():
        model.objects.bulk_create([model(**{**good, **(bad or {})})])


def test_what_the_partial_constraints_let_pass(row):
    """The good rows beside the forbidden ones."""
    twice = [
        (Officer, {**OFFICER, "service_number": ""}),
        (Duty, {**DUTY, "state": "draft"}),
        (Swap, {**SWAP, "state": "declined"}),
        (CalendarFeed, {**FEED, "revoked_at": MOMENT}),
        (CalendarFeed, {**DESK_FEED, "revoked_at": MOMENT}),
        (Composition, TEMPLATE),
        (Duty, {**DUTY, "state": "cancelled", "cancelled_at": MOMENT}),
    ]
    for model, columns in twice:
        model.objects.bulk_create([model(**row(columns)) for _ in range(2)])


def test_special_hours_may_close_a_date(desks):
    SpecialHours.objects.bulk_create([SpecialHours(desk=desks[CITY], applies_on=DAY, opens_at=None, closes_at=None)])


def test_no_constraint_is_without_its_forbidden_row():
    assert constraints_of("desks") == set(FORBIDDEN)
