"""The pages of the roster administration: board, generate, preview, publish, undo, one place; scope and bad input."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desks.actions import generate
from desks.models import Absence, Composition, Desk, Duty, Holiday, Roster, User

from ..conftest import CITY, PLUIT, TWIN_CITY
from .admin_pages import bytes_of
from .roster_cast import compose, fill, make_duty, staff, unit_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(desks):
    return desks[CITY]


@pytest.fixture
def monday():
    """The next Monday whose week lies in one month: boards show a month."""
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    return monday if (monday + timedelta(days=6)).month == monday.month else monday + timedelta(days=7)


@pytest.fixture
def police(city):
    unit = unit_at(CITY, "Polres Contoh")
    compose(city, [(unit, 2)])
    return staff(unit, 6, phone="+6281200000001")


@pytest.fixture
def admin_of_city(client, cast, police):
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def foreign(desks, cast, monday):
    """The same in the outsider city: officers, composition, a draft."""
    unit = unit_at(TWIN_CITY, "Polres Lain")
    compose(desks[TWIN_CITY], [(unit, 2)])
    staff(unit, 4, start=91)
    desks_there = Desk.objects.filter(pk=desks[TWIN_CITY].pk)
    return generate(by=cast.outsider_administrator, desks=desks_there, first=monday, last=monday, now=timezone.now())


def url(name, *args):
    return reverse(f"admin:desks_roster_{name}", args=args)


def board(client, desk, month=None):
    return client.get(url("board", desk.pk), {"month": f"{month:%Y-%m}"} if month else {})


def drawn(client, desk, first, last):
    answer = client.post(url("generate"), {"desk": desk.pk, "first": first, "last": last})
    assert answer.status_code == 302, answer.content.decode()
    return Roster.objects.get(pk=re.search(r"(\d+)/change/", answer["Location"])[1])


def key_of(page, day):
    """The key of the first place of that day on a board or in its links."""
    return re.search(rf"{day:%Y-%m-%d}(?:_\d+)+", page.content.decode())[0]


def test_from_board_to_published_roster(admin_of_city, city, monday):
    sunday = monday + timedelta(6)
    assert "Polres Contoh" in board(admin_of_city, city, monday).content.decode()
    roster = drawn(admin_of_city, city, monday, sunday)
    preview = admin_of_city.get(url("change", roster.pk)).content.decode()
    assert all(f"Contoh {n:02d}" in preview for n in range(1, 7))
    assert url("publish", roster.pk) in preview
    assert admin_of_city.post(url("publish", roster.pk)).status_code == 302
    assert Duty.objects.published().count() == 14
    assert admin_of_city.post(url("undo", roster.pk)).status_code == 302
    assert not Duty.objects.published().exists()


def test_a_draft_is_thrown_away(admin_of_city, city, monday):
    roster = drawn(admin_of_city, city, monday, monday)
    admin_of_city.post(url("discard", roster.pk))
    roster.refresh_from_db()
    assert roster.state == "discarded" and not Duty.objects.exists()


def test_what_cannot_be_drawn_is_said_on_the_form(admin_of_city, city, monday):
    answer = admin_of_city.post(url("generate"), {"desk": city.pk, "first": monday, "last": monday - timedelta(1)})
    assert answer.status_code == 200 and "120" in answer.content.decode()
    assert f'value="{monday}"' in answer.content.decode(), "what was typed stays"


@pytest.mark.parametrize("junk", ["", "x", "0", "9" * 5000, "-1", "1' OR 1=1"])
def test_desks_that_are_none(admin_of_city, junk):
    assert admin_of_city.get(url("generate"), {"desk": junk}).status_code == 302
    assert admin_of_city.post(url("generate"), {"desk": junk, "first": junk, "last": junk}).status_code == 302


@pytest.mark.parametrize("junk", ["", "x", "2026", "0000-00", "9999-99", "9" * 5000, "2026-11-01"])
def test_a_month_that_is_none_is_the_present_one(admin_of_city, city, junk):
    page = admin_of_city.get(url("board", city.pk), {"month": junk})
    assert page.status_code == 200
    assert f"{timezone.localdate():%Y-%m}" in page.content.decode()


def test_months_at_the_ends_of_the_calendar(admin_of_city, city):
    for month in ("0001-01", "9999-12"):
        assert admin_of_city.get(url("board", city.pk), {"month": month}).status_code == 200


def test_the_board_shows_gaps_drafts_leave_weekends_and_holidays(admin_of_city, city, police, cast, monday):
    month = monday.replace(day=1)
    Holiday.objects.create(falls_on=monday, name="Contoh: libur", area_id=CITY)
    make_duty(police[0], city, monday, by=cast.administrator)
    Absence.objects.create(officer=police[0], starts_on=monday, ends_on=monday)
    drawn(admin_of_city, city, monday + timedelta(1), monday + timedelta(1))
    html = board(admin_of_city, city, month if monday.month == month.month else monday).content.decode()
    assert "Contoh: libur" in html
    assert html.count('class="draft') == 2
    assert 'class="mark bad"' in html and 'class="empty unit-0"' in html and 'class="off"' in html


def test_the_reason_of_a_gap_stands_in_its_place(admin_of_city, city, police, monday):
    for officer in police:
        Absence.objects.create(officer=officer, starts_on=monday, ends_on=monday)
    roster = drawn(admin_of_city, city, monday, monday + timedelta(1))
    assert len(roster.gaps) == 2
    from desks.refusals import gap_words

    assert board(admin_of_city, city, monday).content.decode().count(gap_words("all_away")) == 2


def test_a_place_is_changed(admin_of_city, city, police, monday):
    address = url("cell", city.pk, key_of(board(admin_of_city, city, monday), monday))
    page = admin_of_city.get(address).content.decode()
    assert all(f'value="{officer.pk}"' in page for officer in police)
    assert admin_of_city.post(address, {"officer": police[2].pk, "was": ""}).status_code == 302
    duty = Duty.objects.published().get()
    assert (duty.officer, duty.serves_on) == (police[2], monday)
    admin_of_city.post(address, {"officer": police[3].pk, "was": duty.pk, "reason": "Contoh alasan"})
    duty.refresh_from_db()
    assert (duty.state, duty.cancelled_because) == ("cancelled", "Contoh alasan")
    assert "Contoh alasan" in admin_of_city.get(address).content.decode(), "the history of the place"
    assert Duty.objects.published().get().officer == police[3]


@pytest.mark.parametrize("officer", ["", "x", "0", "9" * 5000, "foreign"])
def test_an_officer_who_is_no_choice(admin_of_city, city, police, monday, foreign, officer):
    address = url("cell", city.pk, key_of(board(admin_of_city, city, monday), monday))
    if officer == "foreign":
        officer = foreign.duties.first().officer_id
    admin_of_city.post(address, {"officer": officer, "was": ""})
    assert not Duty.objects.published().exists()


def test_an_officer_of_a_unit_above_is_no_choice(client, cast, desks, monday):
    """The place asks for the kind, and the city's unit is the nearest; its people are not the district's to see."""
    pluit = desks[PLUIT]
    compose(pluit, [("polri", 1)])
    (officer,) = staff(unit_at(CITY, "Polres Contoh"), 1)
    User.objects.filter(pk=cast.administrator.pk).update(area="31.72.01")
    client.force_login(User.objects.get(pk=cast.administrator.pk))
    address = url("cell", pluit.pk, key_of(board(client, pluit, monday), monday))
    assert officer.name not in client.get(address).content.decode()
    client.post(address, {"officer": officer.pk, "was": ""})
    assert not Duty.objects.exists()


def test_a_stale_place_is_refused(admin_of_city, city, police, monday):
    address = url("cell", city.pk, key_of(board(admin_of_city, city, monday), monday))
    admin_of_city.post(address, {"officer": police[0].pk, "was": ""})
    for was in ("", "x", "9" * 5000):
        admin_of_city.post(address, {"officer": police[1].pk, "was": was})
    assert Duty.objects.get().officer == police[0]


@pytest.mark.parametrize("key", ["x", "2026-11-30_1_2_3_4", "2026-11-30", "9" * 5000, "'", "é"])
def test_a_place_that_is_none(admin_of_city, city, key):
    assert admin_of_city.get(url("board", city.pk) + key + "/").status_code == 404


def test_a_week_is_copied(admin_of_city, city, police, cast, monday):
    fill(city, monday, monday + timedelta(6), police, by=cast.administrator)
    data = {"source": monday, "target": monday + timedelta(7)}
    assert admin_of_city.post(url("copy", city.pk), data).status_code == 302
    assert Duty.objects.drafts().between(monday + timedelta(7), monday + timedelta(13)).count() > 10
    for junk in ({}, {"source": "x", "target": "9" * 5000}, {"source": monday, "target": monday}):
        assert admin_of_city.post(url("copy", city.pk), junk).status_code == 302


@pytest.mark.parametrize("page", ["board", "copy", "cell", "change", "publish", "discard", "undo"])
def test_what_is_not_theirs_is_404_with_the_same_bytes_as_none(admin_of_city, desks, foreign, page, monday):
    theirs = {"board": [desks[TWIN_CITY].pk], "copy": [desks[TWIN_CITY].pk]}
    theirs["cell"] = [desks[TWIN_CITY].pk, f"{monday}_{desks[TWIN_CITY].pk}_480_{1}_0"]
    there = theirs.get(page, [foreign.pk])
    none = [999_999, *there[1:]]
    for ask in (admin_of_city.get, admin_of_city.post):
        answers = [ask(url(page, *args)) for args in (there, none)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert bytes_of(answers[0]) == bytes_of(answers[1])
    foreign.refresh_from_db()
    assert foreign.state == "draft" and foreign.duties.count() == 2


def test_a_roster_with_desks_outside_is_not_theirs_even_where_it_was_made_in_their_area(
    admin_of_city, desks, cast, monday, foreign
):
    User.objects.filter(pk=cast.superuser.pk).update(area=CITY)
    made = generate(
        by=User.objects.get(pk=cast.superuser.pk), desks=Desk.objects.filter(pk=desks[TWIN_CITY].pk), first=monday,
        last=monday, now=timezone.now(),
    )  # fmt: skip
    assert made.area_id == CITY
    assert admin_of_city.get(url("change", made.pk)).status_code == 404
    assert admin_of_city.post(url("publish", made.pk)).status_code == 404


def test_a_place_outside_the_dates_of_the_draft_is_filled_at_once(admin_of_city, city, police, monday):
    draft = drawn(admin_of_city, city, monday, monday)
    later = monday + timedelta(3)
    address = url("cell", city.pk, key_of(board(admin_of_city, city, later), later))
    admin_of_city.post(address, {"officer": police[0].pk, "was": ""})
    assert Duty.objects.published().get().serves_on == later
    admin_of_city.post(url("publish", draft.pk))
    assert Duty.objects.published().count() == 3


def test_dates_at_the_end_of_the_calendar(admin_of_city, city, monday):
    for source, target in (("9999-12-31", monday), (monday, "9999-12-31"), ("0001-01-01", monday)):
        assert admin_of_city.post(url("copy", city.pk), {"source": source, "target": target}).status_code == 302
    data = {"desk": city.pk, "first": "9999-12-30", "last": "9999-12-31"}
    assert admin_of_city.post(url("generate"), data).status_code == 200
    assert not Roster.objects.exists()


def test_all_listed_desks_at_once_by_one_request(admin_of_city, city, monday):
    assert admin_of_city.post(url("generate"), {"all": "1", "first": monday, "last": monday}).status_code == 302
    assert Roster.objects.get().duties.count() == 2


def test_lists_hold_the_own_area_and_nothing_else(admin_of_city, desks, foreign, monday):
    html = admin_of_city.get(url("desks")).content.decode()
    assert f"board/{desks[CITY].pk}/" in html and f"board/{desks[TWIN_CITY].pk}/" not in html
    assert str(foreign.pk) not in re.findall(
        r"roster/(\d+)/change", admin_of_city.get(url("changelist"), {"all": ""}).content.decode()
    )
    admin_of_city.post(url("generate"), {"desk": desks[TWIN_CITY].pk, "first": monday, "last": monday})
    assert Roster.objects.count() == 1


def test_the_index_leads_to_the_boards(admin_of_city):
    assert admin_of_city.get(url("changelist"))["Location"] == url("desks")


def test_an_upper_administrators_draft_is_not_shown_below(client, cast, city, police, monday, admin_of_city):
    generate(by=cast.superuser, desks=Desk.objects.filter(pk=city.pk), first=monday, last=monday, now=timezone.now())
    assert 'class="draft' not in board(admin_of_city, city, monday).content.decode()
    client.force_login(cast.superuser)
    assert 'class="draft' in board(client, city, monday).content.decode()


@pytest.mark.parametrize("page", ["publish", "discard", "undo", "copy"])
def test_acts_are_posts(admin_of_city, city, monday, page):
    roster = drawn(admin_of_city, city, monday, monday)
    target = city.pk if page == "copy" else roster.pk
    assert admin_of_city.get(url(page, target)).status_code == 405
    assert Duty.objects.drafts().count() == 2


def test_rosters_are_not_made_changed_or_deleted_by_hand(admin_of_city, city, monday):
    roster = drawn(admin_of_city, city, monday, monday)
    assert admin_of_city.get(url("add")).status_code == 403
    assert admin_of_city.post(url("change", roster.pk), {"state": "published"}).status_code == 405
    assert admin_of_city.post(url("delete", roster.pk), {"post": "yes"}).status_code == 403


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow(admin_of_city, city, police, cast, monday):
    address = url("board", city.pk) + f"?month={monday:%Y-%m}"
    make_duty(police[0], city, monday, by=cast.administrator)
    few = queries(admin_of_city, address)
    fill(city, monday + timedelta(1), monday + timedelta(6), police, by=cast.administrator)
    # One less where the week begins after the days that coverage looks at.
    assert few == queries(admin_of_city, address) in (21, 22)
    roster = drawn(admin_of_city, city, monday + timedelta(8), monday + timedelta(8))
    one = queries(admin_of_city, url("change", roster.pk))
    roster = drawn(admin_of_city, city, monday + timedelta(8), monday + timedelta(20))
    assert one == queries(admin_of_city, url("change", roster.pk)) == 11
    one = queries(admin_of_city, url("desks"))
    compose(Desk.objects.get(area=PLUIT), [(police[0].unit, 1)])
    assert one == queries(admin_of_city, url("desks")) == 7


def test_without_desks_or_composition_the_pages_say_so(client, cast, desks):
    client.force_login(cast.administrator)
    assert Composition.objects.in_use().count() == 0
    html = board(client, desks[CITY]).content.decode()
    assert "board-note" in html and reverse("admin:desks_composition_add") in html
    Desk.objects.all().delete()
    assert reverse("admin:desks_desk_add") in client.get(url("desks")).content.decode()


def test_desks_are_filtered_and_drawn_all_at_once_with_progress(admin_of_city, desks, police, monday):
    unit = police[0].unit
    staff(unit, 30, start=7)
    for code in (PLUIT, "31.72.01"):
        compose(desks[code], [(unit, 1)])
    extra = Desk.objects.create(
        election=desks[CITY].election, area_id="31.72.02", name="Posko Contoh", active_from=monday,
        active_until=monday + timedelta(60), opens_at=0, closes_at=1440,
    )  # fmt: skip
    compose(extra, [(unit, 1)])
    html = admin_of_city.get(url("desks"), {"tier": "3"}).content.decode()
    assert f"board/{extra.pk}/" in html and f"board/{desks[CITY].pk}/" not in html
    for junk in ({"tier": "x"}, {"election": "9" * 5000}, {"q": "x" * 5000}, {"p": "9" * 5000}):
        assert admin_of_city.get(url("desks"), junk).status_code == 200
    assert "?" in admin_of_city.get(url("desks"), {"q": "tidak ada"}).content.decode()
    page = admin_of_city.get(url("generate"), {"all": "1"}).content.decode()
    chosen = re.findall(r'name="desk" value="(\d+)"', page)
    assert len(chosen) == 4
    answer = admin_of_city.post(url("generate"), {"desk": chosen, "first": monday, "last": monday + timedelta(6)})
    assert answer["Content-Encoding"] == "identity", "packed, the lines would wait for each other"
    lines = b"".join(answer.streaming_content).decode()
    roster = Roster.objects.get()
    assert roster.duties.count() == 35 and roster.desks.count() == 4
    assert re.search(r"<li>35 \S+ 35 ", lines) and url("change", roster.pk) in lines
    answer = admin_of_city.post(url("generate"), {"desk": chosen, "first": monday, "last": monday - timedelta(6)})
    assert "errornote" in b"".join(answer.streaming_content).decode()
