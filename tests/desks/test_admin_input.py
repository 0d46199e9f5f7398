"""Junk sent to Django admin gets a fitting answer, never a 500 (rule 20); lists take a constant number of queries."""

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from desks.models import (
    Absence,
    Area,
    Composition,
    Desk,
    Election,
    Holiday,
    Officer,
    Stage,
    Unit,
    UnitKind,
    User,
)
from reports.models import Category, Severity

from .admin_pages import (
    account,
    desk_form,
    make_absence,
    make_composition,
    make_desk,
    make_election,
    make_holiday,
    make_officer,
    make_stage,
    make_unit,
    page,
    pages,
)

NEW = (Absence, Composition, Holiday, Officer)
MODELS = (Area, Desk, Election, Stage, Unit, UnitKind, User, Category, Severity, *NEW)
JUNK_KEYS = ("abc", "0", "-1", "9" * 30, "9" * 5000, "_00", "31_0072", "%25", "'", "é", "..%2F..")
JUNK_QUERIES = (
    {"e": "1"},
    {"q": "'\"%_\\"},
    {"q": "x" * 60_000},
    {"q": "a " * 3000},
    {"p": "9" * 5000},
    {"p": "-1"},
    {"p": "9" * 20},
    {"o": "99.-99.abc"},
    {"all": "abc"},
    {"id": "9" * 5000},
    {"area__code__gte": "31"},
    {"area__tier__exact": "abc"},
    {"area__tier__exact": "9" * 5000},
    {"area__tier__exact": "9" * 30},
    {"area__tier__isnull": "abc"},
    {"election__slug__exact": "'" * 100},
    {"election__scope__users__password__startswith": "a"},
    {"active_from__year": "99999"},
    {"role__exact": "tidak-ada"},
    {"is_active__exact": "abc"},
    {"is_active__isnull": "abc"},
    {"active": "abc"},
    {"tier__exact": "abc"},
    {"kind__code__exact": "x" * 5000},
    {"_to_field": "password"},
    {"_popup": "1"},
    {"_changelist_filters": "%%%"},
    {"tidak": "ada"},
    {"year": "9" * 5000},
    {"use": "abc"},
    {"unit__kind__code__exact": "'" * 50},
    {"unit__area__tier__exact": "9" * 30},
    {"officer__user__password__startswith": "a"},
    {"desk": "9" * 5000},
)


@pytest.fixture
def admin_of_city(client, cast, election):
    client.force_login(cast.administrator)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_junk_keys_are_404(admin_of_city, model):
    base = pages(model)
    for key in JUNK_KEYS:
        for kind in ("change", "delete", "history"):
            assert admin_of_city.get(f"{base}{key}/{kind}/").status_code == 404, (key, kind)
            assert admin_of_city.post(f"{base}{key}/{kind}/", {"post": "yes"}).status_code in (403, 404), (key, kind)


def test_junk_keys_of_the_password_page_are_404(admin_of_city):
    for key in JUNK_KEYS[:6]:
        assert admin_of_city.get(f"/admin/desks/user/{key}/password/").status_code == 404, key


@pytest.mark.parametrize("model", MODELS)
def test_junk_filters_get_an_answer(admin_of_city, model):
    for query in JUNK_QUERIES:
        assert admin_of_city.get(pages(model), query, follow=True).status_code in (200, 400), str(query)[:80]


@pytest.mark.parametrize("model", [User, Unit, Officer, Absence])
def test_junk_filters_of_an_export_get_an_answer(admin_of_city, model):
    for query in JUNK_QUERIES:
        address = f"{pages(model, 'export')}?{urlencode(query)}"
        answers = admin_of_city.get(address), admin_of_city.post(address, {"format": "0", "resource": "0"})
        assert {answer.status_code for answer in answers} <= {200, 302, 400}, str(query)[:80]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"app_label": "desks", "model_name": "desk", "field_name": "election", "term": ""},
        {"app_label": "auth", "model_name": "group", "field_name": "permissions", "term": "x"},
        {"app_label": "desks", "model_name": "desk", "field_name": "area", "term": "a " * 3000},
        {"app_label": "desks", "model_name": "desk", "field_name": "area", "term": "", "page": "9" * 5000},
    ],
)
def test_junk_sent_to_the_area_search_gets_an_answer(admin_of_city, query):
    assert admin_of_city.get(reverse("admin:autocomplete"), query).status_code in (200, 403, 404)


def test_a_nul_byte_in_a_form_is_refused(admin_of_city, cast):
    desk, unit = make_desk("31.72.01"), make_unit()
    forms = [
        (pages(User, "add"), account(name="a\x00b")),
        (pages(User, "add"), account(area="31.72\x00")),
        (page(cast.pluit_officer), account(unit="1\x00")),
        (pages(Desk, "add"), desk_form(election="\x00")),
        (page(unit), {"kind": "po\x00lri"}),
        (pages(Desk), {"action": "extend", "_selected_action": f"{desk.pk}\x00"}),
        (pages(User, "add"), account(**{"a\x00b": "c"})),
    ]
    assert [admin_of_city.post(*form).status_code for form in forms] == [400] * len(forms)
    assert not User.objects.filter(username="budi").exists()


@pytest.mark.parametrize("key", ["abc", "", "-1", "9" * 30, "9" * 5000, "²"])
def test_a_chosen_row_that_is_none_is_refused(admin_of_city, key):
    form = {"action": "extend", "_selected_action": [key], "extend_until": "2024-12-31"}
    assert admin_of_city.post(pages(Desk), form).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"special_hours-TOTAL_FORMS": "abc"},
        {"special_hours-TOTAL_FORMS": "9" * 5000},
        {"special_hours-INITIAL_FORMS": "7"},
        {"special_hours-0-id": "abc"},
        {"special_hours-0-id": "9" * 30},
        {"special_hours-0-desk": "abc"},
        {"special_hours-0-applies_on": "9" * 5000},
        {"special_hours-0-opens_at": "9" * 5000},
        {"special_hours-0-opens_at": ""},
    ],
)
def test_junk_in_special_hours_is_refused_in_words(admin_of_city, changes):
    form = desk_form(("2024-11-27", "08.00", "20.00"), **changes)
    response = admin_of_city.post(pages(Desk, "add"), form)
    assert response.status_code in (200, 302)
    if changes.keys() & {"special_hours-0-applies_on", "special_hours-0-opens_at"}:
        assert response.context["errors"]
        assert not Desk.objects.filter(area="31.72.01.1003").exists()


def make_many(model):
    """Rows in twenty wards more."""
    for number, area in enumerate(Area.objects.below("31.72").filter(tier=4)[:20]):
        unit = make_unit(area.pk, f"Contoh {number}")
        if model is Desk:
            make_desk(area.pk)
        elif model is Election:
            make_election(area.pk)
        elif model is Stage:
            make_stage(make_election(area.pk))
        elif model is User:
            User.objects.create_user(f"orang{number}", "rahasia-contoh", role="officer", area=area, unit=unit)
        elif model is Officer:
            make_officer(unit)
        elif model is Absence:
            make_absence(make_officer(unit))
        elif model is Holiday:
            make_holiday(area.pk)
        elif model is Composition:
            make_composition(area.pk, make_desk(area.pk), places=[("kind", "tni", 1), ("unit", unit.pk, 2)])


QUERIES = {Area: 4, Desk: 5, Election: 4, Stage: 5, Unit: 5, User: 4, UnitKind: 4, Category: 5, Severity: 4}
QUERIES |= {Absence: 5, Composition: 8, Holiday: 5, Officer: 5}


@pytest.mark.parametrize("model", MODELS)
def test_lists_take_the_same_number_of_queries_at_few_rows_and_many(admin_of_city, django_assert_num_queries, model):
    Desk.objects.all().delete()
    make_desk("31.72")
    make_stage(make_election("31.72"))
    make_absence(make_officer(make_unit()))
    make_holiday("31.72")
    make_composition("31.72", places=[("kind", "tni", 1), ("unit", Unit.objects.first().pk, 1)])
    for more in (make_many, lambda model: None):
        with django_assert_num_queries(QUERIES[model]):
            assert admin_of_city.get(pages(model)).status_code == 200
        more(model)
