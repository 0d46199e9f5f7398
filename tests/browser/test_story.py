"""The main story of the product, told by the people in it."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from reports.models import Report

from ..conftest import CITY, PENJARINGAN, PLUIT
from .conftest import fill_report, log_in, send


@pytest.fixture
def photo():
    """A JPEG as a phone makes it."""
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (40, 110, 120)).save(buffer, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def standing(page):
    return page.get_by_label("Posisi laporan")


def tell(page, step, **words):
    """Open a step that is folded away, fill it in, take it."""
    form = page.locator(f"#step-{step}")
    if form.evaluate("form => form.tagName === 'DETAILS' && !form.open"):
        form.locator("summary").click()
    for label, text in words.items():
        form.get_by_label(label.replace("_", " ")).fill(text)
    form.get_by_role("button").click()


def test_a_report_goes_up_by_forwarding(open_page, desks, worker_alive, photo):
    officer = open_page()
    log_in(officer, "pluit_officer")
    expect(officer.get_by_role("heading", level=1)).to_have_text(f"Posko {PLUIT}")
    expect(officer.get_by_text("Tidak ada yang menunggu diterima.")).to_be_visible()

    officer.get_by_role("link", name="Laporkan kejadian").click()
    fill_report(officer, "Contoh: TPS 003 tergenang", category="KAM-BTR")
    officer.get_by_label("Nomor TPS").fill("3")
    officer.get_by_label("Foto").set_input_files(photo)
    send(officer)
    expect(officer.get_by_role("status")).to_contain_text(f"Laporan {PLUIT}-0001 sudah masuk")
    expect(officer.locator(".state")).to_have_text("Menunggu")
    expect(standing(officer)).to_contain_text(f"Posko {PLUIT}")
    picture = officer.get_by_role("img", name="Foto 1 dari 1")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    officer.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    officer.goto("/desks/")
    expect(officer.get_by_role("link", name="Contoh: TPS 003 tergenang").first).to_be_visible()
    expect(officer.get_by_role("navigation", name="Utama")).to_contain_text("1 laporan menunggu posko Anda")

    lead = open_page()
    log_in(lead, "pluit_coordinator")
    lead.get_by_role("region", name="Menunggu").get_by_role("link", name="Contoh: TPS 003 tergenang").click()
    lead.get_by_role("button", name="Terima").click()
    expect(lead.locator(".state")).to_have_text("Proses")
    tell(lead, "forward", Alasan="Butuh pompa.", Saran="Kirim pompa dari kecamatan.")
    expect(lead.get_by_role("status")).to_contain_text(f"Posko {PENJARINGAN}")
    expect(standing(lead)).to_contain_text(f"Posko {PENJARINGAN}")
    expect(lead.locator(".state")).to_have_text("Menunggu")

    above = open_page()
    log_in(above, "penjaringan_coordinator")
    above.get_by_role("region", name="Menunggu").get_by_role("link", name="Contoh: TPS 003 tergenang").click()
    timeline = above.get_by_role("region", name="Catatan jejak")
    expect(timeline).to_contain_text("Butuh pompa.")
    expect(timeline).to_contain_text("Kirim pompa dari kecamatan.")
    above.get_by_role("button", name="Terima").click()
    expect(above.locator(".state")).to_have_text("Proses")

    officer.goto(f"/reports/{PLUIT}-0001/")
    expect(officer.get_by_role("region", name="Catatan jejak").get_by_role("listitem")).to_have_count(4)


def test_a_report_left_alone_reaches_the_city_and_is_closed_there(open_page, make_report):
    filed = timezone.now() - timedelta(minutes=35)
    report = make_report(now=filed, severity="darurat", category="KAM-BTR", title="Contoh: bentrok di lapangan")
    for minutes in (16, 35):
        call_command("worker", once=True, now=(filed + timedelta(minutes=minutes)).isoformat())
    report.refresh_from_db()
    assert report.held_by.area_id == CITY

    city = open_page()
    log_in(city, "city_coordinator")
    city.get_by_role("region", name="Menunggu").get_by_role("link", name="Contoh: bentrok di lapangan").click()
    expect(city.get_by_role("region", name="Catatan jejak").locator(".event-alarm")).to_have_count(2)
    city.get_by_role("button", name="Terima").click()
    expect(city.locator(".state")).to_have_text("Proses")
    tell(city, "resolve", Tindakan_yang_diambil="Contoh: warga dibubarkan dengan damai.")
    expect(city.locator(".state")).to_have_text("Selesai")
    city.locator("#step-close").get_by_role("button", name="Tutup laporan").click()
    expect(city.locator(".state")).to_have_text("Ditutup")
    report.refresh_from_db()
    assert report.state == "closed"


@pytest.fixture
def situation(make_report, cast, worker_alive):
    """Two open reports in Pluit, one of them confidential, and one far away."""
    now = timezone.now()
    confidential = make_report(now=now, title="Contoh: rahasia", classification="rahasia")
    return {
        "open": make_report(now=now, title="Contoh: terbuka", reporter_name="Contoh Saksi"),
        "confidential": confidential,
        "far": make_report(by=cast.outsider_officer, now=now, title="Contoh: jauh", area=cast.outsider_officer.area_id),
    }


def test_the_official_sees_it_all_on_the_dashboard(open_page, situation):
    page = open_page()
    log_in(page, "official")
    expect(page).to_have_url(re.compile(r"/dashboard/31\.72/$"))
    figure = page.locator(".figures > div").filter(has_text="Menunggu diterima").locator("dd a")
    expect(figure).to_have_text("2")
    below = page.get_by_role("region", name="Wilayah di bawah")
    expect(below.get_by_role("row").filter(has_text="Penjaringan")).to_contain_text("2")
    figure.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Contoh: rahasia").click()
    expect(page.locator(".classification")).to_have_text("Rahasia")
    tell(page, "recommend", Saran="Contoh saran pejabat.")
    expect(page.get_by_role("region", name="Catatan jejak")).to_contain_text("Contoh saran pejabat.")


def test_the_observer_sees_only_the_harmless_part(open_page, situation):
    page = open_page()
    log_in(page, "observer")
    expect(page.locator(".figures > div").filter(has_text="Menunggu diterima").locator("dd a")).to_have_text("1")
    page.goto("/reports/")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Contoh: terbuka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contoh: terbuka")
    expect(page.get_by_text("Contoh Saksi")).to_have_count(0)
    expect(page.get_by_text("Contoh pluit_officer")).to_have_count(0)
    expect(page.locator("main form")).to_have_count(0)
    assert page.goto(situation["confidential"].get_absolute_url()).status == 404


def test_the_administrator_lands_in_the_administration(open_page, situation):
    page = open_page()
    log_in(page, "administrator")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Posko, unsur, dan petugas")
    page.get_by_role("link", name="Pengguna", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("pluit_officer")
    assert page.goto("/reports/").status == 403


def test_the_outsider_finds_nothing(open_page, situation):
    page = open_page()
    log_in(page, "outsider_coordinator")
    for address in (situation["open"].get_absolute_url(), "/dashboard/31.72/", f"/desks/{PLUIT}/"):
        assert page.goto(address).status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ditemukan")
    page.goto("/reports/")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="Contoh: jauh")).to_be_visible()


def test_a_stale_page_is_refused_in_words_and_keeps_what_was_typed(open_page, make_report, worker_alive):
    report = make_report(now=timezone.now())
    first, second = open_page("pluit_coordinator"), open_page("pluit_coordinator")
    for page in (first, second):
        page.goto(report.get_absolute_url())
    first.get_by_role("button", name="Terima").click()
    expect(first.locator(".state")).to_have_text("Proses")
    tell(second, "forward", Alasan="Contoh alasan.", Saran="Contoh saran.")
    expect(second.get_by_role("alert")).to_contain_text("Sudah didahului")
    expect(second.locator("#step-forward").get_by_label("Alasan")).to_have_value("Contoh alasan.")
    assert Report.objects.get(pk=report.pk).held_by.area_id == PLUIT
