"""The whole country is an area too: everything lies below it, officials look at it, no desk stands there."""

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from desks.actions import Refused, load_areas, open_desks
from desks.admin.boards import DeskFilter
from desks.models import (
    DESK_TIERS,
    NATION,
    Area,
    Composition,
    Desk,
    Election,
    Holiday,
    Role,
    Stage,
    Tier,
    Unit,
    User,
    below,
)
from desks.models.areas import on_days
from reports.models import Report

from ..conftest import CITY, NOW, PEOPLE, PLUIT, PROVINCE
from .admin_pages import account, desk_form, make_composition, make_election, make_stage, page, pages

LOOKING_ON = [Role.OFFICIAL, Role.OBSERVER, Role.ADMINISTRATOR]


@pytest.fixture
def nation(reference):
    return Area.objects.get(pk=NATION)


@pytest.fixture
def national(nation):
    """national(role) -> a person of the whole country."""
    return lambda role: User.objects.create_user(
        f"contoh.{role}", "rahasia-contoh", role=role, area=nation, name="Contoh"
    )


# The area


def test_the_nation_is_an_area_like_no_other(nation):
    assert (nation.tier, nation.get_tier_display(), nation.kind) == (0, Tier.NATION.label, "negara")
    assert (nation.full_name, str(nation), nation.time_zone) == ("Indonesia", "Indonesia", "Asia/Jakarta")
    assert (nation.path, nation.line, nation.parent_code) == ([NATION], [NATION], "")


def test_paths_begin_at_the_province_lines_at_the_nation(reference):
    """No chain of a report reaches the nation: no desk stands there."""
    city = Area.objects.get(pk=CITY)
    assert (city.path, city.line) == (["31", "31.72"], [NATION, "31", "31.72"])
    assert Area.objects.get(pk=PROVINCE).parent_code == NATION


@pytest.mark.parametrize(("code", "tier"), [(NATION, 0), ("31", 1), ("31.72", 2), ("31.72.01", 3), (PLUIT, 4)])
def test_tier_and_length_of_each_code(reference, code, tier):
    assert Tier.of(code) == Area.objects.get(pk=code).tier == tier
    assert Tier(tier).code_length == len(code)


@pytest.mark.parametrize(("code", "length"), [(NATION, 2), ("31", 5), ("31.72", 8), ("31.72.01", 13), (PLUIT, 13)])
def test_length_of_the_codes_directly_below(reference, code, length):
    assert Area.objects.get(pk=code).length_below == length


def test_everything_lies_below_the_nation(nation):
    assert set(Area.objects.below(NATION)) == set(Area.objects.all())
    assert all(nation.covers(code) for code in Area.objects.values_list("pk", flat=True))
    assert Unit.objects.filter(below(NATION, "area")).count() == Unit.objects.count() > 0
    assert not Area.objects.exclude(below(NATION)).exists()


def test_the_nation_lies_below_nothing(reference):
    assert not Area.objects.get(pk=PROVINCE).covers(NATION)
    assert not Area.objects.below(PROVINCE).filter(pk=NATION).exists()


def test_where_an_area_is_missing_none_lies_below(reference):
    """A holiday of the whole country names no area: it is found by that, not by lying below."""
    Holiday.objects.create(falls_on=NOW.date() + timedelta(days=700), name="Contoh")
    assert Holiday.objects.filter(below(NATION, "area")).count() == Holiday.objects.filter(area__isnull=False).count()


@pytest.mark.parametrize(
    ("code", "down_to", "expected"),
    [
        (NATION, None, [NATION, "31", "51"]),
        ("31.72", None, [NATION, "31", "31.72", *(f"31.72.0{number}" for number in range(1, 7))]),
        ("31.72", Tier.CITY, [NATION, "31", "31.72"]),
        (PLUIT, None, [NATION, "31", "31.72", "31.72.01", PLUIT]),
    ],
)
def test_areas_around(reference, code, down_to, expected):
    assert list(Area.objects.around(code, down_to).values_list("pk", flat=True)) == expected


def test_areas_around_down_to_the_districts(reference):
    found = Area.objects.around(PROVINCE, Tier.DISTRICT)
    assert [found.in_tier(tier).count() for tier in Tier] == [1, 1, 6, 44, 0]


# Local dates


def test_a_date_of_the_nation_is_each_areas_own(make_report, nation):
    """The same moment is 13 November in Jakarta and 14 November in Denpasar."""
    report = make_report()
    Report.objects.update(resolved_at=NOW.replace(hour=23, minute=30))

    def dates():
        days = [date(2024, 11, day) for day in (12, 13, 14, 15)]
        return [day.day for day in days if Report.objects.filter(on_days("resolved_at", day, day, nation)).exists()]

    assert dates() == [13]
    Report.objects.filter(pk=report.pk).update(area="51.71")
    assert dates() == [14]
    Report.objects.update(resolved_at=NOW.replace(hour=0, minute=0))
    assert dates() == [13]
    Report.objects.update(resolved_at=NOW.replace(hour=0) - timedelta(hours=1))
    assert dates() == [13], "midnight in Denpasar is eleven at night in Jakarta"
    Report.objects.filter(pk=report.pk).update(area=PLUIT)
    assert dates() == [12]


def test_a_date_of_any_other_area_is_by_its_clock(make_report):
    make_report()
    Report.objects.update(resolved_at=NOW.replace(hour=23, minute=30))
    jakarta, bali = Area.objects.get(pk=CITY), Area.objects.get(pk="51")
    for area, day in ((jakarta, 13), (bali, 14)):
        found = [
            each
            for each in (12, 13, 14, 15)
            if Report.objects.filter(on_days("resolved_at", *2 * [date(2024, 11, each)], area)).exists()
        ]
        assert found == [day]


# Loading


def test_loading_one_province_brings_the_nation(reference):
    Area.objects.filter(pk=NATION).delete()
    assert load_areas(["31"]) == (318, 0, 0), "it is not counted: the source does not hold it"
    assert Area.objects.get(pk=NATION).name == "Indonesia"
    load_areas(["31"])
    assert Area.objects.in_tier(Tier.NATION).count() == 1


def test_the_nation_is_no_province_to_load(reference):
    with pytest.raises(Refused, match=NATION):
        load_areas([NATION])


@pytest.mark.django_db
@pytest.mark.parametrize("is_loaded", [True, False])
def test_the_migration_adds_it_where_areas_are(reference, is_loaded):
    migration = importlib.import_module("desks.migrations.0005_nation")
    Area.objects.filter(pk=NATION).delete()
    if not is_loaded:
        for model in (Composition, Desk, Stage, Unit, Election):
            model.objects.all().delete()
        Area.objects.exclude(electorates__isnull=False).delete()
        Area.objects.all()._raw_delete(Area.objects.db)
    for _twice in range(2):
        migration.add_the_nation(apps, None)
        assert Area.objects.filter(pk=NATION, name="Indonesia", tier=0, kind="negara").exists() == is_loaded
    migration.remove_the_nation(apps, None)
    assert not Area.objects.filter(pk=NATION).exists()


# Who sees what


@pytest.mark.parametrize("role", LOOKING_ON)
def test_people_of_the_nation_see_all_areas(national, desks, role):
    by = national(role)
    assert Area.objects.visible_to(by).count() == Area.objects.count()
    assert Desk.objects.visible_to(by).count() == Desk.objects.count() == len(desks)


@pytest.mark.parametrize("name", [*PEOPLE, "superuser"])
def test_nobody_else_sees_the_nation(cast, name):
    by = getattr(cast, name)
    assert not Area.objects.visible_to(by).filter(pk=NATION).exists()
    assert list(Area.objects.visible_to(by).around(CITY).filter(tier__lt=by.area.tier)) == []


@pytest.mark.parametrize("name", [*PEOPLE, "superuser"])
def test_an_election_of_the_nation_is_seen_by_everybody(cast, name):
    """And what is held in one province is not: the nation is no way around it."""
    everywhere, bali = make_election(NATION), make_election("51")
    make_stage(everywhere)
    by = getattr(cast, name)
    assert Election.objects.visible_to(by).filter(pk=everywhere.pk).exists()
    assert not Election.objects.visible_to(by).filter(pk=bali.pk).exists()
    assert Stage.objects.visible_to(by).filter(election=everywhere).exists()


def test_an_election_of_the_nation_is_managed_by_its_own(cast, national):
    everywhere = make_election(NATION)
    managed = Election.objects.manageable_by
    assert not managed(cast.administrator).filter(pk=everywhere.pk).exists()
    assert managed(national(Role.ADMINISTRATOR)).filter(pk=everywhere.pk).exists()
    assert managed(cast.superuser).filter(pk=everywhere.pk).exists()


def test_the_nation_sees_elections_of_every_province(national):
    bali = make_election("51")
    assert set(Election.objects.visible_to(national(Role.OFFICIAL))) == set(Election.objects.all()) > {bali}


def test_a_template_of_the_nation_is_there_for_all(cast, reference):
    everywhere, bali = make_composition(NATION), make_composition("51")
    offered = set(Composition.objects.templates_for(cast.administrator))
    assert everywhere in offered and bali not in offered
    assert everywhere not in set(Composition.objects.visible_to(cast.administrator)), "theirs to use, not to change"


# Who and what may be there


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
def test_nobody_mans_a_desk_of_the_nation(national, role):
    with pytest.raises(ValidationError) as refused:
        national(role)
    assert set(refused.value.message_dict) == {"role"}


@pytest.mark.parametrize("role", LOOKING_ON)
def test_officials_observers_and_administrators_can_belong_to_it(national, role):
    assert national(role).area_id == NATION


def test_no_desk_stands_for_the_nation(nation, election):
    desk = Desk(election=election, area=nation, name="Posko", opens_at=480, closes_at=960)
    desk.active_from = desk.active_until = NOW.date()
    with pytest.raises(ValidationError) as refused:
        desk.full_clean()
    assert "area" in refused.value.message_dict


def test_no_unit_belongs_to_the_nation(nation):
    with pytest.raises(ValidationError) as refused:
        Unit(area=nation, kind_id="polri", name="Contoh").full_clean()
    assert set(refused.value.message_dict) == {"area"}


# Commands


@pytest.fixture
def create_user(monkeypatch, reference):
    def create_user(role):
        monkeypatch.setattr("sys.stdin.readline", lambda: "kata-sandi-panjang-7\n")
        call_command("create_user", "contoh.nasional", "--role", role, "--area", NATION)

    return create_user


@pytest.mark.parametrize("role", LOOKING_ON)
def test_create_user_at_the_nation(create_user, role):
    create_user(role)
    assert User.objects.get().area_id == NATION


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
def test_create_user_refuses_to_man_the_nation(create_user, role):
    with pytest.raises(CommandError, match=r"\w+ \w+ \w+"):
        create_user(role)
    assert not User.objects.exists()


OPENING = {
    "--election": "pilkada-dki-2024",
    "--area": NATION,
    "--from": "2024-10-03",
    "--until": "2024-12-15",
    "--opens": "08:00",
    "--closes": "16.00",
}


def open_by_command(**changes):
    options = OPENING | {f"--{name}": value for name, value in changes.items()}
    call_command("open_desks", *(word for pair in options.items() for word in pair))


def test_desks_of_the_whole_country_are_opened_in_one_act(reference, capsys):
    Desk.objects.all().delete()
    open_by_command(tiers="province,city")
    assert "17 desks opened at and below Indonesia" in capsys.readouterr().out
    assert not Desk.objects.filter(area=NATION).exists()


def test_without_tiers_every_area_but_the_nation_gets_one(reference, capsys):
    Desk.objects.all().delete()
    open_by_command()
    assert Desk.objects.count() == Area.objects.count() - 1


def test_the_nation_is_no_tier_of_desks(reference):
    with pytest.raises(CommandError, match="'nation' is no tier"):
        open_by_command(tiers="nation")
    with pytest.raises(Refused):
        open_desks(
            election=Election.objects.get(pk="pilkada-dki-2024"),
            area=Area.objects.get(pk=NATION),
            tiers=[],
            active_from=NOW.date(),
            active_until=NOW.date(),
            opens_at=480,
            closes_at=960,
        )


def test_without_areas_the_command_says_what_to_load(db):
    Area.objects.filter(pk=NATION).delete()
    with pytest.raises(CommandError, match=r"load_areas --all$"):
        open_by_command()


# Django admin


@pytest.fixture
def admin_of_the_nation(client, national):
    client.force_login(national(Role.ADMINISTRATOR))
    return client


def test_the_admin_of_the_nation_opens_every_list(admin_of_the_nation, desks):
    index = admin_of_the_nation.get("/admin/")
    addresses = [model["admin_url"] for app in index.context["app_list"] for model in app["models"]]
    assert len(addresses) > 10
    for address in addresses:
        assert admin_of_the_nation.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
def test_admin_refuses_to_man_the_nation(admin_of_the_nation, role):
    answer = admin_of_the_nation.post(pages(User, "add"), account(area=NATION, role=role))
    assert (answer.status_code, set(answer.context["adminform"].form.errors)) == (200, {"role"})


def test_admin_makes_an_official_of_the_nation(admin_of_the_nation):
    answer = admin_of_the_nation.post(pages(User, "add"), account(area=NATION, role="official"))
    assert answer.status_code == 302
    assert User.objects.get(username="budi").area_id == NATION


def test_admin_opens_no_desk_at_the_nation(admin_of_the_nation, election):
    answer = admin_of_the_nation.post(pages(Desk, "add"), desk_form(area=NATION))
    assert (answer.status_code, set(answer.context["adminform"].form.errors)) == (200, {"area"})
    assert admin_of_the_nation.post(pages(Desk, "add"), desk_form()).status_code == 302


def test_admin_makes_no_unit_of_the_nation(admin_of_the_nation):
    form = {"area": NATION, "kind": "polri", "name": "Contoh", "head_title": ""}
    answer = admin_of_the_nation.post(pages(Unit, "add"), form)
    assert (answer.status_code, set(answer.context["adminform"].form.errors)) == (200, {"area"})


def test_a_city_cannot_choose_the_nation(client, cast):
    client.force_login(cast.administrator)
    for model, form in ((User, account(area=NATION, role="official")), (Desk, desk_form(area=NATION))):
        answer = client.post(pages(model, "add"), form)
        assert (answer.status_code, set(answer.context["adminform"].form.errors)) == (200, {"area"})


def test_a_template_is_applied_from_the_nation_downwards(admin_of_the_nation, desks):
    template = make_composition(NATION)
    form = admin_of_the_nation.get(page(template, "apply")).context["form"]
    assert [area.pk for area in form.fields["area"].queryset] == [NATION, "31", "51"]
    assert [value for value, _label in form.fields["tiers"].choices] == DESK_TIERS == [1, 2, 3, 4]


def test_a_superuser_of_a_province_starts_there(client, cast, desks):
    client.force_login(cast.superuser)
    form = client.get(page(make_composition(CITY), "apply")).context["form"]
    assert form["area"].value() == PROVINCE


def test_desks_are_chosen_by_tiers_that_have_some(reference):
    assert [value for value, _label in DeskFilter.base_fields["tier"].choices] == ["", *DESK_TIERS]
