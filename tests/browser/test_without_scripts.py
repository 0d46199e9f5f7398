"""The daily work with JavaScript switched off."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ..conftest import PLUIT
from .conftest import fill_report, log_in, send


@pytest.fixture
def page(open_page):
    return open_page(java_script_enabled=False)


def test_filing_and_acknowledging(page, desks):
    log_in(page, "pluit_officer")
    fill_report(page, "Contoh: tanpa skrip", severity="tinggi")
    send(page)
    expect(page.get_by_role("status")).to_contain_text(f"{PLUIT}-0001")
    expect(page.locator(".severity")).to_contain_text("Tinggi")
    expect(page.locator("time[data-due]")).to_contain_text("WIB")
    page.get_by_role("button", name="Terima").click()
    expect(page.locator(".state")).to_have_text("Proses")
    page.locator("#step-note summary").click()
    page.get_by_label("Catatan", exact=True).fill("Contoh catatan tanpa skrip.")
    page.get_by_role("button", name="Tambah catatan").click()
    expect(page.get_by_role("region", name="Catatan jejak")).to_contain_text("Contoh catatan tanpa skrip.")


def test_what_is_missing_is_said_in_words_and_what_was_typed_stays(page, desks):
    log_in(page, "pluit_officer")
    page.goto("/reports/new/")
    page.get_by_label("Judul").fill("Contoh: setengah jadi")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Belum terkirim.")
    expect(page.get_by_label("Judul")).to_have_value("Contoh: setengah jadi")
    page.get_by_role("alert").get_by_role("link", name="Uraian kejadian").click()
    expect(page.get_by_label("Uraian kejadian")).to_be_focused()


def test_filters_of_the_list(page, make_report):
    make_report(now=timezone.now(), title="Contoh: genting", severity="darurat")
    make_report(now=timezone.now(), title="Contoh: ringan", severity="rendah")
    log_in(page, "pluit_officer")
    page.goto("/reports/")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_text("Cari dan saring").click()
    page.get_by_label("Tingkat keparahan").select_option("darurat")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="Contoh: genting")).to_be_visible()
    page.get_by_role("link", name="Hapus saringan").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_language_and_logout(page, desks):
    log_in(page, "pluit_officer")
    page.locator(".account summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="File a report")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".account summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")
    page.goto("/reports/")
    expect(page).to_have_title("Masuk · Posko Bersama")
