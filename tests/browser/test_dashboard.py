"""An open dashboard keeps itself fresh, stays quiet while nothing changes, and says when it is cut off."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from desks.models import Role, User
from reports.actions import perform
from reports.models import WorkerBeat

from ..conftest import CITY, PLUIT
from ..web.conftest import indonesian
from .conftest import WIDE, session_of

ADDRESS = f"/dashboard/{CITY}/"
#: What the trigger "every 10s" does, without the ten seconds.
ASK = """htmx.ajax("GET", document.getElementById("live").getAttribute("hx-get"), {source: "#live", target: "#live"})"""


def open_dashboard(open_page, **options):
    page = open_page("official", **options)
    page.goto(ADDRESS)
    page.evaluate("window.notReloaded = true")
    return page


def test_a_new_emergency_announces_itself(open_page, make_report, worker_alive):
    make_report(now=timezone.now(), severity="sedang")
    page = open_dashboard(open_page)
    assert page.title().startswith("Dasbor")
    report = make_report(now=timezone.now(), severity="darurat", title="Contoh: kebakaran")
    page.evaluate(ASK)
    expect(page.get_by_role("link", name="Contoh: kebakaran").first).to_be_visible()
    expect(page.locator("#announce p")).to_have_text(f"Laporan darurat baru. Darurat yang menunggu: 1. {report.number}")
    expect(page).to_have_title(re.compile(r"^\(1\) Dasbor"))
    perform(step="acknowledge", number=report.number, by=report.filed_by, data={}, now=timezone.now())
    page.evaluate(ASK)
    expect(page).to_have_title(re.compile("^Dasbor"))
    assert page.evaluate("window.notReloaded")
    assert page.locator("#live").get_attribute("hx-trigger") == "every 10s"


def test_each_emergency_is_announced_once_also_while_others_are_acknowledged(open_page, make_report, worker_alive):
    def filed(**changes):
        return make_report(now=timezone.now(), severity="darurat", **changes)

    def acknowledge(report):
        perform(step="acknowledge", number=report.number, by=report.filed_by, data={}, now=timezone.now())

    def look():
        with page.expect_response("**/live/") as answer:
            page.evaluate(ASK)
        answer.value.finished()
        page.wait_for_timeout(100)
        return lines.all_text_contents()[-5:]

    old = [filed() for _ in range(3)]
    page = open_dashboard(open_page)
    lines = page.locator("#announce p")
    assert look() == []
    told = []
    for report in old[:2]:
        acknowledge(report)
        told.append(f"Laporan darurat baru. Darurat yang menunggu: 3. {filed().number}")
        assert look() == told
    first, second = filed(), filed()
    told.append(f"Laporan darurat baru. Darurat yang menunggu: 5. {second.number}. {first.number}")
    assert look() == told
    make_report(now=timezone.now(), severity="sedang")
    perform(step="note", number=first.number, by=first.filed_by, data={"text": "Contoh"}, now=timezone.now())
    assert look() == told
    filed()
    for _ in range(8):
        make_report(now=timezone.now(), severity="sedang")
    told.append("Laporan darurat baru. Darurat yang menunggu: 6")
    assert look() == told, "among so much else it has no name here, but it counts"
    assert look() == told


def test_a_worker_that_falls_silent_is_told_once_and_until_it_is_back(open_page, make_report, worker_alive):
    make_report(now=timezone.now())
    page = open_dashboard(open_page)
    words = indonesian("Automatic escalation is not running.")
    expect(page.get_by_text(words)).to_have_count(0)
    WorkerBeat.objects.all().delete()
    page.evaluate(ASK)
    expect(page.locator("#live .notice-alarm")).to_contain_text(words)
    expect(page.locator("#announce")).to_contain_text(words)
    assert page.locator("[role=alert]").count() == 0, "each minute puts it anew: read out it is once"
    page.reload()
    expect(page.locator(".notice-alarm")).to_have_count(1)
    WorkerBeat.objects.create(name="contoh", seen_at=timezone.now())
    page.evaluate(ASK)
    expect(page.locator(".notice-alarm")).to_have_count(0)


#: Counts the swaps of the figures.
COUNT = """window.swaps = 0; document.addEventListener("htmx:afterSwap", () => { window.swaps += 1; })"""

#: Asks, and waits until other figures have come.
SWAP = f"""() => new Promise((done) => {{
    document.addEventListener("htmx:afterSwap", () => setTimeout(done, 50), {{ once: true }});
    {ASK};
}})"""


def test_an_answer_that_equals_what_stands_there_changes_nothing(open_page, make_report, worker_alive):
    make_report(now=timezone.now())
    page = open_dashboard(open_page)
    for _ in range(2):  # once more where the minute turns between two looks
        page.reload()
        page.evaluate(COUNT)
        for _ in range(2):
            with page.expect_response("**/live/"):
                page.evaluate(ASK)
        page.wait_for_timeout(200)
        if page.evaluate("window.swaps") == 0:
            return
    pytest.fail("The same figures were put in place of themselves.")


def test_folds_focus_and_scrolling_outlive_new_figures(open_page, make_report, worker_alive):
    make_report(now=timezone.now(), title="Contoh: yang pertama")
    page = open_dashboard(open_page, viewport={"width": 360, "height": 500}, reduced_motion="reduce")
    fold = page.get_by_text("Angka dalam tabel")
    links = page.locator("#live a", has_text="Contoh: yang pertama")

    def new_figures():
        """What is clicked first may scroll: where the page stands is kept from here on."""
        before = page.evaluate("scrollY")
        make_report(now=timezone.now(), title="Contoh: yang baru")
        page.evaluate(SWAP)
        assert page.evaluate("scrollY") == before

    fold.click()
    new_figures()
    expect(page.locator("details.numbers[open]")).to_have_count(1)
    expect(fold).to_be_focused()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    new_figures()
    expect(page.locator("details.numbers[open]")).to_have_count(1)
    links.last.focus()
    address = links.last.get_attribute("href")
    new_figures()
    assert page.evaluate("[document.activeElement.getAttribute('href'), document.activeElement.textContent]") == [
        address,
        "Contoh: yang pertama",
    ]
    fold.click()
    new_figures()
    expect(page.locator("details.numbers[open]")).to_have_count(0)


def test_of_equal_links_the_same_one_keeps_the_focus(open_page, make_report, worker_alive):
    report = make_report(now=timezone.now(), title="Contoh: yang pertama")
    page = open_dashboard(open_page)
    equal = page.locator(f'#live a[href="{report.get_absolute_url()}"]')
    assert equal.count() > 1
    equal.last.focus()
    make_report(now=timezone.now(), title="Contoh: yang baru")
    page.evaluate(SWAP)
    expect(equal.last).to_be_focused()


@pytest.fixture
def unwatched(live_server, cast, new_context, make_report, worker_alive):
    """The open dashboard of an official; not watched like the others: failed requests are meant here."""
    make_report(now=timezone.now(), title="Contoh: yang lama")
    context = new_context(viewport=WIDE, base_url=live_server.url)
    context.add_cookies([session_of(cast.official, live_server.url)])
    page = context.new_page()
    page.goto(ADDRESS)
    return page


def test_an_answer_that_is_no_dashboard_is_not_shown(unwatched):
    unwatched.route("**/live/**", lambda route: route.fulfill(status=200, body="<h1>Hotspot</h1>"))
    unwatched.evaluate(ASK)
    expect(unwatched.locator(".stale")).to_have_count(1)
    expect(unwatched.get_by_role("heading", level=1)).to_have_text("Kota Administrasi Jakarta Utara")


def test_a_lost_connection_is_told_and_mended(unwatched):
    page = unwatched
    page.context.set_offline(True)
    page.evaluate(f"{ASK}.catch(() => null)")
    expect(page.locator(".stale")).to_have_text(re.compile(r"^Tidak tersambung\. Terakhir diperbarui \d\d\.\d\d WIB$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kota Administrasi Jakarta Utara")
    page.context.set_offline(False)
    page.evaluate(ASK)
    expect(page.locator(".stale")).to_have_count(0)


def test_a_request_that_is_never_answered_is_given_up_and_asked_again(unwatched):
    page = unwatched
    assert page.evaluate("htmx.config.timeout") == 15_000
    page.evaluate("htmx.config.timeout = 300")
    page.route("**/live/**", lambda route: None)
    page.evaluate(f"{ASK}.catch(() => null)")
    expect(page.locator(".stale")).to_have_text(re.compile(r"^Tidak tersambung\. Terakhir diperbarui"))
    page.unroute_all()
    page.evaluate(ASK)
    expect(page.locator(".stale")).to_have_count(0)


def test_a_page_that_is_no_longer_its_readers_keeps_nothing_on_the_screen(unwatched, cast):
    page = unwatched
    User.objects.filter(pk=cast.official.pk).update(area="31.75")
    page.evaluate(
        "addEventListener('pagehide', () => { sessionStorage.left = `${document.title}|${content.innerText}`; })"
    )
    page.evaluate(f"{ASK}.catch(() => null)")
    expect(page.locator("#content")).to_contain_text(
        indonesian("There is no such page, or it is not within your area.")
    )
    assert page.evaluate("sessionStorage.left") == "Posko Bersama|"


def test_a_role_that_may_no_longer_look_is_told_so(unwatched, cast):
    User.objects.filter(pk=cast.official.pk).update(role=Role.ADMINISTRATOR)
    unwatched.evaluate(f"{ASK}.catch(() => null)")
    expect(unwatched.locator("#content")).to_contain_text(indonesian("Your role may not do this here."))


def test_drill_down_and_back(open_page, make_report, worker_alive):
    make_report(now=timezone.now(), title="Contoh: di Pluit")
    page = open_dashboard(open_page)
    page.locator("#tiles .tile", has_text="Pluit").click()
    page.wait_for_url(f"**/dashboard/{PLUIT}/")
    page.get_by_role("navigation", name="Wilayah di atas").get_by_role("link", name="Jakarta Utara").click()
    page.wait_for_url(f"**{ADDRESS}")
    page.get_by_role("link", name="Mode layar dinding").click()
    page.wait_for_url("**?wall=1")


#: Counts the tones.
TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""
#: As after a reload, or on the next morning: the sound is wanted, and the browser waits for a gesture.
WANTED = """
localStorage.setItem("sound", "on");
const resume = AudioContext.prototype.resume;
AudioContext.prototype.resume = async function () {
    if (!window.gesture) return new Promise(() => {});
    window.resumed = true;
    return resume.call(this);
};
Object.defineProperty(AudioContext.prototype, "state", { get() { return window.resumed ? "running" : "suspended"; } });
for (const kind of ["click", "keydown"]) addEventListener(kind, () => { window.gesture = true; }, true);
"""


@pytest.fixture
def sound(open_page, make_report, worker_alive):
    """sound(*scripts) -> a dashboard that begins with these scripts, its sound button, and what tells of its tones."""

    def sound(*scripts):
        make_report(now=timezone.now(), title="Contoh: yang lama")
        page = open_page("official")
        for script in (TONES, *scripts):
            page.add_init_script(script)
        page.goto(ADDRESS)
        return page, page.locator("#sound")

    return sound


def emergency(page, make_report):
    """The tones of a new emergency."""
    before = page.evaluate("window.tones")
    report = make_report(now=timezone.now(), severity="darurat")
    page.evaluate(ASK)
    expect(page.locator("#announce")).to_contain_text(report.number)
    return page.evaluate("window.tones") - before


def test_the_sound_is_a_choice_that_stays(sound, make_report):
    page, button = sound()
    expect(button).to_have_text("Bunyi bila ada darurat baru")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert emergency(page, make_report) == 0
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert emergency(page, make_report) == 3
    page.reload()
    page.locator("h1").click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert emergency(page, make_report) == 3
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert emergency(page, make_report) == 0
    page.reload()
    page.locator("h1").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_have_text("Bunyi bila ada darurat baru")


def test_a_sound_that_the_browser_allows_begins_with_the_page(sound, make_report):
    page, button = sound(WANTED, "window.gesture = window.resumed = true")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert emergency(page, make_report) == 3


@pytest.mark.parametrize("gesture", ["click", "key", "button", "space"])
def test_a_sound_that_waits_for_a_gesture_says_so_and_begins_with_the_first(gesture, sound, make_report):
    page, button = sound(WANTED)
    expect(button).to_have_text(indonesian("Click once to switch the sound on"))
    expect(button).to_have_attribute("aria-pressed", "false")
    assert emergency(page, make_report) == 0
    if gesture == "click":
        page.locator("h1").click()
    elif gesture == "key":
        page.keyboard.press("Shift")
    elif gesture == "button":
        button.click()
    else:
        button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_text("Bunyi bila ada darurat baru")
    assert emergency(page, make_report) == 3
