"""The way of a wall screen round the areas, for screens and for readers."""

import re
from datetime import date

import pytest
from django.test import Client

from desks.models import NATION, Desk, Election, User
from reports.actions.folding import fold
from reports.models import Report, Rollup
from reports.views.walls import SECONDS

from ..conftest import CITY, PENJARINGAN, PLUIT
from . import wall_cast
from .conftest import text_of
from .wall_cast import address_of, look, next_of

screen = wall_cast.screen
screen_of = wall_cast.screen_of


def walk(answer_of, first, turns):
    """The areas and positions of so many turns."""
    address, found = first, []
    for _ in range(turns):
        page = answer_of(address)
        assert page.status_code == 200
        heading = re.search(r"<h1>(.*?)</h1>", page.content.decode())[1]
        found.append((heading, *re.findall(r"(\d+) / (\d+)</p>", page.content.decode())))
        address = next_of(page)
    return found


def test_the_way_round(screen, make_report, cast):
    """The own area at every second turn; below, those with a desk or an open report, in their order."""
    Desk.objects.filter(area=PENJARINGAN).update(active_until=date(2024, 11, 12))
    make_report(by=cast.city_officer, area="31.72.04", title="Contoh")
    Desk.objects.create(area_id="31.72.06", **desk_columns())
    make_report(by=cast.city_officer, area="31.72.05", classification="rahasia")
    fold()
    own, third, fourth = "Kota Administrasi Jakarta Utara", "Kecamatan Cilincing", "Kecamatan Kelapa Gading"
    first, second, last = (own, ("1", "3")), (third, ("2", "3")), (fourth, ("3", "3"))
    assert walk(Client().get, address_of(screen), 6) == [first, second, first, last, first, second]


def desk_columns():
    dates = {"active_from": date(2024, 1, 1), "active_until": date(2099, 12, 31)}
    return {"election_id": "pilkada-dki-2024", "name": "Posko", "opens_at": 0, "closes_at": 1440, **dates}


def test_a_closed_report_and_a_desk_further_down_are_no_stops(screen, make_report):
    Desk.objects.exclude(area__in=(CITY, PLUIT)).update(active_until=date(2024, 11, 12))
    make_report(area=PLUIT)
    Report.objects.update(state="closed")
    page = look(screen)
    assert next_of(page) == address_of(screen)
    assert "1 / 1" not in text_of(page)


def test_a_stop_that_has_gone_is_passed_over(screen):
    Desk.objects.create(area_id="31.72.04", **desk_columns())
    assert next_of(look(screen, query=f"?after={PENJARINGAN}")) == address_of(screen, "31.72.04")
    assert next_of(look(screen, query="?after=31.72.02")) == address_of(screen, "31.72.04")
    assert next_of(look(screen, query="?after=31.72.04")) == address_of(screen, PENJARINGAN)
    for junk in ("x", "%F0%9F", "9" * 5000, "\u00e9"):
        assert look(screen, query=f"?after={junk}").status_code == 200


def test_an_area_beside_the_round(screen):
    page = look(screen, PLUIT)
    assert "wall-dots" not in page.content.decode()
    assert next_of(page) == address_of(screen, query=f"?after={PLUIT}")


def test_a_ward_alone_is_shown_anew(screen_of):
    screen = screen_of(PLUIT)
    assert next_of(look(screen)) == address_of(screen)


def test_a_reader_goes_round_too(desks, login_as, worker_alive):
    client = login_as("official")
    own, below = "Kota Administrasi Jakarta Utara", "Kecamatan Penjaringan"
    expected = [(own, ("1", "2")), (below, ("2", "2")), (own, ("1", "2"))]
    assert walk(client.get, f"/dashboard/{CITY}/?wall=1", 3) == expected
    page = client.get(f"/dashboard/{PENJARINGAN}/?wall={CITY}&seconds=7&election=pilkada-dki-2024")
    assert next_of(page) == f"/dashboard/{CITY}/?wall={CITY}&election=pilkada-dki-2024&seconds=7&after={PENJARINGAN}"


def test_a_round_of_the_country_comes_back_to_it(desks, cast, login_as, worker_alive):
    User.objects.filter(pk=cast.official.pk).update(area=NATION)
    country, province = ("Indonesia", ("1", "2")), ("Provinsi Daerah Khusus Ibukota Jakarta", ("2", "2"))
    assert walk(login_as("official").get, f"/dashboard/{NATION}/?wall=1", 4) == [country, province] * 2


@pytest.mark.parametrize("wall", ["", "x", "00", "31", "31.75", "31.72.01.1005", "99.99", "9" * 5000])
def test_a_reader_begins_nowhere_else(wall, desks, login_as, worker_alive):
    """Neither above their own area nor beside it: the round begins at the area asked for."""
    page = login_as("official").get(f"/dashboard/{PENJARINGAN}/?wall={wall}")
    assert page.status_code == 200
    assert next_of(page) == f"/dashboard/{PLUIT}/?wall={PENJARINGAN}&election=pilkada-dki-2024"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", 20),
        ("5", 5),
        ("300", 300),
        ("4", 5),
        ("0", 5),
        ("301", 300),
        ("99999", 300),
        ("-5", 20),
        ("x", 20),
        ("²", 20),
    ]
    + [("9" * 5000, 20), ("7.5", 20), ("٣", 20), ("20", 20)],
)
def test_seconds(asked, given, screen):
    page = look(screen, query=f"?seconds={asked}")
    html = page.content.decode()
    assert f'data-seconds="{given}"' in html
    assert f'<noscript><meta http-equiv="refresh" content="{given};url={next_of(page)}"></noscript>' in html
    assert f'data-first="{address_of(screen, query="" if given == SECONDS else f"?seconds={given}")}"' in html
    assert next_of(page) == address_of(screen, PENJARINGAN, "" if given == SECONDS else f"?seconds={given}")


def test_the_round_keeps_to_one_election(screen, login_as, election):
    """That of the screen's own area, also where an area below shows another one on its own dashboard."""
    earlier = {"name_id": "Contoh lain", "name_en": "Other", "voting_on": date(2024, 11, 20), "scope_id": PENJARINGAN}
    other = Election.objects.create(slug="contoh-lain", **earlier)
    Desk.objects.create(area_id=PENJARINGAN, **{**desk_columns(), "election_id": other.pk})
    official = login_as("official")
    assert other.name_id in text_of(official.get(f"/dashboard/{PENJARINGAN}/")).split("hari menuju")[0]
    assert election.name_id in text_of(look(screen))
    text = text_of(look(screen, PENJARINGAN))
    assert election.name_id in text and other.name_id not in text
    page = official.get(f"/dashboard/{CITY}/?wall=1")
    assert next_of(page) == f"/dashboard/{PENJARINGAN}/?wall={CITY}&election={election.pk}"


def test_an_address_can_name_the_election(screen, election):
    """Of several at once; all the round long. One that is not held there shows nothing, and no zeros."""
    names = {"name_id": "Contoh lain", "name_en": "Other", "voting_on": date(2024, 12, 20), "scope_id": CITY}
    other = Election.objects.create(slug="contoh-lain", **names)
    for code in (CITY, PENJARINGAN):
        Desk.objects.create(area_id=code, **{**desk_columns(), "election_id": other.pk})
    assert election.name_id in text_of(look(screen))
    page = look(screen, query="?election=contoh-lain")
    assert other.name_id in text_of(page)
    assert next_of(page) == address_of(screen, PENJARINGAN, "?election=contoh-lain")
    assert other.name_id in text_of(look(screen, PENJARINGAN, "?election=contoh-lain"))
    for wrong in ("pilkada-bali", "x" * 5000, "a%0Ab"):
        assert Client().get(address_of(screen, query=f"?election={wrong}")).status_code == 404


def test_a_report_left_open_in_another_election_is_no_stop(screen, make_report):
    make_report(area=PLUIT)
    Desk.objects.exclude(area=CITY).update(active_until=date(2024, 11, 12))
    fold()
    assert next_of(look(screen)) == address_of(screen, PENJARINGAN)
    Rollup.objects.update(election="pemilu-2024")
    assert next_of(look(screen)) == address_of(screen)
