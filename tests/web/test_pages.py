"""The other pages: desk, desks, start page, login and logout, language, health, headers, refusals."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desks.models import Desk, SpecialHours
from reports.models import Report, WorkerBeat

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, TWIN_WARD
from .conftest import indonesian, text_of

DESK = f"/desks/{PLUIT}/"
LOGIN = "/accounts/login/"


# The desk page


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(7, 59, "Closed now"), (8, 0, "Open now"), (15, 59, "Open now"), (16, 0, "Closed now")],
)
def test_open_or_closed_now(hour, minute, words, desks, login_as, clock):
    Desk.objects.filter(area=PLUIT).update(opens_at=8 * 60, closes_at=16 * 60)
    clock.now = NOW.replace(hour=hour, minute=minute)
    text = text_of(login_as("pluit_officer").get(DESK))
    assert indonesian(words) in text
    assert "08.00–16.00 WIB" in text
    assert "Rabu, 13 November 2024" in text


def test_special_hours_of_today(desks, login_as):
    special = SpecialHours.objects.create(
        desk=desks[PLUIT], applies_on=date(2024, 11, 13), opens_at=600, closes_at=1440
    )
    client = login_as("pluit_officer")
    assert "10.00–24.00 WIB" in text_of(client.get(DESK))
    assert indonesian("Closed now") in text_of(client.get(DESK))
    special.opens_at = special.closes_at = None
    special.save()
    assert indonesian("closed all day") in text_of(client.get(DESK))


def test_queues_are_in_the_order_of_their_deadlines(make_report, login_as):
    for title, severity in (("Pelan", "rendah"), ("Segera", "darurat"), ("Sedang", "sedang")):
        make_report(title=f"Perihal {title}", severity=severity)
    make_report(title="Perihal Dikerjakan")
    Report.objects.filter(title="Perihal Dikerjakan").update(state="in_progress")
    page = login_as("pluit_officer").get(DESK)
    queues = {str(state): [row.title.split()[1] for row in rows] for state, rows, _ in page.context["queues"]}
    assert queues == {"waiting": ["Segera", "Sedang", "Pelan"], "in_progress": ["Dikerjakan"], "resolved": []}
    text = page.content.decode().split('id="queue-waiting"')[1]
    assert text.index("Perihal Segera") < text.index("Perihal Sedang") < text.index("Perihal Pelan")
    assert indonesian("Nothing waits to be closed by the duty lead.") in text_of(page)


def test_an_empty_desk(desks, login_as):
    text = text_of(login_as("pluit_officer").get(DESK))
    for words in ("Nothing waits to be acknowledged.", "Nothing is being worked on.", "No report waits for your desk."):
        assert indonesian(words) in text


@pytest.mark.parametrize("change", [{"active_until": date(2024, 11, 12)}, {"active_from": date(2024, 11, 14)}])
def test_no_desk_active_today(change, desks, login_as):
    Desk.objects.update(**change)
    response = login_as("pluit_officer").get(DESK)
    assert response.status_code == 200
    assert indonesian("No desk is active here today.") in text_of(response)


def test_what_the_desk_does_not_hold_is_not_in_its_queues(make_report, cast, login_as):
    make_report(by=cast.penjaringan_officer, title="Perihal di kecamatan")
    make_report(title="Perihal rahasia", classification="rahasia")
    assert b"Perihal" not in login_as("pluit_officer").get(DESK).content
    assert "Perihal rahasia" in text_of(login_as("pluit_coordinator").get(DESK))


# The desks below, and each role's start page


def test_desks_below(make_report, login_as):
    make_report()
    make_report(classification="rahasia")
    client = login_as("city_officer")
    assert client.get("/desks/")["Location"] == f"/desks/{CITY}/"
    text = text_of(client.get("/desks/?all=1"))
    assert all(f"Posko {code}" in text for code in (CITY, PENJARINGAN, PLUIT))
    assert f"Posko {TWIN_WARD}" not in text
    assert f"Posko {PLUIT} 00.00–24.00" in text
    waiting = text.split(f"Posko {PLUIT} ")[1].split()
    assert waiting[:5] == ["00.00–24.00", "buka", "1", "0", "0"]
    assert text_of(login_as("city_coordinator").get("/desks/?all=1")).split(f"Posko {PLUIT} ")[1].split()[2] == "2"
    assert login_as("pluit_officer").get("/desks/")["Location"] == DESK


@pytest.mark.parametrize("address", ["/desks/?all=1", f"/desks/{CITY}/"])
def test_queries_of_desk_pages_do_not_grow(address, make_report, cast, login_as):
    client, counts = login_as("city_coordinator"), []
    assert connection.features.supports_json_field, "SQLite is asked once a process, and not by one of the pages"
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
        for number in range(12):
            make_report(by=cast.city_officer, title=f"Contoh {number}")
    assert max(counts) <= 16
    assert counts[1] - counts[0] <= 3, "related rows of lists that were empty before, names of areas once a minute"


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("pluit_officer", "/desks/"),
        ("city_coordinator", "/desks/"),
        ("official", "/dashboard/"),
        ("observer", "/dashboard/"),
        ("administrator", "/admin/"),
        ("superuser", "/admin/"),
    ],
)
def test_start_page(person, page, desks, login_as):
    response = login_as(person).get("/", follow=True)
    assert response.redirect_chain[0] == (page, 302)
    assert response.status_code == 200


# Login, logout, password


def log_in(client, password="rahasia-contoh", username="pluit_officer", **data):
    return client.post(LOGIN, {"username": username, "password": password, **data})


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("", "/"),
        ("/reports/?status=open", "/reports/?status=open"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_login(target, place, desks, cast):
    client = Client()
    answer = log_in(client, next=target)
    assert (answer.status_code, answer["Location"]) == (302, place)
    assert client.get(DESK).status_code == 200


def test_the_way_to_the_login_page_and_back(desks, cast):
    client = Client()
    page = client.get("/reports/?status=open")
    assert page["Location"] == "/accounts/login/?next=/reports/%3Fstatus%3Dopen"
    form = client.get(page["Location"]).content.decode()
    assert 'name="next" value="/reports/?status=open"' in form


@pytest.mark.parametrize(
    ("username", "password"),
    [("pluit_officer", "salah"), ("nobody", "rahasia-contoh"), ("", ""), ("pluit_officer", "")],
)
def test_wrong_password(username, password, cast):
    client = Client()
    answer = log_in(client, username=username, password=password)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert client.get("/reports/").status_code == 302
    assert "salah" not in answer.content.decode() or password != "salah", "the password is not sent back"


def test_closed_account(cast):
    cast.pluit_officer.is_active = False
    cast.pluit_officer.save()
    assert log_in(Client()).status_code == 200


def test_lockout_after_ten_tries_of_that_name_from_that_address(desks, cast, clock):
    clock.now = None  # the package that counts keeps its own time
    client = Client()
    statuses = [log_in(client, password="salah").status_code for _ in range(10)]
    assert statuses == [200] * 9 + [429]
    locked = log_in(client)
    assert locked.status_code == 429, "not even the right password"
    assert indonesian("Too many tries") in text_of(locked)
    assert log_in(Client(), username="pluit_coordinator").status_code == 302, "others at the desk are not locked out"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert log_in(elsewhere).status_code == 302, "nor the same person elsewhere"


def test_logout_only_by_post(login_as, desks):
    client = login_as("pluit_officer")
    assert client.get("/accounts/logout/").status_code == 405
    assert client.get(DESK).status_code == 200
    answer = client.post("/accounts/logout/", {"next": "https://evil.example/"})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert client.get(DESK).status_code == 302


def test_password_change(desks, cast):
    client = Client()
    log_in(client)
    new = {"new_password1": "kata-sandi-baru-7", "new_password2": "kata-sandi-baru-7"}
    wrong = client.post("/accounts/password/", {"old_password": "salah", **new})
    assert (wrong.status_code, 'aria-invalid="true"' in wrong.content.decode()) == (200, True)
    short = client.post("/accounts/password/", {"old_password": "rahasia-contoh", **dict.fromkeys(new, "1234")})
    assert short.status_code == 200
    answer = client.post("/accounts/password/", {"old_password": "rahasia-contoh", **new})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert indonesian("Your password has been changed.") in text_of(client.get(DESK))
    assert log_in(Client()).status_code == 200
    assert log_in(Client(), password="kata-sandi-baru-7").status_code == 302


# Language


def test_indonesian_unless_chosen_otherwise(desks, login_as):
    client = login_as("pluit_officer")
    headers = {"Accept-Language": "en-GB,en;q=0.9"}
    page = client.get("/reports/", headers=headers)
    assert '<html lang="id">' in page.content.decode()
    assert page["Content-Language"] == "id"
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/reports/?status=open"})
    assert (answer.status_code, answer["Location"]) == (302, "/reports/?status=open")
    assert '<html lang="en">' in client.get("/reports/").content.decode()
    client.post("/i18n/setlang/", {"language": "id"})
    assert '<html lang="id">' in client.get("/reports/", headers=headers).content.decode()
    client.post("/i18n/setlang/", {"language": "fr"})
    assert '<html lang="id">' in client.get("/reports/").content.decode()
    assert client.post("/i18n/setlang/", {"language": "en", "next": "//evil.example/"})["Location"] == "/"


# Health, and the worker that is silent


def test_health(db, client, monkeypatch):
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (503, b"no worker\n")
    beat = WorkerBeat.objects.create(name="contoh", seen_at=NOW - timedelta(seconds=59))
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok\n")
    WorkerBeat.objects.filter(pk=beat.pk).update(seen_at=NOW - timedelta(seconds=61))
    assert client.get("/healthz").status_code == 503

    def broken(*args):
        raise DatabaseError

    monkeypatch.setattr(WorkerBeat.objects, "alive", broken)
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (503, b"no database\n")


@pytest.mark.parametrize(
    ("person", "told"),
    [("pluit_officer", False), ("city_coordinator", True), ("official", True), ("observer", False)],
)
def test_a_silent_worker_is_told_to_those_who_answer_for_it(person, told, make_report, login_as, cast):
    words = indonesian("Automatic escalation is not running.")
    pages = ["/reports/", f"/dashboard/{getattr(cast, person).area_id}/", "/reports/31.72-9999/"]
    for page in pages:
        assert (words in text_of(login_as(person).get(page))) == told, page
    WorkerBeat.objects.create(name="contoh", seen_at=NOW - timedelta(seconds=59))
    for page in pages:
        assert words not in text_of(login_as(person).get(page)), page


def test_how_many_wait_for_my_desk(make_report, login_as):
    for _ in range(2):
        make_report()
    make_report(classification="rahasia")
    waiting = indonesian("reports wait for your desk")
    assert f"2 {waiting}" in text_of(login_as("pluit_officer").get("/reports/"))
    assert f"3 {waiting}" in text_of(login_as("pluit_coordinator").get("/reports/"))
    assert waiting not in text_of(login_as("city_officer").get("/reports/"))


# Headers and refusals


def test_security_headers(make_report, login_as):
    report = make_report()
    for person, page in (("anonymous", LOGIN), ("pluit_officer", report.get_absolute_url()), ("pluit_officer", "/x/")):
        headers = login_as(person).get(page).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        for part in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
            assert policy[part] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert all(f"{name}=()" in headers["Permissions-Policy"] for name in ("geolocation", "camera", "microphone"))
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


REFUSALS = [
    (400, "pluit_officer", "get", "/reports/?q=%00", "The address holds a character that cannot be used."),
    (403, "official", "get", "/reports/new/", "Your role may not do this here."),
    (404, "pluit_officer", "get", "/tidak-ada/", "There is no such page, or it is not within your area."),
    (404, "anonymous", "get", "/tidak-ada/", "There is no such page, or it is not within your area."),
    (405, "pluit_officer", "post", "/reports/", "This address cannot be used that way. Go back and use the buttons"),
]


@pytest.mark.parametrize(("status", "person", "method", "address", "words"), REFUSALS)
def test_refusals_are_in_words(status, person, method, address, words, desks, login_as):
    response = getattr(login_as(person), method)(address)
    assert response.status_code == status
    assert indonesian(words).split(". Go")[0] in text_of(response) or status == 405
    assert text_of(response)


def test_a_form_from_elsewhere(desks, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.pluit_officer, "django.contrib.auth.backends.ModelBackend")
    response = client.post("/reports/new/", {"title": "x"})
    assert response.status_code == 403
    assert "Halaman" in text_of(response)
    page = client.get("/reports/new/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert client.post("/reports/new/", {"title": "x", "csrfmiddlewaretoken": token}).status_code == 422


def test_when_something_breaks(desks, login_as, monkeypatch):
    client = login_as("pluit_officer")
    client.raise_request_exception = False
    monkeypatch.setattr(Report.objects, "visible_to", None)
    response = client.get("/reports/")
    assert response.status_code == 500
    assert "Terjadi kesalahan" in response.content.decode()
    assert "Something went wrong" in response.content.decode()


def test_every_page_has_one_main_heading_and_a_title(make_report, login_as):
    report = make_report()
    pages = [
        DESK,
        "/reports/",
        "/reports/new/",
        report.get_absolute_url(),
        f"/dashboard/{PLUIT}/",
        "/accounts/password/",
    ]
    for page in [*pages, "/tidak-ada/"]:
        html = login_as("pluit_officer").get(page).content.decode()
        assert html.count("<h1") == 1, page
        assert re.search(r"<title>\S.*</title>", html), page
        assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="([^"]+)"', html)), page
    assert reverse("home") == "/"
