"""A newcomer's evening: officers and leave from files, a composition, 52 days drawn, certified, published, printed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from desks.models import Absence, Desk, Duty, Officer, Roster, Unit

from ..conftest import CITY
from ..web.conftest import indonesian

pytestmark = pytest.mark.browser

DAYS = 52
OFFICERS_A_UNIT = 12


@pytest.fixture
def desk(desks):
    """The city's desk as Jakarta Pusat's was: 52 days from tomorrow, 08.00 to 16.00, units from the real list."""
    desk, tomorrow = desks[CITY], timezone.localdate() + timedelta(days=1)
    Desk.objects.filter(pk=desk.pk).update(
        active_from=tomorrow, active_until=tomorrow + timedelta(DAYS - 1), opens_at=480, closes_at=960
    )
    desk.refresh_from_db()
    return desk


@pytest.fixture
def files(desk, tmp_path):
    """(officers, leave): 60 officers of five units, and one leave of three days each: 6 % of all days."""
    units = list(Unit.objects.filter(area=CITY).order_by("pk")[:5])
    people = [(unit, f"Contoh {unit.pk}-{n:02d}") for unit in units for n in range(OFFICERS_A_UNIT)]
    officers = [f"{unit.name};{name};Anggota;0812000{n:05d}" for n, (unit, name) in enumerate(people)]
    leave = []
    for n, (unit, name) in enumerate(people):
        first = desk.active_from + timedelta(days=(n * 7) % (DAYS - 3))
        leave.append(f"{unit.name};{name};izin;{first};{first + timedelta(2)}")
    paths = tmp_path / "petugas.csv", tmp_path / "izin.csv"
    paths[0].write_text("\n".join(["unit;name;rank;phone", *officers]))
    paths[1].write_text("\n".join(["unit;name;reason;starts_on;ends_on", *leave]))
    return units, paths


def send(page, model, path):
    page.goto(f"/admin/desks/{model}/import/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("[name=check_only]").uncheck()
    page.locator(".submit-row input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_the_roster_of_52_days(open_page, desk, files):
    units, (officers, leave) = files
    page = open_page("administrator")
    send(page, "officer", officers)
    send(page, "absence", leave)
    assert (Officer.objects.count(), Absence.objects.count()) == (60, 60)

    page.goto("/admin/desks/composition/add/")
    page.locator("[name=name]").fill("Satu sif")
    page.locator("[name=desk]").select_option(str(desk.pk))
    page.locator("[name=shifts-0-name]").fill("Sif harian")
    page.locator("[name=shifts-0-starts_at]").fill("08.00")
    page.locator("[name=shifts-0-ends_at]").fill("16.00")
    for unit in units:
        page.locator(f"[name=shifts-0-unit_{unit.pk}]").fill("2")
    page.locator("[name=shifts-0-leads]").select_option(f"unit_{units[0].pk}")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto("/admin/desks/roster/")
    page.get_by_role("link", name=desk.name, exact=True).click()
    page.get_by_role("link", name=indonesian("Generate what is empty")).click()
    page.get_by_role("button", name=indonesian("Generate a draft")).click()
    expect(page.locator(".certificate .good")).to_have_text(indonesian("proven the best possible"))
    page.get_by_role("button", name=indonesian("Publish")).click()
    expect(page.locator(".messagelist .success")).to_contain_text("520")
    assert Duty.objects.published().count() == DAYS * 10
    assert Roster.objects.get().certificate["proven"]

    with page.expect_download() as printed:
        page.get_by_role("link", name=indonesian("Print (PDF)")).evaluate(
            "link => { link.download = ''; link.click(); }"
        )
    assert printed.value.path().read_bytes().startswith(b"%PDF")
