"""Laporan harian as people meet it: draft and autosave, signature, letter, receipt and correction."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.actions.daily import begin_correction, preview, save_draft
from reports.forms.daily import DraftForm
from reports.models import Classification, DailyReport

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, TWIN_WARD
from ..daily_cast import FOUR, desk_at, make_due, sign_due, sign_nihil, write_draft
from .conftest import indonesian, read_page, text_of
from .test_bad_input import answered, doses, post

JSON = {"headers": {"Accept": "application/json"}}
FIELDS = tuple(DraftForm.base_fields)


@pytest.fixture
def due(desks, cast, worker_alive):
    """Pluit's report of the evening; its period has begun and ends at four."""
    return make_due(desks[PLUIT])


@pytest.fixture
def evening(due, clock):
    """The same, at four."""
    clock.now = FOUR
    return due


def page_of(due, name="write"):
    return f"/daily/{due.desk.area_id}/due/{due.pk}/{name}/"


def words(**changes):
    """A complete form, as from a page on which nothing was saved yet."""
    return {"situation": "Contoh situasi", "words_classification": "biasa", "revision": "0", **changes}


def value_of(response, name):
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return found and html.unescape(found[1])


def draft_of(due):
    return DailyReport.objects.drafts().get(due=due)


# ---- writing ----


def test_the_form_knows_what_the_system_knows_and_saves_nothing_by_itself(manned, desks, make_report, login_as):
    due = make_due(desks[PLUIT])
    make_report(title="Perihal tenda", severity="tinggi", stations_affected=3, polling_stations=[1, 2, 3])
    text = read_page(login_as("pluit_officer"), page_of(due))
    for told in ("Contoh Ani", "Perihal tenda", f"{indonesian('Polling stations affected')}: 3"):
        assert told in text
    page = login_as("pluit_officer").get(page_of(due)).content.decode()
    assert f"Posko {PENJARINGAN}" in re.search(r'name="addressee" value="([^"]*)"', page)[1]
    assert f"Posko {PLUIT}" in re.search(r'id="id_basis"[^>]*>\s*([^<]*)<', page)[1]
    assert not DailyReport.objects.exists()


def test_saving_keeps_every_word_and_comes_back(due, make_report, login_as):
    report = make_report()
    client = login_as("pluit_officer")
    typed = words(
        basis="Contoh dasar", stage="Contoh tahapan", analysis="Contoh\r\nanalisis", prediction="Contoh prediksi",
        recommendations="Saran satu\r\n\r\n  Saran dua ", needs="Contoh kebutuhan", addressee="Contoh tujuan",
        copies="Contoh tembusan", words_classification="terbatas", notable=[report.number], is_nihil="on",
    )  # fmt: skip
    answer = client.post(page_of(due), typed)
    assert (answer.status_code, answer["Location"]) == (302, page_of(due))
    draft = draft_of(due)
    assert (draft.recommendations, draft.copies) == (["Saran satu", "Saran dua"], ["Contoh tembusan"])
    assert (draft.notable, draft.is_nihil, draft.words_classification) == ([report.number], True, "terbatas")
    assert (draft.analysis, draft.revision) == ("Contoh\nanalisis", 1)
    page = client.get(page_of(due))
    assert indonesian("Saved %(time)s.") % {"time": "09.00 WIB"} in text_of(page)
    shown = page.content.decode()
    for name in ("basis", "stage", "prediction", "needs", "addressee"):
        assert typed[name] in shown
    assert "Saran satu\nSaran dua" in shown
    assert re.search(rf'value="{report.number}"[^>]* checked', shown)
    assert (value_of(page, "revision"), "no-store" in page["Cache-Control"]) == ("1", True)


def test_next_leads_to_the_signature(due, login_as):
    answer = login_as("pluit_officer").post(page_of(due), words(next="1"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(due, "sign"))


def test_only_the_people_of_the_very_desk_write(due, desks, login_as):
    """Outsiders get 404, those above 403; with every page that writes."""
    other = make_due(desks[TWIN_WARD])
    for name in ("write", "sign", "discard"):
        for person, status in (("city_coordinator", 403), ("penjaringan_officer", 403), ("outsider_officer", 404)):
            assert login_as(person).post(page_of(due, name), words()).status_code == status, (name, person)
            if name != "discard":
                assert login_as(person).get(page_of(due, name)).status_code == status, (name, person)
    assert login_as("pluit_officer").get(page_of(other)).status_code == 404
    assert login_as("city_officer").get(f"/daily/{CITY}/due/{due.pk}/write/").status_code == 404, "of another desk"
    assert not DailyReport.objects.exists()


def test_a_period_that_has_not_begun_is_not_written_about(desks, cast, login_as):
    due = make_due(desks[PLUIT], days=1)
    client = login_as("pluit_officer")
    for answer in (client.get(page_of(due)), client.post(page_of(due), words(situation="Perihal dini"))):
        assert answer.status_code == 403
        assert "13 November 2024 pukul 16.00 WIB" in text_of(answer)
    assert "Perihal dini" in text_of(answer)
    assert client.post(page_of(due), words(), **JSON).json().keys() == {"words"}
    assert not DailyReport.objects.exists()


def test_what_is_too_long_is_refused_in_words_and_stays_in_the_form(due, login_as):
    client = login_as("pluit_officer")
    wrong = {
        "situation": "x" * 4001,
        "stage": "x" * 301,
        "recommendations": "\n".join(f"Saran {n}" for n in range(21)),
        "copies": "x" * 301,
        "words_classification": "",
    }
    for name, text in wrong.items():
        answer = client.post(page_of(due), words(**{name: text, "prediction": "Kata yang tinggal"}))
        assert answer.status_code == 422, name
        page = answer.content.decode()
        assert text[:100] in page and "Kata yang tinggal" in page, name
        assert f'href="#id_{name}"' in page, "the summary leads to the field"
        told = client.post(page_of(due), words(**{name: text}), **JSON)
        assert (told.status_code, list(told.json()["errors"])) == (422, [name])
    assert not DailyReport.objects.exists()


def test_a_form_with_nothing_in_it_says_what_it_lacks(due, login_as):
    answer = login_as("pluit_officer").post(page_of(due), {})
    assert answer.status_code == 422
    assert 'href="#id_words_classification"' in answer.content.decode()


def test_a_line_end_counts_as_one_character_as_the_browser_counts_it(due, login_as):
    text = "\r\n".join(["x"] * 2000)
    assert len(text) > 4000
    assert login_as("pluit_officer").post(page_of(due), words(situation=text)).status_code == 302
    assert draft_of(due).situation == "\n".join(["x"] * 2000)


def test_so_many_notable_incidents_and_no_more(due, make_report, login_as, monkeypatch):
    monkeypatch.setattr("reports.forms.daily.MOST_NOTABLE", 4)
    numbers = [make_report(title=f"Contoh {n}").number for n in range(5)]
    client = login_as("pluit_officer")
    answer = client.post(page_of(due), words(notable=numbers))
    assert (answer.status_code, answer.content.decode().count(" checked")) == (422, 5)
    assert 'id="id_notable"' in answer.content.decode() and 'href="#id_notable"' in answer.content.decode()
    assert client.post(page_of(due), words(notable=numbers[1:])).status_code == 302
    assert len(draft_of(due).notable) == 4


# ---- what is shown beside the words ----


def test_incidents_to_choose_from_are_those_that_the_person_sees(due, make_report, login_as):
    make_report(title="Perihal biasa")
    make_report(title="Perihal rahasia", classification=Classification.RAHASIA)
    seen = {name: read_page(login_as(name), page_of(due)) for name in ("pluit_officer", "pluit_coordinator")}
    assert ["Perihal biasa" in text for text in seen.values()] == [True, True]
    assert ["Perihal rahasia" in text for text in seen.values()] == [False, True]


def test_a_number_that_is_not_offered_is_left_out_whatever_it_is(due, cast, make_report, login_as):
    own = make_report().number
    secret = make_report(classification=Classification.RAHASIA).number
    foreign = make_report(by=cast.outsider_officer, area=TWIN_WARD).number
    sent = words(notable=[own, secret, foreign, f"{PLUIT}-9999", "a\x00b"])
    assert login_as("pluit_officer").post(page_of(due), sent).status_code == 302
    assert draft_of(due).notable == [own]


def test_what_the_lead_chose_and_an_officer_cannot_see_stays_chosen(due, cast, make_report, login_as):
    own, secret = make_report().number, make_report(classification=Classification.RAHASIA).number
    write_draft(due, cast.pluit_coordinator, NOW, notable=[own, secret])
    answer = login_as("pluit_officer").post(page_of(due), words(notable=[], revision="1"))
    assert answer.status_code == 302
    assert draft_of(due).notable == [secret]


@pytest.fixture
def city(desks, cast, make_report, clock):
    """The city's due: of three desks below one is late, one said nihil, one is missing; incidents here and there."""
    wards = [desks[PLUIT], *(desk_at(code, desks[PLUIT].election) for code in ("31.72.01.1001", "31.72.01.1002"))]
    dues = [make_due(desk) for desk in wards]
    number = make_report(title="Perihal dari bawah", severity="tinggi").number
    make_report(title="Perihal sendiri", area=CITY, by=cast.city_officer, severity="sedang")
    sign_due(dues[0], now=FOUR + timedelta(hours=1), notable=[number])
    sign_nihil(dues[1])
    clock.now = FOUR + timedelta(hours=2)
    return make_due(desks[CITY])


def test_the_figures_tell_own_from_below(city, login_as):
    page = login_as("city_officer").get(page_of(city)).content.decode()
    table = text_of(login_as("city_officer").get(page_of(city)))
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)
    figures = [[int(cell) for cell in re.findall(r'class="num">(\d+)<', row)] for row in rows]
    assert figures == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [0, 0, 0], [1, 1, 2]], "severities, worst first, and their sum"
    assert table.count("Perihal dari bawah") == 1
    told = indonesian("told by a desk below")
    assert re.search(rf"Perihal dari bawah [\d.-]+ · [^·]* · {told}", table)
    assert not re.search(rf"Perihal sendiri [\d.-]+ · [^·]* · {told}", table)


def test_figures_count_what_the_person_sees(evening, make_report, login_as):
    make_report(classification=Classification.RAHASIA)
    for person, number in (("pluit_officer", 0), ("pluit_coordinator", 1)):
        written = login_as(person).get(page_of(evening)).content.decode()
        assert re.findall(r"<tfoot>.*?</tfoot>", written)[0].count(f">{number}<") == (3 if number == 0 else 2)
        previewed = login_as(person).get(page_of(evening, "sign")).content.decode()
        assert ("daily-period" in previewed) == bool(number), "the table of those that there are"


def test_the_desks_below_are_named(city, login_as):
    text = read_page(login_as("city_officer"), page_of(city))
    assert indonesian("%(received)s of %(all)s received.") % {"received": 2, "all": 3} in text
    below = text[text.index(indonesian("Reports of the desks below")) :]
    missing, late = below.index("Posko 31.72.01.1002"), below.index(f"Posko {PLUIT}")
    assert missing < late < below.index("Posko 31.72.01.1001") < below.index(indonesian("Notable incidents"))
    assert f"{indonesian('Nihil')}: 1" in below


# ---- several people at one draft, and lost answers ----


def test_both_texts_are_kept_where_somebody_else_was_faster(due, make_report, login_as, clock):
    chosen = make_report(title="Perihal terpilih").number
    theirs = {"situation": "Situasi mereka", "needs": "Kebutuhan sama", "notable": [chosen], "is_nihil": "on"}
    clock.now = NOW + timedelta(minutes=5)
    login_as("pluit_coordinator").post(page_of(due), words(**theirs))
    client = login_as("pluit_officer")
    answer = client.post(page_of(due), words(situation="Situasi saya", needs="Kebutuhan sama"))
    assert answer.status_code == 409
    text, page = text_of(answer), answer.content.decode()
    assert "Contoh pluit_coordinator" in text and "09.05" in text
    assert re.search(r'id="id_situation"[^>]*>\s*Situasi saya', page), "mine stays in the form"
    beside = indonesian("In the saved draft:")
    assert f"{beside} Situasi mereka" in text
    assert f"{beside} Perihal terpilih" in text
    assert f"{beside} {indonesian('Yes')}" in text
    assert text.count(beside) == 3, "only beside what differs"
    assert draft_of(due).situation == "Situasi mereka"
    again = words(situation="Situasi berdua", revision=value_of(answer, "revision"))
    assert client.post(page_of(due), again).status_code == 302
    assert draft_of(due).situation == "Situasi berdua"


def test_the_autosave_is_told_in_words_too(due, login_as):
    first = login_as("pluit_coordinator").post(page_of(due), words(situation="Situasi mereka"), **JSON)
    assert (first.status_code, first.json()) == (200, {"revision": 1, "saved_at": "09.00 WIB"})
    stale = login_as("pluit_officer").post(page_of(due), words(situation="Situasi saya"), **JSON)
    assert (stale.status_code, list(stale.json())) == (409, ["words"])
    assert "Contoh pluit_coordinator" in stale.json()["words"]
    assert "Situasi" not in stale.json()["words"]


def test_the_same_words_sent_again_are_saved_already(due, make_report, login_as):
    """The answer to the first try was lost on its way; the second must not look like a quarrel."""
    sent = words(notable=[make_report().number], copies="Satu\r\nDua", needs=" Contoh ")
    client = login_as("pluit_officer")
    answers = [client.post(page_of(due), sent, **JSON).json() for _ in range(2)]
    assert answers == [{"revision": 1, "saved_at": "09.00 WIB"}] * 2
    assert client.post(page_of(due), sent).status_code == 302
    assert draft_of(due).revision == 1


def test_a_form_without_a_revision_is_as_old_as_one_can_be(due, login_as):
    client = login_as("pluit_officer")
    assert client.post(page_of(due), words(revision="")).status_code == 302
    assert client.post(page_of(due), words(revision="", situation="Lain")).status_code == 409


def test_words_from_before_the_draft_was_thrown_away_are_shown_to_be_copied(due, cast, login_as):
    write_draft(due, cast.pluit_coordinator, NOW)
    assert login_as("pluit_coordinator").post(page_of(due, "discard")).status_code == 302
    assert not DailyReport.objects.exists()
    answer = login_as("pluit_officer").post(page_of(due), words(situation="Tetap ada", revision="1"))
    assert (answer.status_code, "Tetap ada" in answer.content.decode()) == (409, True)
    assert not DailyReport.objects.exists()


SECRET = {
    "situation": "Perihal rahasia situasi",
    "analysis": "Perihal rahasia analisis",
    "prediction": "Perihal rahasia prediksi",
    "needs": "Perihal rahasia kebutuhan",
    "recommendations": ["Perihal rahasia saran"],
    "words_classification": "rahasia",
}


@pytest.mark.parametrize("old_page", [True, False], ids=["from an older page", "from a new one"])
def test_secret_words_are_kept_from_officers(due, cast, login_as, old_page):
    write_draft(due, cast.pluit_coordinator, NOW, **SECRET)
    client, revision = login_as("pluit_officer"), "0" if old_page else "1"
    typed = words(situation="Tulisan petugas", revision=revision)
    page, sent = client.get(page_of(due)), client.post(page_of(due), typed)
    told = client.post(page_of(due), typed, **JSON)
    assert (page.status_code, sent.status_code, told.status_code) == (403, 403, 403)
    assert "Tulisan petugas" in text_of(sent), "what was typed can be copied"
    assert list(told.json()) == ["words"]
    assert client.post(page_of(due, "discard")).status_code == 403
    shown = client.get(page_of(due, "sign"))
    assert shown.status_code == 200
    for answer in (page, sent, told, shown):
        assert "Perihal rahasia" not in answer.content.decode()
    assert draft_of(due).situation == SECRET["situation"]
    assert "Perihal rahasia situasi" in read_page(login_as("pluit_coordinator"), page_of(due))


def test_words_that_became_secret_at_that_moment_are_not_shown_in_the_quarrel(due, cast, login_as, monkeypatch):
    """The draft is looked at before it is saved; between the two the lead may classify it."""
    write_draft(due, cast.pluit_coordinator, NOW)

    def first_the_lead(**arguments):
        save_draft(by=cast.pluit_coordinator, due=due, words=SECRET, revision=1, now=NOW)
        return save_draft(**arguments)

    monkeypatch.setattr("reports.views.daily_writing.save_draft", first_the_lead)
    answer = login_as("pluit_officer").post(page_of(due), words(situation="Tulisan petugas", revision="1"))
    assert answer.status_code == 409
    assert "Perihal rahasia" not in answer.content.decode()
    assert "Tulisan petugas" in text_of(answer)


def test_an_officer_is_not_offered_what_the_role_does_not_see(due, login_as):
    page = login_as("pluit_officer").get(page_of(due)).content.decode()
    assert ('value="terbatas"' in page, 'value="rahasia"' in page) == (True, False)
    assert login_as("pluit_officer").post(page_of(due), words(words_classification="rahasia")).status_code == 422
    assert login_as("pluit_coordinator").post(page_of(due), words(words_classification="rahasia")).status_code == 302


def test_a_signed_report_is_read_and_not_written(evening, login_as):
    report = sign_nihil(evening)
    client = login_as("pluit_officer")
    for name in ("write", "sign"):
        answer = client.get(page_of(evening, name))
        assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    late = client.post(page_of(evening), words(situation="Tulisan terlambat"))
    assert late.status_code == 409
    assert "Tulisan terlambat" in text_of(late) and report.number in text_of(late)
    assert report.get_absolute_url() in late.content.decode()
    assert client.post(page_of(evening), words(), **JSON).status_code == 409
    assert client.post(page_of(evening, "discard")).status_code == 409
    assert DailyReport.objects.count() == 1


# ---- signing ----


def test_nothing_happened_in_two_taps(evening, login_as):
    client = login_as("pluit_coordinator")
    assert f"{page_of(evening, 'sign')}?nihil=1" in client.get(page_of(evening)).content.decode()
    page = client.get(page_of(evening, "sign"), {"nihil": "1"})
    assert not DailyReport.objects.exists(), "looking signs nothing"
    answer = client.post(page_of(evening, "sign"), {"seen": value_of(page, "seen"), "nihil": value_of(page, "nihil")})
    report = DailyReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    assert (report.is_nihil, report.signed_by.username) == (True, "pluit_coordinator")
    assert f"Posko {PENJARINGAN}" in read_page(client, report.get_absolute_url())


def test_a_draft_is_signed_as_it_was_shown(evening, login_as):
    client = login_as("pluit_coordinator")
    client.post(page_of(evening), words(situation="Situasi yang ditandatangani"))
    page = client.get(page_of(evening, "sign"))
    assert "Situasi yang ditandatangani" in text_of(page)
    assert value_of(page, "nihil") is None
    assert client.post(page_of(evening, "sign"), {"seen": value_of(page, "seen")}).status_code == 302
    assert DailyReport.objects.get().letter["situation"] == "Situasi yang ditandatangani"


def test_what_has_changed_since_is_shown_before_it_is_signed(evening, make_report, login_as):
    client = login_as("pluit_coordinator")
    client.post(page_of(evening), words())
    seen = value_of(client.get(page_of(evening, "sign")), "seen")
    make_report(title="Perihal baru", now=FOUR - timedelta(minutes=1))
    answer = client.post(page_of(evening, "sign"), {"seen": seen})
    assert answer.status_code == 409
    assert DailyReport.objects.signed().count() == 0
    fresh = value_of(answer, "seen")
    assert fresh != seen
    assert client.post(page_of(evening, "sign"), {"seen": fresh}).status_code == 302


def test_an_officer_reads_the_preview_and_does_not_sign(evening, cast, login_as):
    client = login_as("pluit_officer")
    write_draft(evening, cast.pluit_officer, FOUR, situation="Situasi petugas")
    page = client.get(page_of(evening, "sign"))
    assert "Situasi petugas" in text_of(page)
    assert value_of(page, "seen") is None
    *_, seen = preview(evening, FOUR)
    assert client.post(page_of(evening, "sign"), {"seen": seen}).status_code == 403
    assert not DailyReport.objects.signed().exists()


def test_not_before_the_period_is_over(due, cast, login_as):
    client = login_as("pluit_coordinator")
    write_draft(due, cast.pluit_coordinator, NOW)
    page = client.get(page_of(due, "sign"))
    assert "pukul 16.00 WIB" in text_of(page)
    assert value_of(page, "seen") is None, "no button"
    *_, seen = preview(due, NOW)
    answer = client.post(page_of(due, "sign"), {"seen": seen})
    assert (answer.status_code, "pukul 16.00 WIB" in text_of(answer)) == (409, True)


def test_nothing_to_report_is_refused_where_something_happened(evening, make_report, login_as):
    """Of a secret incident the lead is told, an officer learns nothing."""
    make_report(classification=Classification.RAHASIA)
    refusal = indonesian("There are incidents in this period: the report cannot say that there is nothing to report.")
    address = f"{page_of(evening, 'sign')}?nihil=1"
    assert refusal in read_page(login_as("pluit_coordinator"), address)
    assert refusal not in read_page(login_as("pluit_officer"), address)
    *_, seen = preview(evening, FOUR, nihil=True)
    answer = login_as("pluit_coordinator").post(page_of(evening, "sign"), {"seen": seen, "nihil": "1"})
    assert (answer.status_code, text_of(answer).count(refusal)) == (409, 1)
    assert not DailyReport.objects.exists()


def test_an_empty_situation_is_asked_for(evening, login_as):
    client = login_as("pluit_coordinator")
    client.post(page_of(evening), words(situation=""))
    page = client.get(page_of(evening, "sign"))
    assert indonesian("Describe the general situation before you sign.") in text_of(page)
    assert value_of(page, "seen") is None


def test_the_second_of_two_who_sign_is_told(evening, cast, login_as):
    client = login_as("pluit_coordinator")
    seen = value_of(client.get(page_of(evening, "sign"), {"nihil": "1"}), "seen")
    report = sign_nihil(evening)
    answer = client.post(page_of(evening, "sign"), {"seen": seen, "nihil": "1"})
    assert answer.status_code == 409
    assert report.number in text_of(answer) and "Contoh pluit_coordinator" in text_of(answer)
    assert report.get_absolute_url() in answer.content.decode()
    assert "daily-paper" not in answer.content.decode(), "no preview of a report that is not there"


# ---- the letter ----


def test_the_letter_says_where_it_stands(evening, login_as):
    report = sign_due(evening, situation="Situasi surat")
    page = login_as("pluit_officer").get(report.get_absolute_url())
    text = text_of(page)
    for told in ("LAPHAR/31.72.01.1005/2024/0001", "Situasi surat", report.sha256, f"Posko {PENJARINGAN}"):
        assert told in text
    for told in ("On time", "not acknowledged yet"):
        assert indonesian(told) in text
    assert "13 November 2024 pukul 16.00 WIB" in text
    assert "no-store" in page["Cache-Control"]
    for name in ("letter.pdf", "report.xlsx", "text/"):
        assert f"{report.get_absolute_url()}{name}" in page.content.decode()
    assert f"/daily/verify/{report.sha256}/" in page.content.decode()


def test_late_is_said(evening, login_as):
    report = sign_nihil(evening, now=evening.late_after + timedelta(seconds=1))
    text = read_page(login_as("pluit_officer"), report.get_absolute_url())
    assert indonesian("On time") not in text


def test_a_draft_is_no_letter(evening, cast, login_as):
    draft = write_draft(evening, cast.pluit_coordinator, FOUR)
    for person in ("pluit_coordinator", "official", "observer"):
        for name in ("", "correct/"):
            answer = login_as(person).get(f"/daily/{PLUIT}/{draft.pk}/{name}")
            assert answer.status_code == (403 if name and person in ("official", "observer") else 404)


def test_each_reads_the_letter_as_far_as_the_role_sees(evening, make_report, login_as):
    for level in Classification.values:
        make_report(title=f"Perihal {level} sekali", classification=level)
    sign_due(evening, notable=[f"{PLUIT}-000{n}" for n in (1, 2, 3)], **SECRET)
    report = DailyReport.objects.get()
    sees = {"observer": {"biasa"}, "pluit_officer": {"biasa", "terbatas"}, "official": set(Classification.values)}
    for person, levels in sees.items():
        text = read_page(login_as(person), report.get_absolute_url())
        assert {level for level in Classification.values if f"Perihal {level} sekali" in text} == levels
        assert ("Perihal rahasia situasi" in text) == ("rahasia" in levels)
    assert login_as("outsider_official").get(report.get_absolute_url()).status_code == 404


def test_the_desk_above_acknowledges_once(evening, login_as):
    report = sign_nihil(evening)
    address = f"{report.get_absolute_url()}acknowledge/"
    offered = {
        person: address in login_as(person).get(report.get_absolute_url()).content.decode()
        for person in ("pluit_coordinator", "penjaringan_officer", "city_coordinator", "official", "observer")
    }
    assert [person for person, is_offered in offered.items() if is_offered] == ["penjaringan_officer"]
    for person in ("pluit_coordinator", "city_coordinator"):
        assert login_as(person).post(address).status_code == 403
    answer = login_as("penjaringan_officer").post(address)
    assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    second = login_as("penjaringan_coordinator").post(address)
    assert (second.status_code, "Contoh penjaringan_officer" in text_of(second)) == (409, True)
    for person in ("pluit_officer", "penjaringan_coordinator"):
        page = login_as(person).get(report.get_absolute_url())
        assert "Contoh penjaringan_officer" in text_of(page)
        assert address not in page.content.decode(), "done is done"
    assert "Contoh penjaringan_officer" not in read_page(login_as("observer"), report.get_absolute_url())


# ---- correcting ----


def test_a_correction_says_why_and_replaces(evening, login_as, clock):
    report = sign_due(evening, situation="Situasi keliru")
    client, address = login_as("pluit_coordinator"), f"{report.get_absolute_url()}correct/"
    assert address in client.get(report.get_absolute_url()).content.decode()
    for person in ("pluit_officer", "penjaringan_coordinator"):
        assert address not in login_as(person).get(report.get_absolute_url()).content.decode()
        assert [login_as(person).get(address).status_code, login_as(person).post(address).status_code] == [403, 403]
    assert client.get(address).status_code == 200
    for reason in ("", "x" * 301):
        assert client.post(address, {"reason": reason}).status_code == 422
    assert not DailyReport.objects.drafts().exists()
    answer = client.post(address, {"reason": "Angka keliru"})
    assert (answer.status_code, answer["Location"]) == (302, page_of(evening))
    page = client.get(page_of(evening))
    assert "Situasi keliru" in text_of(page) and "Angka keliru" in text_of(page)
    assert page_of(evening) in client.get(report.get_absolute_url()).content.decode()
    twice = client.post(address, {"reason": "Lagi"})
    assert (twice.status_code, "Lagi" in twice.content.decode()) == (409, True)
    clock.now = FOUR + timedelta(hours=2)
    client.post(page_of(evening), words(situation="Situasi benar", revision=value_of(page, "revision")))
    client.post(page_of(evening, "sign"), {"seen": value_of(client.get(page_of(evening, "sign")), "seen")})
    newer = DailyReport.objects.get(replaces=report)
    for person in ("pluit_officer", "observer"):
        old, new = (read_page(login_as(person), row.get_absolute_url()) for row in (report, newer))
        assert f"{indonesian('This report is no longer in force. It was replaced by:')} {newer.number}" in old
        assert f"{indonesian('Correction (Ralat) of')} {report.number}" in new
    assert address not in client.get(report.get_absolute_url()).content.decode()
    assert client.post(address, {"reason": "Lagi"}).status_code == 409


def test_who_is_not_of_the_desk_learns_nothing_of_a_correction_being_written(evening, cast, login_as):
    report = sign_nihil(evening)
    before = {name: login_as(name).get(report.get_absolute_url()) for name in ("official", "penjaringan_officer")}
    begin_correction(by=cast.pluit_coordinator, report=report, reason="Angka keliru", now=FOUR)
    for name, page in before.items():
        assert text_of(login_as(name).get(report.get_absolute_url())) == text_of(page)


def test_a_correction_that_is_not_wanted_leaves_the_report_in_force(evening, cast, login_as):
    report = sign_nihil(evening)
    begin_correction(by=cast.pluit_coordinator, report=report, reason="Angka keliru", now=FOUR)
    client = login_as("pluit_coordinator")
    assert client.post(page_of(evening, "discard")).status_code == 302
    assert client.get(page_of(evening))["Location"] == report.get_absolute_url()
    assert list(DailyReport.objects.in_force()) == [report]


def test_a_report_of_nothing_can_be_corrected_to_one_of_something(evening, make_report, cast, login_as):
    report = sign_nihil(evening)
    make_report(title="Perihal susulan", now=FOUR - timedelta(minutes=1))
    begin_correction(by=cast.pluit_coordinator, report=report, reason="Ada kejadian", now=FOUR)
    client = login_as("pluit_coordinator")
    page = client.get(page_of(evening))
    assert re.search(r'name="is_nihil"[^>]* checked', page.content.decode())
    client.post(page_of(evening), words(revision=value_of(page, "revision")))
    signature = {"seen": value_of(client.get(page_of(evening, "sign")), "seen")}
    assert client.post(page_of(evening, "sign"), signature).status_code == 302
    assert not DailyReport.objects.get(replaces=report).is_nihil


# ---- costs and bad input ----

#: Queries of a page of the city's report, with one desk and one incident below and with many.
COSTS = {"write": 14, "sign": 13, "letter": 5}


@pytest.mark.parametrize("what", COSTS)
def test_queries_at_few_and_at_many(what, desks, cast, make_report, login_as, clock, worker_alive):
    due, client = make_due(desks[CITY]), login_as("city_coordinator")
    clock.now = due.due_at

    def desk_below(code):
        """A desk that tells an incident, and one more of the city itself."""
        told = make_report(area=code)
        sign_due(make_due(desk_at(code, due.desk.election)), notable=[told.number])
        return [told.number, make_report(area=CITY, by=cast.city_officer).number]

    def queries(numbers):
        """Of the page whose report tells these incidents."""
        address = page_of(due, what)
        if what == "letter":
            if signed := DailyReport.objects.signed().filter(due=due).first():
                begin_correction(by=cast.city_coordinator, report=signed, reason="Contoh", now=clock.now)
            address = sign_due(due, cast.city_coordinator, clock.now, notable=numbers).get_absolute_url()
        else:
            write_draft(due, cast.city_coordinator, clock.now, notable=numbers)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    numbers = desk_below(PLUIT)
    few = queries(numbers)
    for ward in range(1001, 1007):
        numbers += desk_below(f"31.72.02.{ward}")
    assert (few, queries(numbers)) == (COSTS[what],) * 2


@pytest.mark.parametrize("where", ["write", "sign", "correct", "json"])
def test_every_field(where, evening, make_report, login_as):
    make_report()
    report = sign_nihil(make_due(evening.desk, days=-1), now=FOUR)
    address = {"correct": f"{report.get_absolute_url()}correct/", "json": page_of(evening)}.get(
        where, page_of(evening, where)
    )
    names = {"sign": ["seen", "nihil"], "correct": ["reason"]}.get(where, FIELDS)
    client = login_as("pluit_coordinator")
    if where == "json":
        client.defaults["HTTP_ACCEPT"] = "application/json"
    for kind, junk in doses(names):
        whole = words() if names == FIELDS else {}
        response = post(client, address, {**whole, **junk})
        assert response.status_code in (200, 302, 409, 422), kind
        if where != "json":
            answered(response, kind)
        if where == "correct":
            DailyReport.objects.drafts().delete()
    assert answered(client.get(page_of(evening, "sign"), {"nihil": "9" * 5000})).status_code == 200


def test_a_number_of_a_due_past_all_integers(due, login_as):
    for number in (0, 2**31, 2**63, 10**30):
        for name in ("write", "sign"):
            assert login_as("pluit_officer").get(f"/daily/{PLUIT}/due/{number}/{name}/").status_code == 404
        assert login_as("pluit_officer").get(f"/daily/{PLUIT}/{number}/").status_code == 404


def test_every_page_says_whose_drafts_may_stay_on_the_device(desks, login_as):
    page = login_as("pluit_officer").get(f"/desks/{PLUIT}/").content.decode()
    assert re.search(r'js/forget[^"]*\.js" data-user="pluit_officer"', page)
