"""Dates, times and numbers as the screen writes them (design, section 2)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from desks import formats
from desks.models import Election

from ..conftest import CITY, PLUIT
from .conftest import text_of

#: 3 October 2024, 14.05 in Jakarta.
MOMENT = datetime(2024, 10, 3, 7, 5, tzinfo=UTC)
WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("id", WIB, "Kamis, 3 Oktober 2024 pukul 14.05 WIB"),
        ("id", WITA, "Kamis, 3 Oktober 2024 pukul 15.05 WITA"),
        ("id", WIT, "Kamis, 3 Oktober 2024 pukul 16.05 WIT"),
        ("en", WIB, "Thursday, 3 October 2024 at 14:05 WIB"),
        ("en", WIT, "Thursday, 3 October 2024 at 16:05 WIT"),
    ],
)
def test_moment(language, zone, words):
    with translation.override(language):
        assert formats.moment(MOMENT, zone) == words
        with timezone.override(zone):
            assert formats.moment(MOMENT) == words


@pytest.mark.parametrize(
    ("language", "short", "clock", "day"),
    [
        ("id", "3 Okt 2024 14.05 WIB", "14.05 WIB", "Kamis, 3 Oktober 2024"),
        ("en", "3 Oct 2024 14:05 WIB", "14:05 WIB", "Thursday, 3 October 2024"),
    ],
)
def test_shorter_ones(language, short, clock, day):
    with translation.override(language):
        assert formats.moment_short(MOMENT, WIB) == short
        assert formats.clock(MOMENT, WIB) == clock
        assert formats.day(MOMENT, WIB) == formats.day(date(2024, 10, 3)) == day


def test_the_day_changes_with_the_zone():
    late = datetime(2024, 10, 3, 16, 30, tzinfo=UTC)  # 23.30 in Jakarta
    with translation.override("id"):
        assert formats.day(late, WIB).startswith("Kamis, 3")
        assert formats.day(late, WITA).startswith("Jumat, 4")
        assert formats.moment(datetime(2024, 10, 3, 17, 0, tzinfo=UTC), WIB) == "Jumat, 4 Oktober 2024 pukul 00.00 WIB"


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("id", 1345815, "1.345.815"),
        ("id", 999, "999"),
        ("id", 0, "0"),
        ("en", 1345815, "1,345,815"),
    ],
)
def test_figure(language, number, words):
    with translation.override(language):
        assert formats.figure(number) == words


def test_every_month_and_weekday():
    months = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ]
    days = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    with translation.override("id"):
        for number, month in enumerate(months, start=1):
            assert f" 1 {month} 2024" in formats.day(date(2024, number, 1))
        for number, day in enumerate(days, start=1):
            assert formats.day(date(2024, 7, number)).startswith(f"{day}, ")  # 1 July 2024 was a Monday


def test_on_the_pages(make_report, login_as):
    report = make_report(stations_affected=345815, occurred_at=MOMENT)
    client = login_as("pluit_officer")
    page = text_of(client.get(report.get_absolute_url()))
    assert "Kamis, 3 Oktober 2024 pukul 14.05 WIB" in page
    assert "345.815" in page
    client.cookies["django_language"] = "en"
    page = text_of(client.get(report.get_absolute_url()))
    assert "Thursday, 3 October 2024 at 14:05 WIB" in page
    assert "345,815" in page


def test_names_from_the_data_follow_the_language(desks, login_as):
    client = login_as("pluit_officer")
    election = Election.objects.get(pk="pilkada-dki-2024")
    assert election.name_id in text_of(client.get(f"/desks/{PLUIT}/"))
    client.cookies["django_language"] = "en"
    assert election.name_en in text_of(client.get(f"/desks/{PLUIT}/"))
    assert CITY not in election.name_en
