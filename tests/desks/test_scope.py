"""Rule 2: everyone sees their own area and all below it. The outsiders' twins exist before anything is asked."""

from datetime import date

import pytest

from desks.models import Area, Desk, Election, Electorate, Stage, Unit, User

from ..conftest import CITY, DESK_AREAS, PENJARINGAN, PEOPLE, PLUIT, PROVINCE, TWIN_CITY, TWIN_DISTRICT, TWIN_WARD

#: Areas of the desks and units that are seen from each area.
SEEN_FROM = {
    PLUIT: {PLUIT},
    PENJARINGAN: {PENJARINGAN, PLUIT},
    CITY: {CITY, PENJARINGAN, PLUIT},
    PROVINCE: set(DESK_AREAS),
    TWIN_WARD: {TWIN_WARD},
    TWIN_CITY: {TWIN_CITY, TWIN_DISTRICT, TWIN_WARD},
}
EVERYONE = [*PEOPLE, "superuser"]


@pytest.fixture
def units(reference):
    Unit.objects.all().delete()
    Unit.objects.bulk_create(Unit(area_id=code, kind_id="polri", name="Polsek Contoh") for code in DESK_AREAS)


def area_of(name):
    return PROVINCE if name == "superuser" else PEOPLE[name][1]


@pytest.mark.parametrize("name", EVERYONE)
def test_desks_and_units(cast, desks, units, name):
    by = getattr(cast, name)
    for model in (Desk, Unit):
        seen = set(model.objects.visible_to(by).values_list("area_id", flat=True))
        assert seen == SEEN_FROM[area_of(name)], model


@pytest.mark.parametrize("name", EVERYONE)
def test_areas(cast, name):
    own = area_of(name)
    seen = set(Area.objects.visible_to(getattr(cast, name)).values_list("code", flat=True))
    assert seen == {code for code in Area.objects.values_list("code", flat=True) if (code + ".").startswith(own + ".")}
    assert own in seen


@pytest.mark.parametrize("name", EVERYONE)
def test_people(cast, name):
    """Nobody but a superuser sees a superuser, not even from the same area."""
    seen = set(User.objects.visible_to(getattr(cast, name)).values_list("username", flat=True))
    if name == "superuser":
        assert seen == set(EVERYONE)
    else:
        assert seen == {other for other, (_, code) in PEOPLE.items() if code in SEEN_FROM[area_of(name)]}


@pytest.fixture
def elections(desks):
    """One of the province, one of the twin city alone, one of another province."""
    for slug, scope in (("twin", TWIN_CITY), ("bali", "51")):
        election = Election.objects.create(
            slug=slug, name_id="x", name_en="x", voting_on=date(2029, 1, 1), scope_id=scope
        )
        Stage.objects.create(
            election=election, order=1, name_id="x", name_en="x", starts_on=date(2029, 1, 1), ends_on=date(2029, 1, 1)
        )
        Electorate.objects.create(election=election, area_id=scope, polling_stations=1, voters=1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pluit_officer", {"pilkada-dki-2024"}),
        ("city_coordinator", {"pilkada-dki-2024"}),
        ("province_officer", {"pilkada-dki-2024", "twin"}),
        ("outsider_officer", {"pilkada-dki-2024", "twin"}),
        ("outsider_official", {"pilkada-dki-2024", "twin"}),
    ],
)
def test_elections_and_stages_of_above_here_and_below(cast, elections, name, expected):
    by = getattr(cast, name)
    assert set(Election.objects.visible_to(by).values_list("slug", flat=True)) - {"pemilu-2024"} == expected
    stages = Stage.objects.visible_to(by).values_list("election", flat=True)
    assert set(stages) - {"pemilu-2024"} == expected


def test_electorates(cast, elections):
    seen = {
        name: set(Electorate.objects.visible_to(getattr(cast, name)).values_list("area", flat=True))
        for name in ("official", "outsider_official", "pluit_officer")
    }
    assert seen == {"official": {CITY}, "outsider_official": {TWIN_CITY}, "pluit_officer": set()}


def test_elections_are_managed_where_their_whole_scope_lies(cast, elections):
    managed = {
        name: set(Election.objects.manageable_by(getattr(cast, name)).values_list("slug", flat=True)) - {"pemilu-2024"}
        for name in ("administrator", "outsider_administrator", "superuser")
    }
    assert managed == {
        "administrator": set(),
        "outsider_administrator": {"twin"},
        "superuser": {"pilkada-dki-2024", "twin", "bali"},
    }
