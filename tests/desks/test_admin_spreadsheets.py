"""Import and export of accounts and units: within the area, all or nothing, and nothing that a spreadsheet runs."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desks.models import Desk, Unit, User

from ..conftest import PLUIT
from .admin_pages import make_unit, pages

CSV, XLSX = "0", "1"
USERS = "username,name,role,area,unit,password\n"
UNITS = "area,kind,name,head_title\n"


@pytest.fixture
def admin_of_city(client, cast):
    client.force_login(cast.administrator)
    return client


def workbook(*rows):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def send(client, model, content, kind=CSV, **changes):
    content = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile(f"contoh.{kind}", content)
    return client.post(pages(model, "import"), {"format": kind, "resource": "0", "import_file": file, **changes})


def errors(response):
    """What the page says is wrong; it imported nothing."""
    assert response.status_code == 200
    html = response.content.decode()
    assert "errorlist" in html
    assert "Traceback" not in html
    return html


def exported(client, model, kind=CSV, **query):
    response = client.post(pages(model, "export"), {"format": kind, "resource": "0"}, query_params=query)
    assert response.status_code == 200
    if kind == CSV:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_accounts_come_in_with_and_without_password(admin_of_city, cast):
    unit = make_unit("31.72", "Polres Contoh")
    rows = f"budi,Contoh Budi,officer,{PLUIT},Polres Contoh,sandi-contoh-satu\nsiti,Contoh Siti,coordinator,31.72,,\n"
    assert send(admin_of_city, User, USERS + rows).status_code == 302
    budi, siti = User.objects.get(username="budi"), User.objects.get(username="siti")
    assert (budi.role, budi.area_id, budi.unit) == ("officer", PLUIT, unit)
    assert budi.check_password("sandi-contoh-satu")
    assert (siti.role, siti.unit, siti.has_usable_password()) == ("coordinator", None, False)
    assert siti.history.get().history_user == cast.administrator


def test_a_check_changes_nothing(admin_of_city):
    row = f"budi,Contoh Budi,officer,{PLUIT},,sandi-contoh-satu\n"
    response = send(admin_of_city, User, USERS + row, check_only="on")
    assert response["Location"] == pages(User, "import")
    assert not User.objects.filter(username="budi").exists()
    assert not User.history.filter(username="budi").exists()


@pytest.mark.parametrize(
    "row",
    [
        "siti,Contoh Siti,officer,31.75.01.1001,,",
        "siti,Contoh Siti,officer,31,,",
        "siti,Contoh Siti,administrator,31.75,,",
        "siti,Contoh Siti,officer,99.99,,",
        "siti,Contoh Siti,officer,,,",
        "siti,Contoh Siti,superuser,31.72,,",
        "siti,Contoh Siti,,31.72,,",
        "siti,,officer,31.72,,",
        ",Contoh Siti,officer,31.72,,",
        "dua kata,Contoh Siti,officer,31.72,,",
        "siti,Contoh Siti,officer,31.72,Tidak Ada,",
        "siti,Contoh Siti,officer,31.72,Polres Luar,",
        "siti,Contoh Siti,officer,31.72,,12345",
        "si\x00ti,Contoh Siti,officer,31.72,,",
        "siti,Contoh\x00Siti,officer,31.72,,",
        "siti,Contoh Siti,officer,31.72,\x00,",
        "siti,Contoh Siti,officer,31.72\x00,,",
        f"siti,{'x' * 5000},officer,31.72,,",
        f"siti,Contoh Siti,officer,{'9' * 5000},,",
        "BUDI,Contoh Siti,officer,31.72,,",
        "superuser,Contoh Siti,officer,31.72,,sandi-contoh-satu",
        "superkota,Contoh Siti,officer,31.72,,sandi-contoh-satu",
        "outsider_officer,Contoh Siti,officer,31.72,,sandi-contoh-satu",
        "Outsider_Officer,Contoh Siti,officer,31.72,,",
        "administrator,Contoh Siti,official,31.72,,",
        "administrator,Contoh Siti,administrator,31.72.01,,",
    ],
)
def test_one_bad_row_stops_the_whole_file(admin_of_city, cast, row):
    make_unit("31.75", "Polres Luar")
    User.objects.create_superuser("superkota", "rahasia-contoh", area="31.72")
    before = list(User.objects.order_by("pk").values())
    good = f"budi,Contoh Budi,officer,{PLUIT},,\n"
    page = errors(send(admin_of_city, User, f"{USERS}{good}{row}\nagus,Contoh Agus,officer,31.72,,\n"))
    assert ("3, " in page) or ("3 " in page)  # as the spreadsheet counts them: titles, the good row, this one
    assert list(User.objects.order_by("pk").values()) == before
    assert not User.history.filter(username="budi").exists()


def test_no_page_repeats_a_password(admin_of_city):
    page = errors(send(admin_of_city, User, f"{USERS}budi,Contoh Budi,dukun,{PLUIT},,sandi-contoh-satu\n"))
    assert "sandi-contoh-satu" not in page


def test_more_columns_raise_nobody(admin_of_city):
    head = "username,name,role,area,is_superuser,is_active,id,pk,password_hash\n"
    send(admin_of_city, User, f"{head}budi,Contoh Budi,officer,{PLUIT},1,0,1,1,md5$a$b\n")
    user = User.objects.get(username="budi")
    assert (user.is_superuser, user.is_active, user.has_usable_password()) == (False, True, False)


def test_accounts_of_the_area_are_changed_and_keep_what_the_file_leaves_out(admin_of_city, cast):
    user = cast.pluit_officer
    user.unit = make_unit("31")
    user.save()
    lines = user.history.count()
    head = "username,name,role,area\n"
    row = f"pluit_officer,Nama Baru,coordinator,{PLUIT}\n"
    for _ in range(2):
        assert send(admin_of_city, User, head + row).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.role, user.unit.area_id) == ("Nama Baru", "coordinator", "31")
    assert user.check_password("rahasia-contoh")
    assert user.history.count() == lines + 1


def test_a_password_alone_is_a_change(admin_of_city, cast):
    row = f"pluit_officer,{cast.pluit_officer.name},officer,{PLUIT},,sandi-contoh-baru\n"
    send(admin_of_city, User, USERS + row)
    cast.pluit_officer.refresh_from_db()
    assert cast.pluit_officer.check_password("sandi-contoh-baru")


def test_the_nearest_of_several_units_of_one_name_is_meant(admin_of_city):
    city, district = make_unit("31.72", "Linmas"), make_unit("31.72.01", "Linmas")
    make_unit("31.72.02", "Linmas")
    send(admin_of_city, User, f"{USERS}budi,B,officer,{PLUIT},Linmas,\nsiti,S,officer,31.72.03,Linmas,\n")
    assert User.objects.get(username="budi").unit == district
    assert User.objects.get(username="siti").unit == city


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_exports_hold_the_own_area_and_no_password(admin_of_city, cast, kind):
    make_unit("31.72", "Polres Contoh")
    make_unit("31.75", "Polres Luar")
    head, *rows = exported(admin_of_city, User, kind)
    assert head == ["username", "name", "role", "area", "unit", "active"]
    names = {row[0] for row in rows}
    assert {"pluit_officer", "administrator"} <= names
    assert not names & {"outsider_officer", "province_officer", "superuser"}
    assert not any("md5" in str(cell) for row in rows for cell in row)
    units = {row[2] for row in exported(admin_of_city, Unit, kind)}
    assert "Polres Contoh" in units
    assert "Polres Luar" not in units


def test_an_export_keeps_the_filter_of_the_list(admin_of_city):
    rows = exported(admin_of_city, User, role__exact="observer")
    assert [row[0] for row in rows[1:]] == ["observer"]


def test_chosen_rows_of_an_export_are_of_the_area(admin_of_city, cast):
    chosen = {"format": CSV, "resource": "0", "export_items": [cast.outsider_officer.pk]}
    response = admin_of_city.post(pages(User, "export"), chosen)
    assert b"outsider_officer" not in response.content


FORMULAS = ('=HYPERLINK("http://x")', "==1+1", "+1+1", "-1+1", "@SUM(1)", "＝1")


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_no_cell_is_run_as_a_formula_and_all_come_back_as_they_were(admin_of_city, kind):
    for number, text in enumerate(FORMULAS):
        make_unit("31.72", f"{text} {number}", head_title=f"\t{text}")
    rows = exported(admin_of_city, Unit, kind)
    cells = [str(cell) for row in rows for cell in row if cell]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r＝"]
    assert sum(cell.startswith("'") for cell in cells) == 2 * len(FORMULAS)
    Unit.objects.filter(users=None).delete()
    content = workbook(*rows) if kind == XLSX else "\n".join(",".join(map(quoted, row)) for row in rows)
    assert send(admin_of_city, Unit, content, kind).status_code == 302
    assert {f"{text} {number}" for number, text in enumerate(FORMULAS)} <= set(
        Unit.objects.values_list("name", flat=True)
    )


def quoted(cell):
    return '"{}"'.format(cell.replace('"', '""'))


def test_unprintable_characters_do_not_stop_an_export(admin_of_city):
    make_unit("31.72", "Polres\x0bContoh")
    assert "Polres\N{REPLACEMENT CHARACTER}Contoh" in {row[2] for row in exported(admin_of_city, Unit, XLSX)}


def test_units_come_in(admin_of_city):
    rows = "31.72,polri,Polres Contoh,Kapolres\n31.72.01,tni,Koramil Contoh,\n"
    assert send(admin_of_city, Unit, UNITS + rows).status_code == 302
    send(admin_of_city, Unit, f"{UNITS}31.72,polri,Polres Contoh,Kepala\n")
    assert Unit.objects.get(name="Polres Contoh").head_title == "Kepala"
    assert Unit.objects.get(name="Koramil Contoh").area_id == "31.72.01"


@pytest.mark.parametrize(
    "row",
    [
        "31.75,polri,Polres Luar,Kapolres",
        "31,polri,Polda Contoh,",
        "31.72,dukun,Contoh,",
        "31.72,,Contoh,",
        "31.72,polri,,",
        f"31.72,polri,{'x' * 121},",
        f"31.72,{'9' * 5000},Contoh,",
        "31.72,po\x00lri,Contoh,",
    ],
)
def test_one_bad_unit_stops_the_whole_file(admin_of_city, row):
    make_unit("31.75", "Polres Luar", head_title="Lama")
    errors(send(admin_of_city, Unit, f"{UNITS}31.72,polri,Polres Baik,\n{row}\n"))
    assert not Unit.objects.filter(name="Polres Baik").exists()
    assert Unit.objects.get(name="Polres Luar").head_title == "Lama"


def test_a_workbook_with_numbers_for_codes_is_read(admin_of_city, cast):
    rows = [
        ["Username", "NAME ", "role", "area"],
        ["budi", "Contoh Budi", "officer", 31.72],
        [None] * 4,
        [7788, 99, "official", "31.72"],
    ]
    assert send(admin_of_city, User, workbook(*rows), XLSX).status_code == 302
    assert User.objects.get(username="budi").area_id == "31.72"
    assert User.objects.get(username="7788").name == "99"


def test_semicolons_of_indonesian_spreadsheets_are_read(admin_of_city):
    content = b"\xef\xbb\xbfarea;kind;name;head_title\r\n31.72;polri;Polres Contoh;Kapolres\r\n"
    assert send(admin_of_city, Unit, content).status_code == 302
    assert Unit.objects.filter(name="Polres Contoh").exists()


@pytest.mark.parametrize("kind", [CSV, XLSX])
@pytest.mark.parametrize("model", [User, Unit])
@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00junk",
        b"PK\x03\x04junk",
        b"a,b\n1,2,3,4\n",
        b"tidak,ada\n1,2\n",
        b"\n\n",
        b"area\n",
        ("area,kind,name\n" + "31.72,polri,x\n" * 1001).encode(),
        (USERS + "".join(f"u{n},N,officer,31.72,,sandi-{n}-contoh\n" for n in range(101))).encode(),
        b"x" * (2 * 1024 * 1024 + 1),
    ],
    ids=["utf16", "zip", "wide", "titles", "blank", "column", "rows", "passwords", "large"],
)
def test_unreadable_files_are_refused_in_words(admin_of_city, cast, model, content, kind):
    before = User.objects.count(), Unit.objects.count()
    errors(send(admin_of_city, model, content, kind))
    assert (User.objects.count(), Unit.objects.count()) == before


def test_a_workbook_that_unpacks_without_end_is_refused(admin_of_city, monkeypatch):
    monkeypatch.setattr("desks.admin.spreadsheets.MOST_UNPACKED_BYTES", 1000)
    errors(send(admin_of_city, Unit, workbook(["area", "kind", "name"], ["31.72", "polri", "Contoh"]), XLSX))


@pytest.mark.parametrize("changes", [{"format": "7"}, {"format": ""}, {"import_file": ""}, {"resource": "9"}])
def test_junk_in_the_form_is_refused_in_words(admin_of_city, changes):
    errors(send(admin_of_city, Unit, f"{UNITS}31.72,polri,Contoh,\n", **changes))
    assert not Unit.objects.filter(name="Contoh").exists()


def test_there_is_no_second_step_that_reads_files_by_name(admin_of_city):
    form = {"import_file_name": "/etc/passwd", "original_file_name": "x", "format": CSV, "resource": ""}
    assert admin_of_city.post("/admin/desks/user/process_import/", form, follow=True).status_code == 404


@pytest.mark.parametrize("who", ["pluit_officer", "city_coordinator", "official", "observer"])
@pytest.mark.parametrize("kind", ["import", "export"])
def test_other_roles_are_refused(client, cast, who, kind):
    client.force_login(getattr(cast, who))
    for model in (User, Unit):
        assert client.get(pages(model, kind)).status_code == 403
        assert client.post(pages(model, kind), {"format": CSV, "resource": "0"}).status_code == 403


def test_other_tables_have_neither(admin_of_city):
    for kind in ("import", "export"):
        assert admin_of_city.get(f"{pages(Desk)}{kind}/", follow=True).status_code == 404
