"""Areas and reference data: the real figures, repeatable, and what administrators changed is kept."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from desks.actions import Refused, load_areas, load_reference
from desks.models import DESK_TIERS, Area, Composition, Desk, Election, Electorate, Stage, Tier, Unit


def snapshot():
    return list(Area.objects.order_by("code").values())


def test_jakarta_has_318_areas(reference):
    jakarta = Area.objects.below("31")
    assert [jakarta.in_tier(tier).count() for tier in DESK_TIERS] == [1, 6, 44, 267]
    assert [Area.objects.below(code).in_tier(Tier.WARD).count() for code in ("31.72", "31.75")] == [31, 65]


def test_loading_again_changes_nothing(reference):
    before = snapshot()
    assert load_areas(["31"]) == (318, 0, 0)
    assert snapshot() == before


def test_what_differs_is_corrected_and_what_is_missing_added(reference):
    before = snapshot()
    Area.objects.filter(pk="31.72.01.1005").update(name="Plut", time_zone="Asia/Makassar")
    Area.objects.filter(pk="31.72.01.1001").delete()
    assert load_areas(["31"]) == (318, 1, 1)
    assert snapshot() == before


@pytest.mark.parametrize(
    ("province", "zone"), [("31", "Asia/Jakarta"), ("51", "Asia/Makassar"), ("94", "Asia/Jayapura")]
)
def test_each_province_has_its_time_zone(reference, province, zone):
    load_areas([province])
    assert set(Area.objects.below(province).values_list("time_zone", flat=True)) == {zone}


def test_an_unknown_province_is_refused_and_nothing_loaded(reference):
    before = snapshot()
    with pytest.raises(Refused, match="99"):
        load_areas(["32", "99"])
    assert snapshot() == before


def test_the_whole_country(reference, capsys):
    call_command("load_areas", "--all")
    assert capsys.readouterr().out == "91599 areas: 90498 added, 0 corrected, 1101 unchanged.\n"
    assert [Area.objects.in_tier(tier).count() for tier in (Tier.PROVINCE, Tier.CITY)] == [38, 514]
    assert Area.objects.values("time_zone").distinct().count() == 3


@pytest.mark.parametrize("arguments", [(), ("31", "--all")])
def test_load_areas_wants_provinces_or_all(arguments):
    with pytest.raises(CommandError, match=r"load_areas 31"):
        call_command("load_areas", *arguments)


@pytest.mark.parametrize("junk", ["99", "abc", "", "31.72", "9" * 5000])
def test_load_areas_names_what_it_does_not_know(db, junk):
    with pytest.raises(CommandError, match="has the code|dengan kode|kode"):
        call_command("load_areas", junk)


def test_reference_data_has_the_real_dates(reference):
    election = Election.objects.get(pk="pilkada-dki-2024")
    assert (election.voting_on, election.scope_id) == (date(2024, 11, 27), "31")
    quiet = Stage.objects.get(election=election, order=5)
    assert (quiet.starts_on, quiet.ends_on) == (date(2024, 11, 24), date(2024, 11, 26))
    north = Electorate.objects.get(election=election, area="31.72")
    assert (north.polling_stations, north.voters) == (2386, 1345815)
    desk = Desk.objects.get(election=election, area="31.72")
    assert (desk.active_from, desk.active_until) == (date(2024, 10, 3), date(2024, 12, 15))
    assert (desk.opens_at, desk.closes_at) == (480, 960)
    central = Desk.objects.get(election="pemilu-2024", area="31.71")
    assert (central.active_from, central.active_until) == (date(2024, 1, 9), date(2024, 2, 29))


def test_loading_reference_again_keeps_what_was_changed(reference, capsys):
    Desk.objects.filter(area="31.72").update(closes_at=1200, place="Blok Q")
    Unit.objects.filter(area="31.71").delete()
    added = load_reference()
    assert added["unit"] > 0
    assert {name: n for name, n in added.items() if name != "unit"} == dict.fromkeys(
        ("election", "unit_kind", "stage", "electorate", "desk", "composition", "holiday"), 0
    )
    assert Desk.objects.get(area="31.72").place == "Blok Q"
    call_command("load_reference")
    assert all(line.endswith(": 0 added.") for line in capsys.readouterr().out.splitlines())


def test_reference_data_of_areas_that_are_not_loaded_is_left_out(reference):
    for model in (Composition, Desk, Stage, Electorate, Unit, Election):
        model.objects.all().delete()
    Area.objects.exclude(code__startswith="51").delete()
    added = load_reference()
    assert added["election"] == added["desk"] == added["unit"] == added["stage"] == added["composition"] == 0
