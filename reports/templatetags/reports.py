"""How severities, states and figures of reports look: always a word, a shape and a colour together."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from desks.formats import moment_short

from ..forms.filing import stations_text
from ..models import Category, Classification, EventKind, SeverityLevel, State
from ..wording import actor_of

register = template.Library()

SHAPES = {
    SeverityLevel.DARURAT: "▲",
    SeverityLevel.TINGGI: "◆",
    SeverityLevel.SEDANG: "●",
    SeverityLevel.RENDAH: "○",
}


@register.filter
def severity(code):
    """A severity as shape and word in its colour."""
    level = SeverityLevel(code)
    return format_html(
        '<span class="severity severity-{}"><span aria-hidden="true">{}</span> {}</span>',
        level.value,
        SHAPES[level],
        level.label,
    )


@register.filter
def state(code):
    value = State(code)
    return format_html('<span class="state state-{}">{}</span>', value.value, value.label)


@register.filter
def classification(code):
    value = Classification(code)
    return format_html('<span class="classification classification-{}">{}</span>', value.value, value.label)


@register.simple_tag
def reports_link(parameters):
    """Address of the report list with these parameters."""
    return f"{reverse('reports')}?{urlencode(parameters)}"


@register.inclusion_tag("includes/figure_link.html")
def figure_link(figures, name):
    """A figure of a dashboard as a link to the list that holds exactly those reports; zero is no link."""
    return {"number": getattr(figures, name), "parameters": figures.links[name], "name": name}


@register.filter
def overdue(report, now):
    return report.is_overdue(now)


@register.filter
def actor(event):
    return actor_of(event)


@register.filter
def is_automatic(event):
    return event.actor_id is None


@register.filter
def kind_group(event):
    """Which mark the timeline gives an event."""
    if event.kind in (EventKind.ESCALATED, EventKind.OVERDUE, EventKind.PASSED_ON, EventKind.ACKNOWLEDGED_LATE):
        return "alarm"
    if event.kind in (EventKind.RESOLVED, EventKind.CLOSED):
        return "done"
    return "plain"


#: The line of a report in a list; as a template of some forty nodes it took longer than all queries of the page.
LINE = """<tr>
    <td class="cell-main"><a href="{}"><span class="title">{}</span></a><div class="sub">{} · {} · {}{}</div></td>
    <td data-label="{}">{}</td>
    <td data-label="{}">{}</td>
    <td data-label="{}">{}</td>
    <td data-label="{}"><div>{}</div></td>
  </tr>
"""


@register.simple_tag
def report_lines(reports, now):
    """The rows of a table of reports."""
    said = {code: severity(code) for code in SeverityLevel} | {code: state(code) for code in State}
    areas = {area.pk: area for report in reports for area in (report.area, report.held_by.area)}
    names = {code: area.full_name for code, area in areas.items()}
    labels = [_("Severity"), _("Status"), _("Held by"), _("Deadline")]

    def line(report):
        cells = [said[report.severity_id], said[report.state], names[report.held_by.area_id], due(report, now)]
        return (
            *(report.get_absolute_url(), report.title, report.number, names[report.area_id], report.category.label),
            secrecy(report),
            *(part for pair in zip(labels, cells, strict=True) for part in pair),
        )

    return format_html_join("", LINE, map(line, reports))


def secrecy(report):
    if report.classification == Classification.BIASA:
        return ""
    return format_html(" · {}", classification(report.classification))


def due(report, now):
    """The deadline that runs, and whether it has passed."""
    if not (report.due_at and report.is_open):
        return mark_safe('<span class="muted">–</span>')
    is_over = report.is_overdue(now)
    return format_html(
        '<time class="due{}" datetime="{}" data-due>{}</time>{}',
        " due-over" if is_over else "",
        timezone.localtime(report.due_at).isoformat(),
        moment_short(report.due_at, report.area.zone),
        format_html(' <strong class="flag-overdue">{}</strong>', _("Overdue")) if is_over else "",
    )


@register.simple_tag
def changes(event):
    """Readable (what, before, after) of an event that changed values of the report."""
    if "changes" not in event.details:
        return []
    words = {
        "severity": lambda value: SeverityLevel(value).label,
        "classification": lambda value: Classification(value).label,
        "category": category_label,
        "polling_stations": lambda value: stations_text(value) or "–",
    }
    report_fields = {
        field.name: field.verbose_name for field in event.report._meta.get_fields() if hasattr(field, "verbose_name")
    }
    rows = []
    for name, (before, after) in event.details["changes"].items():
        say = words.get(name, str)
        rows.append((report_fields.get(name, name), say(before), say(after)))
    return rows


def category_label(code):
    category = Category.objects.filter(pk=code).first()
    return category.label if category else code
