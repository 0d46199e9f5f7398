"""Holidays in Django admin: those of the country are read, those of the own area and below changed."""

from datetime import date

import pytest

from desks.models import Holiday

from ..conftest import PLUIT
from .admin_pages import make_holiday, page, pages

DAY = date(2024, 11, 5)


@pytest.fixture
def admin_of_city(client, cast):
    client.force_login(cast.administrator)
    return client


def form(**changes):
    return {"falls_on": "2024-11-05", "name": "Contoh libur", "kind": "decreed", "area": "31.72", **changes}


def test_a_holiday_of_the_own_area_is_decreed(admin_of_city, cast):
    page_of_new = admin_of_city.get(pages(Holiday, "add"))
    assert page_of_new.context["adminform"].form.initial["area"] == "31.72"
    assert admin_of_city.post(pages(Holiday, "add"), form()).status_code == 302
    holiday = Holiday.objects.get(name="Contoh libur")
    assert (holiday.falls_on, holiday.area_id, holiday.kind) == (DAY, "31.72", "decreed")
    assert admin_of_city.post(page(holiday), form(name="Lain", area=PLUIT)).status_code == 302
    holiday.refresh_from_db()
    assert (holiday.name, holiday.area_id) == ("Lain", PLUIT)
    assert holiday.history.first().history_user == cast.administrator
    admin_of_city.post(page(holiday, "delete"), {"post": "yes"})
    assert not Holiday.objects.filter(pk=holiday.pk).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"area": ""},
        {"area": "31"},
        {"area": "31.75"},
        {"area": "9" * 5000},
        {"falls_on": "besok"},
        {"falls_on": "9" * 5000},
        {"falls_on": ""},
        {"name": ""},
        {"name": "x" * 121},
        {"kind": "tidak-ada"},
    ],
)
def test_a_holiday_that_may_not_be_is_refused_in_words(admin_of_city, changes):
    before = Holiday.objects.count()
    response = admin_of_city.post(pages(Holiday, "add"), form(**changes))
    assert response.status_code == 200
    assert response.context["errors"]
    assert Holiday.objects.count() == before


def test_a_date_is_a_holiday_of_an_area_once(admin_of_city, client, cast):
    make_holiday("31.72", DAY)
    response = admin_of_city.post(pages(Holiday, "add"), form())
    assert "falls_on" in response.context["adminform"].form.errors
    make_holiday(None, date(2024, 11, 6))
    client.force_login(cast.superuser)
    response = client.post(pages(Holiday, "add"), form(area="", falls_on="2024-11-06"))
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["falls_on"] and "holiday_once" not in str(errors)


@pytest.mark.parametrize("area", [None, "31"])
def test_holidays_of_the_country_and_the_province_are_read_only_for_a_city(admin_of_city, area):
    holiday = make_holiday(area, DAY)
    assert holiday in admin_of_city.get(pages(Holiday), {"all": ""}).context["cl"].queryset
    assert admin_of_city.get(page(holiday)).status_code == 200
    assert admin_of_city.get(page(holiday, "history")).status_code == 200
    assert admin_of_city.post(page(holiday), form()).status_code == 403
    assert admin_of_city.post(page(holiday, "delete"), {"post": "yes"}).status_code == 403


def test_a_superuser_changes_those_of_the_country(client, cast):
    client.force_login(cast.superuser)
    assert client.post(pages(Holiday, "add"), form(area="")).status_code == 302
    holiday = Holiday.objects.get(name="Contoh libur")
    assert holiday.area is None
    assert client.post(page(holiday), form(area="", name="Lain")).status_code == 302


def test_holidays_are_found_by_year(admin_of_city):
    mine, other = make_holiday("31.72", date(2031, 1, 1)), make_holiday("31.72", date(2032, 1, 1))
    found = set(admin_of_city.get(pages(Holiday), {"year": "2031"}).context["cl"].queryset)
    assert mine in found and other not in found
