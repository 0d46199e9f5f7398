"""What the dashboards read: counts for each area, kept by the worker, and the events it has not counted yet."""

from django.db import models

from desks.models import Area, Election

from .events import Event
from .taxonomy import Classification


class Facet(models.TextChoices):
    """By what a count is divided; the words of its `key`."""

    SEVERITY = "severity"  # a severity
    PLACE = "place"  # a severity; without what lies below the area (a ward has none: its severities say the same)
    CATEGORY = "category"  # a category
    DAY = "day"  # a local date, 2024-11-27
    HOUR = "hour"  # an hour of voting day, 08
    RESPONSE = "response"  # tier and class of duration of an acknowledgement, 4:12
    RESOLUTION = "resolution"  # the same of a resolution
    EVENTS = "events"  # nothing: how many events there were


#: The counts of a row, in the order of its columns.
COUNTS = ("number", "waiting", "in_progress", "resolved", "overdue", "escalated", "stations", "in_time")


class RollupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Counts of the own area and below, of the classifications the role sees."""
        return self.filter(area__in=Area.objects.visible_to(user), classification__in=Classification.seen_by(user.role))


class Rollup(models.Model):
    """Counts of an area and all that lies below it, of one classification; each report counts once in each tier.

    Rows are the sum of what the events folded so far have changed. Until all events of a report are folded a row may
    be off by what the others hold, even below zero: it is right together with `Unfolded` only.
    """

    facet = models.CharField(max_length=10, choices=Facet)
    #: The tier of the area, 0 for the nation.
    tier = models.PositiveSmallIntegerField()
    #: Without a constraint in the database: it comes from a report's place, which has one.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", db_index=False)
    classification = models.CharField(max_length=10, choices=Classification)
    key = models.CharField(max_length=16)
    #: Reports (all that were filed; by category without the unfounded ones; by date or hour those filed then),
    #: acknowledgements, resolutions or events.
    number = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    in_progress = models.IntegerField(default=0)
    #: Resolved and not closed; by date and hour: resolved then, and not taken up again.
    resolved = models.IntegerField(default=0)
    overdue = models.IntegerField(default=0)
    #: Open, and held by the desk of exactly this area because the one below let a deadline pass.
    escalated = models.IntegerField(default=0)
    #: Polling stations affected, of open reports.
    stations = models.IntegerField(default=0)
    in_time = models.IntegerField(default=0)

    objects = RollupQuerySet.as_manager()

    class Meta:
        constraints = [
            # The tier comes before the area: what lies one tier below an area is one index range.
            models.UniqueConstraint(
                name="rollup_once", fields=["facet", "tier", "area", "election", "classification", "key"]
            ),
        ]

    def __str__(self):
        return f"{self.area_id} {self.facet} {self.key}"


class Unfolded(models.Model):
    """An event that the rollups do not hold yet. A trigger of the database writes the row with the event."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False)

    def __str__(self):
        return str(self.event_id)
