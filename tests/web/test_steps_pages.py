"""Each step through its page: who may, what must be said, what comes back."""

import re
from datetime import timedelta

import pytest

from desks.models import Unit
from reports.actions import allowed_steps, escalate_due
from reports.models import EventKind, Report, State
from reports.views.reports import STEP_LABELS

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT
from .conftest import indonesian, text_of

RECLASSIFIED = {"category": "KAM-UNJ", "severity": "tinggi", "classification": "terbatas"}
SENT = "Kata-kata yang diketik"
#: step: who, from which state, what must be typed (field: what it may be left out for), then state and holder after.
STEPS = [
    ("acknowledge", "city_officer", "waiting", {}, "in_progress", CITY, EventKind.ACKNOWLEDGED),
    ("resolve", "city_officer", "in_progress", {"action_taken": SENT}, "resolved", CITY, EventKind.RESOLVED),
    ("close", "city_coordinator", "resolved", {}, "closed", CITY, EventKind.CLOSED),
    (
        "forward",
        "city_officer",
        "waiting",
        {"reason": SENT, "recommendation": SENT},
        "waiting",
        "31",
        EventKind.FORWARDED,
    ),
    ("return", "city_officer", "in_progress", {"instruction": SENT}, "waiting", PENJARINGAN, EventKind.RETURNED),
    ("take-over", "province_coordinator", "in_progress", {}, "waiting", "31", EventKind.TAKEN_OVER),
    ("note", "pluit_officer", "in_progress", {"note": SENT}, "in_progress", CITY, EventKind.NOTED),
    ("refer", "city_officer", "in_progress", {"instruction": SENT}, "in_progress", CITY, EventKind.REFERRED),
    ("recommend", "official", "waiting", {"recommendation": SENT}, "waiting", CITY, EventKind.RECOMMENDED),
    ("figures", "city_officer", "waiting", {"source": SENT}, "waiting", CITY, EventKind.FIGURES),
    ("reclassify", "city_coordinator", "waiting", {"reason": SENT}, "waiting", CITY, EventKind.RECLASSIFIED),
    ("reopen", "city_coordinator", "closed", {"reason": SENT}, "in_progress", CITY, EventKind.REOPENED),
    ("unfounded", "city_coordinator", "in_progress", {"reason": SENT}, "unfounded", CITY, EventKind.UNFOUNDED),
]
CHOSEN = {"figures": {"stations_affected": "7", "polling_stations": "1-3"}, "reclassify": RECLASSIFIED}


@pytest.fixture
def report(make_report, cast, worker_alive):
    """A report of Pluit that the city holds."""
    return make_report(by=cast.city_officer)


@pytest.fixture
def send(report, login_as, desks):
    """send(person, step, **data) -> the answer; the report is read again."""

    def send(person, step, **data):
        answer = login_as(person).post(f"{report.get_absolute_url()}{step}/", data)
        report.refresh_from_db()
        return answer

    return send


def bring(report, state):
    Report.objects.filter(pk=report.pk).update(
        state=state, resolved_at=NOW if state in ("resolved", "closed") else None
    )
    report.refresh_from_db()


@pytest.fixture
def choices(desks):
    unit = Unit.objects.create(area_id=CITY, kind_id="polri", name="Polres Contoh")
    return {**CHOSEN, "return": {"desk": desks[PENJARINGAN].pk}, "refer": {"unit": unit.pk}}


@pytest.mark.parametrize(("step", "who", "state", "typed", "state_after", "holder_after", "kind"), STEPS)
def test_step(step, who, state, typed, state_after, holder_after, kind, report, send, choices, login_as):
    bring(report, state)
    answer = send(who, step, turn=report.turn, **typed, **choices.get(step, {}))
    assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    assert (report.state, report.held_by.area_id) == (state_after, holder_after)
    event = report.events.latest("seq")
    assert (event.kind, event.actor.username) == (kind, who)
    page = login_as(who).get(report.get_absolute_url())
    told = text_of(page).split("Langsung ke isi")[1]
    if holder_after == CITY:
        assert indonesian("Done: %(what)s.") % {"what": event.get_kind_display()} in told
    else:
        assert indonesian("Done: the report is now with %(desk)s.") % {"desk": f"Posko {holder_after}"} in told
    if typed:
        assert SENT in told


@pytest.mark.parametrize(
    ("step", "who", "state", "typed", "missing"),
    [(step, who, state, typed, name) for step, who, state, typed, *_ in STEPS for name in typed],
)
def test_missing_words_keep_the_rest(step, who, state, typed, missing, report, send, choices):
    bring(report, state)
    before = report.last_seq
    sent = {**typed, **{name: f"{SENT} {name}" for name in typed}, missing: "  "}
    answer = send(who, step, turn=report.turn, **sent, **choices.get(step, {}))
    assert answer.status_code == 422
    assert indonesian("Not sent yet.") in text_of(answer)
    assert (report.state, report.last_seq) == (state, before)
    page = answer.content.decode()
    assert all(f"{SENT} {name}" in page for name in typed if name != missing)
    assert re.search(rf'class="action( action-primary"|" open) id="step-{step}"', page)


@pytest.mark.parametrize(("step", "missing"), [("return", "desk"), ("refer", "unit"), ("reclassify", "severity")])
def test_missing_choice(step, missing, report, send, choices):
    data = {"turn": report.turn, "instruction": SENT, "reason": SENT, **choices[step]}
    for value in ("", "999999999"):
        answer = send("city_coordinator", step, **{**data, missing: value})
        assert answer.status_code == 422
        assert f"{SENT}</textarea>" in answer.content.decode()
    assert report.last_seq == 1


@pytest.mark.parametrize("step", ["acknowledge", "forward", "resolve", "return", "reclassify", "unfounded"])
def test_a_stale_page_hears_who_was_first(step, report, send, choices):
    turn = report.turn
    send("city_officer", "acknowledge", turn=turn)
    texts = dict.fromkeys(("reason", "recommendation", "instruction", "action_taken"), SENT)
    answer = send("city_coordinator", step, turn=turn, **texts, **choices.get(step, {}))
    text = text_of(answer)
    assert answer.status_code == 409
    first = "Someone was first: “%(what)s” by %(who)s, %(when)s. The report is now with %(desk)s (%(state)s)."
    for words in (indonesian(first).partition("%")[0], "Contoh city_officer", "09.00 WIB"):
        assert words in text
    assert (report.state, report.last_seq) == ("in_progress", 2)
    if step in allowed_steps(report, report.filed_by) or step in ("reclassify", "unfounded"):
        assert f"{SENT}</textarea>" in answer.content.decode(), "what was typed is kept"
        assert f'name="turn" value="{report.turn}"' in answer.content.decode()


def test_words_for_a_step_that_is_gone_are_shown_to_be_copied(report, send):
    turn = report.turn
    for step, words in (("acknowledge", {}), ("resolve", {"action_taken": "Contoh tindakan pertama"})):
        send("city_officer", step, turn=report.turn, **words)
    answer = send("city_coordinator", "resolve", turn=turn, action_taken=SENT)
    assert answer.status_code == 409
    assert SENT in text_of(answer).split(indonesian("What you wrote"))[1]


def test_what_only_adds_is_welcome_from_an_older_page(report, send):
    turn = report.turn
    send("city_officer", "acknowledge", turn=turn)
    assert send("city_officer", "note", turn=turn, note=SENT).status_code == 302


def test_a_step_from_the_wrong_state(report, send):
    bring(report, "closed")
    answer = send("city_officer", "acknowledge")
    assert answer.status_code == 409
    assert indonesian("Closed") in text_of(answer)


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("city_officer", "close"),
        ("city_officer", "reclassify"),
        ("pluit_officer", "acknowledge"),
        ("pluit_coordinator", "take-over"),
        ("penjaringan_officer", "resolve"),
        ("province_officer", "take-over"),
        ("official", "note"),
        ("official", "acknowledge"),
        ("city_coordinator", "recommend"),
        ("observer", "note"),
    ],
)
def test_those_who_see_but_may_not(who, step, report, send, login_as):
    assert login_as(who).get(report.get_absolute_url()).status_code == 200
    for data in ({}, {"turn": report.turn, "note": SENT, "action_taken": SENT, "recommendation": SENT}):
        answer = send(who, step, **data)
        assert answer.status_code == 403
        assert indonesian("Your role may not do this here.") in text_of(answer)
    assert report.last_seq == 1


def test_a_late_acknowledgement(make_report, login_as, clock):
    report = make_report(severity="darurat")
    page = report.get_absolute_url()
    turn = report.turn
    clock.now = NOW + timedelta(minutes=16)
    escalate_due(now=clock.now)
    officer = login_as("pluit_officer")
    answer = officer.post(f"{page}acknowledge/", {"turn": turn})
    assert (answer.status_code, answer["Location"]) == (302, page)
    text = text_of(officer.get(page))
    late = indonesian("Your acknowledgement is kept as a late one: the report had gone on to %(desk)s before.")
    assert late % {"desk": f"Posko {PENJARINGAN}"} in text
    report.refresh_from_db()
    assert (report.state, report.held_by.area_id) == ("waiting", PENJARINGAN)
    again = officer.post(f"{page}acknowledge/", {"turn": turn})
    assert again.status_code == 409
    assert indonesian("The late acknowledgement of your desk is already recorded.") in text_of(again)


VIEWERS = ["pluit_officer", "pluit_coordinator", "penjaringan_officer", "city_officer", "city_coordinator"]
VIEWERS += ["province_officer", "province_coordinator", "official", "observer"]


@pytest.mark.parametrize("state", State.values)
def test_only_what_is_allowed_is_offered(state, report, login_as, cast):
    bring(report, state)
    offered = {}
    for who in VIEWERS:
        page = login_as(who).get(report.get_absolute_url()).content.decode()
        forms = re.findall(rf'action="{report.get_absolute_url()}([a-z-]+)/"', page)
        assert len(forms) == len(set(forms))
        assert set(forms) == set(allowed_steps(report, getattr(cast, who))), who
        for step in forms:
            assert str(indonesian(str(STEP_LABELS[step]))) in text_of(login_as(who).get(report.get_absolute_url()))
        offered[who] = set(forms)
        assert page.count("action-primary") == (1 if forms else 0), "one primary action a page"
    assert offered["observer"] == set()
    assert ("acknowledge" in offered["city_officer"]) == (state == "waiting")
    assert ("close" in offered["city_coordinator"]) == (state == "resolved")
    assert ("take-over" in offered["province_coordinator"]) == (state in ("waiting", "in_progress", "resolved"))
    assert offered["pluit_officer"] == {"note", "figures"}


def test_return_to_the_chosen_desk(report, send, desks, login_as):
    page = login_as("city_officer").get(report.get_absolute_url()).content.decode()
    for code in (PLUIT, PENJARINGAN):
        assert f'<option value="{desks[code].pk}">Posko {code}</option>' in page
    assert f">Posko {CITY}</option>" not in page
    send("city_officer", "return", desk=desks[PLUIT].pk, instruction=SENT, turn=report.turn)
    assert report.held_by.area_id == PLUIT


def test_an_urgent_report_is_not_returned_to_a_closed_desk(make_report, cast, desks, login_as):
    report = make_report(by=cast.city_officer, severity="darurat")
    desks[PLUIT].opens_at, desks[PLUIT].closes_at = 13 * 60, 14 * 60
    desks[PLUIT].save()
    client = login_as("city_officer")
    assert f">Posko {PLUIT}</option>" not in client.get(report.get_absolute_url()).content.decode()
    answer = client.post(f"{report.get_absolute_url()}return/", {"desk": desks[PLUIT].pk, "instruction": SENT})
    assert answer.status_code == 422


@pytest.mark.parametrize("step", [row[0] for row in STEPS])
def test_an_address_typed_by_hand(step, report, login_as):
    answer = login_as("city_officer").get(f"{report.get_absolute_url()}{step}/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert answer.content.decode() == indonesian(
        "This address cannot be used that way. Go back and use the buttons of the page."
    )


def test_reclassified_out_of_sight(make_report, login_as):
    """Whoever may not see the report any more is led to a page that they see."""
    report = make_report()
    secret = {**RECLASSIFIED, "classification": "rahasia", "reason": SENT, "turn": report.turn}
    answer = login_as("pluit_coordinator").post(f"{report.get_absolute_url()}reclassify/", secret)
    assert answer.status_code == 302
    assert login_as("pluit_officer").get(report.get_absolute_url()).status_code == 404


def test_words_are_shown_as_typed(report, send, login_as):
    send("pluit_officer", "note", note="<script>alert(1)</script>\nbaris & kedua")
    page = login_as("city_officer").get(report.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>baris &amp; kedua" in page
