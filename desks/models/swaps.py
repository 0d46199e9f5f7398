from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .areas import below
from .officers import Officer
from .rosters import Duty
from .users import Role


class SwapQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that concern this person; for whoever leads or administers desks, all at the desks below them."""
        seen = Q(duty__officer__user=user) | Q(colleague__user=user)
        if user.role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            seen |= below(user.area_id, "duty__desk__area")
        return self.filter(seen)

    def concerning(self, user):
        """Those in which this person's own duty is asked for or given."""
        return self.filter(Q(duty__officer__user=user) | Q(colleague__user=user))

    def possible_at(self, moment):
        """Those whose duty is still in force and to come: the others have lapsed, whatever their state says."""
        return self.filter(duty__state=Duty.State.PUBLISHED, duty__starts_at__gt=moment)

    def asked_of(self, user):
        """Those that this person has to answer."""
        return self.filter(colleague__user=user, state=Swap.State.ASKED)

    def to_decide_by(self, user):
        """Those that a coordinator has to approve or refuse; nobody else has any."""
        if user.role != Role.COORDINATOR:
            return self.none()
        return self.filter(duty__desk__area=user.area_id, state=Swap.State.ACCEPTED)

    def for_display(self):
        return self.select_related(
            "duty__officer", "duty__unit", "duty__desk__area", "colleague", "in_return__desk__area", "decided_by"
        )


class Swap(models.Model):
    """An officer asks a colleague of the same unit to take a duty, or to trade it for one of theirs.

    The colleague accepts, then a coordinator approves; only then do the duties change.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("swap", "Asked")
        ACCEPTED = "accepted", pgettext_lazy("swap", "Accepted, to be approved")
        APPROVED = "approved", pgettext_lazy("swap", "Approved")
        DECLINED = "declined", pgettext_lazy("swap", "Declined by the colleague")
        REFUSED = "refused", pgettext_lazy("swap", "Refused by the duty lead")
        WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Withdrawn")

    duty = models.ForeignKey(Duty, models.PROTECT, verbose_name=_("duty"), related_name="swaps")
    colleague = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("colleague"), related_name="+")
    in_return = models.ForeignKey(
        Duty, models.PROTECT, verbose_name=_("in return"), related_name="+", null=True, blank=True
    )
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=200)
    #: The colleague's words, and the coordinator's.
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        constraints = [
            models.UniqueConstraint(
                name="swap_one_open_per_duty", fields=["duty"], condition=Q(state__in=["asked", "accepted"])
            ),
            models.CheckConstraint(name="swap_for_another_duty", condition=~Q(in_return=F("duty"))),
            models.CheckConstraint(
                name="swap_state_known",
                condition=Q(state__in=["asked", "accepted", "approved", "declined", "refused", "withdrawn"]),
            ),
        ]

    def __str__(self):
        return f"{self.duty} → {self.colleague}"

    @property
    def is_pending(self):
        return self.state in OPEN_SWAPS

    def has_lapsed_at(self, moment):
        """Whether it can no longer be done though nobody has said so."""
        return self.is_pending and (self.duty.state != Duty.State.PUBLISHED or self.duty.starts_at <= moment)


#: States in which a swap waits for somebody.
OPEN_SWAPS = (Swap.State.ASKED, Swap.State.ACCEPTED)
