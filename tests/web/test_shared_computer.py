"""The desk's computer is shared and pages stay open: what is left behind when a session ends."""

import pytest
from django.test import Client

from ..conftest import PLUIT

DESK = f"/desks/{PLUIT}/"
LOGIN = "/accounts/login/"


@pytest.mark.parametrize("address", [DESK, "/dashboard/31.72/"])
def test_a_poll_after_the_session_has_ended_leads_to_the_login(db, address):
    answer = Client().get(address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{LOGIN}?next={address}")


def test_a_redirect_of_someone_logged_in_stays_one(desks, login_as):
    assert login_as("official").get("/", headers={"HX-Request": "true"}).status_code == 302


def test_logging_out_clears_the_pages_kept_by_the_browser(desks, login_as):
    assert login_as("pluit_officer").post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(("classification", "kept"), [("biasa", True), ("terbatas", False)])
def test_pages_of_classified_reports_are_not_kept(make_report, login_as, classification, kept):
    report = make_report(classification=classification)
    page = login_as("pluit_officer").get(report.get_absolute_url())
    assert ("no-store" not in page.get("Cache-Control", "")) is kept
