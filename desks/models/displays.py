from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .areas import Area, below
from .keys import new_nonce, row_by_token, token_of
from .users import Role

#: How often at most a screen that is on writes that it was seen.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Viewer:
    """What a wall screen may see, for `visible_to`: an observer of one area, and nobody who is logged in."""

    area: Area
    role = Role.OBSERVER
    pk = None
    mans_a_desk = is_authenticated = is_active = is_staff = is_superuser = False

    @property
    def area_id(self):
        return self.area.pk


class DisplayQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(below(user.area_id, "area"))

    def living(self):
        """Not revoked. Whose account made it does not matter: the screen hangs on when people leave."""
        return self.filter(revoked_at__isnull=True)

    def by_token(self, token):
        """The living display of that token, or None."""
        return row_by_token(self.living().select_related("area"), token)


class Display(models.Model):
    """A private address from which a screen on the wall shows the figures of one area, without a login.

    The address is the key, so it can be revoked; it stays so for ever. It opens the wall pages and nothing else.
    """

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="displays")
    name = models.CharField(_("name"), max_length=120, help_text=_("Where the screen hangs."))
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("set up by"), related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("revoked by"), related_name="+", null=True, blank=True
    )
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    objects = DisplayQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["nonce", "seen_at"])

    class Meta:
        ordering = ["area", "name", "pk"]
        verbose_name = _("wall screen")
        verbose_name_plural = _("wall screens")
        constraints = [
            models.CheckConstraint(
                name="display_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def token(self):
        return token_of(self, "desks.display")

    @property
    def viewer(self):
        return Viewer(self.area)

    def be_seen(self, now):
        """Keep that the screen was on at this moment; what is younger than a minute stays as it is."""
        if self.seen_at is None or self.seen_at <= now - SEEN_EVERY:
            Display.objects.filter(pk=self.pk).update(seen_at=now)
