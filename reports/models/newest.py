"""Rows of an area, newest first: by their place where it is narrow, from the newest on where it is wide."""

from django.db import models

from desks.models import Tier, below


class Unindexed(models.Func):
    """A column's value. SQLite looks for it in no index: it would rather sort a whole province by place than walk."""

    template = "%(expressions)s"
    output_field = models.CharField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def newest_below(rows, code):
    """Those of the rows (with an `area`) at the area or below it."""
    if len(code) <= Tier.CITY.code_length:
        return rows.alias(place=Unindexed("area_id")).filter(below(code, "place"))
    return rows.filter(below(code, "area"))
