"""The sections, rows and sentences of a daily report (`reports.daily.layout`) for its page."""

from django import template

from desks.formats import figure

from ..daily import layout

register = template.Library()

for rows in (
    layout.outline,
    layout.facts,
    layout.category_rows,
    layout.position_rows,
    layout.position_sums,
    layout.mark_rows,
    layout.below_marks,
    layout.desk_rows,
    layout.sums,
    layout.duty_rows,
    layout.incident_rows,
    layout.filed_words,
    layout.position_words,
    layout.missing_words,
    layout.signer,
):
    register.simple_tag(rows)


@register.filter
def known(number):
    """A figure, or a dash where nobody knows it: an unknown number is no zero."""
    return layout.UNKNOWN if number is None else figure(number)
