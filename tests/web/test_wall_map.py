"""The tile map of a wall screen: groups where they fit, plain tiles where they do not; overdue on both."""

import pytest

from desks.models import Area, Desk
from reports.actions.folding import rebuild_rollups
from reports.models import Report
from reports.wall import Tile

from ..conftest import CITY, NOW, PENJARINGAN, PROVINCE
from . import wall_cast
from .conftest import indonesian, text_of
from .crowd import counted, crowd, lies_in, seen
from .wall_cast import LEVELS, figures_of, inner_on, look, overdue_on, tiles_on

many = wall_cast.many
screen = wall_cast.screen
screen_of = wall_cast.screen_of


def expected_of(reports, code, zone):
    """(number, worst, overdue or None) of these reports."""
    figures = counted(reports, code, zone)
    still_open = [row for row in reports if row.state in ("waiting", "in_progress", "resolved")]
    worst = min((LEVELS.index(row.severity_id) for row in still_open), default=None)
    return figures["open"], None if worst is None else LEVELS[worst], figures["overdue"] or None


def below(code, tier):
    return {area.pk: area for area in Area.objects.filter(code__startswith=f"{code}.", tier=tier).order_by("code")}


@pytest.mark.parametrize(("code", "kind"), [(CITY, "Kec. sendiri"), (PROVINCE, "Kota sendiri")])
def test_inner_tiles_count_what_lies_in_them(code, kind, screen_of, many, cast):
    screen = screen_of(code)
    zone, here = screen.area.zone, [row for row in many if row.classification == "biasa"]
    told = inner_on(look(screen))
    heads = below(code, screen.area.tier + 1)
    assert len(told) == len(heads) == 6
    for pk, head in heads.items():
        tiles = told[Tile(head, 0, 0, None).name]
        expected = [expected_of(lies_in(here, inner), inner, zone) for inner in below(pk, screen.area.tier + 2)]
        own = expected_of([row for row in here if row.area_id == pk], pk, zone)
        assert [tile[1:] for tile in tiles] == expected + [own] * bool(own[0])
        assert [tile[0] for tile in tiles[len(expected) :]] == [kind] * bool(own[0])
    assert {tile[0] for tiles in told.values() for tile in tiles} >= {kind}


def test_the_numbers_add_up(screen, many, cast):
    """Of inner tiles to the head of their group, of heads and the own level to the figure above."""
    page = look(screen)
    heads = {name: number for name, number, _level in tiles_on(page)}
    own = sum(
        row.area_id == CITY and expected_of([row], CITY, screen.area.zone)[0] for row in seen(many, cast.observer)
    )
    assert heads.pop("Kota sendiri") == own > 0
    inner = inner_on(page)
    assert heads == {name: sum(tile[1] for tile in tiles) for name, tiles in inner.items()}
    assert any(tile[0] == "Kec. sendiri" for tiles in inner.values() for tile in tiles)
    assert sum(heads.values()) + own == figures_of(page)["open"]
    late = overdue_on(page)
    assert sum(late.values()) == figures_of(page)["overdue"] > 0


def test_nothing_at_the_own_level_is_no_tile(screen, make_report):
    make_report(severity="sedang")
    page = look(screen)
    assert len(tiles_on(page)) == 6 and ("Penjaringan", 1, "sedang") in tiles_on(page)
    assert inner_on(page)["Penjaringan"][-1] == ("Pluit", 1, "sedang", None)


def test_the_own_level_is_told_with_its_worst_and_its_overdue(screen, cast, election):
    reports = crowd(3, seed=5, areas=[PENJARINGAN], by=cast.province_coordinator, elections=[election])
    Report.objects.update(state="waiting", severity="rendah", classification="biasa", respond_by=NOW)
    Report.objects.filter(pk=reports[0].pk).update(severity="tinggi", respond_by=NOW.replace(hour=8))
    rebuild_rollups()
    page = look(screen)
    assert inner_on(page)["Penjaringan"][-1] == ("Kec. sendiri", 3, "tinggi", 1)
    assert [tile[1:] for tile in inner_on(page)["Penjaringan"][:-1]] == [(0, None, None)] * 5


def test_names_are_short(screen, screen_of):
    assert "K. S. Selatan" in [name for name, *_ in inner_on(look(screen_of(PROVINCE)))["Kab. Kepulauan Seribu"]]
    assert "Rawa Badak Selatan" in [name for name, *_ in inner_on(look(screen))["Koja"]], "two lines have room for it"


# What fits


@pytest.fixture
def city_of(screen_of):
    """city_of(3, 5) -> the page of a city with two districts, of three and of five wards."""

    def city_of(*wards):
        area = {"time_zone": "Asia/Jakarta"}
        Area.objects.create(pk="31.99", name="Kota Contoh", tier=2, kind="kota", **area)
        districts = [f"31.99.{number:02}" for number in range(1, len(wards) + 1)]
        codes = [
            f"{district}.{1000 + ward}"
            for district, most in zip(districts, wards, strict=True)
            for ward in range(1, most + 1)
        ]
        for tier, kind, made in ((3, "kecamatan", districts), (4, "kelurahan", codes)):
            Area.objects.bulk_create(
                Area(pk=code, name=f"Contoh {code}", tier=tier, kind=kind, **area) for code in made
            )
        return look(screen_of("31.99")).content.decode()

    return city_of


@pytest.mark.parametrize(
    ("wards", "size"),
    [
        ((1,), "wide"),
        ((4, 4, 4), "wide"),
        ((20,), "wide"),
        ((4, 4, 5), "pairs"),
        ((21,), "lines"),
        ((12, 8, 12, 8, 12, 12), "pairs"),
        ((80,), "lines"),
        ((0, 9), "wide"),
    ],
)
def test_groups_that_fit(wards, size, city_of):
    html = city_of(*wards)
    assert f'<div class="wall-map wall-{size}">' in html and "wall-tiles" not in html
    assert html.count('<div class="wall-group">') == len(wards)


def test_the_largest_groups_come_first(screen, make_report, cast):
    """So that pairs need the same height; what happens at the level of a group's area moves none."""
    names = ["Tanjung Priok", "Cilincing", "Koja", "Penjaringan", "Pademangan", "Kelapa Gading"]
    assert list(inner_on(look(screen))) == names
    for _ in range(3):
        make_report(by=cast.city_officer, area="31.72.06")
    assert list(inner_on(look(screen))) == names


@pytest.mark.parametrize("wards", [(81,), (12, 9, 12, 8, 12, 12), (8,) * 8, (1,) * 12, (0, 0)])
def test_what_does_not_fit_is_plain_tiles(wards, city_of):
    html = city_of(*wards)
    assert "wall-map" not in html and "wall-tiles" in html
    assert html.count('class="wall-area"') == len(wards)


def test_without_areas_below_the_next_there_is_no_map(screen_of, cast, election):
    """Also where something happened at the level of the next."""
    for code, tier, kind in (("31.99", 2, "kota"), ("31.99.01", 3, "kecamatan"), ("31.99.02", 3, "kecamatan")):
        Area.objects.create(pk=code, name=f"Contoh {code}", tier=tier, kind=kind, time_zone="Asia/Jakarta")
    crowd(1, seed=1, areas=["31.99.02"], by=cast.province_coordinator, elections=[election])
    Report.objects.update(state="waiting", classification="biasa", severity="sedang")
    rebuild_rollups()
    page = look(screen_of("31.99"))
    assert "wall-map" not in page.content.decode()
    assert tiles_on(page) == [("Contoh 31.99.01", 0, None), ("Contoh 31.99.02", 1, "sedang")]


def test_bands_are_as_high_as_their_largest_group(city_of):
    html = city_of(3, 8, 12, 2, 8)
    assert [f"wall-rows-{rows}" in html for rows in (1, 2, 3, 4)] == [True, True, True, False]
    assert html.index("wall-rows-3") < html.index("wall-rows-2") < html.index("wall-rows-1")


def test_every_height_of_a_band_has_a_rule(settings):
    styles = (settings.BASE_DIR / "static" / "css" / "wall.css").read_text()
    assert all(f".wall-rows-{rows} .wall-inner {{" in styles for rows in range(1, 11))
    assert ".wall-rows-0 {" in styles


# Overdue


@pytest.mark.parametrize("code", [CITY, PENJARINGAN])
def test_overdue_is_told_in_words(code, screen_of, many, cast):
    screen = screen_of(code)
    here = [row for row in many if row.classification == "biasa"]
    areas = below(code, screen.area.tier + 1)
    late = {area.name: counted(lies_in(here, pk), pk, screen.area.zone)["overdue"] for pk, area in areas.items()}
    own = counted([row for row in here if row.area_id == code], code, screen.area.zone)["overdue"]
    late[f"{'Kota' if code == CITY else 'Kec.'} sendiri"] = own
    page = look(screen)
    assert overdue_on(page) == {name: number for name, number in late.items() if number}
    assert f"! {late['Penjaringan' if code == CITY else 'Pluit']} {indonesian('overdue')}" in text_of(page)


def test_small_signs_are_explained(screen, screen_of, make_report, clock):
    """Where signs stand without words, and only where there is one."""
    key = f"! {indonesian('overdue')}"
    make_report(severity="darurat", now=NOW)
    assert key not in text_of(look(screen))
    clock.now = NOW.replace(hour=15)
    assert key in text_of(look(screen))
    assert key not in text_of(look(screen_of(PENJARINGAN))), "large tiles say it in words"
    assert overdue_on(look(screen_of(PENJARINGAN))) == {"Pluit": 1}


def test_small_plain_tiles_have_the_key_too(screen_of, cast, election, clock):
    Area.objects.create(pk="31.99", name="Kota Contoh", tier=2, kind="kota", time_zone="Asia/Jakarta")
    codes = [f"31.99.{number:02}" for number in range(1, 31)]
    for code in codes:
        Area.objects.create(pk=code, name=f"Contoh {code}", tier=3, kind="kecamatan", time_zone="Asia/Jakarta")
    crowd(1, seed=1, areas=codes[:1], by=cast.province_coordinator, elections=[election])
    Report.objects.update(state="waiting", classification="biasa", respond_by=NOW.replace(hour=8))
    rebuild_rollups()
    page = look(screen_of("31.99"))
    assert f"! {indonesian('overdue')}" in text_of(page)
    assert overdue_on(page) == {"Contoh 31.99.01": 1}


def test_neither_styles_nor_links_are_in_it(screen, many):
    html = look(screen).content.decode()
    assert "wall-map" in html and " style=" not in html and "<a " not in html


def test_only_what_the_viewer_may_see_is_counted(screen, make_report, login_as, worker_alive):
    make_report(classification="rahasia", severity="darurat")
    assert inner_on(look(screen))["Penjaringan"][-1] == ("Pluit", 0, None, None)
    page = login_as("official").get(f"/dashboard/{CITY}/?wall=1")
    assert inner_on(page)["Penjaringan"][-1] == ("Pluit", 1, "darurat", None)


def test_an_area_without_a_desk_has_a_map_too(screen_of):
    Desk.objects.all()._raw_delete(Desk.objects.db)
    assert len(inner_on(look(screen_of("51.71")))) == 4


def test_a_ward_is_counted_in_its_group_alone(screen, make_report):
    make_report(severity="sedang")
    told = {name: [tile for tile in tiles if tile[1]] for name, tiles in inner_on(look(screen)).items()}
    assert {name: tiles for name, tiles in told.items() if tiles} == {"Penjaringan": [("Pluit", 1, "sedang", None)]}
