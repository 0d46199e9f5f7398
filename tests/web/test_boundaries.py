"""Outlines for the map: scope and roles are in the access table; here what is sent, how often, and how cheaply."""

import gzip
import json

import pytest

from desks.models import Area, Boundary

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_DISTRICT, TWIN_WARD
from ..desks.boundary_files import polygon

SISTER_DISTRICT, SISTER_WARD = "31.72.02", "31.72.02.1001"
CODES = (PROVINCE, CITY, "31.75", PENJARINGAN, SISTER_DISTRICT, TWIN_DISTRICT, PLUIT, SISTER_WARD, TWIN_WARD)


def outline(code, column=0):
    return Boundary(
        area_id=code,
        geometry=polygon(column),
        west=106.7,
        south=-6.2,
        east=106.71,
        north=-6.19,
        source="contoh.geojson",
        imported_at=NOW,
    )


@pytest.fixture
def outlines(reference):
    Boundary.objects.bulk_create([outline(code, column) for column, code in enumerate(CODES)])


def codes_at(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return [feature["properties"]["code"] for feature in response.json()["features"]]


@pytest.mark.parametrize(
    ("person", "address", "codes"),
    [
        ("province_officer", f"/areas/{PROVINCE}/boundaries.json", [CITY, "31.75"]),
        ("city_officer", f"/areas/{CITY}/boundaries.json", [PENJARINGAN, SISTER_DISTRICT]),
        ("city_officer", f"/areas/{CITY}/boundaries.json?tier=4", [PLUIT, SISTER_WARD]),
        ("observer", f"/areas/{PENJARINGAN}/boundaries.json", [PLUIT]),
        ("pluit_officer", f"/areas/{PLUIT}/boundaries.json", [PLUIT]),
        ("official", "/areas/31.72.03/boundaries.json", []),
    ],
)
def test_the_areas_directly_below(outlines, login_as, person, address, codes):
    assert codes_at(login_as(person), address) == codes


@pytest.mark.parametrize("query", ["tier=3", "tier=2", "tier=", "tier=%2000", "tier=" + "9" * 5000, "tier=４"])
def test_there_is_no_other_choice_of_tier(outlines, login_as, query):
    assert login_as("province_officer").get(f"/areas/{CITY}/boundaries.json?{query}").status_code == 404


@pytest.mark.parametrize("code", [PROVINCE, PENJARINGAN, PLUIT])
def test_only_a_city_offers_its_wards(outlines, login_as, code):
    assert login_as("province_officer").get(f"/areas/{code}/boundaries.json?tier=4").status_code == 404


def test_codes_names_and_outlines_and_nothing_else(outlines, login_as):
    response = login_as("observer").get(f"/areas/{CITY}/boundaries.json")
    assert response["Content-Type"] == "application/geo+json"
    document = response.json()
    assert document.keys() == {"type", "features"} and document["type"] == "FeatureCollection"
    assert document["features"][0] == {
        "type": "Feature",
        "properties": {"code": PENJARINGAN, "name": "Penjaringan"},
        "geometry": polygon(CODES.index(PENJARINGAN)),
    }
    assert b" " not in response.content.replace(b"Tanjung Priok", b"")


def test_a_browser_keeps_it_for_its_person_and_asks_whether_it_is_new(outlines, login_as):
    address = f"/areas/{CITY}/boundaries.json"
    client = login_as("official")
    response = client.get(address)
    assert response["Cache-Control"] == "private, max-age=3600"
    assert "Cookie" in response["Vary"]  # who logs in next at the same computer is asked for again
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    assert again["Cache-Control"] == response["Cache-Control"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: Boundary.objects.filter(pk=PENJARINGAN).update(imported_at=NOW.replace(microsecond=1)),
        lambda: Boundary.objects.filter(pk=PENJARINGAN).delete(),
        lambda: Area.objects.filter(pk=PENJARINGAN).update(name="Contoh"),
        lambda: Boundary.objects.bulk_create([outline("31.72.03")]),
    ],
    ids=["renewed", "gone", "renamed", "new"],
)
def test_what_changed_is_sent_anew(outlines, login_as, change):
    address, client = f"/areas/{CITY}/boundaries.json", login_as("official")
    before = client.get(address)
    change()
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_wards_are_another_thing_than_districts(outlines, login_as):
    address, client = f"/areas/{CITY}/boundaries.json", login_as("official")
    assert client.get(address)["ETag"] != client.get(address + "?tier=4")["ETag"]


def test_it_is_sent_compressed(outlines, login_as):
    address, client = f"/areas/{CITY}/boundaries.json", login_as("official")
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.content)) == client.get(address).json()
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_number_of_queries_does_not_grow(outlines, login_as, django_assert_num_queries):
    """Session, user, area, state of the outlines, outlines."""
    address, client = f"/areas/{PENJARINGAN}/boundaries.json", login_as("official")
    with django_assert_num_queries(5):
        response = client.get(address)
    with django_assert_num_queries(4):
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    wards = Area.objects.below(PENJARINGAN).in_tier(4).exclude(pk=PLUIT)
    Boundary.objects.bulk_create([outline(ward.pk) for ward in wards])
    with django_assert_num_queries(5):
        assert len(codes_at(client, address)) == 5
