"""Every page, wide and narrow, light and dark: no axe violation, nothing sticks out, everything can be touched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desks.models import Desk
from reports.actions import perform
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
