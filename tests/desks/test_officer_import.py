"""Import and export of officers and absences: found within the area, all or nothing, each wrong row in words."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from desks.models import Absence, Officer, Unit, User

from .admin_pages import make_absence, make_desk, make_officer, make_unit, pages
from .test_admin_officers import make_duty, warnings
from .test_admin_spreadsheets import CSV, XLSX, errors, exported, send, workbook

OFFICERS = "unit,area,name,rank,service_number,phone,login,available_from,available_until\n"
ABSENCES = "unit,name,service_number,reason,starts_on,ends_on,note\n"


@pytest.fixture
def admin_of_city(client, cast):
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def unit(reference):
    return make_unit()


def test_officers_come_in(admin_of_city, cast, unit):
    rows = (
        "Polres Contoh,,Contoh 01,AKP,85010001,0812-0000-0001,city_officer,2024-10-03,15/12/2024\n"
        "polres contoh,31.72,Contoh 02,,,021-3801234,,3-10-2024,\n"
    )
    assert send(admin_of_city, Officer, OFFICERS + rows).status_code == 302
    first, second = Officer.objects.order_by("name")
    assert (first.unit, first.rank, first.phone, first.user) == (unit, "AKP", "+6281200000001", cast.city_officer)
    assert (first.available_from, first.available_until) == (date(2024, 10, 3), date(2024, 12, 15))
    assert (second.phone, second.service_number, second.available_from) == ("+62213801234", "", date(2024, 10, 3))
    assert first.history.get().history_user == cast.administrator


def test_officers_who_are_there_are_changed(admin_of_city, cast, unit):
    by_number = make_officer(unit, "Contoh Lama", service_number="1", user=cast.city_officer)
    by_name = make_officer(unit, "Contoh 02", service_number="2", rank="Letda", user=cast.pluit_officer)
    send(admin_of_city, Officer, "unit,name,service_number,rank\nPolres Contoh,Contoh Baru,1,AKP\n")
    send(admin_of_city, Officer, OFFICERS + "Polres Contoh,,Contoh 02,Kapten,,,,,\n")
    by_number.refresh_from_db()
    by_name.refresh_from_db()
    assert (by_number.name, by_number.rank, by_number.user) == ("Contoh Baru", "AKP", cast.city_officer)
    assert by_name.user == cast.pluit_officer, "an empty cell takes nobody's login away"
    assert (by_name.rank, by_name.service_number) == ("Kapten", "2")  # an empty cell takes no number away
    assert Officer.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Polres Luar,,Contoh 02,,,,,,", "Polres Luar"),
        ("Polres Luar,31.75,Contoh 02,,,,,,", "Polres Luar"),
        (",,Contoh 02,,,,,,", "unit"),
        ("Polsek Contoh,,Contoh 02,,,,,,", "31.72.01, 31.72.02"),
        ("Polres Contoh,,,,,,,,", "name"),
        ("Polres Contoh,,Contoh Kembar,,,,,,", "Contoh Kembar"),
        ("Polres Contoh,,Contoh 01,,,,,,", "2"),
        ("Polres Contoh,,Contoh 02,,,12,,,", "phone"),
        ("Polres Contoh,,Contoh 02,,,,tidak-ada,,", "tidak-ada"),
        ("Polres Contoh,,Contoh 02,,,,outsider_officer,,", "outsider_officer"),
        ("Polres Contoh,,Contoh 02,,,,pluit_officer,,", "login"),
        ("Polres Contoh,,Contoh 02,,,,,31/02/2024,", "31/02/2024"),
        ("Polres Contoh,,Contoh 02,,,,,besok,", "besok"),
        ("Polres Contoh,,Contoh 02,,,,,2024-11-02,2024-11-01", "available_until"),
        ("Polres Contoh,,Contoh 02,,1.98501E+17,,,,", "service_number"),
        (f"Polres Contoh,,Contoh 02,,{'9' * 5000},,,,", "service_number"),
        (f"Polres Contoh,,{'x' * 5000},,,,,,", "name"),
        ("Polres Contoh,,Contoh\x0002,,,,,,", "name"),
        (f"{'9' * 5000},,Contoh 02,,,,,,", "unit"),
    ],
)
def test_one_bad_officer_stops_the_whole_file(admin_of_city, cast, unit, row, word):
    make_unit("31.75", "Polres Luar")
    for area in ("31.72.01", "31.72.02"):
        make_unit(area, "Polsek Contoh")
    for number in "12":
        make_officer(unit, "Contoh Kembar", service_number=number)
    make_officer(unit, "Contoh Login", user=cast.pluit_officer)
    before = list(Officer.objects.values())
    html = errors(send(admin_of_city, Officer, f"{OFFICERS}Polres Contoh,,Contoh 01,,,,,,\n{row}\n"))
    assert "3, " in html and word in html
    assert list(Officer.objects.values()) == before
    assert not Officer.history.filter(name="Contoh 01").exists()


def test_units_of_one_name_are_told_apart_by_area(admin_of_city):
    units = [make_unit(area, "Polsek Contoh") for area in ("31.72.01", "31.72.02")]
    send(admin_of_city, Officer, "unit,area,name\nPolsek Contoh,31.72.02,Contoh 01\n")
    assert Officer.objects.get().unit == units[1]


def test_a_workbook_with_dates_and_numbers_is_read(admin_of_city, unit):
    rows = [
        ["unit", "name", "service_number", "phone", "available_from"],
        ["Polres Contoh", "Contoh 01", 85010001, 81200000001, datetime(2024, 10, 3)],
        ["Polres Contoh", "Contoh 02", "198501012010011001", 81200000002.0, date(2024, 10, 4)],
    ]
    assert send(admin_of_city, Officer, workbook(*rows), XLSX).status_code == 302
    first, second = Officer.objects.order_by("name")
    assert (first.service_number, first.phone) == ("85010001", "+6281200000001")
    assert (first.available_from, second.available_from) == (date(2024, 10, 3), date(2024, 10, 4))
    assert (second.service_number, second.phone) == ("198501012010011001", "+6281200000002")


@pytest.mark.parametrize("number", [198501012010011001, 1.98501012010011e17])
def test_a_number_that_the_spreadsheet_rounded_is_refused(admin_of_city, unit, number):
    rows = [["unit", "name", "service_number"], ["Polres Contoh", "Contoh 01", number]]
    assert "service_number" in errors(send(admin_of_city, Officer, workbook(*rows), XLSX))
    assert not Officer.objects.exists()


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_what_was_exported_comes_back_unchanged(admin_of_city, cast, unit, kind):
    officer = make_officer(
        unit, "=1+1", phone="+6281200000001", user=cast.city_officer, available_from=date(2024, 10, 3)
    )
    make_officer(make_unit("31.75"), "Contoh Luar")
    rows = exported(admin_of_city, Officer, kind)
    assert [row[2] for row in rows] == ["name", "'=1+1"]
    assert "'+6281200000001" in rows[1]
    content = workbook(*rows) if kind == XLSX else "\n".join(",".join(row) for row in rows)
    assert send(admin_of_city, Officer, content, kind).status_code == 302
    assert Officer.objects.filter(pk=officer.pk).values().get() == officer.__class__.objects.values().get(pk=officer.pk)
    assert officer.history.count() == 1  # the same: not even saved


@pytest.mark.parametrize(
    ("word", "reason"),
    [("izin", "leave"), ("Sakit", "sick"), ("LAINNYA", "other"), ("leave", "leave"), ("other", "other"), ("", "leave")],
)
def test_absences_come_in(admin_of_city, unit, word, reason):
    officer = make_officer(unit, service_number="1")
    send(admin_of_city, Absence, f"{ABSENCES}Polres Contoh,Contoh 01,,{word},04/11/2024,2024-11-06,Contoh\n")
    absence = Absence.objects.get()
    assert (absence.officer, absence.reason, absence.note) == (officer, reason, "Contoh")
    assert (absence.starts_on, absence.ends_on) == (date(2024, 11, 4), date(2024, 11, 6))
    send(admin_of_city, Absence, f"{ABSENCES}Polres Contoh,,1,sakit,2024-11-04,2024-11-09,\n")
    assert Absence.objects.values_list("reason", "ends_on", "note").get() == ("sick", date(2024, 11, 9), "")


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Polres Contoh,Contoh Kembar,,izin,2024-11-04,2024-11-06,", "Contoh Kembar"),
        ("Polres Contoh,Tidak Ada,,izin,2024-11-04,2024-11-06,", "Tidak Ada"),
        ("Polres Contoh,,99,izin,2024-11-04,2024-11-06,", "99"),
        ("Polres Contoh,,,izin,2024-11-04,2024-11-06,", "name"),
        ("Polres Luar,Contoh Luar,,izin,2024-11-04,2024-11-06,", "Polres Luar"),
        ("Polres Contoh,Contoh 01,,malas,2024-11-05,2024-11-06,", "malas"),
        ("Polres Contoh,Contoh 01,,izin,besok,2024-11-06,", "besok"),
        ("Polres Contoh,Contoh 01,,izin,,2024-11-06,", "starts_on"),
        ("Polres Contoh,Contoh 01,,izin,2024-11-05,,", "ends_on"),
        ("Polres Contoh,Contoh 01,,izin,2024-11-07,2024-11-06,", "ends_on"),
        ("Polres Contoh,Contoh 01,,izin,2024-11-01,2024-11-09,", "2"),
        (f"Polres Contoh,Contoh 01,,izin,2024-11-05,2024-11-06,{'x' * 201}", "note"),
        (f"Polres Contoh,Contoh 01,,izin,{'9' * 5000},2024-11-06,", "starts_on"),
        ("Polres Contoh,Contoh 01,,iz\x00in,2024-11-05,2024-11-06,", "reason"),
    ],
)
def test_one_bad_absence_stops_the_whole_file(admin_of_city, unit, row, word):
    make_officer(make_unit("31.75", "Polres Luar"), "Contoh Luar")
    make_officer(unit)
    for _ in range(2):
        make_officer(unit, "Contoh Kembar")
    good = "Polres Contoh,Contoh 01,,izin,2024-11-01,2024-11-02,"
    html = errors(send(admin_of_city, Absence, f"{ABSENCES}{good}\n{row}\n"))
    assert "3, " in html and word in html
    assert not Absence.objects.exists()
    assert not Absence.history.exists()


def test_imported_leave_that_collides_is_said(admin_of_city, cast, unit):
    make_duty(make_officer(unit), make_desk("31.72.03"), cast.administrator)
    content = f"{ABSENCES}Polres Contoh,Contoh 01,,izin,2024-11-20,2024-11-20,\n"
    assert warnings(send(admin_of_city, Absence, content, check_only="on")) == []
    assert "Posko 31.72.03" in warnings(send(admin_of_city, Absence, content))[0]


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_absences_go_out_and_come_back(admin_of_city, unit, kind):
    absence = make_absence(make_officer(unit), note="@x")
    make_absence(make_officer(make_unit("31.75")))
    rows = exported(admin_of_city, Absence, kind)
    assert len(rows) == 2 and "'@x" in rows[1]
    texts = [["" if cell is None else cell for cell in row] for row in rows]
    content = workbook(*rows) if kind == XLSX else "\n".join(",".join(row) for row in texts)
    assert send(admin_of_city, Absence, content, kind).status_code == 302
    assert absence.history.count() == 1


@pytest.mark.parametrize("model", [Officer, Absence, Unit, User])
def test_the_template_is_what_the_import_reads(admin_of_city, model):
    html = admin_of_city.get(pages(model, "import")).content.decode()
    address = pages(model, "template")
    assert f"{address}?format=csv" in html and f"{address}?format=xlsx" in html
    text = admin_of_city.get(address, {"format": "csv"})
    assert text["Content-Disposition"].endswith('-template.csv"')
    titles = text.content.decode("utf-8-sig").strip().split(",")
    book = openpyxl.load_workbook(io.BytesIO(admin_of_city.get(address).content))
    fill_in, example = book.worksheets
    assert [[cell.value for cell in row] for row in fill_in.iter_rows()] == [titles]
    assert any("Contoh" in str(cell.value) for cell in example[2])
    # Sent back as they are, they change nothing: the example is on a sheet that is not read.
    for kind, content in ((CSV, text.content), (XLSX, admin_of_city.get(address).content)):
        before = model.objects.count()
        assert send(admin_of_city, model, content, kind).status_code in (200, 302)
        assert model.objects.count() == before


@pytest.mark.parametrize("query", [{}, {"format": "exe"}, {"format": "9" * 5000}])
def test_other_formats_of_a_template_get_the_workbook(admin_of_city, query):
    response = admin_of_city.get(pages(Officer, "template"), query)
    assert response.status_code == 200
    assert response.content.startswith(b"PK")


@pytest.mark.parametrize("who", ["pluit_officer", "official", "observer"])
@pytest.mark.parametrize("kind", ["import", "export", "template"])
def test_other_roles_are_refused(client, cast, who, kind):
    client.force_login(getattr(cast, who))
    assert {client.get(pages(model, kind)).status_code for model in (Officer, Absence)} == {403}
