"""Filters of every page: dates, moments, numbers, and fields of forms."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from desks import fields, formats

register = template.Library()

register.filter("moment", formats.moment)
register.filter("moment_short", formats.moment_short)
register.filter("moment_near", formats.moment_near)
register.filter("clock", formats.clock)
register.filter("day", formats.day)
register.filter("figure", formats.figure)
register.filter("clock_minutes", fields.clock_text)


@register.simple_tag
def field(bound, label=None):
    """A form field with its label, help and errors tied together for screen readers.

    Without a template of its own: the filters of a list took longer than its reports.
    """
    if bound.is_hidden:
        return str(bound)
    return format_html(
        """<div class="field{}">
  <label for="{}">{}{}</label>
  {}
{}{}</div>""",
        " has-error" if bound.errors else "",
        bound.id_for_label,
        label or bound.label,
        "" if bound.field.required else format_html(' <span class="optional">({})</span>', _("optional")),
        str(bound),
        _help(bound) if bound.help_text else "",
        _errors(bound) if bound.errors else "",
    )


def _help(bound):
    return format_html('  <div class="help" id="{}_helptext">{}</div>\n', bound.id_for_label, bound.help_text)


def _errors(bound):
    lines = format_html_join("", "<p>{}</p>", ((error,) for error in bound.errors))
    return format_html('  <div class="errors" id="{}_error">{}</div>\n', bound.id_for_label, lines)


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
