from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .areas import below
from .officers import Officer
from .rosters import Duty


class SwapQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "duty__desk__area"))

    def concerning(self, user):
        """Those in which this person's own duty is asked for or given."""
        return self.filter(Q(duty__officer__user=user) | Q(colleague__user=user))

    def pending(self):
        return self.filter(state__in=OPEN_SWAPS)


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
    answer = models.CharField(_("answer"), max_length=200, blank=True)
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


#: States in which a swap waits for somebody.
OPEN_SWAPS = (Swap.State.ASKED, Swap.State.ACCEPTED)
