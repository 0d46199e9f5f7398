"""The address of a wall screen: a key to the wall pages and to nothing else."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client

from desks.actions import revoke_display

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from . import wall_cast
from .wall_cast import address_of, look

many = wall_cast.many
screen = wall_cast.screen
screen_of = wall_cast.screen_of


def never_was(client=None):
    return (client or Client()).get("/wall/999999-" + "0" * 40 + "/")


def test_dead_addresses_answer_as_those_that_never_were(screen, screen_of, cast, login_as):
    revoked = screen_of(CITY)
    revoke_display(by=cast.superuser, display=revoked, now=NOW)
    for client in (Client(), login_as("official"), login_as("administrator")):
        none = never_was(client)
        assert none.status_code == 404
        paths = [
            address_of(revoked),
            address_of(revoked, PLUIT),
            address_of(screen)[:-2] + "/",
            address_of(screen, TWIN_WARD),
        ]
        paths += [address_of(screen, code) for code in (PROVINCE, TWIN_CITY, "99.99", "31.72.99")]
        for path in paths:
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, none.content), path
            assert dict(answer.headers) == dict(none.headers), path


@pytest.mark.parametrize("token", ["x", "1", "1-", "%00", "²-x", "9" * 5000 + "-x", "%ff", "..", "1-%F0"])
def test_junk_is_no_address(token, screen):
    for path in (f"/wall/{token}/", f"/wall/{token}/{CITY}/", f"/wall/{screen.token}/{token}/"):
        assert Client().get(path).status_code in (400, 404), path


def test_the_address_opens_nothing_else(screen, make_report):
    report = make_report()
    client = Client()
    look(screen, client=client)
    assert not client.cookies
    for path in (
        "/",
        f"/dashboard/{CITY}/?wall=1",
        "/reports/",
        report.get_absolute_url(),
        "/desks/",
        f"/desks/{CITY}/",
    ):
        assert client.get(path)["Location"].startswith("/accounts/login/"), path


def test_it_shows_the_screens_area_whoever_looks(screen, make_report, login_as):
    """A reader's own rights add nothing to it."""
    make_report(title="Perihal rahasia", classification="rahasia")
    assert look(screen, client=login_as("official")).content == look(screen).content


def test_no_link_leads_away(screen, many):
    for code in (None, PENJARINGAN, PLUIT):
        html = look(screen, code).content.decode()
        assert "<a " not in html and "<form" not in html and "href=" in html
        loaded = re.findall(r'(?:href|src)="([^"]+)"', html)
        assert all(path.startswith("/static/") for path in loaded), loaded


def test_nothing_keeps_it_and_nobody_is_told(screen, login_as, worker_alive):
    for page in (look(screen), look(screen, PLUIT), login_as("official").get(f"/dashboard/{CITY}/?wall=1")):
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex"


def test_it_is_seen(screen, clock):
    Client().get(address_of(screen, TWIN_WARD))
    screen.refresh_from_db()
    assert screen.seen_at is None
    look(screen, PLUIT)
    clock.now = NOW + timedelta(seconds=30)
    look(screen)
    screen.refresh_from_db()
    assert screen.seen_at == NOW


def test_no_key_in_the_log(screen, cast, caplog):
    logging.getLogger("django.request").disabled = False
    revoke_display(by=cast.superuser, display=screen, now=NOW)
    for path in (address_of(screen), address_of(screen, PLUIT)):
        for client in (Client(), Client(enforce_csrf_checks=True)):
            client.get(path)
            client.post(path)
    assert "/wall/…/" in caplog.text
    assert len(caplog.records) == 8
    assert screen.token not in caplog.text and screen.token.partition("-")[2] not in caplog.text
