"""Who has reported: every figure of the board, by plain counts in Python; rounds, streaks, own reports, reminders."""

import random
from datetime import date, time, timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied

from desks.models import Area, Desk, Election
from reports.actions.daily import acknowledge_daily, begin_correction, preview, save_draft, sign
from reports.actions.reminders import remind, remind_missing
from reports.daily_board import Counts, board_of, boards
from reports.models import DailyDue, DailyReport, Reminder
from reports.models.daily import digest_of

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from ..daily_cast import FOUR, desk_at, lead_of, make_due, sign_due, sign_nihil, write_draft

ZONE = NOW.tzinfo
WARDS = [f"31.72.01.100{number}" for number in (1, 2, 3, 4)]
#: Of the wards 16.00 is due, 16.30 late; the districts' hour is 17.00, the city's 18.00.
HALF_PAST_FIVE = FOUR.replace(hour=17, minute=30)


@pytest.fixture
def wards(desks, election):
    """Four more desks beside Pluit's, by code."""
    return {code: desk_at(code, election) for code in WARDS}


serials = count(1000)


def signed_row(due, at, *, by, **changes):
    """A signed report as a bare row."""
    serial = next(serials)
    content = f"contoh {serial}"
    return DailyReport.objects.create(
        due=due,
        desk=due.desk,
        serial=serial,
        number=f"LAPHAR/{due.desk.area_id}/2024/{serial}",
        content=content,
        sha256=digest_of(content),
        classification="biasa",
        signed_at=at,
        signed_by=by,
        edited_at=at,
        edited_by=by,
        **changes,
    )


def tiles_of(board):
    return {tile.area.pk: tile for group in board.groups for tile in group.tiles}


def statuses(board):
    return {code: tile.status[0] for code, tile in tiles_of(board).items()}


# Figures


@pytest.fixture
def evening(desks, wards, cast):
    """One round in which every status occurs, at half past five: the districts have until then, the city longer."""
    dues = {code: make_due(desk) for code, desk in {**desks, **wards}.items() if code != PROVINCE}
    sign_due(dues[PLUIT])
    sign_nihil(dues[WARDS[0]])
    sign_due(dues[WARDS[1]], now=dues[WARDS[1]].late_after + timedelta(seconds=1))
    write_draft(dues[WARDS[2]])
    write_draft(dues[PENJARINGAN])
    return dues


def test_every_status_and_its_count(evening, cast):
    board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE)
    assert statuses(board) == {
        PENJARINGAN: "draft",
        WARDS[0]: "received",
        WARDS[1]: "late",
        WARDS[2]: "missing",
        WARDS[3]: "missing",
        PLUIT: "received",
    }
    assert board.total == Counts(due=6, received=3, late=1, missing=2, nihil=1, draft=1)
    assert (board.total.awaited, board.total.percent) == (0, 50)
    assert board.own_tile.status[0] == "awaited"
    assert [code for code, tile in tiles_of(board).items() if tile.due.current_is_nihil] == [WARDS[0]]


@pytest.mark.parametrize(
    ("after", "status"), [(timedelta(), "awaited"), (timedelta(seconds=1), "missing")], ids=["at the end", "past it"]
)
def test_missing_only_when_the_grace_is_over(after, status, desks, cast):
    due = make_due(desks[PLUIT])
    board = board_of(cast.city_coordinator, PENJARINGAN, due.late_after + after)
    assert statuses(board) == {PLUIT: status}
    assert (board.total.missing, board.total.awaited) == (int(status == "missing"), int(status == "awaited"))


def test_a_signature_at_the_last_moment_of_grace_is_not_late(desks, cast):
    due = make_due(desks[PLUIT])
    sign_due(due, now=due.late_after)
    board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE)
    assert (statuses(board), board.total.late) == ({PLUIT: "received"}, 0)


def test_a_percentage_is_never_rounded_up():
    assert [Counts(due=due, received=received).percent for due, received in ((317, 316), (3, 2), (0, 0), (5, 5))] == [
        99,
        66,
        0,
        100,
    ]


def test_a_correction_counts_once_and_says_so(desks, cast):
    """In time is what came first; nihil is what the report in force says."""
    due = make_due(desks[PLUIT])
    first = sign_nihil(due)
    lead, later = lead_of(desks[PLUIT]), due.late_after + timedelta(hours=1)
    draft = begin_correction(by=lead, report=first, reason="Contoh: keliru", now=later)
    board = board_of(cast.city_coordinator, CITY, later)
    assert (statuses(board), tiles_of(board)[PLUIT].due.is_corrected) == ({PLUIT: "received"}, False)
    assert board.total == Counts(due=1, received=1, nihil=1)
    save_draft(by=lead, due=due, words={"is_nihil": False}, revision=draft.revision, now=later)
    *_, seen = preview(due, later)
    second = sign(by=lead, due=due, seen=seen, now=later)
    board = board_of(cast.city_coordinator, CITY, later)
    tile = tiles_of(board)[PLUIT]
    assert (tile.status[0], tile.due.is_corrected, tile.due.current_id) == ("received", True, second.pk)
    assert board.total == Counts(due=1, received=1)


@pytest.mark.parametrize("seed", range(4))
def test_figures_of_random_weeks(seed, desks, wards, cast, election, monkeypatch):
    """Totals, tiles, rows and history say the same as the dues and reports counted one by one."""
    dice, by = random.Random(seed), cast.province_coordinator
    now = FOUR + timedelta(minutes=dice.choice([31, 95, 300]))
    others = Election.objects.get(pk="pemilu-2024")
    all_desks = [*desks.values(), *wards.values(), desk_at(PLUIT, others), desk_at("31.72.02", election)]
    facts = {}
    for desk in all_desks:
        for day in range(-5, 1):
            if dice.random() < 0.8:
                due = make_due(desk, days=day)
                facts[due] = random_report(due, dice, by)
    for code in (CITY, PROVINCE, PENJARINGAN):
        expected = [(due, fact) for due, fact in facts.items() if lies_below(due, code, election)]
        board = board_of(cast.province_coordinator, code, now, slug=election.pk)
        of_round = [(due, fact) for due, fact in expected if due.period_until == board.round]
        assert board.total == plain_count(of_round, now)
        assert plain_tiles(board) == board.total
        assert dict(board.history) == by_day(expected, now)
        monkeypatch.setattr(boards, "MOST_TILES", 0)
        board = board_of(cast.province_coordinator, code, now, slug=election.pk)
        monkeypatch.undo()
        if code != PENJARINGAN:  # no district has so many wards
            assert {area.pk: counts for area, counts in board.rows} == by_child(of_round, code, now)


def random_report(due, dice, by):
    """(signed at or None, nihil, drafted) of a due, and the rows that make it so."""
    if dice.random() < 0.3:
        drafted = dice.random() < 0.5
        if drafted:
            DailyReport.objects.create(due=due, desk=due.desk, edited_at=NOW, edited_by=by)
        return None, False, drafted
    at, nihil = due.due_at + timedelta(minutes=dice.choice([0, 30, 31, 300])), dice.random() < 0.5
    row = signed_row(due, at, by=by, is_nihil=nihil)
    if dice.random() < 0.3:
        nihil = not nihil
        words = {"correction_reason": "Contoh", "replaces": row, "is_nihil": nihil}
        signed_row(due, at + timedelta(hours=2), by=by, **words)
    return at, nihil, False


def lies_below(due, code, election):
    return due.desk.election_id == election.pk and due.desk.area_id.startswith(f"{code}.")


def plain_count(facts, now):
    counts = Counts()
    for due, (at, nihil, drafted) in facts:
        counts.due += 1
        counts.received += at is not None
        counts.late += at is not None and at > due.late_after
        counts.missing += at is None and now > due.late_after
        counts.nihil += nihil
        counts.draft += at is None and now <= due.late_after and drafted
    return counts


def plain_tiles(board):
    tiles = tiles_of(board).values()
    found = [tile.status[0] for tile in tiles]
    return Counts(
        due=len(found),
        received=found.count("received") + found.count("late"),
        late=found.count("late"),
        missing=found.count("missing"),
        nihil=sum(bool(tile.due.current_is_nihil) for tile in tiles),
        draft=found.count("draft"),
    )


def by_day(facts, now):
    days = {}
    for due, fact in facts:
        if due.period_until <= now:
            days.setdefault(due.period_until.astimezone(ZONE).date(), []).append((due, fact))
    return {day: plain_count(rows, now) for day, rows in days.items()}


def by_child(facts, code, now):
    length = {2: 5, 5: 8}[len(code)]
    children = {}
    for due, fact in facts:
        children.setdefault(due.desk.area_id[:length], []).append((due, fact))
    return {child: plain_count(rows, now) for child, rows in children.items()}


def test_history_holds_fourteen_dates(desks, cast):
    for day in range(-20, 2):
        make_due(desks[PLUIT], days=day)
    board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE)
    days = [day for day, _ in board.history]
    assert days == [date(2024, 11, 13) - timedelta(days=back) for back in range(14)]
    earlier = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE, on=date(2024, 11, 1))
    assert earlier.history[0][0] == date(2024, 11, 1), "up to the date that is looked at"


def test_a_round_enters_the_history_when_it_ends(desks, cast):
    make_due(desks[PLUIT])
    for now, days in ((FOUR - timedelta(seconds=1), []), (FOUR, [FOUR.date()])):
        assert [day for day, _ in board_of(cast.city_coordinator, CITY, now).history] == days


# Tiles and rows


def test_tiles_stand_by_district_its_own_desk_first(evening, desks, election, cast):
    make_due(desk_at("31.72.02.1001", election))
    board = board_of(cast.province_coordinator, PROVINCE, HALF_PAST_FIVE)
    groups = [(group.area.pk, [tile.area.pk for tile in group.tiles]) for group in board.groups]
    assert groups == [
        (CITY, [CITY]),
        (PENJARINGAN, [PENJARINGAN, *WARDS, PLUIT]),
        ("31.72.02", ["31.72.02.1001"]),
        (TWIN_CITY, [TWIN_CITY]),
        ("31.75.01", ["31.75.01", TWIN_WARD]),
    ]
    assert [group.received for group in board.groups] == [0, 3, 0, 0, 0]


@pytest.mark.parametrize(("most", "tiles", "rows"), [(6, 6, 0), (5, 0, 1)])
def test_rows_instead_of_tiles_where_there_are_too_many(most, tiles, rows, evening, cast, monkeypatch):
    monkeypatch.setattr(boards, "MOST_TILES", most)
    board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE)
    assert (len(tiles_of(board)), len(board.rows)) == (tiles, rows)
    assert board.own_tile.area.pk == CITY
    assert board.total.due == 6
    if rows:
        assert [(area.pk, counts) for area, counts in board.rows] == [(PENJARINGAN, board.total)]


def test_a_ward_counts_its_own_report(desks, cast):
    sign_due(make_due(desks[PLUIT]))
    board = board_of(cast.pluit_officer, PLUIT, HALF_PAST_FIVE)
    assert (board.total, board.groups) == (Counts(due=1, received=1), [])
    assert board.own_tile.status[0] == "received"
    assert [counts.received for _, counts in board.history] == [1]


def test_an_observer_learns_only_what_is_there(evening, cast):
    board = board_of(cast.observer, CITY, HALF_PAST_FIVE)
    assert set(statuses(board).values()) == {"received", "not_received"}
    assert [code for code, status in statuses(board).items() if status == "received"] == [WARDS[0], WARDS[1], PLUIT]
    assert not any(tile.may_be_reminded for tile in tiles_of(board).values())
    assert (board.own, board.inbox, board.may_remind_all) == (None, [], False)


# Scope


@pytest.mark.parametrize("code", [TWIN_WARD, TWIN_CITY, PROVINCE, "99.99"])
def test_no_board_of_what_lies_outside(code, evening, cast):
    assert board_of(cast.city_coordinator, code, HALF_PAST_FIVE) is None


def test_what_lies_outside_counts_nowhere(evening, cast):
    twin = board_of(cast.outsider_official, TWIN_CITY, HALF_PAST_FIVE)
    assert statuses(twin) == {"31.75.01": "awaited", TWIN_WARD: "missing"}
    assert (twin.total.due, [counts.due for _, counts in twin.history]) == (2, [2])
    assert [area.pk for area in twin.parents] == []


def test_elections_are_counted_apart(desks, cast, election):
    other = Election.objects.get(pk="pemilu-2024")
    ended = {"active_until": date(2024, 2, 29)}
    make_due(desks[PLUIT])
    make_due(desk_at(PLUIT, other, **ended), days=-300)
    make_due(desk_at(PENJARINGAN, other, **ended), days=-300)
    board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE)
    assert [row.pk for row in board.elections] == [election.pk, other.pk], "the one with active desks first"
    assert (board.election, board.total.due) == (election, 1)
    board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE, slug=other.pk)
    assert (board.election, board.total.due) == (other, 2)
    assert f"election={other.pk}" in board.this_query
    assert board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE, slug="tidak-ada").election == election


# Rounds


@pytest.fixture
def rounds(desks):
    """Yesterday, today and tomorrow at four, and a voting day with three hours a fortnight ahead."""
    for day in (-1, 0, 1):
        make_due(desks[PLUIT], days=day)
    for hour in (6, 8, 10):
        make_due(desks[PLUIT], FOUR.replace(hour=hour), days=14, hours=2)


def round_of(cast, now, **choice):
    board = board_of(cast.city_coordinator, CITY, now, **choice)
    local = [moment and moment.astimezone(ZONE) for moment in (board.previous, board.round, board.following)]
    return [moment and f"{moment:%d %H}" for moment in local]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (FOUR - timedelta(days=3), [None, "12 16", "13 16"]),
        (FOUR - timedelta(seconds=1), [None, "12 16", "13 16"]),
        (FOUR, ["12 16", "13 16", "14 16"]),
        (FOUR + timedelta(days=14, hours=-7), ["27 06", "27 08", "27 10"]),
        (FOUR + timedelta(days=40), ["27 08", "27 10", None]),
    ],
    ids=["before the first", "a second before the end", "at the end", "voting day", "after the last"],
)
def test_the_round_that_is_shown(now, expected, rounds, cast):
    assert round_of(cast, now) == expected


@pytest.mark.parametrize(
    ("on", "at", "expected"),
    [
        (date(2024, 11, 14), None, ["13 16", "14 16", "27 06"]),
        (date(2024, 11, 27), None, ["14 16", "27 06", "27 08"]),
        (date(2024, 11, 27), time(8), ["27 06", "27 08", "27 10"]),
        (date(2024, 11, 27), time(9), ["27 08", None, "27 10"]),
        (date(2024, 11, 20), None, ["14 16", None, "27 06"]),
        (date(2023, 1, 1), None, [None, None, "12 16"]),
        (date(2099, 12, 31), None, ["27 10", None, None]),
    ],
)
def test_the_round_asked_for(on, at, expected, rounds, cast):
    assert round_of(cast, FOUR, on=on, at=at) == expected


def test_of_a_date_that_is_over_the_last_round(rounds, cast):
    assert round_of(cast, FOUR + timedelta(days=20), on=date(2024, 11, 27)) == ["27 08", "27 10", None]


def test_links_lead_to_the_rounds(rounds, cast):
    board = board_of(cast.city_coordinator, CITY, FOUR)
    assert (board.previous_query, board.this_query, board.following_query) == (
        "?on=2024-11-12&at=16%3A00",
        "?on=2024-11-13&at=16%3A00",
        "?on=2024-11-14&at=16%3A00",
    )


def test_desks_of_a_tier_that_reports_more_often_have_rounds_of_their_own(desks, cast):
    make_due(desks[PLUIT], FOUR.replace(hour=12))
    make_due(desks[PLUIT], hours=4)
    make_due(desks[PENJARINGAN])
    at_noon = board_of(cast.city_coordinator, CITY, FOUR, on=FOUR.date(), at=time(12))
    assert (set(tiles_of(at_noon)), at_noon.own_tile) == ({PLUIT}, None)
    assert set(tiles_of(board_of(cast.city_coordinator, CITY, FOUR))) == {PENJARINGAN, PLUIT}


def test_nothing_is_due(desks, cast):
    board = board_of(cast.city_coordinator, CITY, NOW)
    assert (board.round, board.previous, board.following, board.total, board.history) == (
        None,
        None,
        None,
        Counts(),
        [],
    )
    assert (list(board.dues), board.own.current, board.own.earlier) == ([], None, [])


def test_no_desk_at_all(reference, cast):
    Desk.objects.all().delete()
    board = board_of(cast.city_coordinator, CITY, NOW)
    assert (board.elections, board.election, board.own) == ([], None, None)


# Streaks


@pytest.mark.parametrize(
    ("signed", "streak"),
    [((), 4), ((-3,), 3), ((-2,), 2), ((-1,), 1), ((-3, -1), 1), ((-3, -2), 2)],
    ids=str,
)
def test_how_many_in_a_row_are_missing(signed, streak, desks, cast):
    dues = {day: make_due(desks[PLUIT], days=day) for day in (-3, -2, -1, 0)}
    make_due(desks[PENJARINGAN])
    for day in signed:  # late, but it came
        signed_row(dues[day], FOUR - timedelta(hours=1), by=cast.pluit_coordinator)
    tiles = tiles_of(board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE))
    assert tiles[PLUIT].due.streak == streak
    assert tiles[PENJARINGAN].due.streak == 0, "has its grace still"
    within_grace = tiles_of(board_of(cast.city_coordinator, CITY, FOUR))
    assert within_grace[PLUIT].due.streak == streak - 1, "the round itself is not missing yet"


def test_a_streak_as_it_was_at_an_earlier_round_and_none_of_who_reported(desks, cast):
    dues = {day: make_due(desks[PLUIT], days=day) for day in (-3, -2, -1, 0)}
    signed_row(dues[0], FOUR, by=cast.pluit_coordinator)
    streaks = {}
    for day in dues:
        board = board_of(cast.city_coordinator, CITY, HALF_PAST_FIVE, on=FOUR.date() + timedelta(days=day))
        streaks[day] = tiles_of(board)[PLUIT].due.streak
    assert streaks == {-3: 1, -2: 2, -1: 3, 0: 0}


# The own desk's reports


def own(user, now):
    board = board_of(user, user.area_id, now)
    current = board.own.current
    return current and current.due, [tile.due for tile in board.own.earlier]


def test_the_report_of_the_day(desks, cast):
    """Today's until it is signed and after; tomorrow's, whose period has begun by then, only from midnight on."""
    yesterday, today, tomorrow = (make_due(desks[PLUIT], days=day) for day in (-1, 0, 1))
    signed_row(yesterday, FOUR - timedelta(days=1), by=cast.pluit_coordinator)
    user = cast.pluit_officer
    assert own(user, NOW) == (today, [])
    assert own(user, HALF_PAST_FIVE) == (today, [])
    sign_due(today)
    assert own(user, HALF_PAST_FIVE) == (today, [])
    assert own(user, NOW + timedelta(days=1)) == (tomorrow, [])


def test_what_is_still_owed_from_earlier_days(desks, cast):
    older, newer, today = (make_due(desks[PLUIT], days=day) for day in (-2, -1, 0))
    make_due(desks[PENJARINGAN], days=-1)
    assert own(cast.pluit_officer, NOW) == (today, [newer, older])
    sign_due(newer, now=NOW)
    assert own(cast.pluit_officer, NOW) == (today, [older])


def test_of_several_today_the_first_that_is_not_signed(desks, cast):
    dues = [make_due(desks[PLUIT], FOUR.replace(hour=hour), hours=2) for hour in (6, 8, 10)]
    assert own(cast.pluit_officer, NOW) == (dues[0], [])
    for due, following in zip(dues, [*dues[1:], dues[-1]], strict=True):
        signed_row(due, NOW, by=cast.pluit_coordinator)
        assert own(cast.pluit_officer, NOW)[0] == following


def test_before_the_first_day_the_coming_report_once_its_period_runs(desks, cast):
    coming = make_due(desks[PLUIT], days=1)
    assert own(cast.pluit_officer, FOUR - timedelta(seconds=1)) == (None, [])
    assert own(cast.pluit_officer, FOUR) == (coming, [])


def test_own_reports_are_for_who_mans_the_desk(desks, cast):
    make_due(desks[PLUIT])
    assert board_of(cast.city_coordinator, PLUIT, FOUR).own is None
    assert board_of(cast.official, CITY, FOUR).own is None
    assert board_of(cast.pluit_officer, PLUIT, FOUR).own is not None


@pytest.mark.parametrize(("person", "now", "may"), [("pluit_coordinator", FOUR, True), ("pluit_officer", FOUR, False)])
def test_signing_is_offered_to_the_lead(person, now, may, desks, cast):
    make_due(desks[PLUIT])
    assert board_of(getattr(cast, person), PLUIT, now).own.current.may_sign is may
    assert board_of(getattr(cast, person), PLUIT, now - timedelta(seconds=1)).own.current.may_sign is False


# What waits to be acknowledged


def test_inbox(evening, cast, desks):
    """Reports addressed to the own desk, the newest first; a correction takes the place of what it corrects."""
    first = DailyReport.objects.signed().get(desk=desks[PLUIT])
    later = HALF_PAST_FIVE

    def inbox(user=cast.penjaringan_officer):
        board = board_of(user, user.area_id, later)
        return [row.desk.area_id for row in board.inbox], board.waiting

    assert inbox() == ([WARDS[1], WARDS[0], PLUIT], 3)
    assert inbox(cast.city_officer) == ([], 0), "addressed to the district"
    assert inbox(cast.pluit_officer) == ([], 0)
    nihil = DailyReport.objects.signed().get(desk__area=WARDS[0])
    acknowledge_daily(by=cast.penjaringan_officer, report=nihil, now=later)
    assert inbox() == ([WARDS[1], PLUIT], 2)
    lead = lead_of(desks[PLUIT])
    begin_correction(by=lead, report=first, reason="Contoh", now=later)
    *_, seen = preview(evening[PLUIT], later)
    sign(by=lead, due=evening[PLUIT], seen=seen, now=later)
    assert inbox() == ([PLUIT, WARDS[1]], 2)


def test_an_inbox_tells_how_many_there_are_in_all(desks, cast, monkeypatch):
    monkeypatch.setattr(boards, "INBOX_SHOWN", 2)
    for day in (-2, -1, 0):
        signed_row(make_due(desks[PLUIT], days=day), FOUR, by=cast.pluit_coordinator, sent_to=desks[PENJARINGAN])
    board = board_of(cast.penjaringan_officer, PENJARINGAN, FOUR)
    assert (len(board.inbox), board.waiting) == (2, 3)


# Reminders


def test_a_reminder_is_told_until_the_report_is_there(desks, cast):
    due = make_due(desks[PLUIT])
    for minutes in (0, 20):
        remind(by=cast.city_officer, due=due, now=HALF_PAST_FIVE + timedelta(minutes=minutes))
    remind(by=cast.official, due=due, now=HALF_PAST_FIVE + timedelta(minutes=40))
    later = HALF_PAST_FIVE + timedelta(minutes=41)
    told = board_of(cast.pluit_officer, PLUIT, later).own.reminded
    assert [tile.reminder for tile in told] == [
        {"name": "Contoh official", "area": Area.objects.get(pk=CITY).full_name}
    ]
    assert (told[0].due.reminders_sent, told[0].due.reminded_at) == (3, HALF_PAST_FIVE + timedelta(minutes=40))
    sign_due(due, now=later)
    assert board_of(cast.pluit_officer, PLUIT, later).own.reminded == []


def test_whom_a_tile_offers_to_remind(evening, cast):
    def offered(user, now=HALF_PAST_FIVE, code=CITY):
        return {code for code, tile in tiles_of(board_of(user, code, now)).items() if tile.may_be_reminded}

    unsigned = {PENJARINGAN, WARDS[2], WARDS[3]}
    for name in ("city_officer", "city_coordinator", "official"):
        assert offered(getattr(cast, name)) == unsigned, name
    assert offered(cast.penjaringan_officer, code=PENJARINGAN) == {WARDS[2], WARDS[3]}
    remind(by=cast.official, due=evening[WARDS[2]], now=HALF_PAST_FIVE)
    assert offered(cast.city_officer) == unsigned - {WARDS[2]}, "just reminded"
    assert offered(cast.city_officer, HALF_PAST_FIVE + timedelta(minutes=10)) == unsigned
    own_tile = board_of(cast.penjaringan_officer, PENJARINGAN, HALF_PAST_FIVE).own_tile
    assert own_tile.area.pk == PENJARINGAN
    assert not own_tile.may_be_reminded


def test_nobody_is_reminded_of_a_period_that_has_not_begun(desks, cast):
    due = make_due(desks[PLUIT], days=2)
    board = board_of(cast.city_officer, CITY, due.period_from - timedelta(seconds=1))
    assert not tiles_of(board)[PLUIT].may_be_reminded
    assert tiles_of(board_of(cast.city_officer, CITY, due.period_from))[PLUIT].may_be_reminded


@pytest.mark.parametrize("person", ["city_officer", "city_coordinator", "official"])
def test_all_that_are_missing_are_reminded_at_once(person, evening, cast):
    by = getattr(cast, person)
    dues = DailyDue.objects.filter(period_until=FOUR)
    assert remind_missing(by=by, dues=dues, now=HALF_PAST_FIVE) == 2
    assert sorted(Reminder.objects.values_list("due__desk__area", "sent_by__username", "sent_at")) == [
        (code, person, HALF_PAST_FIVE) for code in (WARDS[2], WARDS[3])
    ]
    assert remind_missing(by=by, dues=dues, now=HALF_PAST_FIVE + timedelta(minutes=5)) == 1, (
        "Penjaringan's grace is over"
    )
    assert remind_missing(by=by, dues=dues, now=HALF_PAST_FIVE + timedelta(minutes=6)) == 0
    assert remind_missing(by=by, dues=dues, now=HALF_PAST_FIVE + timedelta(minutes=10)) == 2


def test_the_own_desk_is_not_reminded(desks, cast):
    make_due(desks[PENJARINGAN])
    make_due(desks[PLUIT])
    after = FOUR + timedelta(hours=3)
    assert remind_missing(by=cast.penjaringan_officer, dues=DailyDue.objects.all(), now=after) == 1
    assert Reminder.objects.get().due.desk.area_id == PLUIT
    assert remind_missing(by=cast.pluit_officer, dues=DailyDue.objects.all(), now=after + timedelta(hours=1)) == 0


@pytest.mark.parametrize("person", ["observer", "administrator"])
def test_others_remind_nobody(person, evening, cast):
    with pytest.raises(PermissionDenied):
        remind_missing(by=getattr(cast, person), dues=DailyDue.objects.all(), now=HALF_PAST_FIVE)
    assert not Reminder.objects.exists()
