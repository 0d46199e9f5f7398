"""Words and signs about reports that are needed outside templates too."""

from django.utils.translation import gettext as _

from desks.formats import moment

from .models import Event, SeverityLevel
from .models.events import TURNING_KINDS

#: A severity is never told by its colour alone.
SHAPES = {
    SeverityLevel.DARURAT: "▲",
    SeverityLevel.TINGGI: "◆",
    SeverityLevel.SEDANG: "●",
    SeverityLevel.RENDAH: "○",
}


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


def minutes(number):
    """A duration as "45 min", "3 h 20 min", "2 d 4 h"; a dash where there is none."""
    if number is None:
        return "–"
    hours, rest = divmod(number, 60)
    if not hours:
        return _("%(number)s min") % {"number": number}
    if hours < 24:
        return (
            _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
            if rest
            else _("%(hours)s h") % {"hours": hours}
        )
    days, hours = divmod(hours, 24)
    return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours} if hours else _("%(days)s d") % {"days": days}


def short_name(name, most=13):
    """The name with its first words cut to a letter until it fits: "Kelapa Gading Barat" is "K. G. Barat"."""
    words = name.split()
    for place in range(len(words) - 1):
        if len(" ".join(words)) <= most:
            break
        words[place] = f"{words[place][0]}."
    return " ".join(words)
