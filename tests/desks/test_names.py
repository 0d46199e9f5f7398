"""Names of areas for lists: right, asked for once, forgotten after a minute."""

import time

from desks import names
from desks.models import Area, Desk

from ..conftest import CITY, PENJARINGAN, PLUIT


def test_areas_by_code_and_by_desk(desks):
    codes, keys = [PLUIT, "99", CITY], [desks[CITY].pk, desks[PENJARINGAN].pk, 0]
    for _ in range(2):
        areas, holders = names.areas_of(codes, keys)
        assert areas == {PLUIT: Area.objects.get(pk=PLUIT), CITY: Area.objects.get(pk=CITY)}
        assert {pk: area.pk for pk, area in holders.items()} == {
            desks[CITY].pk: CITY,
            desks[PENJARINGAN].pk: PENJARINGAN,
        }
        assert areas[PLUIT].full_name == "Kelurahan Pluit"
        assert areas[PLUIT].time_zone == "Asia/Jakarta"


def test_each_is_asked_for_once(desks, django_assert_num_queries):
    with django_assert_num_queries(1):
        names.areas_of([PLUIT], [desks[CITY].pk])
    with django_assert_num_queries(0):
        names.areas_of([PLUIT], [desks[CITY].pk])
        names.areas_of([CITY])
    with django_assert_num_queries(1):
        names.areas_of([PLUIT, PENJARINGAN])
    with django_assert_num_queries(0):
        names.areas_of([], [])


def test_a_new_name_shows_after_a_minute(desks, monkeypatch):
    def name():
        return names.areas_of([], [desks[PLUIT].pk])[1][desks[PLUIT].pk].name

    assert name() == "Pluit"
    Area.objects.filter(pk=PLUIT).update(name="Contoh")
    Desk.objects.filter(pk=desks[PLUIT].pk).update(name="Posko Contoh")
    assert name() == "Pluit"
    now = time.monotonic()
    monkeypatch.setattr(names.time, "monotonic", lambda: now + names.KEPT_SECONDS + 1)
    assert name() == "Contoh"
