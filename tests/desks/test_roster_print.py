"""The roster as PDF and as workbook: what stands on it, and that no text can break or run it."""

import io
from datetime import date, timedelta

import pytest
import typst
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desks.models import Area, Desk, Holiday, Unit
from desks.roster_print import head_title, letterhead, paper, roster_pdf
from desks.roster_sheet import RosterSheet
from desks.roster_workbook import roster_workbook
from desks.typst import FOLDER, compile_pdf

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from ..web.conftest import indonesian
from .roster_cast import compose, fill, make_duty, staff, unit_at

FIRST, LAST = date(2024, 11, 13), date(2024, 11, 17)
HOSTILE = [
    '#import "/etc/passwd"',
    '#read("/etc/passwd")',
    "$x$ *b* _i_ `q` <label> @ref // /* = = \\",
    '"); #panic("x',
    "a\x00b\x1b\x7f",
    "x" * 5000,
    "\u202egnaro\u202c \u200fkanan",
    "عربي 中文 ก 😀 \ufffe",
    "<script>alert(1)</script>&amp;",
]


@pytest.fixture
def desk(desks):
    return Desk.objects.select_related("area", "election").get(pk=desks[PLUIT].pk)


@pytest.fixture
def sheet_of(desk, cast):
    return lambda first=FIRST, last=LAST: RosterSheet(desk, first, last, user=cast.pluit_officer)


@pytest.fixture
def filled(desk, cast):
    """Two units, five days, three gaps."""
    polsek, koramil = unit_at(PLUIT, "Polsek Contoh"), unit_at(PLUIT, "Koramil Contoh", "tni")
    compose(desk, [(polsek, 2), (koramil, 1)])
    officers = staff(polsek, 3) + staff(koramil, 2, start=11)
    fill(desk, FIRST, LAST, officers, by=cast.administrator, skip={1, 2, 4})
    return officers


def test_a_tagged_pdf_of_the_standard_for_accessibility(filled, sheet_of):
    pdf = roster_pdf(sheet_of(), NOW)
    assert pdf.startswith(b"%PDF-1.7")
    for mark in (b"pdfuaid:part", b"/MarkInfo", b"/StructTreeRoot", b"/Lang"):
        assert mark in pdf
    assert pdf == roster_pdf(sheet_of(), NOW)


def test_what_the_paper_says(filled, sheet_of, desk):
    Holiday.objects.update_or_create(falls_on=FIRST, area=None, defaults={"name": "Hari Contoh"})
    desk.place = "Blok P"
    with translation.override("id"):
        data = paper(sheet_of(), NOW)
    assert data["letterhead"][0].endswith("KOTA ADMINISTRASI JAKARTA UTARA")
    assert data["letterhead"][1:] == ["KECAMATAN PENJARINGAN", "KELURAHAN PLUIT"]
    assert (data["title"], data["place"]) == (indonesian("Duty roster").upper(), "Blok P")
    assert data["columns"] == ["Polsek Contoh", "Koramil Contoh"]
    assert data["shift"] == "Pagi 08.00–16.00 WIB"
    assert "13 November 2024" in data["period"] and "17 November 2024" in data["period"]
    assert [(day["off"], day["sign"], day["note"]) for day in data["days"]] == [
        (True, "**", "Hari Contoh"),
        (False, "", ""),
        (False, "", ""),
        (True, "*", ""),
        (True, "*", ""),
    ]
    first = data["days"][0]
    assert first["date"] == "Rabu, 13 November 2024"
    gap = {"text": indonesian("— not filled —"), "bold": True}
    assert first["rows"][0]["cells"][1] == [gap]
    lead, other = data["days"][2]["rows"][0]["cells"][0]
    assert lead == {"text": indonesian("%(officer)s (lead)") % {"officer": "Aiptu Contoh 02"}, "bold": True}
    assert other == {"text": "Aiptu Contoh 03", "bold": False} or other["bold"] is False
    assert "3" in data["legend"][-1]


def test_the_paper_is_indonesian_in_an_english_session(filled, sheet_of):
    with translation.override("id"):
        expected = roster_pdf(sheet_of(), NOW), roster_workbook(sheet_of())
    with translation.override("en"):
        pdf, book = roster_pdf(sheet_of(), NOW), roster_workbook(sheet_of())
        assert translation.get_language() == "en"
    assert pdf == expected[0]
    assert cells_of(book) == cells_of(expected[1])
    assert "Rabu" in cells_of(book)


def cells_of(book):
    pages = load_workbook(io.BytesIO(book)).worksheets
    return [cell for page in pages for row in page.iter_rows(values_only=True) for cell in row]


@pytest.mark.parametrize(
    ("code", "last_line", "signs"),
    [
        (PROVINCE, "DAERAH KHUSUS IBUKOTA JAKARTA", "Governor"),
        (PENJARINGAN, "KECAMATAN PENJARINGAN", "Head of the district"),
        (PLUIT, "KELURAHAN PLUIT", "Head of the ward"),
        ("51.71", "KOTA DENPASAR", "Mayor"),
    ],
)
def test_letterhead_and_who_signs(reference, code, last_line, signs):
    area = Area.objects.get(pk=code)
    with translation.override("id"):
        assert letterhead(area)[-1].endswith(last_line)
        assert head_title(area)[0].startswith(indonesian(signs))


def test_the_head_of_kesbangpol_signs_where_there_is_one(reference):
    office = Unit.objects.get(area=CITY, kind="kesbangpol")
    assert head_title(Area.objects.get(pk=CITY)) == [office.head_title, office.name]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_is_printed_never_run(text, filled, sheet_of, desk):
    desk.name = desk.place = text
    sheet = sheet_of()
    for day in sheet.days:
        for duty in day.duties:
            duty.officer.name = duty.officer.rank = duty.unit.name = text
    assert roster_pdf(sheet, NOW).startswith(b"%PDF")
    assert load_workbook(io.BytesIO(roster_workbook(sheet)))


@pytest.mark.parametrize(
    ("text", "is_kept"), [("Contoh", True), ("a\x00b\ufffe", True), ("عربي", True), ("中文 😀", False)]
)
def test_the_standard_is_kept_for_all_texts_that_can_be_shown(text, is_kept, filled, sheet_of, desk):
    desk.place = text
    assert (b"pdfuaid:part" in roster_pdf(sheet_of(), NOW)) is is_kept


def test_a_long_word_does_not_run_out_of_its_column():
    """A page 3 cm wide grows by lines, not by width: the word may break anywhere."""
    source = "#set page(width: 3cm, height: 3cm, margin: 2mm)\n#json(bytes(sys.inputs.data)).text"
    pages = typst_of(source, {"text": "x" * 400}, FOLDER / "contoh.typ", format="png", ppi=20)
    assert len(pages) > 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_prints(text):
    data = {"title": text or "-", "text": text, "list": [text, {"deep": text}]}
    template = FOLDER / "contoh.typ"
    source = "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.title)\n#data.list.at(1).deep"
    assert typst_of(source, data, template).startswith(b"%PDF")


def typst_of(source, data, template, **options):
    return compile_pdf(template, data, input=source.encode(), **options)


@pytest.mark.parametrize(
    "source",
    ['#read("/etc/passwd")', '#read("../../pyproject.toml")', '#import "../text.py": x', '#read("../text.py")'],
)
def test_a_template_reaches_nothing_outside_its_folder(source):
    with pytest.raises(typst.TypstError):
        typst_of(source, {}, FOLDER / "contoh.typ")


def test_templates_import_no_packages():
    assert [path.name for path in FOLDER.glob("*.typ") if "@preview" in path.read_text()] == []


def jakarta_pusat(desk, cast):
    """The real case: 52 days, one shift, five units, ten officers a day."""
    units = [unit_at(PLUIT, f"Unsur Contoh {number}", kind) for number, kind in enumerate(
        ("polri", "tni", "kejaksaan", "kesbangpol", "pemkot"))]  # fmt: skip
    compose(desk, [(unit, 2) for unit in units])
    officers = [officer for number, unit in enumerate(units) for officer in staff(unit, 12, start=1 + 12 * number)]
    fill(desk, date(2024, 1, 9), date(2024, 2, 29), officers, by=cast.administrator)


def test_52_days_of_ten_officers_fit_on_three_pages(desk, cast, sheet_of):
    jakarta_pusat(desk, cast)
    sheet = sheet_of(date(2024, 1, 9), date(2024, 2, 29))
    assert len(roster_pdf(sheet, NOW, format="png", ppi=20)) == 3


def test_a_roster_without_places_prints(desk, sheet_of):
    assert roster_pdf(sheet_of(), NOW).startswith(b"%PDF")
    assert len(list(load_workbook(io.BytesIO(roster_workbook(sheet_of()))).worksheets[0].rows)) == 10


# The workbook


def read_back(sheet):
    return load_workbook(io.BytesIO(roster_workbook(sheet)))


def test_the_workbook_holds_what_the_sheet_holds(filled, sheet_of):
    sheet = sheet_of()
    days, totals = read_back(sheet).worksheets
    assert (days.title, totals.title) == (indonesian("Duty roster"), indonesian("Totals"))
    assert days.freeze_panes == "D6"
    rows = list(days.iter_rows(min_row=6, values_only=True))
    assert [row[0].date() for row in rows] == [day.day for day in sheet.days]
    assert rows[0][1] == "Rabu"
    assert [row[2] for row in rows[2:]] == [None, *[indonesian("weekend")] * 2]
    heads = [cell.value for cell in days[5]][3:]
    assert heads == ["Polsek Contoh (1)", "Polsek Contoh (2)", "Koramil Contoh (1)"]
    for row, day in zip(rows, sheet.days, strict=True):
        for text, seat in zip(row[3:], day.seats, strict=True):
            if seat.duty is None:
                assert text == indonesian("— not filled —")
            else:
                assert str(seat.duty.officer) in text
    assert list(totals.iter_rows(min_row=2, values_only=True)) == [
        (str(row.officer), row.unit.name, row.duties, row.off_days, row.leads) for row in sheet.totals()
    ]
    fills = [days.cell(6 + number, 4).fill.fill_type for number in range(5)]
    assert fills == [None, None, None, "solid", "solid"]


def test_shifts_have_columns_of_their_own(desk, cast, sheet_of):
    polsek = unit_at(PLUIT, "Polsek Contoh")
    compose(desk, [(polsek, 1)], shifts=[("Pagi", 480, 960), ("Malam", 1320, 360)])
    fill(desk, FIRST, LAST, staff(polsek, 4), by=cast.administrator)
    days = read_back(sheet_of()).worksheets[0]
    assert [cell.value for cell in days[4]][3:] == ["Pagi 08.00–16.00", "Malam 22.00–06.00"]


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+62", "-1", "\t=1", "＝1"])
def test_no_cell_is_a_formula(name, desk, cast, sheet_of):
    unit = unit_at(PLUIT, f"{name} unsur")
    make_duty(staff(unit, 1, available_from=None)[0], desk, FIRST, by=cast.administrator)
    sheet = sheet_of()
    for duty in sheet.days[0].duties:
        duty.officer.rank, duty.officer.name = "", name
    texts = [
        cell for page in read_back(sheet).worksheets for row in page.iter_rows() for cell in row
        if isinstance(cell.value, str)
    ]  # fmt: skip
    assert any(name.strip() in cell.value for cell in texts)
    assert all(cell.data_type == "s" and not cell.value.startswith(tuple("=+-@\t＝")) for cell in texts)


def test_period_reaches_over_two_months(desk, cast, sheet_of):
    assert len(sheet_of(date(2024, 10, 1), date(2024, 10, 1) + timedelta(days=61)).days) == 62
