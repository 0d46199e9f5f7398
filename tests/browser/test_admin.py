"""Django admin: our pages beside its own look. Its violations that are Django's are named here, no others pass."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from desks.actions import generate
from desks.board import Board
from desks.models import Absence, Desk, Roster

from ..conftest import CITY
from ..desks.admin_pages import display_of
from ..desks.roster_cast import compose, fill, staff, unit_at
from .look import OPTIONS, SIZES, violations

pytestmark = pytest.mark.browser_look

#: Rules that Django 5.2's own templates break: the head of an inline's first column is empty, and the box
#: Select2 draws in place of a select has no name.
DJANGOS_OWN = ("empty-table-header", "aria-input-field-name")
#: Axe would read the imports of Django's stylesheets through inline styles, which our policy refuses.
KNOWN = {
    **OPTIONS,
    "preload": False,
    "rules": {**OPTIONS["rules"], **{rule: {"enabled": False} for rule in DJANGOS_OWN}},
}


@pytest.fixture
def rostered(desks, cast):
    """A desk with a published roster from today on, leave that collides, gaps, and a draft behind it."""
    city, today = desks[CITY], timezone.localdate()
    unit, other = unit_at(CITY, "Polres Contoh"), unit_at(CITY, "Kodim Contoh", "tni")
    officers = [*staff(unit, 5, phone="+6281200000001"), *staff(other, 2, start=11)]
    compose(city, [(unit, 2), (other, 1)], shifts=[("Pagi", 0, 720), ("Malam", 720, 1440)])
    fill(city, today, today + timedelta(5), officers[:5], by=cast.administrator, skip=(2, 9))
    Absence.objects.create(officer=officers[0], starts_on=today, ends_on=today + timedelta(3))
    return city, generate(
        by=cast.administrator, desks=Desk.objects.filter(pk=city.pk), first=today + timedelta(6),
        last=today + timedelta(9), now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def judge_admin(open_page):
    """judge_admin(addresses): each without violations, wide and narrow, light and dark, nothing sticking out."""

    def judge(addresses):
        page = open_page("administrator")
        wrong = []
        for address in addresses:
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            for size, viewport in SIZES.items():
                page.set_viewport_size(viewport)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    wrong += [f"{address}, {size} {scheme}: {line}" for line in violations(page, KNOWN)]
        assert not wrong, "\n" + "\n".join(wrong)

    return judge


def test_pages_of_the_administration(judge_admin, desks, cast):
    desk = Desk.objects.get(area=CITY)
    screen = display_of(CITY, cast.administrator)
    judge_admin(
        [
            "/admin/",
            "/admin/desks/desk/",
            f"/admin/desks/desk/{desk.pk}/change/",
            "/admin/desks/display/",
            f"/admin/desks/display/{screen.pk}/change/",
            "/admin/desks/user/",
            "/admin/desks/user/add/",
        ]
    )


def test_pages_of_the_rosters(judge_admin, rostered):
    desk, draft = rostered
    base = "/admin/desks/roster/"
    board = Board(desk, timezone.localdate(), timezone.now(), Roster.objects.all())
    key = next(cell.key for row in board.sections[0].rows for cell in row.cells if not cell.past)
    judge_admin(
        [
            f"{base}desks/",
            f"{base}board/{desk.pk}/",
            f"{base}board/{desk.pk}/{key}/",
            f"{base}{draft.pk}/change/",
            f"{base}generate/?desk={desk.pk}",
            f"{base}?all=",
        ]
    )
