"""What scripts add: fresh pages without reloading, a countdown, one report from two clicks."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Report

from .conftest import fill_report, send


def test_a_new_report_appears_on_the_desk_without_reload(open_page, make_report):
    make_report(now=timezone.now(), title="Contoh: yang pertama")
    page = open_page("pluit_officer")
    page.goto("/desks/31.72.01.1005/")
    page.evaluate("window.notReloaded = true")
    make_report(now=timezone.now(), title="Contoh: yang kedua")
    # What the trigger "every 20s" does, without the twenty seconds.
    page.evaluate(
        """htmx.ajax("GET", location.href, {source: "#live", target: "#live", select: "#live", swap: "outerHTML"})"""
    )
    expect(page.get_by_role("region", name="Menunggu").locator("tbody tr")).to_have_count(2)
    expect(page.locator("time[data-due] + .left")).to_have_count(2)
    assert page.evaluate("window.notReloaded")
    assert page.locator("#live").get_attribute("hx-trigger") == "every 20s"


def test_the_countdown_stands_beside_the_printed_time(open_page, make_report):
    report = make_report(now=timezone.now(), severity="tinggi")
    page = open_page("pluit_officer")
    page.goto(report.get_absolute_url())
    due = page.locator("time[data-due]")
    expect(due).to_have_text(re.compile(r"pukul \d\d\.\d\d WIB$"))
    expect(page.locator("time[data-due] + .left")).to_have_text(re.compile(r"dalam \d+ menit"))


def test_a_passed_deadline_is_counted_too(open_page, make_report):
    report = make_report(now=timezone.now() - timedelta(hours=3), severity="darurat")
    page = open_page("pluit_officer")
    page.goto(report.get_absolute_url())
    expect(page.locator("time[data-due] + .left")).to_have_text("2 jam yang lalu")
    expect(page.locator(".standing")).to_contain_text("Terlambat")


def test_a_double_click_makes_one_report(open_page, desks):
    page = open_page("pluit_officer")
    fill_report(page, "Contoh: klik ganda")
    page.get_by_role("button", name="Kirim laporan").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile(r"/reports/31\.72\.01\.1005-0001/$"))
    assert Report.objects.count() == 1


def test_sending_the_form_again_without_the_script_makes_one_report(open_page, desks):
    """Two requests really reach the server: the key of the form sorts them out."""
    page = open_page("pluit_officer")
    fill_report(page, "Contoh: dua kiriman")
    answers = page.evaluate(
        """async () => {
            const form = document.querySelector("form[data-once]");
            const post = () => fetch(location.href, {method: "POST", body: new FormData(form)});
            return (await Promise.all([post(), post()])).map(answer => answer.url);
        }"""
    )
    assert len(set(answers)) == 1
    assert Report.objects.count() == 1


def test_going_back_and_sending_again_makes_no_second_report(open_page, desks):
    page = open_page("pluit_officer")
    fill_report(page, "Contoh: kembali")
    send(page)
    page.wait_for_url(re.compile(r"-0001/$"))
    page.go_back()
    expect(page.get_by_label("Judul")).to_have_value("Contoh: kembali")
    send(page)
    page.wait_for_url(re.compile(r"-0001/$"))
    expect(page.get_by_role("status")).to_contain_text("memang sudah masuk")
    assert Report.objects.count() == 1


def test_paper_shows_the_report_and_no_buttons(open_page, make_report):
    report = make_report(now=timezone.now(), title="Contoh: untuk dicetak")
    page = open_page("pluit_coordinator")
    page.goto(report.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Contoh uraian kejadian.")).to_be_visible()
    expect(page.locator("time[data-due]")).to_be_visible()
    expect(page.locator(".print-head")).to_be_visible()
    for hidden in (".site-header", ".site-footer", ".actions >> nth=0", ".left"):
        expect(page.locator(hidden)).to_be_hidden()
    page.goto("/desks/31.72.01.1005/")
    expect(page.get_by_role("link", name="Contoh: untuk dicetak").first).to_be_visible()
    expect(page.locator(".site-header")).to_be_hidden()
