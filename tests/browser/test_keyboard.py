"""The product without a mouse: where Tab leads, what Enter does, whether the focus can be seen."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Report

from ..conftest import PLUIT
from .conftest import NARROW, PASSWORD
from .look import focused

pytestmark = pytest.mark.browser_look


def tab_to(page, text, most=40):
    """Press Tab until the element with this text has the focus; each stop on the way must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        tag, words, visible = focused(page)
        assert visible, f"the focus cannot be seen on {tag} {words!r}"
        if text in words:
            return tag
    raise AssertionError(f"Tab does not reach {text!r}")


def test_log_in(open_page, desks):
    page = open_page()
    page.goto("/accounts/login/")
    expect(page.get_by_label("Nama pengguna")).to_be_focused()
    page.keyboard.type("pluit_officer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/desks/{PLUIT}/$"))


@pytest.mark.parametrize("viewport", [None, NARROW], ids=["wide", "narrow"])
def test_the_first_stops_are_the_skip_link_and_the_navigation(open_page, desks, viewport):
    page = open_page("pluit_officer", **({"viewport": viewport} if viewport else {}))
    page.goto(f"/desks/{PLUIT}/")
    page.keyboard.press("Tab")
    assert focused(page) == ["a", "Langsung ke isi", True]
    for text in ("Posko Bersama", "Posko", "Piket", "Laporan", "Laporan harian", "Dasbor", "Contoh pluit_officer"):
        tab_to(page, text, most=1)
    page.goto(f"/desks/{PLUIT}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert tab_to(page, "Laporkan kejadian") == "a"


def test_the_account_menu(open_page, desks):
    page = open_page("pluit_officer")
    page.goto("/reports/")
    tab_to(page, "Contoh pluit_officer")
    expect(page.get_by_role("link", name="Ganti kata sandi")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ganti kata sandi")).to_be_visible()
    tab_to(page, "Keluar", most=3)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")


def test_file_a_report(open_page, desks):
    page = open_page("pluit_officer")
    page.goto("/reports/new/")
    page.get_by_label("Kategori").focus()
    page.keyboard.type("Lain-lain")
    page.keyboard.press("Tab")
    page.keyboard.type("Contoh: papan tik")
    page.keyboard.press("Tab")
    page.keyboard.type("Contoh uraian.")
    tab_to(page, "Tingkat keparahan, pelapor, klasifikasi")
    page.keyboard.press("Enter")
    expect(page.locator("#id_severity")).to_be_visible()
    tab_to(page, "Kirim laporan")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("-0001/$"))
    assert Report.objects.get().title == "Contoh: papan tik"


def test_the_steps_of_a_report(open_page, make_report):
    page = open_page("pluit_coordinator")
    page.goto(make_report(now=timezone.now()).get_absolute_url())
    assert tab_to(page, "Terima") == "button"
    page.keyboard.press("Enter")
    expect(page.locator(".state")).to_have_text("Proses")
    assert tab_to(page, "Teruskan ke atas") == "summary"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Contoh alasan.")
    page.keyboard.press("Tab")
    page.keyboard.type("Contoh saran.")
    page.keyboard.press("Tab")
    assert focused(page) == ["button", "Teruskan ke atas", True]
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("laporan sekarang di")


def test_errors_lead_to_their_fields(open_page, desks):
    page = open_page("pluit_officer")
    page.goto("/reports/new/")
    page.get_by_role("button", name="Kirim laporan").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    tab_to(page, "Judul")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Judul")).to_be_focused()
