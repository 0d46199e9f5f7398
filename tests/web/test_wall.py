"""The wall screen: what an observer of its area sees, for whoever has its address, and the way round the areas."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desks.actions import make_display, revoke_display
from desks.models import Area, Desk, Display, Election, Role, User
from reports.models import Report
from reports.views.walls import SECONDS
from reports.wall import TILES_SHOWN

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from .conftest import indonesian, text_of
from .crowd import counted, crowd, lies_in, seen

SISTER_WARD, SISTER_DISTRICT = "31.72.01.1003", "31.72.02"
PLACES = [PLUIT, SISTER_WARD, PENJARINGAN, SISTER_DISTRICT, CITY, PROVINCE, TWIN_WARD]
FIGURES = ["overdue", "waiting", "escalated", "open", "resolved_today"]
LEVELS = ["darurat", "tinggi", "sedang", "rendah"]


@pytest.fixture
def screen_of(desks, cast):
    """screen_of(code) -> the Display of an area."""

    def screen_of(code):
        return make_display(by=cast.superuser, area=Area.objects.get(pk=code), name="Contoh layar", now=NOW)

    return screen_of


@pytest.fixture
def screen(screen_of):
    return screen_of(CITY)


@pytest.fixture
def many(desks, cast, election):
    return crowd(150, seed=31, areas=PLACES, by=cast.province_coordinator, elections=[election])


def address_of(screen, code=None, query=""):
    return f"/wall/{screen.token}/" + (f"{code}/" if code else "") + query


def look(screen, code=None, query="", client=None):
    answer = (client or Client()).get(address_of(screen, code, query))
    assert answer.status_code == 200
    return answer


def numbers_in(page, pattern):
    return [int(number.replace(".", "")) for number in re.findall(pattern, page.content.decode())]


def figures_of(page):
    return dict(zip(FIGURES, numbers_in(page, r"<dd>([\d.]+)</dd>"), strict=True))


def severities_of(page):
    return numbers_in(page, r"severity-\w+\">.*?</span> \w+</span> <strong>([\d.]+)</strong></li>")


def tiles_on(page):
    """[(name, number, severity or None)]"""
    html = page.content.decode()
    tiles = html.split('<ul class="wall-tiles')[1].split("</ul>")[0].split("<li")[1:] if "wall-tiles" in html else []
    found = []
    for tile in tiles:
        level = re.search(r"severity-(\w+)", tile)
        name = re.search(r'"wall-area">([^<]+)<', tile)[1]
        found.append((name, int(re.search(r"<strong>(\d+)<", tile)[1]), level and level[1]))
    return found


def next_of(page):
    return re.search(r'data-next="([^"]+)"', page.content.decode())[1].replace("&amp;", "&")


# What it shows


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
    assert tiles_on(look(screen)) == expected
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
    assert tiles_on(after)[0] == ("Penjaringan", 1, "rendah")


def test_names_of_reporters_and_officers_are_not_on_it(screen, make_report, login_as):
    report = make_report(reporter_phone="0812 3456 7890")
    login_as("pluit_coordinator").post(f"{report.get_absolute_url()}acknowledge/", {})
    html = look(screen).content.decode()
    assert report.title in html
    assert "Pelapor" not in html and "0812" not in html and "Contoh pluit" not in html and "Contoh layar" not in html


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
    assert text.count(indonesian("none open")) == 6
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
    assert "09.00 WIB · Pluit · Dilaporkan" in text
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
    Area.objects.filter(pk__in=[f"31.99.{number}" for number in range(49, 59)]).delete()
    tiles = tiles_on(look(wide))
    assert [name for name, _number, _level in tiles] == sorted(name for name, _number, _level in tiles)
    assert len(tiles) == 50


@pytest.mark.parametrize(("districts", "size"), [(9, "few"), (10, "some"), (24, "some"), (25, "many")])
def test_the_fewer_the_larger(districts, size, wide):
    Report.objects.all()._raw_delete(Report.objects.db)
    Desk.objects.filter(area__code__startswith="31.99.").delete()
    Area.objects.filter(tier=3, code__startswith="31.99.", code__gt=f"31.99.{districts:02}").delete()
    assert f'class="wall-tiles wall-{size}"' in look(wide).content.decode()


def test_names_of_regencies_are_abbreviated(screen_of):
    names = [name for name, _number, _level in tiles_on(look(screen_of(PROVINCE)))]
    assert "Kab. Administrasi Kepulauan Seribu" in names


# Round the areas


def walk(answer_of, first, turns):
    """The areas and positions of so many turns."""
    address, found = first, []
    for _ in range(turns):
        page = answer_of(address)
        assert page.status_code == 200
        heading = re.search(r"<h1>(.*?)</h1>", page.content.decode())[1]
        found.append((heading, *re.findall(r"(\d+) / (\d+)</p>", page.content.decode())))
        address = next_of(page)
    return found


def test_the_way_round(screen, make_report, cast):
    """The own area at every second turn; below, those with a desk or an open report, in their order."""
    Desk.objects.filter(area=PENJARINGAN).update(active_until=date(2024, 11, 12))
    make_report(by=cast.city_officer, area="31.72.04", title="Contoh")
    Desk.objects.create(area_id="31.72.06", **desk_columns())
    make_report(by=cast.city_officer, area="31.72.05", classification="rahasia")
    own, third, fourth = "Kota Administrasi Jakarta Utara", "Kecamatan Cilincing", "Kecamatan Kelapa Gading"
    first, second, last = (own, ("1", "3")), (third, ("2", "3")), (fourth, ("3", "3"))
    assert walk(Client().get, address_of(screen), 6) == [first, second, first, last, first, second]


def desk_columns():
    dates = {"active_from": date(2024, 1, 1), "active_until": date(2099, 12, 31)}
    return {"election_id": "pilkada-dki-2024", "name": "Posko", "opens_at": 0, "closes_at": 1440, **dates}


def test_a_closed_report_and_a_desk_further_down_are_no_stops(screen, make_report):
    Desk.objects.exclude(area__in=(CITY, PLUIT)).update(active_until=date(2024, 11, 12))
    make_report(area=PLUIT)
    Report.objects.update(state="closed")
    page = look(screen)
    assert next_of(page) == address_of(screen)
    assert "1 / 1" not in text_of(page)


def test_a_stop_that_has_gone_is_passed_over(screen):
    Desk.objects.create(area_id="31.72.04", **desk_columns())
    assert next_of(look(screen, query=f"?after={PENJARINGAN}")) == address_of(screen, "31.72.04")
    assert next_of(look(screen, query="?after=31.72.02")) == address_of(screen, "31.72.04")
    assert next_of(look(screen, query="?after=31.72.04")) == address_of(screen, PENJARINGAN)
    for junk in ("x", "%F0%9F", "9" * 5000, "\u00e9"):
        assert look(screen, query=f"?after={junk}").status_code == 200


def test_an_area_beside_the_round(screen):
    page = look(screen, PLUIT)
    assert "wall-dots" not in page.content.decode()
    assert next_of(page) == address_of(screen, query=f"?after={PLUIT}")


def test_a_ward_alone_is_shown_anew(screen_of):
    screen = screen_of(PLUIT)
    assert next_of(look(screen)) == address_of(screen)


def test_a_reader_goes_round_too(desks, login_as, worker_alive):
    client = login_as("official")
    own, below = "Kota Administrasi Jakarta Utara", "Kecamatan Penjaringan"
    expected = [(own, ("1", "2")), (below, ("2", "2")), (own, ("1", "2"))]
    assert walk(client.get, f"/dashboard/{CITY}/?wall=1", 3) == expected
    page = client.get(f"/dashboard/{PENJARINGAN}/?wall={CITY}&seconds=7&election=pilkada-dki-2024")
    assert next_of(page) == f"/dashboard/{CITY}/?wall={CITY}&election=pilkada-dki-2024&seconds=7&after={PENJARINGAN}"


@pytest.mark.parametrize("wall", ["", "x", "31", "31.75", "31.72.01.1005", "99.99", "9" * 5000])
def test_a_reader_begins_nowhere_else(wall, desks, login_as, worker_alive):
    """Neither above their own area nor beside it: the round begins at the area asked for."""
    page = login_as("official").get(f"/dashboard/{PENJARINGAN}/?wall={wall}")
    assert page.status_code == 200
    assert next_of(page) == f"/dashboard/{PLUIT}/?wall={PENJARINGAN}"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", 20),
        ("5", 5),
        ("300", 300),
        ("4", 5),
        ("0", 5),
        ("301", 300),
        ("99999", 300),
        ("-5", 20),
        ("x", 20),
        ("²", 20),
    ]
    + [("9" * 5000, 20), ("7.5", 20), ("٣", 20), ("20", 20)],
)
def test_seconds(asked, given, screen):
    page = look(screen, query=f"?seconds={asked}")
    html = page.content.decode()
    assert f'data-seconds="{given}"' in html
    assert f'<noscript><meta http-equiv="refresh" content="{given};url={next_of(page)}"></noscript>' in html
    assert f'data-first="{address_of(screen, query="" if given == SECONDS else f"?seconds={given}")}"' in html
    assert next_of(page) == address_of(screen, PENJARINGAN, "" if given == SECONDS else f"?seconds={given}")


# The address


def never_was(client=None):
    return (client or Client()).get("/wall/999999-" + "0" * 40 + "/")


def test_dead_addresses_answer_as_those_that_never_were(screen, screen_of, cast, login_as):
    revoked = screen_of(CITY)
    revoke_display(by=cast.superuser, display=revoked, now=NOW)
    for client in (Client(), login_as("official"), login_as("administrator")):
        none = never_was(client)
        assert none.status_code == 404
        paths = [
            address_of(revoked),
            address_of(revoked, PLUIT),
            address_of(screen)[:-2] + "/",
            address_of(screen, TWIN_WARD),
        ]
        paths += [address_of(screen, code) for code in (PROVINCE, TWIN_CITY, "99.99", "31.72.99")]
        for path in paths:
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, none.content), path
            assert dict(answer.headers) == dict(none.headers), path


@pytest.mark.parametrize("token", ["x", "1", "1-", "%00", "²-x", "9" * 5000 + "-x", "%ff", "..", "1-%F0"])
def test_junk_is_no_address(token, screen):
    for path in (f"/wall/{token}/", f"/wall/{token}/{CITY}/", f"/wall/{screen.token}/{token}/"):
        assert Client().get(path).status_code in (400, 404), path


def test_the_address_opens_nothing_else(screen, make_report):
    report = make_report()
    client = Client()
    look(screen, client=client)
    assert not client.cookies
    for path in (
        "/",
        f"/dashboard/{CITY}/?wall=1",
        "/reports/",
        report.get_absolute_url(),
        "/desks/",
        f"/desks/{CITY}/",
    ):
        assert client.get(path)["Location"].startswith("/accounts/login/"), path


def test_it_shows_the_screens_area_whoever_looks(screen, make_report, login_as):
    """A reader's own rights add nothing to it."""
    make_report(title="Perihal rahasia", classification="rahasia")
    assert look(screen, client=login_as("official")).content == look(screen).content


def test_no_link_leads_away(screen, many):
    for code in (None, PENJARINGAN, PLUIT):
        html = look(screen, code).content.decode()
        assert "<a " not in html and "<form" not in html and "href=" in html
        loaded = re.findall(r'(?:href|src)="([^"]+)"', html)
        assert all(path.startswith("/static/") for path in loaded), loaded


def test_nothing_keeps_it_and_nobody_is_told(screen, login_as, worker_alive):
    for page in (look(screen), look(screen, PLUIT), login_as("official").get(f"/dashboard/{CITY}/?wall=1")):
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex"


def test_it_is_seen(screen, clock):
    Client().get(address_of(screen, TWIN_WARD))
    screen.refresh_from_db()
    assert screen.seen_at is None
    look(screen, PLUIT)
    clock.now = NOW + timedelta(seconds=30)
    look(screen)
    screen.refresh_from_db()
    assert screen.seen_at == NOW


def test_no_key_in_the_log(screen, cast, caplog):
    logging.getLogger("django.request").disabled = False
    revoke_display(by=cast.superuser, display=screen, now=NOW)
    for path in (address_of(screen), address_of(screen, PLUIT)):
        for client in (Client(), Client(enforce_csrf_checks=True)):
            client.get(path)
            client.post(path)
    assert "/wall/…/" in caplog.text
    assert len(caplog.records) == 8
    assert screen.token not in caplog.text and screen.token.partition("-")[2] not in caplog.text


# Cost


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow(screen, make_report, login_as, cast, election, worker_alive):
    Display.objects.update(seen_at=NOW)
    looks = [(Client(), address_of(screen)), (Client(), address_of(screen, PENJARINGAN))]
    looks.append((login_as("official"), f"/dashboard/{CITY}/?wall=1"))
    counts = [[queries_of(*look) for look in looks]]
    make_report()
    counts.append([queries_of(*look) for look in looks])
    crowd(200, seed=7, areas=PLACES, by=cast.province_coordinator, elections=[election])
    counts.append([queries_of(*look) for look in looks])
    assert counts == [[8, 8, 10]] * 3


def test_viewers_of_other_provinces_see_nothing_of_ours(screen_of, many, make_report):
    make_report(title="Perihal Pluit")
    User.objects.create_user("bali", "rahasia-contoh", role=Role.OBSERVER, area=Area.objects.get(pk="51"))
    page = look(screen_of("51"))
    assert set(figures_of(page).values()) == {0}
    assert "Perihal Pluit" not in text_of(page)
