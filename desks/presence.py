"""Who is at a desk now, who comes next, and what whoever looks may do about it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from .actions.attendance import leads_desk, may_attend
from .models import Attendance, Composition, Duty
from .models.rosters import LATE_OUT


@dataclass(frozen=True)
class Line:
    """A duty as a page shows it at a moment, with the buttons it carries for this person."""

    duty: Duty
    status: Attendance
    is_mine: bool
    is_overdue: bool
    may_check_in: bool
    may_check_out: bool
    may_replace: bool

    @property
    def successor(self):
        """Who has the duty in this one's place, or None."""
        return self.duty.replaced_by.officer if self.status == Attendance.REPLACED else None

    @property
    def predecessor(self):
        """In whose place this officer serves, or None."""
        return self.duty.replaces.officer if self.duty.replaces_id else None


def line_of(duty, user, now):
    """The duty needs officer, desk and whoever it was handed to at hand (`for_display`, `with_handing_on`)."""
    in_force = duty.state == Duty.State.PUBLISHED
    attends = in_force and may_attend(user, duty)
    return Line(
        duty=duty,
        status=duty.attendance_at(now),
        is_mine=duty.officer.user_id == user.pk,
        is_overdue=in_force and duty.is_missing_at(now),
        may_check_in=attends and duty.can_check_in_at(now),
        may_check_out=attends and duty.can_check_out_at(now),
        may_replace=in_force and leads_desk(user, duty.desk) and duty.checked_in_at is None and now < duty.ends_at,
    )


def lines_of(duties, user, now):
    return [line_of(duty, user, now) for duty in duties]


def with_coverage(desks):
    """Desks with the numbers kept about their coverage, and whether they have a composition at all."""
    everyday = Composition.objects.filter(desk=OuterRef("pk"), applies_on=None)
    return desks.select_related("coverage").annotate(has_composition=Exists(everyday))


@dataclass(frozen=True)
class Presence:
    here: list
    #: Those whose duty is over and who have not checked out.
    leaving: list
    coming: list

    @property
    def next(self):
        """The duty with which the next shift begins, or None."""
        return self.coming[0].duty if self.coming else None

    @property
    def can_arrive(self):
        """Whether somebody of the next shift is here already, or can check in by now."""
        return any(line.may_check_in or line.duty.checked_in_at for line in self.coming)


def presence_at(desk, user, now):
    """Who is on duty at the desk, who has not left yet, and who comes with the next shift; one query."""
    published = Duty.objects.published().filter(desk=desk)
    next_start = published.not_begun(now).order_by("starts_at").values("starts_at")[:1]
    over = Q(ends_at__lte=now, ends_at__gte=now - LATE_OUT, checked_in_at__isnull=False, checked_out_at__isnull=True)
    now_or_next = Q(starts_at__lte=now, ends_at__gt=now) | over | Q(starts_at=Subquery(next_start))
    lines = lines_of(published.filter(now_or_next).for_display().with_handing_on(), user, now)
    return Presence(
        here=[line for line in lines if line.duty.starts_at <= now < line.duty.ends_at],
        leaving=[line for line in lines if line.duty.ends_at <= now],
        coming=[line for line in lines if line.duty.starts_at > now],
    )
