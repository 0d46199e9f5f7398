"""Who mans the shifts: the places of one shift, one template for many desks, the templates that ship."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..fields import parse_clock
from ..models import Composition, Place, Shift, Tier
from ..reference import desk_data
from .refusal import Refused

BATCH = 500


def can_serve(unit_area, area):
    """Whether a unit of that area code may be named for a desk of `area`: in the same city, or above the desk."""
    city = area.code[: Tier.CITY.code_length]
    return unit_area in area.path or unit_area == city or unit_area.startswith(city + ".")


@transaction.atomic
def set_places(*, shift, counts, leads):
    """Make the shift hold `counts`, {("unit" or "kind", key): officers}; `leads` is one of its keys or None.

    Rows whose number did not change are kept.
    """
    shift.places.filter(leads=True).update(leads=False)  # the database knows only one at a time
    left = dict(counts)
    for place in shift.places.all():
        count = left.pop(_key(place), 0)
        if not count:
            place.delete()
        elif place.count != count:
            shift.places.filter(pk=place.pk).update(count=count)
    for key, count in left.items():
        Place.objects.create(shift=shift, count=count, **{f"{key[0]}_id": key[1]})
    if leads:
        shift.places.filter(**{f"{leads[0]}_id": leads[1]}).update(leads=True)


def _key(place):
    return ("unit", place.unit_id) if place.unit_id else ("kind", place.kind_id)


@transaction.atomic
def apply_template(*, by, template, desks, applies_on=None, replace=False):
    """Copy the template to each desk, for every day or for one date; returns (desks given it, desks left alone).

    A desk that has a composition for that day already keeps it, unless `replace`. All or none: raises Refused where
    a unit of the template cannot serve one of the desks.
    """
    desks = list(desks)
    if template.desk_id is not None:
        raise Refused(_("“%(name)s” is no template.") % {"name": template})
    if not desks:
        raise Refused(_("No desk was chosen."))
    if refusal := unfit(template, desks):
        raise Refused(refusal)
    present = Composition.objects.filter(desk__in=desks, applies_on=applies_on)
    if replace:
        _delete(present, by)
        kept = set()
    else:
        kept = set(present.values_list("desk_id", flat=True))
    fresh = [desk for desk in desks if desk.pk not in kept]
    _copy(template, fresh, applies_on, by)
    return len(fresh), len(kept)


def unfit(template, desks):
    """A sentence where a unit of the template cannot serve one of the desks, else None."""
    places = Place.objects.filter(shift__composition=template, unit__isnull=False).select_related("unit")
    units = {place.unit for place in places}
    for desk in desks:
        for unit in units:
            if not can_serve(unit.area_id, desk.area):
                words = _("“%(unit)s” does not belong to the city of “%(desk)s”: use the kind. Nothing was changed.")
                return words % {"unit": unit, "desk": desk}
    return None


def _delete(compositions, by):
    """One by one, so that the history says who."""
    for composition in compositions.prefetch_related("shifts"):
        for row in (*composition.shifts.all(), composition):
            row._history_user = by
            row.delete()


def _copy(template, desks, applies_on, by):
    """Rows and their history in bulk: a city has a hundred desks."""
    copies = [_composition_of(template, desk, applies_on) for desk in desks]
    copies = Composition.objects.bulk_create(copies, batch_size=BATCH)
    shifts = list(template.shifts.prefetch_related("places"))
    pairs = [(shift, _shift_of(shift, copy)) for copy in copies for shift in shifts]
    Shift.objects.bulk_create([copy for _shift, copy in pairs], batch_size=BATCH)
    places = [_place_of(place, copy) for shift, copy in pairs for place in shift.places.all()]
    Place.objects.bulk_create(places, batch_size=BATCH)
    Composition.history.bulk_history_create(copies, batch_size=BATCH, default_user=by)
    Shift.history.bulk_history_create([copy for _shift, copy in pairs], batch_size=BATCH, default_user=by)


def _composition_of(template, desk, applies_on):
    return Composition(
        area_id=desk.area_id,
        desk=desk,
        applies_on=applies_on,
        name=template.name,
        rest_hours=template.rest_hours,
        max_per_week=template.max_per_week,
    )


def _shift_of(shift, composition):
    return Shift(composition=composition, name=shift.name, starts_at=shift.starts_at, ends_at=shift.ends_at)


def _place_of(place, shift):
    return Place(shift=shift, unit_id=place.unit_id, kind_id=place.kind_id, count=place.count, leads=place.leads)


def load_templates(areas):
    """The ready templates of these areas that are not there yet; returns how many were added."""
    added = {}
    for row in desk_data("compositions.csv"):
        key = row["area_code"], row["name"]
        if row["area_code"] not in areas or (key not in added and _exists(*key)):
            continue
        if key not in added:
            added[key] = Composition.objects.create(
                area_id=key[0],
                name=key[1],
                rest_hours=int(row["rest_hours"]),
                max_per_week=int(row["max_per_week"]),
            )
        _load_shift(added[key], row)
    return len(added)


def _exists(area, name):
    return Composition.objects.templates().filter(area=area, name=name).exists()


def _load_shift(composition, row):
    shift = Shift.objects.create(
        composition=composition,
        name=row["shift"],
        starts_at=parse_clock(row["starts_at"]),
        ends_at=parse_clock(row["ends_at"]),
    )
    counts = {("kind", word.split()[0]): int(word.split()[1]) for word in row["kinds"].split(";")}
    set_places(shift=shift, counts=counts, leads=("kind", row["leads"]))
