"""Calendar addresses: what a calendar fetches, who gets one, and how it dies."""

import logging
import re
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desks.actions.feeds import make_feed, revoke_feed
from desks.calendars import COLUMNS, calendar_of, duties_of
from desks.models import Area, CalendarFeed, Desk, Duty, Roster, User
from desks.text import printable

from ..conftest import NOW, PENJARINGAN, PLUIT, TWIN_WARD
from ..desks.roster_cast import make_duty, staff, unit_at
from . import calendar_cast
from .calendar_cast import address_of, fetch
from .conftest import indonesian

desk_feed, officer, own_feed = calendar_cast.desk_feed, calendar_cast.officer, calendar_cast.own_feed
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def events_of(answer):
    """What an independent parser reads, by UID."""
    assert answer.status_code == 200
    events = vobject.readOne(answer.content.decode()).contents.get("vevent", [])
    return {event.uid.value: event for event in events}


def only_event(feed):
    (event,) = events_of(fetch(feed)).values()
    return event


# What a calendar gets


def test_a_duty_as_an_event(own_feed, officer, desks, cast):
    Desk.objects.filter(pk=desks[PLUIT].pk).update(place="Blok P, lantai 8; kiri")
    duty = make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator, leads=True)
    answer = fetch(own_feed)
    event = only_event(own_feed)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    words = indonesian("Duty %(shift)s · %(desk)s") % {"shift": "Pagi", "desk": f"Posko {PLUIT}"}
    assert event.summary.value == indonesian("%(duty)s (duty lead)") % {"duty": words}
    assert event.location.value == "Blok P, lantai 8; kiri"
    assert event.description.value == "Aiptu Contoh 01, Polsek Contoh"
    assert re.fullmatch(rf"duty-{duty.pk}@\d+\.posko-bersama", event.uid.value)
    assert (event.status.value, event.sequence.value) == ("CONFIRMED", "0")
    assert event.dtstamp.value == event.last_modified.value == NOW
    assert (event.dtend.value - event.dtstart.value) == timedelta(hours=8)


def test_the_calendar_itself(own_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    text = fetch(own_feed).content.decode()
    name = indonesian("Duties: %(whose)s") % {"whose": officer}
    for line in (
        "BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}", "X-WR-TIMEZONE:Asia/Jakarta",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "TZNAME:WIB", "TZOFFSETTO:+0700",
    ):  # fmt: skip
        assert f"\r\n{line}\r\n" in f"\r\n{text}", line
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


def test_the_feed_of_a_desk_names_the_officers(desk_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    make_duty(officer, desks[PENJARINGAN], TOMORROW, by=cast.administrator, hours=(17, 20))
    summary = only_event(desk_feed).summary.value
    assert summary.endswith(f"Posko {PLUIT} · Aiptu Contoh 01")


def test_the_feed_of_an_officer_holds_their_duties_at_every_desk(own_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    make_duty(officer, desks[TWIN_WARD], TOMORROW, by=cast.administrator, hours=(17, 20))
    make_duty(staff(officer.unit, 1, start=2)[0], desks[PLUIT], TOMORROW, by=cast.administrator)
    assert len(events_of(fetch(own_feed))) == 2


def test_an_empty_feed_is_a_calendar(own_feed):
    assert events_of(fetch(own_feed)) == {}


@pytest.mark.parametrize(
    ("code", "zone", "offset", "abbreviation"),
    [
        (PLUIT, "Asia/Jakarta", 7, "WIB"),
        ("51.71.01.1001", "Asia/Makassar", 8, "WITA"),
        ("94.71.01.1001", "Asia/Jayapura", 9, "WIT"),
    ],
)
def test_local_time(code, zone, offset, abbreviation, desks, cast):
    area = Area.objects.filter(pk=code).first() or Area.objects.create(
        pk=code, name="Contoh", tier=4, kind="kelurahan", time_zone=zone
    )
    desk = Desk.objects.filter(area=area).first() or Desk.objects.create(
        election=desks[PLUIT].election, area=area, name="Posko Contoh", active_from=TODAY, active_until=TODAY,
        opens_at=0, closes_at=1440,
    )  # fmt: skip
    person = User.objects.create_user("contoh", "rahasia-contoh", role="officer", area=area)
    officer = staff(unit_at(code, "Polsek Contoh"), 1)[0]
    make_duty(officer, desk, TODAY, by=cast.administrator, hours=(22, 30), shift="Malam")
    feed = make_feed(by=person, desk=desk, now=NOW)
    event = only_event(feed)
    start, end = event.dtstart.value, event.dtend.value
    assert (start.replace(tzinfo=None), end.replace(tzinfo=None)) == (
        datetime(2024, 11, 13, 22, 0),
        datetime(2024, 11, 14, 6, 0),
    )
    assert start.utcoffset() == timedelta(hours=offset)
    assert start == datetime(2024, 11, 13, 22 - offset, 0, tzinfo=UTC)
    text = fetch(feed).content.decode()
    assert f"DTSTART;TZID={zone}:20241113T220000\r\n" in text
    assert f"TZID:{zone}\r\n" in text
    assert f"TZNAME:{abbreviation}\r\n" in text
    assert f"X-WR-TIMEZONE:{zone}\r\n" in text


def test_cancelled_stays_as_cancelled(own_feed, officer, desks, cast):
    duty = make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    before = only_event(own_feed)
    later = NOW + timedelta(hours=2)
    Duty.objects.filter(pk=duty.pk).update(state="cancelled", cancelled_at=later, cancelled_because="Contoh sebab")
    after = only_event(own_feed)
    assert (after.uid.value, after.dtstart.value) == (before.uid.value, before.dtstart.value)
    assert (after.status.value, after.sequence.value) == ("CANCELLED", "1")
    assert after.last_modified.value == later
    assert after.summary.value == indonesian("Cancelled: %(duty)s") % {"duty": before.summary.value}
    assert indonesian("Cancelled: %(reason)s") % {"reason": "Contoh sebab"} in after.description.value


def test_drafts_never_appear(own_feed, desk_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator, state="draft")
    assert events_of(fetch(own_feed)) == events_of(fetch(desk_feed)) == {}


def test_uids_stay_over_publication_and_republication(own_feed, officer, desks, cast):
    by = cast.administrator
    first = Roster.objects.create(
        area=by.area, first_on=TODAY, last_on=TOMORROW, state="published", created_at=NOW, created_by=by,
        published_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    kept = make_duty(officer, desks[PLUIT], TODAY, by=by, roster=first)
    undone = make_duty(officer, desks[PLUIT], TOMORROW, by=by, roster=first)
    before = events_of(fetch(own_feed))
    assert {event.last_modified.value for event in before.values()} == {NOW + timedelta(hours=1)}
    Duty.objects.filter(pk=undone.pk).update(state="cancelled", cancelled_at=NOW)
    again = make_duty(officer, desks[PLUIT], TOMORROW, by=by)
    after = events_of(fetch(own_feed))
    assert before.keys() < after.keys()
    numbers = {int(re.match(r"duty-(\d+)@", name)[1]): event.status.value for name, event in after.items()}
    assert numbers == {kept.pk: "CONFIRMED", undone.pk: "CANCELLED", again.pk: "CONFIRMED"}
    host = Client(headers={"host": "localhost"}).get(address_of(own_feed))
    assert events_of(host).keys() == after.keys()


@pytest.mark.parametrize(("days", "kept"), [(61, 0), (59, 1)])
def test_past_duties_stay_for_sixty_days(days, kept, own_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TODAY - timedelta(days=days), by=cast.administrator)
    assert len(events_of(fetch(own_feed))) == kept


def test_the_calendar_is_indonesian_whatever_the_browser_wants(own_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    english = Client()
    english.cookies["django_language"] = "en"
    assert english.get(address_of(own_feed)).content == fetch(own_feed).content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(
        alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\x85\u2028\u2029"), min_size=1, max_size=120
    )
)
def test_hostile_names_survive_the_round_trip_as_text(name):
    """Written by one library, read by another: no name begins a line, ends an event or hides a property."""
    row = row_of(officer__name=name, officer__rank="", desk__name=name, desk__place=name, shift_name=name)
    feed = CalendarFeed(pk=1, desk=Desk(pk=1, name=name, area=Area(time_zone="Asia/Jakarta")))
    calendar = vobject.readOne(calendar_of(feed, [row]).decode())
    (event,) = calendar.vevent_list
    shown = printable(name)
    assert event.location.value == shown
    assert shown in event.summary.value
    assert event.description.value == printable(f"{name.strip()}, Polsek")
    assert calendar.contents["x-wr-calname"][0].value.endswith(shown)


@pytest.mark.parametrize("name", ["A\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a;b,c:d\\n\\", '"x"^n', "x" * 5000, "\x00\x1b"])
def test_chosen_names_survive_too(name):
    feed = CalendarFeed(pk=1, desk=Desk(pk=1, name=name, area=Area(time_zone="Asia/Jakarta")))
    calendar = vobject.readOne(calendar_of(feed, [row_of(desk__place=name)]).decode())
    (event,) = calendar.vevent_list
    assert event.location.value == printable(name).replace("\r\n", "\n")


def row_of(**changes):
    values = {
        "pk": 1, "state": "published", "shift_name": "Pagi", "leads": False, "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=8), "created_at": NOW, "cancelled_at": None, "cancelled_because": "",
        "roster__published_at": None, "desk_id": 1, "desk__name": "Posko", "desk__place": "",
        "desk__area__time_zone": "Asia/Jakarta", "officer_id": 1, "officer__rank": "", "officer__name": "Contoh",
        "unit_id": 1, "unit__name": "Polsek",
    }  # fmt: skip
    return namedtuple("Row", COLUMNS)(**{**values, **changes})


def test_duties_of_a_feed_are_read_through_its_owner(desk_feed, officer, desks, cast):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    assert len(duties_of(desk_feed, NOW)) == 1
    desk_feed.owner = cast.outsider_coordinator
    assert duties_of(desk_feed, NOW) == []


# Unchanged: 304


def test_an_unchanged_calendar_is_not_sent_again(own_feed, officer, desks, cast, clock):
    duty = make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    first = fetch(own_feed)
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = fetch(own_feed, **headers)
        assert (answer.status_code, answer.content) == (304, b""), headers
        assert answer["ETag"] == first["ETag"]
    later = timezone.now() + timedelta(hours=1)
    Duty.objects.filter(pk=duty.pk).update(state="cancelled", cancelled_at=later)
    assert fetch(own_feed, **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("what", ["desk", "officer", "unit"])
def test_a_new_name_is_a_change(what, desk_feed, officer, desks, cast, clock):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    first = fetch(desk_feed)
    clock.now = None
    row = {"desk": desks[PLUIT], "officer": officer, "unit": officer.unit}[what]
    row.name = "Nama baru"
    row._history_date = datetime.now(UTC) + timedelta(minutes=5)
    row.save()
    clock.now = NOW
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = fetch(desk_feed, **headers)
        assert answer.status_code == 200, headers
        assert "Nama baru" in answer.content.decode()


def test_fetching_asks_the_same_at_one_duty_and_at_many(desk_feed, officer, desks, cast, django_assert_num_queries):
    make_duty(officer, desks[PLUIT], TOMORROW, by=cast.administrator)
    with django_assert_num_queries(6):  # feed, desk still theirs, duties, three histories
        fetch(desk_feed)
    for day in range(2, 12):
        make_duty(officer, desks[PLUIT], TODAY + timedelta(days=day), by=cast.administrator)
    with django_assert_num_queries(6):
        assert len(events_of(fetch(desk_feed))) == 11


# Dead addresses


def never_was():
    return Client().get("/calendar/999999-" + "0" * 40 + ".ics")


def is_dead(feed):
    answer, other = fetch(feed), never_was()
    assert (answer.status_code, answer.content) == (other.status_code, other.content)
    assert dict(answer.headers) == dict(other.headers)
    return answer.status_code == 404


def test_revoked_is_dead_at_once_and_for_ever(own_feed, officer, cast):
    assert fetch(own_feed).status_code == 200
    assert revoke_feed(by=cast.pluit_officer, feed=own_feed, now=NOW)
    assert is_dead(own_feed)
    assert not revoke_feed(by=cast.pluit_officer, feed=own_feed, now=NOW)
    new = make_feed(by=cast.pluit_officer, officer=officer, now=NOW)
    assert new.token != own_feed.token
    assert fetch(new).status_code == 200
    assert is_dead(own_feed)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["own_feed", "desk_feed"])
def test_a_closed_account_fetches_nothing(kind, request):
    feed = request.getfixturevalue(kind)
    assert fetch(feed).status_code == 200
    User.objects.filter(pk=feed.owner_id).update(is_active=False)
    assert is_dead(feed)


@pytest.mark.parametrize(
    "change", [{"area": PENJARINGAN.replace("01", "02")}, {"role": "observer"}, {"area": TWIN_WARD}]
)
def test_whoever_left_the_desk_fetches_nothing(change, desk_feed):
    assert fetch(desk_feed).status_code == 200
    User.objects.filter(pk=desk_feed.owner_id).update(**{k + "_id" * (k == "area"): v for k, v in change.items()})
    assert is_dead(desk_feed)


def test_an_officer_linked_to_another_login(own_feed, officer, cast):
    officer.user = cast.city_officer
    officer.save()
    assert is_dead(own_feed)


@pytest.mark.parametrize("change", ["1-", "-", "", "0", "a", "²-x", "9" * 5000, "1-\ud800", "..", "%00"])
def test_malformed_addresses(change, own_feed):
    for token in (change, own_feed.token + change, change + own_feed.token, own_feed.token[:-1] + "é"):
        if token in ("", own_feed.token):
            continue
        answer = Client().get(f"/calendar/{token}.ics".encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
        assert answer.status_code in (400, 404)
        if answer.status_code == 404:
            assert answer.content == never_was().content


def test_a_token_is_of_its_feed_only(own_feed, desk_feed):
    proof = own_feed.token.partition("-")[2]
    assert Client().get(f"/calendar/{desk_feed.pk}-{proof}.ics").status_code == 404
    assert Client().get(f"/calendar/0{own_feed.token}.ics").status_code == 404
    assert Client().get(f"/calendar/.ics?token={own_feed.token}").status_code == 404


def test_no_token_in_the_log(own_feed, caplog, quiet):
    logging.getLogger("django.request").disabled = False
    User.objects.filter(pk=own_feed.owner_id).update(is_active=False)
    fetch(own_feed)
    Client().post(address_of(own_feed))
    Client(enforce_csrf_checks=True).post(address_of(own_feed))
    assert "/calendar/….ics" in caplog.text
    assert len(caplog.records) >= 3
    assert own_feed.token not in caplog.text
