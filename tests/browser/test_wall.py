"""The screen on the wall needs no hands: it goes round, lives through outages, and shows nothing once revoked."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from desks.actions import make_display, revoke_display
from desks.models import Area, Desk
from reports.actions.folding import fold, rebuild_rollups
from reports.models import Report

from ..conftest import CITY, PENJARINGAN, PLUIT
from ..web.conftest import indonesian
from .conftest import session_of
from .look import violations
from .watch import Watch

FULL_HD, HD, UPRIGHT = {"width": 1920, "height": 1080}, {"width": 1280, "height": 720}, {"width": 1080, "height": 1920}
OWN, BELOW = "Kota Administrasi Jakarta Utara", "Kecamatan Penjaringan"
TURN = 20_000
#: What is cut off or must be scrolled to.
HIDDEN_PARTS = """
() => {
    const page = document.documentElement;
    const parts = [...document.querySelectorAll(".wall-tiles li, .wall-events, .wall-events ul")];
    const cut = parts.filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1);
    return [page.scrollHeight - innerHeight, page.scrollWidth - innerWidth, cut.map(e => e.textContent.slice(0, 60))];
}
"""


#: Events of which a part is seen and a part is not.
CUT_EVENTS = """
() => {
    const box = document.querySelector(".wall-events ul").getBoundingClientRect();
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
    expect(page.get_by_role("heading", level=1)).to_have_text(BELOW)
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
