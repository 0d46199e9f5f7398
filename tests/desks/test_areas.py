"""Rule 1: what lies below an area is one index range, on both databases."""

import pytest
from django.db import connection

from desks.models import Area, Composition, Desk, Election, Electorate, Stage, Tier, Unit, below

#: Codes around 31.72 as strings sort: none of them lies below it but the first three.
INSIDE = ["31.72", "31.72.01", "31.72.01.1005"]
AROUND = ["31", "31.7", "31.71", "31.71.99", "31.72/", "31.720", "31.720.01", "31.721", "31.72A", "31.73", "3", "32"]


@pytest.fixture
def strange_codes(reference):
    """Only these areas: also codes that cannot be, but that a search by prefix would take for neighbours."""
    for model in (Composition, Desk, Stage, Electorate, Unit, Election, Area):
        model.objects.all().delete()
    Area.objects.bulk_create(
        Area(code=code, name=code, tier=1, kind="provinsi", time_zone="Asia/Jakarta") for code in INSIDE + AROUND
    )


def codes(areas):
    return list(areas.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("31.72", INSIDE),
        ("31.72.01", INSIDE[1:]),
        ("31.72.01.1005", INSIDE[2:]),
        ("31.7", ["31.7"]),
        ("31.720", ["31.720", "31.720.01"]),
        ("31.71", ["31.71", "31.71.99"]),
        ("32", ["32"]),
        ("33", []),
    ],
)
def test_below_is_the_area_and_its_descendants_only(strange_codes, code, expected):
    assert codes(Area.objects.below(code)) == sorted(expected)
    assert all(Area(code=code).covers(inside) for inside in expected)
    assert not any(Area(code=code).covers(other) for other in set(INSIDE + AROUND) - set(expected))


def test_below_counts_as_the_tree_does(reference):
    north = Area.objects.below("31.72")
    assert [north.in_tier(tier).count() for tier in Tier] == [0, 0, 1, 6, 31]
    assert Area.objects.below("31.7").count() == 0


def test_below_is_a_range_of_the_primary_key(reference):
    """On both databases the index is searched between two bounds, never scanned."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Area.objects.filter(below("31.72")).order_by().explain()
    if connection.vendor == "postgresql":
        assert "Index Cond: (((code)::text >= '31.72'::text) AND ((code)::text < '31.72/'::text))" in plan, plan
    else:
        assert "USING INDEX" in plan or "USING COVERING INDEX" in plan, plan
        assert "(code>? AND code<?)" in plan, plan


def test_codes_are_compared_byte_by_byte_in_every_table_that_holds_one(reference):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite compares byte by byte anyway")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (column_name IN ('area_id', 'scope_id') OR (table_name, column_name) = ('desks_area', 'code'))"
            " AND collation_name IS DISTINCT FROM 'C'"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("code", "path", "parent", "name"),
    [
        ("31", ["31"], "00", "{kind} Daerah Khusus Ibukota Jakarta"),
        ("31.72", ["31", "31.72"], "31", "Kota Administrasi Jakarta Utara"),
        ("31.72.01", ["31", "31.72", "31.72.01"], "31.72", "{kind} Penjaringan"),
        ("31.72.01.1005", ["31", "31.72", "31.72.01", "31.72.01.1005"], "31.72.01", "{kind} Pluit"),
    ],
)
def test_path_and_name(reference, code, path, parent, name):
    area = Area.objects.get(pk=code)
    assert (area.path, area.parent_code) == (path, parent)
    assert area.full_name.lower() == name.format(kind=area.get_kind_display()).lower()


def test_kabupaten_and_desa_are_told_from_kota_and_kelurahan(reference):
    kinds = {tier: set(Area.objects.below("51").in_tier(tier).values_list("kind", flat=True)) for tier in Tier}
    assert kinds[Tier.CITY] == {"kabupaten", "kota"}
    assert kinds[Tier.WARD] == {"kelurahan", "desa"}
    assert len({Area(kind=kind).get_kind_display() for kind in Area.Kind.values}) == len(Area.Kind)
