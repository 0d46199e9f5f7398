"""The roster of a desk on the page, week by week, and its files."""

import io
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from desks.models import Composition, Desk, Duty, Election, Holiday, SpecialHours

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, TWIN_CITY, TWIN_WARD
from ..desks.roster_cast import compose, fill, make_duty, staff, unit_at
from .conftest import indonesian, text_of

PAGE, PDF, XLSX = (f"/desks/{PLUIT}/roster{ending}" for ending in ("/", ".pdf", ".xlsx"))
#: The week of NOW, a Wednesday.
MONDAY, TODAY, SUNDAY = date(2024, 11, 11), date(2024, 11, 13), date(2024, 11, 17)
JUNK = [
    "", "a\ud800", "9" * 5000, "-1", "²", "tidak-ada", "2024-02-30", "9999-12-31", "0001-01-01", "2024-13", "2024-11",
    "x" * 20_000, "2024-W46", "2024-W46-1", "20241113", "'\";--<script>alert(1)</script>",
]  # fmt: skip


@pytest.fixture
def polsek(desks):
    return unit_at(PLUIT, "Polsek Contoh")


@pytest.fixture
def roster(desks, polsek, cast):
    """Two places a day of this week; a gap on Wednesday, and the officer's own duty on Monday."""
    Holiday.objects.all().delete()
    officers = staff(polsek, 4, phone="+6281234567890")
    officers[0].user = cast.pluit_officer
    officers[0].save()
    compose(desks[PLUIT], [(polsek, 2)])
    return fill(desks[PLUIT], MONDAY, SUNDAY, officers, by=cast.administrator, skip={5})


def part(text, begin, end):
    return text[text.rindex(begin) : text.rindex(end)]


def test_the_present_week(roster, login_as):
    page = login_as("pluit_officer").get(PAGE)
    text = text_of(page)
    monday = part(text, "Senin, 11 November 2024", "Selasa, 12 November 2024")
    words = (indonesian("you"), indonesian("Duty lead"), "Polsek Contoh", "Pagi 08.00–16.00")
    for expected in ("Aiptu Contoh 01", *words, "Aiptu Contoh 02"):
        assert expected in monday
    tuesday = part(text, "Selasa, 12 November 2024", "Rabu, 13 November 2024")
    assert "Aiptu Contoh 03" in tuesday
    assert f" {indonesian('you')} " not in tuesday
    wednesday = part(text, "Rabu, 13 November 2024", "Kamis, 14 November 2024")
    assert indonesian("today") in wednesday
    assert f"{indonesian('Not filled:')} Polsek Contoh" in wednesday
    assert indonesian("Not filled:") not in monday
    assert text.count(indonesian("weekend")) == 2
    assert "+62812" not in page.content.decode()
    assert "18 November" not in text


def test_holidays_and_closed_days_in_words(roster, desks, login_as):
    Holiday.objects.create(falls_on=TODAY, name="Hari Contoh")
    SpecialHours.objects.create(desk=desks[PLUIT], applies_on=SUNDAY)
    Duty.objects.filter(serves_on=SUNDAY).delete()
    text = text_of(login_as("pluit_officer").get(PAGE))
    assert f"{indonesian('holiday:')} Hari Contoh" in text
    sunday = text[text.rindex("Minggu, 17 November 2024") :]
    assert indonesian("The desk is closed.") in sunday
    assert indonesian("Nobody is on duty.") not in sunday


def test_drafts_and_cancelled_duties_are_not_shown(roster, login_as):
    Duty.objects.filter(serves_on=MONDAY, leads=True).update(state="draft")
    Duty.objects.filter(serves_on=MONDAY, leads=False).update(state="cancelled", cancelled_at=NOW)
    monday = part(text_of(login_as("pluit_officer").get(PAGE)), "Senin, 11", "Selasa, 12")
    assert "Contoh 0" not in monday
    assert f"{indonesian('Not filled:')} Polsek Contoh × 2" in monday


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("", MONDAY, SUNDAY),
        ("2024-11-17", MONDAY, SUNDAY),
        ("2024-11-18", date(2024, 11, 18), date(2024, 11, 24)),
        ("2023-01-01", date(2024, 10, 3), date(2024, 10, 6)),
        ("9999-12-31", date(2024, 12, 9), date(2024, 12, 15)),
        ("junk", MONDAY, SUNDAY),
    ],
)
def test_weeks_lie_within_the_days_of_the_desk(asked, first, last, desks, login_as):
    Desk.objects.filter(area=PLUIT).update(active_from=date(2024, 10, 3), active_until=date(2024, 12, 15))
    context = login_as("pluit_officer").get(PAGE, {"from": asked}).context
    assert (context["sheet"].first, context["sheet"].last) == (first, last)
    assert context["previous"] == (first - timedelta(days=7) if first > date(2024, 10, 3) else None)
    assert context["next"] == (last + timedelta(days=1) if last < date(2024, 12, 15) else None)


def test_weeks_follow_on_each_other_to_both_ends(desks, login_as):
    Desk.objects.filter(area=PLUIT).update(active_from=date(2024, 10, 3), active_until=date(2024, 12, 15))
    client, seen = login_as("pluit_officer"), []
    for way in ("previous", "next"):
        day = TODAY
        while day:
            context = client.get(PAGE, {"from": day}).context
            seen += [day.day for day in context["sheet"].days]
            day = context[way]
    assert sorted(set(seen)) == [date(2024, 10, 3) + timedelta(days=n) for n in range(74)]


@pytest.mark.parametrize("value", JUNK, ids=range(len(JUNK)))
def test_junk_never_breaks(value, roster, login_as):
    client = login_as("pluit_officer")
    for field in ("from", "until", "month"):
        query = urlencode({field: value}, errors="surrogatepass")
        assert client.get(f"{PAGE}?{query}").status_code == 200
        for address in (PDF, XLSX):
            answer = client.get(f"{address}?{query}")
            assert answer.status_code in (200, 400)
            if answer.status_code == 400:
                assert len(text_of(answer)) > 20


@pytest.mark.parametrize("first", [date.min, date(2024, 1, 1)])
def test_a_desk_until_the_end_of_all_calendars(first, desks, login_as):
    Desk.objects.filter(area=PLUIT).update(active_from=first, active_until=date.max)
    client = login_as("pluit_officer")
    for asked in ("9999-12-31", "0001-01-01"):
        assert client.get(PAGE, {"from": asked}).status_code == 200
    assert client.get(XLSX, {"month": "9999-12"}).status_code == 200


# Empty states


def test_nothing_published(roster, login_as):
    Duty.objects.update(state="draft")
    text = text_of(login_as("pluit_officer").get(PAGE))
    assert indonesian("No roster is published for this week.") in text
    assert indonesian("The administrator of your city draws it and publishes it; then the names stand here.") in text
    Composition.objects.all().delete()
    text = text_of(login_as("pluit_officer").get(PAGE))
    words = "The desk has no composition yet: the administrator of your city says first how many officers of which unit"
    assert indonesian(f"{words} each shift needs.") in text


def test_no_desk(desks, login_as):
    Desk.objects.filter(area=PLUIT).delete()
    client = login_as("pluit_officer")
    assert indonesian("There is no desk here.") in text_of(client.get(PAGE))
    never_was = client.get("/desks/31.99.99.9999/roster.pdf").content
    assert [(client.get(a).status_code, client.get(a).content) for a in (PDF, XLSX)] == [(404, never_was)] * 2


def test_the_last_desk_is_shown_when_none_is_active(roster, login_as):
    Desk.objects.filter(area=PLUIT).update(active_until=TODAY - timedelta(days=1))
    context = login_as("pluit_officer").get(PAGE).context
    assert (context["sheet"].first, context["sheet"].last) == (MONDAY, TODAY - timedelta(days=1))


# Who


@pytest.mark.parametrize("ending", ["/", ".pdf", ".xlsx"])
def test_outside_is_as_what_never_was(ending, desks, login_as):
    pages = {"pluit_officer": (PENJARINGAN, TWIN_WARD), "administrator": (TWIN_WARD,)}
    for person, codes in pages.items():
        client = login_as(person)
        if ending == "/" and person == "administrator":
            continue
        never_was = client.get(f"/desks/31.99.99.9999/roster{ending}")
        for code in codes:
            answer = client.get(f"/desks/{code}/roster{ending}")
            assert (answer.status_code, answer.content) == (404, never_was.content)
            assert dict(answer.headers) == dict(never_was.headers)


def test_an_officer_of_the_city_reads_the_roster_of_a_ward(roster, login_as):
    assert "Contoh 01" in text_of(login_as("city_officer").get(PAGE))


def test_the_page_asks_the_same_at_one_duty_and_at_many(
    desks, polsek, cast, login_as, worker_alive, django_assert_num_queries
):
    compose(desks[PLUIT], [(polsek, 3)])
    client = login_as("pluit_officer")
    make_duty(staff(polsek, 1)[0], desks[PLUIT], SUNDAY, by=cast.administrator)
    # Session, user, area, desk, its hours, compositions, shifts, places, units, days off, duties, situation.
    with django_assert_num_queries(12):
        client.get(PAGE)
    fill(desks[PLUIT], MONDAY, SUNDAY - timedelta(days=1), staff(polsek, 9, start=11), by=cast.administrator)
    with django_assert_num_queries(12):
        client.get(PAGE)


# Files


@pytest.mark.parametrize("person", ["pluit_officer", "administrator"])
def test_files(person, roster, login_as):
    client = login_as(person)
    pdf, xlsx = client.get(PDF), client.get(XLSX)
    assert pdf.content.startswith(b"%PDF")
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "private")
    name = f"jadwal-piket-{PLUIT}-2024-11-01-2024-11-30"
    assert pdf["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
    assert xlsx["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    assert xlsx["Cache-Control"] == "private"
    rows = list(load_workbook(io.BytesIO(xlsx.content)).worksheets[0].iter_rows(min_row=6, values_only=True))
    assert (len(rows), rows[0][0].date(), rows[-1][0].date()) == (30, date(2024, 11, 1), date(2024, 11, 30))
    assert "Aiptu Contoh 01" in rows[10][3]


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({"month": "2024-12"}, "2024-12-01", "2024-12-15"),
        ({"month": "2024-10"}, "2024-10-03", "2024-10-31"),
        ({"from": "2024-10-15"}, "2024-10-15", "2024-12-15"),
        ({"until": "2024-10-15"}, "2024-10-03", "2024-10-15"),
        ({"from": "2024-10-01", "until": "2024-10-05"}, "2024-10-03", "2024-10-05"),
        ({"from": "2024-10-15", "until": "2099-10-05"}, "2024-10-15", "2024-12-15"),
        ({}, "2024-11-01", "2024-11-30"),
    ],
)
def test_periods(query, first, last, desks, login_as):
    Desk.objects.filter(area=PLUIT).update(active_from=date(2024, 10, 3), active_until=date(2024, 12, 15))
    assert f"{PLUIT}-{first}-{last}.xlsx" in login_as("pluit_officer").get(XLSX, query)["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"month": "2024-09"}, "The desk is not active on these days."),
        ({"from": "2024-11-05", "until": "2024-11-01"}, "The desk is not active on these days."),
        ({"month": "junk"}, "Write the month as 2024-11, or the first and last day as 2024-11-01."),
        ({"from": "2024-11-01", "until": "x"}, "Write the month as 2024-11, or the first and last day as 2024-11-01."),
        ({"until": "2024-12-15"}, "One file holds at most %(days)d days: ask for a shorter period."),
    ],
)
def test_periods_that_no_file_holds(query, words, desks, login_as):
    Desk.objects.filter(area=PLUIT).update(active_from=date(2024, 10, 3), active_until=date(2024, 12, 15))
    for address in (PDF, XLSX):
        answer = login_as("pluit_officer").get(address, query)
        assert answer.status_code == 400
        assert indonesian(words) % {"days": 62} in text_of(answer)


@pytest.mark.parametrize(("until", "offered"), [(date(2024, 12, 3), True), (date(2024, 12, 4), False)])
def test_the_whole_roster_is_offered_where_it_fits(until, offered, roster, login_as):
    Desk.objects.filter(area=PLUIT).update(active_from=date(2024, 10, 3), active_until=until)
    page = login_as("pluit_officer").get(PAGE).content.decode()
    assert (f"{PDF}?from=2024-10-03" in page) is offered
    assert f"{PDF}?month=2024-11" in page
    assert f"{XLSX}?month=2024-11" in page
    assert 'href="/calendar/"' in page
    assert (login_as("pluit_officer").get(f"{PDF}?from=2024-10-03").status_code == 200) is offered


def test_the_papers_of_one_of_two_desks(desks, cast, login_as):
    """An area has a desk per election; the board of each links to its own papers."""
    other = Desk.objects.create(
        election=Election.objects.exclude(pk=desks[CITY].election_id).first(), area_id=CITY, name="Posko Lain",
        active_from=date(2025, 1, 1), active_until=date(2025, 1, 31), opens_at=0, closes_at=1440,
    )  # fmt: skip
    client = login_as("administrator")
    address = f"/desks/{CITY}/roster.xlsx?month=2025-01&desk="
    assert client.get(f"{address}{other.pk}").status_code == 200
    assert client.get(f"{address}{desks[TWIN_CITY].pk}").status_code == 404
    assert client.get(f"{address}{'9' * 18}").status_code == 404
