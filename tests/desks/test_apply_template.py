"""Applying a template to many desks: all or none, with history, never outside the area or the city of a unit."""

from datetime import date

import pytest

from desks.actions import Refused, apply_template, load_reference
from desks.models import Area, Composition, Desk, Place, Shift

from ..conftest import PENJARINGAN, PLUIT
from .admin_pages import make_composition, make_desk, make_unit, page, pages

DAY = date(2024, 11, 27)


@pytest.fixture
def city(election):
    """Desks of the city, of one district and of two wards, and one in the outsider city."""
    Desk.objects.all().delete()
    return [make_desk(code) for code in ("31.72", PENJARINGAN, "31.72.01.1001", PLUIT, "31.75")]


@pytest.fixture
def template(reference):
    return make_composition("31.72", places=[("kind", "tni", 2), ("kind", "polri", 1)], rest_hours=10, name="Contoh")


@pytest.fixture
def admin_of_city(client, cast):
    client.force_login(cast.administrator)
    return client


def copies(**filters):
    return Composition.objects.in_use().filter(**filters).order_by("area")


def test_each_desk_gets_its_own_copy_with_history(city, template, cast):
    assert apply_template(by=cast.administrator, template=template, desks=city[:4]) == (4, 0)
    assert [row.desk for row in copies()] == city[:4]
    for copy in copies():
        assert (copy.area_id, copy.name, copy.rest_hours, copy.applies_on) == (copy.desk.area_id, "Contoh", 10, None)
        shift = copy.shifts.get()
        assert (shift.name, shift.starts_at, shift.ends_at) == ("Pagi", 480, 960)
        places = {(place.kind_id, place.count, place.leads) for place in shift.places.all()}
        assert places == {("tni", 2, True), ("polri", 1, False)}
        assert copy.history.get().history_user == shift.history.get().history_user == cast.administrator
    template.shifts.get().places.all().delete()
    assert Place.objects.filter(shift__composition__in=copies()).count() == 8


def test_a_date_leaves_the_everyday_one_alone(city, template, cast):
    apply_template(by=cast.administrator, template=template, desks=city[:1])
    assert apply_template(by=cast.administrator, template=template, desks=city[:1], applies_on=DAY) == (1, 0)
    assert [row.applies_on for row in copies().order_by("pk")] == [None, DAY]


def test_desks_that_have_one_keep_it_or_get_the_new_one(city, template, cast):
    old = make_composition("31.72", city[0], name="Lama")
    dated = make_composition("31.72", city[0], name="Lama", applies_on=DAY)
    assert apply_template(by=cast.administrator, template=template, desks=city[:2]) == (1, 1)
    assert copies(desk=city[0], applies_on=None).get() == old
    assert apply_template(by=cast.administrator, template=template, desks=city[:2], replace=True) == (2, 0)
    assert {row.name for row in copies(applies_on=None)} == {"Contoh"}
    assert Composition.objects.filter(pk=dated.pk).exists()
    gone = Composition.history.filter(id=old.pk).first()
    assert (gone.history_type, gone.history_user) == ("-", cast.administrator)
    assert Shift.history.filter(composition_id=old.pk).first().history_user == cast.administrator


def test_a_unit_of_another_city_is_refused_and_nothing_changed(city, cast):
    unit = make_unit("31.72")
    template = make_composition("31", places=[("unit", unit.pk, 1)])
    make_composition("31.72", city[0], name="Lama")
    with pytest.raises(Refused, match="Polres Contoh"):
        apply_template(by=cast.superuser, template=template, desks=city, replace=True)
    assert [row.name for row in copies()] == ["Lama"]
    assert apply_template(by=cast.superuser, template=template, desks=city[1:4]) == (3, 0)


@pytest.mark.parametrize("area", ["31", "31.72", "31.72.02", "31.72.02.1001"])
def test_units_of_the_same_city_and_of_the_province_fit(city, cast, area):
    template = make_composition("31.72", places=[("unit", make_unit(area, "Contoh").pk, 1)])
    assert apply_template(by=cast.administrator, template=template, desks=city[:4]) == (4, 0)


def test_no_desk_and_no_template_are_refused(city, template, cast):
    with pytest.raises(Refused):
        apply_template(by=cast.administrator, template=template, desks=[])
    with pytest.raises(Refused):
        apply_template(by=cast.administrator, template=make_composition("31.72", city[0]), desks=city[1:2])


def test_a_hundred_desks_take_few_queries(city, template, cast, django_assert_max_num_queries):
    wards = [make_desk(area.pk) for area in Area.objects.below("31.75").filter(tier=4)]
    with django_assert_max_num_queries(25):
        apply_template(by=cast.superuser, template=template, desks=wards)
    assert copies().count() == len(wards) == 65


# The page


def choose(**changes):
    return {
        "election": "pilkada-dki-2024",
        "area": "31.72",
        "tiers": ["4"],
        "applies_on": "",
        "existing": "keep",
        "seen": "",
        **changes,
    }


def apply(client, template, **changes):
    """Look first, then send what the page showed."""
    form = choose(**changes)
    shown = client.post(page(template, "apply"), form)
    return client.post(page(template, "apply"), {**form, "seen": shown.context["form"]["seen"].value()}, follow=True)


def test_the_page_shows_how_many_before_it_applies(admin_of_city, city, template):
    assert admin_of_city.get(page(template, "apply")).status_code == 200
    response = admin_of_city.post(page(template, "apply"), choose(tiers=["3", "4"]))
    assert response.context["preview"]["count"] == 3
    assert not copies().exists()
    response = apply(admin_of_city, template, tiers=["3", "4"], applies_on="2024-11-27")
    (message,) = response.context["messages"]
    assert "3" in str(message)
    assert copies().count() == 3
    assert {row.applies_on for row in copies()} == {DAY}


def test_what_changed_since_the_look_is_shown_again(admin_of_city, city, template):
    shown = admin_of_city.post(page(template, "apply"), choose())
    seen = shown.context["form"]["seen"].value()
    make_desk("31.72.01.1003")
    response = admin_of_city.post(page(template, "apply"), choose(seen=seen))
    assert response.context["preview"]["count"] == 3
    response = admin_of_city.post(page(template, "apply"), choose(seen=seen, tiers=["2"]))
    assert response.context["preview"]["count"] == 1
    assert not copies().exists()


def test_desks_of_one_district_only(admin_of_city, city, template):
    make_desk("31.72.02.1001")
    apply(admin_of_city, template, area=PENJARINGAN)
    assert [row.area_id for row in copies()] == ["31.72.01.1001", PLUIT]


def test_replacing_is_asked_for(admin_of_city, city, template):
    make_composition(PLUIT, city[3], name="Lama")
    apply(admin_of_city, template)
    assert sorted(row.name for row in copies()) == ["Contoh", "Lama"]
    apply(admin_of_city, template, existing="replace")
    assert [row.name for row in copies()] == ["Contoh", "Contoh"]


def test_a_template_of_the_province_is_applied_by_a_city_within_its_area(admin_of_city, city):
    template = Composition.objects.templates().get(area="31", name__startswith="Satu sif")
    apply(admin_of_city, template, tiers=["2", "3", "4"])
    assert [row.desk for row in copies()] == city[:4]


def test_units_that_cannot_serve_are_said_on_the_page(admin_of_city, city):
    template = make_composition("31", places=[("unit", make_unit("31.75").pk, 1)], name="Contoh")
    response = admin_of_city.post(page(template, "apply"), choose())
    assert "Polres Contoh" in response.context["preview"]["refusal"]
    apply(admin_of_city, template)
    assert not copies().exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"election": "tidak-ada"},
        {"election": ""},
        {"area": "31"},
        {"area": "31.75"},
        {"area": "9" * 5000},
        {"tiers": []},
        {"tiers": ["9"]},
        {"tiers": ["9" * 5000]},
        {"tiers": ["1"]},
        {"applies_on": "besok"},
        {"applies_on": "9" * 5000},
        {"existing": "lain"},
        {"seen": "x" * 5000},
    ],
)
def test_junk_choices_are_refused_in_words(admin_of_city, city, template, changes):
    response = admin_of_city.post(page(template, "apply"), choose(**changes))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not copies().exists()


def test_a_nul_byte_and_junk_keys_get_an_answer(admin_of_city, city, template):
    assert admin_of_city.post(page(template, "apply"), choose(area="31.72\x00")).status_code == 400
    for key in ("abc", "0", "9" * 30, "9" * 5000):
        assert admin_of_city.get(f"/admin/desks/composition/{key}/apply/").status_code == 404


def test_foreign_templates_are_404_and_compositions_in_use_no_templates(admin_of_city, city):
    assert admin_of_city.get(page(make_composition("31.75"), "apply")).status_code == 404
    used = make_composition("31.72", city[0])
    response = admin_of_city.get(page(used, "apply"))
    assert response["Location"] == pages(Composition)


@pytest.mark.parametrize("who", ["pluit_officer", "official", "observer"])
def test_other_roles_are_refused(client, cast, city, template, who):
    client.force_login(getattr(cast, who))
    assert client.post(page(template, "apply"), choose()).status_code == 403


def test_the_action_of_the_list_leads_to_the_page(admin_of_city, city, template):
    def act(*rows):
        form = {"action": "apply_to_desks", "_selected_action": [row.pk for row in rows]}
        return admin_of_city.post(pages(Composition), form)["Location"]

    assert act(template) == page(template, "apply")
    assert act(template, make_composition("31.72", name="Lain")) == pages(Composition)
    assert act(make_composition("31.72", city[0])) == pages(Composition)


def test_ready_templates_are_there_and_what_was_changed_is_kept(reference):
    ready = Composition.objects.templates().filter(area="31")
    assert sorted(row.shifts.count() for row in ready) == [1, 2, 3]
    assert all(row.shifts.filter(places__leads=True).count() == row.shifts.count() for row in ready)
    row = ready.get(name__startswith="Satu sif")
    row.shifts.all().delete()
    assert load_reference()["composition"] == 0
    row.delete()
    assert load_reference()["composition"] == 1
    assert Shift.objects.filter(composition__area="31").count() == 6
