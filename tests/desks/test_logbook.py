"""The logbook: lines are added, once each, and never changed (the database's own refusal: test_promises)."""

import uuid

import pytest

from desks.actions import KeyReused, write_entry
from desks.models import LogEntry

from ..conftest import CITY, NOW, PENJARINGAN


@pytest.fixture
def entry(manned, cast):
    return {"by": cast.pluit_officer, "desk": manned.desk, "text": "Contoh catatan", "key": uuid.uuid4(), "now": NOW}


def test_an_entry_keeps_words_author_and_moment(entry, cast):
    row = write_entry(**entry)
    assert (row.text, row.author, row.written_at, row.desk) == (
        "Contoh catatan",
        cast.pluit_officer,
        NOW,
        entry["desk"],
    )


def test_sent_twice_it_is_written_once(entry):
    assert write_entry(**entry) == write_entry(**entry)
    assert LogEntry.objects.count() == 1


def test_the_same_key_with_other_words_or_at_another_desk_is_refused(entry, desks):
    write_entry(**entry)
    for change in ({"text": "Lain"}, {"desk": desks[PENJARINGAN]}):
        with pytest.raises(KeyReused):
            write_entry(**{**entry, **change})
    assert LogEntry.objects.get().text == "Contoh catatan"


def test_the_same_key_of_another_person_is_another_entry(entry, cast):
    write_entry(**entry)
    write_entry(**{**entry, "by": cast.pluit_coordinator})
    assert LogEntry.objects.count() == 2


def test_who_sees_which_entries(entry, cast, desks):
    write_entry(**entry)
    write_entry(**{**entry, "desk": desks[CITY], "key": uuid.uuid4()})
    seen = {name: LogEntry.objects.visible_to(getattr(cast, name)).count() for name in vars(cast)}
    assert (seen["pluit_officer"], seen["city_officer"], seen["outsider_coordinator"]) == (1, 2, 0)
