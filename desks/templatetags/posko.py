"""Filters of every page: dates, moments, numbers, and fields of forms."""

from django import template

from desks import fields, formats

register = template.Library()

register.filter("moment", formats.moment)
register.filter("moment_short", formats.moment_short)
register.filter("clock", formats.clock)
register.filter("day", formats.day)
register.filter("figure", formats.figure)
register.filter("clock_minutes", fields.clock_text)


@register.inclusion_tag("includes/field.html")
def field(bound, label=None):
    """A form field with its label, help and errors tied together for screen readers."""
    return {"field": bound, "label": label or bound.label}


@register.simple_tag(takes_context=True)
def query_with(context, **changes):
    """The query string of this page with some parameters changed; an empty value drops one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"
