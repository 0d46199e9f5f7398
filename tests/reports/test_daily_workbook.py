"""The workbook: numbers are numbers, text is never a formula, an excerpt is an excerpt."""

import io

import pytest
from openpyxl import load_workbook

from reports.daily.workbook import daily_workbook

from ..web.conftest import indonesian
from .daily_papers import ALL, HOSTILE, SECRET, desk_row, full, incident, on_duty, paper_of

pytestmark = pytest.mark.usefixtures("reference")


def sheets_of(paper, **options):
    return load_workbook(io.BytesIO(daily_workbook(paper, **options))).worksheets


def cells_of(paper, **options):
    return [cell for sheet in sheets_of(paper, **options) for row in sheet.iter_rows() for cell in row]


def test_the_five_sheets_hold_numbers_as_numbers():
    report, period, position, below, incidents = sheets_of(paper_of(**full()))
    titles = ("Report", "Incidents of the period", "State of the reports", "Desks below", "Notable incidents")
    assert [sheet.title for sheet in (report, period, position, below, incidents)] == [*map(indonesian, titles)]
    assert [cell.value for cell in period[4]][2:] == [0, 3, 0, 0, 3, 1200]
    assert [cell.value for cell in period[period.max_row]][2:] == [2, 3, 30, 0, 35, 1265]
    assert [cell.value for cell in below[below.max_row]][5:] == [2, 3, 30, 0, 35, 1265]
    assert [cell.value for cell in position[6]] == [indonesian("Sum"), 4, 0, 2, 6]
    numbers = [
        cell for sheet in (period, position) for row in sheet.iter_rows(min_row=2) for cell in row[2:] if cell.value
    ]
    assert {cell.data_type for cell in numbers} == {"n"}
    assert incidents.max_row == 3


def test_a_missing_desk_has_dashes_and_no_zero():
    below = sheets_of(paper_of(**full()))[3]
    missing = [row for row in below.iter_rows(values_only=True) if row[0] and row[0].startswith("31.72.03")]
    assert [row[1:3] + row[5:] for row in missing] == [
        (f"Posko Contoh 31.72.03.100{number}", indonesian("not reported yet"), *["–"] * 6) for number in range(2)
    ]


def test_the_first_sheet_tells_who_is_missing_and_what_was_written():
    facts = list(sheets_of(paper_of(**full()))[0].iter_rows(values_only=True))
    missing = [row[1] for row in facts if row[0] == indonesian("Not reported yet")]
    assert missing == [2, "Posko Contoh 31.72.03.1000", "Posko Contoh 31.72.03.1001"]
    told = {row[1] for row in facts}
    assert told >= {"Contoh situasi.", "Contoh saran dua", "Contoh arsip", "LAPHAR/31.72/2024/0012", "Kampanye"}


@pytest.mark.parametrize("text", [*HOSTILE, "+1", "-1", "@SUM(A1)", "\t=1+1", "＝1"])
def test_text_of_people_is_never_a_formula(text):
    desk = {**paper_of().content["desk"], "name": text, "area": text}
    names = ("basis", "stage", "situation", "analysis", "prediction", "needs", "addressee")
    changes = dict.fromkeys(names, text) | {"recommendations": [text], "copies": [text], "desk": desk}
    duty = [{**on_duty(1)[0], "name": text}]
    below = [desk_row("31.72.01.1001", status="missing", desk=text), desk_row("31.72.01.1002", desk=text)]
    told = [incident(title=text, narrative=text, action=text, area=text, held_by=text)]
    cells = cells_of(paper_of(**changes, on_duty=duty, below=below, incidents=told))
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t＝"]


def test_an_excerpt_says_so_and_holds_nothing_above_it():
    changes = full(words_classification=SECRET, situation="Perihal situasi", recommendations=["Perihal saran"])
    whole, excerpt = (
        " ".join(str(cell.value) for cell in cells_of(paper_of(seen=seen, **changes))) for seen in (ALL, ALL[:1])
    )
    for secret in ("Perihal rahasia", "Perihal situasi", "Perihal saran", "Rahasia", "1200"):
        assert (secret in whole, secret in excerpt) == (True, False), secret
    assert indonesian("Excerpt: only the parts classified %(levels)s.") % {"levels": "Biasa"} in excerpt


def test_a_replaced_report_says_so():
    assert any("0013" in str(cell.value) for cell in cells_of(paper_of(), replaced_by="LAPHAR/31.72/2024/0013"))
