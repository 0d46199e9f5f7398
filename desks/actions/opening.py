"""Opening desks, many in one act."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import Area, Desk, below
from ..models.desks import is_of_this_century
from .loading import BATCH
from .refusal import Refused


@transaction.atomic
def open_desks(*, election, area, tiers, active_from, active_until, opens_at, closes_at):
    """Open one desk for each area of these tiers at or below `area`: all or none (rule 7).

    Times are minutes since midnight. Returns the desks.
    Raises Refused, and opens nothing, when a desk is there already or a value is wrong.
    """
    areas = list(Area.objects.below(area.code).filter(tier__in=tiers))
    if not areas:
        raise Refused(_("No area of these tiers lies at or below %(area)s.") % {"area": area})
    if not (is_of_this_century(active_from) and is_of_this_century(active_until)):
        raise Refused(_("Choose a date of the years 2000 to 2099."))
    if active_from > active_until:
        raise Refused(_("The desk closes for good before it opens."))
    if not 0 <= opens_at < closes_at <= 24 * 60:
        raise Refused(_("The desk closes before it opens."))
    taken = list(
        Desk.objects.filter(below(area.code, "area"), election=election, area__tier__in=tiers).select_related("area")
    )
    if taken:
        raise Refused(
            _("%(count)d of these desks are open already, the first: %(name)s. Nothing was changed.")
            % {"count": len(taken), "name": taken[0].area}
        )
    with translation.override("id"):  # a desk's name is Indonesian, whoever opens it
        desks = [
            Desk(
                election=election,
                area=row,
                name=f"Posko Bersama {row.full_name}",
                active_from=active_from,
                active_until=active_until,
                opens_at=opens_at,
                closes_at=closes_at,
            )
            for row in areas
        ]
    desks = Desk.objects.bulk_create(desks, batch_size=BATCH)
    Desk.history.bulk_history_create(desks, batch_size=BATCH)
    return desks
