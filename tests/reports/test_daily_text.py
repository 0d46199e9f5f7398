"""The message: always short enough, figures and the names of the missing first; nobody's text changes the bold."""

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.daily.text import LIMIT, message, size
from reports.models import Category, Classification, SeverityLevel

from ..web.conftest import indonesian
from .daily_papers import ALL, CATEGORIES, HOSTILE, SECRET, content_of, desk_row, full, incident, nihil, paper_of
from .daily_readers import read_text

pytestmark = pytest.mark.usefixtures("reference")

WORDS = st.text(max_size=300) | st.sampled_from([*HOSTILE, "Contoh kalimat. " * 250, "*" * 300, "_a_ ~b~ `c`"])


def told(text):
    with translation.override("id"):
        return read_text(text)


def bold_of(text):
    return re.findall(r"\*[^*\n]+\*", text)


@st.composite
def contents(draw):
    codes = list(Category.objects.values_list("pk", flat=True))
    line = st.tuples(
        st.sampled_from(codes),
        st.sampled_from(SeverityLevel.values),
        st.sampled_from(Classification.values),
        st.integers(1, 10**6),
        st.integers(0, 10**6),
    ).map(list)
    names = draw(st.lists(WORDS.map(lambda text: text[:160]), max_size=5))
    missing = [desk_row("31.72.01.1001", status="missing", desk=name) for name in names] * draw(st.integers(0, 60))
    texts = {name: draw(WORDS) for name in ("situation", "analysis", "prediction", "needs", "basis")}
    told = incident(title=draw(WORDS)[:140], narrative=draw(WORDS), action=draw(WORDS), area=draw(WORDS)[:100])
    return content_of(
        **texts,
        own=draw(st.lists(line, max_size=40)),
        position=[["waiting", "sedang", "biasa", draw(st.integers(1, 10**7)), 1, 1], ["", "", "biasa", 1234, 0, 0]],
        below=[*missing, desk_row("31.72.02.1001")],
        recommendations=draw(st.lists(WORDS, max_size=20)),
        incidents=[told] * draw(st.integers(0, 60)),
        desk={**content_of()["desk"], "name": draw(WORDS)[:160]},
        stage=draw(WORDS)[:300],
        correction=draw(st.none() | WORDS.map(lambda text: {"number": "LAPHAR/31.72/2024/0011", "reason": text[:300]})),
        signature={"name": draw(WORDS)[:120], "rank": "", "service_number": "", "unit": ""},
    )


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_is_short_enough_and_has_every_figure_whatever_the_content(data):
    content = data.draw(contents())
    paper = paper_of(**content)
    text = message(paper)
    assert size(text) < LIMIT
    assert len(text) < 4000
    lines = text.splitlines()
    figures = told(text)
    assert figures["filed"] == [paper.total, paper.stations]
    assert figures["severities"] == list(paper.by_severity.values())
    states = [paper.position[name] for name in ("waiting", "in_progress", "resolved", "open")]
    assert figures["states"] == states
    assert figures["marks"] == [paper.position[name] for name in ("overdue", "escalated", "resolved_today")]
    assert figures["below"] == [len(paper.below), 1, 0, 1, len(paper.missing)]
    assert lines[-1] == f"SHA-256 {paper.sha256}"
    assert all(text.count(mark) == 0 for mark in "_~`")
    assert "".join(bold_of(text)).count("*") == text.count("*")


def test_the_room_goes_to_the_missing_before_it_goes_to_the_words():
    below = [desk_row(f"31.72.01.10{number:02d}", status="missing") for number in range(60)]
    text = message(paper_of(**full(below=below, situation="Contoh kalimat. " * 250)))
    assert [row["desk"] for row in below if row["desk"] not in text] == []
    assert "Contoh kalimat." in text
    assert "Contoh kalimat. " * 250 not in text
    assert size(text) > 3500


def test_more_missing_than_fit_are_counted():
    below = [desk_row(f"31.72.01.{number:04d}", status="missing") for number in range(300)]
    text = message(paper_of(**full(below=below)))
    line = next(line for line in text.splitlines() if "Posko Contoh 31.72.01.0000" in line)
    named = line.count("Posko Contoh")
    assert 50 < named < 300
    rest = indonesian("and %(number)d others") % {"number": 300 - named}
    assert line.endswith(rest)
    assert size(text) > 3900
    assert "Contoh situasi." not in text


def test_short_words_stand_in_full():
    text = message(paper_of(**full()))
    for words in (
        "Contoh situasi.",
        "Contoh analisis.",
        "Contoh prediksi.",
        "Contoh kebutuhan.",
        "2. Contoh saran dua",
    ):
        assert words in text.splitlines()
    assert "Perihal rahasia" in text


def test_incidents_that_do_not_fit_are_counted():
    text = message(paper_of(incidents=[incident(number, narrative="x " * 500) for number in range(60)]))
    shown = text.count("Contoh kejadian")
    assert 5 < shown < 60
    assert indonesian("and %(number)d others") % {"number": 60 - shown} in text


def test_many_categories_are_named_by_their_codes():
    codes = list(CATEGORIES)
    names = {code: {"name_id": "Contoh kategori dengan nama yang panjang", "name_en": ""} for code in codes}
    own = [[code, "sedang", "biasa", 1, 0] for code in codes]
    few, many = (message(paper_of(own=rows, categories=names)) for rows in (own[:3], own))
    assert [code for code in codes if code not in many] == []
    assert codes[0] not in few


@pytest.mark.parametrize("text", [*HOSTILE, "*tebal* _miring_ ~coret~ ```kode``` *", "a\n*Kejadian periode: 99*\n> b"])
def test_text_of_people_changes_neither_the_bold_nor_the_lines(text):
    fields = ("situation", "analysis", "prediction", "needs", "stage")
    desk = content_of()["desk"]

    def sent(words):
        told = [incident(title=words, narrative=words, action=words, area=words)]
        below = [desk_row("31.72.01.1001", status="missing", desk=words)]
        changes = dict.fromkeys(fields, words) | {"recommendations": [words]}
        return message(paper_of(**changes, desk={**desk, "name": words}, incidents=told, below=below))

    text, plain = sent(text), sent("Contoh")
    assert len(text.splitlines()) == len(plain.splitlines())
    assert len(bold_of(text)) == len(bold_of(plain))
    assert text.count("*") == plain.count("*")
    assert not re.search("[_~`\u202a-\u202e]", text)


def test_an_excerpt_says_so_and_holds_nothing_above_it():
    changes = full(words_classification=SECRET, situation="Perihal situasi", recommendations=["Perihal saran"])
    whole, excerpt = message(paper_of(**changes)), message(paper_of(seen=ALL[:1], **changes))
    for secret in ("Perihal rahasia", "Perihal situasi", "Perihal saran", "RAHASIA"):
        assert (secret in whole, secret in excerpt) == (True, False), secret
    assert indonesian("Excerpt: only the parts classified %(levels)s.") % {"levels": "Biasa"} in excerpt


def test_a_replaced_report_and_a_correction_say_so():
    assert "LAPHAR/31.72/2024/0013" in message(paper_of(), replaced_by="LAPHAR/31.72/2024/0013")
    reason = {"number": "LAPHAR/31.72/2024/0011", "reason": "Contoh salah hitung"}
    text = message(paper_of(**nihil(correction=reason)))
    assert "LAPHAR/31.72/2024/0011" in text
    assert "Contoh salah hitung" in text
