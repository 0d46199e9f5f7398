"""Serah terima piket as people meet it: the form, the page, the list, the desk page of the incoming lead."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.actions import write_handover
from reports.models import Handover, Report

from ..conftest import NOW, PLUIT
from .conftest import indonesian, text_of
from .test_bad_input import answered, doses, post

DESK = f"/desks/{PLUIT}/"
LIST = f"{DESK}handovers/"
NEW = f"{DESK}handover/new/"


@pytest.fixture
def handover(manned, cast):
    return write_handover(
        by=cast.pluit_officer, desk=manned.desk, notes="Contoh pesan\nbaris kedua", key=uuid.uuid4(), seen=None, now=NOW
    )


def page_of(handover):
    return f"{LIST}{handover.pk}/"


def fields(**changes):
    return {"notes": "Contoh pesan", "idempotency_key": str(uuid.uuid4()), "seen": "", **changes}


def test_the_form_names_both_leads_and_the_open_reports(manned, make_report, login_as):
    make_report(title="Perihal terbuka")
    make_report(title="Perihal rahasia", classification="rahasia")
    officer, coordinator = (text_of(login_as(name).get(NEW)) for name in ("pluit_officer", "pluit_coordinator"))
    for text in (officer, coordinator):
        assert text.index("Contoh Ani") < text.index("Contoh Budi")
        assert "Perihal terbuka" in text
    assert "Perihal rahasia" not in officer
    assert "Perihal rahasia" in coordinator


def test_writing_leads_to_the_page(manned, make_report, login_as):
    make_report(title="Perihal terbuka")
    client = login_as("pluit_officer")
    answer = client.post(NEW, fields())
    handover = Handover.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(handover))
    text = text_of(client.get(page_of(handover)))
    for words in ("Contoh pesan", "Perihal terbuka", "Aiptu Contoh Ani", indonesian("not confirmed yet")):
        assert words in text


def test_who_reads_it_sees_only_the_reports_that_are_theirs_to_see(manned, make_report, cast, login_as):
    """The rows are complete whoever wrote them; each page shows what its reader may see."""
    make_report(title="Perihal biasa")
    make_report(title="Perihal rahasia", classification="rahasia")
    handover = write_handover(by=cast.pluit_officer, desk=manned.desk, notes="x", key=uuid.uuid4(), seen=None, now=NOW)
    assert handover.handed.count() == 2
    seen = {name: text_of(login_as(name).get(page_of(handover))) for name in ("pluit_officer", "pluit_coordinator")}
    assert ("Perihal biasa" in seen["pluit_officer"], "Perihal rahasia" in seen["pluit_officer"]) == (True, False)
    assert "Perihal rahasia" in seen["pluit_coordinator"]
    assert "no-store" in login_as("pluit_coordinator").get(page_of(handover))["Cache-Control"]


def test_the_incoming_lead_finds_it_on_the_desk_page_and_confirms(handover, login_as):
    waits = indonesian("A handover waits for you.")
    seen = {name: waits in text_of(login_as(name).get(DESK)) for name in ("pluit_officer", "city_coordinator")}
    assert not any(seen.values()), "who wrote it, and who does not belong to the desk"
    for name in ("pluit_colleague", "pluit_coordinator"):
        response = login_as(name).get(DESK)
        assert waits in text_of(response)
        assert page_of(handover) in response.content.decode()
    confirm = f"{page_of(handover)}confirm/"
    assert confirm not in login_as("pluit_officer").get(page_of(handover)).content.decode()
    client = login_as("pluit_colleague")
    assert confirm in client.get(page_of(handover)).content.decode()
    answer = client.post(confirm)
    assert (answer.status_code, answer["Location"]) == (302, page_of(handover))
    assert "Aiptu Contoh Budi" in text_of(client.get(LIST))
    assert waits not in text_of(client.get(DESK))
    stale = login_as("pluit_coordinator").post(confirm)
    assert stale.status_code == 409
    assert "Contoh colleague" in text_of(stale)


def test_what_somebody_wrote_meanwhile_is_pointed_at_and_the_words_kept(handover, login_as):
    client = login_as("pluit_coordinator")
    answer = client.post(NEW, fields(notes="Pesan kedua"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Pesan kedua" in page
    assert page_of(handover) in page
    again = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert client.post(NEW, fields(notes="Pesan kedua", seen=again)).status_code == 302


def test_the_page_knows_what_it_was_opened_on(handover, login_as):
    page = login_as("pluit_coordinator").get(NEW).content.decode()
    assert re.search(r'name="seen" value="(\d+)"', page)[1] == str(handover.pk)


def test_sent_twice_and_with_other_words(manned, login_as):
    client, sent = login_as("pluit_officer"), fields()
    assert [client.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    other = client.post(NEW, {**sent, "notes": "Lain sekali"})
    assert (other.status_code, Handover.objects.count()) == (422, 1)
    assert "Lain sekali" in other.content.decode()
    assert sent["idempotency_key"] not in other.content.decode()


def test_it_prints_with_three_signatures(handover, login_as):
    page = login_as("pluit_officer").get(page_of(handover)).content.decode()
    block = page.split('class="signatures')[1]
    for words in ("Handed over by", "Received by", "Seen by (signature)"):
        assert indonesian(words) in block
    assert block.count('class="signed"') == 3


@pytest.mark.parametrize("where", ["new", "confirm"])
def test_every_field(where, handover, login_as):
    address = NEW if where == "new" else f"{page_of(handover)}confirm/"
    names = ["notes", "idempotency_key", "seen"]
    for kind, junk in doses(names):
        data = fields(seen=handover.pk) | junk
        response = answered(post(login_as("pluit_coordinator"), address, data), kind)
        assert response.status_code in (302, 409, 422), kind


#: (who, page): queries with one handover and with many.
COSTS = {("pluit_officer", LIST): 9, ("pluit_coordinator", NEW): 10, ("pluit_colleague", "page"): 6}


@pytest.mark.parametrize(("person", "address"), COSTS)
def test_queries_at_few_rows_and_at_many(person, address, handover, manned, make_report, cast, login_as):
    client = login_as(person)
    url = page_of(handover) if address == "page" else address

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    handover.handed.create(report=make_report(), state="waiting", severity="rendah")
    few = queries()
    for _ in range(5):
        seen = Handover.objects.order_by("-pk").first().pk
        write_handover(by=cast.pluit_coordinator, desk=manned.desk, notes="x", key=uuid.uuid4(), seen=seen, now=NOW)
        handover.handed.create(report=make_report(), state="waiting", severity="rendah")
    assert Report.objects.count() == 6
    assert (few, queries()) == (COSTS[person, address],) * 2
