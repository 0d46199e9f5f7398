"""The map of a dashboard: fetched when opened, shaded as the tiles say, used by mouse and by keyboard."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from desks.models import Area, Boundary

from ..conftest import CITY, PENJARINGAN
from ..desks.boundary_files import SOUTH, WEST, polygon
from .conftest import NARROW
from .look import judged

pytestmark = pytest.mark.browser_look

ADDRESS = f"/dashboard/{CITY}/"
#: What htmx does every ten seconds, without the seconds.
REFRESH = (
    """htmx.ajax("GET", document.getElementById("live").getAttribute("hx-get"), {source: "#live", target: "#live"})"""
)


@pytest.fixture
def outlines(reference):
    """The districts of the city as squares in two rows."""
    now = timezone.now()
    boxes = [
        (area, (0.1 * (place % 3), 0.1 * (place // 3)))
        for place, area in enumerate(Area.objects.below(CITY).in_tier(3))
    ]
    Boundary.objects.bulk_create(
        Boundary(
            area=area,
            geometry=polygon(east * 10, north * 10, size=0.1),
            west=WEST + east,
            south=SOUTH + north,
            east=WEST + east + 0.1,
            north=SOUTH + north + 0.1,
            source="contoh.geojson",
            imported_at=now,
        )
        for area, (east, north) in boxes
    )


@pytest.fixture
def city(outlines, make_report, worker_alive):
    make_report(now=timezone.now(), severity="darurat", title="Contoh: di Pluit")


def open_map(page):
    page.goto(ADDRESS)
    page.locator("[data-map] summary").click()
    expect(page.locator("[data-map-canvas] path")).to_have_count(6)
    return page.locator("[data-map-canvas]")


def area(page, name):
    return page.locator(f"[data-map-canvas] path[aria-label^='{name}']")


def test_nothing_is_fetched_before_somebody_opens_it(open_page, city):
    page = open_page("official")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(ADDRESS)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url or "boundaries" in url or "map.css" in url]
    page.locator("[data-map] summary").click()
    expect(page.locator("[data-map-canvas] path")).to_have_count(6)
    assert len([url for url in asked if "leaflet" in url or "boundaries" in url or "map.css" in url]) == 4


def test_areas_are_shaded_as_their_tiles_say(open_page, city):
    page = open_page("official")
    open_map(page)
    expect(area(page, "Penjaringan")).to_have_attribute("fill", "url(#map-darurat)")
    expect(area(page, "Penjaringan")).to_have_attribute("aria-label", re.compile(r": 1\b.*Darurat"))
    expect(area(page, "Koja")).to_have_attribute("fill", "url(#map-none)")
    area(page, "Penjaringan").hover(position={"x": 10, "y": 10})
    expect(page.locator(".leaflet-tooltip", has_text="Penjaringan")).to_contain_text("Darurat")
    expect(page.locator(".map-label:visible", has_text="Penjaringan")).to_contain_text("▲ 1")


def test_a_click_goes_to_the_area(open_page, city):
    page = open_page("official")
    open_map(page)
    area(page, "Penjaringan").click()
    page.wait_for_url(f"**/dashboard/{PENJARINGAN}/")


def test_the_keyboard_goes_to_the_area(open_page, city):
    page = open_page("official")
    open_map(page)
    page.locator("[data-map] summary").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('path[aria-label^=Penjaringan]')"):
            break
    expect(page.locator(".leaflet-tooltip", has_text="Penjaringan")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dashboard/{PENJARINGAN}/")


def test_in_a_map_that_is_zoomed_in_the_focused_area_is_seen(open_page, city):
    page = open_page("official")
    canvas = open_map(page)
    for _ in range(6):
        page.get_by_role("button", name=re.compile("Perbesar|Zoom in")).click()
        page.wait_for_timeout(300)  # the map grows meanwhile
    area(page, "Kelapa Gading").focus()
    frame, box = canvas.bounding_box(), area(page, "Kelapa Gading").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert frame["x"] < middle[0] < frame["x"] + frame["width"]
    assert frame["y"] < middle[1] < frame["y"] + frame["height"]


def test_a_refreshed_page_shades_anew_and_keeps_the_map_open(open_page, city, make_report):
    page = open_page("official")
    open_map(page)
    make_report(now=timezone.now(), severity="darurat", area="31.72.03", title="Contoh: di Koja")
    page.evaluate(REFRESH)
    expect(area(page, "Koja")).to_have_attribute("fill", "url(#map-darurat)")
    expect(page.locator("[data-map] details")).to_have_attribute("open", "")
    expect(page.locator("[data-map-canvas] path")).to_have_count(6)


def test_the_wheel_scrolls_the_page(open_page, city):
    page = open_page("official", viewport=NARROW)
    canvas = open_map(page)
    canvas.hover()
    before = page.evaluate("[scrollY, document.querySelector('[data-map-canvas] path').getAttribute('d')]")
    page.mouse.wheel(0, 200)
    page.wait_for_function("before => scrollY > before", arg=before[0])
    assert page.evaluate("document.querySelector('[data-map-canvas] path').getAttribute('d')") == before[1]


def test_a_finger_scrolls_the_page(open_page, city):
    page = open_page("official", viewport=NARROW, has_touch=True, is_mobile=True)
    canvas = open_map(page)
    assert "pan-y" in canvas.evaluate("element => getComputedStyle(element).touchAction")


def test_the_map_looks_right(open_page, city):
    page = open_page("official")
    open_map(page)
    assert judged(page) == []


def test_the_paper_shows_the_whole_map(open_page, city):
    page = open_page("official")
    canvas = open_map(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(canvas).to_be_visible()
    expect(page.locator(".leaflet-control-zoom")).to_be_hidden()
    frame = canvas.bounding_box()
    for path in page.locator("[data-map-canvas] path").all():
        box = path.bounding_box()
        assert box["x"] >= frame["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert canvas.bounding_box()["width"] > frame["width"]


def test_a_map_that_nobody_has_opened_is_not_on_paper(open_page, city):
    page = open_page("official")
    page.goto(ADDRESS)
    expect(page.locator("[data-map] summary")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("[data-map]")).to_be_hidden()


def test_what_does_not_arrive_is_said(open_page, city):
    page = open_page("official")
    page.route("**/boundaries.json", lambda route: route.fulfill(status=200, body="<html>"))
    page.goto(ADDRESS)
    page.locator("[data-map] summary").click()
    expect(page.locator("[data-map-status]")).to_contain_text(re.compile("petak|tiles"))
    page.unroute("**/boundaries.json")
    page.locator("[data-map] summary").click()
    page.locator("[data-map] summary").click()
    expect(page.locator("[data-map-canvas] path")).to_have_count(6)


def test_without_scripts_there_is_a_sentence(open_page, city):
    page = open_page("official", java_script_enabled=False)
    page.goto(ADDRESS)
    expect(page.locator("[data-map] details")).to_be_hidden()
    expect(page.get_by_text("JavaScript")).to_be_visible()
