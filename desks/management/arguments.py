"""Reading what a command was given: each parser raises CommandError with a sentence."""

from datetime import date

from django.core.management.base import CommandError

from desks.fields import parse_clock
from desks.models import DESK_TIERS, NATION, Area, Election, Tier


def area_of(code):
    area = Area.objects.filter(pk=code).first()
    if area is None:
        province = "--all" if code == NATION else code[:2]
        raise CommandError(f"No area has the code {code!r}. Load its province first: load_areas {province}")
    return area


def election_of(slug):
    election = Election.objects.filter(pk=slug).first()
    if election is None:
        known = ", ".join(Election.objects.values_list("slug", flat=True)) or "none is loaded"
        raise CommandError(f"No election is called {slug!r}. Known: {known}.")
    return election


def date_of(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a date such as 2024-10-03.") from error


def clock_of(text):
    try:
        return parse_clock(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a time such as 08:00 or 24:00.") from error


def tiers_of(text):
    names = [name.strip().upper() for name in text.split(",")]
    if wrong := [name for name in names if name not in {tier.name for tier in DESK_TIERS}]:
        raise CommandError(f"{wrong[0].lower()!r} is no tier: ward, district, city, province.")
    return [Tier[name] for name in names]
