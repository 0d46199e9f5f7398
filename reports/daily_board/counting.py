"""Every figure of the board of daily reports (the one place where they are counted).

A round is what is due about stretches of time that end at the same moment: the wards' report of 16.00, the
districts' of 17.00, the city's of 18.00.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from desks.hours import start_of
from desks.models import Tier

from ..models import DailyDue, DailyReport, Reminder
from .shapes import Counts

#: Dates in the history, the date of the round among them.
HISTORY_DAYS = 14


def below_only(dues, area):
    """Those that an area counts: of the desks below it; a ward, that has none, counts its own."""
    return dues if area.tier == Tier.WARD else dues.exclude(desk__area=area)


def rounds_around(dues, now, zone, on, at):
    """(the round asked for, the one before it, the one after it); None where no such round is."""
    rounds = sorted(dues.order_by().values_list("period_until", flat=True).distinct())
    first, last = _asked(zone, on, at)
    asked = [moment for moment in rounds if first <= moment < last] if first else rounds
    ended = [moment for moment in asked if moment <= now]
    chosen = next(iter([*ended[-1:], *asked[:1]]), None)
    stands = chosen or first or now
    previous = [moment for moment in rounds if moment < stands]
    following = [moment for moment in rounds if moment > stands]
    return chosen, next(iter(previous[-1:]), None), next(iter(following), None)


def _asked(zone, on, at):
    """[from, until) that holds the rounds asked for; (None, None) where none was."""
    if on is None:
        return None, None
    if at is None:
        return start_of(on, zone), start_of(on + timedelta(days=1), zone)
    moment = datetime.combine(on, at, zone)
    return moment, moment + timedelta(minutes=1)


def counted(dues, now, *by):
    """Dicts of `by` and the Counts of the dues that share it; one query."""
    nihil = DailyReport.objects.in_force().filter(due=OuterRef("pk"), is_nihil=True)
    unsigned = Q(first__isnull=True)
    return (
        dues.order_by()
        .annotate(
            # Of each due there is one signed report that corrects no other, and one draft at most: nothing doubles.
            first=FilteredRelation(
                "reports", condition=Q(reports__signed_at__isnull=False, reports__replaces__isnull=True)
            ),
            drafted=FilteredRelation("reports", condition=Q(reports__signed_at__isnull=True)),
        )
        .values(*by)
        .annotate(
            due=Count("pk"),
            received=Count("first"),
            late=Count("first", filter=Q(first__signed_at__gt=F("late_after"))),
            missing=Count("pk", filter=unsigned & Q(late_after__lt=now)),
            nihil=Count("pk", filter=Q(Exists(nihil))),
            draft=Count("drafted", filter=unsigned & Q(late_after__gte=now)),
        )
    )


def described(dues):
    """Dues with all that is told about them; one query, with their desks."""
    reports = DailyReport.objects.filter(due=OuterRef("pk"))
    reminders = Reminder.objects.filter(due=OuterRef("pk"))
    number = reminders.order_by().values("due").annotate(number=Count("pk")).values("number")
    who = JSONObject(
        name="sent_by__name",
        area=JSONObject(tier="sent_by__area__tier", kind="sent_by__area__kind", name="sent_by__area__name"),
    )
    return (
        dues.with_reports()
        .for_display()
        .annotate(
            is_corrected=Exists(reports.signed().filter(replaces__isnull=False)),
            draft_saved_at=Subquery(reports.drafts().values("edited_at")[:1]),
            reminders_sent=Coalesce(Subquery(number), 0),
            reminded_at=Subquery(reminders.values("sent_at")[:1]),
            reminder=Subquery(reminders.values(who=who)[:1]),
        )
    )


def with_streaks(dues, now):
    """Each with `streak`: how many reports of its desk in a row are missing, up to this one."""
    of_desk = DailyDue.objects.filter(desk=OuterRef("desk"), due_at__lte=OuterRef("due_at"))
    before_all = datetime(2000, 1, 1, tzinfo=UTC)
    last = Coalesce(Subquery(of_desk.signed().order_by("-due_at").values("due_at")[:1]), before_all)
    since = of_desk.past_grace(now).filter(due_at__gt=OuterRef("last_signed"))
    number = since.order_by().values("desk").annotate(number=Count("pk")).values("number")
    return dues.annotate(last_signed=last).annotate(streak=Coalesce(Subquery(number), 0))


def history(dues, now, zone, until):
    """[(local date, Counts)] of the rounds that have ended, for the dates up to that of `until`, the newest first."""
    last = until.astimezone(zone).date()
    rounds = dues.filter(
        period_until__gte=start_of(last - timedelta(days=HISTORY_DAYS - 1), zone),
        period_until__lt=start_of(last + timedelta(days=1), zone),
        period_until__lte=now,
    )
    days = defaultdict(Counts)
    for row in counted(rounds, now, "period_until"):
        days[row["period_until"].astimezone(zone).date()].add(row)
    return sorted(days.items(), reverse=True)
