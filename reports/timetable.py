"""When daily reports are due, and which stretch of time each is about. Pure, no database.

All tiers of an election report about the same stretch: it ends when the lowest tier's report is due, so that what
the wards, the districts and the city write about one evening adds up to the last incident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desks.hours import start_of
from desks.models import Tier

#: Minutes after its due time from which a report counts as late or missing.
GRACE_MINUTES = 30
#: On voting day every tier reports at these hours.
VOTING_DAY = tuple(hour * 60 for hour in (6, 8, 10, 12, 14, 17, 21))
#: On every other day once, each tier an hour after the one below it.
EVERY_DAY = {Tier.WARD: (16 * 60,), Tier.DISTRICT: (17 * 60,), Tier.CITY: (18 * 60,), Tier.PROVINCE: (19 * 60,)}
#: How far back the report before is looked for: no calendar leaves a desk silent for longer.
LONGEST_SILENCE = timedelta(days=31)


@dataclass(frozen=True)
class Times:
    """Times of day in minutes since local midnight, in order, and the grace that follows each."""

    minutes: tuple[int, ...]
    grace: int = GRACE_MINUTES


@dataclass(frozen=True)
class Deadline:
    """One report to be made: about [period_from, period_until), due at `due_at`, late after `late_after`; all UTC."""

    due_at: datetime
    late_after: datetime
    period_from: datetime
    period_until: datetime


@dataclass(frozen=True)
class Timetable:
    """The times of one election. `changes` holds, by (tier, whether for voting day), the days from which other
    times than the usual ones apply, in order: {(Tier.WARD, False): [(date, Times), ...]}."""

    voting_on: date
    changes: Mapping[tuple[int, bool], list[tuple[date, Times]]] = field(default_factory=dict)

    def times_on(self, tier, day):
        voting = day == self.voting_on
        times = Times(VOTING_DAY if voting else EVERY_DAY[Tier(tier)])
        for since, changed in self.changes.get((tier, voting), ()):
            if since <= day:
                times = changed
        return times

    def deadlines(self, tier, zone, first, last):
        """The Deadlines of a tier on the local dates from first to last, both included, in order."""
        found = []
        before = None
        for day in _days(first, last):
            times = self.times_on(tier, day)
            for minutes in times.minutes:
                due = _moment(day, minutes, zone)
                if before is None:
                    before = self._until_before(tier, due, zone)
                until = max(self.period_until(tier, due, zone), before)
                found.append(Deadline(due, due + timedelta(minutes=times.grace), before, until))
                before = until
        return found

    def period_until(self, tier, due, zone):
        """Where the stretch of a report due then ends: when the tiers below, down to the lowest, were due."""
        if tier == Tier.WARD:
            return due
        lower = self._latest_due(tier + 1, due, zone)
        return self.period_until(tier + 1, lower, zone)

    def _until_before(self, tier, due, zone):
        before = self._latest_due(tier, due - timedelta(seconds=1), zone)
        return self.period_until(tier, before, zone)

    def _latest_due(self, tier, moment, zone):
        """The last due time of the tier at or before the moment."""
        day = moment.astimezone(zone).date()
        for back in range(LONGEST_SILENCE.days + 1):
            date_then = day - timedelta(days=back)
            for minutes in reversed(self.times_on(tier, date_then).minutes):
                if (due := _moment(date_then, minutes, zone)) <= moment:
                    return due
        return moment - LONGEST_SILENCE


def _days(first, last):
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _moment(day: date, minutes: int, zone: ZoneInfo):
    return (start_of(day, zone) + timedelta(minutes=minutes)).astimezone(UTC)
