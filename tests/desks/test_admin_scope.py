"""Who sees and changes what in Django admin (rules 2, 3 and the table of roles)."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from desks.models import (
    Absence,
    Area,
    Composition,
    Desk,
    Display,
    Election,
    Holiday,
    Officer,
    Roster,
    Stage,
    Unit,
    UnitKind,
    User,
)
from reports.models import Category, Report, ReportingTimes, Severity

from ..conftest import PEOPLE
from .admin_pages import (
    bytes_of,
    display_of,
    make_absence,
    make_composition,
    make_election,
    make_holiday,
    make_officer,
    make_stage,
    make_unit,
    page,
    pages,
)

SCOPED = (Absence, Area, Composition, Desk, Display, Election, Holiday, Officer, Stage, Unit, User)
KEYS_OF_PEOPLE = (Area, Election)
GLOBAL = (UnitKind, Category, Severity)
OTHERS = [name for name in PEOPLE if "administrator" not in name]


@pytest.fixture
def twins(desks, cast):
    """By model: (a row in the city, its twin in the outsider city)."""
    elections = make_election("31.72"), make_election("31.75")
    units = make_unit("31.72"), make_unit("31.75")
    officers = tuple(make_officer(unit) for unit in units)
    return {
        Absence: tuple(make_absence(officer) for officer in officers),
        Composition: tuple(make_composition(desk.area_id, desk) for desk in (desks["31.72"], desks["31.75"])),
        Holiday: (make_holiday("31.72"), make_holiday("31.75")),
        Officer: officers,
        Area: tuple(Area.objects.get(pk=code) for code in ("31.72.01", "31.75.01")),
        Desk: (desks["31.72.01"], desks["31.75.01"]),
        Display: tuple(display_of(code, cast.superuser) for code in ("31.72", "31.75")),
        Election: elections,
        Stage: tuple(make_stage(election) for election in elections),
        Unit: (make_unit("31.72", "Polres Contoh Kosong"), make_unit("31.75", "Polres Contoh Kosong")),
        User: (cast.city_officer, cast.outsider_officer),
    }


def test_only_these_models_are_there():
    assert set(admin.site._registry) == {*SCOPED, *GLOBAL, Report, ReportingTimes, Roster}


def test_strangers_are_sent_to_the_login_page(client, db):
    response = client.get(pages(Desk), follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("who", OTHERS)
def test_other_roles_are_refused(client, cast, desks, who):
    client.force_login(getattr(cast, who))
    addresses = [reverse("admin:index"), page(desks["31.72"]), *map(pages, (*SCOPED, *GLOBAL))]
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(pages(User, "add"), {"username": "budi"}).status_code == 403


def test_a_closed_account_is_no_administrator(client, cast):
    client.force_login(cast.administrator)
    User.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("model", SCOPED)
def test_lists_hold_the_own_area_and_nothing_else(client, cast, twins, model):
    mine, other = twins[model]
    client.force_login(cast.administrator)
    keys = set(client.get(pages(model), {"all": ""}).context["cl"].queryset.values_list("pk", flat=True))
    assert mine.pk in keys
    assert other.pk not in keys


@pytest.mark.parametrize("kind", ["change", "delete", "history"])
@pytest.mark.parametrize("model", SCOPED)
def test_a_row_outside_is_404_with_the_same_bytes_as_none(client, cast, twins, model, kind):
    mine, other = twins[model]
    client.force_login(cast.administrator)
    assert client.get(page(mine, kind)).status_code in (200, 302, 403)
    outside = client.get(page(other, kind))
    missing = client.get(page(model(pk="99.99" if model in KEYS_OF_PEOPLE else "99999999"), kind))
    assert (outside.status_code, missing.status_code) == (404, 404)
    assert bytes_of(outside) == bytes_of(missing)
    assert client.post(page(other, kind), {"post": "yes"}).status_code == 404


@pytest.mark.parametrize("model", SCOPED)
def test_a_superuser_sees_all(client, cast, twins, model):
    client.force_login(cast.superuser)
    assert [client.get(page(row)).status_code for row in twins[model]] == [200, 200]
    assert client.get(page(Area.objects.get(pk="51.71"))).status_code == 200


@pytest.mark.parametrize("model", GLOBAL)
def test_tables_for_all_areas_are_changed_by_superusers_only(client, cast, model):
    row = model.objects.first()
    client.force_login(cast.administrator)
    assert client.get(page(row)).status_code == 200
    assert client.get(page(row, "history")).status_code == 200
    for address in (page(row), page(row, "delete"), pages(model, "add")):
        assert client.post(address, {"post": "yes"}).status_code == 403
    client.force_login(cast.superuser)
    assert client.get(page(row)).context["has_change_permission"]


def test_areas_are_read_only_even_for_superusers(client, cast):
    client.force_login(cast.superuser)
    area = Area.objects.get(pk="31.72")
    assert client.post(page(area), {"name": "X"}).status_code == 403
    assert client.post(page(area, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(pages(Area, "add"), {"code": "99"}).status_code == 403


def test_severities_neither_come_nor_go(client, cast):
    client.force_login(cast.superuser)
    assert client.post(page(Severity.objects.first(), "delete"), {"post": "yes"}).status_code == 403
    assert client.post(pages(Severity, "add"), {}).status_code == 403


@pytest.mark.parametrize(
    "field",
    [
        ("desk", "area"),
        ("unit", "area"),
        ("user", "area"),
        ("election", "scope"),
        ("holiday", "area"),
        ("composition", "area"),
        ("display", "area"),
    ],
)
def test_the_area_search_offers_only_the_own_area(client, cast, field):
    client.force_login(cast.administrator)
    query = {"app_label": "desks", "model_name": field[0], "field_name": field[1]}

    def found(term):
        return {
            row["id"] for row in client.get(reverse("admin:autocomplete"), {**query, "term": term}).json()["results"]
        }

    assert "31.72.01.1005" in found("Pluit")
    assert "31.72.01" in found("31.72.01")
    assert found("31.75") == set()
    client.force_login(cast.outsider_administrator)
    assert "31.75.01" in found("31.75.01")


def test_the_election_filter_names_no_foreign_election(client, cast, twins):
    mine, other = twins[Election]
    Desk.objects.filter(area="31.72.01").update(election=mine)
    Desk.objects.filter(area="31.75.01").update(election=other)
    client.force_login(cast.administrator)
    html = client.get(pages(Desk)).content.decode()
    assert mine.name_id in html
    assert other.name_id not in html


def test_there_is_no_bulk_deletion(client, cast, desks):
    client.force_login(cast.superuser)
    client.post(pages(Desk), {"action": "delete_selected", "_selected_action": [desks["31"].pk], "post": "yes"})
    assert Desk.objects.filter(pk=desks["31"].pk).exists()


def test_view_on_site_is_no_way_around(client, cast):
    client.force_login(cast.administrator)
    assert client.get(f"/admin/r/1/{cast.superuser.pk}/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


@pytest.mark.parametrize(("model", "field", "row"), [("officer", "unit", Unit), ("absence", "officer", Officer)])
def test_searches_offer_only_rows_of_the_own_area(client, cast, twins, model, field, row):
    client.force_login(cast.administrator)
    query = {"app_label": "desks", "model_name": model, "field_name": field, "term": "Contoh"}
    found = {one["id"] for one in client.get(reverse("admin:autocomplete"), query).json()["results"]}
    mine, other = twins[row]
    assert str(mine.pk) in found
    assert str(other.pk) not in found


def test_a_login_is_offered_while_no_officer_has_it(client, cast, twins):
    client.force_login(cast.administrator)
    query = {"app_label": "desks", "model_name": "officer", "field_name": "user", "term": "officer"}

    def found():
        return {one["id"] for one in client.get(reverse("admin:autocomplete"), query).json()["results"]}

    assert str(cast.city_officer.pk) in found()
    assert str(cast.outsider_officer.pk) not in found()
    twins[Officer][0].user = cast.city_officer
    twins[Officer][0].save()
    assert str(cast.city_officer.pk) not in found()
