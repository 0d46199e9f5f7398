"""Rule 7: many desks in one act, all or none. And what the commands say when they cannot."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from desks.actions import Refused, open_desks
from desks.models import Area, Desk, Role, Tier, User

from ..conftest import PLUIT


@pytest.fixture
def no_desks(election):
    Desk.objects.all().delete()


@pytest.fixture
def opening(election):
    """opening(**changes): open the desks of Jakarta Utara."""

    def opening(**changes):
        defaults = {
            "election": election,
            "area": Area.objects.get(pk=changes.pop("code", "31.72")),
            "tiers": list(Tier),
            "active_from": date(2024, 10, 3),
            "active_until": date(2024, 12, 15),
            "opens_at": 480,
            "closes_at": 960,
        }
        return open_desks(**{**defaults, **changes})

    return opening


@pytest.mark.parametrize(
    ("code", "tiers", "count"),
    [
        ("31.72", list(Tier), 38),
        ("31.75", list(Tier), 76),
        ("31.75", [Tier.WARD], 65),
        ("31", [Tier.CITY], 6),
        ("31.72.01.1005", list(Tier), 1),
        ("51", [Tier.CITY], 9),
    ],
)
def test_one_desk_for_each_area_of_the_tiers_at_or_below(no_desks, opening, code, tiers, count):
    desks = opening(code=code, tiers=tiers)
    areas = Area.objects.below(code).filter(tier__in=tiers).values_list("code", flat=True)
    assert len(desks) == Desk.objects.count() == count
    assert set(Desk.objects.values_list("area", flat=True)) == set(areas)
    assert Desk.history.filter(history_type="+", area__in=areas).count() >= count


def test_one_that_is_there_stops_them_all(no_desks, opening):
    opening(code=PLUIT)
    with pytest.raises(Refused, match="Pluit"):
        opening()
    assert Desk.objects.count() == 1


def test_another_election_or_city_is_not_in_the_way(no_desks, opening, election):
    opening(code="31.75", election=type(election).objects.get(pk="pilkada-dki-2024"))
    opening(election=type(election).objects.get(pk="pemilu-2024"))
    assert len(opening()) == 38


@pytest.mark.parametrize(
    "wrong",
    [
        {"active_from": date(2024, 12, 16)},
        {"opens_at": 960},
        {"opens_at": 961},
        {"opens_at": -1},
        {"closes_at": 1441},
        {"code": PLUIT, "tiers": [Tier.CITY]},
        {"tiers": []},
    ],
)
def test_a_wrong_value_opens_nothing(no_desks, opening, wrong):
    with pytest.raises(Refused, match=r"\w+ \w+ \w+.*\."):
        opening(**wrong)
    assert not Desk.objects.exists()


GOOD = {
    "--election": "pilkada-dki-2024",
    "--area": "31.72",
    "--from": "2024-10-03",
    "--until": "2024-12-15",
    "--opens": "08:00",
    "--closes": "24.00",
}


def command(**changes):
    options = {**GOOD, **{f"--{name}": value for name, value in changes.items()}}
    call_command("open_desks", *[word for pair in options.items() for word in pair])


def test_the_command_opens_them(no_desks, capsys):
    command()
    assert "38 desks opened" in capsys.readouterr().out
    assert set(Desk.objects.values_list("opens_at", "closes_at")) == {(480, 1440)}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"election": "x"}, "No election is called 'x'. Known: .*pilkada-dki-2024"),
        ({"area": "35.01"}, "No area has the code '35.01'.*load_areas 35"),
        ({"tiers": "ward,village"}, "'village' is no tier"),
        ({"from": "3 Oktober"}, "'3 Oktober' is not a date"),
        ({"until": "2024-13-01"}, "not a date"),
        ({"opens": "8"}, "'8' is not a time"),
        ({"closes": "24:01"}, "not a time"),
        ({"closes": "08:00"}, r"\w+"),
        ({"until": "2024-10-02"}, r"\w+"),
    ],
)
def test_the_command_says_what_is_wrong_and_opens_nothing(no_desks, changes, sentence):
    with pytest.raises(CommandError, match=sentence):
        command(**changes)
    assert not Desk.objects.exists()


# create_user


@pytest.fixture
def create_user(monkeypatch, reference, capsys):
    def create_user(name="petugas.contoh", *, password="kata-sandi-panjang-7", role="officer", area=PLUIT):
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        call_command("create_user", name, "--role", role, "--area", area, "--name", "Contoh Nama")
        return User.objects.get(username=name)

    return create_user


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_create_user_reads_the_password_from_standard_input(create_user, ending, capsys):
    user = create_user(password="kata-sandi-panjang-7" + ending)
    assert user.check_password("kata-sandi-panjang-7")
    assert (user.role, user.area_id, user.name, user.is_superuser) == (Role.OFFICER, PLUIT, "Contoh Nama", False)
    assert "kata-sandi" not in capsys.readouterr().out


@pytest.mark.parametrize("role", Role.values)
def test_create_user_knows_every_role(create_user, role):
    user = create_user(role=role)
    assert (user.role, user.is_staff) == (role, role == Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "superuser"},
        {"area": "99"},
        {"area": ""},
        {"password": ""},
        {"password": "\n"},
        {"password": "12345678"},
        {"password": "petugas.contoh"},
        {"name": "ada spasi"},
        {"name": "x" * 61},
        {"name": ""},
    ],
    ids=str,
)
def test_create_user_says_what_is_wrong_and_makes_nobody(create_user, wrong):
    with pytest.raises(CommandError, match=r"\w+ \w+"):
        create_user(**wrong)
    assert not User.objects.exists()


def test_create_user_refuses_a_name_that_is_taken(create_user):
    create_user()
    with pytest.raises(CommandError):
        create_user(role="coordinator")
    assert User.objects.get().role == Role.OFFICER
