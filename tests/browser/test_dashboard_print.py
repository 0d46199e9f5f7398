"""A dashboard printed by the browser: nothing folded, no colour lost, no heading left behind."""

import io

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from ..conftest import CITY

pytestmark = pytest.mark.browser_look

MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
KEY = """
key => {
    const style = getComputedStyle(key, "::before");
    return [style.printColorAdjust, style.backgroundColor];
}
"""


@pytest.fixture
def page(open_page, make_report, worker_alive):
    make_report(now=timezone.now(), severity="darurat")
    page = open_page("official")
    page.goto(f"/dashboard/{CITY}/")
    return page


def lines_of_sheets(page):
    """The lines of each sheet of paper."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", margin=MARGINS))).pages
    return [[line.strip() for line in sheet.extract_text().splitlines() if line.strip()] for sheet in sheets]


def test_the_numbers_of_the_trend_are_printed_and_their_fold_is_not(page):
    table, fold = page.locator(".numbers table"), page.locator(".numbers summary")
    expect(table).to_be_hidden()
    lines = [line for sheet in lines_of_sheets(page) for line in sheet]
    assert fold.inner_text() not in lines
    day = table.locator("tbody th").last.text_content()
    assert any(line.startswith(day) for line in lines)


def test_the_keys_of_the_trend_keep_their_colours(page):
    page.emulate_media(media="print")
    (_, filed), (_, resolved) = keys = [page.locator(f".key-{name}").evaluate(KEY) for name in ("filed", "resolved")]
    assert [adjust for adjust, _colour in keys] == ["exact", "exact"]
    assert filed != resolved


def test_no_heading_is_the_last_line_of_a_sheet(page):
    headings = set(page.locator(".page h2").all_inner_texts())
    assert len(headings) > 6
    for above in range(0, 1000, 100):
        page.evaluate("above => document.querySelector('.page').style.paddingTop = above + 'px'", above)
        last = {sheet[-1] for sheet in lines_of_sheets(page)}
        assert not headings & last, above
