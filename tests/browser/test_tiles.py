"""Tiles of the tile map hold their names: nothing is cut off, no word breaks but between its syllables."""

import pytest

from desks.models import Area
from reports.models import SeverityLevel

from ..conftest import CITY, PENJARINGAN, PROVINCE
from .look import violations

pytestmark = pytest.mark.browser_look

#: The longest names that areas of the country have, and some of the widest.
LONGEST = [
    "Kampuang Tanjuang Koto Mambang Sungai Durian",
    "Bakungtemenggungan",
    "Matang Glumpang Dua Mns. Timu (X)",
    "Leragawi/Megagirakusk",
    "Mangunmulyomangun",
    "Padangsidimpuan Hutaimbaru",
]
OVERFLOWING = """
() => [...document.querySelectorAll(".tile")].filter(tile => {
    const [name, count] = [...tile.children].map(part => part.getBoundingClientRect());
    return tile.scrollHeight > tile.clientHeight || tile.scrollWidth > tile.clientWidth
        || (!tile.matches(".tile-head") && name.bottom > count.top + 0.5);
}).map(tile => tile.textContent)
"""
#: Words on two lines; the hyphen of a soft one belongs to what stands before it.
BROKEN = r"""
() => [...document.querySelectorAll(".tile-name")].flatMap(({firstChild: text}) => {
    const words = [...text.data.matchAll(/[^\s\u00ad\u200b\/-]+/g)];
    return words.filter(({0: word, index}) => {
        const range = document.createRange();
        range.setStart(text, index + (text.data[index - 1] === "\u00ad" ? 1 : 0));
        range.setEnd(text, index + word.length);
        return new Set([...range.getClientRects()].filter(r => r.width > 0.5).map(r => Math.round(r.top))).size > 1;
    }).map(match => match[0]);
})
"""


@pytest.fixture
def long_names(make_report, worker_alive):
    wards = Area.objects.below(PENJARINGAN).filter(tier=4).order_by("pk")
    for ward, name in zip(wards, LONGEST, strict=False):
        Area.objects.filter(pk=ward.pk).update(name=name)
    for ward in wards:
        make_report(area=ward.pk, severity="darurat")


@pytest.mark.parametrize("width", [320, 360, 390, 600, 1280, 1920])
def test_no_tile_overflows(open_page, long_names, width):
    page = open_page("province_coordinator", viewport={"width": width, "height": 900})
    for code in (PROVINCE, CITY, PENJARINGAN):
        page.goto(f"/dashboard/{code}/")
        assert page.locator(".tile").count() > 3
        assert page.evaluate(OVERFLOWING) == []
        assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_on_every_shade(open_page, desks, worker_alive, scheme):
    page = open_page("official")
    page.goto(f"/dashboard/{CITY}/")
    page.emulate_media(color_scheme=scheme)
    looks = [f"tile tile-{level} shade-{step}" for level in SeverityLevel for step in range(1, 5)]
    page.evaluate(
        "looks => looks.forEach((look, i) => document.querySelectorAll('.tiles .tile')[i].className = look)", looks
    )
    assert violations(page, {"runOnly": ["color-contrast"]}) == []
    colours = page.evaluate(
        "[...document.querySelectorAll('.tiles .tile')].map(e => getComputedStyle(e).backgroundColor)"
    )
    assert len(set(colours[: len(looks)])) == len(looks)
