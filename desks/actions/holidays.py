"""Loading national holidays and joint leave from the `holidays` package."""

import holidays
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Desk, Election, Holiday, Stage
from .refusal import Refused

JOINT_LEAVE = "Cuti Bersama"
FIRST_YEAR, LAST_YEAR = holidays.ID.start_year, holidays.ID.end_year


@transaction.atomic
def load_holidays(years):
    """Add the country's holidays of these years; returns {year: (public holidays, days of joint leave)} added.

    A date that is in the table already is kept as it is: administrators may have changed it.
    """
    for year in years:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            words = _("No holidays are known of the year %(year)s: only of %(first)s to %(last)s.")
            raise Refused(words % {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR})
    return {year: _load_year(year) for year in sorted(set(years))}


def _load_year(year):
    known = set(
        Holiday.objects.filter(area=None, falls_on__year=year).values_list("falls_on", flat=True)
    )  # one query, not one a day
    days = holidays.ID(years=year, categories=("public", "government"), language="id")
    counts = {Holiday.Kind.NATIONAL: 0, Holiday.Kind.JOINT_LEAVE: 0}
    for day, name in sorted(days.items()):
        if day not in known:
            kind = Holiday.Kind.JOINT_LEAVE if name.startswith(JOINT_LEAVE) else Holiday.Kind.NATIONAL
            Holiday.objects.create(falls_on=day, name=name[:120], kind=kind)
            counts[kind] += 1
    return tuple(counts.values())


def years_in_use():
    """Years of all desks and stages, this one and the next."""
    this = timezone.localdate().year
    years = {this, this + 1}
    for model, first, last in ((Desk, "active_from", "active_until"), (Stage, "starts_on", "ends_on")):
        for span in model.objects.order_by().values_list(F(f"{first}__year"), F(f"{last}__year")).distinct():
            years.update(range(span[0], min(span[1], span[0] + 3) + 1))
    years.update(Election.objects.values_list(F("voting_on__year"), flat=True))
    return sorted(year for year in years if FIRST_YEAR <= year <= LAST_YEAR)
