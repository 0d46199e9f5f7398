"""A coordinator gives a duty to another officer at once, from the page."""

import re

from desks.actions import replace
from desks.models import Absence, Duty

from ..conftest import NOW, PLUIT
from .conftest import indonesian, text_of

ATTENDANCE = f"/desks/{PLUIT}/attendance/"


def test_replacing_from_the_page(manned, login_as):
    client = login_as("pluit_coordinator")
    duty = manned.duty["ani", 15]
    page = client.get(f"/duties/{duty.pk}/replace/")
    options = re.findall(r'<option value="(\d*)"[^>]*>([^<]*)<', page.content.decode())
    assert [int(value) for value, _label in options if value] == [manned.budi.pk, manned.dedi.pk]
    assert indonesian("on another duty at that time") in text_of(page).split("Contoh Citra")[1]
    answer = client.post(f"/duties/{duty.pk}/replace/", {"officer": manned.dedi.pk, "reason": "Sakit"})
    assert (answer.status_code, answer["Location"]) == (302, f"{ATTENDANCE}?on=2024-11-15")
    assert Duty.objects.published().get(serves_on="2024-11-15", leads=True).officer == manned.dedi


def test_a_candidate_who_became_busy_is_refused_in_words_and_the_reason_kept(manned, login_as):
    client = login_as("pluit_coordinator")
    Absence.objects.create(officer=manned.dedi, starts_on="2024-11-15", ends_on="2024-11-15")
    sent = {"officer": manned.dedi.pk, "reason": "Contoh sebab"}
    answer = client.post(f"/duties/{manned.duty['ani', 15].pk}/replace/", sent)
    assert answer.status_code == 409
    assert indonesian("on leave or sick") in text_of(answer)
    assert 'value="Contoh sebab"' in answer.content.decode()


def test_a_duty_replaced_meanwhile_shows_the_day_as_it_stands(manned, cast, login_as):
    replace(by=cast.pluit_coordinator, duty=manned.duty["ani", 15], officer=manned.dedi, reason="x", now=NOW)
    address = f"/duties/{manned.duty['ani', 15].pk}/replace/"
    for answer in (
        login_as("pluit_coordinator").get(address),
        login_as("pluit_coordinator").post(address, {"officer": manned.budi.pk, "reason": "x"}),
    ):
        assert answer.status_code == 409
        assert "Contoh Dedi" in text_of(answer)
