"""What areas are called, for lists: as it was a minute ago at most.

Lists show the same few hundred areas time and again. Where they are joined to its rows, PostgreSQL plans for longer
than it reads.
"""

import time

from django.db.models import F, IntegerField, Value

from .models import Area

#: How long names are kept in a process.
KEPT_SECONDS = 60
COLUMNS = ("code", "name", "tier", "kind", "time_zone")


class _Kept:
    """Areas by code and by the key of a desk, all forgotten together."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.areas, self.desks, self.until = {}, {}, time.monotonic() + KEPT_SECONDS

    def known(self):
        """What is kept now; whoever holds it may go on with it while others forget."""
        if time.monotonic() > self.until:
            self.forget()
        return self.areas, self.desks


_kept = _Kept()
forget = _kept.forget


def areas_of(codes, desks=()):
    """({code: Area}, {key of a desk: its Area}) of those that exist; one query for what is not kept."""
    areas, by_desk = _kept.known()
    unknown = [code for code in codes if code not in areas]
    unknown_desks = [pk for pk in desks if pk not in by_desk]
    if unknown or unknown_desks:
        for desk, *values in _rows(unknown, unknown_desks):
            area = areas.setdefault(values[0], Area(**dict(zip(COLUMNS, values, strict=True))))
            if desk is not None:
                by_desk[desk] = area
    return _those(codes, areas), _those(desks, by_desk)


def _rows(codes, desks):
    """(key of a desk or None, *COLUMNS) of these areas and of those of these desks."""
    by_code = Area.objects.filter(pk__in=codes).values_list(Value(None, IntegerField()), *COLUMNS)
    by_desk = Area.objects.filter(desks__in=desks).values_list(F("desks"), *COLUMNS)
    return by_code.order_by().union(by_desk.order_by(), all=True)


def _those(keys, kept):
    return {key: kept[key] for key in keys if key in kept}
