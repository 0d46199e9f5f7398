"""The clock of a desk: when it is open, and when a number of open minutes has passed. Pure, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def start_of(day, zone):
    """Midnight at which a local date begins."""
    return datetime.combine(day, time(), zone)


@dataclass(frozen=True)
class OpeningHours:
    """Opening hours of one desk over its active dates.

    `opens` and `closes` are minutes since local midnight, 0 to 1440. `special` holds the dates on
    which the hours differ, as such a pair, or None where the desk stays closed that day. Weekends
    and public holidays make no difference (rule 6).
    """

    zone: ZoneInfo
    active_from: date
    active_until: date
    opens: int
    closes: int
    special: Mapping[date, tuple[int, int] | None] = field(default_factory=dict)

    def is_active_on(self, day):
        return self.active_from <= day <= self.active_until

    def pair_on(self, day):
        """(opens, closes) of that local date in minutes since midnight, or None where the desk is closed all day."""
        return self.special.get(day, (self.opens, self.closes)) if self.is_active_on(day) else None

    def window_on(self, day):
        """(opening, closing) of that local date as UTC moments, or None where the desk is closed all day."""
        pair = self.pair_on(day)
        return pair and tuple(self._moment(day, minutes) for minutes in pair)

    def is_open_at(self, moment):
        window = self.window_on(moment.astimezone(self.zone).date())
        return window is not None and window[0] <= moment < window[1]

    def due(self, arrived_at, minutes):
        """The moment by which `minutes` open minutes have passed since `arrived_at` (rule 11).

        Never before arrival. Where the desk's last day ends first, its last closing is the answer:
        what is left undone then must go on to a desk that is still there, not wait for ever.
        """
        left = timedelta(minutes=minutes)
        due = arrived_at
        day = max(arrived_at.astimezone(self.zone).date(), self.active_from)
        while day <= self.active_until:
            window = self.window_on(day)
            day += timedelta(days=1)
            if window is None or window[1] <= arrived_at:
                continue
            start = max(window[0], arrived_at)
            if left <= window[1] - start:
                return start + left
            left -= window[1] - start
            due = window[1]
        return due

    def _moment(self, day, minutes):
        return (start_of(day, self.zone) + timedelta(minutes=minutes)).astimezone(UTC)
