"""Notices of the desk page: shown to their desk until marked as read, those and no others."""

import re
from datetime import date, timedelta

from desks.models import Desk
from reports.actions import escalate_due
from reports.models import Notice
from reports.views.desks import NOTICES_SHOWN

from ..conftest import NOW, PENJARINGAN, PLUIT, TWIN_WARD
from .conftest import indonesian, text_of

DESK = f"/desks/{PLUIT}/"


def test_notices_are_shown_until_marked_as_read(make_report, cast, login_as):
    report = make_report()
    client = login_as("penjaringan_officer")
    escalate_due(now=NOW + timedelta(days=30))
    address = f"/desks/{PENJARINGAN}/"
    new = indonesian("New since you last looked")
    assert new in text_of(client.get(address))
    shown = bounds_of(client.get(address))
    later = make_report(by=cast.penjaringan_officer, title="Perihal kemudian")
    answer = client.post(f"{address}notices/", shown)
    assert (answer.status_code, answer["Location"]) == (302, address)
    news = text_of(client.get(address)).split(new)[1]
    assert later.title in news, "what the page did not show yet is still new"
    assert not Notice.objects.filter(desk__area=PENJARINGAN, event__report=report, read_at=None).exists()
    assert set(Notice.objects.exclude(read_at=None).values_list("read_by__username", flat=True)) == {
        "penjaringan_officer"
    }
    assert Notice.objects.filter(desk__area=PLUIT, read_at=None).exists(), "another desk's notices are its own"


def bounds_of(page):
    """What the button "mark as read" of a desk page sends."""
    return dict(re.findall(r'name="(newest|oldest)" value="(\d+)"', page.content.decode()))


def test_notices_that_were_not_shown_stay_unread(make_report, login_as):
    for number in range(NOTICES_SHOWN + 3):
        make_report(title=f"Perihal {number}")
    client = login_as("pluit_officer")
    client.post(f"{DESK}notices/", bounds_of(client.get(DESK)))
    assert Notice.objects.unread().count() == 3
    news = text_of(client.get(DESK)).split(indonesian("New since you last looked"))[1]
    assert "Perihal 2" in news
    assert "Perihal 3" not in news


def test_notices_are_not_marked_by_half_a_form(make_report, login_as):
    make_report()
    login_as("pluit_officer").post(f"{DESK}notices/", {"newest": "999999"})
    assert Notice.objects.unread().exists()


def test_what_an_ended_desk_still_holds_is_shown(make_report, desks, login_as):
    make_report(title="Perihal tertinggal")
    Desk.objects.filter(area=PLUIT).update(active_until=date(2024, 11, 12))
    text = text_of(login_as("pluit_officer").get(DESK))
    assert indonesian("No desk is active here today.") in text
    assert "Perihal tertinggal" in text


def test_notices_of_another_desk_are_neither_shown_nor_marked(make_report, login_as):
    make_report()
    city = login_as("city_officer")
    assert indonesian("New since you last looked") not in text_of(city.get(DESK))
    for code in (PLUIT, TWIN_WARD):
        assert city.post(f"/desks/{code}/notices/", {"oldest": "1", "newest": "999999"}).status_code == 404
    assert not Notice.objects.exclude(read_at=None).exists()


def test_notices_of_what_one_may_not_see(make_report, login_as):
    make_report(title="Perihal rahasia", classification="rahasia")
    officer = login_as("pluit_officer")
    assert b"Perihal" not in officer.get(DESK).content
    officer.post(f"{DESK}notices/", {"oldest": "1", "newest": "999999"})
    assert "Perihal rahasia" in text_of(login_as("pluit_coordinator").get(DESK)).split(indonesian("New since"))[0]
    assert not Notice.objects.exclude(read_at=None).exists()
