"""Django admin: our pages beside its own look. Its violations that are Django's are named here, no others pass."""

import pytest
from playwright.sync_api import expect

from desks.models import Desk

from ..conftest import CITY
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


def test_pages_of_the_administration(open_page, desks):
    desk = Desk.objects.get(area=CITY)
    page = open_page("administrator")
    wrong = []
    for address in (
        "/admin/",
        "/admin/desks/desk/",
        f"/admin/desks/desk/{desk.pk}/change/",
        "/admin/desks/user/",
        "/admin/desks/user/add/",
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{address}, {size} {scheme}: {line}" for line in violations(page, KNOWN)]
    assert not wrong, "\n" + "\n".join(wrong)
