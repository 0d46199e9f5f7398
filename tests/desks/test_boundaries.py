"""Boundaries: each bad file is refused in words, features go to the right area or to none, outlines stay sound."""

import io
import json

import pytest
import shapely
from django.core.management import CommandError, call_command

from desks.actions import import_boundaries
from desks.boundaries import geojson
from desks.models import Area, Boundary, User

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .boundary_files import SOUTH, WEST, collection, feature, polygon, square, squares, write

WARDS = [f"{PENJARINGAN}.100{number}" for number in range(1, 6)]


@pytest.fixture
def run(reference, tmp_path):
    """run(document, *options) -> what the command says; the file is called batas.geojson."""

    def run(document, *options):
        out = io.StringIO()
        call_command("import_boundaries", str(write(tmp_path / "batas.geojson", document)), *options, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def matched(reference, tmp_path):
    """matched(*features, **told) -> [code of the area, or the reason why none] of each feature."""

    def matched(*features, **told):
        path = write(tmp_path / "batas.geojson", collection(*features))
        done = import_boundaries(path, now=NOW, **told)
        found = {line.number: line.result.area.pk for line in done.matched}
        found |= {line.number: str(line.result.reason) for line in done.unmatched}
        return [found[number] for number in sorted(found)]

    return matched


def named(**properties):
    return feature(polygon(), **properties)


# ---- Bad files ----


def ring(*positions):
    return collection(feature({"type": "Polygon", "coordinates": [list(positions)]}, kode=CITY))


A, B, C = square()[:3]
BAD_FILES = {
    "not JSON": ("ini bukan JSON", "JSON"),
    "half a file": ('{"type": "FeatureCollection", "features": [', "JSON"),
    "empty": ("", "kosong|empty"),
    "blank": (" \n ", "kosong|empty"),
    "NaN": ('{"type": "FeatureCollection", "features": [NaN]}', "NaN"),
    "Infinity": ('{"type": "FeatureCollection", "features": [-Infinity]}', "Infinity"),
    "a number of 5000 digits": (
        '{"type": "FeatureCollection", "features": [%s]}' % ("9" * 5000),
        "thousands of digits",
    ),
    "a coordinate of 5000 digits": (
        json.dumps(squares([CITY])).replace(str(WEST), "1" * 5000),
        "^The file holds a number of thousands of digits: it is damaged.$",
    ),
    "too deep": ("[" * 200_000, "dalam|deep"),
    "a list": ("[]", "FeatureCollection"),
    "a word": ('"FeatureCollection"', "FeatureCollection"),
    "a topology": ('{"type": "Topology", "objects": {}}', "FeatureCollection"),
    "one feature alone": (json.dumps(named(kode=CITY)), "FeatureCollection"),
    "no list of features": ('{"type": "FeatureCollection", "features": {}}', "features|fitur"),
    "no feature": (collection(), "poligon|polygon"),
    "points only": (collection(feature({"type": "Point", "coordinates": [106.8, -6.1]}, kode=CITY)), "polygon|poligon"),
    "no geometry": (collection(feature(None, kode=CITY)), "polygon|poligon"),
    "a feature that is none": ('{"type": "FeatureCollection", "features": [7]}', "1"),
    "no coordinates": (collection(feature({"type": "Polygon"}, kode=CITY)), "1.*(coordinates|koordinat)"),
    "flat coordinates": (
        collection(feature({"type": "Polygon", "coordinates": [1, 2]}, kode=CITY)),
        "coordinates|koordinat",
    ),
    "no ring": (collection(feature({"type": "Polygon", "coordinates": []}, kode=CITY)), "coordinates|koordinat"),
    "too short": (ring(A, B, A), "four|empat"),
    "not closed": (ring(A, B, C, [106.7, -6.19]), "closed|tertutup"),
    "words for numbers": (ring(["106.7", "-6.2"], B, C, ["106.7", "-6.2"]), "numbers|angka"),
    "null for a number": (ring([None, -6.2], B, C, [None, -6.2]), "numbers|angka"),
    "true for a number": (ring([True, -6.2], B, C, [True, -6.2]), "numbers|angka"),
    "one number": (ring([106.7], B, C, [106.7]), "numbers|angka"),
    "UTM": (ring([700000, 9320000], [700010, 9320000], [700010, 9320010], [700000, 9320000]), "WGS84"),
    "latitude first": (ring(*([north, east] for east, north in square())), "WGS84"),
    "infinite": (json.dumps(squares([CITY])).replace(str(WEST), "1e999"), "WGS84"),
    "elsewhere": (ring([4.9, 52.3], [5.0, 52.3], [5.0, 52.4], [4.9, 52.3]), "WGS84"),
    "a line": (ring(A, B, A, A), "encloses|melingkupi"),
    "smaller than a metre": (ring(*square(size=0.000001)), "encloses|melingkupi"),
    "one bad among good": (collection(named(kode=CITY), *ring(A, B, A)["features"]), "2.*(four|empat)"),
}


@pytest.mark.parametrize(("document", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_a_sentence_and_changes_nothing(run, document, words):
    run(squares([PENJARINGAN]))
    before = list(Boundary.objects.values())
    with pytest.raises(CommandError, match=words) as error:
        run(document)
    assert str(error.value).endswith(".") and len(str(error.value)) < 400
    assert list(Boundary.objects.values()) == before


def test_what_is_not_utf_8_is_refused(run, tmp_path):
    path = tmp_path / "latin.geojson"
    path.write_bytes(json.dumps(squares([CITY])).encode() + b"\xe9")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_boundaries", str(path))


def test_a_file_with_a_byte_order_mark_is_read(run):
    assert "1 features" in run("\ufeff" + json.dumps(squares([CITY])))


@pytest.mark.parametrize("name", ["tidak-ada.geojson", ".", "a\x00b"])
def test_no_file_is_refused(reference, tmp_path, name):
    with pytest.raises(CommandError, match="file|berkas"):
        call_command("import_boundaries", str(tmp_path) + "/" + name)


def test_a_huge_file_is_refused_unread(run, monkeypatch):
    monkeypatch.setattr(geojson, "MAX_BYTES", 100)
    with pytest.raises(CommandError, match="MB"):
        run(squares([CITY]))


@pytest.mark.parametrize("metres", ["abc", "nan", "inf", "-1", "10001", "9" * 5000, ""])
def test_a_wrong_tolerance_is_refused(run, metres):
    with pytest.raises(CommandError) as error:
        run(squares([CITY]), f"--tolerance={metres}")
    assert len(str(error.value)) < 200
    assert not Boundary.objects.exists()


def test_a_property_that_is_not_there_is_refused_with_those_that_are(run):
    for option in ("--code-property", "--name-property"):
        with pytest.raises(CommandError, match=r"KODE.*kode"):
            run(squares([CITY]), option, "KODE")


# ---- Whose boundary it is ----


@pytest.mark.parametrize(
    "properties",
    [
        {"kode": "31.72.01.1005"},
        {"code": "3172011005"},
        {"Kode": 3172011005},
        {"KODE": 3172011005.0},
        {"kode": " 3172.01.1005 "},
        {"KDEPUM": "31.72.01.1005", "KDCPUM": "31.72.01", "KDPKAB": "31.72", "KDPPUM": "31"},
        {"KDEPUM": "31.72.01.1005", "NAMOBJ": "Pluit", "WADMKD": "Pluit", "WADMKC": "Penjaringan"},
        {"kode_desa": "31.72.01.1005", "nama": "Nama yang lain"},
    ],
)
def test_a_code_says_whose_it_is(matched, properties):
    assert matched(named(**properties)) == [PLUIT]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"KDPPUM": "31", "WADMPR": "DKI Jakarta"}, PROVINCE),
        ({"kd_propinsi": 31}, PROVINCE),
        ({"KDPKAB": "31.72", "KDPPUM": "31", "KDCPUM": "", "KDEPUM": None}, CITY),
        ({"KDCPUM": "31.72.01", "KDPKAB": "31.72", "NAMOBJ": "Penjaringan", "WADMKC": "Penjaringan"}, PENJARINGAN),
        ({"WADMPR": "DKI JAKARTA"}, PROVINCE),
        ({"provinsi": "Daerah Khusus Jakarta"}, PROVINCE),
        ({"NAMOBJ": "Kota Adm. Jakarta Utara"}, CITY),
        ({"name": "JAKARTA UTARA"}, CITY),
        ({"shapeName": "Jakarta-Utara", "shapeType": "ADM2"}, CITY),
        ({"WADMKK": "Kab. Adm. Kepulauan Seribu"}, "31.01"),
        ({"kecamatan": "Kec. Penjaringan"}, PENJARINGAN),
        ({"name": "Kecamatan Penjaringan"}, PENJARINGAN),
        ({"name": "Penjaringan", "shapeType": "ADM3"}, PENJARINGAN),
        ({"name": "Kelurahan Penjaringan"}, "31.72.01.1001"),
        ({"kelurahan": "PLUIT"}, PLUIT),
        ({"nama": "Kelapagading", "shapeType": "ADM3"}, "31.72.06"),
        ({"NAME_1": "Jakarta Raya", "NAME_2": "Jakarta Utara", "NAME_3": "Penjaringan"}, "no such area"),
        ({"NAME_1": "DKI Jakarta", "NAME_2": "Jakarta Utara", "NAME_3": "Penjaringan"}, PENJARINGAN),
        ({"name": "Penjaringan", "kecamatan": "Penjaringan", "KDPKAB": "3172"}, "several areas fit"),
        ({"name": "Pluit", "kecamatan": "Penjaringan"}, PLUIT),
        ({"KDPKAB": "31.72", "WADMKC": "Penjaringan"}, PENJARINGAN),
        ({"KDPKAB": "31.75", "WADMKC": "Penjaringan"}, "no such area"),
        ({"name": "Penjaringan"}, "several areas fit"),
        ({"name": "Pluit Raya"}, "no such area"),
        ({"kode": "99.99"}, "no such area"),
        ({"kode": "31.7"}, "neither code nor name"),
        ({"kode": ["31.72"], "name": 7}, "neither code nor name"),
        ({}, "neither code nor name"),
        # A code of BPS: there 3171 is Jakarta Selatan.
        ({"kode": "3171", "nama": "JAKARTA SELATAN"}, "code and name disagree"),
        ({"KDCBPS": "3172010", "KDPBPS": "31"}, "neither code nor name"),
    ],
)
def test_features_go_to_the_one_area_that_fits_or_to_none(matched, properties, code):
    found, _other = matched(named(**properties), feature(polygon(9), kode="31.75"))
    assert found == code


def test_a_name_that_two_wards_have_needs_its_district(matched):
    names = Area.objects.in_tier(4).values_list("name", flat=True)
    twice = sorted(name for name in set(names) if list(names).count(name) > 1)[0]
    one, other = Area.objects.in_tier(4).filter(name=twice)[:2]
    district = Area.objects.get(pk=one.parent_code)
    city = Area.objects.get(pk=district.parent_code)
    alone = named(kelurahan=twice)
    within = feature(polygon(1), kelurahan=twice, kecamatan=district.name, kabkota=city.name)
    assert matched(alone, within) == ["several areas fit", one.pk]
    assert other.parent_code != one.parent_code


def test_a_city_is_not_the_regency_of_its_name(matched):
    Area.objects.create(
        code="31.79", name="Kabupaten Jakarta Utara", tier=2, kind="kabupaten", time_zone="Asia/Jakarta"
    )
    features = [feature(polygon(at), kabkota=name) for at, name in enumerate(["Jakarta Utara", "Kota Jakarta Utara"])]
    assert matched(*features, feature(polygon(5), kabkota="Kab. Jakarta Utara")) == ["several areas fit", CITY, "31.79"]


def test_the_properties_told_are_read(matched):
    told = feature(polygon(), a="31.72.01.1005", b="Pluit", kode="31.75", nama="Koja")
    assert matched(told, code_property="a", name_property="b") == [PLUIT]
    assert matched(told, code_property="b", name_property="b") == [PLUIT]  # no code in it: by name
    assert matched(feature(polygon(), nama="Penjaringan", kecamatan="Penjaringan"), name_property="kecamatan") == [
        PENJARINGAN
    ]


def test_two_features_of_one_code_are_parts_of_one_area(matched):
    assert matched(feature(polygon(0), kode=PLUIT), feature(polygon(4), kode=PLUIT)) == [PLUIT, PLUIT]
    assert Boundary.objects.get().geometry["type"] == "MultiPolygon"


def test_two_features_of_one_name_are_both_refused(matched):
    features = [feature(polygon(at), kelurahan="Pluit") for at in (0, 4)]
    assert matched(*features, feature(polygon(8), kode=CITY)) == ["several features fit"] * 2 + [CITY]
    assert Boundary.objects.get().pk == CITY


def test_a_feature_without_surface_is_told(matched):
    point = feature({"type": "Point", "coordinates": [106.8, -6.1]}, kode=CITY)
    assert matched(point, named(kode=PLUIT)) == ["no surface", PLUIT]


# ---- What is written ----


def test_the_command_says_what_became_of_each_feature(run):
    document = squares([PLUIT, "31.72.01.1004"])
    document["features"] += [
        feature(polygon(7), nama="Contoh\x1b[2J\ud800 Raya"),
        feature(polygon(8), nama="Penjaringan"),
    ]
    lines = run(document).splitlines()
    assert lines[0].startswith("4 features: 2 matched by code, 0 by name, 2 not matched. 10 points became 10")
    assert lines[1] == "not matched: feature 3 “Contoh�[2J� Raya”: no such area"
    assert lines[2].startswith("not matched: feature 4 “Penjaringan”: several areas fit (31.72.01 ")
    assert [line.split()[2] for line in lines[3:6]] == ["31.72.01.1001", "31.72.01.1002", "31.72.01.1003"]
    assert lines[6:] == ["Written."]
    assert set(Boundary.objects.values_list("pk", "source")) == {
        (PLUIT, "batas.geojson"),
        ("31.72.01.1004", "batas.geojson"),
    }


def test_long_lists_are_cut(run):
    features = [feature(polygon(), nama=f"Contoh {number}") for number in range(130)]
    assert "not matched: 30 more" in run(collection(*features, feature(polygon(5), kode=CITY)))


def test_where_nothing_fits_nothing_is_written_and_the_command_fails(run):
    with pytest.raises(CommandError, match="nothing was written"):
        run(squares(["99.99"]))
    assert not Boundary.objects.exists()


def test_a_dry_run_writes_nothing(run):
    said = run(squares(WARDS), "--dry-run")
    assert said.startswith("5 features: 5 matched by code") and said.endswith("Dry run: nothing was written.\n")
    assert not Boundary.objects.exists()


def test_importing_again_renews(run, tmp_path):
    run(squares(WARDS))
    first = {row.pk: row for row in Boundary.objects.all()}
    run(squares([PLUIT]))
    second = {row.pk: row for row in Boundary.objects.all()}
    assert first.keys() == second.keys() == set(WARDS)
    assert second[PLUIT].west == WEST != first[PLUIT].west
    assert second[PLUIT].geometry != first[PLUIT].geometry
    assert second[PLUIT].imported_at > first[PLUIT].imported_at
    assert second[WARDS[0]].imported_at == first[WARDS[0]].imported_at


def test_all_or_nothing(run, monkeypatch):
    """The second batch fails: the first is taken back."""
    from desks.actions import boundaries

    monkeypatch.setattr(boundaries, "BATCH", 2)
    run(squares(WARDS[:1]))
    before = list(Boundary.objects.values())
    make = boundaries._row
    monkeypatch.setattr(boundaries, "_row", lambda area, *rest: spoilt(make(area, *rest), area.pk == WARDS[4]))
    with pytest.raises(Exception, match="(?i)constraint"):
        run(squares(WARDS))
    assert list(Boundary.objects.values()) == before


def spoilt(row, bad):
    row.west = row.east if bad else row.west
    return row


def test_the_box_is_that_of_the_outline(run):
    run(squares([CITY]))
    row = Boundary.objects.get()
    assert (row.west, row.south, row.east, row.north) == (WEST, SOUTH, 106.71, -6.19)
    assert shapely.from_geojson(json.dumps(row.geometry)).bounds == (WEST, SOUTH, 106.71, -6.19)


def outline(code):
    return shapely.from_geojson(json.dumps(Boundary.objects.get(pk=code).geometry))


def wavy(column):
    """A ward of 200 points on each side; its sides wave by ten metres, common ones alike."""
    ring = [[east + 0.00005 * (round(north * 1e5) % 3), north] for east, north in square(column, points=200)[:-1]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def test_outlines_lose_points_and_neighbours_keep_their_common_line(run):
    features = [feature(wavy(column), kode=code) for column, code in enumerate(WARDS)]
    run(collection(*features))
    shapes = [outline(code) for code in WARDS]
    assert all(shape.is_valid and shapely.get_num_coordinates(shape) < 90 for shape in shapes)
    for one, other in zip(shapes, shapes[1:], strict=False):
        assert one.intersection(other).length > 0.0095  # a line, and no overlap
        assert one.intersection(other).area == 0
    run(collection(*features), "--tolerance", "0")
    assert all(shapely.get_num_coordinates(outline(code)) > 200 for code in WARDS)


def test_numbers_have_five_decimals(run):
    run(collection(feature(polygon(size=0.0123456789), kode=CITY)))
    numbers = shapely.get_coordinates(outline(CITY)).ravel()
    assert all(number == round(number, 5) for number in numbers)


def test_small_islands_stay(run):
    islands = [[square(size=0.05, points=300)], *([square(column * 40, 300, size=0.0005)] for column in range(6))]
    run(collection(feature({"type": "MultiPolygon", "coordinates": islands}, kode="31.01")), "--tolerance", "2000")
    shape = outline("31.01")
    assert shape.is_valid and shapely.get_num_geometries(shape) == 7
    areas = [part.area for part in shapely.get_parts(shape)]
    assert areas[0] == max(areas) and min(areas) > 0


def test_outlines_that_cross_themselves_or_overlap_end_as_valid_ones(run):
    bow = {"type": "Polygon", "coordinates": [[A, C, B, square()[3], A]]}
    overlapping = feature(polygon(0.5, 0.3, points=97), kode=WARDS[0])
    run(collection(feature(bow, kode=PLUIT), overlapping, feature(polygon(0.2, points=31), kode=WARDS[1])))
    assert all(outline(code).is_valid and outline(code).area for code in (PLUIT, *WARDS[:2]))


def test_heights_are_left_out(run):
    ring = [[*position, 12.5] for position in square()]
    run(collection(feature({"type": "Polygon", "coordinates": [ring]}, kode=CITY)))
    assert Boundary.objects.get().geometry["coordinates"][0][0] == pytest.approx([WEST, SOUTH], abs=0.011)


# ---- Who sees which ----


def test_boundaries_are_seen_from_the_own_area_down(run, cast):
    run(squares([PROVINCE, CITY, PENJARINGAN, PLUIT, "31.75", "31.75.01"]))
    seen = {
        name: set(Boundary.objects.visible_to(User.objects.get(username=name)).values_list("pk", flat=True))
        for name in ("official", "pluit_officer", "outsider_official")
    }
    assert seen == {
        "official": {CITY, PENJARINGAN, PLUIT},
        "pluit_officer": {PLUIT},
        "outsider_official": {"31.75", "31.75.01"},
    }


def test_directly_below(run):
    run(squares([PROVINCE, CITY, "31.75", PENJARINGAN, "31.72.02", PLUIT, "51", "51.71"]))
    below = {
        code: list(Boundary.objects.directly_below(Area.objects.get(pk=code)).values_list("pk", flat=True))
        for code in (PROVINCE, CITY, PENJARINGAN, PLUIT)
    }
    assert below == {
        PROVINCE: [CITY, "31.75"],
        CITY: [PENJARINGAN, "31.72.02"],
        PENJARINGAN: [PLUIT],
        PLUIT: [PLUIT],
    }
