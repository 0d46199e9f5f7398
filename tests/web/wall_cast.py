"""Wall screens, reports for them to show, and the reading of their pages."""

import re

import pytest
from django.test import Client

from desks.actions import make_display
from desks.models import Area

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_WARD
from .crowd import crowd

SISTER_WARD, SISTER_DISTRICT = "31.72.01.1003", "31.72.02"
PLACES = [PLUIT, SISTER_WARD, PENJARINGAN, SISTER_DISTRICT, CITY, PROVINCE, TWIN_WARD]
FIGURES = ["overdue", "waiting", "escalated", "open", "resolved_today"]
LEVELS = ["darurat", "tinggi", "sedang", "rendah"]


@pytest.fixture
def screen_of(desks, cast):
    """screen_of(code) -> the Display of an area."""

    def screen_of(code):
        return make_display(by=cast.superuser, area=Area.objects.get(pk=code), name="Contoh layar", now=NOW)

    return screen_of


@pytest.fixture
def screen(screen_of):
    return screen_of(CITY)


@pytest.fixture
def many(desks, cast, election):
    return crowd(150, seed=31, areas=PLACES, by=cast.province_coordinator, elections=[election])


def address_of(screen, code=None, query=""):
    return f"/wall/{screen.token}/" + (f"{code}/" if code else "") + query


def look(screen, code=None, query="", client=None):
    answer = (client or Client()).get(address_of(screen, code, query))
    assert answer.status_code == 200
    return answer


def numbers_in(page, pattern):
    return [int(number.replace(".", "")) for number in re.findall(pattern, page.content.decode())]


def figures_of(page):
    return dict(zip(FIGURES, numbers_in(page, r"<dd>([\d.]+)</dd>"), strict=True))


def severities_of(page):
    return numbers_in(page, r"severity-\w+\">.*?</span> \w+</span> <strong>([\d.]+)</strong></li>")


def tiles_on(page):
    """[(name, number, severity or None)] of the area's own level and the areas directly below: its tiles, or the heads
    of the groups of its tile map."""
    return [read(tile)[:3] for tile in pieces_of(page)]


def overdue_on(page):
    """{name: number} of those tiles that tell of overdue reports."""
    told = {name: overdue for name, _number, _level, overdue in map(read, pieces_of(page))}
    return {name: number for name, number in told.items() if number is not None}


def inner_on(page):
    """{name of the head of a group: [(name, number, severity or None, overdue or None)]}"""
    groups = page.content.decode().split('<div class="wall-group"')[1:]
    inner = [(group.split("<h3")[1].split("</h3>")[0], group.split("<ul")[1].split("</ul>")[0]) for group in groups]
    return {read(head)[0]: [read(tile) for tile in tiles.split("<li")[1:]] for head, tiles in inner}


def pieces_of(page):
    html = page.content.decode()
    if '<ul class="wall-tiles' in html:
        return html.split('<ul class="wall-tiles')[1].split("</ul>")[0].split("<li")[1:]
    return re.findall(r'<(?:p|h3) class="wall-group-head.*?</(?:p|h3)>', html, re.S)


def read(tile):
    """(name, number, severity or None, overdue or None) of a tile."""
    level, overdue = re.search(r"severity-(\w+)", tile), re.search(r"</span> (\d+) <span class=\"wall-word\">", tile)
    name, number = re.search(r'"wall-area">([^<]+)<', tile)[1], re.search(r"<strong>(\d+)<", tile)[1]
    return name, int(number), level and level[1], overdue and int(overdue[1])


def next_of(page):
    return re.search(r'data-next="([^"]+)"', page.content.decode())[1].replace("&amp;", "&")
