"""Sentences about reports that are needed outside templates."""

from django.utils.translation import gettext as _

from desks.formats import moment

from .models import Event
from .models.events import TURNING_KINDS


def actor_of(event):
    return str(event.actor) if event.actor else _("the system")


def last_move(report):
    """Who moved the report last, to where and when: for someone whose page is out of date."""
    event = (
        Event.objects.filter(report=report, kind__in=TURNING_KINDS)
        .select_related("actor", "to_desk__area")
        .order_by("-seq")
        .first()
    )
    return _("Someone was first: “%(what)s” by %(who)s, %(when)s. The report is now with %(desk)s (%(state)s).") % {
        "what": event.get_kind_display(),
        "who": actor_of(event),
        "when": moment(event.at, report.area.zone),
        "desk": event.to_desk,
        "state": event.get_to_state_display(),
    }
