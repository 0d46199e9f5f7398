"""Addresses of wall screens: one area, read only, dead once revoked; nothing opens them but the whole token."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from desks.actions import Refused, make_display, revoke_display
from desks.models import Area, Display, Role, User
from desks.models.displays import Viewer

from ..conftest import CITY, NOW, PENJARINGAN, PEOPLE, PLUIT, PROVINCE, TWIN_CITY
from .admin_pages import display_of

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def screen(cast):
    return display_of(CITY, cast.administrator)


def opened_by(token):
    return Display.objects.by_token(token)


def test_its_token_opens_it(screen):
    assert opened_by(screen.token) == screen
    assert (screen.area_id, screen.created_at, screen.seen_at) == (CITY, NOW, None)


def test_the_token_is_worked_out_and_nowhere_stored(screen, settings):
    token = screen.token
    with connection.cursor() as cursor:
        for table in ("desks_display", "desks_historicaldisplay"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = repr(cursor.fetchall())
            assert token not in stored and token.partition("-")[2] not in stored
    settings.SECRET_KEY = "x" * 50
    assert screen.token != token
    assert opened_by(token) is None


def test_the_random_number_is_in_no_history(screen):
    assert "nonce" not in {field.name for field in Display.history.model._meta.fields}


def test_another_random_number_is_another_key(screen):
    token = screen.token
    Display.objects.filter(pk=screen.pk).update(nonce="0" * 32)
    assert opened_by(token) is None


def test_a_token_is_of_its_own_screen(screen, cast):
    other = display_of(CITY, cast.administrator)
    number, proof = screen.token.split("-")
    assert screen.token != other.token
    assert opened_by(f"{other.pk}-{proof}") is None
    assert opened_by(f"0{number}-{proof}") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token",
    [
        "",
        "-",
        "1",
        "1-",
        "-1",
        "x",
        "1-x",
        "²-x",
        "٣-x",
        "9" * 18,
        "9" * 19 + "-x",
        "9" * 5000,
        "1-é",
        "1-\ud800",
        "..",
        " 1-x",
    ],
)
def test_what_is_no_token_opens_nothing(token, screen):
    assert opened_by(token) is None


def test_every_tampered_token_opens_nothing(screen):
    token = screen.token
    for place, letter in enumerate(token):
        changed = "0" if letter != "0" else "1"
        assert opened_by(token[:place] + changed + token[place + 1 :]) is None, place
        assert opened_by(token[:place]) is None
    for longer in (token + "0", token + "-", " " + token, token + " ", token.upper().replace("-", "--")):
        assert opened_by(longer) is None


def test_revoked_is_dead_at_once_and_for_ever(screen, cast):
    assert revoke_display(by=cast.administrator, display=screen, now=LATER)
    assert opened_by(screen.token) is None
    assert not revoke_display(by=cast.superuser, display=screen, now=LATER + timedelta(hours=1))
    screen.refresh_from_db()
    assert (screen.revoked_at, screen.revoked_by) == (LATER, cast.administrator)
    assert opened_by(display_of(CITY, cast.administrator).token) is not None


def test_it_outlives_the_account_that_made_it(screen, cast):
    """The screen hangs on in the room when the administrator has left the office."""
    User.objects.filter(pk=cast.administrator.pk).update(is_active=False, area=TWIN_CITY, role=Role.OBSERVER)
    assert opened_by(screen.token) == screen


@pytest.mark.parametrize("area", [CITY, PENJARINGAN, PLUIT])
def test_administrators_make_them_for_their_area_and_below(area, cast):
    assert display_of(area, cast.administrator).area_id == area


def test_superusers_make_them_for_all(cast):
    assert display_of("51.71", cast.superuser).area_id == "51.71"


def strangers():
    return [name for name in PEOPLE if name != "administrator"]


@pytest.mark.parametrize("who", strangers())
def test_nobody_else_makes_or_revokes_them(who, screen, cast):
    stranger = getattr(cast, who)
    with pytest.raises(Refused):
        display_of(CITY, stranger)
    with pytest.raises(Refused):
        revoke_display(by=stranger, display=screen, now=LATER)
    assert opened_by(screen.token) == screen
    assert Display.objects.count() == 1


@pytest.mark.parametrize("area", [PROVINCE, TWIN_CITY, "31.7"])
def test_administrators_make_none_elsewhere(area, cast):
    with pytest.raises(Refused):
        make_display(by=cast.administrator, area=Area(pk=area), name="Contoh", now=NOW)


@pytest.mark.parametrize("name", ["", "x" * 121])
def test_it_has_a_name(name, cast):
    with pytest.raises(ValidationError):
        display_of(CITY, cast.administrator, name=name)


def test_the_history_says_who(screen, cast):
    revoke_display(by=cast.superuser, display=screen, now=LATER)
    lines = Display.history.filter(id=screen.pk).order_by("history_id")
    assert [(line.history_type, line.history_user) for line in lines] == [
        ("+", cast.administrator),
        ("~", cast.superuser),
    ]


def test_it_is_seen_at_most_once_a_minute(screen, django_assert_num_queries):
    moments = [(0, 1, 0), (1, 0, 0), (59, 0, 0), (60, 1, 60), (119, 0, 60), (121, 1, 121)]
    for seconds, writes, kept in moments:
        screen = opened_by(screen.token)
        with django_assert_num_queries(writes):
            screen.be_seen(NOW + timedelta(seconds=seconds))
        screen.refresh_from_db()
        assert screen.seen_at == NOW + timedelta(seconds=kept)
    assert screen.history.count() == 1, "being seen is no change"


def test_who_looks_is_an_observer_of_the_area_and_nobody_with_a_login(screen):
    viewer = screen.viewer
    assert (viewer.area, viewer.area_id, viewer.role, viewer.pk) == (screen.area, CITY, Role.OBSERVER, None)
    rights = ("mans_a_desk", "is_authenticated", "is_active", "is_staff", "is_superuser")
    assert [getattr(viewer, right) for right in rights] == [False] * 5
    assert not isinstance(viewer, User)
    with pytest.raises(AttributeError):
        viewer.area = Area(pk=PROVINCE)


def test_a_viewer_sees_its_area_only(screen, cast):
    below = {row.pk for row in Area.objects.visible_to(Viewer(screen.area))}
    assert {CITY, PENJARINGAN, PLUIT} <= below
    assert not below & {PROVINCE, TWIN_CITY}


def test_administrators_see_those_of_their_area(screen, cast):
    province, twin = display_of(PROVINCE, cast.superuser), display_of(TWIN_CITY, cast.superuser)
    below = display_of(PLUIT, cast.administrator)
    assert set(Display.objects.visible_to(cast.administrator)) == {screen, below}
    assert set(Display.objects.visible_to(cast.outsider_administrator)) == {twin}
    assert province in cast.superuser.rows_of(Display)
