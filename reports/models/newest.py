"""Rows as the indexes of their lists can find them: newest first of narrow and of wide areas, and by their state."""

from django.db import models

from desks.models import Tier, below


class Unindexed(models.Func):
    """A column's value. SQLite looks for it in no index: it would rather sort a whole province by place than walk."""

    template = "%(expressions)s"
    output_field = models.CharField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class StateIn(models.Func):
    """Whether the state is one of these, with their names in the SQL itself and not among its parameters: SQLite uses a
    partial index only where it can read there that its condition holds."""

    output_field = models.BooleanField()

    def __init__(self, *states, **extra):
        words = [f"'{state.value}'" for state in states]
        which = f"IN ({', '.join(words)})" if len(words) > 1 else f"= {words[0]}"
        super().__init__("state", template=f"%(expressions)s {which}", **extra)


def newest_below(rows, code):
    """Those of the rows (with an `area`) at the area or below it."""
    if len(code) <= Tier.CITY.code_length:
        return rows.alias(place=Unindexed("area_id")).filter(below(code, "place"))
    return rows.filter(below(code, "area"))
