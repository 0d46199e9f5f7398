"""An officer with a login and two calendar addresses, for the tests of feeds and of their page."""

import pytest
from django.test import Client

from desks.actions.feeds import make_feed

from ..conftest import NOW, PLUIT
from ..desks.roster_cast import staff, unit_at


@pytest.fixture
def officer(desks, cast):
    officer = staff(unit_at(PLUIT, "Polsek Contoh"), 1)[0]
    officer.user = cast.pluit_officer
    officer.save()
    return officer


@pytest.fixture
def own_feed(officer, cast):
    return make_feed(by=cast.pluit_officer, officer=officer, now=NOW)


@pytest.fixture
def desk_feed(desks, cast):
    return make_feed(by=cast.pluit_coordinator, desk=desks[PLUIT], now=NOW)


def address_of(feed):
    return f"/calendar/{feed.token}.ics"


def fetch(feed, **headers):
    return Client().get(address_of(feed), headers=headers)
