"""What a first visit costs on a slow line, measured against the server people use: gunicorn, hashed files, gzip."""

import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from desks.actions.rosters import rostered
from desks.coverage import refresh_coverage
from desks.models import Area, Desk, Officer, Tier

from ..daily_cast import make_due
from ..desks.roster_cast import make_duty
from .conftest import session_of

pytestmark = pytest.mark.browser_look

MOST_BYTES = 60_000


@pytest.fixture
def served(tmp_path, transactional_db):
    """Address of gunicorn on the test database, as `demo` starts it, after `collectstatic`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(tmp_path / "static"),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DEBUG": "off",
        "DJANGO_SETTINGS_MODULE": "posko.settings",
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(manage, env=environment, cwd=settings.BASE_DIR, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "posko.wsgi", "--bind", address, "--log-level", "warning"]
    server = subprocess.Popen([*gunicorn, "--threads", "4"], env=environment, cwd=settings.BASE_DIR)
    try:
        wait_for(f"http://{address}/accounts/login/")
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def database_url():
    """The test database as an address another process can use."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    user = f"{config['USER']}:{config['PASSWORD']}"
    if config["HOST"].startswith("/") or "host" in config["OPTIONS"]:
        return f"postgresql://{user}@/{config['NAME']}?host={config['HOST'] or config['OPTIONS']['host']}"
    return f"postgresql://{user}@{config['HOST']}:{config['PORT'] or 5432}/{config['NAME']}"


def wait_for(url):
    for _ in range(150):
        try:
            with urlopen(url):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


def weigh(context, url):
    """(bytes over the wire without typeface and photos, number of requests) of a first visit."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    types, sizes = {}, {}
    network.on("Network.responseReceived", lambda event: types.update({event["requestId"]: event["type"]}))
    network.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(url, wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.close()
    counted = [size for request, size in sizes.items() if types.get(request) != "Font"]
    return round(sum(counted)), len(counted)


def crowd_on_duty(manned, cast, now):
    """Ten on duty at the desk now and ten next, as at Jakarta Pusat, and a week of warnings."""
    for number in range(20):
        officer = Officer.objects.create(unit=manned.unit, name=f"Contoh {number:02d}", phone=f"+628120000{number:04d}")
        duty = make_duty(officer, manned.desk, now.date(), by=cast.administrator)
        duty.starts_at = now + timedelta(hours=-1 if number < 10 else 7)
        duty.ends_at = duty.starts_at + timedelta(hours=8)
        duty.save()
    refresh_coverage(rostered(Desk.objects.filter(pk=manned.desk.pk)), now)


def evening_before(desks, now):
    """The day before, every desk of a city that has not reported: each with a button."""
    city = Desk.objects.get(area="31.72")
    missing = Area.objects.below("31.72").filter(tier__gte=Tier.DISTRICT).exclude(pk__in=desks)
    rest = {"election": city.election, "opens_at": 0, "closes_at": 1440}
    rest |= {"active_from": city.active_from, "active_until": city.active_until}
    others = [Desk.objects.create(area=area, name=f"Posko {area.full_name}", **rest) for area in missing]
    for desk in (*desks.values(), *others):
        make_due(desk, now.replace(second=0, microsecond=0), days=-1)


def test_a_first_visit_is_light(served, make_report, cast, worker_alive, new_context, manned, desks):
    now = timezone.now()
    crowd_on_duty(manned, cast, now)
    evening_before(desks, now)
    reports = [make_report(now=now, title=f"Contoh: laporan {number}", severity="tinggi") for number in range(40)]
    pages = {
        "login": (None, "/accounts/login/"),
        "desk": ("pluit_coordinator", "/desks/31.72.01.1005/"),
        "duties": ("pluit_officer", "/duties/"),
        "attendance": ("pluit_coordinator", "/desks/31.72.01.1005/attendance/"),
        "list": ("pluit_coordinator", "/reports/"),
        "form": ("city_coordinator", "/reports/new/"),
        "report": ("pluit_coordinator", reports[0].get_absolute_url()),
        "dashboard": ("official", "/dashboard/31.72/"),
        "board": ("city_coordinator", "/daily/31.72/"),
    }
    weights = {}
    for name, (person, path) in pages.items():
        context = new_context(extra_http_headers={"Accept-Encoding": "gzip"})
        if person:
            context.add_cookies([session_of(getattr(cast, person), served)])
        weights[name] = weigh(context, served + path)
    for name, (size, requests) in weights.items():
        print(f"{name}: {size} bytes in {requests} requests")
    assert all(size < MOST_BYTES for size, _ in weights.values()), weights
