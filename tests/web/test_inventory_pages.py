"""The inventory of problems as people get it: the page with its links, the files, and what neither may show."""

import csv
import gzip
import io
import random
import tracemalloc
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desks.models import Area, Desk, Election, Stage
from reports import inventory_files
from reports.inventory import incidents
from reports.inventory_files import csv_pieces, workbook_file
from reports.models import Category, Report
from reports.views import inventory as views

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from ..reports.conftest import clone
from ..reports.test_inventory import LOOKS, PLACES, many, scatter  # noqa: F401 - a fixture
from .conftest import indonesian, read_page, text_of
from .crowd import crowd, lies_in, seen
from .test_bad_input import ANY_TEXT, answered, doses
from .test_dashboard import number_in, total_of_list

PAGE = f"/inventory/{CITY}/"
FILTERS = ["election", "stage", "category", "severity", "occurred_from", "occurred_until"]


class Cells(HTMLParser):
    """The (text, address) of each figure of a page: those at the top, then of the tables, line by line."""

    def __init__(self, response):
        super().__init__()
        self.cells, self.inside, self.rows = [], False, []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "tr":
            self.rows.append("")
        if "figure" in (attributes.get("class") or "").split():
            self.cells.append(["", attributes.get("href")])
            self.inside = True

    def handle_endtag(self, tag):
        if tag in ("a", "span"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.cells[-1][0] += data
        if self.rows:
            self.rows[-1] += data

    @property
    def linked(self):
        return [(number_in(text), link) for text, link in self.cells if link]


@pytest.mark.parametrize("person", LOOKS)
def test_each_number_is_that_of_the_list_behind_it(person, many, login_as, worker_alive):  # noqa: F811
    """Of each page twelve of its figures; each is looked at by someone."""
    client, dice = login_as(person), random.Random(person)
    for code in LOOKS[person]:
        linked = sorted(set(Cells(client.get(f"/inventory/{code}/")).linked))
        for number, link in dice.sample(linked, 12):
            assert total_of_list(client.get(link)) == number, (code, link)


@pytest.mark.parametrize("query", ["severity=tinggi", "category=KAM-UNJ", "severity=tinggi&category=TPS-PND"])
def test_links_keep_the_filters_that_the_list_has_too(query, many, login_as, worker_alive):  # noqa: F811
    client = login_as("province_coordinator")
    linked = set(Cells(client.get(f"/inventory/{PROVINCE}/?{query}")).linked)
    assert linked
    for number, link in random.Random(query).sample(sorted(linked), min(12, len(linked))):
        assert total_of_list(client.get(link)) == number, link


@pytest.mark.parametrize("query", ["occurred_from=2020-01-01", "occurred_until=2030-01-01", "stage=none"])
def test_without_such_a_list_there_is_no_link(query, many, login_as):  # noqa: F811
    page = Cells(login_as("province_coordinator").get(f"/inventory/{PROVINCE}/?{query}"))
    assert page.cells[0][0] != "0"
    assert page.linked == []


def total(client, query="", code=CITY):
    return number_in(Cells(client.get(f"/inventory/{code}/{query}")).cells[0][0])


def test_filters(many, login_as, cast, election):  # noqa: F811
    """Each alone, against plain Python; the days are those on which it happened."""
    here = [report for report in lies_in(many, CITY) if report.election_id == election.pk]
    day = lambda report: report.occurred_at.astimezone(NOW.tzinfo).date().isoformat()  # noqa: E731
    meaning = {
        "": lambda report: True,
        "?severity=darurat": lambda report: report.severity_id == "darurat",
        "?category=KAM-UNJ": lambda report: report.category_id == "KAM-UNJ",
        "?occurred_from=2024-11-27": lambda report: day(report) >= "2024-11-27",
        "?occurred_until=2024-11-27": lambda report: day(report) <= "2024-11-27",
        "?occurred_from=2024-11-23&occurred_until=2024-11-24": lambda report: (
            "2024-11-23" <= day(report) <= "2024-11-24"
        ),
    }
    client = login_as("official")
    got = {query: total(client, query) for query in meaning}
    assert got == {query: len(list(filter(fits, here))) for query, fits in meaning.items()}
    assert 0 < min(got.values()) < max(got.values())


def test_the_election_asked_for(many, login_as):  # noqa: F811
    client = login_as("official")
    expected = len([report for report in lies_in(many, CITY) if report.election_id == "pemilu-2024"])
    assert total(client, "?election=pemilu-2024") == expected
    assert "Pemilu 2024" in read_page(client, f"{PAGE}?election=pemilu-2024")


def test_without_a_choice_it_is_the_election_of_the_dashboard(many, login_as):  # noqa: F811
    client = login_as("official")
    for slug, other in (("pilkada-dki-2024", "pemilu-2024"), ("pemilu-2024", "pilkada-dki-2024")):
        Desk.objects.filter(election=slug).update(active_from="2024-01-01", active_until="2099-12-31")
        Desk.objects.filter(election=other).update(active_from="2024-01-01", active_until="2024-02-01")
        assert total(client) == total(client, f"?election={slug}") != total(client, f"?election={other}")
        assert f'value="{slug}" selected' in client.get(PAGE).content.decode()


def test_no_election_at_all(db, login_as, cast):
    Desk.objects.all().delete()
    Election.objects.all().delete()
    assert indonesian("No election is held here.") in read_page(login_as("official"), PAGE)
    for ending in ("csv", "xlsx"):
        assert login_as("official").get(f"{PAGE}incidents.{ending}").status_code == 404


def test_the_way_in(desks, login_as, worker_alive):
    assert login_as("observer").get("/inventory/")["Location"] == PAGE
    for address in (f"/dashboard/{CITY}/", "/reports/"):
        assert f'href="{PAGE}' in login_as("observer").get(address).content.decode()


def test_children_and_files_keep_the_filters(make_report, login_as):
    make_report(severity="tinggi")
    page = login_as("official").get(f"{PAGE}?severity=tinggi").content.decode()
    for path in (f"/inventory/{PENJARINGAN}/", f"{PAGE}incidents.csv", f"{PAGE}incidents.xlsx"):
        assert f'href="{path}?severity=tinggi&amp;election=pilkada-dki-2024"' in page


# Price


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        assert response.status_code == 200
        b"".join(response)
    return len(queries)


@pytest.mark.parametrize("person", ["province_coordinator", "official", "observer", "pluit_officer"])
def test_queries_do_not_grow(person, make_report, login_as, cast, election):
    client, address = login_as(person), f"/inventory/{getattr(cast, person).area_id}/"
    addresses = [address, f"{address}incidents.csv", f"{address}incidents.xlsx"]
    make_report()
    prices = [[queries_of(client, address) for address in addresses]]
    scatter(crowd(300, seed=7, areas=PLACES, by=cast.province_coordinator, elections=[election]), 8)
    prices.append([queries_of(client, address) for address in addresses])
    assert prices == [[11, 9, 10], [11, 9, 10]]


def test_queries_do_not_grow_to_ten_thousand(login_as, cast, election, desks):
    crowd(10_000, seed=9, areas=PLACES, by=cast.province_coordinator, elections=[election])
    client = login_as("province_coordinator")
    assert queries_of(client, f"/inventory/{PROVINCE}/") == 11
    assert total(client, code=PROVINCE) == 10_000


# Files


def rows_of(response):
    """The lines of a CSV answer as lists, the headings first."""
    text = b"".join(response).decode()
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def sheet_of(response):
    book = load_workbook(io.BytesIO(b"".join(response)), read_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]


READ = {"csv": rows_of, "xlsx": sheet_of}


def file_of(client, ending, query="", code=CITY):
    response = client.get(f"/inventory/{code}/incidents.{ending}{query}")
    assert response.status_code == 200
    headings, *rows = READ[ending](response)
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.fixture(params=["csv", "xlsx"])
def ending(request):
    return request.param


def test_what_a_row_says(ending, make_report, login_as):
    report = make_report(
        category="KAM-UNJ",
        severity="sedang",
        classification="terbatas",
        title="Contoh unjuk rasa",
        narrative="Contoh baris\nkedua",
        polling_stations=[3, 12],
        stations_affected=5,
        reporter_phone="0812",
    )
    Report.objects.filter(pk=report.pk).update(state="closed", resolved_at="2024-11-13T17:30Z")
    (row,) = file_of(login_as("official"), ending)
    phone = "0812"
    assert list(row.values()) == [
        report.number, "2024-11-13 09:00 WIB", "2024-11-13 09:00 WIB", PLUIT,
        "Daerah Khusus Ibukota Jakarta", "Kota Administrasi Jakarta Utara", "Penjaringan", "Pluit",
        "KAM-UNJ", "Unjuk rasa", "Keamanan", "Sedang", "Terbatas", "Ditutup", f"Posko {PLUIT}", "5", "003, 012",
        "Kampanye", "Contoh unjuk rasa", "Contoh baris\nkedua",
        "2024-11-13 10:00 WIB", "2024-11-14 01:00 WIB", "2024-11-14 00:30 WIB", "Contoh Pelapor", phone,
    ]  # fmt: skip


def test_one_row_an_incident_of_any_length(ending, many, login_as, cast, monkeypatch, election):  # noqa: F811
    """Also where it takes many pieces."""
    monkeypatch.setattr(inventory_files, "PIECE", 2000)
    for person, (code, *_below) in LOOKS.items():
        here = lies_in(seen(many, getattr(cast, person)), code)
        numbers = [report.number for report in here if report.election_id == election.pk]
        rows = file_of(login_as(person), ending, code=code)
        assert [row[indonesian("Report number")] for row in rows] == numbers, person


def test_the_file_holds_what_the_page_counts(ending, many, login_as, election):  # noqa: F811
    client = login_as("official")
    stages = Stage.objects.filter(election=election)
    queries = [
        "?stage=none",
        f"?stage={stages[3].pk}",
        "?severity=tinggi&category=KAM-UNJ",
        "?occurred_from=2024-11-27",
    ]
    for query in [*queries, "?election=pemilu-2024", ""]:
        rows = file_of(client, ending, query)
        assert len(rows) == total(client, query), query
    of_stage = file_of(client, ending, queries[1])
    assert {row[indonesian("Stage")] for row in of_stage} == {stages[3].label}
    assert {row[indonesian("Stage")] for row in file_of(client, ending, queries[0])} == {""}


@pytest.mark.parametrize(
    ("person", "sees", "names"),
    [
        ("city_officer", {"biasa", "terbatas"}, True),
        ("city_coordinator", {"biasa", "terbatas", "rahasia"}, True),
        ("official", {"biasa", "terbatas", "rahasia"}, True),
        ("observer", {"biasa"}, False),
        ("outsider_official", set(), True),
    ],
)
def test_who_gets_what(person, sees, names, ending, make_report, cast, login_as):
    for level in ("biasa", "terbatas", "rahasia"):
        make_report(title=f"Perihal {level}", classification=level, reporter_phone="0812 3456")
    make_report(by=cast.outsider_officer, area=TWIN_WARD, title="Perihal kembaran", classification="biasa")
    code = getattr(cast, person).area_id
    rows = file_of(login_as(person), ending, code=code)
    found = {row["Judul"].removeprefix("Perihal ") for row in rows}
    assert found == ({"kembaran"} if code == TWIN_CITY else sees)
    told = str(rows)
    assert [secret in told for secret in ("Contoh Pelapor", "Pelapor", "Telepon")] == [names] * 3
    assert total(login_as(person), code=code) == len(rows)


def test_times_are_those_of_the_place(ending, make_report, login_as):
    """WITA is an hour ahead; the stream is read when the middleware has put the reader's zone away."""
    make_report()
    Area.objects.filter(code__startswith="31").update(time_zone="Asia/Makassar")
    response = login_as("official").get(f"{PAGE}incidents.{ending}")
    with timezone.override("UTC"):
        assert READ[ending](response)[1][1] == "2024-11-13 10:00 WITA"


def test_words_are_those_of_the_reader(ending, make_report, login_as):
    """The stream is read when the middleware has put the reader's language away."""
    make_report(category="KAM-UNJ", severity="sedang")
    client = login_as("official")
    for language, words in (("en", ["Category", "Protest", "Medium", "Waiting"]), ("id", ["Unjuk rasa", "Sedang"])):
        client.cookies["django_language"] = language
        response = client.get(f"{PAGE}incidents.{ending}")
        with translation.override("id" if language == "en" else "en"):
            told = sum(READ[ending](response), [])
        assert set(words) <= set(told), language
    assert "Category" not in told


HOSTILE = [
    "=HYPERLINK(A1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    'x";=1+1',
]


def test_no_cell_is_run(ending, make_report, login_as):
    for text in HOSTILE:
        make_report(title=text, narrative=text, reporter_name=text, reporter_phone="+62 812")
    Category.objects.update(name_id="=1+1", group_id="@SUM(1)")
    Desk.objects.update(name="-1")
    Area.objects.filter(pk=PLUIT).update(name="=Pluit")
    Stage.objects.update(name_id="+Kampanye")
    rows = file_of(login_as("official"), ending)
    assert len(rows) == len(HOSTILE)
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝"))] == []
    assert {"'=1+1", "'@SUM(1)", "'-1", "'=Pluit", "'+Kampanye", "'+62 812", *(f"'{text}" for text in HOSTILE[:4])} <= {
        *cells
    }


@pytest.mark.parametrize("text", ["a;=1+1", 'a;"=1+1', "a\n=1+1", "a\r\n  @SUM(1)", "a\t-1", "a; ＋1", "a\n\n+1"])
def test_no_cell_is_run_where_semicolons_part_them(text, make_report, login_as):
    """Spreadsheets set to Indonesian split at semicolons and take our quotes for text."""
    make_report(title="Contoh", narrative=text)
    raw = b"".join(login_as("official").get(f"{PAGE}incidents.csv")).decode()
    for line in raw.replace("\r", "\n").split("\n"):
        for cell in line.replace("\t", ";").split(";"):
            assert not cell.strip().strip('"').strip().startswith(tuple("=+-@＝＋")), line
    assert file_of(login_as("official"), "csv")[0]["Uraian kejadian"].replace("'", "") == text


def test_what_breaks_files_is_replaced(ending, make_report, login_as):
    make_report(title="a\x01b\u202ec", narrative="a\x0bb\ufffe")
    (row,) = file_of(login_as("official"), ending)
    sign = "\N{REPLACEMENT CHARACTER}"
    assert (row["Judul"], row["Uraian kejadian"]) == (f"a{sign}b{sign}c", f"a{sign}b{sign}")


def test_lines_end_as_in_all_csv_files(make_report, login_as):
    make_report(narrative="tanpa baris")
    body = b"".join(login_as("official").get(f"{PAGE}incidents.csv"))
    assert body.count(b"\r\n") == body.count(b"\n") == 2
    assert body.startswith(b"\xef\xbb\xbf" + indonesian("Report number").encode() + b",")


def test_names_and_kinds_of_the_files(make_report, login_as):
    make_report()
    kinds = {"csv": "text/csv; charset=utf-8", "xlsx": views.XLSX}
    for ending, kind in kinds.items():
        response = login_as("official").get(f"{PAGE}incidents.{ending}?severity=rendah")
        assert response["Content-Disposition"] == f'attachment; filename="inventaris-31.72-pilkada-dki-2024.{ending}"'
        assert response["Content-Type"] == kind


def test_nothing_is_kept_by_any_cache(make_report, login_as):
    make_report()
    for address in (PAGE, f"{PAGE}incidents.csv", f"{PAGE}incidents.xlsx"):
        directives = login_as("official").get(address)["Cache-Control"]
        assert {"no-store", "private"} <= set(directives.split(", ")), address


def test_a_packed_stream_is_the_same(make_report, login_as):
    make_report()
    client = login_as("official")
    packed = client.get(f"{PAGE}incidents.csv", headers={"Accept-Encoding": "gzip"})
    assert (packed["Content-Encoding"], packed.streaming) == ("gzip", True)
    assert gzip.decompress(b"".join(packed)) == b"".join(client.get(f"{PAGE}incidents.csv"))


def test_the_workbook_is_gone_when_it_is_sent(make_report, login_as, monkeypatch):
    files = []

    def kept(*args, **options):
        files.append(workbook_file(*args, **options))
        return files[-1]

    make_report()
    monkeypatch.setattr(views, "workbook_file", kept)
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        response = login_as("official").get(f"{PAGE}incidents.xlsx", headers=headers)
        assert response.streaming
        b"".join(response)
        assert files[-1].closed
        assert not isinstance(files[-1].name, str)  # without a name nothing is left in the folder either


def test_more_rows_than_a_sheet_holds_are_refused_in_words(make_report, login_as, monkeypatch):
    make_report()
    make_report(severity="tinggi")
    monkeypatch.setattr(views, "MOST_ROWS", 1)
    client = login_as("official")
    refused = client.get(f"{PAGE}incidents.xlsx")
    assert refused.status_code == 400
    sentence = "These are %(number)s incidents; an XLSX file holds at most %(most)s. Take the CSV file, or filter."
    assert indonesian(sentence) % {"number": "2", "most": "1"} in text_of(refused)
    assert len(file_of(client, "csv")) == 2
    assert len(file_of(client, "xlsx", "?severity=tinggi")) == 1
    assert inventory_files.MOST_ROWS == 1_048_576 - 1


@pytest.fixture
def peak(make_report, cast, election, monkeypatch):
    """peak(make, rows) -> most bytes Python held while the file of so many incidents was made and read."""
    monkeypatch.setattr(inventory_files, "CHUNK", 20)
    make_report(narrative="Contoh uraian. " * 60)
    area, stages = Area.objects.get(pk=CITY), list(Stage.objects.filter(election=election))
    about = {"user": cast.official, "area": area, "stages": stages, "categories": list(Category.objects.all())}

    def peak(make, rows):
        clone(Report.objects.latest("pk"), rows - Report.objects.count())
        pieces = lambda: sum(len(piece) for piece in make(incidents(cast.official, area, election, stages), **about))  # noqa: E731
        pieces()  # what is made once stays: caches, modules
        tracemalloc.start()
        assert pieces() > rows * 20
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert Report.objects.count() == rows
        return most

    return peak


@pytest.mark.parametrize("make", [csv_pieces, workbook_file])
def test_memory_does_not_grow_with_the_rows(make, peak):
    """Ten times the rows; held all at once they would take ten times the memory."""
    few, many_rows = peak(make, 80), peak(make, 800)
    assert many_rows < 1.5 * few, (few, many_rows)


# Bad input


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}incidents.csv", f"{PAGE}incidents.xlsx"])
def test_every_parameter(address, make_report, login_as):
    make_report()
    client = login_as("city_coordinator")
    for kind, junk in doses([*FILTERS, "page", "contoh"]):
        query = {name: value.encode("utf-8", "surrogatepass") for name, value in junk.items()}
        response = client.get(address, query)
        if "NUL" in kind:
            assert response.status_code == 400, kind
        elif address == PAGE:
            assert answered(response, kind).status_code == 200, kind
        else:
            assert response.status_code in (200, 400), kind
            assert response.streaming or text_of(response), kind


WRONG = {
    "election": ["tidak-ada", "pilkada-bali-2024"],
    "stage": ["x", "999999999999999999999", "1" * 5000],
    "category": ["tidak-ada"],
    "severity": ["gawat"],
    "occurred_from": ["kemarin", "9999-12-31", "0001-01-01"],
    "occurred_until": ["2024-02-30"],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_filter_narrows_nothing_and_says_so(name, make_report, login_as):
    """On the page; a file cannot say so, so there is none."""
    make_report()
    for value in WRONG[name]:
        query = f"?{urlencode({name: value})}"
        page = login_as("official").get(f"{PAGE}{query}")
        assert f'id="id_{name}_error"' in page.content.decode(), value
        assert total(login_as("official"), query) == 1
        for ending in ("csv", "xlsx"):
            refused = login_as("official").get(f"{PAGE}incidents.{ending}{query}")
            assert (refused.status_code, bool(text_of(refused))) == (400, True), value


def test_a_stage_of_another_election_is_a_wrong_filter(make_report, login_as):
    make_report()
    other = Stage.objects.filter(election="pemilu-2024").first()
    page = login_as("official").get(f"{PAGE}?stage={other.pk}")
    assert indonesian("Choose one of the entries of the list.") in text_of(page)


def test_an_election_held_elsewhere_is_one_that_never_was(make_report, login_as):
    make_report()
    Election.objects.create(slug="pilkada-bali", name_id="Contoh", name_en="x", voting_on="2024-11-27", scope_id="51")
    answers = [text_of(login_as("official").get(f"{PAGE}?election={slug}")) for slug in ("pilkada-bali", "pilkada-x")]
    assert answers[0] == answers[1]
    assert indonesian("Choose one of the entries of the list.") in answers[0]


def test_days_in_the_wrong_order(make_report, login_as):
    make_report()
    query = "?occurred_from=2024-11-14&occurred_until=2024-11-13"
    assert indonesian("The last day is before the first.") in read_page(login_as("official"), f"{PAGE}{query}")
    assert login_as("official").get(f"{PAGE}incidents.csv{query}").status_code == 400


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(FILTERS), ANY_TEXT, max_size=6))
def test_any_mix_of_filters(make_report, login_as, query):
    answered(login_as("province_coordinator").get(f"/inventory/{PROVINCE}/", query), query)


def test_odd_addresses(make_report, login_as):
    parts = ["%00", "9" * 5000, "-1", "..%2f..", "31.72.1", "३१.७२", "31.72%0A", "31.72%20", "99"]
    for part, ending in product(parts, ("", "incidents.csv", "incidents.xlsx", "incidents.pdf")):
        answer = answered(login_as("official").get(f"/inventory/{part}/{ending}"), part, ending)
        assert answer.status_code == (400 if "%00" in part else 404), (part, ending)


# Words


def test_what_the_page_says_of_its_limits(make_report, login_as):
    make_report(classification="biasa")
    limits = {"observer": "Biasa.", "city_officer": "Biasa, Terbatas.", "official": ""}
    part = indonesian("Only reports that you may see are counted. Classification:")
    none = indonesian("No incident of:")
    for person, seen_by_them in limits.items():
        text = read_page(login_as(person), PAGE)
        assert (f"{part} {seen_by_them}" in text, none in text) == (bool(seen_by_them), not seen_by_them), person
    assert none not in read_page(login_as("official"), f"{PAGE}?category=LLN-LIN")


def test_an_unknown_number_of_stations_is_a_dash_with_words(make_report, login_as):
    make_report()
    city = read_page(login_as("official"), PAGE)
    assert f"– {indonesian('not known')}" in city
    assert indonesian("–: the number of polling stations of this line is not known.") in city
    assert "2.386" in city
    assert "0,04" in city  # 1 incident, 2,386 polling stations
    province = read_page(login_as("province_officer"), f"/inventory/{PROVINCE}/")
    assert indonesian("not known") not in province


def test_the_filters_in_use_are_told_in_words(make_report, login_as):
    make_report()
    stage = Stage.objects.get(election="pilkada-dki-2024", order=4)
    query = f"?stage={stage.pk}&severity=rendah&occurred_from=2024-11-01"
    text = read_page(login_as("official"), f"{PAGE}{query}")
    told = [f"{indonesian('Stage')}: Kampanye", f"{indonesian('Severity')}: Rendah"]
    for words in [*told, f"{indonesian('Happened from')}: 1 Nov 2024"]:
        assert words in text


def test_nothing_yet_and_nothing_that_fits(desks, make_report, login_as):
    client = login_as("official")
    assert indonesian("No incident of this election yet.") in read_page(client, PAGE)
    make_report(severity="rendah")
    assert indonesian("No incident fits these filters.") in read_page(client, f"{PAGE}?severity=tinggi")
