"""Rule 20: any input gets an answer in words and a fitting status; no input gets a 500.

Django's test client raises what a view raises, so a 500 fails here with its traceback.
"""

from itertools import product
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desks.models import Unit
from reports.forms import STEP_FORMS
from reports.models import Report

from ..conftest import CITY, PLUIT, TWIN_CITY, TWIN_WARD
from .conftest import TakenBack, indonesian, text_of

#: What people, broken phones and attackers send.
JUNK = {
    "empty": "",
    "NUL": "a\x00b",
    "5,000 digits": "9" * 5000,
    "negative": "-1",
    "past 64 bits": "9223372036854775808",
    "past 32 bits": "2147483648",
    "not a number": "NaN",
    "superscript": "²",
    "unknown choice": "tidak-ada",
    "foreign area": TWIN_WARD,
    "quotes": "'\";--<script>alert(1)</script>",
    "lone surrogate": "\ud800",
    "last day": "9999-12-31",
    "no day": "2024-02-30",
    "last moment": "9999-12-31T23:59",
    "long": "x" * 20_000,
}

PAGES = {
    "home": ("/", ["contoh"]),
    "health": ("/healthz", ["contoh"]),
    "login": ("/accounts/login/", ["next", "username"]),
    "password": ("/accounts/password/", ["contoh"]),
    "desks": ("/desks/", ["all", "page"]),
    "desk": (f"/desks/{PLUIT}/", ["contoh"]),
    "reports": (
        "/reports/",
        [
            "q",
            "status",
            "severity",
            "category",
            "area",
            "holder",
            "filed_from",
            "filed_until",
            "overdue",
            "escalated",
            "resolved_on",
            "here_only",
            "election",
            "page",
            "contoh",
        ],
    ),
    "new": ("/reports/new/", ["area", "contoh"]),
    "report": (f"/reports/{PLUIT}-0001/", ["contoh"]),
    "dashboards": ("/dashboard/", ["contoh"]),
    "dashboard": (f"/dashboard/{CITY}/", ["election", "contoh"]),
    "dailies": ("/daily/", ["contoh"]),
    "daily": (f"/daily/{PLUIT}/", ["election", "on", "at", "contoh"]),
}
FORMS = {
    "login": ("/accounts/login/", ["username", "password", "next"]),
    "logout": ("/accounts/logout/", ["next"]),
    "password": ("/accounts/password/", ["old_password", "new_password1", "new_password2"]),
    "language": ("/i18n/setlang/", ["language", "next"]),
    "notices": (f"/desks/{PLUIT}/notices/", ["newest"]),
    "new": (
        "/reports/new/",
        [
            "area",
            "category",
            "severity",
            "title",
            "narrative",
            "occurred_at",
            "polling_stations",
            "stations_affected",
            "classification",
            "reporter_name",
            "reporter_phone",
            "idempotency_key",
            "photos",
            "contoh",
        ],
    ),
}
STEPS = {
    "acknowledge": [],
    "forward": ["reason", "recommendation"],
    "return": ["desk", "instruction"],
    "take-over": ["reason"],
    "note": ["note"],
    "refer": ["unit", "instruction"],
    "recommend": ["recommendation"],
    "figures": ["polling_stations", "stations_affected", "source"],
    "reclassify": ["category", "severity", "classification", "reason"],
    "resolve": ["action_taken"],
    "close": ["note"],
    "reopen": ["reason"],
    "unfounded": ["reason"],
}
#: Which step of which person finds the report in a state that allows it.
STEPPERS = {"recommend": "official", "take-over": "city_coordinator"}
STATES = {"resolve": "in_progress", "close": "resolved", "reopen": "closed"}


@pytest.fixture
def story(make_report, cast, worker_alive):
    make_report(by=cast.outsider_officer, area=TWIN_WARD)
    Unit.objects.create(area_id=TWIN_CITY, kind_id="polri", name="Polres Kembaran")
    return make_report()


def answered(response, *told):
    """Words and a status below 500."""
    assert response.status_code < 500, told
    if response.status_code in (301, 302):
        assert urlsplit(response["Location"])[:2] == ("", ""), told
    else:
        assert text_of(response), told
    return response


def post(client, address, data):
    """A form as a browser without files sends it; unlike the test client's own it takes any bytes."""
    encoded = {name: str(value).encode("utf-8", "surrogatepass") for name, value in data.items()}
    return client.post(address, urlencode(encoded), content_type="application/x-www-form-urlencoded")


def taken_back(act):
    try:
        with transaction.atomic():
            act()
            raise TakenBack
    except TakenBack:
        pass


#: The kinds that each field gets alone too, with all others as they should be.
HARSH = ("NUL", "5,000 digits", "past 64 bits", "last day")


def doses(names):
    """(what it is, fields) of every kind of junk in all fields at once, then of the harsh kinds in each alone."""
    for kind, junk in JUNK.items():
        yield kind, dict.fromkeys(names, junk)
    for name, kind in product(names, HARSH):
        yield f"{kind} in {name}", {name: JUNK[kind]}


@pytest.mark.parametrize("where", PAGES)
def test_every_parameter(where, story, login_as):
    address, names = PAGES[where]
    client = login_as("anonymous" if where in ("login", "health") else "pluit_coordinator")
    for kind, junk in doses(names):
        query = {name: value.encode("utf-8", "surrogatepass") for name, value in junk.items()}
        response = answered(client.get(address, query), kind)
        if "NUL" in kind:
            assert response.status_code == 400, kind
        elif where == "reports":
            assert response.status_code == 200, kind


@pytest.mark.parametrize("where", FORMS)
def test_every_field(where, story, login_as, filing, desks):
    address, names = FORMS[where]
    before = Report.objects.count()
    for kind, junk in doses(names):
        whole = filing() if where == "new" else dict.fromkeys(names, "contoh")
        client = Client() if where == "login" else login_as("pluit_officer")
        data = {**whole, **junk}
        taken_back(lambda client=client, data=data, told=kind: answered(post(client, address, data), told))
    assert Report.objects.count() == before


@pytest.mark.parametrize("step", STEPS)
def test_every_field_of_a_step(step, story, login_as):
    assert set(STEPS) == set(STEP_FORMS)
    assert {"turn", *STEPS[step]} == set(STEP_FORMS[step].base_fields)
    Report.objects.update(state=STATES.get(step, "waiting"), resolved_at="2024-11-13T00:00Z")
    client = login_as(STEPPERS.get(step, "pluit_coordinator"))
    address = f"{story.get_absolute_url()}{step}/"
    for kind, junk in doses(["turn", *STEPS[step]]):
        data = {**dict.fromkeys(STEPS[step], "Contoh"), **junk}

        def act(data=data, told=kind):
            assert answered(post(client, address, data), told).status_code in (302, 409, 422), told

        taken_back(act)


ODD_ADDRESSES = [
    "/reports/{}/",
    "/reports/{}/acknowledge/",
    "/reports/31.72.01.1005-0001/{}/",
    "/reports/31.72.01.1005-0001/photos/{}/",
    "/reports/31.72.01.1005-0001/photos/{}/small/",
    "/reports/31.72.01.1005-{}/",
    "/desks/{}/",
    "/desks/{}/notices/",
    "/dashboard/{}/",
    "/daily/{}/",
    "/daily/{}/remind/",
    "/daily/31.72.01.1005/due/{}/remind/",
    "/daily/{}/recommendations/",
    "/daily/31.72.01.1005/instructions/{}/",
    "/daily/31.72.01.1005/{}/letter.pdf",
    "/daily/verify/{}/",
    "/{}/",
    "/static/{}",
]
ODD_PARTS = [
    "%00",
    "a%00b",
    "9" * 5000,
    "0",
    "-1",
    "9223372036854775808",
    "99999999999999999999",
    "%FF%FE",
    "%ED%A0%80",
    "..%2f..%2fetc",
    "31.72.01.1005-000000001",
    "31.72.01.1005%20",
    "31.72.01.1005%0A",
    "३१.७२",
    "31.72.1",
    "<script>",
    "%25s",
]


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_odd_addresses(address, story, login_as):
    for part, person, method in product(ODD_PARTS, ("pluit_officer", "anonymous"), ("get", "post")):
        response = answered(getattr(login_as(person), method)(address.format(part)), part, person, method)
        if person == "pluit_officer":
            expected = {400} if "%00" in part else {404, 405}
            assert response.status_code in expected, (part, method)


def test_a_photo_position_past_all_integers(story, login_as):
    for position in (0, 7, 2**31, 2**63, 10**30):
        assert login_as("pluit_officer").get(f"/reports/{story.number}/photos/{position}/").status_code == 404


LENGTHS = {"-1": 400, "abc": 400, "9" * 5000: 400, "²": 400, str(64 * 1024 * 1024 + 1): 413, "999999999999": 413}


@pytest.mark.parametrize("length", LENGTHS, ids=lambda length: length[:12])
def test_lengths_of_bodies(length, login_as, worker_alive):
    for address in ("/reports/new/", "/accounts/login/", "/i18n/setlang/"):
        response = login_as("pluit_officer").post(address, {"title": "x"}, CONTENT_LENGTH=length)
        assert response.status_code == LENGTHS[length], address
        assert text_of(response)


def test_bodies_that_are_no_form(story, login_as):
    bodies = {
        "application/json": b'{"title": "x"}',
        "multipart/form-data": b"no boundary",
        "multipart/form-data; boundary=x": b"--x\r\nContent-Disposition: form-data; name=",
        "multipart/form-data; boundary=\xe9": b"--x--",
        "application/x-www-form-urlencoded": b"title=%ff%fe&narrative=%00&area",
        "application/x-www-form-urlencoded; charset=utf-7": b"title=+AGE-",
        "application/x-www-form-urlencoded; charset=tidak-ada": b"title=x",
        "text/plain\x00": b"x",
        "": b"",
    }
    pages = ["/reports/new/", "/accounts/login/", "/accounts/password/", "/i18n/setlang/"]
    pages += [f"{story.get_absolute_url()}note/", f"/desks/{PLUIT}/notices/"]
    for address, (kind, body) in product(pages, bodies.items()):
        response = login_as("pluit_officer").generic("POST", address, body, content_type=kind)
        answered(response, address, kind)
        assert response.status_code in (302, 400, 413, 422, 200), (address, kind)


def test_too_many_fields_and_files(story, login_as, filing):
    client = login_as("pluit_officer")
    fields = client.post("/reports/new/", {**filing(), **{f"contoh{number}": "x" for number in range(1500)}})
    assert (fields.status_code, bool(text_of(fields))) == (400, True)
    files = [SimpleUploadedFile(f"{number}.jpg", b"x") for number in range(13)]
    photos = client.post("/reports/new/", {**filing(), "photos": files})
    assert (photos.status_code, bool(text_of(photos))) == (400, True)
    body = client.post(
        "/reports/new/", "narrative=" + "x" * 2_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert body.status_code in (400, 413)
    assert text_of(body)


def test_extra_fields_change_nothing(story, login_as, filing):
    forged = {
        "state": "closed",
        "number": "99.99.99.9999-0001",
        "filed_by": "1",
        "held_by": "1",
        "turn": "99",
        "id": "1",
    }
    assert login_as("pluit_officer").post("/reports/new/", {**filing(), **forged}).status_code == 302
    report = Report.objects.latest("pk")
    assert (report.number, report.state, report.filed_by.username) == (f"{PLUIT}-0002", "waiting", "pluit_officer")
    assert report.turn != 99


def test_junk_cookies(story, login_as):
    client = login_as("pluit_officer")
    for name, junk in product(
        ("posko_language", "django_language", "csrftoken", "messages", "sessionid"), JUNK.values()
    ):
        client.cookies[name] = junk.replace("\x00", "").replace("\r\n", "").encode("ascii", "ignore").decode()
        answered(client.get("/reports/"), name)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [junk for junk in JUNK.values() if "\ud800" not in junk]
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(PAGES["reports"][1]), ANY_TEXT, max_size=6))
def test_any_mix_of_filters(story, login_as, query):
    answered(login_as("province_coordinator").get("/reports/", query), query)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(FORMS["new"][1]), ANY_TEXT, max_size=6))
def test_any_mix_of_fields(story, login_as, filing, data):
    taken_back(lambda: answered(post(login_as("pluit_officer"), "/reports/new/", {**filing(), **data}), data))


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/healthz"])
def test_nul_in_a_cookie(db, address):
    """A cookie may quote a NUL in octal; as a session's key it would reach PostgreSQL."""
    answer = Client().get(address, headers={"cookie": 'sessionid="\\000aaaaaaaaaa"'})
    assert answer.status_code == 400
    assert text_of(answer)


def test_a_long_run_of_blanks_is_refused_before_it_is_taken_apart(filing, login_as):
    answer = login_as("pluit_officer").post("/reports/new/", filing(polling_stations="1" + " " * 200_000 + "x"))
    assert answer.status_code == 422
    assert indonesian("This is too long. Name ranges, such as 1-40.") in text_of(answer)
