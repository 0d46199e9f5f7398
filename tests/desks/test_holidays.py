"""Loading national holidays and joint leave: the real ones, repeatable, and what was changed is kept."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from desks.actions import Refused, load_holidays, load_reference
from desks.actions.holidays import years_in_use
from desks.models import Desk, Holiday

from .admin_pages import make_desk


def kinds(year):
    rows = Holiday.objects.filter(area=None, falls_on__year=year)
    return {row.falls_on: (row.kind, row.name) for row in rows}


def test_reference_data_holds_the_holidays_of_2024_with_both_voting_days(reference):
    days = kinds(2024)
    assert days[date(2024, 2, 14)] == ("national", "Hari Pemilihan Umum")
    assert days[date(2024, 11, 27)] == ("national", "Hari Pemilihan Kepala Daerah")
    assert days[date(2024, 12, 26)] == ("joint_leave", "Cuti Bersama Hari Raya Natal")
    assert [kind for kind, _name in days.values()].count("joint_leave") == 10
    assert len(days) == 29


def test_this_year_and_the_next_are_loaded_too(reference):
    this = timezone.localdate().year
    for year in (this, this + 1):
        assert kinds(year)[date(year, 8, 17)][0] == "national"


def test_years_of_desks_and_stages_are_in_use(reference):
    Desk.objects.all().delete()
    this = timezone.localdate().year
    assert {2022, 2023, 2024, this, this + 1} <= set(years_in_use())
    make_desk("31.72", active_from=date(2030, 12, 1), active_until=date(2031, 1, 31))
    assert {2030, 2031} <= set(years_in_use())
    make_desk("31.72.01", active_from=date(2040, 1, 1), active_until=date(9999, 12, 31))
    assert max(years_in_use()) == 2043


def test_loading_again_keeps_what_was_changed(reference):
    Holiday.objects.filter(falls_on=date(2024, 2, 14)).update(name="Hari Coblosan", kind="decreed")
    Holiday.objects.filter(falls_on=date(2024, 2, 10)).delete()
    Holiday.objects.create(falls_on=date(2024, 1, 1), area_id="31.72", name="Contoh")  # of an area: beside the others
    assert load_holidays([2024]) == {2024: (1, 0)}
    assert kinds(2024)[date(2024, 2, 14)] == ("decreed", "Hari Coblosan")
    assert load_reference()["holiday"] == 0
    assert Holiday.objects.filter(falls_on=date(2024, 2, 10)).get().history.count() == 1


def test_the_command_says_what_it_added(reference, capsys):
    call_command("load_holidays", "2019", "2020", "2019")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("2019: ") and "public holidays and" in first
    assert second.startswith("2020: ")
    call_command("load_holidays", "2019")
    assert capsys.readouterr().out == "2019: 0 public holidays and 0 days of joint leave added.\n"


@pytest.mark.parametrize(
    "years", [["abc"], ["24"], ["2024", "-1"], ["9" * 5000], ["1900"], ["2024", "9999"], ["２０２４"]]
)
def test_a_wrong_year_is_refused_in_a_sentence_and_nothing_loaded(reference, years):
    Holiday.objects.all().delete()
    with pytest.raises(CommandError) as error:
        call_command("load_holidays", *years)
    assert len(str(error.value)) < 200
    assert not Holiday.objects.exists()


def test_years_outside_the_package_are_refused(db):
    with pytest.raises(Refused, match="1900"):
        load_holidays([1900])
