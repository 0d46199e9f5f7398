"""Wall screens: an administrator makes an address for one area, and stops it; stopped, it is dead at once for ever."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Display
from .refusal import Refused


@transaction.atomic
def make_display(*, by, area, name, now):
    _refuse_strangers(by, area.pk)
    display = Display(area=area, name=name, created_at=now, created_by=by)
    display._history_user = by
    display.full_clean()
    display.save()
    return display


@transaction.atomic
def revoke_display(*, by, display, now):
    """Stop an address; whether it was still alive. The row stays, so that its number is never used again."""
    _refuse_strangers(by, display.area_id)
    living = Display.objects.select_for_update().living().filter(pk=display.pk).first()
    if living is None:
        return False
    living.revoked_at, living.revoked_by = now, by
    living._history_user = by
    living.save(update_fields=["revoked_at", "revoked_by"])
    return True


def _refuse_strangers(by, code):
    if not (by.is_staff and (by.is_superuser or by.area.covers(code))):
        raise Refused(_("This screen is not yours to manage."))
