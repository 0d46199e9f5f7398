"""Duties as a calendar that phones and desktop calendars fetch by themselves (RFC 5545, RFC 7986). In Indonesian."""

import hashlib
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vDuration, vText

from .models import CalendarFeed, Desk, Duty, Officer, Unit
from .text import printable

KEPT = timedelta(days=60)
FETCH_EVERY = timedelta(hours=1)
#: What of a duty a calendar shows: when one of these changes, the calendar has changed.
COLUMNS = (
    "pk", "state", "shift_name", "leads", "starts_at", "ends_at", "created_at", "cancelled_at", "cancelled_because",
    "roster__published_at", "desk_id", "desk__name", "desk__place", "desk__area__time_zone", "officer_id",
    "officer__rank", "officer__name", "unit_id", "unit__name",
)  # fmt: skip


def feed_of(token):
    """The feed that this token opens now, or None: the owner must still be the officer, or still man the desk's area.

    Who has moved to another area, or is no longer of a desk, fetches nothing more with the old address.
    """
    feed = CalendarFeed.objects.by_token(token)
    if feed is None:
        return None
    if feed.officer is not None:
        return feed if feed.officer.user_id == feed.owner_id else None
    owner = feed.owner
    return feed if owner.mans_a_desk and Desk.objects.visible_to(owner).filter(pk=feed.desk_id).exists() else None


def duties_of(feed, now):
    """What the feed shows: published and cancelled duties from some weeks ago on, as rows of COLUMNS."""
    mine = Duty.objects.of_person(feed.owner) if feed.officer_id else Duty.objects.visible_to(feed.owner)
    mine = mine.filter(officer=feed.officer_id) if feed.officer_id else mine.filter(desk=feed.desk_id)
    shown = mine.exclude(state=Duty.State.DRAFT).filter(ends_at__gte=now - KEPT)
    return list(shown.order_by("starts_at", "pk").values_list(*COLUMNS, named=True))


def entity_tag(feed, rows):
    return hashlib.sha256(repr((feed.pk, str(feed), rows)).encode()).hexdigest()[:32]


def changed_at(feed, rows):
    """The last moment at which something changed that the calendar shows; names have histories of their own."""
    moments = [feed.created_at, *map(_changed_at, rows)]
    for model, column in ((Desk, "desk_id"), (Officer, "officer_id"), (Unit, "unit_id")):
        ids = {getattr(row, column) for row in rows}
        moments.append(model.history.filter(id__in=ids).aggregate(last=Max("history_date"))["last"])
    return max(moment for moment in moments if moment)


def _changed_at(row):
    return max(filter(None, (row.created_at, row.roster__published_at, row.cancelled_at)))


def calendar_of(feed, rows):
    """The calendar as bytes."""
    zone = (feed.desk.area if feed.desk_id else feed.owner.area).time_zone
    with override("id"):
        name = vText(
            printable(_("Duties: %(whose)s") % {"whose": feed})
        )  # the library escapes no names it does not know
        calendar = Calendar()
        calendar.add("prodid", "-//Posko Bersama//Jadwal Piket//ID")
        calendar.add("version", "2.0")
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", zone)
        calendar.add("refresh-interval", vDuration(FETCH_EVERY), {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(FETCH_EVERY))
        for row in rows:
            calendar.add_component(_event(row, of_desk=feed.desk_id is not None))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(row, *, of_desk):
    zone, changed = ZoneInfo(row.desk__area__time_zone), _changed_at(row)
    is_cancelled = row.state == Duty.State.CANCELLED
    event = Event()
    event.add("uid", uid(row))
    # In a calendar that nobody sent, DTSTAMP means what LAST-MODIFIED means: a fixed moment keeps the bytes stable.
    event.add("dtstamp", changed)
    event.add("created", row.created_at)
    event.add("last-modified", changed)
    event.add("sequence", int(is_cancelled))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("dtstart", row.starts_at.astimezone(zone))
    event.add("dtend", row.ends_at.astimezone(zone))
    event.add("summary", printable(summary(row, of_desk=of_desk)))
    event.add("description", printable(description(row)))
    if row.desk__place:
        event.add("location", printable(row.desk__place))
    return event


def uid(row):
    """A name for ever: a duty keeps its number; the moment it was made tells it from those of other installations."""
    return f"duty-{row.pk}@{row.created_at.timestamp():.0f}.posko-bersama"


def summary(row, *, of_desk):
    words = _("Duty %(shift)s · %(desk)s") % {"shift": row.shift_name, "desk": row.desk__name}
    if of_desk:
        words = f"{words} · {officer_of(row)}"
    if row.leads:
        words = _("%(duty)s (duty lead)") % {"duty": words}
    return _("Cancelled: %(duty)s") % {"duty": words} if row.state == Duty.State.CANCELLED else words


def description(row):
    lines = [f"{officer_of(row)}, {row.unit__name}"]
    if row.cancelled_because:
        lines.append(_("Cancelled: %(reason)s") % {"reason": row.cancelled_because})
    return "\n".join(lines)


def officer_of(row):
    return f"{row.officer__rank} {row.officer__name}".strip()
