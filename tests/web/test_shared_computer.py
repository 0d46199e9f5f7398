"""The desk's computer is shared and pages stay open: what is left behind when a session ends."""

import pytest
from django.test import Client

from ..conftest import PLUIT

DESK = f"/desks/{PLUIT}/"
LOGIN = "/accounts/login/"


@pytest.mark.parametrize(
    ("shown", "back"),
    [
        (f"http://testserver{DESK}", DESK),
        ("http://testserver/dashboard/31.72/?election=a&wall=1#tiles", "/dashboard/31.72/%3Felection%3Da%26wall%3D1"),
        ("/dashboard/31.72/", "/dashboard/31.72/"),
        ("", "/"),
        (None, "/"),
        ("http://testserver", "/"),
        ("http://elsewhere.example/dashboard/31.72/", "/"),
        ("http://testserver@elsewhere.example/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
        ("dashboard", "/"),
    ],
)
@pytest.mark.parametrize("polled", [DESK, "/dashboard/31.72/live/"])
def test_a_poll_after_the_session_has_ended_leads_to_the_login_and_back_to_its_page(db, polled, shown, back):
    headers = {"HX-Request": "true"} | ({} if shown is None else {"HX-Current-URL": shown})
    answer = Client().get(polled, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{LOGIN}?next={back}")


def test_a_redirect_of_someone_logged_in_stays_one(desks, login_as):
    assert login_as("official").get("/", headers={"HX-Request": "true"}).status_code == 302


def test_logging_out_clears_the_pages_kept_by_the_browser(desks, login_as):
    assert login_as("pluit_officer").post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(("classification", "kept"), [("biasa", True), ("terbatas", False)])
def test_pages_of_classified_reports_are_not_kept(make_report, login_as, classification, kept):
    report = make_report(classification=classification)
    page = login_as("pluit_officer").get(report.get_absolute_url())
    assert ("no-store" not in page.get("Cache-Control", "")) is kept
