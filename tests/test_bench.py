"""The pure parts of `python -m tests.bench.load`, and its yardstick: never a time."""

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from reports.models import Event, Report

from .bench import settings as bench_settings
from .bench.load import paper
from .bench.load.figures import Spread, percentile, ratio
from .bench.load.scenes import east_java, jakarta, short, size_of

#: The settings of the benchmark that differ from the product's own.
AS_MEASURED = override_settings(ROOT_URLCONF="tests.bench.urls", TEMPLATES=bench_settings.TEMPLATES)


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.1, 1.4), (0.5, 3), (0.9, 4.6), (1, 5)])
def test_percentiles_lie_between_two_values_in_proportion(share, value):
    assert percentile([5, 1, 4, 2, 3], share) == pytest.approx(value)


def test_ratios_are_those_of_pairs_not_of_medians():
    assert ratio([2, 30, 4], [1, 10, 1]) == Spread(3, pytest.approx(2.2), pytest.approx(3.8))
    with pytest.raises(ValueError, match="shorter"):
        ratio([1, 2], [1])


@pytest.mark.parametrize(("word", "number"), [("10k", 10_000), ("1m", 1_000_000), ("10M", 10_000_000), ("37", 37)])
def test_sizes_are_read_and_written_in_short(word, number):
    assert size_of(word) == number
    assert short(number) == word.lower()


def test_scenes_are_copied_from_the_one_without_reports():
    assert jakarta(10_000).base == jakarta(0).name
    assert east_java(1_000_000).base == east_java(0).name


def row(reports, mode="again", page_s=(1.0, 1.0), answers=None, **more):
    return {
        "vendor": "sqlite",
        "scene": f"jakarta_{reports}",
        "reports": reports,
        "page": "dashboard, city",
        "mode": mode,
        "bytes": 100,
        "page_s": list(page_s),
        "bare_s": [1.0, 1.0],
        "answers": answers or {"200": 2},
        "queries": 8,
        "unchanged": None,
        **more,
    }


def met(verdicts):
    return {one.key: one.met for one in verdicts}


def test_a_dashboard_meets_its_figures_up_to_the_bound_and_no_further():
    unchanged = row(10, "unchanged", answers={"304": 2}, unchanged=3)
    country = {"scene": "east_java_1000", "page": "dashboard, province"}
    good = [row(10), row(1000, page_s=(1.15, 1.15)), unchanged, row(10, "changed"), row(1000, **country)]
    assert set(met(paper.dashboard_verdicts(good)).values()) == {True}
    assert met(paper.dashboard_verdicts([*good, row(2000, page_s=(1.17, 1.17))]))["growth"] is False
    assert met(paper.dashboard_verdicts([row(10, page_s=(1.32, 1.32))]))["page"] is False
    assert met(paper.dashboard_verdicts([row(10, queries=9)]))["queries"] is False
    assert met(paper.dashboard_verdicts([row(10, "unchanged")]))["unchanged"] is False
    assert met(paper.dashboard_verdicts([row(10, "changed", page_s=(1.32, 1.32))]))["changed"] is False
    assert met(paper.dashboard_verdicts([row(10, page_s=(1.32, 1.32), **country)]))["country"] is False
    assert met(paper.dashboard_verdicts([{**unchanged, "unchanged": 4}]))["unchanged_queries"] is False


def test_what_was_not_measured_is_not_met():
    assert set(met(paper.dashboard_verdicts([])).values()) == {None}
    assert met(paper.list_verdicts([]))["list_sqlite"] is None


def test_a_list_has_a_figure_of_its_own_on_each_database_and_tells_how_many_pages_meet_it():
    pages = [row(10, page="list"), row(1000, page="list, overdue", page_s=(1.6, 1.6)), row(10, vendor="postgresql")]
    sqlite, postgresql, _queries = paper.list_verdicts(pages)
    assert (sqlite.met, sqlite.measured) == (False, "1.60 (SQLite, 1k, list, overdue); 1 of 2 within")
    assert (postgresql.met, postgresql.measured) == (True, "1.00 (PostgreSQL, 10, dashboard, city)")


DRILL = {"vendor": "sqlite", "due": 9, "escalated": 9, "lost": 0, "doubled": 0, "astray": 0, "killed": 1, "seconds": 1}


@pytest.mark.parametrize("fault", [{"escalated": 8, "lost": 1}, {"escalated": 10, "doubled": 1}, {"astray": 1}])
def test_one_lost_or_doubled_deadline_is_one_too_many(fault):
    assert met(paper.deadline_verdicts([DRILL]))["deadlines"] is True
    assert met(paper.deadline_verdicts([{**DRILL, **fault}]))["deadlines"] is False


def filed(**more):
    same = {"vendor": "postgresql", "reports": 9, "place": "own", "sent": 5, "found": 5, "with_gaps": []}
    rates = {"filed": [5.0, 5.0], "bare": [10.0, 10.0]}
    return {**same, "rates": rates, "waits": {"filed": 0, "bare": 3}, "looks": {"filed": 9, "bare": 9}, **more}


def test_filing_needs_half_the_bare_rate_without_waiting_gaps_or_losses():
    assert set(met(paper.filing_verdicts([filed()])).values()) == {True}
    assert met(paper.filing_verdicts([filed(rates={"filed": [4.9], "bare": [10.0]})]))["filing"] is False
    assert met(paper.filing_verdicts([filed(waits={"filed": 1, "bare": 0})]))["waits"] is False
    assert met(paper.filing_verdicts([filed(found=4)]))["kept"] is False
    assert met(paper.filing_verdicts([filed(with_gaps=["31"])]))["kept"] is False


def test_the_page_says_of_each_missed_figure_why_or_that_nobody_has_said(monkeypatch):
    results = {"dashboards": [row(10, queries=9, page_s=(2, 2))], "lists": [], "filing": [], "deadlines": [DRILL]}
    results |= {"roster": None, "known": {("sqlite", "jakarta_10"): {"bytes": 1, "events": 2, "seconds": {"all": 3.0}}}}
    monkeypatch.setattr(paper, "WHY", {"queries": "Contoh sebab."})
    text = paper.paper(results, machine=[("Cores", "2")], command="contoh", seed=7, day="2024-11-27")
    assert "- **its queries**: Contoh sebab." in text
    assert f"- **dashboard of a city, times the bare page**: {paper.UNEXPLAINED}" in text
    assert "| SQLite | 10 | dashboard, city | 2 x 200 | 9 | 100 | 2 |" in text
    assert "2.00 (2.00 to 2.00)" in text


@pytest.fixture
def official(cast):
    return cast.official


@AS_MEASURED
@pytest.mark.parametrize("size", [12_000, 60_000])
def test_the_bare_page_has_the_size_asked_for_and_asks_nothing_of_its_own(client, official, size):
    client.force_login(official)
    client.get("/bench/page/", {"bytes": size})
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/bench/page/", {"bytes": size})
    assert len(answer.content) == pytest.approx(size, rel=0.10)
    assert len(queries) == 3  # session, user, context processor


@AS_MEASURED
def test_the_bare_insert_writes_a_report_and_its_event_and_nothing_else(make_report, official):
    filed = make_report()
    client = Client()
    client.force_login(official)
    assert client.post("/bench/rows/").status_code == 302
    bare = Report.objects.exclude(pk=filed.pk).get()
    assert (bare.title, bare.area_id, bare.state) == (filed.title, filed.area_id, filed.state)
    assert [event.kind for event in bare.events.all()] == ["filed"]
    assert Event.objects.count() == filed.events.count() + 1
