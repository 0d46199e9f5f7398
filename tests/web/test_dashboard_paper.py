"""A dashboard on paper: what the screen shows its reader, and no more."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import translation
from pypdf import PdfReader

from desks.models import Area, Desk, Election
from reports.actions.folding import rebuild_rollups
from reports.dashboard import dashboard_of
from reports.dashboard.printout import printout
from reports.models import Report

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_WARD
from ..reports.daily_papers import HOSTILE
from ..reports.daily_readers import number, numbers, pdf_text
from .conftest import indonesian
from .crowd import counted, crowd, lies_in, seen

LEVELS = ["darurat", "tinggi", "sedang", "rendah"]
STATES = ["waiting", "in_progress", "resolved"]
TOP = ["overdue", "waiting", "escalated", "open", "resolved_today"]
ROW = ["overdue", "waiting", "in_progress", "resolved", "open", "escalated", "resolved_today"]
AREAS = [PLUIT, "31.72.01.1003", PENJARINGAN, "31.72.02", CITY, PROVINCE, TWIN_WARD]


def address_of(code=CITY, query=""):
    return f"/dashboard/{code}/dashboard.pdf{query}"


def pdf_of(client, code=CITY, query=""):
    answer = client.get(address_of(code, query))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def paper_of(user, code=CITY, now=NOW, language="id"):
    with translation.override(language):
        return printout(dashboard_of(user, Area.objects.get(pk=code), now), user, now)


@pytest.fixture
def many(desks, cast, election):
    return crowd(120, seed=7, areas=AREAS, by=cast.province_coordinator, elections=[election])


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("official", CITY),
        ("observer", CITY),
        ("province_coordinator", PROVINCE),
        ("penjaringan_coordinator", PENJARINGAN),
    ],
)
def test_every_figure_is_that_of_a_plain_count(person, code, many, cast):
    user, area = getattr(cast, person), Area.objects.get(pk=code)
    here = lies_in(seen(many, user), code)
    expected, paper = counted(here, code, area.zone), paper_of(user, code)
    assert [number(row["number"]) for row in paper["figures"]] == [expected[name] for name in TOP]
    still_open = [report for report in here if report.state in STATES]
    cells = [
        [sum(report.severity_id == level and report.state == state for report in still_open) for state in STATES]
        for level in LEVELS
    ]
    assert [numbers(row[1:]) for row in paper["severities"]["rows"]] == [[*row, sum(row)] for row in cells]
    sums = [sum(column) for column in zip(*cells, strict=True)]
    assert numbers(paper["severities"]["sums"][1:]) == [*sums, sum(sums)]
    below = {row["cells"][0]: numbers(row["cells"][1:]) for row in paper["below"]["rows"]}
    for child in Area.objects.filter(code__startswith=f"{code}.", tier=area.tier + 1):
        figures = counted(lies_in(here, child.pk), child.pk, area.zone)
        assert below.pop(child.full_name) == [figures[name] for name in ROW]
    assert list(below) == [f"{area.full_name} sendiri"]
    tiles = [group["head"] for group in paper["tiles"]["groups"] if group["head"]] or paper["tiles"]["groups"][0][
        "tiles"
    ]
    for tile, child in zip(tiles, Area.objects.filter(code__startswith=f"{code}.", tier=area.tier + 1), strict=True):
        count = counted(lies_in(here, child.pk), child.pk, area.zone)["open"]
        assert number(tile["count"].split()[-1]) == count
        assert bool(tile["level"]) == bool(count)
    filed = {name: number(every) for name, _open, every in (row["cells"] for row in paper["categories"]["rows"])}
    assert sum(filed.values()) == sum(report.state != "unfounded" for report in here)


def test_bars_and_columns_are_as_long_as_their_numbers(many, cast, monkeypatch):
    paper = paper_of(cast.official)
    for row in paper["below"]["rows"]:
        assert sum(length for _level, length in row["bar"]) == number(row["cells"][5]) <= paper["below"]["most"]
    for row in paper["categories"]["rows"]:
        _name, still_open, filed = row["cells"]
        assert row["bar"] == [("part", number(still_open)), ("rest", number(filed) - number(still_open))]
    slots = paper["trend"]["slots"]
    most = max(max(numbers(slot["numbers"])) for slot in slots)
    assert most and len(slots) == 14
    for slot in slots:
        assert slot["heights"] == [round(100 * count / most, 2) for count in numbers(slot["numbers"])]
    columns = zip(*(numbers(slot["numbers"]) for slot in slots), strict=True)
    assert [sum(column) for column in columns] == numbers(paper["trend"]["sums"])


def test_what_is_open_before_its_filing_is_folded_has_no_bar_below_nothing(many, cast):
    dashboard = dashboard_of(cast.official, Area.objects.get(pk=CITY), NOW)
    category, still_open, _filed = dashboard.categories[0]
    dashboard.categories[0] = (category, still_open + 2, still_open)
    (row, *_others) = printout(dashboard, cast.official, NOW)["categories"]["rows"]
    assert row["bar"] == [("part", still_open + 2), ("rest", 0)]


def test_on_voting_day_by_the_hour(make_report, cast, election):
    make_report(now=NOW.replace(hour=9))
    Election.objects.update(voting_on=NOW.date())
    paper = paper_of(cast.official)
    assert paper["trend"]["title"] == indonesian("Incidents of voting day by the hour")
    assert [slot["label"] for slot in paper["trend"]["slots"]] == [f"{hour:02d}" for hour in range(24)]
    assert paper["lines"][1].endswith("hari ini hari pemungutan suara")


def test_the_file_has_a_name_and_is_kept_nowhere(desks, login_as):
    answer = login_as("official").get(address_of())
    assert answer["Content-Disposition"] == 'attachment; filename="dasbor-31.72-20241113-0900.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert (
        address_of(query="?election=pilkada-dki-2024")
        in login_as("official").get(f"/dashboard/{CITY}/").content.decode()
    )


@pytest.mark.parametrize("person", ["official", "observer"])
@pytest.mark.parametrize("scene", ["empty", "crowd", "hostile", "over"])
def test_the_standard_of_accessible_pdf_is_kept(scene, person, desks, request, make_report, login_as):
    if scene == "crowd":
        request.getfixturevalue("many")
    if scene == "hostile":
        for words in HOSTILE[:6]:
            make_report(title=words[:120], classification="biasa", severity="darurat")
    if scene == "over":
        Desk.objects.update(active_until=date(2024, 11, 12))
    pdf = pdf_of(login_as(person))
    assert b"pdfuaid:part" in pdf
    reader = PdfReader(io.BytesIO(pdf))
    assert (reader.trailer["/Root"]["/Lang"], reader.metadata.title) == ("id", "Dasbor Kota Administrasi Jakarta Utara")
    text = pdf_text(pdf)
    if scene == "hostile":
        assert '#import "/etc/passwd"' in text and "$x$ *b* _i_" in text
    if scene == "empty":
        assert indonesian("Nothing in the last 24 hours. New events appear here by themselves.") in text
        assert indonesian("No incident yet.") in text and "None" not in text


def test_who_sees_what(make_report, login_as, cast):
    titles = {level: f"Perihal {level}" for level in ("biasa", "terbatas", "rahasia")}
    for level, title in titles.items():
        make_report(title=title, classification=level, reporter_phone="0812 3456 7890")
    told = {
        "official": ("RAHASIA", titles),
        "pluit_officer": ("TERBATAS", ["biasa", "terbatas"]),
        "observer": ("BIASA", ["biasa"]),
    }
    for person, (mark, levels) in told.items():
        text = pdf_text(pdf_of(login_as(person), getattr(cast, person).area_id))
        assert {level for level, title in titles.items() if title in text} == set(levels), person
        assert f"KLASIFIKASI: {mark}" in text
        assert not re.search(r"3456\D?7890", text)
    assert "tanpa petugas" not in pdf_text(pdf_of(login_as("observer"))), "where nobody is on duty"


def test_decisions_come_first_due_first_and_say_what_is_late(make_report, login_as, cast, clock):
    later, earlier = (
        make_report(by=cast.city_officer, area=CITY, severity="tinggi", title=title, now=NOW - timedelta(hours=hours))
        for hours, title in ((1, "Perihal kedua"), (3, "Perihal pertama"))
    )
    rows = paper_of(cast.official)["decisions"]["rows"]
    assert [row["number"] for row in rows] == [earlier.number, later.number]
    assert [row["alarm"] for row in rows] == [indonesian("Overdue") in row["cells"][0] for row in rows]
    assert rows[0]["alarm"]
    text = pdf_text(pdf_of(login_as("official")))
    assert text.index("Perihal pertama") < text.index("Perihal kedua") < text.index("Laporan terbuka menurut")
    assert f"({earlier.number})" in text, "a number never breaks"


def test_the_election_asked_for(desks, login_as):
    assert "Pemilu 2024" in pdf_text(pdf_of(login_as("official"), query="?election=pemilu-2024"))
    assert login_as("official").get(address_of(query="?election=tidak-ada")).status_code == 404


def test_in_english(desks, cast, login_as):
    paper = paper_of(cast.official, language="en")
    assert (paper["lang"], paper["title"]) == ("en", "Dashboard Kota Administrasi Jakarta Utara")
    assert paper["severities"]["title"] == "Open reports by severity and status"


def test_a_screen_on_the_wall_has_no_paper(desks, login_as):
    assert login_as("anonymous").get(address_of()).status_code == 302


def test_figures_move_with_the_reports(make_report, cast, login_as):
    report = make_report()
    assert paper_of(cast.official)["figures"][3]["number"] == "1"
    Report.objects.filter(pk=report.pk).update(state="closed", resolved_at=NOW)
    rebuild_rollups()
    cache.clear()
    assert paper_of(cast.official)["figures"][3]["number"] == "0"
