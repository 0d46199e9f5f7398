"""The people of a desk, my duties, attendance and swaps, as people meet them; bad input and cost of all these."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from desks.actions import answer_swap, ask_swap, check_in, replace
from desks.actions.rosters import rostered
from desks.coverage import refresh_coverage
from desks.models import Absence, Attendance, Coverage, Desk, Duty, Officer, Swap

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT
from ..desks.roster_cast import make_duty
from .conftest import indonesian, read_page, text_of
from .test_bad_input import HARSH, JUNK, answered, doses, post
from .test_logbook_pages import LOGBOOK, write

DESK = f"/desks/{PLUIT}/"
ATTENDANCE = f"{DESK}attendance/"
SWAPS = f"{DESK}swaps/"


@pytest.fixture
def swap(manned, cast):
    """Ani asks Budi to take her duty of the 15th."""
    return ask_swap(
        by=cast.pluit_officer, duty=manned.duty["ani", 15], colleague=manned.budi, in_return=None,
        reason="Contoh keperluan", now=NOW,
    )  # fmt: skip


@pytest.fixture
def accepted(swap, cast):
    answer_swap(by=cast.pluit_colleague, swap=swap, accept=True, text="Contoh boleh", now=NOW)
    return swap


def word(choice):
    """A choice as the Indonesian screen names it."""
    with translation.override("id"):
        return str(choice.label)


# The desk page


def test_the_desk_page_says_who_is_there_and_who_comes(manned, login_as):
    response = login_as("pluit_officer").get(DESK)
    page, text = response.content.decode(), text_of(response)
    for words in ("Aiptu Contoh Ani", "Aiptu Contoh Citra", "Polsek Piket", "Aiptu Contoh Budi", "Aiptu Contoh Dedi"):
        assert words in text
    assert 'href="tel:+6281200000001"' in page
    assert 'href="https://wa.me/6281200000001"' in page
    assert 'href="tel:+622112345678"' in page
    assert "wa.me/62211" not in page, "a landline has no WhatsApp"
    assert "Kamis, 14 November 2024, Pagi 08.00–16.00 WIB" in text


def test_who_has_no_phone_is_said_to_have_none(manned, cast, login_as):
    replace(by=cast.pluit_coordinator, duty=manned.duty["citra", 13], officer=manned.dedi, reason="x", now=NOW)
    assert indonesian("no phone number") in read_page(login_as("pluit_officer"), DESK)


def test_an_empty_desk_says_why(desks, manned, login_as, clock):
    nothing = indonesian("The administrator has not set up a roster for this desk yet.")
    nobody = indonesian("Nobody is on duty at this moment.")
    assert nothing in read_page(login_as("penjaringan_officer"), f"/desks/{PENJARINGAN}/")
    clock.now = NOW.replace(hour=20)
    text = read_page(login_as("pluit_officer"), DESK)
    assert (nobody in text, nothing in text) == (True, False)


def buttons(response, verb):
    return re.findall(rf'action="/duties/(\d+)/{verb}/"', response.content.decode())


def test_buttons_on_the_desk_page(manned, login_as):
    own, other = (str(manned.duty[name, 13].pk) for name in ("ani", "citra"))
    assert buttons(login_as("pluit_officer").get(DESK), "check-in") == [own]
    assert buttons(login_as("pluit_coordinator").get(DESK), "check-in") == [own, other]
    assert buttons(login_as("city_coordinator").get(DESK), "check-in") == []
    assert f"/duties/{own}/replace/" in login_as("pluit_coordinator").get(DESK).content.decode()
    assert "/replace/" not in login_as("pluit_officer").get(DESK).content.decode()


@pytest.mark.parametrize(
    ("back", "target"),
    [("desk", DESK), ("attendance", f"{ATTENDANCE}?on=2024-11-13"), ("", "/duties/"), ("//evil.example", "/duties/")],
)
def test_checking_in_leads_back_to_where_the_button_was(manned, login_as, back, target):
    client = login_as("pluit_officer")
    answer = client.post(f"/duties/{manned.duty['ani', 13].pk}/check-in/", {"back": back})
    assert (answer.status_code, answer["Location"]) == (302, target)
    assert f"{indonesian('in')} 09.00 WIB" in read_page(client, DESK)
    assert buttons(client.get(DESK), "check-out") == [str(manned.duty["ani", 13].pk)]


def test_a_second_click_says_that_it_is_done_already(manned, cast, login_as):
    duty = manned.duty["ani", 13]
    check_in(by=cast.pluit_officer, duty=duty, now=NOW)
    own = login_as("pluit_officer").post(f"/duties/{duty.pk}/check-in/")
    assert own.status_code == 409
    assert "09.00 WIB" in text_of(own)
    assert own.content.decode().count("<h1") == 1
    others = login_as("pluit_coordinator").post(f"/duties/{duty.pk}/check-in/")
    assert others.status_code == 409
    assert indonesian("Attendance") in text_of(others)


def test_coverage_in_detail_for_the_coordinator_in_short_for_the_officer(manned, login_as):
    """The 16th, the 17th and the 19th have nobody: two places each, one of them the lead's."""
    assert (Coverage.objects.get().uncovered, Coverage.objects.get().warnings) == (6, 1)
    coordinator = login_as("pluit_coordinator").get(DESK)
    details = coordinator.content.decode().split('<details class="more" id="coverage-')[1].split("</details>")[0]
    assert details.count("<li>") == 7
    assert "Sabtu, 16 November 2024, Pagi" in details
    assert "Aiptu Contoh Dedi" in details, "who has no phone number"
    officer = login_as("pluit_officer").get(DESK)
    assert 'id="coverage-' not in officer.content.decode()
    assert re.search(r'<p class="sub">6 [^<]+</p>', officer.content.decode())


def test_nothing_is_said_of_a_roster_without_gaps(manned, login_as):
    Coverage.objects.update(uncovered=0, warnings=0)
    for person in ("pluit_coordinator", "pluit_officer"):
        assert 'id="coverage-' not in login_as(person).get(DESK).content.decode()


# My duties


def test_my_duties_now_coming_and_past(manned, login_as, cast):
    make_duty(manned.ani, manned.desk, date(2024, 11, 6), by=cast.administrator)
    make_duty(manned.ani, manned.desk, date(2024, 10, 1), by=cast.administrator)
    text = read_page(login_as("pluit_officer"), "/duties/")
    now, coming, past = (text.index(words) for words in ("13 November", "15 November", "6 November"))
    assert now < coming < past
    assert word(Attendance.ABSENT) in text[past:]
    assert "1 Oktober" not in text, "further back than 30 days"
    assert "14 November" not in text, "a colleague's duty"


def test_a_duty_far_away_is_one_s_own_all_the_same(manned, login_as, cast, desks):
    """Rule 2 has this one exception: the desk lies outside the area of the login, the duty does not."""
    duty = make_duty(manned.ani, desks["31.75"], date(2024, 11, 16), by=cast.administrator, hours=(8, 16))
    client = login_as("pluit_officer")
    assert "Posko 31.75" in read_page(client, "/duties/")
    assert client.get(f"/duties/{duty.pk}/swap/").status_code == 200
    assert client.get("/desks/31.75/attendance/").status_code == 404


def test_a_login_without_an_officer_is_told_so(manned, login_as):
    text = read_page(login_as("pluit_coordinator"), "/duties/")
    assert indonesian("Your login is not linked to a duty officer.") in text


def test_drafts_are_nobody_s_business(manned, login_as):
    duty = manned.duty["ani", 15]
    Duty.objects.filter(pk=duty.pk).update(state="draft")
    client = login_as("pluit_officer")
    assert "15 November" not in read_page(client, "/duties/")
    assert client.get(f"/duties/{duty.pk}/swap/").status_code == 404
    assert login_as("pluit_coordinator").get(f"/duties/{duty.pk}/replace/").status_code == 404


# Attendance


def test_the_list_of_a_day(manned, login_as, cast):
    check_in(by=cast.pluit_officer, duty=manned.duty["ani", 13], now=NOW)
    replace(by=cast.pluit_coordinator, duty=manned.duty["citra", 13], officer=manned.dedi, reason="Sakit", now=NOW)
    text = read_page(login_as("pluit_coordinator"), ATTENDANCE)
    for words in ("Contoh Ani", word(Attendance.LATE), word(Attendance.REPLACED), "Contoh Dedi", "Sakit"):
        assert words in text
    tomorrow = read_page(login_as("pluit_coordinator"), f"{ATTENDANCE}?on=2024-11-14")
    assert "Contoh Budi" in tomorrow
    assert "Contoh Ani" not in tomorrow
    empty = read_page(login_as("pluit_officer"), f"{ATTENDANCE}?on=2024-12-24")
    assert indonesian("Nobody was or is on duty here that day.") in empty


@pytest.mark.parametrize("day", ["2024-02-30", "9999-12-31", "kemarin", "0001-01-01", "²", "9" * 5000])
@pytest.mark.parametrize("address", [ATTENDANCE, LOGBOOK])
def test_a_wrong_date_says_so_and_shows_what_it_would_without(manned, login_as, address, day):
    response = login_as("pluit_officer").get(address, {"on": day})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()


# Swaps


def test_asking_in_two_steps(manned, login_as):
    client = login_as("pluit_officer")
    address = f"/duties/{manned.duty['ani', 15].pk}/swap/"
    first = client.get(address).content.decode()
    assert re.findall(r'<option value="(\d+)"', first) == [str(manned.budi.pk)]
    second = client.get(address, {"colleague": manned.budi.pk}).content.decode()
    assert re.findall(r'<option value="(\d*)"', second) == ["", *(str(manned.duty["budi", day].pk) for day in (14, 18))]
    sent = {"colleague": manned.budi.pk, "in_return": manned.duty["budi", 18].pk, "reason": "Contoh keperluan"}
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/duties/")
    swap = Swap.objects.get()
    assert (swap.duty, swap.colleague, swap.in_return, swap.reason) == (
        manned.duty["ani", 15], manned.budi, manned.duty["budi", 18], "Contoh keperluan",
    )  # fmt: skip


def test_what_breaks_a_rule_is_refused_and_what_was_typed_kept(manned, login_as):
    Absence.objects.create(officer=manned.budi, starts_on="2024-11-15", ends_on="2024-11-15")
    sent = {"colleague": manned.budi.pk, "in_return": "", "reason": "Contoh keperluan"}
    answer = login_as("pluit_officer").post(f"/duties/{manned.duty['ani', 15].pk}/swap/", sent)
    assert answer.status_code == 409
    assert indonesian("on leave or sick") in text_of(answer)
    assert 'value="Contoh keperluan"' in answer.content.decode()
    assert not Swap.objects.exists()


def test_each_step_is_seen_by_those_concerned(accepted, login_as):
    asker, colleague = (read_page(login_as(name), "/duties/") for name in ("pluit_officer", "pluit_colleague"))
    coordinator = read_page(login_as("pluit_coordinator"), SWAPS)
    for text in (asker, colleague, coordinator):
        assert indonesian("Aiptu Contoh Ani") in text
        for words in ("15 November", "Contoh keperluan", "Contoh boleh"):
            assert words in text
    client = login_as("pluit_coordinator")
    answer = client.post(f"/swaps/{accepted.pk}/decide/", {"answer": "yes", "text": "Contoh setuju"})
    assert (answer.status_code, answer["Location"]) == (302, SWAPS)
    for name, page in (("pluit_officer", "/duties/"), ("pluit_colleague", "/duties/"), ("pluit_coordinator", SWAPS)):
        text = read_page(login_as(name), page)
        assert "Contoh setuju" in text
        assert "Contoh pluit_coordinator" in text


def badge(response):
    found = re.search(r'href="/duties/"[^>]*>[^<]*<span class="count"[^>]*>(\d+)', response.content.decode())
    return int(found[1]) if found else 0


def test_the_badge_counts_what_waits_for_me(swap, cast, login_as, clock):
    people = ("pluit_officer", "pluit_colleague", "pluit_coordinator", "city_coordinator")

    def badges():
        return [badge(login_as(name).get("/duties/")) for name in people]

    assert badges() == [0, 1, 0, 0]
    answer_swap(by=cast.pluit_colleague, swap=swap, accept=True, text="", now=NOW)
    assert badges() == [0, 0, 1, 0]
    clock.now = NOW + timedelta(days=2)
    assert badges() == [0, 0, 0, 0], "the duty has begun: nobody can decide any more"


def test_a_lapsed_swap_is_called_so_and_has_no_buttons(swap, login_as, clock):
    clock.now = NOW + timedelta(days=2)
    response = login_as("pluit_colleague").get("/duties/")
    assert f"/swaps/{swap.pk}/" not in response.content.decode()


def test_a_swap_that_waits_is_shown_however_old_it_is(swap, login_as):
    Swap.objects.filter(pk=swap.pk).update(asked_at=NOW - timedelta(days=40))
    assert f"/swaps/{swap.pk}/answer/" in login_as("pluit_colleague").get("/duties/").content.decode()
    assert f"/swaps/{swap.pk}/withdraw/" in login_as("pluit_officer").get("/duties/").content.decode()


def test_a_stale_answer_is_refused_with_the_words_kept(swap, login_as):
    login_as("pluit_officer").post(f"/swaps/{swap.pk}/withdraw/")
    answer = login_as("pluit_colleague").post(f"/swaps/{swap.pk}/answer/", {"answer": "yes", "text": "Contoh jawaban"})
    assert answer.status_code == 409
    assert "Contoh jawaban" in text_of(answer)
    assert Swap.objects.get().state == "withdrawn"


def test_refusing_needs_a_reason(accepted, login_as):
    client = login_as("pluit_coordinator")
    assert client.post(f"/swaps/{accepted.pk}/decide/", {"answer": "no", "text": " "}).status_code == 422
    assert Swap.objects.get().state == "accepted"
    assert client.post(f"/swaps/{accepted.pk}/decide/", {"answer": "no", "text": "Kurang orang"}).status_code == 302
    assert (Swap.objects.get().state, Swap.objects.get().decision) == ("refused", "Kurang orang")


def test_a_stale_decision_is_refused(accepted, login_as):
    client = login_as("pluit_coordinator")
    client.post(f"/swaps/{accepted.pk}/decide/", {"answer": "yes"})
    answer = client.post(f"/swaps/{accepted.pk}/decide/", {"answer": "no", "text": "Contoh sebab"})
    assert answer.status_code == 409
    assert "Contoh sebab" in text_of(answer)
    assert Swap.objects.get().state == "approved"


# Bad input (rule 20)


BAD_FORMS = {
    "check-in": ("pluit_officer", ["back"]),
    "replace": ("pluit_coordinator", ["officer", "reason"]),
    "swap": ("pluit_officer", ["colleague", "in_return", "reason"]),
    "answer": ("pluit_colleague", ["answer", "text"]),
    "decide": ("pluit_coordinator", ["answer", "text"]),
    "logbook": ("pluit_officer", ["text", "idempotency_key"]),
}


@pytest.mark.parametrize("form", BAD_FORMS)
def test_every_field_of_every_form(form, manned, swap, login_as, cast):
    person, names = BAD_FORMS[form]
    coming = make_duty(manned.ani, manned.desk, date(2024, 11, 20), by=cast.administrator)
    addresses = {
        "check-in": f"/duties/{manned.duty['ani', 13].pk}/check-in/",
        "replace": f"/duties/{manned.duty['ani', 15].pk}/replace/",
        "swap": f"/duties/{coming.pk}/swap/",
        "answer": f"/swaps/{swap.pk}/answer/",
        "decide": f"/swaps/{swap.pk}/decide/",
        "logbook": LOGBOOK,
    }
    good = {
        "officer": manned.dedi.pk, "reason": "Contoh", "colleague": manned.budi.pk, "answer": "yes", "text": "Contoh",
        "idempotency_key": str(uuid.uuid4()), "in_return": "",
    }  # fmt: skip
    before = Duty.objects.published().count()
    for kind, junk in doses(names):
        data = {name: good.get(name, "") for name in names} | junk
        response = answered(post(login_as(person), addresses[form], data), kind)
        assert response.status_code in (302, 409, 422), kind
        if response.status_code == 422 and form in ("replace", "swap", "logbook"):
            assert text_of(response)
    assert Duty.objects.published().count() == before


@pytest.mark.parametrize("kind", [*HARSH, "lone surrogate", "unknown choice"])
def test_junk_in_the_address_of_the_first_step(kind, manned, login_as):
    address = f"/duties/{manned.duty['ani', 15].pk}/swap/"
    response = login_as("pluit_officer").get(address, {"colleague": JUNK[kind].encode("utf-8", "surrogatepass")})
    assert response.status_code == (400 if kind == "NUL" else 422)
    assert text_of(response)


@pytest.mark.parametrize("pk", ["0", str(2**63), "9" * 30, "9" * 5000, "-1", "²", "%00"])
@pytest.mark.parametrize(
    "address", ["/duties/{}/swap/", "/duties/{}/check-in/", "/swaps/{}/answer/", f"{DESK}handovers/{{}}/"]
)
def test_odd_keys_in_addresses(address, pk, manned, login_as):
    for method in ("get", "post"):
        response = answered(getattr(login_as("pluit_officer"), method)(address.format(pk)))
        assert response.status_code in (400, 404, 405)


# What pages cost


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


#: (who, page): queries with one row and with many.
COSTS = {
    ("pluit_officer", "/duties/"): 6,
    ("pluit_officer", ATTENDANCE): 7,
    ("pluit_officer", LOGBOOK): 8,
    ("pluit_coordinator", SWAPS): 6,
    ("pluit_officer", DESK): 15,
    ("pluit_coordinator", DESK): 23,
}


@pytest.mark.parametrize(("person", "address"), COSTS)
def test_queries_at_few_rows_and_at_many(person, address, manned, accepted, login_as, cast):
    client = login_as(person)
    write(login_as("pluit_officer"))
    few = queries(client, address)
    for number in range(6):
        officer = Officer.objects.create(unit=manned.unit, name=f"Contoh {number}")
        make_duty(officer, manned.desk, date(2024, 11, 13), by=cast.administrator)
        make_duty(officer, manned.desk, date(2024, 11, 14), by=cast.administrator)
        mine = make_duty(manned.ani, manned.desk, date(2024, 11, 20 + number), by=cast.administrator)
        Swap.objects.create(duty=mine, colleague=manned.budi, reason="x", asked_at=NOW, state="accepted")
        write(login_as("pluit_officer"))
    refresh_coverage(rostered(Desk.objects.filter(pk=manned.desk.pk)), NOW)
    many = queries(client, address)
    assert (few, many) == (COSTS[person, address],) * 2


def test_every_page_has_one_heading_and_ids_once(manned, accepted, login_as):
    pages = {
        "pluit_officer": ["/duties/", LOGBOOK, ATTENDANCE, f"/duties/{manned.duty['ani', 15].pk}/swap/"],
        "pluit_coordinator": [SWAPS, "/duties/", f"/duties/{manned.duty['ani', 15].pk}/replace/", DESK],
        "city_coordinator": [DESK, f"/dashboard/{CITY}/coverage/"],
    }
    for person, addresses in pages.items():
        for address in addresses:
            html = login_as(person).get(address).content.decode()
            assert html.count("<h1") == 1, address
            ids = re.findall(r' id="([^"]+)"', html)
            assert len(set(ids)) == len(ids), address
