"""Calendar addresses: one living per owner and thing; revoked, it is dead at once and for ever."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import CalendarFeed, Desk
from .refusal import Refused


@transaction.atomic
def make_feed(*, by, officer=None, desk=None, now):
    """The living address of `by` for their own duties (`officer`) or for those of a desk; made where there is none.

    Two clicks at once get one and the same: a unique constraint refuses the second row.
    """
    if officer is not None and officer.user_id != by.pk:
        raise Refused(_("These duties are not yours."))
    if desk is not None and not (by.mans_a_desk and Desk.objects.visible_to(by).filter(pk=desk.pk).exists()):
        raise Refused(_("This desk is not yours."))
    feed, _made = CalendarFeed.objects.get_or_create(
        owner=by, officer=officer, desk=desk, revoked_at=None, defaults={"created_at": now}
    )
    return feed


def revoke_feed(*, by, feed, now):
    """Stop an address of `by`; whether it was still alive. The row stays, so that its number is never used again."""
    return bool(CalendarFeed.objects.filter(pk=feed.pk, owner=by, revoked_at__isnull=True).update(revoked_at=now))
