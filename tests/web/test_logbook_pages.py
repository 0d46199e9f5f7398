"""The logbook of a desk, as people write and read it."""

import uuid
from datetime import timedelta

from desks.actions import write_entry
from desks.models import Desk, LogEntry

from ..conftest import NOW, PLUIT
from .conftest import read_page

LOGBOOK = f"/desks/{PLUIT}/logbook/"


def write(client, address=LOGBOOK, **changes):
    return client.post(address, {"text": "Contoh catatan", "idempotency_key": str(uuid.uuid4()), **changes})


def test_writing_and_reading_the_logbook(manned, login_as, cast):
    day_before = NOW.replace(hour=0) - timedelta(seconds=1)
    write_entry(by=cast.pluit_officer, desk=manned.desk, text="Perihal lama", key=uuid.uuid4(), now=day_before)
    client = login_as("pluit_coordinator")
    assert write(client, text="Perihal baru")["Location"] == LOGBOOK
    text = read_page(login_as("city_officer"), LOGBOOK)
    assert text.index("Perihal baru") < text.index("Perihal lama"), "newest first"
    assert "Contoh pluit_officer" in text
    for day, expected in ((12, (True, False)), (13, (False, True)), (14, (False, False))):
        shown = read_page(client, f"{LOGBOOK}?on=2024-11-{day}")
        assert ("Perihal lama" in shown, "Perihal baru" in shown) == expected


def test_those_above_read_and_do_not_write(manned, login_as):
    assert "<textarea" not in login_as("city_coordinator").get(LOGBOOK).content.decode()
    assert "<textarea" in login_as("pluit_officer").get(LOGBOOK).content.decode()


def test_sent_twice_it_is_written_once_and_other_words_are_refused(manned, login_as):
    client, key = login_as("pluit_officer"), str(uuid.uuid4())
    assert [write(client, idempotency_key=key).status_code for _ in range(2)] == [302, 302]
    other = write(client, idempotency_key=key, text="Lain sekali")
    assert other.status_code == 422
    assert "Lain sekali" in other.content.decode()
    assert key not in other.content.decode(), "sent again it is a second entry"
    assert LogEntry.objects.count() == 1


def test_without_an_active_desk_the_words_are_kept(manned, login_as):
    Desk.objects.filter(area=PLUIT).update(active_until=NOW.date() - timedelta(days=1))
    answer = write(login_as("pluit_officer"))
    assert answer.status_code == 409
    assert "Contoh catatan" in answer.content.decode()


def test_the_logbook_has_pages(manned, login_as, cast):
    LogEntry.objects.bulk_create(
        LogEntry(desk=manned.desk, author=cast.pluit_officer, text=f"Nomor-{n}.", written_at=NOW, idempotency_key=key)
        for n, key in enumerate(uuid.uuid4() for _ in range(51))
    )
    client = login_as("pluit_officer")
    assert "Nomor-0." not in read_page(client, LOGBOOK)
    assert "Nomor-0." in read_page(client, f"{LOGBOOK}?page=2")
