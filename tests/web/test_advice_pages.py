"""Saran and Arahan as people meet them: the list and its filters, the forms, who has acknowledged, the desk page."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desks.models import Area, Desk, Election
from reports.actions.advice import settle
from reports.models import Instruction, Recommendation, Report
from reports.views import advice as views
from reports.views.desks import INSTRUCTIONS_SHOWN

from ..advice_cast import advise, advise_on, write
from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from ..daily_cast import make_due, sign_due
from .conftest import indonesian, read_page, text_of
from .test_bad_input import answered, doses, post, taken_back

LIST = f"/daily/{CITY}/recommendations/"
NEW = f"{LIST}new/"
SENT = f"/daily/{CITY}/instructions/"
WRITE = f"{SENT}new/"


def list_of(code):
    return f"/daily/{code}/recommendations/"


def page_of(row, code):
    return f"/daily/{code}/instructions/{row.pk}/"


def key():
    return str(uuid.uuid4())


# The list of recommendations


def test_each_says_who_proposed_it_whence_and_for_whom(desks, make_report, cast, login_as):
    report = sign_due(make_due(desks[PLUIT]), recommendations=["Contoh dari laporan harian"])
    incident = make_report(title="Perihal kejadian")
    advise_on(incident, cast.official, text="Contoh pada kejadian")
    page = login_as("city_coordinator").get(LIST)
    assert "no-store" in page["Cache-Control"]
    text = text_of(page)
    for words in (
        "Contoh dari laporan harian",
        report.number,
        str(desks[PENJARINGAN]),
        "Contoh pluit_coordinator",
        "Perwira piket, Kelurahan Pluit",
        "Contoh pada kejadian",
        "Perihal kejadian",
        "Contoh official",
        "13 Nov 2024 16.00 WIB",
    ):
        assert words in text, words
    source = page.content.decode()
    assert all(f'href="{row.get_absolute_url()}"' in source for row in (report, incident))


def test_observers_read_the_ordinary_ones_without_names(desks, cast, login_as):
    for level in ("biasa", "terbatas", "rahasia"):
        advise(cast.official, desks[PLUIT], text=f"Perihal {level}", classification=level)
    seen = {name: read_page(login_as(name), LIST) for name in ("observer", "city_officer", "official")}
    found = {name: [level for level in ("biasa", "terbatas", "rahasia") if level in seen[name]] for name in seen}
    assert found == {
        "observer": ["biasa"],
        "city_officer": ["biasa", "terbatas"],
        "official": ["biasa", "terbatas", "rahasia"],
    }
    assert ("Contoh official" in seen["observer"], "Contoh official" in seen["city_officer"]) == (False, True)
    assert "Pejabat, Kota" in seen["observer"], "the office, not the name"
    assert SENT not in login_as("observer").get(LIST).content.decode()


def texts_of(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200, query
    return {row.text for row, _form in response.context["rows"]}


def test_filters(desks, cast, login_as):
    rows = {
        "satu": advise(cast.official, desks[PLUIT], text="satu patroli"),
        "dua": advise(cast.official, desks[PENJARINGAN], text="dua patroli malam"),
        "tiga": advise(cast.official, desks[CITY], text="tiga"),
        "empat": advise(cast.official, desks[CITY], text="empat"),
    }
    for name, state in (("dua", "taken_up"), ("tiga", "done"), ("empat", "declined")):
        settle(by=cast.official, recommendation=rows[name], seen="proposed", state=state, text="Contoh", now=NOW)
    client = login_as("official")
    found = {
        (("state", "proposed"),): "satu",
        (("state", "taken_up"),): "dua",
        (("state", "done"),): "tiga",
        (("state", "declined"),): "empat",
        (("state", "unsettled"),): "satu dua",
        (("q", "PATROLI"),): "satu dua",
        (("q", "malam patroli"),): "dua",
        (("area", PENJARINGAN),): "satu dua",
        (("area", PLUIT), ("state", "unsettled")): "satu",
        (("election", desks[CITY].election_id),): "satu dua tiga empat",
        (("election", Election.objects.exclude(pk=desks[CITY].election_id).first().pk),): "",
    }
    for query, expected in found.items():
        assert {text.split()[0] for text in texts_of(client, LIST, **dict(query))} == set(expected.split()), query
    assert indonesian("No recommendation fits these filters.") in text_of(client.get(LIST, {"q": "tidak-ada"}))
    assert texts_of(client, list_of(PLUIT)) == {"satu patroli"}


def test_a_wrong_filter_narrows_nothing_and_says_so(desks, cast, login_as):
    advise(cast.official, desks[CITY], text="Contoh")
    for name in ("state", "election", "area"):
        response = login_as("official").get(LIST, {name: "tidak ada"})
        assert response.context["form"].errors.keys() == {name}
        assert len(response.context["rows"]) == 1
        assert response.context["form"].errors[name][0] in text_of(response)


def test_a_foreign_area_or_nothing_at_all(desks, cast, login_as):
    advise(cast.outsider_official, desks[TWIN_WARD], text="Perihal kembaran")
    client = login_as("official")
    assert indonesian("No recommendation yet.") in text_of(client.get(LIST))
    for code in (TWIN_WARD, TWIN_CITY, "99.99"):
        page = client.get(LIST, {"area": code})
        assert "Perihal kembaran" not in text_of(page)
        assert f'<option value="{code}"' not in page.content.decode()


def test_newest_first_and_in_pages(desks, cast, login_as, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for number in range(3):
        advise(cast.official, desks[CITY], text=f"Perihal {number}", now=NOW + timedelta(minutes=number))
    client = login_as("official")
    pages = [[row.text for row, _form in client.get(LIST, {"page": page}).context["rows"]] for page in (1, 2)]
    assert pages == [["Perihal 2", "Perihal 1"], ["Perihal 0"]]


# Making one


def fields(desks, **changes):
    return {
        "text": "Contoh saran",
        "election": desks[CITY].election_id,
        "classification": "terbatas",
        "idempotency_key": key(),
        **changes,
    }


def test_a_recommendation_is_made(desks, login_as):
    client = login_as("official")
    form = client.get(NEW).context["form"]
    assert form["election"].value() == desks[CITY].election_id
    answer = client.post(NEW, fields(desks))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    row = Recommendation.objects.get()
    assert (row.text, row.classification, row.area_id, row.addressed_to) == (
        "Contoh saran",
        "terbatas",
        CITY,
        desks[CITY],
    )
    assert "Contoh saran" in text_of(client.get(LIST))


def test_the_button_is_for_those_who_may(desks, login_as):
    seen = {
        name: NEW in login_as(name).get(LIST).content.decode()
        for name in ("official", "city_coordinator", "city_officer", "province_coordinator", "observer")
    }
    assert {name for name in seen if seen[name]} == {"official", "city_coordinator"}


def test_sent_twice_and_with_other_words(desks, login_as):
    client, sent = login_as("official"), fields(desks)
    assert [client.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    other = client.post(NEW, {**sent, "text": "Lain sekali"})
    assert (other.status_code, Recommendation.objects.count()) == (422, 1)
    assert "Lain sekali" in other.content.decode()
    assert sent["idempotency_key"] not in other.content.decode()


# What becomes of it


@pytest.fixture
def row(desks, cast):
    return advise(cast.official, desks[CITY], text="Perihal saran")


def answer_to(row, state, text="", seen="proposed"):
    return {"state": state, "text": text, "seen": seen}


def test_the_form_is_for_those_who_may_and_as_long_as_there_is_something_to_do(row, cast, login_as):
    action = f"{LIST}{row.pk}/"

    def offered(name):
        return re.findall(r'name="state" value="(\w+)"', login_as(name).get(LIST).content.decode())

    assert offered("city_coordinator") == offered("province_coordinator") == ["taken_up", "done", "declined"]
    assert offered("city_officer") == offered("observer") == []
    client = login_as("city_coordinator")
    answer = client.post(f"{action}?state=proposed&page=1", answer_to(row, "taken_up"))
    assert answer["Location"] == f"{LIST}?state=proposed&page=1#advice-{row.pk}", "back to the list as it was"
    assert offered("official") == ["done", "declined"]
    client.post(action, answer_to(row, "declined", "Contoh alasan", seen="taken_up"))
    assert offered("official") == []
    text = text_of(client.get(LIST))
    assert "Contoh alasan" in text
    assert text.count("Contoh city_coordinator") == 3, "two steps and whose page it is"


def test_declined_without_a_reason(row, login_as):
    answer = login_as("official").post(f"{LIST}{row.pk}/?q=x", answer_to(row, "declined"))
    assert answer.status_code == 422
    assert indonesian("Say why the recommendation is declined.") in text_of(answer)
    assert f'href="{LIST}?q=x"' in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "proposed"


def test_too_late_and_the_words_are_kept(row, login_as):
    action = f"{LIST}{row.pk}/"
    assert login_as("official").post(action, answer_to(row, "taken_up")).status_code == 302
    assert login_as("official").post(action, answer_to(row, "taken_up")).status_code == 302, "sent twice"
    stale = login_as("city_coordinator").post(action, answer_to(row, "declined", "Kata saya"))
    assert stale.status_code == 409
    assert "Contoh official" in text_of(stale)
    page = stale.content.decode()
    assert re.search(r"<textarea[^>]*>\s*Kata saya</textarea>", page)
    assert re.search(r'name="seen"[^>]*value="taken_up"', page), "the form knows what is so now"
    done = answer_to(row, "done", "Kata lain", seen="taken_up")
    assert login_as("official").post(action, done).status_code == 302
    last = login_as("city_coordinator").post(action, {**done, "text": "Kata akhir"})
    assert last.status_code == 409
    assert "<textarea" not in last.content.decode()
    assert "Kata akhir" in text_of(last), "there is no form any more that could hold it"


def test_who_may_not_settle(desks, cast, login_as):
    sign_due(make_due(desks[PLUIT]), recommendations=["Contoh ke atas"])
    up = Recommendation.objects.get()
    action = f"{list_of(PLUIT)}{up.pk}/"
    statuses = {
        name: login_as(name).post(action, answer_to(up, "")).status_code
        for name in ("pluit_coordinator", "pluit_officer", "observer", "outsider_official", "penjaringan_coordinator")
    }
    assert statuses == {
        "pluit_coordinator": 403,
        "pluit_officer": 403,
        "observer": 403,
        "outsider_official": 404,
        "penjaringan_coordinator": 422,
    }
    assert login_as("official").post(f"{list_of(PLUIT)}{up.pk}/", answer_to(up, "done")).status_code == 302
    foreign = advise(cast.outsider_official, desks[TWIN_WARD])
    assert login_as("official").post(f"{LIST}{foreign.pk}/", answer_to(foreign, "done")).status_code == 404
    beside = advise(cast.official, desks[CITY])
    assert login_as("official").post(f"{list_of(PLUIT)}{beside.pk}/", answer_to(beside, "done")).status_code == 404


# Writing an instruction


def letter(**changes):
    return {
        "subject": "Perihal arahan",
        "text": "Contoh arahan\nbaris kedua",
        "classification": "biasa",
        "to": "all",
        "idempotency_key": key(),
        **changes,
    }


def receivers(row):
    return set(row.deliveries.values_list("desk__area", flat=True))


@pytest.mark.parametrize(
    ("to", "expected"),
    [("all", {PENJARINGAN, PLUIT}), ("3", {PENJARINGAN}), ("4", {PLUIT}), ("chosen", {PLUIT})],
)
def test_to_whom_it_goes(to, expected, desks, login_as):
    """What is ticked counts only where the ticked desks were asked for."""
    client = login_as("city_coordinator")
    answer = client.post(WRITE, letter(to=to, desks=[desks[PLUIT].pk]))
    row = Instruction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(row, CITY))
    assert (receivers(row), row.area_id, row.written_by.username) == (expected, CITY, "city_coordinator")


def test_the_form_offers_the_desks_below_by_district(desks, login_as):
    page = login_as("province_coordinator").get(f"/daily/{PROVINCE}/instructions/new/")
    groups = {heading: [desk.area_id for desk, _ in rows] for heading, rows, _ in page.context["groups"]}
    city, twin = (Area.objects.get(pk=code).full_name for code in (CITY, TWIN_CITY))
    assert groups == {
        city: [CITY],
        f"{city} · Kecamatan Penjaringan": [PENJARINGAN, PLUIT],
        twin: [TWIN_CITY],
        f"{twin} · {Area.objects.get(pk='31.75.01').full_name}": ["31.75.01", TWIN_WARD],
    }
    choices = dict(page.context["form"].fields["to"].choices)
    assert list(choices) == ["all", "2", "3", "4", "chosen"]
    assert choices["all"].endswith("(6)")
    district = login_as("penjaringan_coordinator").get(f"/daily/{PENJARINGAN}/instructions/new/")
    assert list(dict(district.context["form"].fields["to"].choices)) == ["all", "chosen"]
    assert "Kecamatan Penjaringan (1)" in text_of(district)
    assert [name for name, _ in page.context["form"].fields["classification"].choices] == [
        "biasa",
        "terbatas",
        "rahasia",
    ]


@pytest.mark.parametrize("chosen", [[], ["1"], ["x"], ["PLUIT", "FOREIGN"], ["CITY"]])
def test_nothing_ticked_or_what_is_not_offered(chosen, desks, login_as):
    """What was typed and ticked stays."""
    named = {"PLUIT": desks[PLUIT].pk, "FOREIGN": desks[TWIN_WARD].pk, "CITY": desks[CITY].pk, "1": 10**30}
    answer = login_as("city_coordinator").post(WRITE, letter(to="chosen", desks=[named.get(c, c) for c in chosen]))
    assert (answer.status_code, Instruction.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert "Perihal arahan" in page
    assert answer.context["form"].errors.keys() == {"desks"}
    assert 'href="#id_desks"' in page
    assert 'id="id_desks"' in page
    ticked = re.findall(r'name="desks" value="(\d+)"[^>]* checked', page)
    assert ticked == ([str(desks[PLUIT].pk)] if "PLUIT" in chosen else [])


def test_an_instruction_sent_twice_and_with_other_content(desks, login_as):
    client, sent = login_as("city_coordinator"), letter()
    assert [client.post(WRITE, sent).status_code for _ in range(2)] == [302, 302]
    for other in ({"text": "Lain sekali"}, {"to": "3"}):
        answer = client.post(WRITE, {**sent, **other})
        assert (answer.status_code, Instruction.objects.count()) == (422, 1), other
        assert sent["idempotency_key"] not in answer.content.decode()
    assert "Lain sekali" in client.post(WRITE, {**sent, "text": "Lain sekali"}).content.decode()


def test_where_no_desk_lies_below(desks, login_as):
    Desk.objects.exclude(area=CITY).update(active_until=date(2024, 11, 12))
    client = login_as("city_coordinator")
    nothing = indonesian("No active desk lies below this area.")
    for code, answer in ((200, client.get(WRITE)), (422, client.post(WRITE, letter()))):
        assert answer.status_code == code
        assert nothing in text_of(answer)
    Desk.objects.update(active_until=date(2024, 11, 12))
    for code, answer in ((200, client.get(WRITE)), (422, client.post(WRITE, letter()))):
        assert answer.status_code == code
        assert nothing in text_of(answer)


def test_of_which_election(desks, login_as):
    """Of the one that votes next; another one has its own address."""
    other = Election.objects.exclude(pk=desks[CITY].election_id).first()
    Election.objects.filter(pk=other.pk).update(voting_on=date(2025, 1, 1))
    ward = desks[PLUIT]
    twin = Desk.objects.create(
        election=other,
        area_id=PLUIT,
        name="Posko lain",
        active_from=ward.active_from,
        active_until=ward.active_until,
        opens_at=0,
        closes_at=1440,
    )
    client = login_as("city_coordinator")
    page = client.get(WRITE)
    assert page.context["election"] == ward.election
    assert f'href="?election={other.pk}"' in page.content.decode()
    assert client.post(f"{WRITE}?election={other.pk}", letter()).status_code == 302
    assert {row.desk for row in Instruction.objects.get(election=other).deliveries.all()} == {twin}
    assert client.get(f"{WRITE}?election=tidak-ada").context["election"] == ward.election


# Who has read it


@pytest.fixture
def order(desks, cast):
    return write(cast.official, desks[CITY].election, [desks[PLUIT], desks[PENJARINGAN]], subject="Perihal arahan")


def test_who_has_not_comes_first(order, login_as):
    client = login_as("official")

    def places():
        text = text_of(client.get(page_of(order, CITY)))
        return [re.search(rf"Posko {code}(?!\.)", text).start() for code in (PENJARINGAN, PLUIT)]

    first, second = places()
    assert first < second
    login_as("penjaringan_officer").post(f"{page_of(order, PENJARINGAN)}acknowledge/")
    first, second = places()
    assert second < first, "the one that has stands below"
    text = text_of(client.get(page_of(order, CITY)))
    assert "Contoh penjaringan_officer" in text
    assert "Rabu, 13 November 2024 pukul 09.00 WIB" in text.split(f"Posko {PENJARINGAN} ")[1]
    [(_row, count, own)] = client.get(SENT).context["rows"]
    assert (count["desks"], count["acknowledged"], own) == (2, 1, None)


def test_a_receiving_desk_sees_its_own_line_and_what_lies_below(order, login_as):
    seen = {}
    for name, code in (("pluit_officer", PLUIT), ("penjaringan_officer", PENJARINGAN), ("city_officer", CITY)):
        text = read_page(login_as(name), page_of(order, code))
        assert "Contoh arahan." in text
        seen[name] = {desk for desk in (PLUIT, PENJARINGAN) if re.search(rf"Posko {desk}(?!\.)", text)}
    assert seen == {
        "pluit_officer": {PLUIT},
        "penjaringan_officer": {PLUIT, PENJARINGAN},
        "city_officer": {PLUIT, PENJARINGAN},
    }
    assert login_as("pluit_officer").get(page_of(order, CITY)).status_code == 404
    assert login_as("city_officer").get(page_of(order, PLUIT)).status_code == 200


def test_the_button_and_its_effect(order, login_as):
    action = f"{page_of(order, PLUIT)}acknowledge/"
    button = {
        name: action in login_as(name).get(page_of(order, PLUIT)).content.decode()
        for name in ("pluit_officer", "pluit_coordinator", "penjaringan_officer", "official")
    }
    assert {name for name in button if button[name]} == {"pluit_officer", "pluit_coordinator"}
    for _ in range(2):
        answer = login_as("pluit_officer").post(action)
        assert (answer.status_code, answer["Location"]) == (302, page_of(order, PLUIT))
    assert action not in login_as("pluit_coordinator").get(page_of(order, PLUIT)).content.decode()
    late = login_as("pluit_coordinator").post(action)
    assert late.status_code == 409
    assert "Contoh pluit_officer" in text_of(late)
    statuses = {
        name: login_as(name).post(action).status_code
        for name in ("penjaringan_officer", "outsider_officer", "official", "observer")
    }
    assert statuses == {"penjaringan_officer": 403, "outsider_officer": 404, "official": 403, "observer": 403}
    assert login_as("city_officer").post(f"{page_of(order, CITY)}acknowledge/").status_code == 404, "not received"


def test_a_secret_instruction_counts_the_desk_whose_officers_do_not_see_it(desks, cast, login_as):
    secret = write(cast.official, desks[CITY].election, [desks[PLUIT]], classification="rahasia", subject="Perihal")
    address = page_of(secret, PLUIT)
    assert [login_as(name).get(address).status_code for name in ("pluit_officer", "pluit_coordinator")] == [404, 200]
    assert login_as("pluit_officer").post(f"{address}acknowledge/").status_code == 404
    assert "Perihal" not in text_of(login_as("pluit_officer").get(f"/daily/{PLUIT}/instructions/"))
    assert f"Posko {PLUIT}" in text_of(login_as("official").get(page_of(secret, CITY)))
    assert "no-store" in login_as("pluit_coordinator").get(address)["Cache-Control"]


def test_the_list_holds_what_was_sent_and_received_here(desks, cast, login_as):
    election = desks[CITY].election
    write(cast.province_coordinator, election, [desks[CITY]], subject="Dari provinsi")
    write(cast.official, election, [desks[PENJARINGAN]], subject="Dari kota")
    write(cast.outsider_official, election, [desks[TWIN_WARD]], subject="Dari kembaran")
    subjects = ("Dari provinsi", "Dari kota", "Dari kembaran")

    def listed(name, code):
        text = read_page(login_as(name), f"/daily/{code}/instructions/")
        return [subject for subject in subjects if subject in text]

    assert listed("city_officer", CITY) == ["Dari provinsi", "Dari kota"]
    assert listed("city_officer", PENJARINGAN) == listed("penjaringan_officer", PENJARINGAN) == ["Dari kota"]
    assert listed("pluit_officer", PLUIT) == []
    assert listed("province_officer", PROVINCE) == ["Dari provinsi"]
    assert indonesian("No instruction so far.") in text_of(
        login_as("pluit_officer").get(f"/daily/{PLUIT}/instructions/")
    )
    buttons = {name: WRITE in login_as(name).get(SENT).content.decode() for name in ("city_officer", "official")}
    assert buttons == {"city_officer": False, "official": True}


# The desk page and the dashboard


def test_the_desk_page_tells_of_instructions_until_one_has_acknowledged(desks, cast, login_as):
    election, desk = desks[CITY].election, f"/desks/{PLUIT}/"
    order = write(cast.official, election, [desks[PLUIT]], subject="Perihal biasa")
    write(cast.official, election, [desks[PLUIT]], subject="Perihal rahasia", classification="rahasia")
    write(cast.official, election, [desks[PENJARINGAN]], subject="Perihal lain")
    write(cast.province_coordinator, election, [desks[CITY]], subject="Perihal lain")

    def told(name):
        text = read_page(login_as(name), desk)
        return [words for words in ("Perihal biasa", "Perihal rahasia", "Perihal lain") if words in text]

    assert told("pluit_officer") == ["Perihal biasa"]
    assert told("pluit_coordinator") == ["Perihal biasa", "Perihal rahasia"]
    assert told("city_coordinator") == [], "it is not their desk"
    above = read_page(login_as("penjaringan_coordinator"), f"/desks/{PENJARINGAN}/")
    assert ("Perihal lain" in above, "Perihal biasa" in above) == (True, False), "what is for the desk itself"
    assert page_of(order, PLUIT) in login_as("pluit_officer").get(desk).content.decode()
    login_as("pluit_officer").post(f"{page_of(order, PLUIT)}acknowledge/")
    assert told("pluit_coordinator") == ["Perihal rahasia"]


def test_the_desk_page_shows_the_newest_few(desks, cast, login_as):
    for number in range(INSTRUCTIONS_SHOWN + 1):
        later = NOW + timedelta(minutes=number)
        write(cast.official, desks[CITY].election, [desks[PLUIT]], subject=f"Perihal {number}", now=later)
    text = read_page(login_as("pluit_officer"), f"/desks/{PLUIT}/")
    shown = re.findall(r"Perihal (\d)", text)
    assert shown == [str(number) for number in range(INSTRUCTIONS_SHOWN, 0, -1)]


def test_the_dashboard_leads_to_both_lists(desks, login_as):
    for name, sees in (("official", True), ("observer", False)):
        page = login_as(name).get(f"/dashboard/{CITY}/").content.decode()
        assert (LIST in page, SENT in page) == (True, sees)


# Any input, and what a page costs


def test_every_field_and_parameter(row, order, desks, login_as):
    client = login_as("official")
    for kind, junk in doses(["q", "state", "area", "election", "page"]):
        query = {name: value.encode("utf-8", "surrogatepass") for name, value in junk.items()}
        assert answered(client.get(LIST, query), kind).status_code == (400 if "NUL" in kind else 200), kind
    forms = {
        NEW: fields(desks),
        WRITE: letter(desks=str(desks[PLUIT].pk)),
        f"{LIST}{row.pk}/": answer_to(row, "done", "Contoh"),
    }
    for address, whole in forms.items():
        for kind, junk in doses(whole):
            data = {**whole, **junk}

            def act(address=address, data=data, told=kind):
                assert answered(post(client, address, data), told).status_code in (302, 409, 422), (address, told)

            taken_back(act)
    for address in (f"{WRITE}?election=%ff", f"{WRITE}?election={'9' * 5000}"):
        assert answered(client.get(address)).status_code == 200
    for number in ("0", "9" * 30):
        for address in (f"{LIST}{number}/", f"{SENT}{number}/acknowledge/"):
            answer = answered(login_as("city_coordinator").post(address, answer_to(row, "done")), address)
            assert answer.status_code == 404, address


#: (who, page): queries with few rows and with many.
COSTS = {
    ("official", LIST): 9,
    ("observer", LIST): 9,
    ("official", SENT): 8,
    ("city_officer", SENT): 8,
    ("official", "page"): 6,
    ("city_coordinator", WRITE): 7,
}


@pytest.mark.parametrize(("person", "address"), COSTS)
def test_queries_at_few_rows_and_at_many(person, address, order, desks, make_report, cast, login_as):
    client = login_as(person)
    url = page_of(order, CITY) if address == "page" else address

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def some(number):
        advise(cast.official, desks[CITY])
        advise_on(make_report(), cast.official, text=f"Contoh {number}")
        sign_due(make_due(desks[PLUIT], days=number), recommendations=["Contoh"])
        write(cast.province_coordinator, desks[CITY].election, [desks[CITY]])

    some(0)
    few = queries()
    for number in range(1, 6):
        some(number)
        write(cast.official, desks[CITY].election, [desks[PLUIT]])
    for area in Area.objects.below(PENJARINGAN).exclude(pk__in=[PLUIT, PENJARINGAN]):
        ward = desks[PLUIT]
        desk = Desk.objects.create(
            election=ward.election,
            area=area,
            name=f"Posko {area.pk}",
            active_from=ward.active_from,
            active_until=ward.active_until,
            opens_at=0,
            closes_at=1440,
        )
        order.deliveries.create(desk=desk)
    assert Report.objects.count() == 6
    assert (few, queries()) == (COSTS[person, address],) * 2
