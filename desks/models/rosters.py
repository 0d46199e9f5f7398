from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..formats import clock, day, day_short
from .areas import Area, below
from .desks import Desk
from .officers import Officer
from .units import Unit

#: How long after the beginning of a duty a check-in is still in time.
GRACE = timedelta(minutes=15)
#: How long before the beginning one can check in, and after the end check out.
EARLY = timedelta(hours=1)
LATE_OUT = timedelta(hours=12)


class Attendance(models.TextChoices):
    """Where the officer of a duty stands at a moment, worked out from check-in and check-out."""

    PLANNED = "planned", pgettext_lazy("attendance", "Planned")
    AWAITED = "awaited", pgettext_lazy("attendance", "Not here yet")
    PRESENT = "present", pgettext_lazy("attendance", "Present")
    LATE = "late", pgettext_lazy("attendance", "Present, came late")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")
    REPLACED = "replaced", pgettext_lazy("attendance", "Replaced")


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those made for the own area or below, and holding no desk outside it (a superuser's may)."""
        outside = Desk.objects.exclude(below(user.area_id, "area"))
        return self.filter(below(user.area_id, "area")).exclude(desks__in=outside)


class Roster(models.Model):
    """One run of the generator: a draft to look at, then published, perhaps undone. Its duties refer to it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="rosters", db_index=False)
    desks = models.ManyToManyField(Desk, verbose_name=_("desks"), related_name="rosters")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    #: `desks.rostering.Certificate.to_json()` of the run.
    certificate = models.JSONField(_("certificate"), default=dict)
    #: Places that stayed empty: [{"desk", "day", "shift", "unit", "key", "reason"}].
    gaps = models.JSONField(_("gaps"), default=list)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        constraints = [
            models.CheckConstraint(name="roster_dates_in_order", condition=Q(first_on__lte=F("last_on"))),
            models.CheckConstraint(
                name="roster_state_known", condition=Q(state__in=["draft", "published", "undone", "discarded"])
            ),
        ]

    def __str__(self):
        return f"{day_short(self.first_on)} – {day_short(self.last_on)} · {self.get_state_display()}"


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Duties at the desks of the own area and below."""
        return self.filter(below(user.area_id, "desk__area"))

    def of_person(self, user):
        """The own duties of whoever has a login, wherever the desk stands: nobody needs to be told them twice."""
        return self.filter(officer__user=user)

    def within_reach(self, user):
        """Of what was ever in force: the own duties anywhere, and those at the desks of the area and below."""
        mine = Q(officer__user=user) | below(user.area_id, "desk__area")
        return self.filter(mine).exclude(state=Duty.State.DRAFT)

    def published(self):
        return self.filter(state=Duty.State.PUBLISHED)

    def telling(self):
        """What a list of who was there must tell: the duties in force, and those handed on to somebody else."""
        handed_on = Q(state=Duty.State.CANCELLED, replaced_by__isnull=False)
        return self.filter(Q(state=Duty.State.PUBLISHED) | handed_on)

    def drafts(self):
        return self.filter(state=Duty.State.DRAFT)

    def binding(self, draft=None):
        """The duties in force, and those of one draft where it is being worked on."""
        in_force = Q(state=Duty.State.PUBLISHED)
        return self.filter(in_force | Q(state=Duty.State.DRAFT, roster=draft) if draft else in_force)

    def between(self, first, last):
        """By the local date on which the shift begins, both ends included."""
        return self.filter(serves_on__gte=first, serves_on__lte=last)

    def not_begun(self, moment):
        return self.filter(starts_at__gt=moment)

    def to_come(self, moment):
        """In force, not begun, and nobody has checked in for it yet."""
        return self.published().not_begun(moment).filter(checked_in_at__isnull=True)

    def for_display(self):
        return self.select_related("officer", "unit", "unit__kind", "desk", "desk__area").order_by(
            "starts_at", "-leads", "unit_id", "officer__name", "pk"
        )

    def with_handing_on(self):
        """With whom each duty came from and went to at hand, where it was handed on."""
        return self.select_related("replaces__officer", "replaced_by__officer")


class Duty(models.Model):
    """One officer on one shift of one desk.

    It stands alone: name and times of the shift are copied, so that a later change of the composition does not
    rewrite what was published. A duty is never edited: it is cancelled and, where somebody else takes it,
    replaced by a new one. Two published duties of one officer never overlap: the database refuses it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    desk = models.ForeignKey(Desk, models.PROTECT, verbose_name=_("desk"), related_name="duties", db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("duty officer"), related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    roster = models.ForeignKey(
        Roster, models.PROTECT, verbose_name=_("roster"), related_name="duties", null=True, blank=True
    )
    serves_on = models.DateField(_("date"))
    shift_name = models.CharField(_("shift"), max_length=40)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    leads = models.BooleanField(_("leads"), default=False)
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("replaces"), related_name="replaced_by", null=True, blank=True
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    cancelled_because = models.CharField(_("because"), max_length=200, blank=True)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    checked_out_at = models.DateTimeField(_("checked out"), null=True, blank=True)
    checked_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "desk", "-leads", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(name="duty_ends_after_start", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="duty_state_known", condition=Q(state__in=["draft", "published", "cancelled"])),
            models.UniqueConstraint(
                name="duty_once_per_shift",
                fields=["officer", "desk", "starts_at"],
                condition=Q(state="published"),
            ),
            models.CheckConstraint(
                name="duty_out_after_in",
                condition=Q(checked_out_at__isnull=True)
                | Q(checked_in_at__isnull=False, checked_out_at__gte=F("checked_in_at")),
            ),
            models.CheckConstraint(
                name="duty_cancelled_has_moment",
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "serves_on"], name="duty_desk_day"),
            models.Index(fields=["officer", "starts_at"], name="duty_officer_start"),
        ]

    def __str__(self):
        return f"{day_short(self.serves_on)} {self.shift_name} · {self.officer}"

    @property
    def when(self):
        """Date, shift and hours, for a page."""
        return f"{day(self.serves_on)}, {self.shift_name} {self.hours}"

    @property
    def hours(self):
        """ "08.00–16.00 WIB", at the desk's own time; needs the desk and its area at hand."""
        zone = self.desk.area.zone
        return f"{clock(self.starts_at, zone, named=False)}–{clock(self.ends_at, zone)}"

    @property
    def expected_at(self):
        """From when on the officer should be there; nobody can be late for a duty handed to them while it ran."""
        return max(self.starts_at, self.created_at) if self.replaces_id else self.starts_at

    @property
    def is_late(self):
        return self.checked_in_at is not None and self.checked_in_at > self.expected_at + GRACE

    def attendance_at(self, moment):
        """Absent is only who never came: while the duty runs they still may."""
        if self.state == Duty.State.CANCELLED:
            return Attendance.REPLACED
        if self.checked_in_at:
            return Attendance.LATE if self.is_late else Attendance.PRESENT
        if moment >= self.ends_at:
            return Attendance.ABSENT
        return Attendance.AWAITED if moment >= self.starts_at else Attendance.PLANNED

    def is_missing_at(self, moment):
        """Whether the officer should be there by now, or should have been, and never checked in."""
        return self.checked_in_at is None and moment > self.expected_at + GRACE

    def can_check_in_at(self, moment):
        return self.checked_in_at is None and self.starts_at - EARLY <= moment < self.ends_at

    def can_check_out_at(self, moment):
        return self.checked_in_at is not None and self.checked_out_at is None and moment <= self.ends_at + LATE_OUT


class Coverage(models.Model):
    """How the next days of a desk are manned, counted from composition and roster (`desks.coverage`).

    Kept so that a dashboard of three hundred desks need not work it out at each look; the worker and every change
    of a roster write it anew.
    """

    desk = models.OneToOneField(Desk, models.CASCADE, primary_key=True, related_name="coverage")
    uncovered = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    def __str__(self):
        return f"{self.desk_id}: {self.uncovered} uncovered"
