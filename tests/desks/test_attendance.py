"""Check-in and check-out, and what follows from them about who was there."""

from datetime import timedelta

import pytest
from django.utils import translation

from desks.actions import Refused, check_in, check_out, replace
from desks.actions.attendance import leads_desk, may_attend
from desks.models import Attendance, Duty
from desks.presence import lines_of, presence_at

from ..conftest import NOW

START = NOW.replace(hour=8)
END = NOW.replace(hour=16)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def english():
    """The sentences below are looked for as the source has them."""
    with translation.override("en"):
        yield


@pytest.fixture
def duty(manned):
    return manned.duty["ani", 13]


def again(duty):
    return Duty.objects.select_related("officer", "desk__area").get(pk=duty.pk)


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (START - timedelta(hours=1), Attendance.PRESENT),
        (START, Attendance.PRESENT),
        (START + 15 * MINUTE, Attendance.PRESENT),
        (START + 15 * MINUTE + timedelta(seconds=1), Attendance.LATE),
        (END - MINUTE, Attendance.LATE),
    ],
)
def test_check_in_keeps_moment_and_person(duty, cast, moment, status):
    check_in(by=cast.pluit_coordinator, duty=duty, now=moment)
    duty = again(duty)
    assert (duty.checked_in_at, duty.checked_in_by, duty.checked_out_at) == (moment, cast.pluit_coordinator, None)
    assert duty.attendance_at(moment) == status


@pytest.mark.parametrize("moment", [START - timedelta(hours=1, seconds=1), END, END + timedelta(days=1)])
def test_check_in_is_closed_before_and_after(duty, cast, moment):
    with pytest.raises(Refused, match="one hour before"):
        check_in(by=cast.pluit_officer, duty=duty, now=moment)
    assert again(duty).checked_in_at is None


def test_a_second_check_in_is_refused_and_changes_nothing(duty, cast):
    check_in(by=cast.pluit_officer, duty=duty, now=NOW)
    with pytest.raises(Refused, match=r"Ani.*09.00 WIB"):
        check_in(by=cast.pluit_coordinator, duty=duty, now=NOW + MINUTE)
    assert (again(duty).checked_in_at, again(duty).checked_in_by) == (NOW, cast.pluit_officer)


@pytest.mark.parametrize(
    ("moment", "refused"),
    [(NOW, False), (END + timedelta(hours=12), False), (END + timedelta(hours=12, minutes=1), True)],
)
def test_check_out_until_twelve_hours_after_the_end(duty, cast, moment, refused):
    check_in(by=cast.pluit_officer, duty=duty, now=NOW)
    if refused:
        with pytest.raises(Refused, match="twelve hours"):
            check_out(by=cast.pluit_officer, duty=duty, now=moment)
    else:
        check_out(by=cast.pluit_officer, duty=duty, now=moment)
    assert again(duty).checked_out_at == (None if refused else moment)


def test_check_out_only_after_check_in_and_only_once(duty, cast):
    with pytest.raises(Refused, match="has not checked in"):
        check_out(by=cast.pluit_officer, duty=duty, now=NOW)
    check_in(by=cast.pluit_officer, duty=duty, now=NOW)
    check_out(by=cast.pluit_officer, duty=duty, now=END)
    with pytest.raises(Refused, match="already"):
        check_out(by=cast.pluit_coordinator, duty=duty, now=END + MINUTE)
    assert (again(duty).checked_out_at, again(duty).checked_out_by) == (END, cast.pluit_officer)


@pytest.mark.parametrize("act", [check_in, check_out])
def test_a_duty_that_is_no_longer_in_force_is_refused(manned, cast, act):
    duty = manned.duty["ani", 13]
    replace(by=cast.pluit_coordinator, duty=duty, officer=manned.dedi, reason="x", now=NOW)
    with pytest.raises(Refused, match="changed by somebody else"):
        act(by=cast.pluit_officer, duty=duty, now=NOW)


def test_who_stands_where_at_which_moment(duty, cast):
    moments = {START - MINUTE: "planned", START: "awaited", END - MINUTE: "awaited", END: "absent"}
    assert {moment: duty.attendance_at(moment) for moment in moments} == moments
    overdue = {START + 15 * MINUTE: False, START + 16 * MINUTE: True, END + MINUTE: True}
    assert {moment: duty.is_missing_at(moment) for moment in overdue} == overdue


def test_nobody_is_late_for_a_duty_that_was_handed_to_them_while_it_ran(manned, cast):
    new = replace(
        by=cast.pluit_coordinator, duty=manned.duty["ani", 13], officer=manned.dedi, reason="x", now=START + 60 * MINUTE
    )
    assert not new.is_missing_at(START + 75 * MINUTE)
    assert new.is_missing_at(START + 76 * MINUTE)
    check_in(by=cast.pluit_coordinator, duty=new, now=START + 75 * MINUTE)
    assert again(new).attendance_at(NOW) == Attendance.PRESENT


def test_who_may_check_whom_in(manned, cast):
    own, other = manned.duty["ani", 13], manned.duty["citra", 13]
    people = ("pluit_officer", "pluit_colleague", "pluit_coordinator", "city_coordinator", "outsider_coordinator")
    may = {name: (may_attend(getattr(cast, name), own), may_attend(getattr(cast, name), other)) for name in people}
    assert may == {
        "pluit_officer": (True, False),
        "pluit_colleague": (False, False),
        "pluit_coordinator": (True, True),
        "city_coordinator": (False, False),
        "outsider_coordinator": (False, False),
    }
    assert leads_desk(cast.pluit_coordinator, manned.desk)
    assert not leads_desk(cast.pluit_officer, manned.desk)


def test_presence_names_who_is_there_who_leaves_and_who_comes(manned, cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        presence = presence_at(manned.desk, cast.pluit_coordinator, NOW)
        assert [line.duty.officer.name for line in presence.here] == ["Contoh Ani", "Contoh Citra"]
        assert [line.duty.officer.name for line in presence.coming] == ["Contoh Budi", "Contoh Dedi"]
    assert presence.leaving == []
    check_in(by=cast.pluit_officer, duty=manned.duty["ani", 13], now=NOW)
    evening = presence_at(manned.desk, cast.pluit_officer, END + MINUTE)
    assert (evening.here, [line.may_check_out for line in evening.leaving]) == ([], [True])
    assert evening.next.serves_on.day == 14
    check_out(by=cast.pluit_officer, duty=manned.duty["ani", 13], now=END + MINUTE)
    assert presence_at(manned.desk, cast.pluit_officer, END + MINUTE).leaving == []


def test_buttons_only_for_those_who_may(manned, cast):
    duties = Duty.objects.telling().filter(serves_on="2024-11-13").for_display().with_handing_on()

    def buttons(user, now=NOW):
        lines = lines_of(duties.all(), user, now)
        return [(line.may_check_in, line.may_check_out, line.may_replace) for line in lines]

    assert buttons(cast.pluit_officer) == [(True, False, False), (False, False, False)]
    assert buttons(cast.pluit_coordinator) == [(True, False, True)] * 2
    assert buttons(cast.city_coordinator) == [(False, False, False)] * 2
    check_in(by=cast.pluit_officer, duty=manned.duty["ani", 13], now=NOW)
    assert buttons(cast.pluit_coordinator) == [(False, True, False), (True, False, True)]
    assert buttons(cast.pluit_coordinator, END) == [(False, True, False), (False, False, False)]


def test_a_list_of_who_was_there_tells_of_those_who_were_replaced(manned, cast):
    replace(by=cast.pluit_coordinator, duty=manned.duty["ani", 13], officer=manned.dedi, reason="Sakit", now=NOW)
    manned.duty["citra", 13].state = "draft"
    manned.duty["citra", 13].save()
    lines = lines_of(
        Duty.objects.telling().filter(serves_on="2024-11-13").for_display().with_handing_on(),
        cast.pluit_coordinator,
        NOW,
    )
    found = {line.duty.officer.name: (line.status, line.successor, line.predecessor) for line in lines}
    assert found == {
        "Contoh Ani": (Attendance.REPLACED, manned.dedi, None),
        "Contoh Dedi": (Attendance.AWAITED, None, manned.ani),
    }
    assert not any(line.may_check_in for line in lines if line.status == Attendance.REPLACED)
