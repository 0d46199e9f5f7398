"""How severities, states and figures of reports look: always a word, a shape and a colour together."""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desks.formats import figure, moment_short

from ..dashboard.charts import shares
from ..forms.filing import stations_text
from ..models import Category, Classification, EventKind, SeverityLevel, State
from ..wording import SHAPES, actor_of, minutes, short_name

register = template.Library()
register.filter(minutes)
register.filter(short_name)

#: Tiles and figures kept in a process, as HTML: those of a few large provinces.
KEPT = 20_000


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
def shape(code):
    """The shape of a severity alone, where its word stands elsewhere."""
    return SHAPES[SeverityLevel(code)]


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


@register.simple_tag
def figure_link(figures, name):
    """A figure of a dashboard as a link to the list that holds exactly those reports; zero is no link.

    Without a template of its own: a province shows hundreds.
    """
    number = getattr(figures, name)
    if not number:
        return mark_safe('<span class="figure figure-zero">0</span>')
    return _figure_link(name, number, tuple(figures.link_to(name).items()), get_language())


# Of hundreds of figures and tiles an event changes a few; the others are written as they were.
@lru_cache(maxsize=KEPT)
def _figure_link(name, number, parameters, _language):
    address = reports_link(dict(parameters))
    return format_html('<a class="figure figure-{}" href="{}">{}</a>', name, address, figure(number))


@register.simple_tag
def bar(figures, most):
    """The open reports of an area as one bar by severity, as long as its share of the most that any has."""
    numbers = [figures.by_severity.get(level, 0) for level in SeverityLevel]
    parts = [
        (f"bar-{level}", x, width)
        for level, (x, width) in zip(SeverityLevel.values, shares(numbers, most), strict=True)
        if width
    ]
    return drawn(parts)


@register.simple_tag
def plain_bar(part, whole, most):
    """A bar as long as the share of `whole` in `most`, its first part dark."""
    (_first, dark), (start, light) = shares((part, whole - part), most)
    return drawn([("bar-part", 0, dark), ("bar-rest", start, max(light, 0))])


def drawn(parts):
    """A bar of parts (class, x, width)."""
    parts = format_html_join("", '<rect class="{}" x="{}" width="{}" height="8"/>', parts)
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{}</svg>', parts
    )


@register.simple_tag
def tile(area, figures, query="", head=False):
    """An area as one tile of the tile map: its short name, its worst open severity, its open reports.

    `query`: what its address ends with. `head`: the tile stands above those of the areas below it.
    """
    words = f"{area.full_name}: {figures.worst.label}, {figures.open}" if figures.worst else area.full_name
    return _tile(area.pk, query, area.name, words, figures.worst, figures.open, head)


@lru_cache(maxsize=KEPT)
def _tile(code, query, name, words, worst, number, head):
    return format_html(
        '<a class="tile tile-{level}{head}" href="{address}" data-area="{code}" data-open="{number}" '
        'data-worst="{worst}" title="{words}"><span class="tile-name">{name}</span> '
        '<span class="tile-count">{sign} {shown}</span></a>',
        level=worst.value if worst else "none",
        head=" tile-head" if head else "",
        address=reverse("dashboard", args=[code]) + query,
        code=code,
        number=number,
        worst=worst.value if worst else "",
        words=words,
        name=name if head else short_name(name),
        sign=SHAPES[worst] if worst else "",
        shown=figure(number),
    )


@register.filter
def most_open(rows):
    """The most open reports that any of these (area, figures) has."""
    return max((figures.open for _area, figures in rows), default=0)


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


#: The line of a report in a list; as a template of some forty nodes it took longer than all queries of the page. The
#: words of the headings are filled in first, once for a language: a narrow screen shows them beside each value.
LINE = """<tr>
    <td class="cell-main"><a href="{{link}}"><span class="title">{{title}}</span></a>
      <div class="sub">{{about}}</div></td>
    <td data-label="{severity}">{{severity}}</td>
    <td data-label="{state}">{{state}}</td>
    <td data-label="{holder}">{{holder}}</td>
    <td data-label="{due}"><div>{{due}}</div></td>
  </tr>
"""
#: Stands for the number in an address that fifty reports share but for it.
ANY_NUMBER = "00.00.00.0000-0000"
NO_DEADLINE = mark_safe('<span class="muted">–</span>')


@register.simple_tag
def report_lines(reports, now):
    """The rows of a table of Lines. What stands on many of them is escaped once: values fill LINE as they are."""
    said = said_in(get_language())
    areas = {area.pk: area for line in reports for area in (line.place, line.holder)}
    names = {code: escape(area.full_name) for code, area in areas.items()}
    categories = {category: escape(category.label) for category in {line.category for line in reports}}
    address = reverse("report", args=[ANY_NUMBER])

    def filled(line):
        number, place = escape(line.number), names[line.place.pk]
        return said["line"].format(
            link=address.replace(ANY_NUMBER, number),
            title=escape(line.title),
            about=f"{number} · {place} · {categories[line.category]}{said[line.classification]}",
            severity=said[line.severity],
            state=said[line.state],
            holder=names[line.holder.pk],
            due=due(line, now, said["overdue"]),
        )

    return mark_safe("".join(map(filled, reports)))  # noqa: S308 - all that fills a line was escaped


@lru_cache
def said_in(_language):
    """What lines say alike: of each severity, state and classification its words, a line to fill, the flag of one
    that is late."""
    headings = {"severity": _("Severity"), "state": _("Status"), "holder": _("Held by"), "due": _("Deadline")}
    return {
        **{code: severity(code) for code in SeverityLevel},
        **{code: state(code) for code in State},
        **{code: f" · {classification(code)}" for code in Classification},
        Classification.BIASA: "",
        "line": LINE.format(**{name: escape(words) for name, words in headings.items()}),
        "overdue": format_html(' <strong class="flag-overdue">{}</strong>', _("Overdue")),
    }


def due(line, now, flag):
    """The deadline that runs, and the flag where it has passed."""
    if line.due_at is None:
        return NO_DEADLINE
    look, flag = ("due due-over", flag) if line.due_at < now else ("due", "")
    moment = timezone.localtime(line.due_at).isoformat()
    words = escape(moment_short(line.due_at, line.place.zone))
    return f'<time class="{look}" datetime="{moment}" data-due>{words}</time>{flag}'


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
