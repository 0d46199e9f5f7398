"""What a wall screen shows: the figures of an observer of its area, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desks.models import Area, Desk, Display, Election, Role, User
from reports.actions.folding import rebuild_rollups
from reports.models import Report, Rollup, WorkerBeat
from reports.wall import TILES_SHOWN

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from . import wall_cast
from .conftest import indonesian, text_of
from .crowd import counted, crowd, lies_in, seen
from .wall_cast import (
    FIGURES,
    LEVELS,
    PLACES,
    SISTER_WARD,
    address_of,
    figures_of,
    inner_on,
    look,
    severities_of,
    tiles_on,
)

many = wall_cast.many
screen = wall_cast.screen
screen_of = wall_cast.screen_of


@pytest.mark.parametrize("code", [CITY, PENJARINGAN, PLUIT])
def test_figures_are_those_of_an_observer(code, screen, many, cast):
    here = lies_in(seen(many, cast.observer), code)
    page = look(screen, code)
    expected = counted(here, code, screen.area.zone)
    assert figures_of(page) == {name: expected[name] for name in FIGURES}
    still_open = [report for report in here if report.state in ("waiting", "in_progress", "resolved")]
    assert severities_of(page)[:4] == [sum(row.severity_id == level for row in still_open) for level in LEVELS]
    assert sum(severities_of(page)[:4]) == expected["open"] > 0


def test_tiles_hold_the_open_reports_and_the_worst_severity(screen, many, cast):
    here = lies_in(seen(many, cast.observer), CITY)
    still_open = [report for report in here if report.state in ("waiting", "in_progress", "resolved")]
    expected = []
    children = Area.objects.filter(tier=3, code__startswith=CITY).order_by("code")
    for area, rows in [
        (None, [row for row in still_open if row.area_id == CITY]),
        *((child, lies_in(still_open, child.pk)) for child in children),
    ]:
        worst = min((LEVELS.index(row.severity_id) for row in rows), default=None)
        name = area.name if area else "Kota sendiri"
        expected.append((name, len(rows), None if worst is None else LEVELS[worst]))
    assert sorted(tiles_on(look(screen)), key=str) == sorted(expected, key=str)
    assert {level for _name, _number, level in expected} > {None}


def test_what_is_more_than_ordinary_is_neither_told_nor_counted(screen, make_report):
    make_report(title="Perihal biasa", severity="rendah")
    before = look(screen)
    for level in ("terbatas", "rahasia"):
        make_report(title=f"Perihal {level}", classification=level, severity="darurat")
        make_report(by=None, title=f"Perihal {level}", classification=level, area=SISTER_WARD, severity="darurat")
    after = look(screen)
    assert after.content == before.content
    assert "Perihal biasa" in text_of(after)
    assert "Perihal terbatas" not in text_of(after) and "Perihal rahasia" not in text_of(after)
    assert ("Penjaringan", 1, "rendah") in tiles_on(after)


def test_names_of_reporters_and_officers_are_not_on_it(screen, make_report, login_as):
    report = make_report(reporter_phone="0812 3456 7890")
    login_as("pluit_coordinator").post(f"{report.get_absolute_url()}acknowledge/", {})
    html = look(screen).content.decode()
    assert report.title in html
    assert "Pelapor" not in html and "Contoh pluit" not in html and "Contoh layar" not in html
    # Fewer digits may stand in the screen's random address.
    assert not re.search(r"3456\D?7890", html), "the telephone number, however it is written"


def test_a_reader_sees_their_own_figures_and_is_warned(screen, many, make_report, cast, login_as, worker_alive):
    warning = indonesian("Holds restricted and secret reports: not for a room that others enter.")
    make_report(title="Perihal rahasia", classification="rahasia")
    for person, warned in (("official", True), ("observer", False)):
        page = login_as(person).get(f"/dashboard/{CITY}/?wall=1")
        reports = list(Report.objects.all())
        expected = counted(lies_in(seen(reports, getattr(cast, person)), CITY), CITY, screen.area.zone)
        assert figures_of(page) == {name: expected[name] for name in FIGURES}
        assert ("Perihal rahasia" in text_of(page), warning in text_of(page)) == (warned, warned)
    assert figures_of(page) == figures_of(look(screen))
    assert warning not in text_of(look(screen))


def test_where_and_when(screen, clock):
    Desk.objects.filter(area=CITY).update(opens_at=8 * 60, closes_at=16 * 60)
    for hour, words in ((9, "Posko buka"), (17, "Posko tutup")):
        clock.now = NOW.replace(hour=hour)
        text = text_of(look(screen))
        assert words in text
        assert f"{indonesian('Last updated')} {hour:02}.00 WIB" in text
    assert "Kota Administrasi Jakarta Utara" in text
    assert "Pemilihan Gubernur dan Wakil Gubernur DKI Jakarta 2024 · 14 hari menuju hari pemungutan suara" in text


@pytest.mark.parametrize(
    ("day", "words"), [(27, "hari ini hari pemungutan suara"), (29, "2 hari setelah hari pemungutan suara")]
)
def test_voting_day(day, words, screen, clock):
    clock.now = NOW.replace(day=day)
    assert words in text_of(look(screen))


def test_times_are_those_of_the_screens_area(screen_of):
    assert "10.00 WITA" in text_of(look(screen_of("51.71")))


def test_nothing_is_an_empty_box(screen, screen_of):
    text = text_of(look(screen))
    assert indonesian("Nothing in the last 24 hours. New events appear here by themselves.") in text
    assert {(number, level) for _name, number, level in tiles_on(look(screen))} == {(0, None)}
    assert {(number, level) for tiles in inner_on(look(screen)).values() for _name, number, level, _ in tiles} == {
        (0, None)
    }
    assert text_of(look(screen_of(PENJARINGAN))).count(indonesian("none open")) == 5
    assert indonesian("Needs a decision now") not in text
    ward = look(screen_of(PLUIT))
    assert tiles_on(ward) == [] and "wall-alone" in ward.content.decode()
    Election.objects.filter(pk="pilkada-dki-2024").update(scope="31")
    bali = text_of(look(screen_of("51.71")))
    assert indonesian("No active desk of its own") in bali


def test_no_election(screen_of, cast):
    screen = screen_of("51.71")
    Desk.objects.all()._raw_delete(Desk.objects.db)
    Election.objects.filter(scope="00").delete()
    Election.objects.update(scope="31")
    assert indonesian("No election is held here.") in text_of(look(screen))


def test_newest_events(screen, make_report):
    rows = [make_report(title=f"Perihal {number}", now=NOW - timedelta(minutes=number)) for number in range(7)]
    make_report(title="Perihal kemarin dulu", now=NOW - timedelta(hours=25))
    make_report(by=None, title="Perihal rahasia", classification="rahasia")
    text = text_of(look(screen))
    assert [row.title for row in rows if row.title in text] == [f"Perihal {number}" for number in range(5)]
    assert "09.00 WIB · Dilaporkan Pluit · Perihal 0" in text
    assert "kemarin" not in text and "rahasia" not in text


# Too many for one screen


@pytest.fixture
def wide(screen_of, cast, election):
    """A city of 60 districts, the last two of which have the worst reports."""
    Area.objects.create(pk="31.99", name="Kota Contoh", tier=2, kind="kota", time_zone="Asia/Jakarta")
    districts = [f"31.99.{number:02}" for number in range(1, 61)]
    for code in districts:
        Area.objects.create(pk=code, name=f"Contoh {code}", tier=3, kind="kecamatan", time_zone="Asia/Jakarta")
    by = cast.province_coordinator
    reports = crowd(3, seed=1, areas=districts[-2:-1], by=by, elections=[election])
    reports += crowd(1, seed=2, areas=districts[-1:], by=by, elections=[election])
    Report.objects.update(state="waiting", severity="sedang", classification="biasa")
    Report.objects.filter(area=districts[-1]).update(severity="darurat")
    rebuild_rollups()
    return screen_of("31.99")


def test_beyond_fifty_the_worst_come_first(wide):
    page = look(wide)
    tiles = tiles_on(page)
    assert len(tiles) == TILES_SHOWN == 50
    assert [(name, level) for name, _number, level in tiles[:3]] == [
        ("Contoh 31.99.60", "darurat"),
        ("Contoh 31.99.59", "sedang"),
        ("Contoh 31.99.01", None),
    ]
    assert re.search(r"· (dan|and) 10 (lagi|more)", text_of(page))
    assert 'class="wall-tiles wall-many"' in page.content.decode()


def test_up_to_fifty_they_stay_in_their_order(wide):
    Rollup.objects.all().delete()
    Area.objects.filter(pk__in=[f"31.99.{number}" for number in range(49, 59)]).delete()
    tiles = tiles_on(look(wide))
    assert [name for name, _number, _level in tiles] == sorted(name for name, _number, _level in tiles)
    assert len(tiles) == 50


@pytest.mark.parametrize(("districts", "size"), [(9, "few"), (10, "some"), (24, "some"), (25, "many")])
def test_the_fewer_the_larger(districts, size, wide):
    Report.objects.all()._raw_delete(Report.objects.db)
    Rollup.objects.all().delete()
    Desk.objects.filter(area__code__startswith="31.99.").delete()
    Area.objects.filter(tier=3, code__startswith="31.99.", code__gt=f"31.99.{districts:02}").delete()
    assert f'class="wall-tiles wall-{size}"' in look(wide).content.decode()


def test_names_of_regencies_are_abbreviated(screen_of):
    names = [name for name, _number, _level in tiles_on(look(screen_of(PROVINCE)))]
    assert "Kab. Kepulauan Seribu" in names and "Kota Jakarta Utara" in names


# Cost


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow(screen, make_report, login_as, cast, election, worker_alive):
    Display.objects.update(seen_at=NOW)
    looks = [(Client(), address_of(screen)), (Client(), address_of(screen, PENJARINGAN))]
    looks.append((login_as("official"), f"/dashboard/{CITY}/?wall=1"))
    assert connection.features.supports_json_field  # which Django finds out by a query, once a process
    counts = [[queries_of(*look) for look in looks]]
    make_report()
    counts.append([queries_of(*look) for look in looks])
    crowd(200, seed=7, areas=PLACES, by=cast.province_coordinator, elections=[election])
    counts.append([queries_of(*look) for look in looks])
    # Where a dashboard looks is kept for a minute.
    assert counts == [[8, 8, 9], [6, 6, 7], [6, 6, 7]]


def test_viewers_of_other_provinces_see_nothing_of_ours(screen_of, many, make_report):
    make_report(title="Perihal Pluit")
    User.objects.create_user("bali", "rahasia-contoh", role=Role.OBSERVER, area=Area.objects.get(pk="51"))
    page = look(screen_of("51"))
    assert set(figures_of(page).values()) == {0}
    assert "Perihal Pluit" not in text_of(page)


def test_a_screen_says_what_it_leaves_out_and_that_nothing_escalates(screen, make_report, login_as, clock):
    note, alarm = indonesian("BIASA only"), indonesian("Automatic escalation is not running.")
    assert (note in text_of(look(screen)), alarm in text_of(look(screen))) == (True, True)
    WorkerBeat.objects.create(name="contoh", seen_at=NOW)
    assert alarm not in text_of(look(screen))
    seen_by = {person: login_as(person).get(f"/dashboard/{CITY}/?wall=1") for person in ("official", "observer")}
    assert [note in text_of(page) for page in seen_by.values()] == [False, True]


def test_of_yesterdays_events_the_date_is_told(screen, make_report, login_as, clock):
    make_report(now=NOW - timedelta(hours=20))
    make_report(now=NOW)
    for text in (text_of(look(screen)), text_of(login_as("official").get(f"/dashboard/{CITY}/"))):
        assert "12 Nov 2024 13.00 WIB" in text
        assert (
            " 09.00 WIB" in text and "13 Nov 2024 09.00 WIB" not in text.partition(indonesian("Newest events"))[2][:300]
        )


def test_the_nation_has_no_desk_that_could_be_closed(screen_of):
    text = text_of(look(screen_of("00")))
    assert indonesian("No desk stands for the whole country") in text
    assert indonesian("No active desk of its own") not in text
    assert indonesian("Escalated to this desk") not in text
