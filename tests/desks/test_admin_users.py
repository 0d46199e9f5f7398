"""Accounts in Django admin: made, changed and closed within the area, never raised above it."""

import pytest

from desks.models import Role, User

from ..conftest import PLUIT
from .admin_pages import account, make_unit, page, pages


@pytest.fixture
def admin_of_city(client, cast):
    client.force_login(cast.administrator)
    return client


def form_of(user, **changes):
    active = {"is_active": "on"} if user.is_active else {}
    base = {"username": user.username, "name": user.name, "role": user.role, "area": user.area_id, "unit": ""}
    return {**base, **active, **changes}


def test_an_account_is_made_with_a_password_that_works(admin_of_city, settings, client):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    unit = make_unit()
    assert admin_of_city.post(pages(User, "add"), account(unit=unit.pk)).status_code == 302
    user = User.objects.get(username="budi")
    assert (user.role, user.area_id, user.unit, user.is_superuser) == ("officer", PLUIT, unit, False)
    assert user.password.startswith("argon2$")
    assert user.check_password("rahasia-contoh-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"area": "31.75.01.1001"},
        {"area": "31"},
        {"role": "administrator", "area": "31.75"},
        {"role": "superuser"},
        {"username": "BUDI.ADA"},
        {"username": "dua kata"},
        {"username": "x" * 5000},
        {"password2": "lain-sama-sekali"},
        {"password1": "12345678", "password2": "12345678"},
        {"password1": "", "password2": ""},
        {"unit": "abc"},
        {"unit": "9" * 30},
        {"unit": "9" * 5000},
        {"area": "9" * 5000},
    ],
)
def test_an_account_that_may_not_be_is_refused_in_words(admin_of_city, cast, changes):
    User.objects.create_user("budi.ada", "rahasia-contoh", role="officer", area=cast.official.area)
    before = User.objects.count()
    response = admin_of_city.post(pages(User, "add"), account(**changes))
    assert response.status_code == 200
    assert response.context["errors"]
    assert User.objects.count() == before


def test_a_foreign_unit_cannot_be_given(admin_of_city, cast):
    foreign = make_unit("31.75")
    assert admin_of_city.post(pages(User, "add"), account(unit=foreign.pk)).status_code == 200
    user = cast.pluit_officer
    assert admin_of_city.post(page(user), form_of(user, unit=foreign.pk)).status_code == 200
    assert foreign.name not in admin_of_city.get(page(user)).content.decode()


def test_a_unit_above_the_administrator_is_kept(client, cast):
    unit, user = make_unit("31.72"), cast.pluit_officer
    user.unit = unit
    user.save()
    district = User.objects.create_user("kecamatan", "rahasia-contoh", role="administrator", area=user.area)
    client.force_login(district)
    assert client.post(page(user), form_of(user, unit=unit.pk, name="Nama Baru")).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.unit) == ("Nama Baru", unit)


@pytest.mark.parametrize("area", ["31", "31.75", "31.75.01.1001"])
def test_an_account_cannot_be_moved_out_of_the_area(admin_of_city, cast, area):
    user = cast.pluit_officer
    assert admin_of_city.post(page(user), form_of(user, area=area)).status_code == 200
    user.refresh_from_db()
    assert user.area_id == PLUIT


def test_nobody_becomes_a_superuser_through_an_administrator(admin_of_city, cast):
    user = cast.pluit_officer
    admin_of_city.post(page(user), form_of(user, is_superuser="on", name="Nama Baru"))
    admin_of_city.post(pages(User, "add"), account(is_superuser="on"))
    user.refresh_from_db()
    assert (user.name, user.is_superuser) == ("Nama Baru", False)
    assert not User.objects.get(username="budi").is_superuser


def test_superusers_are_invisible_to_administrators(admin_of_city, cast):
    inside = User.objects.create_superuser("super.kota", "rahasia-contoh", area="31.72")
    for address in (page(inside), page(inside, "history"), f"/admin/desks/user/{inside.pk}/password/"):
        assert admin_of_city.get(address).status_code == 404
    assert list(admin_of_city.get(pages(User), {"q": "super.kota"}).context["cl"].result_list) == []
    assert admin_of_city.post(page(inside), form_of(inside, name="X")).status_code == 404


def test_administrators_cannot_change_their_own_rights(admin_of_city, cast):
    me = cast.administrator
    changes = {"role": "official", "area": PLUIT, "name": "Nama Baru", "is_active": ""}
    assert admin_of_city.post(page(me), form_of(me, **changes)).status_code == 302
    me.refresh_from_db()
    assert (me.name, me.role, me.area_id, me.is_active) == ("Nama Baru", Role.ADMINISTRATOR, "31.72", True)


def test_a_superuser_may_raise_and_close_others_but_not_himself(client, cast):
    client.force_login(cast.superuser)
    user, me = cast.outsider_officer, cast.superuser
    client.post(page(user), form_of(user, is_superuser="on"))
    client.post(page(me), {"username": me.username, "name": me.name, "unit": ""})
    for row in (user, me):
        row.refresh_from_db()
    assert user.is_superuser and me.is_superuser and me.is_active


def test_accounts_are_closed_and_never_deleted(admin_of_city, cast):
    user = cast.pluit_officer
    assert admin_of_city.post(page(user, "delete"), {"post": "yes"}).status_code == 403
    form = form_of(user)
    del form["is_active"]
    admin_of_city.post(page(user), form)
    user.refresh_from_db()
    assert not user.is_active


def test_a_password_is_set_anew_within_the_area_only(admin_of_city, cast):
    form = {"password1": "sandi-contoh-baru", "password2": "sandi-contoh-baru"}
    for user, status in ((cast.pluit_officer, 302), (cast.outsider_officer, 404), (cast.province_officer, 404)):
        assert admin_of_city.get(f"/admin/desks/user/{user.pk}/password/").status_code in (200, status)
        assert admin_of_city.post(f"/admin/desks/user/{user.pk}/password/", form).status_code == status
        user.refresh_from_db()
        assert user.check_password("sandi-contoh-baru") == (status == 302)


def test_a_password_cannot_be_taken_away(admin_of_city, cast):
    user = cast.pluit_officer
    for form in ({"usable_password": "false", "unset-password": "1"}, {"password1": "", "password2": ""}):
        assert admin_of_city.post(f"/admin/desks/user/{user.pk}/password/", form).status_code == 200
    assert "unset-password" not in admin_of_city.get(f"/admin/desks/user/{user.pk}/password/").content.decode()
    user.refresh_from_db()
    assert user.check_password("rahasia-contoh")


def test_no_page_shows_a_hash(admin_of_city, cast):
    user = cast.pluit_officer
    admin_of_city.post(page(user), form_of(user, name="Nama Baru"))
    salt = user.password.split("$")[1]
    for address in (page(user), page(user, "history"), pages(User)):
        html = admin_of_city.get(address).content.decode()
        assert salt not in html
        assert "md5$" not in html


def test_a_changed_account_keeps_its_history_and_password(admin_of_city, cast):
    user = cast.pluit_officer
    admin_of_city.post(page(user), form_of(user, role="coordinator"))
    user.refresh_from_db()
    line = user.history.first()
    assert (line.role, line.history_user) == ("coordinator", cast.administrator)
    assert user.check_password("rahasia-contoh")


def test_a_name_taken_in_other_letters_is_refused_on_change_too(admin_of_city, cast):
    user = cast.pluit_officer
    assert admin_of_city.post(page(user), form_of(user, username="City_Officer")).status_code == 200
    user.refresh_from_db()
    assert user.username == "pluit_officer"


def test_passwords_cannot_be_searched_by_filter(admin_of_city, cast):
    for lookup in ("password__startswith", "unit__users__password", "area__users__password__startswith"):
        assert admin_of_city.get(pages(User), {lookup: "md5"}).status_code == 400
