"""The demonstration's roster: Jakarta Pusat with its real units, sample officers, the days so far already served."""

from datetime import timedelta

from django.db import transaction

from desks.actions import check_in, generate, publish
from desks.models import Absence, Composition, Desk, Duty, Officer, Place, Role, Shift, Unit, User

AREA = "31.71"
OFFICERS_PER_UNIT = 12
PLACES_PER_UNIT = 2
#: The unit kind that gives the duty lead.
LEADING = "polri"
#: Each officer takes one leave of so many days: about 6 % of the two and a half months.
LEAVE_DAYS = 4


@transaction.atomic
def make_roster(*, election, by, now):
    """Officers, compositions, a published roster, attendance up to `now`; the Roster, or None where one is there.

    The roster is drawn as if on the day before the desk opened, so that the days behind us have their duties too.
    """
    desk = Desk.objects.select_related("area").filter(area=AREA, election=election).first()
    if desk is None or Composition.objects.filter(desk=desk).exists():
        return None
    units = list(Unit.objects.filter(area=AREA).order_by("pk"))
    _compose(desk, units, election)
    for number, unit in enumerate(units):
        _man(unit, number, desk)
    _give_login()
    before = desk.hours.window_on(desk.active_from)[0] - timedelta(days=1)
    roster = generate(
        by=by, desks=Desk.objects.filter(pk=desk.pk), first=desk.active_from, last=desk.active_until, now=before
    )
    publish(by=by, roster=roster, now=before)
    _serve(desk, by, now)
    return roster


def _compose(desk, units, election):
    """One shift in the desk's hours every day; three shifts of eight hours on voting day."""
    daily = [("Sif harian", desk.opens_at, desk.closes_at)]
    voting = [("Sif pagi", 0, 480), ("Sif siang", 480, 960), ("Sif malam", 960, 1440)]
    for name, applies_on, shifts in (
        ("Satu sif, bergantian dari unsur Forkopimko", None, daily),
        ("Hari pemungutan suara, tiga sif", election.voting_on, voting),
    ):
        composition = Composition.objects.create(area=desk.area, desk=desk, name=name, applies_on=applies_on)
        for shift_name, starts_at, ends_at in shifts:
            shift = Shift.objects.create(composition=composition, name=shift_name, starts_at=starts_at, ends_at=ends_at)
            Place.objects.bulk_create(
                Place(shift=shift, unit=unit, count=PLACES_PER_UNIT, leads=unit.kind_id == LEADING) for unit in units
            )


def _man(unit, number, desk):
    """The officers of one unit, numbered on from the unit before, each with one leave."""
    for place in range(OFFICERS_PER_UNIT):
        serial = number * OFFICERS_PER_UNIT + place + 1
        officer = Officer.objects.create(
            unit=unit, name=f"Contoh {serial:02d}", rank="Anggota", phone=f"+6281200000{serial:03d}"
        )
        starts_on = desk.active_from + timedelta(days=(serial * 7) % 60)
        Absence.objects.create(officer=officer, starts_on=starts_on, ends_on=starts_on + timedelta(LEAVE_DAYS - 1))


def _give_login():
    """The sample officer of the city is the first of the leading unit."""
    first = Officer.objects.filter(unit__area=AREA, unit__kind=LEADING).order_by("pk").first()
    first.user = User.objects.filter(area=AREA, role=Role.OFFICER, officer=None).order_by("pk").first()
    first.save()


def _serve(desk, by, now):
    """Attendance up to now: checked in five minutes early, out at the end; every 25th came twenty minutes late."""
    for number, duty in enumerate(Duty.objects.published().filter(desk=desk, starts_at__lte=now).order_by("pk")):
        minutes = 20 if number % 25 == 24 else -5
        arrived = duty.starts_at + timedelta(minutes=minutes)
        if arrived <= now:
            check_in(by=by, duty=duty, now=arrived)
    over = Duty.objects.published().filter(desk=desk, ends_at__lte=now, checked_in_at__isnull=False)
    for duty in over:
        Duty.objects.filter(pk=duty.pk).update(checked_out_at=duty.ends_at, checked_out_by=by)
