"""The screen on the wall needs no hands: it goes round, lives through outages, and shows nothing once revoked."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from desks.actions import make_display, revoke_display
from desks.models import Area, Desk, User
from reports.actions.folding import fold, rebuild_rollups
from reports.models import Report

from ..conftest import CITY, PENJARINGAN, PLUIT
from ..web.conftest import indonesian
from ..web.crowd import crowd
from .conftest import session_of
from .look import violations
from .watch import Watch

pytestmark = pytest.mark.browser_look

FULL_HD, HD, WXGA = {"width": 1920, "height": 1080}, {"width": 1280, "height": 720}, {"width": 1366, "height": 768}
UPRIGHT = {"width": 1080, "height": 1920}
OWN, BELOW = "Kota Administrasi Jakarta Utara", "Kecamatan Penjaringan"
TURN = 20_000
#: What is cut off or must be scrolled to.
HIDDEN_PARTS = """
() => {
    const page = document.documentElement;
    const tiles = ".wall-tiles li, .wall-inner, .wall-group-head, .wall-group, .wall-map";
    const parts = [...document.querySelectorAll(`${tiles}, .wall-decisions, .wall-decisions li`)];
    const cut = parts.filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1);
    return [page.scrollHeight - innerHeight, page.scrollWidth - innerWidth, cut.map(e => e.textContent.slice(0, 60))];
}
"""
#: Tiles and lines of which parts lie upon each other or stick out.
COLLISIONS = """
() => {
    const upon = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const inside = (a, b) =>
        a.left > b.left - 1 && a.right < b.right + 1 && a.top > b.top - 1 && a.bottom < b.bottom + 1;
    const tiles = ".wall-tiles li, .wall-inner li, .wall-group-head, .wall-decisions li";
    const parts = ".wall-area, strong, .wall-overdue, .severity, .wall-count > [aria-hidden], time, .wall-title";
    return [...document.querySelectorAll(tiles)].filter(tile => {
        const boxes = [...tile.querySelectorAll(parts)].map(e => e.getBoundingClientRect());
        return boxes.some(a => !inside(a, tile.getBoundingClientRect()))
            || boxes.some((a, i) => boxes.some((b, j) => i < j && upon(a, b)));
    }).map(tile => tile.textContent.trim());
}
"""
#: The smallest text, as it would be on a screen 1080 px high.
SMALLEST = """
() => Math.min(...[...document.querySelectorAll("main *")]
    .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => parseFloat(getComputedStyle(e).fontSize) / innerHeight * 1080))
"""
#: Events of which the whole is seen.
EVENTS_SEEN = """
() => {
    const box = document.querySelector(".wall-news").getBoundingClientRect();
    const events = [...document.querySelectorAll(".wall-events li")].map(e => e.getBoundingClientRect());
    return events.filter(e => e.left < box.right && e.bottom <= box.bottom + 1).length;
}
"""

#: Events of which a part is seen and a part is not.
CUT_EVENTS = """
() => {
    const box = document.querySelector(".wall-events").getBoundingClientRect();
    const shown = [...document.querySelectorAll(".wall-events li")].map(e => e.getBoundingClientRect());
    return shown.filter(e => e.left < box.right && e.bottom > box.bottom + 1).map(e => e.bottom - box.bottom);
}
"""


@pytest.fixture
def screen(cast, make_report, worker_alive):
    """The Display of the city, with something to show."""
    now = timezone.now()
    for level in ("rendah", "rendah", "sedang", "tinggi", "darurat"):
        make_report(now=now - timedelta(hours=2), severity=level, title=f"Contoh: laporan {level}")
    return make_display(by=cast.administrator, area=Area.objects.get(pk=CITY), name="Contoh layar", now=now)


@pytest.fixture
def hang(live_server, new_context):
    """hang(path) -> the page of a screen whose clock is the test's; what it complains about, but for failed fetches
    that are meant, fails the test."""
    watches = []

    def hang(path, cookies=(), **options):
        context = new_context(viewport=FULL_HD, base_url=live_server.url, timezone_id="Asia/Jakarta", **options)
        context.add_cookies(list(cookies))
        context.set_default_timeout(10_000)
        watches.append(Watch(context, live_server.url))
        page = context.new_page()
        if options.get("java_script_enabled", True):
            page.clock.install()
        page.goto(path)
        page.evaluate("window.notReloaded = true")
        return page

    yield hang
    problems = [problem for watch in watches for problem in watch.problems]
    assert [one for one in problems if not one.startswith(("console: Failed to load resource", "502 for"))] == []


def address_of(screen):
    return f"/wall/{screen.token}/"


def test_it_goes_round_by_itself(hang, screen):
    page = hang(address_of(screen))
    for place, position in ((OWN, "1 / 2"), (BELOW, "2 / 2"), (OWN, "1 / 2")):
        expect(page.get_by_role("heading", level=1)).to_have_text(place)
        expect(page.locator(".wall-state")).to_contain_text(position)
        expect(page).to_have_title(f"{place} · Posko Bersama")
        page.clock.fast_forward(TURN - 1000)
        expect(page.get_by_role("heading", level=1)).to_have_text(place)
        page.clock.fast_forward(1000)
    assert page.evaluate("window.notReloaded")


def test_new_reports_appear(hang, screen, make_report):
    page = hang(address_of(screen))
    make_report(now=timezone.now(), title="Contoh: baru masuk")
    page.clock.fast_forward(TURN)
    expect(page.get_by_text("Contoh: baru masuk")).to_be_visible()


def test_without_scripts_it_goes_round_too(hang, screen):
    page = hang(address_of(screen) + "?seconds=5", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW)
    expect(page).to_have_url(re.compile(rf"/{PENJARINGAN}/\?seconds=5$"))


OUTAGES = {
    "no network": (lambda page: page.context.set_offline(True), lambda page: page.context.set_offline(False)),
    "server restarting": (
        lambda page: page.route("**/wall/**", lambda route: route.fulfill(status=502, body="Bad Gateway")),
        lambda page: page.unroute_all(),
    ),
    "another page": (
        lambda page: page.route("**/wall/**", lambda route: route.fulfill(status=200, body="<h1>Hotspot</h1>")),
        lambda page: page.unroute_all(),
    ),
    "no answer": (
        lambda page: page.route("**/wall/**", lambda route: None),
        lambda page: page.unroute_all(),
    ),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_an_outage_is_told_and_lived_through(outage, hang, screen):
    begin, end = OUTAGES[outage]
    page = hang(address_of(screen))
    told = page.get_by_role("alert")
    when = page.locator("[data-updated]").text_content().strip()
    expect(told).to_be_hidden()
    begin(page)
    page.clock.fast_forward(TURN)
    if outage == "no answer":
        page.clock.fast_forward(10_000)
    expect(told).to_have_text(re.compile(rf"^{indonesian('Not connected.')}\s+{when}$"))
    expect(page.locator("[data-updated]")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text(OWN)
    expect(page.get_by_text("Contoh: laporan darurat").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(CUT_EVENTS) == []
    for _ in range(3):
        page.clock.fast_forward(TURN)
    expect(told).to_be_visible()
    end(page)
    for _ in range(5):  # whatever it waits for at this moment: an answer, or its next try
        page.wait_for_timeout(500)
        if page.get_by_role("heading", level=1).text_content() == BELOW:
            break
        page.clock.fast_forward(10_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW)
    expect(told).to_be_hidden()
    expect(page.locator("[data-updated]")).to_be_visible()
    assert page.evaluate("window.notReloaded")


def test_revoked_it_goes_blank(hang, screen, cast):
    page = hang(address_of(screen))
    revoke_display(by=cast.administrator, display=screen, now=timezone.now())
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("alert")).to_contain_text(indonesian("This address shows nothing any more."))
    text = page.locator("body").inner_text()
    assert "Contoh" not in text and "Jakarta" not in text and not re.search(r"\d", text)
    expect(page).to_have_title("Posko Bersama")
    assert violations(page) == []
    page.context.set_offline(True)
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_refusal_on_the_way_is_not_for_ever(hang, screen):
    """A front server that is being set up answers 404 as well."""
    page = hang(address_of(screen))
    page.route("**/wall/**", lambda route: route.fulfill(status=404, body="nginx"))
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("alert")).to_contain_text(indonesian("This address shows nothing any more."))
    page.unroute_all()
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(OWN)


def test_a_new_version_is_loaded_whole(hang, screen):
    page = hang(address_of(screen))

    def renewed(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("css/wall.css", "css/wall.css?new"))

    page.route("**/wall/**", renewed)
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW)
    assert not page.evaluate("window.notReloaded")
    page.evaluate("window.notReloaded = true")
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(OWN)
    assert page.evaluate("window.notReloaded")


@pytest.mark.parametrize("outage", ["the page itself", "its new script"])
def test_a_page_that_is_not_at_hand_as_a_whole_is_not_gone_to(outage, hang, screen):
    """The network dies between a good answer and the page that would take the place of this one."""
    page, asked = hang(address_of(screen)), []

    def renewed(route):
        asked.append(route.request.url)
        if outage == "the page itself" and len(asked) % 2 == 0:
            return route.abort()
        answer = route.fetch()
        return route.fulfill(response=answer, body=answer.text().replace("js/wall.js", "js/wall.js?new"))

    page.route("**/wall/**", renewed)
    if outage == "its new script":
        page.route("**/wall.js?new", lambda route: route.abort())
    for _ in range(2):
        page.clock.fast_forward(TURN)
        expect(page.get_by_role("alert")).to_contain_text(indonesian("Not connected."))
        page.wait_for_timeout(300)
    assert page.evaluate("window.notReloaded")
    assert len(asked) > 1
    page.unroute_all()
    page.clock.fast_forward(TURN)
    # A request that was under way just then is one failure more: the next try comes ten seconds later.
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW, timeout=20_000)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_every_few_hours_it_is_loaded_whole(hang, screen):
    page = hang(address_of(screen))
    page.clock.fast_forward(5 * 60 * 60 * 1000)
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW)
    assert not page.evaluate("window.notReloaded")


def test_a_readers_session_ends(hang, screen, cast, live_server):
    page = hang(f"/dashboard/{CITY}/?wall=1", cookies=[session_of(cast.official, live_server.url)])
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW)
    assert violations(page) == []
    Session.objects.all().delete()
    page.clock.fast_forward(TURN)
    expect(page.get_by_role("alert")).to_contain_text(indonesian("Your session has ended."))
    assert "Contoh" not in page.locator("body").inner_text()


def test_the_screen_stays_on(hang, screen, new_context):
    page = hang(address_of(screen))
    page.add_init_script(
        """Object.defineProperty(navigator, "wakeLock", {value: {
            request: async (kind) => { window.woken = kind; return {released: false}; }}})"""
    )
    page.reload()
    assert page.evaluate("window.woken") == "screen"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion(motion, hang, screen):
    page = hang(address_of(screen), reduced_motion=motion)
    name = page.evaluate("getComputedStyle(document.querySelector('main')).animationName")
    assert name == ("none" if motion == "reduce" else "wall-in")


@pytest.fixture
def fifty(screen, cast):
    """A city of 49 districts and reports of its own: 50 tiles."""
    city = Area.objects.create(pk="31.99", name="Kota Contoh", tier=2, kind="kota", time_zone="Asia/Jakarta")
    for number in range(1, 50):
        name = f"Contoh Nama Panjang Sekali {number}"
        Area.objects.create(pk=f"31.99.{number:02}", name=name, tier=3, kind="kecamatan", time_zone="Asia/Jakarta")
    fold()
    Report.objects.filter(title__endswith="darurat").update(area=city)
    Report.objects.filter(title__endswith="tinggi").update(area="31.99.07")
    rebuild_rollups()
    return make_display(by=cast.superuser, area=city, name="Contoh layar", now=timezone.now())


@pytest.mark.parametrize("size", [FULL_HD, HD, UPRIGHT], ids=["full hd", "hd", "upright"])
def test_all_is_seen_without_scrolling(size, hang, screen, fifty, worker_alive):
    page = hang(address_of(screen), reduced_motion="reduce")
    page.set_viewport_size(size)
    for address in (address_of(screen), f"{address_of(screen)}{PLUIT}/", address_of(fifty)):
        page.goto(address)
        assert page.evaluate(HIDDEN_PARTS) == [0, 0, []], address
        assert page.evaluate(CUT_EVENTS) == [], address
        assert page.evaluate(COLLISIONS) == [], address
        assert violations(page) == [], address
    assert page.locator(".wall-tiles li").count() == 50
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('.wall-area')).fontSize) / innerHeight")
        > 0.01
    )


def test_without_a_desk_an_election_or_a_report(hang, cast, desks, worker_alive):
    Desk.objects.all()._raw_delete(Desk.objects.db)
    bali = make_display(by=cast.superuser, area=Area.objects.get(pk="51"), name="Contoh", now=timezone.now())
    page = hang(address_of(bali), reduced_motion="reduce")
    assert page.evaluate(HIDDEN_PARTS) == [0, 0, []]
    assert violations(page) == []


# The tile map in groups and the decisions, with as much as can be on them


LONG = (
    "Contoh: antrean panjang di tiga tempat pemungutan suara karena surat suara tertukar dengan daerah pemilihan lain"
)


@pytest.fixture
def full(screen, cast, election):
    """Reports at every level of the province, many of them overdue, with long titles."""
    places = [row.pk for row in Area.objects.filter(pk__startswith="31", tier__in=(1, 2, 3))]
    places += [row.pk for row in Area.objects.filter(pk__startswith=CITY, tier=4)]
    reports = crowd(400, seed=8, areas=places, by=cast.province_coordinator, elections=[election])
    Report.objects.filter(pk__in=[row.pk for row in reports]).update(title=LONG)
    Report.objects.filter(state="closed").update(state="waiting", resolved_at=None)
    rebuild_rollups()
    return {
        code: make_display(by=cast.superuser, area=Area.objects.get(pk=code), name="Contoh", now=timezone.now())
        for code in (CITY, "31", "31.01")
    }


@pytest.mark.parametrize("size", [FULL_HD, HD, WXGA, UPRIGHT], ids=["full hd", "hd", "wxga", "upright"])
def test_a_full_map_is_seen_without_scrolling(size, hang, full, worker_alive):
    page = hang(address_of(full[CITY]), reduced_motion="reduce")
    page.set_viewport_size(size)
    for code, groups in ((CITY, 6), ("31", 6), ("31.01", 2)):
        page.goto(address_of(full[code]))
        assert page.locator(".wall-group").count() == groups
        assert page.evaluate(HIDDEN_PARTS) == [0, 0, []], code
        assert page.evaluate(COLLISIONS) == [], code
        assert page.evaluate(CUT_EVENTS) == [], code
        assert violations(page) == [], code
    assert page.locator(".wall-overdue").count() > 3


@pytest.mark.parametrize("size", [FULL_HD, HD], ids=["full hd", "hd"])
def test_a_readers_map_with_its_warning_fits_too(size, hang, full, cast, worker_alive, live_server):
    User.objects.filter(pk=cast.official.pk).update(area="31")
    page = hang("/dashboard/31/?wall=1", cookies=[session_of(cast.official, live_server.url)], reduced_motion="reduce")
    page.set_viewport_size(size)
    for code in ("31", CITY):
        page.goto(f"/dashboard/{code}/?wall=1")
        expect(page.locator(".wall-warning")).to_be_visible()
        expect(page.locator(".wall-decisions li")).to_have_count(3)
        assert page.evaluate(HIDDEN_PARTS) == [0, 0, []], code
        assert page.evaluate(COLLISIONS) == [], code
        assert page.evaluate(CUT_EVENTS) == [], code
        assert page.evaluate(EVENTS_SEEN) >= 1, "decisions leave room for the newest event"
        assert page.evaluate(SMALLEST) >= 18.9, code
        page.evaluate("dispatchEvent(new Event('offline'))")
        expect(page.locator("[data-offline]")).to_be_visible()
        assert page.evaluate(HIDDEN_PARTS) == [0, 0, []], code
        assert page.evaluate(COLLISIONS) == [], code
        assert page.evaluate(CUT_EVENTS) == [], code


def test_tiles_of_a_map_are_equal(hang, full, worker_alive):
    page = hang(address_of(full["31"]), reduced_motion="reduce")
    sizes = page.locator(".wall-inner li").evaluate_all("l => l.map(e => [e.offsetWidth, e.offsetHeight])")
    assert len(sizes) >= 44
    for side in zip(*sizes, strict=True):
        assert max(side) - min(side) <= 2
