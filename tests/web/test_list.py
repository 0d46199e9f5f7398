"""The report list: filters alone and together, pages, search, junk, and its price in queries."""

import random
import re
from datetime import timedelta
from itertools import combinations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desks.models import Desk
from desks.names import forget
from reports import paging
from reports.forms import FilterForm
from reports.models import Report

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_WARD
from .conftest import indonesian, text_of
from .crowd import BY_THE_SYSTEM, OPEN, crowd, is_overdue, seen

AREAS = [PLUIT, "31.72.01.1003", PENJARINGAN, CITY, PROVINCE, TWIN_WARD]
ZONE = NOW.tzinfo

#: filter: the value in the address, and what it means in plain Python.
FILTERS = {
    "status": ("open", lambda report: report.state in OPEN),
    "status waiting": ("waiting", lambda report: report.state == "waiting"),
    "status closed": ("closed", lambda report: report.state == "closed"),
    "severity": ("darurat", lambda report: report.severity_id == "darurat"),
    "category": ("LOG-KRG", lambda report: report.category_id == "LOG-KRG"),
    "area": (PENJARINGAN, lambda report: report.area_id.startswith(PENJARINGAN)),
    "holder": (CITY, lambda report: report.held_by.area_id == CITY),
    "filed_from": ("2024-11-11", lambda report: report.filed_at.astimezone(ZONE).date().day >= 11),
    "filed_until": ("2024-11-11", lambda report: report.filed_at.astimezone(ZONE).date().day <= 11),
    "overdue": ("1", lambda report: is_overdue(report, NOW)),
    "escalated": ("1", lambda report: report.state in OPEN and report.arrived_by in BY_THE_SYSTEM),
    "resolved_on": (
        "2024-11-13",
        lambda report: report.resolved_at and report.resolved_at.astimezone(ZONE).date().day == 13,
    ),
    "election": ("pilkada-dki-2024", lambda report: True),
    "q": ("7", lambda report: re.search(r"\b7", f"{report.number} {report.title} {report.narrative}")),
}


def numbers_of(client, query):
    """The numbers of all reports of the list, over all pages, in order."""
    numbers, page = [], 1
    while True:
        response = client.get("/reports/", {**query, "page": page})
        assert response.status_code == 200
        numbers += [report.number for report in response.context["page"]]
        if not response.context["page"].has_next():
            assert len(numbers) == response.context["page"].paginator.count
            return numbers
        page += 1


@pytest.fixture
def reports(desks, cast, election):
    return crowd(130, seed=4, areas=AREAS, by=cast.province_coordinator, elections=[election])


def expected(reports, user, tests=()):
    fitting = [report for report in seen(reports, user) if all(test(report) for test in tests)]
    return [report.number for report in sorted(fitting, key=lambda report: -report.pk)]


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter(name, reports, login_as, cast):
    value, means = FILTERS[name]
    for person in ("province_coordinator", "observer", "pluit_officer"):
        wanted = expected(reports, getattr(cast, person), [means])
        assert numbers_of(login_as(person), {name.split()[0]: value}) == wanted
    assert expected(reports, cast.province_coordinator, [means]), "the crowd holds none such"


def test_filters_together(reports, login_as, cast):
    pairs = [pair for pair in combinations(FILTERS, 2) if pair[0].split()[0] != pair[1].split()[0]]
    for names in random.Random(1).sample(pairs, 15):
        query = {name.split()[0]: FILTERS[name][0] for name in names}
        wanted = expected(reports, cast.province_coordinator, [FILTERS[name][1] for name in names])
        assert numbers_of(login_as("province_coordinator"), query) == wanted, names


def test_own_level_only(reports, login_as, cast):
    wanted = expected(reports, cast.official, [lambda report: report.area_id == PENJARINGAN])
    assert numbers_of(login_as("official"), {"area": PENJARINGAN, "here_only": "1"}) == wanted
    assert wanted


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("0001", {"banjir"}),
        (f"{PLUIT}-0002", {"mogok"}),
        ("BANJIR", {"banjir"}),
        ("genangan", {"banjir"}),
        ("truk gudang", {"mogok"}),
        ("banjir gudang", set()),
        ("  truk   ", {"mogok"}),
        ("90%", {"banjir"}),
        ("_", set()),
        ("tidak-ada", set()),
        ("", {"banjir", "mogok"}),
    ],
)
def test_search(q, found, make_report, login_as):
    titles = {"banjir": "Banjir di jalan", "mogok": "Truk mogok"}
    make_report(title=titles["banjir"], narrative="Genangan setinggi lutut, 90% jalan tertutup")
    make_report(title=titles["mogok"], narrative="Logistik tertahan di gudang")
    page = login_as("pluit_officer").get("/reports/", {"q": q}).content.decode()
    assert {word for word, title in titles.items() if title in page} == found
    assert f'value="{q}"' in page or not q


def test_pages(reports, login_as, cast):
    client = login_as("province_coordinator")
    wanted = expected(reports, cast.province_coordinator)
    last = (len(wanted) - 1) // 50 + 1
    for page, shown in {
        "": wanted[:50],
        "1": wanted[:50],
        "2": wanted[50:100],
        str(last): wanted[50 * (last - 1) :],
        "last": wanted[:50],
        "99999": wanted[50 * (last - 1) :],
        "0": wanted[50 * (last - 1) :],
        "-1": wanted[50 * (last - 1) :],
        "junk": wanted[:50],
        "9" * 5000: None,
    }.items():
        response = client.get("/reports/", {"page": page, "severity": ""})
        assert response.status_code == 200, page[:20]
        if shown is not None:
            assert [report.number for report in response.context["page"]] == shown, page
    text = client.get("/reports/", {"page": 2, "status": "open", "q": "contoh"}).content.decode()
    assert "status=open&amp;q=contoh" in text or "page=1&amp;status=open" in text, "the filters stay on the next page"
    assert indonesian("Page %(number)s of %(total)s") % {"number": 1, "total": last} in text_of(client.get("/reports/"))


@pytest.fixture
def counted_to_60(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 60)


def test_of_very_many_the_list_says_that_there_are_more(counted_to_60, reports, login_as, cast):
    client, wanted = login_as("province_coordinator"), expected(reports, cast.province_coordinator)
    assert len(wanted) == 130
    text = text_of(client.get("/reports/"))
    assert indonesian("More than %(shown)s reports") % {"shown": 60} in text
    assert f"{indonesian('Page %(number)s') % {'number': 1}} {indonesian('Next')}" in text
    for page, shown in {"2": wanted[50:100], "3": wanted[100:], "4": wanted[50:100], "0": wanted[50:100]}.items():
        response = client.get("/reports/", {"page": page})
        assert [report.number for report in response.context["page"]] == shown, page
        assert response.context["page"].has_next() == (page != "3")
    for page in ("20000", "20001", "9" * 30, "9" * 5000, "-9", "junk", "1.5", "\u0663"):
        assert client.get("/reports/", {"page": page}).status_code == 200, page[:20]


def test_what_can_be_counted_is_an_exact_number(counted_to_60, reports, login_as, cast):
    fitting = expected(reports, cast.pluit_officer)
    few = expected(reports, cast.province_coordinator)[:60]
    Report.objects.exclude(number__in=few).delete()
    assert len(few) == 60 < 130 and len(fitting) < 60
    response = login_as("province_coordinator").get("/reports/")
    assert not response.context["page"].paginator.has_more
    assert f"{indonesian('Incident reports')} 60 " in text_of(response)
    assert indonesian("Page %(number)s of %(total)s") % {"number": 1, "total": 2} in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        {"status": "gawat"},
        {"severity": "x"},
        {"category": "XXX"},
        {"area": "31.7"},
        {"area": "<b>"},
        {"holder": "31/72"},
        {"filed_from": "kemarin"},
        {"filed_until": "2024-02-30"},
        {"filed_from": "9999-12-31"},
        {"resolved_on": "0001-01-01"},
        {"election": "tidak ada!"},
        {"q": "x" * 101},
    ],
    ids=str,
)
def test_a_wrong_filter_narrows_nothing_and_says_so(query, make_report, login_as):
    report = make_report()
    response = login_as("pluit_officer").get("/reports/", query)
    assert response.status_code == 200
    assert report.number in response.content.decode()
    name = next(iter(query))
    assert response.context["form"].errors.keys() == {name}
    if not response.context["form"].fields[name].widget.is_hidden:
        assert response.context["form"].errors[name][0] in text_of(response)


def test_nothing_yet_and_nothing_fits(make_report, login_as):
    client = login_as("pluit_officer")
    assert indonesian("No report yet.") in text_of(client.get("/reports/"))
    make_report()
    assert indonesian("No report fits these filters.") in text_of(client.get("/reports/", {"q": "tidak-ada"}))


def test_times_of_filing_are_days_of_the_readers_area(make_report, login_as):
    midnight = NOW.replace(hour=0)
    late, early = make_report(now=midnight - timedelta(seconds=1)), make_report(now=midnight)
    client = login_as("pluit_officer")
    assert numbers_of(client, {"filed_from": "2024-11-13"}) == [early.number]
    assert numbers_of(client, {"filed_until": "2024-11-12"}) == [late.number]


PEOPLE = ["pluit_officer", "pluit_coordinator", "city_officer", "official", "observer", "province_coordinator"]
#: query -> how many queries its list costs, with one row and with many.
LISTS = [
    ({}, 7),
    ({"status": "open"}, 7),
    ({"status": "waiting"}, 7),
    ({"severity": "rendah"}, 7),
    ({"category": "LLN-LIN"}, 7),
    ({"area": PLUIT}, 7),
    ({"holder": PLUIT}, 8),
    ({"filed_from": "2024-11-01", "filed_until": "2024-11-30"}, 7),
    ({"election": "pilkada-dki-2024"}, 7),
    ({"overdue": "1"}, 7),
    ({"q": "contoh"}, 8),
    ({"q": "contoh", "category": "LLN-LIN", "holder": PLUIT}, 8),
    ({"category": "LLN-LIN", "area": PLUIT, "holder": PLUIT, "filed_from": "2024-11-01"}, 8),
    ({"page": "2"}, 7),
]


@pytest.mark.parametrize("person", PEOPLE)
def test_queries_do_not_grow(person, make_report, login_as, cast, election):
    make_report(now=NOW - timedelta(days=9), severity="rendah")
    client = login_as(person)

    def counts():
        for query, _ in LISTS:
            cache.clear()  # with the choices of the filters, which are kept for a minute, as the names of areas are
            forget()
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/reports/", query).context["page"].object_list
            yield len(queries)

    few = list(counts())
    rows = crowd(160, seed=9, areas=[PLUIT], by=cast.pluit_officer, elections=[election])
    changes = {
        "classification": "biasa",
        "category": "LLN-LIN",
        "state": "waiting",
        "severity": "rendah",
        "respond_by": NOW - timedelta(minutes=1),
        "held_by": Desk.objects.get(area=PLUIT),
    }
    Report.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    assert few == list(counts()) == [number for _, number in LISTS]


def test_a_holder_that_a_link_chose_is_among_the_choices(make_report, login_as):
    make_report()
    page = login_as("city_coordinator").get("/reports/", {"holder": PLUIT}).content.decode()
    assert f'<option value="{PLUIT}" selected>' in page.split('name="holder"')[1].split("</select>")[0]


#: query -> the indexes that give its reports in order, newest first, without sorting them.
IN_ORDER = [
    ({}, ("report_newest", "reports_report_pkey")),
    ({"status": "closed"}, ("report_newest", "reports_report_pkey")),
    ({"severity": "darurat"}, ("report_newest", "reports_report_pkey")),
    ({"area": CITY, "status": "closed"}, ("report_newest", "reports_report_pkey")),
    ({"category": "LOG-KRG"}, ("report_newest_of_category",)),
    ({"holder": CITY}, ("report_newest_of_holder",)),
]


@pytest.mark.parametrize(("query", "indexes"), IN_ORDER, ids=str)
def test_a_page_is_found_without_sorting(query, indexes, reports, cast):
    user = cast.province_coordinator
    rows = FilterForm(query, user=user).narrow(Report.objects.listed_to(user), NOW, user.area.zone)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of a small table it would read all
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = rows.order_by("-pk").values("pk")[:51].explain()
    assert "Sort" not in plan and "TEMP B-TREE" not in plan
    if connection.vendor == "postgresql":
        assert "Index" in plan, plan  # which one hangs on its statistics, and there are none worth the name here
    else:
        assert any(re.search(rf"\b{name}\b", plan) for name in indexes), plan


def test_a_narrow_area_is_found_by_its_place(reports, cast):
    user = cast.pluit_officer
    rows = Report.objects.listed_to(user).order_by("-pk").values("pk")[:51]
    if connection.vendor == "sqlite":
        assert "report_newest_in_area" in rows.explain()


def test_the_choices_of_the_filters_are_kept_for_each_area_and_language(make_report, login_as, cast):
    make_report()
    people = {"official": CITY, "pluit_officer": PLUIT}
    for person, code in people.items():
        client = login_as(person)
        for _second_look in range(2):
            page = client.get("/reports/").content.decode()
            assert f'<option value="{code}">' in page
            assert (f'<option value="{CITY}">' in page) == (person == "official")
        assert f'<option value="{code}" selected>' in client.get("/reports/", {"area": code}).content.decode()
        client.cookies["django_language"] = "en"
        assert "Kelurahan Pluit" not in client.get("/reports/").content.decode()
