"""Saran and Arahan: what desks and officials recommend, and what is instructed downwards."""

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desks.models import INNER_ROLES, Area, Desk, Election, below

from .taxonomy import Classification


class RecommendationState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("recommendation", "Proposed")
    TAKEN_UP = "taken_up", pgettext_lazy("recommendation", "Taken up")
    DONE = "done", pgettext_lazy("recommendation", "Done")
    DECLINED = "declined", pgettext_lazy("recommendation", "Declined")


#: Where a recommendation may go from each state; what is done or declined stays so.
NEXT_STATES = {
    RecommendationState.PROPOSED: (
        RecommendationState.TAKEN_UP,
        RecommendationState.DONE,
        RecommendationState.DECLINED,
    ),
    RecommendationState.TAKEN_UP: (RecommendationState.DONE, RecommendationState.DECLINED),
    RecommendationState.DONE: (),
    RecommendationState.DECLINED: (),
}
UNSETTLED = (RecommendationState.PROPOSED, RecommendationState.TAKEN_UP)


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the own area and below, as far as the role's classifications go: what is advised on an incident is
        as secret as the incident is today, everything else as it was written.

        Whoever sees a recommendation sees the daily report or the incident that it comes from.
        """
        seen = Classification.seen_by(user.role)
        on_incident = Q(event__isnull=False, event__report__classification__in=seen)
        return self.filter(on_incident | Q(event__isnull=True, classification__in=seen), below(user.area_id, "area"))

    def below(self, code):
        """About the area and all that lies below it."""
        return self.filter(below(code, "area"))

    def unsettled(self):
        return self.filter(state__in=UNSETTLED)

    def for_display(self):
        steps = Prefetch("steps", RecommendationStep.objects.select_related("by__area"))
        rows = self.select_related("area", "election", "daily_report__desk", "event__report", "addressed_to")
        return rows.defer("daily_report__content").prefetch_related(steps)


class Recommendation(models.Model):
    """Advice (saran) from a daily report, from an official on an incident, or standing alone."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="recommendations", db_index=False)
    #: What it is about; who sees that area sees the recommendation.
    area = models.ForeignKey(Area, models.PROTECT, related_name="recommendations", db_index=False)
    text = models.TextField(_("recommendation"), max_length=4000)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification)
    daily_report = models.ForeignKey(
        "reports.DailyReport", models.PROTECT, related_name="recommendation_rows", null=True, blank=True
    )
    #: The step of an incident's timeline in which an official made it.
    event = models.OneToOneField("reports.Event", models.PROTECT, related_name="recommendation", null=True, blank=True)
    #: Whose turn it is: the desk above that of a daily report, the desk that holds the incident, the area's own.
    addressed_to = models.ForeignKey(Desk, models.PROTECT, related_name="recommendations", null=True, blank=True)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(
        _("status"), max_length=10, choices=RecommendationState, default=RecommendationState.PROPOSED
    )
    idempotency_key = models.UUIDField(null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.CheckConstraint(
                name="recommendation_state_known", condition=Q(state__in=RecommendationState.values)
            ),
            models.CheckConstraint(
                name="recommendation_classification_known", condition=Q(classification__in=Classification.values)
            ),
            models.UniqueConstraint(name="recommendation_once", fields=["proposed_by", "idempotency_key"]),
        ]
        indexes = [models.Index(fields=["election", "state", "area"], name="recommendation_by_area")]

    def __str__(self):
        return self.text[:60]

    @property
    def secrecy(self):
        """Its classification as it counts today: see `visible_to`."""
        return self.event.report.classification if self.event_id else self.classification

    @property
    def next_states(self):
        return NEXT_STATES[RecommendationState(self.state)]


class RecommendationStep(models.Model):
    """Who brought a recommendation into which state; never changed or deleted."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="steps")
    to_state = models.CharField(max_length=10, choices=RecommendationState)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="recommendation_step_once", fields=["recommendation", "to_state"]),
            models.CheckConstraint(
                name="recommendation_declined_with_reason",
                condition=~Q(to_state=RecommendationState.DECLINED) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="recommendation_step_known", condition=Q(to_state__in=RecommendationState.values)
            ),
        ]

    def __str__(self):
        return f"{self.recommendation_id} {self.to_state}"


class InstructionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To those above who see the writer's area, and to the desks that received it and whoever sees those."""
        delivered = InstructionDelivery.objects.visible_to(user)
        return self.filter(
            below(user.area_id, "area") | Q(pk__in=delivered.values("instruction")),
            classification__in=_read_by(user),
        )

    def of_area(self, area):
        """Sent from the area, or received by its desk."""
        received = InstructionDelivery.objects.filter(desk__area=area)
        return self.filter(Q(area=area) | Q(pk__in=received.values("instruction")))

    def for_display(self):
        return self.select_related("area", "election", "written_by__area")


def _read_by(user):
    """Classifications of the instructions that this person reads."""
    return Classification.seen_by(user.role) if user.role in INNER_ROLES else ()


class Instruction(models.Model):
    """Arahan: written once by an upper desk or an official, for chosen desks below; never changed or deleted."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="instructions", db_index=False)
    #: The area from which it comes.
    area = models.ForeignKey(Area, models.PROTECT, related_name="instructions", db_index=False)
    subject = models.CharField(_("subject"), max_length=140)
    text = models.TextField(_("instruction"), max_length=4000)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    idempotency_key = models.UUIDField()

    objects = InstructionQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        constraints = [
            models.CheckConstraint(
                name="instruction_classification_known", condition=Q(classification__in=Classification.values)
            ),
            models.UniqueConstraint(name="instruction_once", fields=["written_by", "idempotency_key"]),
        ]
        indexes = [models.Index(fields=["election", "area"], name="instruction_by_area")]

    def __str__(self):
        return self.subject


class InstructionDeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.below(user.area_id).filter(instruction__classification__in=_read_by(user))

    def below(self, code):
        """To desks of the area and of all that lies below it."""
        return self.filter(below(code, "desk__area"))

    def unacknowledged(self):
        return self.filter(acknowledged_at__isnull=True)


class InstructionDelivery(models.Model):
    """One desk that an instruction was written to, and who there has acknowledged it."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="deliveries", db_index=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="instructions_received")
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    objects = InstructionDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["desk__area", "pk"]
        constraints = [
            models.UniqueConstraint(name="instruction_once_per_desk", fields=["instruction", "desk"]),
            models.CheckConstraint(
                name="instruction_acknowledged_by_someone",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.instruction_id} {self.desk_id}"
