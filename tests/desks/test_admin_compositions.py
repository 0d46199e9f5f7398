"""Compositions in Django admin: shifts with one number per unit or kind, who leads, templates of the areas above."""

from datetime import date

import pytest

from desks.models import Area, Composition, Desk, Place, Shift, Unit

from ..conftest import PLUIT
from .admin_pages import composition_form, make_composition, make_desk, make_unit, page, pages


@pytest.fixture
def admin_of_city(client, cast, election):
    Desk.objects.all().delete()
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def unit(reference):
    return make_unit()


def add(client, *shifts, **changes):
    return client.post(pages(Composition, "add"), composition_form(*shifts, **changes))


def counts(shift):
    return {(place.unit_id or place.kind_id): (place.count, place.leads) for place in shift.places.all()}


def stored(composition, *shifts, **changes):
    """A form of the composition as it stands, with its shifts changed."""
    rows = list(composition.shifts.all())
    changed = []
    for number, row in enumerate(rows):
        base = {"id": row.pk, "composition": composition.pk, "name": row.name}
        base |= {"starts_at": f"{row.starts_at // 60:02}.00", "ends_at": f"{row.ends_at // 60:02}.00"}
        for place in row.places.all():
            name = f"unit_{place.unit_id}" if place.unit_id else f"kind_{place.kind_id}"
            base |= {name: place.count} | ({"leads": name} if place.leads else {})
        changed.append({**base, **(shifts[number] if number < len(shifts) else {})})
    changed += shifts[len(rows) :]
    return composition_form(*changed, initial=len(rows), **changes)


def mine():
    return Composition.objects.filter(area__code__gte="31.72", area__code__lt="31.73")


def test_a_template_is_made_with_numbers_and_a_lead(admin_of_city, cast, unit):
    shift = {f"unit_{unit.pk}": "2", "kind_tni": "1", "kind_kpu": "", "leads": "kind_tni"}
    night = {"name": "Malam", "starts_at": "20.00", "ends_at": "04.00", "kind_tni": "3"}
    assert add(admin_of_city, shift, night).status_code == 302
    made = mine().get()
    assert (made.area_id, made.desk, made.rest_hours, made.max_per_week) == ("31.72", None, 12, 5)
    first, second = made.shifts.all()
    assert counts(first) == {unit.pk: (2, False), "tni": (1, True)}
    assert counts(second) == {"tni": (3, False)}
    assert made.history.get().history_user == cast.administrator
    assert "2" in first.history.get().history_change_reason


def test_a_composition_of_a_desk_takes_its_area(admin_of_city):
    desk = make_desk(PLUIT)
    add(admin_of_city, {"kind_tni": "1"}, desk=desk.pk, area="31.72")
    add(admin_of_city, {"kind_tni": "2"}, desk=desk.pk, area="", applies_on="2024-11-27")
    everyday, dated = mine()
    assert {everyday.area_id, dated.area_id} == {PLUIT}
    assert (everyday.applies_on, dated.applies_on) == (None, date(2024, 11, 27))


@pytest.mark.parametrize("day", ["", "2024-11-27"])
def test_a_desk_has_one_composition_for_every_day_and_one_a_date(admin_of_city, day):
    desk = make_desk(PLUIT)
    make_composition(PLUIT, desk, applies_on=day or None)
    response = add(admin_of_city, {"kind_tni": "1"}, desk=desk.pk, applies_on=day)
    assert "applies_on" in response.context["adminform"].form.errors
    assert mine().count() == 1
    other = make_composition(PLUIT, desk, applies_on=date(2024, 11, 28))
    form = stored(other, applies_on=day)
    assert "applies_on" in admin_of_city.post(page(other), form).context["adminform"].form.errors


@pytest.mark.parametrize(
    ("shifts", "changes"),
    [
        ([], {}),
        ([{}], {}),
        ([{"kind_tni": "0"}], {}),
        ([{"kind_tni": "51"}], {}),
        ([{"kind_tni": "-1"}], {}),
        ([{"kind_tni": "abc"}], {}),
        ([{"kind_tni": "9" * 4000}], {}),
        ([{"kind_tni": "9" * 5000}], {}),
        ([{"kind_tni": "1.5"}], {}),
        ([{"kind_tni": "1", "leads": "kind_polri"}], {}),
        ([{"kind_tni": "1", "leads": "tidak-ada"}], {}),
        ([{"kind_tidakada": "1"}], {}),
        ([{"kind_tni": "1", "ends_at": "08.00"}], {}),
        ([{"kind_tni": "1", "starts_at": "25.00"}], {}),
        ([{"kind_tni": "1", "starts_at": "24.00"}], {}),
        ([{"kind_tni": "1", "starts_at": "9" * 5000}], {}),
        ([{"kind_tni": "1", "name": ""}], {}),
        ([{"kind_tni": "1", "name": "x" * 41}], {}),
        ([{"kind_tni": "1"}, {"kind_tni": "1", "name": "Dua", "ends_at": "12.00"}], {}),
        ([{"kind_tni": "1"}, {"name": "Kosong", "starts_at": "16.00", "ends_at": "20.00"}], {}),
        ([{"kind_tni": "1", "starts_at": f"{n:02}.00", "ends_at": f"{n:02}.30"} for n in range(13)], {}),
        ([{"kind_tni": "1"}], {"name": ""}),
        ([{"kind_tni": "1"}], {"applies_on": "2024-11-27"}),
        ([{"kind_tni": "1"}], {"area": ""}),
        ([{"kind_tni": "1"}], {"area": "31"}),
        ([{"kind_tni": "1"}], {"area": "31.75"}),
        ([{"kind_tni": "1"}], {"area": "9" * 5000}),
        ([{"kind_tni": "1"}], {"desk": "abc"}),
        ([{"kind_tni": "1"}], {"desk": "9" * 5000}),
        ([{"kind_tni": "1"}], {"desk": "9" * 30}),
        ([{"kind_tni": "1"}], {"rest_hours": "73"}),
        ([{"kind_tni": "1"}], {"max_per_week": "0"}),
        ([{"kind_tni": "1"}], {"max_per_week": "9" * 5000}),
        ([{"kind_tni": "1"}], {"shifts-TOTAL_FORMS": "abc"}),
        ([{"kind_tni": "1"}], {"shifts-TOTAL_FORMS": "9" * 5000}),
        ([{"kind_tni": "1"}], {"shifts-INITIAL_FORMS": "7"}),
        ([{"kind_tni": "1", "id": "abc"}], {"shifts-INITIAL_FORMS": "1"}),
    ],
)
def test_a_composition_that_may_not_be_is_refused_in_words(admin_of_city, shifts, changes):
    response = add(admin_of_city, *shifts, **changes)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not mine().exists()


def test_two_shifts_that_begin_together_are_told_beside_the_box(admin_of_city):
    twin = {"kind_tni": "1", "name": "Dua", "ends_at": "12.00"}
    response = add(admin_of_city, {"kind_tni": "1"}, twin)
    first, second = response.context["inline_admin_formsets"][0].formset.forms
    assert (list(first.errors), list(second.errors)) == ([], ["starts_at"])


def test_a_nul_byte_is_refused(admin_of_city):
    assert add(admin_of_city, {"kind_tni": "1\x00"}).status_code == 400
    assert add(admin_of_city, {"kind_tni": "1"}, name="a\x00b").status_code == 400


def test_shifts_may_overlap(admin_of_city):
    late = {"kind_tni": "1", "name": "Siang", "starts_at": "12.00", "ends_at": "20.00"}
    assert add(admin_of_city, {"kind_tni": "1"}, late).status_code == 302


def test_saving_keeps_places_whose_number_did_not_change(admin_of_city, cast, unit):
    made = make_composition("31.72", places=[("unit", unit.pk, 1), ("kind", "tni", 2), ("kind", "kpu", 3)])
    shift = made.shifts.get()
    before = {place.kind_id or place.unit_id: place.pk for place in shift.places.all()}
    change = {"kind_tni": "4", "kind_kpu": "", "kind_polri": "1", "leads": "kind_polri"}
    assert admin_of_city.post(page(made), stored(made, change)).status_code == 302
    assert counts(shift) == {unit.pk: (1, False), "tni": (4, False), "polri": (1, True)}
    after = {place.kind_id or place.unit_id: place.pk for place in shift.places.all()}
    assert (after[unit.pk], after["tni"]) == (before[unit.pk], before["tni"])
    line = shift.history.first()
    assert line.history_user == cast.administrator
    assert line.history_change_reason in admin_of_city.get(page(made, "history")).content.decode()


def test_the_lead_passes_on_and_can_be_nobody(admin_of_city):
    made = make_composition("31.72", places=[("kind", "tni", 1), ("kind", "polri", 1)])
    for leads, expected in (("kind_polri", "polri"), ("kind_tni", "tni"), ("", None)):
        assert admin_of_city.post(page(made), stored(made, {"leads": leads})).status_code == 302
        assert next((place.kind_id for place in Place.objects.filter(shift__composition=made, leads=True)), None) == (
            expected
        )


def test_shifts_trade_their_times_and_take_those_of_a_deleted_one(admin_of_city):
    made = make_composition("31.72")
    for name, start in (("Siang", 960), ("Malam", 1200)):
        shift = Shift.objects.create(composition=made, name=name, starts_at=start, ends_at=1380)
        Place.objects.create(shift=shift, kind_id="tni", count=1)
    traded = {"starts_at": "16.00", "ends_at": "17.00"}, {"starts_at": "20.00", "ends_at": "21.00"}, {"DELETE": "on"}
    assert admin_of_city.post(page(made), stored(made, *traded)).status_code == 302
    assert list(made.shifts.values_list("name", "starts_at")) == [("Pagi", 960), ("Siang", 1200)]
    swapped = {"starts_at": "20.00", "ends_at": "21.00"}, {"starts_at": "16.00", "ends_at": "17.00"}
    assert admin_of_city.post(page(made), stored(made, *swapped)).status_code == 302
    assert list(made.shifts.values_list("name", "starts_at")) == [("Siang", 960), ("Pagi", 1200)]


def test_the_last_shift_is_not_deleted(admin_of_city):
    made = make_composition("31.72")
    assert admin_of_city.post(page(made), stored(made, {"DELETE": "on"})).status_code == 200
    assert made.shifts.count() == 1


def fields(response):
    return set(response.context["inline_admin_formsets"][0].formset.empty_form.fields)


def test_units_around_the_desk_are_offered_and_no_foreign_ones(admin_of_city, client, cast, unit):
    ward, sibling = make_unit(PLUIT, "Polsubsektor"), make_unit("31.72.02", "Polsek Tanjung Priok")
    foreign, above = make_unit("31.75"), make_unit("31", "Polda")
    made = make_composition(PLUIT, make_desk(PLUIT), places=[("kind", "tni", 1), ("unit", above.pk, 1)])
    offered = fields(admin_of_city.get(page(made)))
    assert {f"unit_{unit.pk}", f"unit_{ward.pk}", "kind_tni", "kind_kpu"} <= offered
    assert f"unit_{above.pk}" in offered  # in use already, so it can be taken out
    assert not offered & {f"unit_{foreign.pk}", f"unit_{sibling.pk}"}
    assert f"unit_{sibling.pk}" in fields(admin_of_city.get(pages(Composition, "add")))  # below the own city
    unused = make_composition(PLUIT, make_desk(PLUIT, election_id="pemilu-2024"))
    assert f"unit_{above.pk}" not in fields(admin_of_city.get(page(unused)))


def test_foreign_units_cannot_be_posted(admin_of_city, unit):
    foreign = make_unit("31.75")
    add(admin_of_city, {"kind_tni": "1", f"unit_{foreign.pk}": "2"})
    assert counts(mine().get().shifts.get()) == {"tni": (1, False)}


def test_a_unit_of_another_city_than_the_desks_is_refused_in_words(client, cast, election):
    """A superuser's own area offers its units; the desk chosen with them lies elsewhere."""
    cast.superuser.area = Area.objects.get(pk="31.75")
    cast.superuser.save()
    client.force_login(cast.superuser)
    foreign = make_unit("31.75")
    response = add(client, {f"unit_{foreign.pk}": "2"}, desk=make_desk(PLUIT).pk, area="")
    assert response.context["errors"]
    assert not mine().exists()


def test_the_form_grows_no_further_than_some_units_below(admin_of_city):
    for number in range(40):
        make_unit(PLUIT, f"Contoh {number}")
    units = [name for name in fields(admin_of_city.get(pages(Composition, "add"))) if name.startswith("unit_")]
    assert len(units) == 30 + Unit.objects.filter(area="31.72").count()


def test_templates_of_the_areas_above_are_read_not_changed(admin_of_city, cast):
    template = Composition.objects.templates().filter(area="31").first()
    listed = set(admin_of_city.get(pages(Composition)).context["cl"].queryset)
    assert template in listed
    response = admin_of_city.get(page(template))
    assert response.status_code == 200
    assert "08.00–16.00" in response.content.decode() or "00.00–08.00" in response.content.decode()
    assert admin_of_city.post(page(template), stored(template)).status_code == 403
    assert admin_of_city.post(page(template, "delete"), {"post": "yes"}).status_code == 403


def test_compositions_in_use_above_are_not_seen(admin_of_city):
    above = make_composition("31", make_desk("31"))
    assert admin_of_city.get(page(above)).status_code == 404


def test_desk_and_area_stay_once_it_exists(admin_of_city):
    desk, other = make_desk(PLUIT), make_desk("31.72.01")
    made = make_composition(PLUIT, desk)
    admin_of_city.post(page(made), stored(made, desk=other.pk, area="31.72", name="Baru"))
    made.refresh_from_db()
    assert (made.name, made.desk, made.area_id) == ("Baru", desk, PLUIT)


def test_foreign_desks_are_not_offered(admin_of_city):
    desk = make_desk("31.75")
    assert desk.name not in admin_of_city.get(pages(Composition, "add")).content.decode()
    assert add(admin_of_city, {"kind_tni": "1"}, desk=desk.pk).context["errors"]


def test_a_page_without_scripts_has_an_empty_shift(admin_of_city):
    new = admin_of_city.get(pages(Composition, "add")).context["inline_admin_formsets"][0].formset
    assert new.total_form_count() == 1
    made = make_composition("31.72")
    assert admin_of_city.get(page(made)).context["inline_admin_formsets"][0].formset.total_form_count() == 1
    html = admin_of_city.get(page(made)).content.decode()
    assert " style=" not in html and "<script>" not in html


def test_compositions_are_found_by_use(admin_of_city):
    desk = make_desk(PLUIT)
    template, everyday = make_composition("31.72"), make_composition(PLUIT, desk)
    dated = make_composition(PLUIT, desk, applies_on=date(2024, 11, 27))

    def found(use):
        return set(admin_of_city.get(pages(Composition), {"use": use}).context["cl"].queryset) & set(mine())

    assert (found("template"), found("everyday"), found("dated")) == ({template}, {everyday}, {dated})
