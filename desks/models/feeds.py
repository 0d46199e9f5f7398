from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .desks import Desk
from .keys import new_nonce, row_by_token, token_of
from .officers import Officer


class FeedQuerySet(models.QuerySet):
    def living(self):
        """Not revoked, and of an account that is still open."""
        return self.filter(revoked_at__isnull=True, owner__is_active=True)

    def by_token(self, token):
        """The living feed of that token, or None."""
        return row_by_token(self.living().select_related("desk__area", "officer", "owner__area"), token)


class CalendarFeed(models.Model):
    """A private address from which a calendar fetches the duties of one officer or of one desk.

    The address is the key, so it can be revoked. It is worked out from a random number and the site's secret:
    a copy of the database alone opens no calendar.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feeds", verbose_name=_("owner"))
    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="feeds", null=True, blank=True, verbose_name=_("duty officer")
    )
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="feeds", null=True, blank=True, verbose_name=_("desk"))
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(
                name="feed_of_officer_or_desk",
                condition=Q(officer__isnull=False, desk__isnull=True) | Q(officer__isnull=True, desk__isnull=False),
            ),
            models.UniqueConstraint(
                name="feed_one_living_per_officer", fields=["owner", "officer"], condition=Q(revoked_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="feed_one_living_per_desk", fields=["owner", "desk"], condition=Q(revoked_at__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.officer or self.desk)

    @property
    def token(self):
        return token_of(self, "desks.feed")
