"""Every page, wide and narrow, light and dark: no axe violation, nothing sticks out, everything can be touched."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from desks.actions import answer_swap, ask_swap, check_in, write_entry
from desks.actions.rosters import rostered
from desks.coverage import refresh_coverage
from desks.models import Desk
from reports.actions import perform, write_handover
from reports.models import WorkerBeat

from ..conftest import CITY, PENJARINGAN, PLUIT
from .look import judged

pytestmark = pytest.mark.browser_look


@pytest.fixture
def world(make_report, cast, worker_alive):
    """Reports in the states a page shows differently, with long words where a line could break badly."""
    now = timezone.now()

    def report(*steps, **changes):
        made = make_report(now=now, **changes)
        for step, by, data in steps:
            perform(step=step, number=made.number, by=by, data=data, now=now)
        return made.get_absolute_url()

    acknowledged = ("acknowledge", cast.pluit_coordinator, {})
    resolved = ("resolve", cast.pluit_coordinator, {"text": "Contoh tindakan."})
    forwarded = ("forward", cast.pluit_coordinator, {"text": "Contoh alasan.", "advice": "Contoh saran."})
    make_report(now=now - timedelta(hours=5), severity="tinggi", title="Contoh: terlambat")
    return {
        "waiting": report(severity="darurat", title="Contoh: menunggu " + "x" * 100, polling_stations=[1, 2, 3]),
        "in_progress": report(acknowledged, severity="sedang", title="Contoh: diproses", classification="rahasia"),
        "resolved": report(acknowledged, resolved, title="Contoh: selesai"),
        "closed": report(
            acknowledged, resolved, ("close", cast.pluit_coordinator, {"text": ""}), title="Contoh: ditutup"
        ),
        "forwarded": report(forwarded, severity="tinggi", title="Contoh: diteruskan", classification="terbatas"),
    }


@pytest.fixture
def judge(open_page):
    """judge(person, {name: address}) opens these pages and finds nothing wrong with them."""

    def judge(person, pages, prepare=None, **options):
        page = open_page(person)
        wrong = []
        for name, address in pages.items():
            page.goto(address)
            if prepare:
                prepare(page)
            wrong += [f"{name}, {line}" for line in judged(page, **options)]
        assert not wrong, "\n" + "\n".join(wrong)

    return judge


def unfold(page):
    """Open every menu and folded form of the page."""
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


def test_pages_of_a_stranger(judge, desks):
    judge(None, {"login": "/accounts/login/"})


def test_pages_of_an_officer(judge, world):
    pages = {
        "desk": f"/desks/{PLUIT}/",
        "list": "/reports/",
        "list filtered": "/reports/?q=contoh&status=waiting&overdue=1&here_only=1&area=31.72.01.1005",
        "list with nothing": "/reports/?q=tidakada",
        "list with a wrong filter": "/reports/?filed_from=kemarin",
        "form": "/reports/new/",
        "password": "/accounts/password/",
        "404": "/reports/31.99.99.9999-0001/",
        "403": "/admin/",
    }
    judge("pluit_officer", pages)


def test_pages_without_reports(judge, desks):
    pages = {"desk": f"/desks/{PENJARINGAN}/", "list": "/reports/", "dashboard": f"/dashboard/{PENJARINGAN}/"}
    judge("penjaringan_officer", pages)


def test_a_desk_that_is_not_there(judge, desks):
    Desk.objects.filter(area=PLUIT).delete()
    judge("pluit_officer", {"desk": f"/desks/{PLUIT}/"})


@pytest.mark.parametrize("state", ["waiting", "in_progress", "resolved", "closed"])
def test_a_report_and_all_its_forms(judge, world, state):
    judge("pluit_coordinator", {state: world[state]})
    judge("pluit_coordinator", {f"{state}, unfolded": world[state]}, prepare=unfold)


def test_pages_of_the_city(judge, world):
    pages = {"desks": "/desks/?all=1", "list": "/reports/", "to return": world["forwarded"]}
    judge("city_coordinator", pages)


def test_dashboards(judge, world):
    pages = {code: f"/dashboard/{code}/" for code in ("31", CITY, PENJARINGAN, PLUIT)}
    judge("province_coordinator", pages)
    judge("observer", {"dashboard": f"/dashboard/{CITY}/", "report": world["waiting"]})


def test_the_warning_of_a_silent_worker(judge, world):
    WorkerBeat.objects.all().delete()
    judge("official", {"dashboard": f"/dashboard/{CITY}/"})


def test_a_form_with_errors(open_page, desks):
    page = open_page("pluit_officer")
    page.goto("/reports/new/")
    page.get_by_label("Jumlah TPS seluruhnya").fill("-1")
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_role("alert").wait_for()
    assert not (wrong := judged(page)), wrong


def test_a_login_refused(open_page, desks):
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("Nama pengguna").fill("siapa")
    page.get_by_label("Kata sandi").fill("salah-sekali")
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("alert").wait_for()
    assert not (wrong := judged(page)), wrong


def test_a_step_refused(open_page, world, cast):
    page = open_page("pluit_coordinator")
    page.goto(world["waiting"])
    number = world["waiting"].split("/")[-2]
    perform(step="acknowledge", number=number, by=cast.pluit_officer, data={}, now=timezone.now())
    page.get_by_role("button", name="Terima").click()
    page.get_by_role("alert").wait_for()
    assert not (wrong := judged(page)), wrong


def test_in_english(judge, world):
    page = {"desk": f"/desks/{PLUIT}/", "report": world["in_progress"], "dashboard": f"/dashboard/{PLUIT}/"}

    def in_english(page):
        page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
        page.reload()
        assert page.locator("html").get_attribute("lang") == "en"

    judge("pluit_coordinator", page, prepare=in_english)


# Duties


@pytest.fixture
def on_duty(manned, cast, worker_alive, make_report):
    """A desk with people on duty now, whatever the hour: one is there, one is awaited; swaps, logbook, handover."""
    now = timezone.now()
    today = timezone.localdate(now, manned.desk.area.zone)
    for (_name, day), duty in manned.duty.items():
        ahead = timedelta(days=day - 13)
        duty.serves_on = today + ahead
        duty.starts_at = now + ahead - timedelta(minutes=30)
        duty.ends_at = duty.starts_at + timedelta(hours=8)
        duty.save()
    check_in(by=cast.pluit_officer, duty=manned.duty["ani", 13], now=now)
    late = ask_swap(
        by=cast.pluit_officer, duty=manned.duty["ani", 15], colleague=manned.budi, in_return=manned.duty["budi", 18],
        reason="Contoh keperluan " + "x" * 100, now=now,
    )  # fmt: skip
    answer_swap(by=cast.pluit_colleague, swap=late, accept=True, text="Contoh", now=now)
    ask_swap(
        by=cast.pluit_colleague, duty=manned.duty["budi", 14], colleague=manned.ani, in_return=None,
        reason="Contoh", now=now,
    )  # fmt: skip
    write_entry(by=cast.pluit_officer, desk=manned.desk, text="Contoh " + "x" * 200, key=uuid.uuid4(), now=now)
    make_report(now=now, severity="tinggi", title="Contoh: terbuka " + "x" * 100)
    manned.handover = write_handover(
        by=cast.pluit_officer, desk=manned.desk, notes="Contoh pesan " + "x" * 100, key=uuid.uuid4(), seen=None, now=now
    )
    refresh_coverage(rostered(Desk.objects.filter(pk=manned.desk.pk)), now)
    return manned


def test_duties_of_an_officer(judge, on_duty):
    desk = f"/desks/{PLUIT}/"
    swap = f"/duties/{on_duty.duty['ani', 13].pk}/swap/"
    pages = {"desk": desk, "duties": "/duties/", "logbook": f"{desk}logbook/", "attendance": f"{desk}attendance/"}
    judge("pluit_officer", {**pages, "handovers": f"{desk}handovers/", "write": f"{desk}handover/new/", "late": swap})
    swap = f"/duties/{on_duty.duty['budi', 18].pk}/swap/"
    ask = {"colleague": swap, "swap": f"{swap}?colleague={on_duty.ani.pk}", "nobody": f"{swap}?colleague=0"}
    judge("pluit_colleague", {**ask, "duties": "/duties/", "confirm": f"{desk}handovers/{on_duty.handover.pk}/"})


def test_duties_of_a_coordinator(judge, on_duty):
    desk = f"/desks/{PLUIT}/"
    pages = {
        "desk": desk,
        "duties": "/duties/",
        "swaps": f"{desk}swaps/",
        "attendance": f"{desk}attendance/",
        "replace": f"/duties/{on_duty.duty['citra', 13].pk}/replace/",
        "coverage": f"/dashboard/{PLUIT}/coverage/",
        "dashboard": f"/dashboard/{PLUIT}/",
    }
    judge("pluit_coordinator", pages, prepare=unfold)


def test_what_is_folded_open_stays_open_when_the_page_comes_anew(open_page, on_duty):
    page = open_page("pluit_coordinator")
    page.goto(f"/desks/{PLUIT}/")
    coverage = page.locator("details[id^=coverage]")
    coverage.locator("summary").click()
    page.evaluate("document.querySelector('#live').dataset.old = '1'")
    page.evaluate("htmx.ajax('GET', location.href, {target: '#live', select: '#live', swap: 'outerHTML'})")
    page.wait_for_function("!document.querySelector('#live').dataset.old")
    assert coverage.get_attribute("open") is not None


@pytest.mark.parametrize("what", ["attendance", "handover"])
def test_what_is_printed_is_a_table_with_lines_to_sign(open_page, on_duty, what):
    """On A4, which is as narrow as a phone to the layout."""
    page = open_page("pluit_coordinator", viewport={"width": 718, "height": 1000})
    handover = f"/desks/{PLUIT}/handovers/{on_duty.handover.pk}/"
    page.goto({"attendance": f"/desks/{PLUIT}/attendance/", "handover": handover}[what])
    page.emulate_media(media="print")
    cells = page.locator("tbody tr").first.locator("td:visible")
    tops = {round(box["y"]) for box in (cell.bounding_box() for cell in cells.all())}
    assert len(tops) == 1, "one line of the table, not a list"
    assert page.locator(".signed:visible").count() == {"attendance": 2, "handover": 3}[what]
    assert page.locator(".site-header, .btn").filter(visible=True).count() == 0
