"""Due daily reports, written ahead: who has not reported is a query, not a guess."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from desks.models import Desk, Election

from ..models import DailyDue, DailyReport, Reminder, ReportingTimes
from ..timetable import Deadline

#: How far ahead they are written: today and two days more.
AHEAD = timedelta(days=2)
#: Where nothing was written for longer (no worker ran), only so many days are written afterwards.
MOST_DAYS_BEHIND = timedelta(days=60)
#: Desks in one transaction.
BATCH = 500


def plan_dues(now, *, since=None, desks=None):
    """Bring the rows of today and the coming two days to what timetable and desks say; returns (written, dropped).

    What is due already stays as it is. Where no worker ran for a while, the days missed are written afterwards; a
    desk that never had a due begins after `since` (default: now). `desks` narrows the desks. Any number of workers
    may do it.
    """
    added = dropped = 0
    desks = Desk.objects.all() if desks is None else desks
    # Also those that ended while no worker ran; in which zone a date begins is looked at desk by desk.
    first, last = now - MOST_DAYS_BEHIND, now + AHEAD + timedelta(days=1)
    in_range = Q(active_from__lte=last.date(), active_until__gte=first.date())
    # And those whose dates were moved away after something was written for them.
    written = DailyDue.objects.filter(desk=OuterRef("pk"), due_at__gt=now)
    active = desks.filter(in_range | Exists(written))
    for election in Election.objects.filter(pk__in=active.values("election")):
        timetable = ReportingTimes.objects.timetable(election)
        rows = list(active.filter(election=election).select_related("area").order_by("pk"))
        for start in range(0, len(rows), BATCH):
            more, fewer = _plan(rows[start : start + BATCH], timetable, now, since or now)
            added, dropped = added + more, dropped + fewer
    return added, dropped


@transaction.atomic
def _plan(desks, timetable, now, since):
    kept = _kept(desks, now)
    coming = defaultdict(dict)
    for row in DailyDue.objects.filter(desk__in=desks, due_at__gt=now).exclude(pk__in=_touched().values("pk")):
        coming[row.desk_id][row.due_at] = row
    new, gone = [], []
    sequences = {}
    for desk in desks:
        wanted = {row.due_at: row for row in _wanted(desk, timetable, kept.get(desk.pk), now, since, sequences)}
        stays_until, _until = kept.get(desk.pk, (now, None))
        for due_at, row in coming[desk.pk].items():
            if due_at <= stays_until:
                continue  # a later one is being written already: this one is owed as well
            if wanted.get(due_at) == Deadline(row.due_at, row.late_after, row.period_from, row.period_until):
                del wanted[due_at]
            else:
                gone.append(row.pk)
        new += [DailyDue(desk=desk, **vars(row)) for row in wanted.values()]
    DailyDue.objects.filter(pk__in=gone).delete()
    # Another worker may have written the same rows meanwhile.
    DailyDue.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new), len(gone)


def _touched():
    """Dues somebody has begun to write about or was reminded of: they stay."""
    drafted = DailyReport.objects.filter(due=OuterRef("pk"))
    reminded = Reminder.objects.filter(due=OuterRef("pk"))
    return DailyDue.objects.filter(Exists(drafted) | Exists(reminded))


def _kept(desks, now):
    """{desk id: (last due moment, end of its period)} of the rows that no planning changes any more."""
    past = DailyDue.objects.filter(desk__in=desks)
    past = past.filter(due_at__lte=now) | past.filter(pk__in=_touched().values("pk"))
    rows = past.order_by().values("desk").annotate(due_at=Max("due_at"), until=Max("period_until"))
    return {row["desk"]: (row["due_at"], row["until"]) for row in rows}


def _wanted(desk, timetable, kept, now, since, sequences):
    """The Deadlines that the desk should have after those kept, until AHEAD, on its active dates."""
    zone = desk.area.zone
    last_due, last_until = kept or (None, None)
    behind = (last_due or since).astimezone(zone).date()
    first = max(behind, (now - MOST_DAYS_BEHIND).astimezone(zone).date(), desk.active_from)
    last = min((now + AHEAD).astimezone(zone).date(), desk.active_until)
    if first > last:
        return []
    key = (desk.area.tier, desk.area.time_zone, first, last)
    if key not in sequences:
        sequences[key] = timetable.deadlines(desk.area.tier, zone, first, last)
    begins = since if last_due is None else last_due
    return _joined([row for row in sequences[key] if row.due_at > begins], last_until)


def _joined(rows, last_until):
    """The rows following on the last period: nothing falls between two reports, and nothing into both, also where the
    times have changed meanwhile."""
    if last_until is None:
        return rows
    joined = []
    for row in rows:
        until = max(row.period_until, last_until)
        joined.append(Deadline(row.due_at, row.late_after, last_until, until))
        last_until = until
    return joined
