"""Chromium against pytest-django's live server: people log in, pages are watched for anything out of order."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import WorkerBeat

from .watch import Watch

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "rahasia-contoh"
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _playwright_and_the_database():
    """Playwright's event loop runs in this thread until the session ends; Django would take that for an async view."""
    if not Path(CHROMIUM).exists():
        sentence = f"There is no Chromium at {CHROMIUM}: install Debian's chromium or name one in CHROMIUM."
        pytest.fail(sentence) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(sentence)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=10_000)
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def worker_alive(reference):
    """A worker was seen: no page warns of the missing one, for ten minutes."""
    soon = timezone.now() + timedelta(minutes=10)
    WorkerBeat.objects.update_or_create(name="browser-tests", defaults={"seen_at": soon})


@pytest.fixture
def open_page(live_server, cast, new_context):
    """open_page("pluit_officer") -> a page of that person, logged in; open_page(None) -> of a stranger.

    Every page is watched; at the end of the test no console error, no refused content and no request to
    elsewhere may have been seen.
    """
    watches = []

    def open_page(person=None, **options):
        options = {"viewport": WIDE, "base_url": live_server.url, "timezone_id": "Asia/Jakarta", **options}
        context = new_context(**options)
        if person:
            context.add_cookies([session_of(getattr(cast, person), live_server.url)])
        context.set_default_timeout(10_000)
        watches.append(Watch(context, live_server.url))
        return context.new_page()

    yield open_page
    assert [problem for watch in watches for problem in watch.problems] == []


def session_of(user, url):
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "domain": urlsplit(url).hostname, "path": "/"}


def log_in(page, name):
    """Through the form, as people do."""
    page.goto("/accounts/login/")
    page.get_by_label("Nama pengguna").fill(name)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def fill_report(page, title, category="LLN-LIN", severity=""):
    """The form of a new report, ready to be sent."""
    page.goto("/reports/new/")
    page.get_by_label("Kategori").select_option(category)
    page.get_by_label("Judul").fill(title)
    page.get_by_label("Uraian kejadian").fill("Contoh uraian dari peramban.")
    if severity:
        page.get_by_text("Tingkat keparahan, pelapor, klasifikasi").click()
        page.locator("#id_severity").select_option(severity)


def send(page):
    page.get_by_role("button", name="Kirim laporan").click()
