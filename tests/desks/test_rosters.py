"""Drawing a roster, publishing it, undoing it, copying a week: what is filled and what is past stays."""

from datetime import date, timedelta

import pytest

from desks.actions import Refused, check_in, copy_week, discard, generate, publish, undo
from desks.actions.rosters import MOST_DAYS, last_published
from desks.models import Absence, Composition, Coverage, Desk, Duty, Holiday, Officer, Roster

from ..conftest import CITY, NOW, PLUIT, TWIN_CITY
from .roster_cast import compose, make_duty, staff, unit_at

pytestmark = pytest.mark.django_db

#: The Monday after NOW.
MONDAY = date(2024, 11, 18)
SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture
def city(desks):
    return desks[CITY]


@pytest.fixture
def police(city):
    """Six officers for two places a day."""
    unit = unit_at(CITY, "Polres Contoh")
    compose(city, [(unit, 2)])
    return staff(unit, 6)


@pytest.fixture
def draw(cast, city):
    """draw(first, last) -> a draft for the city's desk."""

    def draw(first=MONDAY, last=SUNDAY, *, by=None, desk=None, now=NOW):
        desks = Desk.objects.filter(pk=(desk or city).pk)
        return generate(by=by or cast.administrator, desks=desks, first=first, last=last, now=now)

    return draw


def duties(roster, state="draft"):
    return roster.duties.filter(state=state)


def loads(officers):
    return sorted(officer.duties.filter(state="published").count() for officer in officers)


def test_a_draft_fills_every_place_and_nobody_sees_it(draw, police, cast):
    roster = draw()
    assert duties(roster).count() == 14
    assert roster.state == "draft" and roster.gaps == [] and roster.certificate["proven"]
    assert not Duty.objects.published().exists()
    assert not Coverage.objects.exists()


def test_the_same_input_gives_the_same_roster(draw, police):
    first = list(draw().duties.order_by("starts_at", "officer").values_list("officer", "starts_at"))
    assert list(draw().duties.order_by("starts_at", "officer").values_list("officer", "starts_at")) == first


def test_publishing_puts_it_into_force(draw, police, cast, city):
    roster = draw()
    assert publish(by=cast.administrator, roster=roster, now=NOW) == 14
    roster.refresh_from_db()
    assert (roster.state, roster.published_by) == ("published", cast.administrator)
    assert loads(police) == [2, 2, 2, 2, 3, 3]
    assert Coverage.objects.get(desk=city).uncovered == 8, "the days before the roster: 2 places on 4 days"


def test_publishing_twice_is_refused(draw, police, cast):
    roster = draw()
    publish(by=cast.administrator, roster=roster, now=NOW)
    with pytest.raises(Refused, match="Diterbitkan|Published"):
        publish(by=cast.administrator, roster=roster, now=NOW)


def test_fairness_counts_earlier_ranges(draw, police, cast):
    publish(by=cast.administrator, roster=draw(), now=NOW)
    publish(by=cast.administrator, roster=draw(MONDAY + timedelta(7), SUNDAY + timedelta(7)), now=NOW)
    assert loads(police) == [4, 4, 5, 5, 5, 5]


def test_holidays_weigh_like_weekends(draw, police, cast):
    def off_days():
        return {load["person"]: load["off_duties"] for load in draw().certificate["pools"][0]["loads"]}

    assert sum(off_days().values()) == 4
    Holiday.objects.create(falls_on=MONDAY, name="Contoh: libur pemungutan suara", area_id=CITY)
    assert sum(off_days().values()) == 6
    assert max(off_days().values()) == 1
    Holiday.objects.create(falls_on=MONDAY + timedelta(1), name="Contoh: libur kota lain", area_id=TWIN_CITY)
    assert sum(off_days().values()) == 6, "a holiday of another city is none here"


def test_absences_and_availability_are_respected(draw, police, cast):
    Absence.objects.create(officer=police[0], starts_on=MONDAY, ends_on=SUNDAY)
    Officer.objects.filter(pk=police[1].pk).update(available_until=MONDAY)
    Officer.objects.filter(pk=police[2].pk).update(available_from=SUNDAY)
    roster = draw()
    taken = {
        officer.pk: set(duties(roster).filter(officer=officer).values_list("serves_on", flat=True))
        for officer in police
    }
    assert taken[police[0].pk] == set()
    assert taken[police[1].pk] <= {MONDAY} and taken[police[2].pk] <= {SUNDAY}
    assert roster.gaps == []


@pytest.mark.parametrize(("ends_at", "taken"), [(1440, True), (60, False)], ids=["to midnight", "past midnight"])
def test_leave_on_the_next_day(draw, city, cast, ends_at, taken):
    unit = unit_at(CITY, "Polres Contoh")
    compose(city, [(unit, 1)], shifts=[("Malam", 1020, ends_at)])
    Absence.objects.create(officer=staff(unit, 1)[0], starts_on=MONDAY + timedelta(1), ends_on=MONDAY + timedelta(1))
    assert draw(MONDAY, MONDAY).duties.exists() is taken


def test_published_duties_at_other_desks_bind(draw, police, cast, desks):
    elsewhere = [make_duty(officer, desks[PLUIT], MONDAY, by=cast.administrator) for officer in police[:5]]
    roster = draw(MONDAY, MONDAY)
    assert set(duties(roster).values_list("officer", flat=True)) == {police[5].pk}
    (gap,) = roster.gaps
    assert (gap["day"], gap["unit"], gap["reason"]) == ("2024-11-18", "Polres Contoh", "too_few")
    assert not set(roster.duties.values_list("officer", flat=True)) & {duty.officer_id for duty in elsewhere}


def test_too_little_rest_is_no_choice(draw, city, cast):
    unit = unit_at(CITY, "Polres Contoh")
    compose(city, [(unit, 1)], shifts=[("Malam", 1320, 360), ("Pagi", 480, 960)])
    one = staff(unit, 1)[0]
    roster = draw(MONDAY, MONDAY + timedelta(1))
    times = list(duties(roster).values_list("officer", "shift_name", "serves_on"))
    assert all(row[0] == one.pk for row in times)
    assert len(times) == 2 and len(roster.gaps) == 2


def test_the_most_per_week(draw, city, police):
    Composition.objects.filter(desk=city).update(max_per_week=2)
    roster = draw()
    assert max(duties(roster).filter(officer=officer).count() for officer in police) == 2
    assert len(roster.gaps) == 2 and {gap["reason"] for gap in roster.gaps} == {"week_full"}


def test_a_dated_composition_takes_the_place_of_the_everyday_one(draw, police, city):
    three = [("Pagi", 0, 480), ("Siang", 480, 960), ("Malam", 960, 1440)]
    compose(city, [(police[0].unit, 1)], shifts=three, on=MONDAY + timedelta(1))
    rows = duties(draw(MONDAY, MONDAY + timedelta(2))).order_by("starts_at")
    assert [row.shift_name for row in rows] == ["Pagi"] * 2 + ["Pagi", "Siang", "Malam"] + ["Pagi"] * 2


def test_a_day_on_which_the_desk_stays_closed_wants_nobody(draw, police, city):
    city.special_hours.create(applies_on=MONDAY, opens_at=None, closes_at=None)
    assert set(duties(draw(MONDAY, MONDAY + timedelta(1))).values_list("serves_on", flat=True)) == {
        MONDAY + timedelta(1)
    }


def test_a_kind_draws_on_the_nearest_units(draw, desks, cast):
    pluit = desks[PLUIT]
    compose(pluit, [("polri", 1)])
    far, near = staff(unit_at(CITY, "Polres Contoh"), 3), staff(unit_at("31.72.01", "Polsek Contoh"), 3)
    staff(unit_at(TWIN_CITY, "Polres Lain"), 3)
    taken = set(duties(draw(desk=pluit)).values_list("officer", flat=True))
    assert taken == {officer.pk for officer in near}
    Duty.objects.all().delete()
    Officer.objects.filter(pk__in=taken).update(unit=far[0].unit)
    near[0].unit.delete()
    assert set(duties(draw(desk=pluit)).values_list("unit", flat=True)) == {far[0].unit_id}


def test_units_above_the_administrator_give_no_officers(draw, desks, cast):
    pluit = desks[PLUIT]
    compose(pluit, [("polri", 1)])
    staff(unit_at(CITY, "Polres Contoh"), 3)
    cast.administrator.area_id = "31.72.01"
    cast.administrator.save()
    cast.administrator.refresh_from_db()
    roster = draw(desk=pluit, by=cast.administrator)
    assert not roster.duties.exists()
    assert {gap["reason"] for gap in roster.gaps} == {"no_officers"}


def test_only_what_is_unpublished_and_ahead_is_drawn(draw, police, cast):
    publish(by=cast.administrator, roster=draw(MONDAY, MONDAY), now=NOW)
    kept = list(Duty.objects.published().values_list("pk", flat=True))
    again = draw(NOW.date() - timedelta(days=3), SUNDAY)
    drawn = set(duties(again).values_list("serves_on", flat=True))
    assert min(drawn) == NOW.date() + timedelta(1), "today's shift began at eight, NOW is nine"
    assert MONDAY not in drawn
    publish(by=cast.administrator, roster=again, now=NOW)
    assert set(kept) < set(Duty.objects.published().values_list("pk", flat=True))
    with pytest.raises(Refused):
        draw()


@pytest.mark.parametrize(("first", "last"), [(SUNDAY, MONDAY), (MONDAY, MONDAY + timedelta(MOST_DAYS))])
def test_a_range_that_is_none(draw, police, first, last):
    with pytest.raises(Refused, match=str(MOST_DAYS)):
        draw(first, last)


def test_a_desk_without_composition_is_refused_in_words(draw):
    with pytest.raises(Refused, match="komposisi|composition"):
        draw()


def test_a_second_draft_takes_the_place_of_the_first(draw, police, cast):
    first, second = draw(), draw()
    first.refresh_from_db()
    assert first.state == "discarded" and not first.duties.exists()
    with pytest.raises(Refused):
        publish(by=cast.administrator, roster=first, now=NOW)
    discard(by=cast.administrator, roster=second)
    assert not Duty.objects.exists()


def test_a_draft_of_many_desks_loses_only_the_desk_that_is_drawn_anew(draw, police, cast, desks):
    unit = unit_at(PLUIT, "Polsek Contoh")
    compose(desks[PLUIT], [(unit, 1)])
    staff(unit, 3)
    both = generate(
        by=cast.administrator, first=MONDAY, last=SUNDAY, now=NOW,
        desks=Desk.objects.filter(pk__in=[desks[CITY].pk, desks[PLUIT].pk]),
    )  # fmt: skip
    assert duties(both).count() == 21
    draw()
    both.refresh_from_db()
    assert both.state == "draft" and list(both.desks.all()) == [desks[PLUIT]]
    assert duties(both).count() == 7


def test_publishing_refuses_what_changed_since(draw, police, cast, city):
    roster = draw()
    someone = duties(roster).order_by("starts_at").first()
    leave = Absence.objects.create(officer=someone.officer, starts_on=MONDAY, ends_on=MONDAY)
    with pytest.raises(Refused, match=someone.officer.name):
        publish(by=cast.administrator, roster=roster, now=NOW)
    leave.delete()
    busy = make_duty(someone.officer, Desk.objects.get(area=PLUIT), MONDAY, by=cast.administrator)
    with pytest.raises(Refused, match=someone.officer.name):
        publish(by=cast.administrator, roster=roster, now=NOW)
    busy.delete()
    Composition.objects.get(desk=city).shifts.update(starts_at=540)
    with pytest.raises(Refused, match="ulang|anew"):
        publish(by=cast.administrator, roster=roster, now=NOW)
    assert not Duty.objects.published().exists()


def test_publishing_weighs_the_duties_of_the_draft_against_each_other(draw, police, cast, city):
    roster = draw()
    Composition.objects.filter(desk=city).update(max_per_week=1)
    with pytest.raises(Refused):
        publish(by=cast.administrator, roster=roster, now=NOW)
    assert not Duty.objects.published().exists()


def test_duties_that_began_before_publishing_are_left_out(draw, police, cast):
    roster = draw()
    now = NOW + (MONDAY - NOW.date())
    assert publish(by=cast.administrator, roster=roster, now=now) == 12
    with pytest.raises(Refused):
        publish(by=cast.administrator, roster=draw(MONDAY + timedelta(7), now=NOW, last=MONDAY + timedelta(7)),
                now=NOW + timedelta(days=30))  # fmt: skip


def test_undo_cancels_what_has_not_begun(draw, police, cast, city):
    roster = draw()
    publish(by=cast.administrator, roster=roster, now=NOW)
    tuesday_nine = NOW + (MONDAY + timedelta(1) - NOW.date())
    assert last_published(city, cast.administrator) == roster
    assert undo(by=cast.administrator, roster=roster, now=tuesday_nine) == 10
    assert set(duties(roster, "published").values_list("serves_on", flat=True)) == {MONDAY, MONDAY + timedelta(1)}
    cancelled = duties(roster, "cancelled").first()
    assert (cancelled.cancelled_by, cancelled.cancelled_at) == (cast.administrator, tuesday_nine)
    roster.refresh_from_db()
    assert (roster.state, roster.undone_by) == ("undone", cast.administrator)
    assert last_published(city, cast.administrator) is None
    with pytest.raises(Refused):
        undo(by=cast.administrator, roster=roster, now=tuesday_nine)


def test_undo_leaves_who_has_checked_in(draw, police, cast):
    roster = draw(MONDAY, MONDAY)
    publish(by=cast.administrator, roster=roster, now=NOW)
    duty = duties(roster, "published").first()
    early = duty.starts_at - timedelta(minutes=20)
    check_in(by=cast.city_coordinator, duty=duty, now=early)
    assert undo(by=cast.administrator, roster=roster, now=early) == 1
    assert duties(roster, "published").get() == duty


def test_nothing_is_left_to_undo(draw, police, cast):
    roster = draw()
    publish(by=cast.administrator, roster=roster, now=NOW)
    with pytest.raises(Refused):
        undo(by=cast.administrator, roster=roster, now=NOW + timedelta(days=30))
    assert duties(roster, "published").count() == 14


def test_undo_knows_only_rosters_of_the_own_area(draw, police, cast, city):
    roster = draw(by=cast.superuser)
    publish(by=cast.superuser, roster=roster, now=NOW)
    assert roster.area_id == "31"
    assert last_published(city, cast.administrator) is None
    assert last_published(city, cast.superuser) == roster


def test_a_week_is_copied_as_far_as_the_rules_allow(draw, police, cast, city):
    publish(by=cast.administrator, roster=draw(), now=NOW)
    away = Duty.objects.published().filter(serves_on=MONDAY).first().officer
    target = MONDAY + timedelta(7)
    Absence.objects.create(officer=away, starts_on=target, ends_on=target)
    roster, missed = copy_week(by=cast.administrator, desk=city, source=SUNDAY, target=target + timedelta(3), now=NOW)
    assert missed == 1 and duties(roster).count() == 13
    was = set(Duty.objects.published().values_list("officer", "serves_on"))
    assert {(officer, day - timedelta(7)) for officer, day in duties(roster).values_list("officer", "serves_on")} < was
    publish(by=cast.administrator, roster=roster, now=NOW)


@pytest.mark.parametrize("days", [0, 2, -14])
def test_a_week_that_cannot_be_copied(draw, police, cast, city, days):
    publish(by=cast.administrator, roster=draw(), now=NOW)
    with pytest.raises(Refused):
        copy_week(by=cast.administrator, desk=city, source=MONDAY, target=MONDAY + timedelta(days), now=NOW)
    assert not Roster.objects.filter(state="draft").exists()
