"""The certificate of a roster as its preview shows it: names and words instead of numbers and codes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .formats import day as day_text
from .models import Officer, Unit
from .rostering import Certificate, Doubt


@dataclass
class Row:
    officer: Officer
    duties: int
    off_duties: int


@dataclass
class Pool:
    """Officers who share duties among themselves."""

    name: str
    rows: list
    report: object
    sentences: list


def pools_of(roster):
    """(whether all is proven, [Pool], [sentences about days that cannot be filled]); two queries."""
    if not roster.certificate:
        return False, [], []
    certificate = Certificate.from_json(roster.certificate)
    people = {load.person for pool in certificate.pools for load in pool.loads}
    officers = Officer.objects.filter(pk__in=people).select_related("unit").in_bulk()
    ids = {unit for pool in certificate.pools for unit in pool.units}
    units = Unit.objects.filter(pk__in=ids | {unit for short in certificate.short for unit in short.units}).in_bulk()
    pools = [_pool(report, officers, units) for report in certificate.pools]
    return certificate.proven, pools, [_short_words(short, units) for short in certificate.short]


def _pool(report, officers, units):
    rows = [
        Row(officers[load.person], load.duties, load.off_duties) for load in report.loads if load.person in officers
    ]
    rows.sort(key=lambda row: (-row.duties, -row.off_duties, row.officer.name, row.officer.pk))
    return Pool(_names(report.units, units), rows, report, _sentences(report))


def _names(ids, units):
    return ", ".join(sorted(units[pk].name for pk in ids if pk in units))


def _sentences(report):
    if report.proven:
        return [
            _("Proven: every place is filled, and no roster shares the duties more evenly.")
            if report.loads
            else _("Nothing to share.")
        ]
    words = {
        Doubt.GAPS: _("Not proven: places are empty, so fairness cannot be compared."),
        Doubt.GAPS_UNPROVEN: _("Not proven: some empty places might be filled by another roster."),
        Doubt.SPREAD: _(
            "Not proven: a roster with a smaller difference in duties is not ruled out (%(best)d or more)."
        ),
        Doubt.OFF_SPREAD: _(
            "Not proven: a roster with a smaller difference in weekend and holiday duties is not ruled out "
            "(%(best_off)d or more)."
        ),
    }
    bounds = {"best": report.best_spread, "best_off": report.best_off_spread}
    return [words[code] % bounds for code in report.why]


def _short_words(short, units):
    words = ngettext(
        "%(day)s: %(units)s: of %(slots)d places at least %(missing)d stays empty, whoever is chosen.",
        "%(day)s: %(units)s: of %(slots)d places at least %(missing)d stay empty, whoever is chosen.",
        short.missing,
    )
    return words % {
        "day": _span(short.day, short.until),
        "units": _names(short.units, units) or _("no unit"),
        "slots": short.slots,
        "missing": short.missing,
    }


def _span(first, last):
    return day_text(first) if last is None or last == first else f"{day_text(first)} – {day_text(last)}"
