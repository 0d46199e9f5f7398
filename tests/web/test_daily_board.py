"""The board of daily reports as each role sees it, its reminders, and the line on the desk page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from desks.models import Area, Desk, Election, Tier
from reports.actions.daily import begin_correction, preview, sign
from reports.actions.reminders import remind
from reports.daily_board import boards
from reports.daily_board.shapes import NOT_RECEIVED
from reports.models import DueStatus, Reminder

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from ..daily_cast import FOUR, desk_at, lead_of, make_due, sign_due, sign_nihil, write_draft
from .conftest import indonesian, read_page, text_of

BOARD, DESK = f"/daily/{CITY}/", f"/desks/{PLUIT}/"
#: All of the evening are past their grace, the next day's not begun.
EVENING = FOUR.replace(hour=19)
SISTER, MORE = "31.72.01.1003", "31.72.01.1001"


@pytest.fixture
def evening(desks, election, cast, clock, worker_alive):
    """Pluit has reported nihil, Penjaringan late; two wards are missing, one of them with a draft."""
    clock.now = EVENING
    for code in (SISTER, MORE):
        desks[code] = desk_at(code, election)
    dues = {code: make_due(desks[code]) for code in (PLUIT, SISTER, MORE, PENJARINGAN, CITY, TWIN_WARD)}
    sign_nihil(dues[PLUIT])
    sign_due(dues[PENJARINGAN], now=dues[PENJARINGAN].late_after + timedelta(minutes=1))
    write_draft(dues[SISTER])
    return dues


def reminder_of(due, code=CITY):
    return f"/daily/{code}/due/{due.pk}/remind/"


def tile(page, due):
    """The words of one tile."""
    found = re.search(rf'<li class="tile tile-[a-z_]+" id="desk-{due.desk_id}">(.*?)</li>', page.content.decode(), re.S)
    return found and " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def word(status):
    return str(DueStatus(status).label)


@pytest.fixture(autouse=True)
def in_indonesian():
    with translation.override("id"):
        yield


# What is shown


def test_the_board_of_a_city(evening, login_as):
    page = login_as("city_coordinator").get(BOARD)
    assert word("received") in tile(page, evening[PLUIT])
    assert "16.00" in tile(page, evening[PLUIT])
    assert word("late") in tile(page, evening[PENJARINGAN])
    assert [code for code in (PLUIT, PENJARINGAN) if indonesian("Nihil") in tile(page, evening[code])] == [PLUIT]
    for code in (SISTER, MORE):
        assert word("missing") in tile(page, evening[code])
        assert indonesian("Remind") in tile(page, evening[code])
    assert f"/daily/{PLUIT}/{evening[PLUIT].reports.get().pk}/" in page.content.decode()
    assert figures_of(page) == ["2", "50%", "2", "1", "1", "0", "0"]
    assert tile(page, evening[TWIN_WARD]) is None


def figures_of(page):
    return re.findall(r"<dd>(\d+%?)", page.content.decode())


def test_the_home_address_leads_to_the_own_area(evening, login_as):
    for person, code in (("pluit_officer", PLUIT), ("official", CITY), ("observer", CITY)):
        assert login_as(person).get("/daily/")["Location"] == f"/daily/{code}/"


def test_an_observer_reads_received_or_not_and_no_more(evening, login_as, cast):
    remind(by=cast.official, due=evening[MORE], now=EVENING)
    page = login_as("observer").get(BOARD)
    assert page.status_code == 200
    for code in (SISTER, MORE):
        assert tile(page, evening[code]) == f"{evening[code].desk.area.name} {NOT_RECEIVED[1]}"
    assert word("received") in tile(page, evening[PENJARINGAN])
    assert figures_of(page) == ["2", "50%"]
    text = text_of(page)
    told = [word("late"), word("missing"), word("draft"), word("awaited"), indonesian("Nihil"), indonesian("Remind")]
    told += ["Contoh official", indonesian("of them late"), indonesian("Our report")]
    assert [words for words in told if re.search(rf"\b{re.escape(words)}\b", text)] == []
    assert "/remind/" not in page.content.decode()
    official = login_as("official").get(BOARD)
    assert word("missing") in text_of(official)
    assert "/remind/" in official.content.decode()


@pytest.mark.parametrize("person", ["outsider_official", "outsider_coordinator"])
def test_outsiders_find_nothing(person, evening, login_as):
    client = login_as(person)
    for code in (CITY, PLUIT, PROVINCE):
        assert client.get(f"/daily/{code}/").status_code == 404
        assert client.post(f"/daily/{code}/remind/").status_code == 404
    assert client.post(reminder_of(evening[MORE])).status_code == 404
    assert client.post(reminder_of(evening[MORE], TWIN_CITY)).status_code == 404, "a due of another area"
    assert not Reminder.objects.exists()


def test_a_streak_is_told_to_those_who_may_do_something(evening, desks, login_as):
    for day in (-2, -1):
        make_due(desks[MORE], days=day)
    for person, told in (("city_officer", True), ("official", True), ("observer", False)):
        assert ("3" in tile(login_as(person).get(BOARD), evening[MORE]).split()) is told, person


def test_a_correction_is_marked(evening, desks, login_as, cast):
    report = evening[PLUIT].reports.get()
    begin_correction(by=lead_of(desks[PLUIT]), report=report, reason="Contoh", now=EVENING)
    page = login_as("official").get(BOARD)
    mark = indonesian("Corrected (Ralat)")
    assert mark not in tile(page, evening[PLUIT])
    write_draft(evening[PLUIT], now=EVENING)
    *_, seen = preview(evening[PLUIT], EVENING)
    new = sign(by=lead_of(desks[PLUIT]), due=evening[PLUIT], seen=seen, now=EVENING)
    page = login_as("official").get(BOARD)
    assert mark in tile(page, evening[PLUIT])
    assert f"/daily/{PLUIT}/{new.pk}/" in page.content.decode()


def test_a_time_of_another_day_has_its_date(evening, login_as, clock):
    clock.now = EVENING + timedelta(days=1)
    sign_due(evening[MORE], now=clock.now)
    page = login_as("official").get(f"{BOARD}?on=2024-11-13")
    assert "14 Nov 2024" in tile(page, evening[MORE])
    assert "Nov" not in tile(page, evening[PLUIT])


def test_rounds_by_date_and_by_link(evening, desks, login_as):
    make_due(desks[PLUIT], days=-1)
    client = login_as("city_officer")
    page = client.get(BOARD)
    assert "Rabu, 13 November 2024 pukul 16.00 WIB" in text_of(page)
    before = re.search(r'href="(/daily/31.72/\?on=2024-11-12[^"]*)"', page.content.decode())[1]
    page = client.get(before.replace("&amp;", "&"))
    assert "Selasa, 12 November 2024 pukul 16.00 WIB" in text_of(page)
    assert tile(page, evening[MORE]) is None
    assert indonesian("No report was due then.") in read_page(client, f"{BOARD}?on=2024-11-10")
    junk = client.get(f"{BOARD}?on=2024-02-30&at=99:99&election=tidak%20ada")
    assert "Rabu, 13 November 2024 pukul 16.00 WIB" in text_of(junk), "a wrong value chooses nothing"
    assert 'aria-invalid="true"' in junk.content.decode()


def test_a_round_that_has_not_ended_says_so(evening, desks, login_as):
    make_due(desks[PLUIT], days=1)
    words = indonesian("This period is still running: reports are signed once it is over.")
    assert words in read_page(login_as("official"), f"{BOARD}?on=2024-11-14")
    assert words not in read_page(login_as("official"), BOARD)


def test_the_election_is_chosen_where_there_are_several(evening, login_as):
    client = login_as("official")
    assert 'name="election"' not in client.get(BOARD).content.decode()
    other = Election.objects.get(pk="pemilu-2024")
    make_due(desk_at(PLUIT, other), days=-1)
    page = client.get(f"{BOARD}?election=pemilu-2024")
    assert f'<option value="pemilu-2024" selected>{other}' in page.content.decode()
    assert figures_of(page)[:2] == ["0", "0%"]
    assert figures_of(client.get(f"{BOARD}?election={evening[PLUIT].desk.election_id}"))[:2] == ["2", "50%"]


def test_the_page_that_refreshes_itself_stays_at_its_round(evening, login_as):
    client = login_as("official")
    address = re.compile(r'hx-get="([^"]+)"')
    assert address.search(client.get(BOARD).content.decode())[1] == BOARD
    chosen = address.search(client.get(f"{BOARD}?on=2024-11-13").content.decode())[1].replace("&amp;", "&")
    assert chosen == f"{BOARD}?on=2024-11-13&at=16%3A00"


def test_nothing_is_due(desks, login_as, worker_alive):
    client = login_as("city_coordinator")
    assert indonesian("No desk has a daily report due yet.") in read_page(client, BOARD)
    Desk.objects.all().delete()
    assert indonesian("No desk lies here, so no daily report is due.") in read_page(client, BOARD)


def test_no_desk_below_is_due(desks, login_as, clock):
    clock.now = EVENING
    make_due(desks[CITY])
    assert indonesian("No desk below has a report due in this period.") in read_page(login_as("official"), BOARD)


def test_rows_where_there_are_too_many_desks(evening, login_as, monkeypatch):
    monkeypatch.setattr(boards, "MOST_TILES", 3)
    page = login_as("official").get(BOARD)
    assert tile(page, evening[MORE]) is None
    assert f'href="/daily/{PENJARINGAN}/?on=2024-11-13' in page.content.decode()
    row = text_of(page).split("Kecamatan Penjaringan ")[1].split()
    assert row[:6] == ["4", "2", "2", "1", "1", "50%"]
    observed = login_as("observer").get(BOARD)
    assert text_of(observed).split("Kecamatan Penjaringan ")[1].split()[:3] == ["4", "2", "50%"]


@pytest.mark.parametrize(
    ("person", "shown"),
    [("pluit_officer", True), ("city_coordinator", True), ("official", True), ("observer", True)]
    + [("administrator", False), ("superuser", False)],
)
def test_the_way_there(person, shown, desks, cast, login_as):
    page = login_as(person).get("/accounts/password/").content.decode()
    link = f'href="/daily/{getattr(cast, person).area_id}/">{indonesian("Daily reports")}</a>'
    assert (link in page) is shown
    assert ("/daily/" in page) is shown


# The own desk's report


def test_our_report_on_the_board_and_on_the_desk_page(evening, login_as, desks, clock):
    """Written, signed, read: the lead signs, the officer writes."""
    due = evening[MORE]
    addresses = {"write": f"/daily/{MORE}/due/{due.pk}/write/", "sign": f"/daily/{MORE}/due/{due.pk}/sign/"}
    lead = lead_of(desks[MORE])
    client = Client()
    client.force_login(lead, "django.contrib.auth.backends.ModelBackend")
    for page in (f"/daily/{MORE}/", f"/desks/{MORE}/"):
        html = client.get(page).content.decode()
        assert addresses["write"] in html
        assert f"{addresses['sign']}?nihil=1" in html
        assert indonesian("not written yet") in html
    write_draft(due, now=EVENING)
    for page in (f"/daily/{MORE}/", f"/desks/{MORE}/"):
        html = client.get(page).content.decode()
        assert addresses["write"] in html
        assert f'{addresses["sign"]}"' in html
        assert "?nihil=1" not in html
        assert "19.00 WIB" in html
    report = sign_due(due, now=EVENING)
    for page in (f"/daily/{MORE}/", f"/desks/{MORE}/"):
        html = client.get(page).content.decode()
        assert addresses["write"] not in html
        assert f"/daily/{MORE}/{report.pk}/" in html


def test_an_officer_writes_and_does_not_sign(evening, login_as, desks):
    due = make_due(desks[PLUIT], days=-1)
    html = login_as("pluit_officer").get(f"/daily/{PLUIT}/?on=2024-11-12").content.decode()
    assert f"/daily/{PLUIT}/due/{due.pk}/write/" in html
    assert "/sign/" not in html


def test_before_the_end_of_the_period_there_is_nothing_to_sign(desks, login_as, clock, worker_alive):
    due = make_due(desks[PLUIT])
    for now, offered in ((FOUR - timedelta(seconds=1), False), (FOUR, True)):
        clock.now = now
        html = login_as("pluit_coordinator").get(DESK).content.decode()
        assert f"/daily/{PLUIT}/due/{due.pk}/write/" in html
        assert ("?nihil=1" in html) is offered


def test_earlier_reports_that_are_owed(desks, login_as, clock, worker_alive):
    dues = [make_due(desks[PLUIT], days=day) for day in (-2, -1, 0)]
    clock.now = FOUR - timedelta(hours=3)
    for page in (DESK, f"/daily/{PLUIT}/"):
        html = login_as("pluit_officer").get(page).content.decode()
        assert all(f"/daily/{PLUIT}/due/{due.pk}/write/" in html for due in dues), page
        assert html.count("/write/") == 3, page


def test_the_desk_page_of_another_desk_has_no_such_line(evening, login_as):
    assert "/write/" not in login_as("city_coordinator").get(f"/desks/{MORE}/").content.decode()
    assert "/write/" in login_as("city_coordinator").get(f"/desks/{CITY}/").content.decode()


def test_what_waits_to_be_acknowledged(evening, login_as):
    words = indonesian("To be acknowledged by us")
    board = f"/daily/{PENJARINGAN}/"
    report = evening[PLUIT].reports.get()
    for person, told in (("penjaringan_officer", True), ("city_officer", False), ("official", False)):
        page = login_as(person).get(board)
        assert (words in text_of(page)) is told, person
        if told:
            assert f'href="/daily/{PLUIT}/{report.pk}/">Posko {PLUIT}' in page.content.decode()


# Reminders


@pytest.mark.parametrize("person", ["city_officer", "city_coordinator", "official", "penjaringan_officer"])
def test_one_tap_reminds(person, evening, login_as, cast):
    client = login_as(person)
    code = getattr(cast, person).area_id
    answer = client.post(reminder_of(evening[MORE], code))
    assert answer["Location"] == f"/daily/{code}/?on=2024-11-13&at=16%3A00#desk-{evening[MORE].desk_id}"
    assert Reminder.objects.get().sent_by == getattr(cast, person)
    page = client.get(answer["Location"])
    assert evening[MORE].desk.name in text_of(page)
    told = tile(page, evening[MORE])
    assert "19.00" in told
    assert "(1×)" in told
    assert indonesian("Remind") not in told.split()


def test_the_answer_leads_to_the_round_of_the_report(evening, desks, login_as):
    answer = login_as("city_officer").post(reminder_of(make_due(desks[MORE], days=-1)))
    assert answer["Location"].startswith(f"{BOARD}?on=2024-11-12&at=16%3A00#")


def test_the_people_of_the_desk_read_who_asks(evening, desks, login_as, cast):
    due = make_due(desks[PLUIT], days=-1)
    reminding = login_as("city_coordinator").post(reminder_of(due))
    assert reminding.status_code == 302
    for person, address in (("pluit_officer", DESK), ("pluit_coordinator", f"/daily/{PLUIT}/")):
        page = login_as(person).get(address)
        assert "Contoh city_coordinator" in text_of(page)
        assert "Kota Administrasi Jakarta Utara" in text_of(page)
        assert f"/daily/{PLUIT}/due/{due.pk}/write/" in page.content.decode()
    sign_due(due, now=EVENING)
    assert "Contoh city_coordinator" not in read_page(login_as("pluit_officer"), DESK)


def test_who_may_not_remind(evening, login_as):
    for person, address, status in (
        ("pluit_coordinator", reminder_of(evening[PLUIT], PLUIT), 403),
        ("penjaringan_coordinator", reminder_of(evening[PENJARINGAN], PENJARINGAN), 403),
        ("observer", reminder_of(evening[MORE]), 403),
        ("administrator", reminder_of(evening[MORE]), 403),
        ("observer", f"{BOARD}remind/", 403),
        ("pluit_officer", reminder_of(evening[MORE], PLUIT), 404),
        ("city_officer", reminder_of(evening[TWIN_WARD]), 404),
        ("city_officer", reminder_of(evening[MORE], PLUIT), 404),
    ):
        assert login_as(person).post(address).status_code == status, (person, address)
    assert login_as("city_officer").get(reminder_of(evening[MORE])).status_code == 405
    assert not Reminder.objects.exists()


def test_a_reminder_that_says_nothing_new_is_refused_in_words(evening, login_as, clock):
    login_as("official").post(reminder_of(evening[MORE]))
    again = login_as("city_officer").post(reminder_of(evening[MORE]))
    assert again.status_code == 409
    assert "Contoh official" in text_of(again).split(indonesian("Not done."))[1]
    assert f'hx-get="{BOARD}"' in again.content.decode(), "the refusal itself is not asked for again"
    clock.now = EVENING + timedelta(minutes=10)
    assert login_as("city_officer").post(reminder_of(evening[MORE])).status_code == 302
    came = login_as("city_officer").post(reminder_of(evening[PLUIT]))
    assert came.status_code == 409
    assert indonesian("The report has come in meanwhile.") in text_of(came)
    assert Reminder.objects.count() == 2


def test_a_period_that_has_not_begun_cannot_be_asked_for(evening, desks, login_as):
    due = make_due(desks[PLUIT], days=3)
    assert login_as("city_officer").post(reminder_of(due)).status_code == 404


def test_all_at_once(evening, login_as):
    client = login_as("city_coordinator")
    html = client.get(BOARD).content.decode()
    assert f'action="{BOARD}remind/"' in html
    fields = dict(re.findall(r'<input type="hidden" name="(on|at|election)" value="([^"]+)"', html))
    assert fields == {"on": "2024-11-13", "at": "16:00"}
    answer = client.post(f"{BOARD}remind/", fields)
    assert answer["Location"] == f"{BOARD}?on=2024-11-13&at=16%3A00"
    assert sorted(Reminder.objects.values_list("due__desk__area", flat=True)) == [MORE, SISTER]
    again = client.post(f"{BOARD}remind/", fields)
    assert again.status_code == 409
    assert indonesian("Nobody to remind: all have reported, or were reminded a moment ago.") in text_of(again)


@pytest.mark.parametrize("junk", [{"on": "9" * 5000}, {"on": "2024-02-30", "at": "x"}, {"election": "'\"<script>"}, {}])
def test_junk_in_the_form_reminds_of_the_round_that_is_shown(junk, evening, login_as):
    assert login_as("city_officer").post(f"{BOARD}remind/", junk).status_code == 302
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("pk", ["0", str(2**63), "9" * 30, "9" * 5000])
def test_odd_numbers_of_dues(pk, evening, login_as):
    for method in ("get", "post"):
        answer = getattr(login_as("city_officer"), method)(f"/daily/{CITY}/due/{pk}/remind/")
        assert answer.status_code in (404, 405)
        assert text_of(answer)


def test_no_page_of_it_is_kept(evening, login_as):
    client = login_as("city_officer")
    refused = client.post(reminder_of(evening[PLUIT]))
    for answer in (client.get(BOARD), refused):
        assert "no-store" in answer["Cache-Control"]


# What pages cost


def queries_of(client, address):
    assert connection.features.supports_json_field, "SQLite is asked once a process, and not by one of the pages"
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


#: Two of them for session and user, one for what every page tells of the situation.
COSTS = {"city_coordinator": 11, "official": 9, "observer": 9}


@pytest.mark.parametrize("person", COSTS)
def test_queries_at_one_desk_and_at_many(person, desks, election, cast, login_as, clock, worker_alive):
    clock.now = EVENING
    client = login_as(person)
    make_due(desks[CITY])
    sign_due(make_due(desks[PLUIT]))
    few = queries_of(client, BOARD)
    wards = Area.objects.below(CITY).in_tier(Tier.WARD).exclude(pk=PLUIT)
    for number, ward in enumerate(wards[:25]):
        desk = desk_at(ward.pk, election)
        for day in (-1, 0):
            due = make_due(desk, days=day)
        if number % 3:
            sign_nihil(due)
        else:
            remind(by=cast.official, due=due, now=EVENING)
    sign_due(make_due(desks[CITY], days=-1), now=EVENING - timedelta(days=1))
    assert (few, queries_of(client, BOARD)) == (COSTS[person],) * 2


def test_queries_of_rows_are_no_more(desks, cast, login_as, clock, worker_alive, monkeypatch):
    clock.now = EVENING
    sign_due(make_due(desks[PLUIT]))
    monkeypatch.setattr(boards, "MOST_TILES", 0)
    assert queries_of(login_as("official"), BOARD) == COSTS["official"]


def test_the_desk_page_costs_one_query_more_with_or_without_reports(desks, cast, login_as, clock, worker_alive):
    client = login_as("pluit_coordinator")
    counts = [queries_of(client, DESK)]
    for day in range(-6, 1):
        due = make_due(desks[PLUIT], days=day)
        remind(by=cast.city_officer, due=due, now=NOW - timedelta(hours=1))
    counts.append(queries_of(client, DESK))
    write_draft(due, now=NOW)
    counts.append(queries_of(client, DESK))
    assert len(set(counts)) == 1
