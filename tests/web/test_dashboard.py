"""Every figure of every dashboard tallies: with a plain count in Python, and with the list its link leads to."""

import math
import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desks.models import Area, Desk, Election, Role, User
from reports.actions import perform
from reports.actions.folding import fold, rebuild_rollups
from reports.models import Report, Severity, WorkerBeat

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_DISTRICT, TWIN_WARD
from .conftest import indonesian, text_of
from .crowd import counted, crowd, lies_in, seen

SISTER_WARD, SISTER_DISTRICT = "31.72.01.1003", "31.72.02"
JAKARTA = [PLUIT, SISTER_WARD, PENJARINGAN, SISTER_DISTRICT, CITY, PROVINCE, TWIN_WARD, TWIN_DISTRICT, "31.71"]
DENPASAR = ["51.71.01.1001", "51.71.01.1002", "51.71.01", "51.71", "51.03"]
#: Who looks at which dashboards: the own one and those below, one of each tier.
LOOKS = {
    "province_officer": [PROVINCE],
    "province_coordinator": [PROVINCE, CITY, PLUIT],
    "city_officer": [CITY],
    "official": [CITY, PENJARINGAN],
    "observer": [CITY, PENJARINGAN],
    "penjaringan_coordinator": [PENJARINGAN, SISTER_WARD],
    "pluit_officer": [PLUIT],
    "outsider_official": ["31.75"],
}
TOP = ["overdue", "waiting", "escalated", "open", "resolved_today"]
FOOT = ["waiting", "in_progress", "resolved", "open"]
ROW = ["overdue", "waiting", "in_progress", "resolved", "open", "escalated", "resolved_today"]
SEVERITIES = ["darurat", "tinggi", "sedang", "rendah"]


class Figures(HTMLParser):
    """The (name, number, link) of each figure of a page, the links of the severities, and the names of the rows."""

    def __init__(self, response):
        super().__init__()
        self.figures, self.severities, self.matrix, self.rows = [], [], [], []
        self.open, self.link, self.cell, self.compact = None, None, None, False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = (attributes.get("class") or "").split()
        if tag == "table":
            self.compact = "compact" in classes
        if tag == "td":
            self.cell = classes[0] if classes else None
            if classes == ["cell-main"]:
                self.rows.append("")
            elif self.compact:
                self.matrix.append("")
        if "figure" in classes:
            self.open = classes[1].removeprefix("figure-")
            self.figures.append([self.open, "", attributes.get("href")])
        elif tag == "a" and self.compact and "severity=" in attributes["href"]:
            self.severities.append(attributes["href"])

    def handle_endtag(self, tag):
        if tag in ("a", "span"):
            self.open = None
        if tag == "td":
            self.cell = None
        if tag == "table":
            self.compact = False

    def handle_data(self, data):
        if self.open:
            self.figures[-1][1] += data
        if self.cell == "cell-main":
            self.rows[-1] += data.strip()
        elif self.cell and self.compact:
            self.matrix[-1] += data.strip()

    def take(self, names):
        """The next figures, which must be these; zeros carry no name and no link."""
        taken, self.figures = self.figures[: len(names)], self.figures[len(names) :]
        assert [name for name, _, _ in taken] == [
            "zero" if number == "0" else name for name, (_, number, _) in zip(names, taken, strict=True)
        ]
        return {name: (number_in(number), link) for name, (_, number, link) in zip(names, taken, strict=True)}


def number_in(text):
    return int(text.split()[0].replace(".", ""))


def total_of_list(response):
    """What the list itself says: its total, checked against its rows where they fit one page."""
    assert response.status_code == 200
    total = number_in(text_of(response).split("Laporan kejadian ")[1])
    assert response.content.count(b'<td class="cell-main">') == min(total, 50)
    return total


@pytest.fixture
def many(desks, cast, election):
    elections = [election, election, Election.objects.get(pk="pemilu-2024")]
    reports = crowd(180, seed=20241127, areas=JAKARTA, by=cast.province_coordinator, elections=elections)
    Desk.objects.filter(election="pemilu-2024").update(active_until=date(2024, 2, 29))
    return reports


@pytest.fixture
def tally(login_as):
    """tally(person, user, code, reports) compares a whole dashboard with the reports in it and the lists behind it."""

    def tally(client, user, code, reports, query="", follow=True):
        area = Area.objects.get(pk=code)
        here = lies_in(seen(reports, user), code)
        response = client.get(f"/dashboard/{code}/{query}")
        page = Figures(response)
        checked = [(page.take(TOP), counted(here, code, area.zone), TOP)]
        if any(report.state in ("waiting", "in_progress", "resolved") for report in here):
            checked.append((page.take(FOOT), counted(here, code, area.zone), FOOT))
            matrix(page, client, here)
        children = list(Area.objects.filter(code__startswith=f"{code}.", tier=area.tier + 1).order_by("code"))
        own_level = [report for report in here if report.area_id == code]
        figures = counted(own_level, code, area.zone)
        names = [child.full_name for child in children]
        if children and (figures["open"] or figures["resolved_today"]):
            names.insert(0, f"{area.full_name} sendiri")
            checked.append((page.take(ROW), figures, ROW))
        for child in children:
            checked.append((page.take(ROW), counted(lies_in(here, child.pk), child.pk, area.zone), ROW))
        assert page.figures == []
        assert len(page.rows) == len(names)
        for shown, expected, order in checked:
            assert {name: number for name, (number, _) in shown.items()} == {name: expected[name] for name in order}
            for name, (number, link) in shown.items():
                assert (link is None) == (number == 0)
                if link and follow:
                    assert total_of_list(client.get(link)) == number, (user.username, code, name, link)
        if children:
            for name in (name for name in ROW if name != "escalated"):
                rows = [shown for shown, _, order in checked if order is ROW]
                assert sum(shown[name][0] for shown in rows) == counted(here, code, area.zone)[name]
        return response

    return tally


def matrix(page, client, here):
    """Severities by state: each cell, each sum and the list behind the sum."""
    still_open = [report for report in here if report.state in ("waiting", "in_progress", "resolved")]
    expected, links = [], []
    for level in SEVERITIES:
        of_level = [report for report in still_open if report.severity_id == level]
        numbers = [sum(report.state == state for report in of_level) for state in FOOT[:3]]
        expected += [*numbers, len(of_level)]
        links += [len(of_level)] if of_level else []
    shown = [number_in(number) for number in page.matrix]
    assert shown[: len(expected)] == expected
    sums = shown[len(expected) :]
    assert sums == [sum(expected[column:16:4]) for column in range(4)]
    assert sums[3] == len(still_open)
    assert [total_of_list(client.get(link)) for link in page.severities] == links


@pytest.mark.parametrize("person", LOOKS)
def test_every_figure_tallies(person, many, tally, login_as, cast, worker_alive):
    """Only the pilkada's desks are active: its reports alone count."""
    for code in LOOKS[person]:
        tally(login_as(person), getattr(cast, person), code, of_election(many, "pilkada-dki-2024"))


def test_the_election_asked_for(many, tally, login_as, cast, worker_alive):
    reports = of_election(many, "pemilu-2024")
    page = tally(login_as("official"), cast.official, CITY, reports, query="?election=pemilu-2024")
    assert "Pemilu 2024" in text_of(page)
    assert "hari setelah hari pemungutan suara" in text_of(page)


def of_election(reports, slug):
    return [report for report in reports if report.election_id == slug]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_of_other_crowds(seed, cast, election, desks, tally, login_as, worker_alive):
    reports = crowd(60, seed=seed, areas=JAKARTA, by=cast.province_coordinator, elections=[election])
    for person, code in (("province_coordinator", PROVINCE), ("official", CITY), ("observer", PENJARINGAN)):
        tally(login_as(person), getattr(cast, person), code, reports, follow=False)


def test_many_holds_every_case(many):
    """The crowd would prove little if it lacked a case."""
    both = {(report.state, report.arrived_by in ("escalated", "passed_on")) for report in many}
    assert len(both) == 10
    assert {report.resolved_at for report in many if report.resolved_at and report.state == "closed"}
    assert {report.election_id for report in many} == {"pilkada-dki-2024", "pemilu-2024"}


@pytest.fixture
def denpasar(reference):
    """(official, election) of a province on another clock: WITA, one hour ahead."""
    user = User.objects.create_user("bali", "rahasia-contoh", role=Role.OFFICIAL, area=Area.objects.get(pk="51"))
    names = {"name_id": "Contoh pemilihan", "name_en": "Contoh election"}
    return user, Election.objects.create(slug="pilkada-bali", voting_on=date(2024, 11, 27), scope_id="51", **names)


@pytest.fixture
def denpasar_client(denpasar, client):
    client.force_login(denpasar[0], "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_crowd_in_another_time_zone(denpasar, denpasar_client, tally, cast, worker_alive):
    user, election = denpasar
    reports = crowd(60, seed=51, areas=DENPASAR, by=user, elections=[election])
    for code in ("51", "51.71", "51.71.01"):
        assert "WITA" in text_of(tally(denpasar_client, user, code, reports))


@pytest.mark.parametrize(
    ("moment", "in_jakarta", "in_denpasar"),
    [
        ("2024-11-12T15:59:00Z", 0, 0),  # 22.59 WIB, 23.59 WITA of the day before
        ("2024-11-12T16:01:00Z", 0, 1),  # 23.01 WIB, 00.01 WITA
        ("2024-11-12T17:01:00Z", 1, 1),  # 00.01 WIB
        ("2024-11-13T15:59:00Z", 1, 1),  # 22.59 WIB, 23.59 WITA
        ("2024-11-13T16:01:00Z", 1, 0),  # 00.01 WITA of the day after
        ("2024-11-13T17:01:00Z", 0, 0),
    ],
)
def test_today_is_the_areas_own_day(
    moment, in_jakarta, in_denpasar, desks, cast, election, login_as, denpasar, denpasar_client
):
    rows = crowd(1, seed=1, areas=[PLUIT], by=cast.official, elections=[election])
    rows += crowd(1, seed=1, areas=["51.71.01"], by=cast.official, elections=[denpasar[1]])
    done = {"state": "closed", "classification": "biasa", "resolved_at": moment}
    Report.objects.filter(pk__in=[row.pk for row in rows]).update(**done)
    rebuild_rollups()
    for visitor, code, expected in ((login_as("official"), CITY, in_jakarta), (denpasar_client, "51", in_denpasar)):
        number, link = Figures(visitor.get(f"/dashboard/{code}/")).take(TOP)["resolved_today"]
        assert number == expected
        if link:
            assert parse_qs(urlsplit(link).query)["resolved_on"] == ["2024-11-13"]
            assert total_of_list(visitor.get(link)) == expected


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ((2024, 11, 13), "14 hari menuju hari pemungutan suara"),
        ((2024, 11, 26), "1 hari menuju hari pemungutan suara"),
        ((2024, 11, 27), "hari ini hari pemungutan suara"),
        ((2024, 11, 28), "1 hari setelah hari pemungutan suara"),
        ((2024, 12, 7), "10 hari setelah hari pemungutan suara"),
    ],
)
def test_days_to_voting_day(today, words, desks, login_as, clock):
    clock.now = datetime(*today, 2, tzinfo=NOW.tzinfo)
    assert words in text_of(login_as("official").get(f"/dashboard/{CITY}/"))


def test_after_the_desks_have_closed_the_last_election_is_shown(desks, login_as):
    Desk.objects.update(active_until=date(2024, 11, 12))
    text = text_of(login_as("official").get(f"/dashboard/{CITY}/"))
    assert "Pemilihan Gubernur dan Wakil Gubernur DKI Jakarta 2024" in text
    assert "Tidak punya posko aktif sendiri" in text


def test_no_election_at_all(denpasar, denpasar_client):
    denpasar[1].delete()
    page = denpasar_client.get("/dashboard/51/")
    assert "Tidak ada pemilihan di sini." in text_of(page)
    assert {number for _, number, _ in Figures(page).figures} == {"0"}


@pytest.mark.parametrize(
    ("hour", "words"), [(7, "Posko tutup"), (8, "Posko buka"), (15, "Posko buka"), (16, "Posko tutup")]
)
def test_desk_open_or_closed(hour, words, desks, login_as, clock):
    Desk.objects.filter(area=CITY).update(opens_at=8 * 60, closes_at=16 * 60)
    clock.now = NOW.replace(hour=hour)
    assert words in text_of(login_as("official").get(f"/dashboard/{CITY}/"))


def test_newest_events(make_report, cast, login_as):
    report = make_report(title="Perihal jalan terputus")
    secret = make_report(title="Perihal rahasia", classification="rahasia")
    make_report(title="Perihal kembaran", by=cast.outsider_officer, area=TWIN_WARD)
    old = make_report(title="Perihal lama", now=NOW - timedelta(hours=25))
    for person, expected in (("official", [secret, report]), ("observer", [report])):
        text = login_as(person).get(f"/dashboard/{CITY}/").content.decode()
        assert [row for row in (secret, report, old) if row.title in text] == expected
        assert "Perihal kembaran" not in text


def test_the_figures_name_the_new_emergencies(make_report, cast, login_as):
    """Filed, or made one: also while another is acknowledged and their number stays the same."""

    def named(person):
        page = login_as(person).get(LIVE, headers=POLL).content.decode()
        return re.search(r'data-emergencies="(\d+)" data-new="(.*?)"', page).groups()

    make_report(severity="tinggi")
    one, two = make_report(severity="darurat"), make_report(severity="sedang")
    assert named("official") == ("1", one.number)
    perform(step="acknowledge", number=one.number, by=cast.pluit_officer, data={}, now=NOW)
    assert named("official") == ("0", one.number)
    changed = {"severity": Severity.objects.get(pk="darurat"), "classification": "terbatas"}
    data = {"category": two.category, **changed, "text": "Contoh"}
    perform(step="reclassify", number=two.number, by=cast.pluit_coordinator, data=data, now=NOW)
    assert sorted(named("official")[1].split()) == [one.number, two.number]
    assert named("observer") == ("0", one.number)


LIVE = f"/dashboard/{CITY}/live/"
#: What htmx tells of itself.
POLL = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("query", "kept"), [("", ""), ("?election=pemilu-2024", "?election=pemilu-2024"), ("?election=%0a", "")]
)
def test_the_figures_alone_are_no_page(query, kept, desks, login_as):
    assert b"<html" not in login_as("official").get(f"{LIVE}{query}", headers=POLL).content
    answer = login_as("official").get(f"{LIVE}{query}")
    assert (answer.status_code, answer["Location"]) == (302, f"/dashboard/{CITY}/{kept}")


def queries_of(client, address, status=200, **headers):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=headers).status_code == status
    return len(queries)


@pytest.mark.parametrize("person", LOOKS)
def test_queries_do_not_grow(person, make_report, login_as, cast, election):
    client, address = login_as(person), f"/dashboard/{getattr(cast, person).area_id}/"
    assert connection.features.supports_json_field  # which Django finds out by a query, once a process
    counts = [queries_of(client, address)]
    make_report()
    make_report(by=cast.outsider_officer, area=TWIN_WARD)
    counts.append(queries_of(client, address))
    crowd(80, seed=7, areas=JAKARTA, by=cast.province_coordinator, elections=[election])
    cache.clear()  # nothing has happened to these reports that would tell a new look
    counts.append(queries_of(client, address))
    closed = crowd(500, seed=8, areas=JAKARTA, by=cast.province_coordinator, elections=[election])
    Report.objects.filter(pk__in=[report.pk for report in closed]).update(
        state="closed", resolved_at="2024-10-10T00:00Z"
    )
    rebuild_rollups()
    cache.clear()
    counts.append(queries_of(client, address))
    # The second within the minute of the first: where the dashboard looks is kept, what happened is not.
    assert counts == [8, 6, 8, 8]


def test_an_unchanged_dashboard_costs_one_query_beyond_those_of_the_login(make_report, login_as):
    make_report()
    client = login_as("official")
    for address, again in ((f"/dashboard/{CITY}/", 4), (LIVE, 3)):
        tag = client.get(address, headers=POLL)["ETag"]
        assert queries_of(client, address, 304, if_none_match=tag, **POLL) == 3
        assert queries_of(client, address, **POLL) == again


def test_where_it_looks_is_kept_for_a_minute_and_what_happens_is_not(make_report, login_as, clock, desks):
    client = login_as("official")

    def seen():
        page = text_of(client.get(LIVE, headers=POLL))
        return indonesian("Desk open") in page, "Perihal baru" in page

    assert seen() == (True, False)
    Desk.objects.filter(pk=desks[CITY].pk).update(active_until=NOW.date() - timedelta(days=1))
    make_report(title="Perihal baru")
    assert seen() == (True, True)
    clock.now += timedelta(minutes=1)
    assert seen() == (False, True)


@pytest.mark.parametrize("address", [f"/dashboard/{CITY}/", LIVE])
def test_a_dashboard_is_the_same_only_while_nothing_happens(address, make_report, login_as, cast, clock):
    client, headers = login_as("official"), dict(POLL)

    def changed():
        response = client.get(address, headers=headers)
        headers["If-None-Match"] = response["ETag"]
        return response.status_code == 200

    assert changed()
    assert not changed()
    report = make_report()
    assert changed()
    fold()
    assert not changed()
    perform(step="acknowledge", number=report.number, by=cast.pluit_officer, data={}, now=NOW)
    assert changed()
    assert not changed()
    make_report(by=cast.outsider_officer, area=TWIN_WARD)
    assert not changed()
    clock.now += timedelta(minutes=1)
    assert changed()
    client.cookies["django_language"] = "en"
    assert changed()


def test_what_one_does_not_see_changes_nothing_for_them(make_report, login_as, cast):
    """Not even the tag of the page tells an observer that something secret goes on."""
    report = make_report()

    def look(name):
        return login_as(name).get(LIVE, headers=POLL)

    tags = {name: look(name)["ETag"] for name in ("observer", "official")}
    make_report(classification="rahasia")
    assert look("observer")["ETag"] == tags["observer"]
    assert look("official")["ETag"] != tags["official"]
    data = {"category": report.category, "severity": report.severity, "classification": "rahasia", "text": "Contoh"}
    perform(step="reclassify", number=report.number, by=cast.pluit_coordinator, data=data, now=NOW)
    assert look("observer")["ETag"] != tags["observer"]
    for _ in range(2):
        assert Figures(look("observer")).take(TOP)["open"] == (0, None)
        fold()
        cache.clear()


SILENT = "Automatic escalation is not running."


@pytest.mark.parametrize(
    ("person", "told"),
    [("city_officer", False), ("city_coordinator", True), ("official", True), ("observer", False)],
)
def test_an_open_dashboard_tells_of_a_silent_worker(person, told, desks, login_as, clock):
    """Once, and within the figures that stay fresh: for no query more, and as soon as it is so."""
    client, words, page = login_as(person), indonesian(SILENT), f"/dashboard/{CITY}/"

    def look():
        first = client.get(LIVE, headers=POLL)
        assert queries_of(client, LIVE, 304, if_none_match=first["ETag"], **POLL) == 3
        assert text_of(client.get(page)).count(words) == text_of(first).count(words)
        return first["ETag"], client.get(page)["ETag"], text_of(first).count(words)

    before = look()
    assert before[2] == told
    WorkerBeat.objects.create(name="contoh", seen_at=NOW - timedelta(seconds=60))
    alive = look()
    assert alive[2] == 0
    assert [one != other for one, other in zip(alive, before, strict=True)] == [told] * 3
    WorkerBeat.objects.update(seen_at=NOW - timedelta(seconds=60, microseconds=1))
    assert look() == before


def test_each_login_has_its_own_page(make_report, login_as, cast):
    """The page holds a form's token: after another login on the same computer the old page is of no use."""
    make_report()
    first = login_as("official").get(f"/dashboard/{CITY}/")["ETag"]
    other = Client()
    other.force_login(cast.official, "django.contrib.auth.backends.ModelBackend")
    assert other.get(f"/dashboard/{CITY}/", headers={"If-None-Match": first}).status_code == 200


def test_tiles_are_shaded_by_the_most_of_their_size(many, login_as, cast):
    page = login_as("province_coordinator").get(f"/dashboard/{PROVINCE}/").content.decode()
    tiles = re.findall(r'class="(tile [^"]*)" href="[^"]*" data-area="[\d.]+" data-open="(\d+)"', page)
    for is_head in (True, False):
        shown = [(look, int(number)) for look, number in tiles if ("tile-head" in look) == is_head]
        most = max(number for _look, number in shown)
        for look, number in shown:
            steps = re.findall(r"shade-(\d)", look)
            assert steps == ([str(math.ceil(4 * number / most))] if number else []), look
