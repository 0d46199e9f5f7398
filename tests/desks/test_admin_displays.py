"""Wall screens in Django admin: the address is made, shown and revoked there, within the own area only."""

import re

import pytest
from django.test import Client

from desks.actions import revoke_display
from desks.models import Display

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from .admin_pages import bytes_of, display_of, page, pages


@pytest.fixture
def admin_of_city(client, cast):
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def screen(cast):
    return display_of(PENJARINGAN, cast.administrator)


@pytest.fixture
def foreign(cast):
    return display_of(TWIN_CITY, cast.superuser, name="Contoh kembaran")


def address_on(response):
    return re.findall(r'value="(http://testserver/wall/[^"]+)"', response.content.decode())


def test_making_one_leads_to_its_address(admin_of_city, cast, desks):
    assert admin_of_city.get(pages(Display, "add")).context["adminform"].form.initial["area"] == CITY
    answer = admin_of_city.post(pages(Display, "add"), {"name": "Layar ruang posko", "area": PLUIT})
    screen = Display.objects.get()
    assert answer["Location"] == page(screen)
    assert (screen.name, screen.area_id, screen.created_by) == ("Layar ruang posko", PLUIT, cast.administrator)
    shown = admin_of_city.get(page(screen))
    assert "no-store" in shown["Cache-Control"]
    (address,) = address_on(shown)
    assert address == f"http://testserver/wall/{screen.token}/"
    assert Client().get(address).status_code == 200
    assert screen.history.get().history_user == cast.administrator


@pytest.mark.parametrize("area", ["", PROVINCE, TWIN_CITY, TWIN_WARD, "9" * 5000, "99.99", "x"])
def test_none_is_made_elsewhere(admin_of_city, area):
    answer = admin_of_city.post(pages(Display, "add"), {"name": "Contoh", "area": area})
    assert answer.status_code == 200
    assert "area" in answer.context["adminform"].form.errors
    assert not Display.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 121])
def test_it_needs_a_name(admin_of_city, name):
    answer = admin_of_city.post(pages(Display, "add"), {"name": name, "area": CITY})
    assert "name" in answer.context["adminform"].form.errors


def test_only_the_name_changes(admin_of_city, screen, cast):
    token = screen.token
    form = {
        "name": "Nama baru",
        "area": CITY,
        "nonce": "0",
        "created_by": cast.superuser.pk,
        "revoked_at_0": "2024-01-01",
    }
    assert admin_of_city.post(page(screen), form).status_code == 302
    after = Display.objects.get()
    assert (after.name, after.area_id, after.token, after.revoked_at) == ("Nama baru", PENJARINGAN, token, None)
    assert after.created_by == cast.administrator
    assert after.history.first().history_user == cast.administrator


def test_nothing_is_deleted(admin_of_city, client, screen, cast):
    for person in (cast.administrator, cast.superuser):
        client.force_login(person)
        assert client.get(page(screen, "delete")).status_code == 403
        assert client.post(page(screen, "delete"), {"post": "yes"}).status_code == 403
    assert Display.objects.count() == 1


def test_revoking_on_its_page(admin_of_city, screen, cast):
    assert page(screen, "revoke") in admin_of_city.get(page(screen)).content.decode()
    assert admin_of_city.get(page(screen, "revoke")).status_code == 405
    assert admin_of_city.post(page(screen, "revoke"))["Location"] == page(screen)
    screen.refresh_from_db()
    assert screen.revoked_by == cast.administrator
    after = admin_of_city.get(page(screen))
    assert address_on(after) == []
    assert screen.token not in after.content.decode()
    assert page(screen, "revoke") not in after.content.decode()
    assert admin_of_city.post(page(screen, "revoke")).status_code == 302


def test_saving_comes_before_revoking(admin_of_city, screen):
    """Enter in the field of the name presses the first button of the form."""
    form = admin_of_city.get(page(screen)).content.decode().split("<form")[-1]
    assert form.index('name="_save"') < form.index("formaction=")


def test_revoking_from_the_list(admin_of_city, screen, foreign, cast):
    chosen = {"action": "revoke", "_selected_action": [screen.pk, foreign.pk]}
    admin_of_city.post(pages(Display), chosen)
    assert set(Display.objects.living()) == {foreign}


@pytest.mark.parametrize("kind", ["change", "delete", "history", "revoke"])
def test_another_citys_are_not_there(kind, admin_of_city, screen, foreign):
    missing = page(Display(pk=999_999), kind)
    for method in (admin_of_city.get, admin_of_city.post):
        outside, none = method(page(foreign, kind)), method(missing)
        assert (outside.status_code, none.status_code) == (404, 404)
        assert bytes_of(outside) == bytes_of(none)
    assert Display.objects.living().count() == 2


def test_the_list_holds_the_own_area_and_says_how_they_are(admin_of_city, screen, foreign, cast):
    revoked = display_of(CITY, cast.administrator, name="Contoh dicabut")
    revoke_display(by=cast.administrator, display=revoked, now=NOW)
    seen = display_of(PLUIT, cast.administrator, name="Contoh dipakai")
    seen.be_seen(NOW)
    answer = admin_of_city.get(pages(Display))
    assert set(answer.context["cl"].queryset) == {screen, revoked, seen}
    states = re.findall(r'class="field-state">([^<]+)<', answer.content.decode())
    assert len(set(states)) == 3
    assert foreign.name not in answer.content.decode()
    assert not [one for one in (screen, revoked, seen) if one.token in answer.content.decode()]


@pytest.mark.parametrize("who", ["city_coordinator", "official", "observer"])
def test_others_are_refused(who, client, cast, screen):
    client.force_login(getattr(cast, who))
    for address in (pages(Display), pages(Display, "add"), page(screen), page(screen, "revoke")):
        assert client.get(address).status_code == client.post(address).status_code == 403
    assert Display.objects.living().count() == 1
