"""Files of signed daily reports, for whom they are and what they hold; whether a letter is genuine."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from openpyxl import load_workbook

from reports import triggers
from reports.actions.daily import begin_correction, preview, sign
from reports.models import Classification, DailyReport

from ..conftest import CITY, PLUIT
from ..daily_cast import FOUR, lead_of, make_due, sign_due, write_draft
from ..reports.daily_papers import HOSTILE
from ..reports.daily_readers import pdf_text, read_text
from .conftest import indonesian, text_of
from .test_bad_input import JUNK, answered

#: Which parts of the evening who reads: incidents and words of each classification.
LEVELS = {
    "pluit_officer": {"biasa", "terbatas"},
    "pluit_coordinator": {"biasa", "terbatas", "rahasia"},
    "city_officer": {"biasa", "terbatas"},
    "official": {"biasa", "terbatas", "rahasia"},
    "observer": {"biasa"},
}


@pytest.fixture
def signed(desks, make_report, cast, worker_alive, clock):
    """Pluit's report of an evening with an incident of each classification, its words restricted."""
    clock.now = FOUR
    numbers = [
        make_report(title=f"Perihal {level} sekali", narrative=f"Uraian {level} sekali", classification=level).number
        for level in Classification.values
    ]
    words = {"situation": "Perihal situasi", "recommendations": ["Perihal saran"], "words_classification": "terbatas"}
    return sign_due(make_due(desks[PLUIT]), notable=numbers, **words)


def files_of(client, report):
    """{form: its text} as that person gets them: the letter on its page, and the three files."""
    address = report.get_absolute_url()
    answers = {name: client.get(address + name) for name in ("", "letter.pdf", "report.xlsx", "text/")}
    assert {answer.status_code for answer in answers.values()} == {200}
    book = load_workbook(io.BytesIO(answers["report.xlsx"].content))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    return {
        "page": text_of(answers[""]),
        "letter": pdf_text(answers["letter.pdf"].content),
        "workbook": " ".join(map(str, cells)),
        "message": text_of(answers["text/"]),
    }


@pytest.mark.parametrize("person", LEVELS)
def test_each_form_holds_what_its_reader_may_see(person, signed, login_as):
    for form, text in files_of(login_as(person), signed).items():
        found = {level for level in Classification.values if f"Perihal {level} sekali" in text}
        assert found == LEVELS[person], form
        assert {level for level in Classification.values if f"Uraian {level} sekali" in text} == found, form
        sees_words = "terbatas" in LEVELS[person]
        assert [words in text for words in ("Perihal situasi", "Perihal saran")] == [sees_words] * 2, form
        is_excerpt = indonesian("Excerpt: only the parts classified %(levels)s.").split("%")[0] in text
        assert is_excerpt == (len(LEVELS[person]) < 3), form
        assert ("Rahasia" in text) == ("rahasia" in LEVELS[person]) or form in ("letter", "message"), form


@pytest.mark.parametrize(("person", "number"), [("official", 3), ("city_officer", 2), ("observer", 1)])
def test_the_figures_are_those_of_the_reader(person, number, signed, login_as):
    client, address = login_as(person), signed.get_absolute_url()
    assert f'<td class="num" data-label="{indonesian("Sum")}">{number}</td>' in client.get(address).content.decode()
    assert read_text(client.get(f"{address}text/").context["text"])["filed"] == [number, 0]
    period = load_workbook(io.BytesIO(client.get(f"{address}report.xlsx").content)).worksheets[1]
    assert [cell.value for cell in period[period.max_row]][6:] == [number, 0]


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("letter.pdf", "application/pdf", "pdf"),
        ("report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ],
)
def test_a_file_is_named_by_its_number_and_kept_by_nobody(name, kind, ending, signed, login_as):
    answer = login_as("observer").get(signed.get_absolute_url() + name)
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="LAPHAR-{PLUIT}-2024-0001.{ending}"'
    assert {"no-store", "private"} <= set(re.findall(r"[\w-]+", answer["Cache-Control"]))


def test_the_message_can_be_selected_copied_and_shared(signed, login_as):
    answer = login_as("pluit_coordinator").get(f"{signed.get_absolute_url()}text/")
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    text = answer.context["text"]
    link = re.search(r'href="(https://wa\.me/[^"]*)"', page)[1]
    assert parse_qs(urlsplit(link).query)["text"] == [text]
    assert re.search(r"<textarea[^>]* readonly[^>]*>", page)
    assert all(re.search(rf"<button[^>]* {mark}[^>]* hidden>", page) for mark in ("data-copy", "data-share"))


def test_a_draft_has_no_files(desks, cast, worker_alive, login_as):
    due = make_due(desks[PLUIT])
    draft = write_draft(due)
    for person in ("pluit_officer", "pluit_coordinator", "official"):
        for name in ("letter.pdf", "report.xlsx", "text/"):
            assert login_as(person).get(f"/daily/{PLUIT}/{draft.pk}/{name}").status_code == 404


def test_the_area_of_the_address_is_that_of_the_report(signed, login_as):
    for name in ("letter.pdf", "report.xlsx", "text/"):
        assert login_as("official").get(f"/daily/{CITY}/{signed.pk}/{name}").status_code == 404


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_people_is_text_on_the_pages(text, desks, make_report, cast, worker_alive, clock, login_as):
    clock.now = FOUR
    text = text.replace("\x00", "")
    report = make_report(title=text[:140], narrative=text)
    signed = sign_due(
        make_due(desks[PLUIT]),
        notable=[report.number],
        situation=text,
        recommendations=[text[:300]],
        copies=[text[:300]],
    )
    client = login_as("official")
    for name in ("", "text/"):
        page = client.get(signed.get_absolute_url() + name).content.decode()
        assert "<script>alert" not in page
        assert page.count("<script") == page.count('<script src="')


# ---- is a letter genuine? ----


def correct(report, reason="Contoh salah hitung"):
    """The signed correction of a report."""
    lead = lead_of(report.desk)
    begin_correction(by=lead, report=report, reason=reason, now=FOUR)
    *_, seen = preview(report.due, FOUR)
    return sign(by=lead, due=report.due, seen=seen, now=FOUR)


def verified(client, digest):
    answer = client.get(f"/daily/verify/{digest}/")
    return answer.status_code, text_of(answer)


def test_the_true_hash_tells_number_desk_and_moment_and_no_content(signed, login_as):
    for digest in (signed.sha256, signed.sha256.upper()):
        status, text = verified(login_as("anonymous"), digest)
        assert status == 200
        assert indonesian("The letter is genuine.") in text
        for told in (signed.number, signed.desk.name, "13 November 2024"):
            assert told in text
        for secret in ("Perihal", "Uraian", "Contoh pluit_coordinator", "Terbatas", "Rahasia"):
            assert secret not in text


def test_another_hash_is_refused(signed, login_as):
    other = signed.sha256[:-1] + ("0" if signed.sha256[-1] != "0" else "1")
    for digest in (other, signed.sha256[:63], f"{signed.sha256}0", "contoh", "%20"):
        status, text = verified(login_as("anonymous"), digest)
        assert status == 404, digest
        assert signed.number not in text
    assert indonesian("No signed report has this hash.") in verified(login_as("anonymous"), other)[1]


def test_a_draft_without_a_hash_is_nobodys(desks, cast, worker_alive, login_as):
    write_draft(make_due(desks[PLUIT]))
    assert DailyReport.objects.drafts().filter(sha256="").exists()
    assert login_as("anonymous").get("/daily/verify/ /").status_code == 404


def test_a_replaced_letter_says_by_which(signed, login_as):
    newer = correct(signed)
    status, text = verified(login_as("anonymous"), signed.sha256)
    assert status == 200
    assert newer.number in text
    assert newer.sha256 not in text
    assert signed.number not in verified(login_as("anonymous"), newer.sha256)[1]
    client = login_as("official")
    assert newer.number in pdf_text(client.get(f"{signed.get_absolute_url()}letter.pdf").content)
    assert newer.number in client.get(f"{signed.get_absolute_url()}text/").context["text"]
    assert "Contoh salah hitung" in files_of(client, newer)["letter"]


def test_a_correction_that_is_not_signed_replaces_nothing(signed, login_as):
    begin_correction(by=lead_of(signed.desk), report=signed, reason="Contoh", now=FOUR)
    assert (
        indonesian("No longer in force: replaced by the correction %(number)s.").split("%")[0]
        not in (verified(login_as("anonymous"), signed.sha256)[1])
    )


def test_content_that_no_longer_fits_its_hash_is_told(signed, login_as):
    triggers.remove(connection)
    try:
        DailyReport.objects.filter(pk=signed.pk).update(content=signed.content.replace("Perihal situasi", "Lain"))
        status, text = verified(login_as("anonymous"), signed.sha256)
    finally:
        triggers.install(connection)
    assert status == 409
    assert indonesian("The stored report no longer fits this hash.") in text
    assert signed.number not in text


def test_a_typed_hash_is_looked_up(signed, login_as):
    client = login_as("anonymous")
    typed = f" {signed.sha256[:32].upper()} {signed.sha256[32:]}\n"
    for words in (typed, f"SHA-256 {signed.sha256}"):
        assert client.get("/daily/verify/", {"hash": words})["Location"] == f"/daily/verify/{signed.sha256}/"
    assert client.get("/daily/verify/").status_code == 200


@pytest.mark.parametrize("junk", JUNK)
def test_junk_typed_as_a_hash_is_refused_in_words(junk, db, login_as, worker_alive):
    answer = answered(login_as("anonymous").get("/daily/verify/", {"hash": JUNK[junk].replace("\ud800", "?")}), junk)
    assert answer.status_code in (422, 400), junk


def test_files_are_made_of_what_was_signed_alone(signed, login_as):
    """Whatever happens to names, rosters and incidents afterwards, the letter stays as it was signed."""
    before = files_of(login_as("official"), signed)
    type(signed.desk).objects.filter(pk=signed.desk_id).update(name="Posko lain", place="Tempat lain")
    signed.desk.election.stages.all().delete()
    lead = lead_of(signed.desk)
    type(lead).objects.filter(pk=lead.pk).update(name="Orang lain")
    after = files_of(login_as("official"), signed)
    for form in ("letter", "workbook", "message"):
        assert after[form] == before[form], form
