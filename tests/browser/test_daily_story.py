"""The daily report in the browser: words that survive a lost line, a closed page and an ended session; two taps."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import DailyReport

from ..conftest import CITY, PLUIT
from ..daily_cast import make_due, sign_due, write_draft
from ..web.conftest import indonesian
from .conftest import NARROW, PASSWORD, WIDE, session_of
from .look import judged, sticking_out
from .watch import Watch

#: What a browser writes down where a line is lost or a draft is refused; these tests mean it.
MEANT = re.compile(r"console: Failed to load resource: (net::ERR_INTERNET_DISCONNECTED|.* status of 409)")


@pytest.fixture
def due(desks, worker_alive):
    """A report whose period has just ended."""
    return make_due(desks[PLUIT], timezone.now().replace(microsecond=0) - timedelta(minutes=5))


@pytest.fixture
def browse(live_server, cast, new_context):
    """browse("pluit_officer") -> a browser of that person, who is logged in; the line may be cut."""
    watches = []

    def browse(person, viewport=WIDE):
        context = new_context(viewport=viewport, base_url=live_server.url, timezone_id="Asia/Jakarta")
        context.add_cookies([session_of(getattr(cast, person), live_server.url)])
        watches.append(Watch(context, live_server.url))
        return context

    yield browse
    assert [problem for watch in watches for problem in watch.problems if not MEANT.match(problem)] == []


def address_of(due, name="write"):
    return f"/daily/{due.desk.area_id}/due/{due.pk}/{name}/"


def opened(context, address):
    page = context.new_page()
    page.goto(address)
    return page


def field(page, name):
    return page.locator(f"#id_{name}")


def write(page, name, text):
    field(page, name).fill(text)


def status(page):
    return page.locator("[data-status]")


def says_saved(page):
    expect(status(page)).to_have_text(re.compile(rf"^{indonesian('Saved')} \d\d\.\d\d WIB$"))


WAITING = "Not sent yet: kept on this device."
LAPSED = "You are no longer logged in. Your words are kept on this device: log in again, then they are sent."


def test_a_draft_saves_itself_and_survives_a_lost_line_and_a_closed_page(due, browse):
    context = browse("pluit_officer")
    page = opened(context, address_of(due))
    write(page, "situation", "Contoh situasi dari peramban.")
    says_saved(page)
    assert DailyReport.objects.get().situation == "Contoh situasi dari peramban."

    context.set_offline(True)
    write(page, "analysis", "Ditulis tanpa sinyal.")
    expect(status(page)).to_have_text(indonesian(WAITING))
    context.set_offline(False)
    says_saved(page)
    assert DailyReport.objects.get().analysis == "Ditulis tanpa sinyal."

    context.set_offline(True)
    write(page, "prediction", "Ditulis sebelum halaman ditutup.")
    page.close()
    context.set_offline(False)
    page = opened(context, address_of(due))
    expect(field(page, "prediction")).to_have_value("Ditulis sebelum halaman ditutup.")
    says_saved(page)
    draft = DailyReport.objects.get()
    assert (draft.prediction, draft.analysis) == ("Ditulis sebelum halaman ditutup.", "Ditulis tanpa sinyal.")
    assert page.evaluate("Object.keys(localStorage)") == [], "what is saved is not kept here too"


def test_an_answer_that_is_lost_on_its_way_is_no_quarrel(due, browse):
    """The server has saved, the browser does not know; meanwhile the person writes on. Then the line is back."""
    context = browse("pluit_officer")
    page = context.new_page()
    page.clock.install(time=timezone.now())
    page.goto(address_of(due))
    page.clock.pause_at(timezone.now() + timedelta(hours=1))  # no retry but that of the line
    context.route("**/write/", lambda route: (route.fetch(), route.abort("internetdisconnected")))
    write(page, "analysis", "Satu.")
    page.clock.run_for(2000)
    expect(status(page)).to_have_text(indonesian(WAITING))
    assert DailyReport.objects.get().analysis == "Satu."
    write(page, "analysis", "Satu dan dua.")
    context.unroute("**/write/")
    page.evaluate("dispatchEvent(new Event('online'))")
    says_saved(page)
    assert DailyReport.objects.get().analysis == "Satu dan dua."


def test_the_lead_signs_that_nothing_happened_in_two_taps_on_a_phone(due, browse):
    page = opened(browse("pluit_coordinator", NARROW), address_of(due))
    page.get_by_role("link", name=indonesian("Nothing happened: sign as Nihil")).click()
    assert sticking_out(page) == []
    page.get_by_role("button", name=indonesian("Sign and send")).click()
    page.wait_for_url(re.compile(rf"/daily/{re.escape(PLUIT)}/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^LAPHAR/31\.72\.01\.1005/\d{4}/0001$"))
    assert DailyReport.objects.get().is_nihil
    assert sticking_out(page) == []


def test_two_who_write_at_once_see_both_texts(due, cast, browse):
    write_draft(due, cast.pluit_officer, timezone.now())
    officer, lead = (opened(browse(name), address_of(due)) for name in ("pluit_officer", "pluit_coordinator"))
    write(lead, "analysis", "Tulisan perwira.")
    says_saved(lead)
    write(officer, "analysis", "Tulisan petugas.")
    expect(status(officer)).to_contain_text("Contoh pluit_coordinator")
    write(officer, "needs", "Tulisan lain.")
    kept = officer.evaluate("JSON.parse(Object.values(localStorage)[0])")
    assert (kept["revision"], kept["unanswered"]) == ("0", None), "to be looked at, whenever it comes back"
    officer.get_by_role("button", name=indonesian("Save"), exact=True).click()
    expect(officer.get_by_role("alert")).to_contain_text("Contoh pluit_coordinator")
    expect(officer.locator(".theirs")).to_contain_text(["Tulisan perwira.", "–"])
    analysis = field(officer, "analysis")
    expect(analysis).to_have_value("Tulisan petugas.")
    assert not (wrong := judged(officer)), wrong
    analysis.fill("Tulisan perwira. Tulisan petugas.")
    officer.get_by_role("button", name=indonesian("Save and preview")).click()
    officer.wait_for_url(re.compile(r"/sign/$"))
    assert DailyReport.objects.get().analysis == "Tulisan perwira. Tulisan petugas."


def test_words_outlast_the_session_but_not_its_owner(due, cast, browse, live_server):
    """The next person at the shared computer finds nothing; the same person finds everything."""
    context = browse("pluit_officer")
    page = opened(context, address_of(due))
    context.clear_cookies(name="sessionid")
    write(page, "needs", "Contoh kebutuhan.")
    expect(status(page)).to_have_text(indonesian(LAPSED))
    page.get_by_role("link", name=indonesian("Log in")).click()
    page.get_by_label("Nama pengguna").fill("pluit_officer")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(re.compile(r"/write/$"))
    says_saved(page)
    assert DailyReport.objects.get().needs == "Contoh kebutuhan."

    context.set_offline(True)
    write(page, "needs", "Contoh yang tertinggal.")
    page.close()
    context.set_offline(False)
    context.clear_cookies(name="sessionid")
    context.add_cookies([session_of(cast.pluit_coordinator, live_server.url)])
    page = opened(context, f"/desks/{PLUIT}/")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_logging_out_asks_before_it_drops_what_is_not_sent(due, browse):
    context = browse("pluit_officer")
    page = opened(context, address_of(due))
    page.locator(".account summary").click()
    context.route("**/write/", lambda route: route.abort("internetdisconnected"))
    write(page, "needs", "Contoh kebutuhan.")
    out = page.get_by_role("button", name="Keluar")
    out.click()
    expect(status(page)).to_have_text(indonesian("Words of yours are not sent yet. Log out once more to drop them."))
    assert page.evaluate("Object.keys(localStorage)") == [f"posko-draft:pluit_officer:{due.pk}"]
    out.click()
    page.wait_for_url(re.compile(r"/login/$"))
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.browser_look
def test_how_the_pages_look(open_page, desks, cast, make_report, worker_alive):
    until = timezone.now().replace(microsecond=0) - timedelta(minutes=5)
    long = "x" * 100
    told = make_report(now=until - timedelta(hours=1), title=f"Contoh: menonjol {long}", severity="tinggi")
    words = {"notable": [told.number], "recommendations": [f"Contoh saran {long}"], "analysis": long}
    report = sign_due(make_due(desks[PLUIT], until), now=until + timedelta(minutes=4), **words)
    due = make_due(desks[CITY], until)
    write_draft(due, cast.city_coordinator, until, notable=[told.number], copies=[long])
    page, wrong = open_page("city_coordinator"), []
    for name, address in {
        "write": address_of(due),
        "sign": address_of(due, "sign"),
        "nihil": f"{address_of(due, 'sign')}?nihil=1",
        "letter": report.get_absolute_url(),
    }.items():
        page.goto(address)
        wrong += [f"{name}, {line}" for line in judged(page)]
    page = open_page("pluit_coordinator")
    page.goto(f"{report.get_absolute_url()}correct/")
    wrong += [f"correct, {line}" for line in judged(page)]
    assert not wrong, "\n" + "\n".join(wrong)
