"""Rules 2 and 4: every URL x every role x own, foreign and nonexistent objects."""

import importlib.util
import json
from itertools import product

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import path, reverse
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from desks.access import open_to_all, serves
from desks.models import CalendarFeed, Desk, Display, Role, Unit
from posko import checks
from posko.checks import routes
from reports.models import Classification
from reports.photos import read_photo

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, TWIN_WARD
from .access_table import ADMIN_NAMES, PEOPLE, ROWS
from .advice_things import ADVICE_LISTS, ADVICE_PAGES, advice_form, advice_things
from .conftest import jpeg, peek, text_of
from .daily_file_things import FILE_PAGES, digest_of_thing, file_things
from .daily_things import DUE_PAGES, LETTER_PAGES, daily_form, daily_things
from .duty_things import duty_form, duty_things

NOBODY = "99.99.99.9999"
AREAS = {
    "own": PLUIT,
    "district": PENJARINGAN,
    "city": CITY,
    "foreign": TWIN_WARD,
    "missing": NOBODY,
    "missing beside the twin": "31.75.01.9999",
    "-": PLUIT,
}
ADMIN = [route for route in routes() if route.path.startswith("/admin/")]
OURS = [route for route in routes() if not route.path.startswith("/admin/")]


@pytest.fixture
def things(make_report, cast, worker_alive, manned, desks):
    """Reports by kind; the twin of the own one exists before anyone asks for it."""
    photo = [read_photo(jpeg())]
    things = {
        "foreign": make_report(by=cast.outsider_officer, area=TWIN_WARD, photos=photo).number,
        "own": make_report(photos=photo).number,
        "restricted": make_report(photos=photo, classification=Classification.TERBATAS).number,
        "secret": make_report(photos=photo, classification=Classification.RAHASIA).number,
    }
    things |= {"feeds": feeds_of(cast.pluit_officer, cast.outsider_officer)}
    things |= {"displays": displays_of(cast.administrator)}
    things |= {"duties": duty_things(manned, cast, desks), "daily": daily_things(desks) | advice_things(cast, desks)}
    things["daily"]["daily_remind"] = things["daily"]["daily_write"]
    things["daily"] |= file_things(things["daily"]["daily_report"])
    return {**things, "missing": f"{PLUIT}-9999", "missing beside the twin": f"{TWIN_WARD}-9999"}


def feeds_of(person, outsider):
    """Calendar addresses by kind; the one of nobody has a number that never was."""
    desks = {user: Desk.objects.get(area=user.area_id) for user in (person, outsider)}
    return {
        "revoked": CalendarFeed.objects.create(owner=person, desk=desks[person], created_at=NOW, revoked_at=NOW),
        "own": CalendarFeed.objects.create(owner=person, desk=desks[person], created_at=NOW),
        "foreign": CalendarFeed.objects.create(owner=outsider, desk=desks[outsider], created_at=NOW),
        "missing": CalendarFeed(pk=999_999, nonce="0"),
    }


def displays_of(person):
    """Wall screens of Pluit by kind; the one of nobody has a number that never was."""
    columns = {"area_id": PLUIT, "name": "Contoh", "created_at": NOW, "created_by": person}
    return {
        "revoked": Display.objects.create(**columns, revoked_at=NOW, revoked_by=person),
        "own": Display.objects.create(**columns),
        "missing": Display(pk=999_999, nonce="0"),
    }


def url_of(route, thing, things):
    code = AREAS.get(thing, PLUIT)
    number = things.get(thing, things["own"])
    feed = things["feeds"].get(thing, things["feeds"]["missing" if "missing" in thing else "own"])
    screens = things["displays"]
    arguments = {
        "wall": [screens.get(thing, screens["own"]).token],
        "wall_area": [screens["own"].token, code],
        "desk": [code],
        "read_notices": [code],
        "desk_roster": [code],
        "desk_roster_pdf": [code],
        "desk_roster_xlsx": [code],
        "calendar_revoke": [feed.pk],
        "calendar_feed": [feed.token],
        "dashboard": [code],
        "dashboard_live": [code],
        "dashboard_pdf": [code],
        "report": [number],
        "photo": [number, 1],
        "photo_small": [number, 1],
        "report_step": [number, thing if thing in STEP_FORMS else "acknowledge"],
    }
    if keys := things["duties"].get(route):
        with_area = [code] if route.startswith("handover") else []
        arguments[route] = [*with_area, keys.get(thing, keys["own"])]
    if keys := things["daily"].get(route):
        arguments[route] = [code, keys.get(thing, keys["own"])]
    if route == "daily_verify":
        arguments[route] = [digest_of_thing(things["daily"]["daily_report"], thing)]
    if route in PAGES_OF_AN_AREA:
        arguments[route] = [code]
    return reverse(route, args=arguments.get(route))


BOARDS = ("daily", "daily_remind_all")
PAGES_OF_AN_AREA = (
    "attendance",
    "boundaries",
    "logbook",
    "desk_swaps",
    "handovers",
    "handover_new",
    "coverage",
    *BOARDS,
    *ADVICE_LISTS,
    "inventory",
    "inventory_csv",
    "inventory_xlsx",
)


STEP_FORMS = {
    "acknowledge": {},
    "forward": {"reason": "Contoh alasan", "recommendation": "Contoh saran"},
    "return": {"desk": "1", "instruction": "Contoh arahan"},
    "take-over": {},
    "note": {"note": "Contoh catatan"},
    "figures": {"polling_stations": "1-3", "source": "Data sementara pukul 14.00"},
    "recommend": {"recommendation": "Contoh saran"},
    "reclassify": {"category": "KAM-UNJ", "severity": "sedang", "classification": "biasa", "reason": "Contoh alasan"},
    "resolve": {"action_taken": "Contoh tindakan"},
    "close": {"note": ""},
    "reopen": {"reason": "Contoh alasan"},
    "unfounded": {"reason": "Contoh alasan"},
    "refer": {"instruction": "Contoh arahan"},
}


@pytest.fixture
def form_of(filing, manned):
    unit = Unit.objects.create(area_id=PLUIT, kind_id="polri", name="Polsek Contoh")

    def form_of(route, thing):
        if route == "report_step":
            return {**STEP_FORMS.get(thing, {}), **({"unit": unit.pk} if thing == "refer" else {})}
        if route == "report_new":
            return filing(area=AREAS[thing])
        if route == "calendars":
            return {"desk": getattr(Desk.objects.filter(area=AREAS[thing]).first(), "pk", 999_999)}
        if (data := duty_form(route, manned, AREAS.get(thing, PLUIT))) is not None:
            return data
        if (data := daily_form(route)) is not None:
            return data
        if (data := advice_form(route)) is not None:
            return data
        return {"read_notices": {"newest": "1"}, "set_language": {"language": "en"}}.get(route, {"contoh": "1"})

    return form_of


OPEN_PAGES = {"health", "login", "logout", "set_language", "calendar_feed", "daily_verify", "daily_verify_ask"}
OPEN_PAGES |= {"wall", "wall_area"}


@pytest.mark.parametrize("route", sorted({row[0] for row in ROWS}))
def test_status(route, things, login_as, form_of):
    got, expected = {}, {}
    for _, thing, methods, statuses in (row for row in ROWS if row[0] == route):
        for person, method in product(PEOPLE, methods):
            data = form_of(route, thing) if method == "POST" else None
            answer = peek(login_as(person), method, url_of(route, thing, things), data)
            got[thing, method, person] = answer.status_code
            expected[thing, method, person] = statuses[person]
            if person == "anonymous" and route not in OPEN_PAGES:
                assert answer["Location"].startswith("/accounts/login/?next="), (thing, method)
            if answer.status_code >= 400 and method != "HEAD":
                assert text_of(answer), (thing, method, person)
    assert {key: status for key, status in got.items() if status != expected[key]} == {}
    assert got == expected


def test_every_route_is_in_the_table():
    assert {route.name for route in OURS} == {row[0] for row in ROWS}
    assert {route.name.removeprefix("admin:") for route in ADMIN} == ADMIN_NAMES
    for route in OURS:
        tested = {method for row in ROWS if row[0] == route.name for method in row[2]}
        assert tested == {"GET", "HEAD", "POST", "PUT", "DELETE"}, route.name


def test_every_step_is_in_the_table():
    from reports.forms import STEP_FORMS as steps

    assert set(steps) == set(STEP_FORMS) == {row[1] for row in ROWS if row[1] in steps}


def test_admin_is_for_administrators(login_as):
    """What administrators may do there is tested in tests/desks."""
    people = ("anonymous", "pluit_officer", "city_coordinator", "official", "observer")
    for (number, route), (place, person) in product(enumerate(ADMIN), enumerate(people)):
        url = concrete(route.path)
        answer = peek(login_as(person), "GET", url)
        if number % len(people) == place:  # the guard is one for all: a form by each of them in turn
            assert peek(login_as(person), "POST", url, {"contoh": "1"}).status_code == answer.status_code
        if person == "anonymous":
            assert answer.status_code == 302, route.path
            assert answer["Location"].startswith(("/accounts/login/?next=", "/admin/login/?next=")), route.path
        else:
            assert answer.status_code == 403, (route.path, person)
            assert text_of(answer)


def concrete(admin_path):
    for placeholder, value in {
        "<path:object_id>": PLUIT,
        "<id>": "1",
        "^(?P<app_label>desks|reports)/$": "desks/",
        "(?P<url>.*)$": "contoh",
    }.items():
        admin_path = admin_path.replace(placeholder, value)
    return admin_path


OBJECT_PAGES = (
    "report",
    "photo",
    "photo_small",
    "report_step",
    "desk",
    "read_notices",
    "dashboard",
    "dashboard_live",
    "dashboard_pdf",
    "desk_roster",
    "calendar_revoke",
    "check_in",
    "check_out",
    "replace_duty",
    "swap_ask",
    "swap_answer",
    "swap_withdraw",
    "swap_decide",
    "handover",
    "handover_confirm",
    "daily_remind",
    *DUE_PAGES,
    *LETTER_PAGES,
    *FILE_PAGES,
    *ADVICE_PAGES,
    *PAGES_OF_AN_AREA,
)


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_what_is_hidden_and_what_never_was_give_the_same_bytes(person, things, login_as):
    client = login_as(person)
    pairs = list(product(OBJECT_PAGES, ["foreign"], ["missing", "missing beside the twin"]))
    if person in ("pluit_officer", "city_officer", "observer"):
        pairs += product(["report", "photo", "report_step"], ["secret"], ["missing"])
    for (page, hidden, missing), method in product(pairs, ("GET", "POST")):
        data = {"newest": "1", "note": "x"} if method == "POST" else None
        one, other = (peek(client, method, url_of(page, thing, things), data) for thing in (hidden, missing))
        assert one.status_code in (403, 404, 405), (page, hidden, method)
        assert (one.status_code, one.content) == (other.status_code, other.content), (page, hidden, method)
        assert dict(one.headers) == dict(other.headers), (page, hidden, method)


def test_a_foreign_area_in_a_form_or_filter_answers_as_one_that_never_was(login_as, things, filing):
    client = login_as("pluit_officer")
    for address in ("/reports/?area={}", "/reports/?holder={}", "/dashboard/?election={}"):
        answers = [client.get(address.format(code)) for code in (TWIN_WARD, NOBODY)]
        texts = [text_of(answer).replace(TWIN_WARD, "").replace(NOBODY, "") for answer in answers]
        assert texts[0] == texts[1], address
    key = str(filing()["idempotency_key"])
    sent = [client.post("/reports/new/", filing(area=code, idempotency_key=key)) for code in (TWIN_WARD, NOBODY)]
    assert [answer.status_code for answer in sent] == [422, 422]
    assert text_of(sent[0]) == text_of(sent[1])


SECRETS_OF_A_REPORT = (
    "Contoh Pelapor",
    "0812 3456 7890",
    "Contoh pluit_officer",
    "Contoh pluit_coordinator",
    "/photos/",
)


def test_observers_see_no_names_and_no_photos(make_report, cast, login_as):
    report = make_report(reporter_phone="0812 3456 7890", photos=[read_photo(jpeg())])
    login_as("pluit_coordinator").post(f"{report.get_absolute_url()}acknowledge/", {})
    addresses = (report.get_absolute_url(), "/reports/", f"/dashboard/{CITY}/", f"/dashboard/{PLUIT}/")
    for person, sees in (("official", True), ("observer", False)):
        pages = "".join(login_as(person).get(address).content.decode() for address in addresses)
        assert [secret in pages for secret in SECRETS_OF_A_REPORT] == [sees] * len(SECRETS_OF_A_REPORT), person


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("pluit_officer", {"biasa", "terbatas"}),
        ("pluit_coordinator", {"biasa", "terbatas", "rahasia"}),
        ("official", {"biasa", "terbatas", "rahasia"}),
        ("observer", {"biasa"}),
        ("outsider_official", set()),
    ],
)
def test_classifications_on_every_page_that_lists_reports(person, sees, make_report, cast, login_as):
    for level in Classification.values:
        make_report(title=f"Perihal {level} sekali", classification=level)
    make_report(by=cast.outsider_officer, area=TWIN_WARD, title="Perihal kembaran sekali")
    client = login_as(person)
    area = getattr(cast, person).area_id
    pages = ["/reports/", "/reports/?q=sekali", "/reports/?status=open", f"/dashboard/{area}/"]
    pages += [f"/desks/{area}/"] if person.startswith("pluit") else []
    twin = {"kembaran"} if person.startswith("outsider") else set()
    for page in pages:
        text = client.get(page).content.decode()
        found = {word for word in ("biasa", "terbatas", "rahasia", "kembaran") if f"Perihal {word} sekali" in text}
        assert found == sees | twin, page


def test_deny_by_default():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    no_login = {route.name for route in routes() if route.roles is None}
    assert no_login == {
        "login",
        "logout",
        "set_language",
        "health",
        "admin:login",
        "calendar_feed",
        "daily_verify",
        "daily_verify_ask",
        "wall",
        "wall_area",
    }


def view(request):
    raise AssertionError


@pytest.mark.parametrize(
    ("callback", "found"),
    [
        (view, ["posko.E001"]),
        (serves(Role.OFFICER)(view), []),
        (open_to_all("a reason")(view), []),
        (open_to_all(" ")(view), ["posko.E002"]),
    ],
    ids=["undeclared", "declared", "open", "open without a reason"],
)
def test_system_check(callback, found, monkeypatch):
    nested = URLResolver(RegexPattern(r"^deep/"), [path("contoh/", callback)])
    resolver = URLResolver(RegexPattern(r"^/"), [nested])
    assert isinstance(nested.url_patterns[0], URLPattern)
    monkeypatch.setattr(checks, "get_resolver", lambda: resolver)
    errors = checks.every_view_names_its_roles() + checks.open_views_give_their_reason()
    assert [error.id for error in errors] == found
    assert all(error.is_serious() and "contoh/" in error.msg for error in errors)


def test_undeclared_view_stops_the_server(settings):
    from django.core.management.base import SystemCheckError

    call_command("check")
    spec = importlib.util.spec_from_loader("urls_with_a_hole", loader=None)
    module = importlib.util.module_from_spec(spec)
    module.urlpatterns = [path("contoh/", view)]
    settings.ROOT_URLCONF = module
    with pytest.raises(SystemCheckError, match="posko.E001"):
        call_command("check")


def test_routes_as_json(capsys):
    call_command("routes", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert all(list(row) == ["path", "name", "methods", "roles"] for row in rows)
    by_name = {row["name"]: row for row in rows}
    assert by_name["report_step"] == {
        "path": "/reports/<number:number>/<step:step>/",
        "name": "report_step",
        "methods": ["POST"],
        "roles": ["coordinator", "officer", "official"],
    }
    assert by_name["health"]["roles"] is None
    assert by_name["reports"]["methods"] == ["GET", "HEAD"]
    assert by_name["admin:index"]["roles"] == ["administrator"]
    assert len(rows) == len(OURS) + len(ADMIN)
