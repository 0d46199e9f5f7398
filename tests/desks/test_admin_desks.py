"""Desks, their special hours, elections, stages and units in Django admin."""

from datetime import date

import pytest

from desks.models import Desk, Election, Stage, Unit

from ..conftest import PLUIT
from .admin_pages import (
    desk_form,
    make_desk,
    make_election,
    make_special_hours,
    make_stage,
    make_unit,
    page,
    pages,
)


@pytest.fixture
def admin_of_city(client, cast, election):
    Desk.objects.all().delete()
    client.force_login(cast.administrator)
    return client


def test_a_desk_is_opened_with_its_special_hours(admin_of_city):
    form = desk_form(("2024-11-27", "00.00", "24.00"), ("2024-11-28", "", ""))
    assert admin_of_city.post(pages(Desk, "add"), form).status_code == 302
    desk = Desk.objects.get(area="31.72.01.1003")
    assert (desk.opens_at, desk.closes_at) == (480, 960)
    assert [(row.applies_on, row.pair) for row in desk.special_hours.all()] == [
        (date(2024, 11, 27), (0, 1440)),
        (date(2024, 11, 28), None),
    ]


def test_times_are_shown_as_an_indonesian_clock(admin_of_city):
    desk = make_desk("31.72.01")
    make_special_hours(desk)
    html = admin_of_city.get(page(desk)).content.decode()
    assert all(f'value="{time}"' in html for time in ("08.00", "16.00", "00.00", "24.00"))
    assert "08.00–16.00" in admin_of_city.get(pages(Desk)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area", "31.75.01.1001"),
        ("area", "31"),
        ("area", "99.99"),
        ("area", "9" * 5000),
        ("election", "contoh-3175"),
        ("election", "tidak-ada"),
        ("opens_at", "25.00"),
        ("opens_at", "9" * 5000),
        ("opens_at", "17.00"),
        ("active_from", "2025-01-01"),
        ("active_until", "9999-12-31"),
        ("active_from", "0001-01-01"),
        ("active_until", "99999-01-01"),
        ("name", "x" * 161),
    ],
)
def test_a_desk_that_may_not_be_is_refused_in_words(admin_of_city, field, value):
    make_election("31.75")
    response = admin_of_city.post(pages(Desk, "add"), desk_form(**{field: value}))
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Desk.objects.exists()


def test_a_second_desk_of_the_same_election_and_area_is_refused(admin_of_city):
    make_desk("31.72.01.1003")
    response = admin_of_city.post(pages(Desk, "add"), desk_form())
    assert response.context["errors"]
    assert Desk.objects.count() == 1


def test_who_saves_at_the_same_moment_reads_words(admin_of_city, monkeypatch):
    """The form finds no twin, because the other one is stored only after it looked."""
    make_desk("31.72.01.1003")
    monkeypatch.setattr(Desk, "validate_constraints", lambda self, exclude=None: None)
    monkeypatch.setattr(Desk, "validate_unique", lambda self, exclude=None: None)
    response = admin_of_city.post(pages(Desk, "add"), desk_form(), follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_a_desk_stays_with_its_area_and_election(admin_of_city):
    desk = make_desk("31.72.01.1003")
    other = make_election("31.72")
    form = desk_form(area=PLUIT, election=other.pk, name="Posko Baru")
    assert admin_of_city.post(page(desk), form).status_code == 302
    desk.refresh_from_db()
    assert (desk.name, desk.area_id, desk.election_id) == ("Posko Baru", "31.72.01.1003", "pilkada-dki-2024")


def test_special_hours_of_a_foreign_desk_cannot_be_taken(admin_of_city):
    desk, row = make_desk("31.72.01.1003"), make_special_hours(make_desk("31.75.01"))
    form = desk_form(("2024-12-01", "", ""), **{"special_hours-INITIAL_FORMS": 1, "special_hours-0-id": row.pk})
    admin_of_city.post(page(desk), form)
    row.refresh_from_db()
    assert not desk.special_hours.exists()
    assert (row.desk.area_id, row.applies_on) == ("31.75.01", date(2024, 11, 27))


def test_one_date_has_special_hours_once(admin_of_city):
    desk = make_desk("31.72.01.1003")
    make_special_hours(desk)
    form = desk_form(("2024-11-27", "08.00", "20.00"), **{"special_hours-0-desk": desk.pk})
    assert admin_of_city.post(page(desk), form).status_code == 200
    assert desk.special_hours.get().pair == (0, 1440)


def test_a_new_desk_has_special_hours_once_a_date(admin_of_city):
    form = desk_form(("2024-11-27", "08.00", "20.00"), ("2024-11-27", "08.00", "21.00"))
    response = admin_of_city.post(pages(Desk, "add"), form)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Desk.objects.exists()


def test_a_desk_with_reports_is_not_deleted(admin_of_city, make_report):
    desk = make_report().filed_with
    response = admin_of_city.post(page(desk, "delete"), {"post": "yes"}, follow=True)
    assert response.redirect_chain == [(page(desk), 302)]
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert Desk.objects.filter(pk=desk.pk).exists()
    spare = Desk.objects.exclude(pk=desk.pk).get(area="31.72")
    admin_of_city.post(page(spare, "delete"), {"post": "yes"})
    assert not Desk.objects.filter(pk=spare.pk).exists()


def extend(client, *desks, **dates):
    keys = [desk.pk for desk in desks]
    return client.post(pages(Desk), {"action": "extend", "_selected_action": keys, **dates}, follow=True)


def test_dates_are_extended_for_many_desks_with_history(admin_of_city, cast):
    desks = [make_desk("31.72.01"), make_desk(PLUIT)]
    extend(admin_of_city, *desks, extend_until="2024-12-31", extend_from="2024-10-01")
    for desk in desks:
        desk.refresh_from_db()
        assert (desk.active_from, desk.active_until) == (date(2024, 10, 1), date(2024, 12, 31))
        assert desk.history.first().history_user == cast.administrator


@pytest.mark.parametrize(
    "dates",
    [
        {"extend_until": "2024-12-20"},
        {"extend_from": "2024-10-02", "extend_until": "2024-12-31"},
        {"extend_until": "besok"},
        {"extend_until": "9" * 5000},
        {},
    ],
)
def test_extending_shortens_no_desk_and_is_all_or_none(admin_of_city, dates):
    desks = [
        make_desk("31.72.01"),
        make_desk(PLUIT, active_from=date(2024, 10, 1), active_until=date(2024, 12, 30)),
    ]
    response = extend(admin_of_city, *desks, **dates)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert Desk.objects.get(pk=desks[0].pk).active_until == date(2024, 12, 15)


def test_foreign_desks_are_not_extended(admin_of_city):
    desk = make_desk("31.75.01")
    extend(admin_of_city, desk, make_desk("31.72.01"), extend_until="2024-12-31")
    desk.refresh_from_db()
    assert desk.active_until == date(2024, 12, 15)
    assert Desk.objects.get(area="31.72.01").active_until == date(2024, 12, 31)


def test_desks_are_found_by_election_tier_words_and_day(admin_of_city):
    past = make_desk("31.72.01", active_from=date(2020, 1, 1), active_until=date(2020, 2, 1))
    now = make_desk(PLUIT, active_from=date(2020, 1, 1), active_until=date(2099, 1, 1))

    def found(**query):
        return set(admin_of_city.get(pages(Desk), query).context["cl"].queryset)

    assert found(active="yes") == {now}
    assert found(active="no") == {past}
    assert found(area__tier__exact=4) == {now}
    assert found(election__slug__exact="pilkada-dki-2024") == {past, now}
    assert found(q="Pluit") == {now}


ELECTION = {"name_id": "Baru", "name_en": "New", "voting_on": "2024-11-27", "scope": "31.72"}
NO_STAGES = {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0}


def test_an_election_of_the_province_is_read_only_for_a_city(admin_of_city, election):
    assert admin_of_city.get(page(election)).status_code == 200
    assert admin_of_city.post(page(election), {**ELECTION, **NO_STAGES}).status_code == 403
    stage = election.stages.first()
    assert admin_of_city.get(page(stage)).status_code == 200
    assert admin_of_city.post(page(stage), {"name_id": "X"}).status_code == 403
    assert admin_of_city.post(page(stage, "delete"), {"post": "yes"}).status_code == 403


def test_an_election_of_the_own_city_is_changed_but_not_deleted(admin_of_city):
    election = make_election("31.72")
    assert admin_of_city.post(page(election), {**ELECTION, **NO_STAGES}).status_code == 302
    assert Election.objects.get(pk=election.pk).name_id == "Baru"
    assert admin_of_city.post(page(election, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("scope", ["31", "31.75", "tidak-ada"])
def test_an_election_is_not_held_outside_the_own_area(admin_of_city, scope):
    election = make_election("31.72")
    assert admin_of_city.post(page(election), {**ELECTION, **NO_STAGES, "scope": scope}).status_code == 200
    new = {**ELECTION, **NO_STAGES, "slug": "baru", "scope": scope}
    assert admin_of_city.post(pages(Election, "add"), new).status_code == 200
    assert list(Election.objects.filter(name_id="Baru")) == []


def test_the_key_of_an_election_is_fixed(admin_of_city):
    election = make_election("31.72")
    admin_of_city.post(page(election), {**ELECTION, **NO_STAGES, "slug": "lain"})
    assert not Election.objects.filter(pk="lain").exists()


def test_a_stage_belongs_to_an_election_one_may_change(admin_of_city, election):
    stage = {"order": 90, "name_id": "Baru", "name_en": "New", "starts_on": "2024-10-01", "ends_on": "2024-10-02"}
    foreign, own = make_election("31.75"), make_election("31.72")
    for refused in (election, foreign):
        assert admin_of_city.post(pages(Stage, "add"), {**stage, "election": refused.pk}).status_code == 200
    assert not Stage.objects.filter(order=90).exists()
    assert admin_of_city.post(pages(Stage, "add"), {**stage, "election": own.pk}).status_code == 302
    assert admin_of_city.post(page(make_stage(own)), {**stage, "election": election.pk}).status_code == 200


def test_a_unit_is_kept_in_the_own_area(admin_of_city):
    form = {"area": "31.72", "kind": "polri", "name": "Polsek Contoh", "head_title": "Kapolsek"}
    assert admin_of_city.post(pages(Unit, "add"), {**form, "area": "31.75"}).status_code == 200
    assert not Unit.objects.filter(name="Polsek Contoh").exists()
    assert admin_of_city.post(pages(Unit, "add"), form).status_code == 302
    unit = Unit.objects.get(name="Polsek Contoh")
    assert admin_of_city.post(page(unit), {**form, "area": "31"}).status_code == 200
    unit.refresh_from_db()
    assert unit.area_id == "31.72"


def test_a_unit_with_people_is_not_deleted(admin_of_city, cast):
    used, spare = make_unit(), make_unit(name="Polres Cadangan")
    cast.city_officer.unit = used
    cast.city_officer.save()
    for unit in (used, spare):
        admin_of_city.post(page(unit, "delete"), {"post": "yes"})
    assert Unit.objects.filter(pk=used.pk).exists()
    assert not Unit.objects.filter(pk=spare.pk).exists()


def test_history_tells_who_changed_what_in_words(admin_of_city, cast):
    desk = make_desk("31.72.01.1003")
    admin_of_city.post(page(desk), desk_form(opens_at="07.30"))
    html = admin_of_city.get(page(desk, "history")).content.decode()
    assert all(text in html for text in ("08.00", "07.30", cast.administrator.name))


def test_history_of_a_desk_holds_its_special_hours(admin_of_city):
    desk = make_desk("31.72.01.1003")
    make_special_hours(make_desk("31.72.01"), date(2024, 11, 1))
    make_special_hours(desk)
    html = admin_of_city.get(page(desk, "history")).content.decode()
    assert "27 November 2024 · 00.00–24.00" in html
    assert "1 November 2024 ·" not in html


def test_history_is_read_and_never_turned_back(admin_of_city):
    desk = make_desk("31.72.01.1003")
    first = desk.history.get()
    desk.name = "Posko Baru"
    desk.save()
    address = f"{page(desk, 'history')}{first.pk}/"
    assert admin_of_city.get(address, follow=True).status_code == 404
    assert admin_of_city.post(address, desk_form(), follow=True).status_code == 404
    desk.refresh_from_db()
    assert desk.name == "Posko Baru"
