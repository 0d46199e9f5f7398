"""How the desks of an area are manned: the line of the dashboard, and the page behind it."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desks.actions.rosters import rostered
from desks.coverage import refresh_coverage
from desks.models import Coverage, Desk

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from ..desks.roster_cast import compose, fill, staff, unit_at
from .conftest import text_of


@pytest.fixture
def numbers(manned, desks):
    """Pluit has 6 empty places and one other warning; the twin ward has gaps of its own."""
    for code, uncovered in ((TWIN_WARD, 30), (CITY, 4), (PENJARINGAN, 0)):
        Coverage.objects.create(desk=desks[code], uncovered=uncovered, warnings=0, counted_at=NOW)
    return manned


def line_of(response):
    """The words of the line, without tags; None where the page has no such line."""
    found = re.search(r'<li class="manning">(.*?)</li>', response.content.decode(), re.S)
    return found and re.sub(r"<[^>]+>", " ", found[1])


def figures(line):
    return [int(word) for word in line.replace(",", " ").split() if word.isdigit()]


@pytest.mark.parametrize(
    ("person", "area", "expected"),
    [
        ("official", CITY, [10, 7, 2, 1]),
        ("province_coordinator", PROVINCE, [40, 7, 3, 1, 3]),
        ("official", PENJARINGAN, [6, 7, 1, 1]),
        ("official", PLUIT, [6, 7, 1, 1]),
    ],
)
def test_the_line_adds_up_the_area_and_all_below(person, area, expected, numbers, login_as):
    line = line_of(login_as(person).get(f"/dashboard/{area}/"))
    assert figures(line) == expected, line


def test_nothing_to_warn_of(numbers, login_as):
    Coverage.objects.update(uncovered=0, warnings=0)
    response = login_as("official").get(f"/dashboard/{CITY}/")
    assert line_of(response)
    assert "/coverage/" not in response.content.decode()


def test_without_any_roster_there_is_no_line(desks, login_as):
    assert line_of(login_as("official").get(f"/dashboard/{CITY}/")) is None


def test_a_desk_that_has_ended_does_not_count(numbers, login_as):
    Desk.objects.filter(area=PLUIT).update(active_until=date(2024, 11, 12))
    assert figures(line_of(login_as("official").get(f"/dashboard/{CITY}/")))[0] == 4


def test_observers_learn_nothing_of_it(numbers, login_as):
    """Names of officers, and hours at which a desk is empty, are not for the parties' representatives."""
    assert line_of(login_as("observer").get(f"/dashboard/{CITY}/")) is None
    assert login_as("observer").get(f"/dashboard/{CITY}/coverage/").status_code == 403


def test_the_page_names_desks_and_warnings(numbers, login_as):
    text = text_of(login_as("official").get(f"/dashboard/{CITY}/coverage/"))
    assert "Sabtu, 16 November 2024, Pagi" in text
    assert "Aiptu Contoh Dedi" in text
    assert f"Posko {PLUIT}" in text
    assert f"Posko {PENJARINGAN} " not in text, "no warnings"
    assert f"Posko {TWIN_WARD}" not in text
    assert f"Posko {CITY}" in text, "its numbers say so, though the roster was put right since"
    outsider = text_of(login_as("outsider_official").get(f"/dashboard/{TWIN_CITY}/coverage/"))
    assert (f"Posko {TWIN_WARD}" in outsider, f"Posko {PLUIT}" in outsider) == (True, False)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("address", "cost"), [(f"/dashboard/{CITY}/", 8), (f"/dashboard/{CITY}/coverage/", 15)])
def test_queries_at_one_desk_and_at_many(address, cost, manned, desks, login_as, cast, worker_alive):
    client = login_as("official")
    few = queries(client, address)
    for code in (CITY, PENJARINGAN):
        unit = unit_at(code, f"Polsek {code}")
        compose(desks[code], [(unit, 2)])
        fill(desks[code], date(2024, 11, 14), date(2024, 11, 15), staff(unit, 4), by=cast.administrator)
    refresh_coverage(rostered(Desk.objects.filter(area__in=[CITY, PENJARINGAN])), NOW)
    cache.clear()
    assert (few, queries(client, address)) == (cost, cost)


def test_pages_of_desks(numbers, login_as, monkeypatch):
    monkeypatch.setattr("reports.views.dashboards.PAGE_SIZE", 1)
    pages = [text_of(login_as("official").get(f"/dashboard/{CITY}/coverage/?page={n}")) for n in (1, 2)]
    assert [f"Posko {PLUIT}" in text for text in pages] == [False, True]
