"""Text search: what fits, the same on both databases and both ways to find it; words that triggers keep."""

import random
import re

import pytest
from django.db import connection
from django.db.models import TextField

from reports import search, triggers
from reports.models import Report

from ..conftest import PLUIT, TWIN_WARD
from .conftest import clone

TEXTS = {
    "flood": ("Banjir di jalan", 'Genangan setinggi lutut; "jalan tertutup" (90%). Lihat 31.75.01.1001-0042.'),
    "truck": ("Truk mogok", "Logistik tertahan di gudang-gudang, e-KTP petugas O'Brien hilang"),
    "queue": (
        "Antrean 2x lebih panjang",
        "Tidak ada bilik. 12e5 1e5x AND OR NOT NEAR <b>tebal</b> “kutip” –pisah– José",
    ),
}


@pytest.fixture(params=["read", "looked up"])
def way(request, monkeypatch):
    """Both ways: going through the reports, and asking the index first."""
    monkeypatch.setattr(search, "_rare", lambda reports, terms: terms if request.param == "looked up" else [])


@pytest.fixture
def three(make_report):
    return {name: make_report(title=title, narrative=text) for name, (title, text) in TEXTS.items()}


def found(three, text):
    numbers = set(search.matching(Report.objects.all(), text).values_list("number", flat=True))
    return {name for name, report in three.items() if report.number in numbers}


ALL = set(TEXTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("genang", {"flood"}),
        ("GENANGAN", {"flood"}),
        ("nangan", set()),
        ("jalan genang", {"flood"}),
        ("jalan gudang", set()),
        ("gudang", {"truck"}),
        ("gudang-gudang", {"truck"}),
        ("gudang-logistik", set()),
        ("e-ktp", {"truck"}),
        ("ktp", {"truck"}),
        ("o'brien", {"truck"}),
        ("brien", {"truck"}),
        ("31.72.01.1005-0002", {"truck"}),
        ("0002", {"truck"}),
        ("1005-000", ALL),
        ("1005-0042", set()),
        ("31.75.01.1001-0042", {"flood"}),
        ("72", ALL),
        ("90%", {"flood"}),
        ('"jalan', {"flood"}),
        ("(90", {"flood"}),
        ("12e5", {"queue"}),
        ("1e5x", {"queue"}),
        ("2x", {"queue"}),
        ("tebal", {"queue"}),
        ("kutip", {"queue"}),
        ("pisah", {"queue"}),
        ("josé", {"queue"}),
        ("JOSÉ", {"queue"}),
        ("jos", {"queue"}),
        ("jose", set()),
        ("AND OR NOT NEAR", {"queue"}),
        ("banjir AND jalan", set()),
        ("banjir OR truk", set()),
        ("banjir & !truk | :* <->", set()),
        ("banjir - & | ! *", {"flood"}),
        ("title:banjir", set()),
        ("gudang\x00logistik", set()),
        ("\\", set()),
        ("'", set()),
        ("%", set()),
        ("_", set()),
        ("(", set()),
        ("[a-z]+", set()),
        (".*", set()),
        ("", set()),
        ("ba njir", set()),
        ("x" * 5000, set()),
        (" ".join(["banjir"] * 60), {"flood"}),
    ],
)
def test_what_fits(text, expected, three, way):
    assert found(three, text) == expected


PIECES = ["genang", "genangan", "31", "0007", "1e5", "12e5", "x1", "e", "a1b2", "Tidak", "é", "ñandu", "7_8"]
GLUE = [" ", "-", ".", "/", "_", ", ", " – ", "://", "@", "'", "<", "&amp;", "%", "\n"]


def test_both_ways_agree_with_plain_python(make_report, monkeypatch):
    dice = random.Random(20241127)
    line = lambda count: "".join(dice.choice(PIECES) + dice.choice(GLUE) for _ in range(count))  # noqa: E731
    reports = [make_report(title=line(2), narrative=line(6)) for _ in range(30)]
    hits = 0
    for _ in range(60):
        text = " ".join(line(dice.choice([1, 1, 2])).strip() for _ in range(dice.choice([1, 1, 2])))
        terms = [re.findall(r"[^\W_]+", part) for part in text.split()]
        fits = [
            report.number
            for report in reports
            if all(is_in(f"{report.number} {report.title} {report.narrative}", words) for words in terms if words)
        ]
        for rare in ([], search.terms_of(text)):
            monkeypatch.setattr(search, "_rare", lambda reports, terms, rare=rare: rare)
            assert sorted(search.matching(Report.objects.all(), text).values_list("number", flat=True)) == fits, text
        hits += len(fits)
    assert hits > 30


def is_in(text, words):
    held = re.findall(r"[^\W_]+", text.lower())
    *firsts, last = (word.lower() for word in words)
    ends = range(len(firsts), len(held))
    return any(held[end - len(firsts) : end] == firsts and held[end].startswith(last) for end in ends)


def test_what_is_frequent_is_read_and_what_is_rare_looked_up(make_report, monkeypatch):
    monkeypatch.setattr(search, "SAMPLE", 40)
    monkeypatch.setattr(search, "FREQUENT", 0.1)
    rare, often = make_report(title="Langka biasa"), make_report(title="Biasa")
    clone(often, 40)

    def looked_up(text):
        return [term.words for term in search._rare(Report.objects.all(), search.terms_of(text))]

    assert looked_up("biasa") == []
    assert looked_up("langka") == [("langka",)]
    assert looked_up("biasa langka") == [("langka",)]
    assert looked_up("1005-0001") == [("1005", "0001")]
    assert [row.pk for row in search.matching(Report.objects.all(), "biasa langka")] == [rare.pk]
    assert search.matching(Report.objects.all(), "biasa").count() == 42
    few = Report.objects.filter(pk__lte=rare.pk)
    assert search._rare(few, search.terms_of("langka")) == [], "little is read through"


def test_a_search_stays_inside_what_it_was_given(make_report, cast, way):
    mine = make_report(title="Sama")
    make_report(title="Sama", by=cast.outsider_officer, area=TWIN_WARD)
    make_report(title="Sama", classification="rahasia")
    seen = Report.objects.listed_to(cast.pluit_officer)
    assert [report.pk for report in search.matching(seen, "sama")] == [mine.pk]
    assert search.matching(Report.objects.listed_to(cast.province_coordinator), "sama").count() == 3


def test_words_follow_their_report(three, way):
    Report.objects.filter(pk=three["flood"].pk).update(title="Kebakaran")
    assert found(three, "kebakaran") == {"flood"}
    assert found(three, "banjir") == set()
    Report.objects.filter(pk=three["flood"].pk).update(state="closed")
    assert found(three, "kebakaran") == {"flood"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's index keeps itself")
def test_the_words_outlive_a_rebuild_of_the_table(make_report, monkeypatch):
    monkeypatch.setattr(search, "_rare", lambda reports, terms: terms)
    before = make_report(title="Sebelumnya")
    old = Report._meta.get_field("narrative")
    new = TextField(max_length=9000, null=True)
    new.set_attributes_from_name("narrative")
    new.model = Report
    for one, other in ((old, new), (new, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(Report, one, other, strict=True)
    after = make_report(title="Sesudahnya")
    assert list(search.matching(Report.objects.all(), "sebelum")) == [before]
    assert list(search.matching(Report.objects.all(), "sesudah")) == [], (
        "SQLite kept the triggers: say so in triggers.py"
    )
    triggers.SEARCH.install(connection)
    last = make_report(title="Sesudahnya lagi")
    assert list(search.matching(Report.objects.all(), "sesudah lagi")) == [last]
    assert after.pk < last.pk


def test_all_guards_are_installed_again_together(three, monkeypatch):
    """What a migration that rebuilds tables calls knows of the words too."""
    monkeypatch.setattr(search, "_rare", lambda reports, terms: terms)
    triggers.remove(connection)
    triggers.install(connection)
    Report.objects.filter(pk=three["flood"].pk).update(title="Kebakaran")
    assert found(three, "kebakaran") == {"flood"}
    assert PLUIT in three["flood"].number
