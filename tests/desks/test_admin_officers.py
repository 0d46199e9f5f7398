"""Officers and absences in Django admin: of the own area, phone and login in order; leave that collides is said."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from desks.models import Absence, Area, Desk, Duty, Officer

from ..conftest import NOW, PROVINCE
from .admin_pages import make_absence, make_desk, make_officer, make_unit, page, pages

DAY = date(2024, 11, 20)


@pytest.fixture
def admin_of_city(client, cast, election):
    Desk.objects.all().delete()
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def unit(reference):
    return make_unit()


def officer_form(of, *absences, **changes):
    form = {
        "unit": of.pk,
        "name": "Contoh 01",
        "rank": "AKP",
        "service_number": "",
        "phone": "",
        "user": "",
        "available_from": "",
        "available_until": "",
        "absences-TOTAL_FORMS": len(absences),
        "absences-INITIAL_FORMS": 0,
    }
    for number, (first, last) in enumerate(absences):
        prefix = f"absences-{number}"
        form |= {f"{prefix}-reason": "leave", f"{prefix}-starts_on": first, f"{prefix}-ends_on": last}
    return {**form, **changes}


def make_duty(officer, desk, by, start=None, hours=8, state="published"):
    start = start or NOW.replace(month=11, day=20, hour=8)
    return Duty.objects.create(
        desk=desk,
        officer=officer,
        unit=officer.unit,
        serves_on=start.date(),
        shift_name="Contoh",
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
        state=state,
        created_at=NOW,
        created_by=by,
    )


def warnings(response):
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


def test_an_officer_is_added_with_a_normal_phone_and_absences(admin_of_city, cast, unit):
    form = officer_form(unit, ("2024-11-04", "2024-11-06"), phone="0812-0000-0001", user=cast.city_officer.pk)
    assert admin_of_city.post(pages(Officer, "add"), form).status_code == 302
    officer = Officer.objects.get()
    assert (str(officer), officer.phone, officer.user) == ("AKP Contoh 01", "+6281200000001", cast.city_officer)
    assert officer.absences.get().ends_on == date(2024, 11, 6)
    assert officer.history.get().history_user == cast.administrator


@pytest.mark.parametrize("key", ["abc", "9" * 30, "9" * 5000, "-1"])
def test_junk_in_the_address_of_a_new_row_gets_a_page(admin_of_city, key):
    for model, name in ((Officer, "unit"), (Officer, "user"), (Absence, "officer")):
        assert admin_of_city.get(pages(model, "add"), {name: key}).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 5000},
        {"phone": "tidak ada"},
        {"phone": "9" * 5000},
        {"service_number": "x" * 31},
        {"available_from": "2024-11-02", "available_until": "2024-11-01"},
        {"available_from": "9" * 5000},
        {"unit": "9" * 5000},
        {"unit": "abc"},
        {"user": "9" * 30},
        {"user": "abc"},
        {"absences-TOTAL_FORMS": 1, "absences-0-starts_on": "2024-11-02", "absences-0-ends_on": "2024-11-01"},
        {"absences-TOTAL_FORMS": 1, "absences-0-starts_on": "besok", "absences-0-ends_on": "lusa"},
    ],
)
def test_an_officer_that_may_not_be_is_refused_in_words(admin_of_city, unit, changes):
    response = admin_of_city.post(pages(Officer, "add"), officer_form(unit, **changes))
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Officer.objects.exists()


def test_foreign_units_and_logins_cannot_be_given(admin_of_city, cast, unit):
    for changes in (
        {"unit": make_unit("31.75").pk},
        {"unit": make_unit(PROVINCE, "Polda").pk},
        {"user": cast.outsider_officer.pk},
        {"user": cast.province_officer.pk},
        {"user": cast.superuser.pk},
    ):
        response = admin_of_city.post(pages(Officer, "add"), officer_form(unit, **changes))
        assert response.context["errors"], changes
    assert not Officer.objects.exists()


def test_a_login_belongs_to_one_officer(admin_of_city, cast, unit):
    make_officer(unit, user=cast.city_officer)
    form = officer_form(unit, name="Contoh 02", user=cast.city_officer.pk)
    response = admin_of_city.post(pages(Officer, "add"), form)
    assert "officer already" in str(response.context["errors"]) or "petugas lain" in str(response.context["errors"])
    assert Officer.objects.count() == 1


def test_a_login_that_moved_above_the_administrator_is_kept(admin_of_city, cast, unit):
    officer = make_officer(unit, user=cast.city_officer)
    cast.city_officer.area = Area.objects.get(pk=PROVINCE)
    cast.city_officer.save()
    form = officer_form(unit, name="Contoh Baru", user=cast.city_officer.pk)
    assert admin_of_city.post(page(officer), form).status_code == 302
    officer.refresh_from_db()
    assert (officer.name, officer.user) == ("Contoh Baru", cast.city_officer)


def test_a_service_number_is_once_in_a_unit(admin_of_city, unit):
    make_officer(unit, service_number="1")
    response = admin_of_city.post(pages(Officer, "add"), officer_form(unit, name="Contoh 02", service_number="1"))
    assert response.status_code == 200
    assert Officer.objects.count() == 1


def test_an_officer_with_duties_is_not_deleted(admin_of_city, cast, unit):
    used, spare = make_officer(unit), make_officer(unit, "Contoh 02")
    make_absence(spare)
    make_duty(used, make_desk("31.72"), cast.administrator, state="draft")
    response = admin_of_city.post(page(used, "delete"), {"post": "yes"}, follow=True)
    assert response.redirect_chain == [(page(used), 302)]
    admin_of_city.post(page(spare, "delete"), {"post": "yes"})
    assert list(Officer.objects.all()) == [used]
    assert not Absence.objects.exists()


def test_a_unit_that_only_a_hidden_relation_needs_is_not_deleted(admin_of_city, cast, unit):
    """A duty remembers its unit, also once the officer has gone to another one."""
    officer = make_officer(unit)
    make_duty(officer, make_desk("31.72"), cast.administrator)
    Officer.objects.update(unit=make_unit(name="Polres Lain"))
    response = admin_of_city.post(page(unit, "delete"), {"post": "yes"}, follow=True)
    assert response.redirect_chain == [(page(unit), 302)]


def test_leave_that_collides_is_saved_and_the_duty_named(admin_of_city, cast, unit):
    officer, desk = make_officer(unit), make_desk("31.72")
    make_duty(officer, desk, cast.administrator)
    form = officer_form(unit, ("2024-11-20", "2024-11-22"))
    response = admin_of_city.post(page(officer), form)
    assert officer.absences.count() == 1
    (words,) = warnings(response)
    assert "20 November 2024" in words and desk.name in words
    assert Duty.objects.get().state == "published"


def absence_form(officer, first, last, **changes):
    return {"officer": officer.pk, "reason": "sick", "starts_on": first, "ends_on": last, "note": "", **changes}


@pytest.mark.parametrize(
    ("first", "last", "hour", "hours", "state", "told"),
    [
        ("2024-11-20", "2024-11-20", 8, 8, "published", True),
        ("2024-11-01", "2024-11-30", 8, 8, "published", True),
        ("2024-11-21", "2024-11-21", 20, 8, "published", True),  # past midnight
        ("2024-11-21", "2024-11-21", 16, 8, "published", False),  # until midnight
        ("2024-11-19", "2024-11-19", 20, 8, "published", False),
        ("2024-11-20", "2024-11-20", 8, 8, "draft", False),
    ],
)
def test_only_published_duties_on_a_day_of_absence_collide(
    admin_of_city, cast, unit, first, last, hour, hours, state, told
):
    officer = make_officer(unit)
    start = NOW.replace(month=11, day=20, hour=hour)
    make_duty(officer, make_desk("31.72"), cast.administrator, start, hours, state)
    make_duty(make_officer(unit, "Contoh 02"), make_desk("31.72.01"), cast.administrator)
    response = admin_of_city.post(pages(Absence, "add"), absence_form(officer, first, last))
    assert Absence.objects.get().reason == "sick"
    assert len(warnings(response)) == told


def test_a_desk_outside_the_area_is_not_named(client, cast, unit):
    """An officer of a district's unit may serve at the desk of the city, which the district does not see."""
    Desk.objects.all().delete()
    desk = make_desk("31.72")
    officer = make_officer(make_unit("31.72.01", "Polsek Contoh"))
    make_duty(officer, desk, cast.administrator)
    cast.administrator.area = Area.objects.get(pk="31.72.01")
    cast.administrator.save()
    client.force_login(cast.administrator)
    response = client.post(pages(Absence, "add"), absence_form(officer, "2024-11-20", "2024-11-20"))
    (words,) = warnings(response)
    assert "20 November 2024" in words
    assert desk.name not in words


@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-11-02", "2024-11-01"), ("", ""), ("besok", "lusa"), ("9" * 5000, "1"), ("99999-01-01", "99999-01-02")],
)
def test_an_absence_that_may_not_be_is_refused_in_words(admin_of_city, unit, first, last):
    response = admin_of_city.post(pages(Absence, "add"), absence_form(make_officer(unit), first, last))
    assert response.context["errors"]
    assert not Absence.objects.exists()


@pytest.mark.parametrize(("first", "last"), [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")])
def test_the_ends_of_the_calendar_break_nothing(admin_of_city, unit, first, last):
    response = admin_of_city.post(pages(Absence, "add"), absence_form(make_officer(unit), first, last))
    assert response.status_code == 302
    assert admin_of_city.get(pages(Absence)).status_code == 200


def test_absences_of_foreign_officers_cannot_be_made(admin_of_city):
    foreign = make_officer(make_unit("31.75"))
    response = admin_of_city.post(pages(Absence, "add"), absence_form(foreign, "2024-11-20", "2024-11-20"))
    assert response.context["errors"]
    assert not Absence.objects.exists()


def test_officers_are_found_by_kind_tier_and_words(admin_of_city, unit):
    mine = make_officer(unit, rank="AKP", service_number="777", phone="+6281200000001")
    other = make_officer(make_unit("31.72.01", "Koramil Contoh", kind_id="tni"), "Contoh 02")

    def found(**query):
        return set(admin_of_city.get(pages(Officer), query).context["cl"].queryset)

    assert found(unit__kind__code__exact="tni") == {other}
    assert found(unit__area__tier__exact=2) == {mine}
    assert found(q="777") == found(q="812000") == found(q="AKP") == {mine}
    assert found(q="Koramil") == {other}
