"""Nothing in the code knows Jakarta: the same story in Bali, with kabupaten, desa and WITA."""

import uuid
from datetime import date, datetime

import pytest
from django.utils import timezone

from desks.actions import open_desks
from desks.models import Area, Desk, Election, Role, Tier, User
from reports.actions import FilingRefused, escalate_due, file_report, perform
from reports.models import Report

from .conftest import kinds

MORNING = datetime(2024, 11, 13, 9, 0, tzinfo=timezone.get_fixed_timezone(8 * 60))


@pytest.fixture
def village(reference):
    return Area.objects.below("51").filter(kind="desa", code__startswith="51.02").first()


@pytest.fixture
def bali(village):
    """Desks from the village up to the province, 08.00-16.00 WITA."""
    election = Election.objects.create(
        slug="pilgub-bali", name_id="Pilgub Bali", name_en="Bali", voting_on=date(2024, 11, 27), scope_id="51"
    )
    for code in village.path:
        open_desks(
            election=election,
            area=Area.objects.get(pk=code),
            tiers=[Tier(len(Area(code=code).path))],
            active_from=date(2024, 10, 3),
            active_until=date(2024, 12, 15),
            opens_at=480,
            closes_at=960,
        )
    return election


@pytest.fixture
def filed(bali, village, content):
    """filed(**content) -> a report of the village, by its officer."""
    by = User.objects.create_user("petugas.desa", "x", role=Role.OFFICER, area=village)

    def filed(now=MORNING, **changes):
        report, _ = file_report(by=by, key=uuid.uuid4(), content=content(area=village.pk, **changes), now=now)
        return report

    return filed


def at(clock, day=13):
    hour, minute = clock.split(".")
    return MORNING.replace(day=day, hour=int(hour), minute=int(minute))


def test_the_emergency_climbs_from_desa_to_kabupaten_and_province(filed, village):
    report = filed(severity="darurat")
    assert report.number == f"{village.pk}-0001"
    held = []
    for clock in ("09.15", "09.30", "09.45", "10.00"):
        escalate_due(now=at(clock))
        report.refresh_from_db()
        held.append(report.held_by.area_id)
    assert held == [*reversed(village.path[:3]), "51"]
    assert kinds(report) == ["filed", "escalated", "escalated", "escalated", "overdue"]


def test_opening_hours_are_those_of_wita(filed):
    assert filed(severity="sedang", now=at("15.00")).respond_by == at("11.00", day=14)
    assert filed(severity="sedang", now=at("07.30")).respond_by == at("12.00")


def test_at_night_with_the_regency_open_the_emergency_goes_there_at_once(filed, village):
    Desk.objects.filter(area=village.path[1]).update(opens_at=0, closes_at=1440)
    assert filed(severity="darurat", now=at("23.00")).held_by.area_id == village.path[1]


def test_a_desk_is_active_by_its_own_date(filed):
    """At 00.30 WITA it is still yesterday in Jakarta."""
    bali_desks = Desk.objects.filter(area__code__startswith="51")
    bali_desks.update(active_from=date(2024, 11, 13))
    assert filed(now=at("00.30")).state == "waiting"


def test_a_desk_is_not_active_by_the_date_of_another_zone(cast, content, desks):
    """At 00.30 WITA the desks of Jakarta that begin on this date have not begun."""
    Desk.objects.update(active_from=date(2024, 11, 13))
    with pytest.raises(FilingRefused):
        file_report(by=cast.pluit_officer, key=uuid.uuid4(), content=content(), now=at("00.30"))


def test_jakarta_sees_nothing_of_it(filed, cast):
    report = filed()
    for name in ("official", "province_coordinator", "outsider_official"):
        assert not Report.objects.visible_to(getattr(cast, name)).exists()
        with pytest.raises(Report.DoesNotExist):
            perform(step="note", number=report.number, by=getattr(cast, name), data={"text": "x"}, now=MORNING)
