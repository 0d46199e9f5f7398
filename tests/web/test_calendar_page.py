"""The page on which people make and revoke their calendar addresses."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from desks import actions
from desks.actions import Refused
from desks.actions.feeds import make_feed
from desks.models import CalendarFeed, Desk
from tests.reports.racing import Meeting, side_by_side

from ..conftest import NOW, PENJARINGAN, PLUIT, TWIN_WARD
from . import calendar_cast
from .calendar_cast import fetch
from .conftest import indonesian, text_of

PAGE = "/calendar/"
desk_feed, officer, own_feed = calendar_cast.desk_feed, calendar_cast.officer, calendar_cast.own_feed
TODAY = NOW.date()


def addresses_on(page):
    return re.findall(r'value="(http://testserver/calendar/[^"]+)"', page.content.decode())


def test_making_and_revoking(officer, desks, login_as, cast):
    client = login_as("pluit_officer")
    assert addresses_on(client.get(PAGE)) == []
    for form in ({"officer": officer.pk}, {"desk": desks[PLUIT].pk}):
        assert client.post(PAGE, form).headers["Location"] == PAGE
    page = client.get(PAGE)
    assert page["Cache-Control"] == "private, no-store"
    addresses = addresses_on(page)
    assert len(addresses) == 2
    assert [Client().get(address).status_code for address in addresses] == [200, 200]
    client.post(PAGE, {"officer": officer.pk})  # a second click
    assert addresses_on(client.get(PAGE)) == addresses
    own = CalendarFeed.objects.get(officer=officer)
    assert client.post(f"/calendar/{own.pk}/revoke/").headers["Location"] == PAGE
    assert [Client().get(address).status_code for address in addresses] == [404, 200]
    assert addresses_on(client.get(PAGE)) == addresses[1:]
    client.post(PAGE, {"officer": officer.pk})
    assert len(addresses_on(client.get(PAGE))) == 2
    assert addresses[0] not in addresses_on(client.get(PAGE))


def test_a_login_without_an_officer_is_told_why(desks, login_as):
    words = "There is no address for your own duties: your login is not linked to a duty officer. The administrator of"
    assert indonesian(f"{words} your city can do that.") in text_of(login_as("pluit_officer").get(PAGE))


def test_no_desk_coming_up(desks, login_as):
    Desk.objects.update(active_until=TODAY - timedelta(days=1))
    assert indonesian("No desk of your area is active or coming up.") in text_of(login_as("pluit_officer").get(PAGE))


def test_an_address_of_what_is_gone_can_be_revoked(desk_feed, login_as):
    Desk.objects.update(active_until=TODAY - timedelta(days=1))
    page = login_as("pluit_coordinator").get(PAGE)
    words = "An old address: the desk has ended, or these duties are no longer yours."
    assert indonesian(words) in text_of(page)
    assert addresses_on(page) == []
    login_as("pluit_coordinator").post(f"/calendar/{desk_feed.pk}/revoke/")
    assert CalendarFeed.objects.living().count() == 0


def test_nobody_makes_or_revokes_for_others(officer, own_feed, desks, login_as):
    client = login_as("penjaringan_coordinator")
    forms = [
        {"officer": officer.pk}, {"desk": desks[TWIN_WARD].pk}, {"desk": "999999"}, {"desk": "9" * 5000}, {"desk": "x"},
        {"desk": ""}, {}, {"officer": "a\x00b"}, {"officer": desks[PENJARINGAN].pk},
    ]  # fmt: skip
    answers = [client.post(PAGE, form) for form in forms]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, client.get("/contoh/").content)}
    for number in (own_feed.pk, 999_999, "9" * 30, "9" * 5000):
        assert client.post(f"/calendar/{number}/revoke/").status_code == 404
    assert CalendarFeed.objects.count() == 1
    assert fetch(own_feed).status_code == 200
    assert own_feed.token not in client.get(PAGE).content.decode()


def test_actions_refuse_what_is_not_theirs(officer, desks, cast):
    for asked in (
        {"by": cast.pluit_coordinator, "officer": officer},
        {"by": cast.pluit_officer, "desk": desks[PENJARINGAN]},
        {"by": cast.official, "desk": desks[PLUIT]},
    ):
        with pytest.raises(Refused):
            make_feed(**asked, now=NOW)
    assert actions.Refused is Refused


def test_the_page_asks_the_same_with_and_without_addresses(
    officer, desks, login_as, worker_alive, django_assert_num_queries
):
    client = login_as("pluit_officer")
    with django_assert_num_queries(6):  # session, user, officer, desks, feeds, situation
        client.get(PAGE)
    make_feed(by=officer.user, officer=officer, now=NOW)
    make_feed(by=officer.user, desk=desks[PLUIT], now=NOW)
    with django_assert_num_queries(6):
        assert len(addresses_on(client.get(PAGE))) == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one(desks, cast, monkeypatch):
    """Both find none and both write: the constraint lets one row in, and the other click gets that one."""
    meeting = Meeting()
    queryset = type(CalendarFeed.objects.all())
    real = queryset.create

    def create(self, **columns):
        if connection.vendor == "postgresql":  # SQLite lets no second writer in before the first has ended
            meeting.wait()
        return real(self, **columns)

    monkeypatch.setattr(queryset, "create", create)
    calls = [lambda: make_feed(by=cast.pluit_officer, desk=desks[PLUIT], now=NOW).pk] * 2
    one, other = side_by_side(*calls)
    assert one == other
    assert CalendarFeed.objects.count() == 1
    assert meeting.held is (connection.vendor == "postgresql")
