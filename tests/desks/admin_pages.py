"""Shorthand of the admin's tests: addresses, forms, twins in the outsider city."""

import re
from datetime import date

from django.urls import reverse

from desks.actions import make_display
from desks.models import (
    Absence,
    Area,
    Composition,
    Desk,
    Election,
    Holiday,
    Officer,
    Place,
    Shift,
    SpecialHours,
    Stage,
    Unit,
)

from ..conftest import NOW


def page(row, kind="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{kind}", args=[row.pk])


def pages(model, kind="changelist"):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}")


def bytes_of(response):
    """A page but for what each request brings itself: its own address and the token against forged forms."""
    page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return page.replace(response.request["PATH_INFO"].encode(), b"")


def account(**changes):
    """A complete form for a new account in Pluit."""
    return {
        "username": "budi",
        "name": "Contoh Budi",
        "role": "officer",
        "area": "31.72.01.1005",
        "unit": "",
        "password1": "rahasia-contoh-1",
        "password2": "rahasia-contoh-1",
        **changes,
    }


def desk_form(*special, **changes):
    """A complete form of a desk in Kelurahan Kapuk Muara; `special` are (date, opens, closes) of its days."""
    form = {
        "election": "pilkada-dki-2024",
        "area": "31.72.01.1003",
        "name": "Posko Contoh",
        "place": "",
        "active_from": "2024-10-03",
        "active_until": "2024-12-15",
        "opens_at": "08.00",
        "closes_at": "16.00",
        "special_hours-TOTAL_FORMS": len(special),
        "special_hours-INITIAL_FORMS": 0,
    }
    for number, (day, opens, closes) in enumerate(special):
        prefix = f"special_hours-{number}"
        form |= {f"{prefix}-applies_on": day, f"{prefix}-opens_at": opens, f"{prefix}-closes_at": closes}
    return {**form, **changes}


def make_unit(area="31.72", name="Polres Contoh", **changes):
    return Unit.objects.create(**{"area_id": area, "kind_id": "polri", "name": name, **changes})


def make_election(scope, slug=None):
    return Election.objects.create(
        slug=slug or f"contoh-{scope.replace('.', '')}",
        name_id=f"Pemilihan Contoh {scope}",
        name_en=f"Sample election {scope}",
        voting_on=date(2024, 11, 27),
        scope_id=scope,
    )


def make_stage(election):
    return Stage.objects.create(
        election=election,
        order=1,
        name_id="Contoh tahapan",
        name_en="Sample stage",
        starts_on=date(2024, 9, 1),
        ends_on=date(2024, 9, 2),
    )


def make_desk(area, **changes):
    dates = {"active_from": date(2024, 10, 3), "active_until": date(2024, 12, 15)}
    hours = {"opens_at": 480, "closes_at": 960}
    return Desk.objects.create(
        **{"election_id": "pilkada-dki-2024", "area_id": area, "name": f"Posko {area}", **dates, **hours, **changes}
    )


def make_special_hours(desk, day=date(2024, 11, 27)):
    return SpecialHours.objects.create(desk=desk, applies_on=day, opens_at=0, closes_at=1440)


def make_officer(unit, name="Contoh 01", **changes):
    return Officer.objects.create(unit=unit, name=name, **changes)


def make_absence(officer, first=date(2024, 11, 4), last=date(2024, 11, 6), **changes):
    return Absence.objects.create(officer=officer, starts_on=first, ends_on=last, **changes)


def make_holiday(area="31.72", day=date(2024, 11, 5), **changes):
    return Holiday.objects.create(**{"area_id": area, "falls_on": day, "name": f"Contoh libur {area}", **changes})


def display_of(area, by, name="Contoh layar", now=NOW):
    return make_display(by=by, area=Area.objects.get(pk=area), name=name, now=now)


def make_composition(area="31.72", desk=None, places=(("kind", "tni", 1),), **changes):
    """A composition of one shift, 08.00 to 16.00; the first of its places leads."""
    made = Composition.objects.create(**{"area_id": area, "desk": desk, "name": f"Contoh susunan {area}", **changes})
    shift = Shift.objects.create(composition=made, name="Pagi", starts_at=480, ends_at=960)
    for number, (sort, key, count) in enumerate(places):
        Place.objects.create(shift=shift, count=count, leads=number == 0, **{f"{sort}_id": key})
    return made


def composition_form(*shifts, initial=0, **changes):
    """A complete form of a template of the city; each of `shifts` is a dict of its fields."""
    form = {
        "name": "Contoh",
        "desk": "",
        "area": "31.72",
        "applies_on": "",
        "rest_hours": "12",
        "max_per_week": "5",
        "shifts-TOTAL_FORMS": len(shifts),
        "shifts-INITIAL_FORMS": initial,
    }
    for number, shift in enumerate(shifts):
        fields = {"name": "Pagi", "starts_at": "08.00", "ends_at": "16.00", "leads": "", **shift}
        form |= {f"shifts-{number}-{name}": value for name, value in fields.items()}
    return {**form, **changes}
