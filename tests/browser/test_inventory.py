"""The inventory of problems as it is seen and printed."""

import pytest

from ..conftest import CITY
from .conftest import NARROW
from .look import judged

pytestmark = pytest.mark.browser_look

PAGE = f"/inventory/{CITY}/"


@pytest.fixture
def incidents(make_report, worker_alive):
    make_report(category="KAM-UNJ", title="Contoh", polling_stations=[1, 2])
    make_report(category="KAM-INT", classification="biasa", title="Contoh")
    make_report(category="LLN-LIN", title="Contoh")


@pytest.mark.parametrize("person", ["city_coordinator", "observer"])
@pytest.mark.parametrize("query", ["", "?severity=gawat&occurred_from=kemarin", "?stage=none"])
def test_nothing_is_wrong_with_the_page(person, query, open_page, incidents):
    page = open_page(person)
    page.goto(f"{PAGE}{query}")
    assert not (wrong := judged(page)), wrong


def test_on_paper_there_are_whole_tables_and_nothing_to_press(open_page, incidents):
    """On A4, which is as narrow as a phone to the layout."""
    page = open_page("city_coordinator", viewport={"width": 718, "height": 1000})
    page.goto(PAGE)
    page.emulate_media(media="print")
    for row in page.locator("tbody tr, tfoot tr").all():
        tops = {round(box["y"]) for box in (cell.bounding_box() for cell in row.locator("td").all())}
        assert len(tops) == 1, "one line of the table, not a list"
    assert page.locator("table thead:visible").count() == 3
    assert page.locator(".site-header, .btn, .filters, .links, .crumbs").filter(visible=True).count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"


def test_on_a_phone_zeros_are_left_out_but_not_the_number_of_incidents(open_page, incidents):
    page = open_page("city_coordinator", viewport=NARROW)
    page.goto(PAGE)
    empty = page.locator("section[aria-labelledby=by-stage] tbody tr").first
    assert empty.locator("td[data-label]:visible").count() == 1
    assert empty.locator("td[data-label]:visible").inner_text().endswith("0")
