from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desks.models import Area, Desk, Election, Role, below
from desks.models.areas import on_days

from .events import ARRIVED_BY_ESCALATION, EventKind
from .newest import StateIn, newest_below
from .states import OPEN_STATES, State
from .taxonomy import Category, Classification, Severity

#: Columns of the report list's indexes, in which it looks before it reads any row.
LISTED = (
    *("area", "classification", "state", "severity", "category", "held_by", "election"),
    *("arrived_by", "filed_at", "resolved_at"),
)
NARROWED = ("classification", "state", "election", "filed_at")

#: More polling stations than one report can be about: the whole country had 823,236 in 2024.
MOST_STATIONS = 1_000_000


class AreaSerial(models.Model):
    """The last serial given out in an area (rule 18). Its row lock keeps the serials gapless."""

    area = models.OneToOneField(Area, models.PROTECT, primary_key=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.area_id}: {self.last}"


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rule 2 and the table of roles: the own area and below, and only the classifications of the role."""
        return self.filter(below(user.area_id, "area"), classification__in=Classification.seen_by(user.role))

    def below(self, code):
        """Reports whose place is the area or lies below it."""
        return self.filter(below(code, "area"))

    def listed_to(self, user):
        """`visible_to`, for lists of the newest."""
        return self.newest_below(user.area_id).filter(classification__in=Classification.seen_by(user.role))

    def newest_below(self, code):
        """`below`, for lists of the newest: those of a wide area are found from the newest on, not by their place."""
        return newest_below(self, code)

    def still_open(self):
        return self.filter(StateIn(*OPEN_STATES))

    def waiting(self):
        return self.filter(StateIn(State.WAITING))

    def overdue(self, now):
        """Past the deadline that runs now; where none runs, `due_at` is null."""
        return self.filter(due_at__lt=now)

    def escalation_due(self, now):
        """Those the worker must touch: a deadline has passed and nobody has drawn the consequence yet."""
        return self.filter(due_at__lte=now, overdue_at__isnull=True)

    def resolved_on(self, day, area):
        """Resolved on that local date of the area; in the nation each report by the clock of its own place."""
        return self.filter(on_days("resolved_at", day, day, area))

    def escalated_to(self, area):
        """Open reports that the desk of that area holds because the one below let a deadline pass."""
        return self.still_open().filter(held_by__area=area, arrived_by__in=ARRIVED_BY_ESCALATION)


class Report(models.Model):
    """An incident, from filing to closing. Its steps are in `reports.actions`; its past is its events."""

    number = models.CharField(_("number"), max_length=23, unique=True)
    election = models.ForeignKey(
        Election, models.PROTECT, verbose_name=_("election"), related_name="reports", db_index=False
    )
    area = models.ForeignKey(
        Area, models.PROTECT, verbose_name=_("place of incident"), related_name="reports", db_index=False
    )
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("category"), related_name="reports", db_index=False
    )
    severity = models.ForeignKey(
        Severity, models.PROTECT, verbose_name=_("severity"), related_name="reports", db_index=False
    )
    classification = models.CharField(_("classification"), max_length=10, choices=Classification)
    title = models.CharField(_("title"), max_length=140)
    narrative = models.TextField(_("narrative"), max_length=8000)
    occurred_at = models.DateTimeField(_("time of incident"))
    polling_stations = models.JSONField(_("polling stations (TPS)"), default=list, blank=True)
    stations_affected = models.PositiveIntegerField(
        _("polling stations affected"), default=0, validators=[MaxValueValidator(MOST_STATIONS)]
    )
    reporter_name = models.CharField(_("reporter"), max_length=120, blank=True)
    reporter_phone = models.CharField(_("reporter's phone"), max_length=30, blank=True)

    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("filed by"),
        related_name="reports_filed",
        db_index=False,
    )
    filed_at = models.DateTimeField(_("filed"))
    filed_with = models.ForeignKey(Desk, models.PROTECT, verbose_name=_("filed with"), related_name="+", db_index=False)
    idempotency_key = models.UUIDField()
    content_digest = models.CharField(max_length=64)

    state = models.CharField(_("status"), max_length=12, choices=State, default=State.WAITING)
    held_by = models.ForeignKey(
        Desk, models.PROTECT, verbose_name=_("held by"), related_name="reports_held", db_index=False
    )
    #: Grows by one with each event that moves the report; a step made from an older page is stale.
    turn = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)

    arrived_at = models.DateTimeField(_("with this desk since"))
    arrived_by = models.CharField(max_length=20, choices=EventKind)
    respond_by = models.DateTimeField(_("acknowledge by"))
    resolve_by = models.DateTimeField(_("resolve by"))
    #: When the worker found the deadline passed with no desk left above.
    overdue_at = models.DateTimeField(_("overdue since"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    #: The deadline that runs now; null where none does.
    due_at = models.GeneratedField(
        expression=Case(
            When(state=State.WAITING, then=F("respond_by")),
            When(state=State.IN_PROGRESS, then=F("resolve_by")),
            default=None,
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("incident report")
        verbose_name_plural = _("incident reports")
        constraints = [
            models.UniqueConstraint(name="report_filed_once", fields=["filed_by", "idempotency_key"]),
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="report_classification_known", condition=Q(classification__in=Classification.values)
            ),
            models.CheckConstraint(name="report_respond_after_arrival", condition=Q(respond_by__gte=F("arrived_at"))),
            models.CheckConstraint(name="report_resolve_after_arrival", condition=Q(resolve_by__gte=F("arrived_at"))),
            models.CheckConstraint(
                name="report_resolved_has_its_time",
                condition=~Q(state=State.RESOLVED) | Q(resolved_at__isnull=False),
            ),
        ]
        indexes = [
            # The list: newest first, of a wide area or of a narrow one, with what its filters ask for. It reads the
            # index alone, so that rows that do not fit cost little.
            models.Index(fields=["-id", *LISTED], name="report_newest"),
            models.Index(fields=["area", "-id", *LISTED[1:]], name="report_newest_in_area"),
            models.Index(fields=["category", "-id", "area", *NARROWED], name="report_newest_of_category"),
            models.Index(fields=["held_by", "-id", "area", *NARROWED], name="report_newest_of_holder"),
            models.Index(
                fields=["-id", "area", "classification", "state", "severity", "due_at", "arrived_by", "held_by"],
                name="report_newest_open",
                condition=Q(state__in=OPEN_STATES),
            ),
            # Filed or resolved on some days, in which area.
            models.Index(fields=["filed_at", "area", "classification", "election", "id"], name="report_filed_on"),
            models.Index(
                fields=["resolved_at", "area", "classification", "election", "id"],
                name="report_resolved_on",
                condition=Q(resolved_at__isnull=False),
            ),
            models.Index(fields=["election", "state", "area"], name="report_open_by_area"),
            models.Index(fields=["held_by", "state"], name="report_open_by_holder"),
            models.Index(fields=["due_at"], name="report_due"),
            models.Index(
                fields=["due_at"],
                name="report_escalation_due",
                condition=Q(overdue_at__isnull=True, due_at__isnull=False),
            ),
            models.Index(fields=["held_by", "due_at"], name="report_due_by_holder", condition=Q(due_at__isnull=False)),
            # What has waited longest is found without reading all that waits.
            models.Index(
                fields=["election", "arrived_at", "area", "classification"],
                name="report_waiting_since",
                condition=Q(state=State.WAITING),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("report", args=[self.number])

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    def is_overdue(self, now):
        return self.due_at is not None and self.due_at < now

    def is_visible_to(self, user):
        """As `visible_to` says of rows, for one that is at hand."""
        return user.area.covers(self.area_id) and self.classification in Classification.seen_by(user.role)

    def names_reporter_to(self, user):
        """Observers see neither the names of reporters nor attachments (table of roles)."""
        return user.role != Role.OBSERVER
