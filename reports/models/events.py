from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from desks.models import Area, Desk, below

from .newest import newest_below
from .states import State
from .taxonomy import Category, Classification, SeverityLevel


class EventKind(models.TextChoices):
    FILED = "filed", pgettext_lazy("event", "Filed")
    PASSED_ON = "passed_on", pgettext_lazy("event", "Passed on, desk closed")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("event", "Acknowledged")
    ACKNOWLEDGED_LATE = "acknowledged_late", pgettext_lazy("event", "Acknowledged late")
    FORWARDED = "forwarded", pgettext_lazy("event", "Forwarded up")
    RETURNED = "returned", pgettext_lazy("event", "Returned down")
    TAKEN_OVER = "taken_over", pgettext_lazy("event", "Taken over")
    ESCALATED = "escalated", pgettext_lazy("event", "Escalated, deadline passed")
    OVERDUE = "overdue", pgettext_lazy("event", "Overdue at the highest desk")
    NOTED = "noted", pgettext_lazy("event", "Note")
    REFERRED = "referred", pgettext_lazy("event", "Referred to a unit")
    RECOMMENDED = "recommended", pgettext_lazy("event", "Recommendation")
    FIGURES = "figures", pgettext_lazy("event", "Figures revised")
    RECLASSIFIED = "reclassified", pgettext_lazy("event", "Reclassified")
    RESOLVED = "resolved", pgettext_lazy("event", "Resolved")
    CLOSED = "closed", pgettext_lazy("event", "Closed")
    REOPENED = "reopened", pgettext_lazy("event", "Reopened")
    UNFOUNDED = "unfounded", pgettext_lazy("event", "Unfounded")


#: Events that add to a report without moving it: they leave its turn as it is.
STANDING_KINDS = (
    EventKind.ACKNOWLEDGED_LATE,
    EventKind.OVERDUE,
    EventKind.NOTED,
    EventKind.REFERRED,
    EventKind.RECOMMENDED,
    EventKind.FIGURES,
)
#: A report that went on because a desk was closed has also been brought up by the system.
ARRIVED_BY_ESCALATION = (EventKind.ESCALATED, EventKind.PASSED_ON)
TURNING_KINDS = tuple(kind for kind in EventKind if kind not in STANDING_KINDS)


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The timeline of a report is seen by those who see the report."""
        return self.filter(below(user.area_id, "area"), report__classification__in=Classification.seen_by(user.role))

    def listed_to(self, user, area):
        """`visible_to`, of an area, for lists of the newest."""
        seen = newest_below(self, user.area_id).filter(report__classification__in=Classification.seen_by(user.role))
        return newest_below(seen, area.pk)


class Event(models.Model):
    """One immutable line of a report's timeline (rule 15); triggers in the database refuse any change.

    It carries the report as it stands after the event, as far as anything is counted by it: what an event changes in
    the figures is the difference to the event before it, and all figures can be rebuilt from the events alone.
    """

    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="events", db_index=False)
    #: The report's place, kept here so that the newest events of an area are found without its reports.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=EventKind)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    from_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    to_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    from_state = models.CharField(max_length=12, choices=State, blank=True)
    to_state = models.CharField(max_length=12, choices=State)
    #: As they stand after this event.
    severity = models.CharField(max_length=10, choices=SeverityLevel)
    classification = models.CharField(max_length=10, choices=Classification)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False)
    stations_affected = models.PositiveIntegerField(default=0)
    #: Whether the system brought it to the desk that holds it: the one below let a deadline pass, or was closed.
    is_escalated = models.BooleanField(default=False)
    #: Whether the worker has marked it overdue: no desk is left above.
    is_overdue = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True, blank=True)
    #: Of an acknowledgement and of a resolution: seconds since the report came to this desk, and whether the deadline
    #: of that step was kept.
    waited_seconds = models.PositiveIntegerField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True)
    #: The turn of the report from which this event was made.
    turn = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    #: What else the kind needs: {"advice": ...}, {"unit": ...}, {"changes": {field: [before, after]}}.
    details = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["report", "seq"]
        constraints = [
            models.UniqueConstraint(name="event_seq_once", fields=["report", "seq"]),
            models.UniqueConstraint(
                name="event_one_move_per_turn", fields=["report", "turn"], condition=Q(kind__in=TURNING_KINDS)
            ),
            models.UniqueConstraint(
                name="event_one_overdue_per_turn", fields=["report", "turn"], condition=Q(kind=EventKind.OVERDUE)
            ),
            models.CheckConstraint(name="event_kind_known", condition=Q(kind__in=EventKind.values)),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_newest"),
            # A quiet ward's newest ones, on a night when the whole country writes.
            models.Index(fields=["area", "-at"], name="event_newest_of_area"),
        ]

    def __str__(self):
        return f"{self.report_id}#{self.seq} {self.kind}"

    @property
    def moves_to_another_desk(self):
        return self.from_desk_id is not None and self.from_desk_id != self.to_desk_id


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Notices of the user's own desk, about reports the user may see."""
        return self.filter(
            below(user.area_id, "event__area"),
            desk__area=user.area_id,
            event__report__classification__in=Classification.seen_by(user.role),
        )

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Something the people of a desk should hear of; written in the transaction of its event (rule 15)."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="notices", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="notices", db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(name="notice_once_per_desk", fields=["event", "desk"])]
        indexes = [models.Index(fields=["desk", "-id"], name="notice_of_desk")]

    def __str__(self):
        return f"{self.desk_id} {self.event_id}"
