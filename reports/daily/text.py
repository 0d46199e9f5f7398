"""A daily report as one message for WhatsApp, in Indonesian: plain text, *bold* marks, never too long to send.

Figures and the names of those who have not reported come first; what people wrote is shortened to what room is left.
"""

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from desks.formats import clock, figure, moment_short
from desks.text import printable

from ..models import OPEN_STATES
from . import layout

#: A message has less than this, counted as WhatsApp does: a sign outside the basic plane is two.
LIMIT = 4000
#: Marks that would turn people's text bold, italic, struck or fixed, and what is shown in their place.
MARKS = str.maketrans(
    {"*": "\N{ASTERISK OPERATOR}", "_": "\N{FULLWIDTH LOW LINE}", "~": "\N{TILDE OPERATOR}", "`": "'"}
)
#: Room for the list of categories by name; a longer one names their codes.
MOST_FOR_CATEGORIES = 900
#: Longest names and remarks in the lines that are never left out.
MOST_OF_A_NAME, MOST_OF_A_REMARK = 160, 300
#: Lengths to which each text of people is cut, until the message fits.
CUTS = (4000, 2500, 1600, 1000, 700, 500, 350, 250, 180, 120, 80, 50)


def message(paper, *, replaced_by=""):
    """The message; `replaced_by` is the number of the signed correction that stands in its place."""
    with override(settings.LANGUAGE_CODE):
        before, after = _head(paper, replaced_by), _foot(paper)
        room = LIMIT - size("\n".join([*before, *after])) - 4
        missing = _missing(paper, room)
        told = _told(paper, room - size("\n".join(missing)))
        return "\n".join([*before, *missing, *told, *after])


def size(text):
    return len(text.encode("utf-16-le")) // 2


def plain(text):
    """People's text on one line, without signs that WhatsApp reads as marks."""
    return " ".join(printable(text).translate(MARKS).split())


def cut(text, length):
    return Truncator(plain(text)).chars(length)


def name_of(text):
    return cut(text, MOST_OF_A_NAME) or layout.UNKNOWN


def bold(text):
    return f"*{text}*"


# ---- what is never left out ----


def _head(paper, replaced_by):
    content = paper.content
    remarks = (layout.replaced_words(replaced_by), layout.correction_words(paper), layout.excerpt_words(paper))
    return [
        bold(_("DAILY REPORT")),
        bold(name_of(content["desk"]["name"])),
        *(f"{label}: {name_of(words)}" for label, words in _identity(paper) if words),
        *(cut(words, MOST_OF_A_REMARK) for words in remarks if words),
        "",
        *_period(paper),
        "",
        *_position(paper),
        *_below(paper),
    ]


def _identity(paper):
    return [
        (_("Number"), paper.content.get("number", "")),
        (_("Classification"), str(paper.classification.label).upper()),
        (_("Period"), layout.period_words(paper)),
        (_("Election stage"), paper.content["stage"]),
    ]


def _heading(words, number=None):
    return bold(words if number is None else f"{words}: {figure(number)}")


def _figures(rows):
    return " · ".join(f"{label} {figure(number)}" for label, number in rows)


def _period(paper):
    rows = zip(layout.severities(), paper.by_severity.values(), strict=True)
    stations = _("Polling stations affected") + f": {figure(paper.stations)}"
    if paper.stations_total is not None:
        stations += f" / {figure(paper.stations_total)}"
    return [_heading(_("Incidents of the period"), paper.total), _figures(rows), stations, *_categories(paper)]


def _categories(paper):
    rows = layout.category_rows(paper)
    named = [f"- {plain(label)}: {figure(total)}" for _code, label, _numbers, total, _stations in rows]
    if size("\n".join(named)) <= MOST_FOR_CATEGORIES:
        return named
    codes = [f"{code} {figure(total)}" for code, _label, _numbers, total, _stations in rows]
    return [first_of(codes, " · ", MOST_FOR_CATEGORIES)]


def _position(paper):
    states = [str(state.label) for state in OPEN_STATES]
    *sums, total = layout.position_sums(paper)
    when = clock(paper.moment("snapshot_at"), paper.zone)
    return [
        _heading(_("Open at %(time)s") % {"time": when}, total),
        _figures(zip(states, sums, strict=True)),
        _figures(layout.mark_rows(paper)),
    ]


def _below(paper):
    if not paper.below:
        return []
    return ["", _heading(_("Reports of the desks below")), _figures(layout.below_marks(paper))]


def _foot(paper):
    signed = paper.moment("signed_at")
    lines = ["", ", ".join(map(name_of, layout.signer(paper)))]
    if signed:
        lines.append(_("Signed %(moment)s") % {"moment": moment_short(signed, paper.zone)})
    return [*lines, f"SHA-256 {paper.sha256}"]


# ---- what is shortened where there is no room ----


def first_of(words, between, room):
    """As many of the words as there is room for, and how many more there are."""
    for shown in range(len(words), -1, -1):
        line = between.join(words[:shown])
        if shown < len(words):
            line += between if shown else ""
            line += _("and %(number)d others") % {"number": len(words) - shown}
        if size(line) <= room:
            break
    return line


def _missing(paper, room):
    """Who has not reported: all of them, or the first and how many more."""
    if not paper.missing:
        return []
    label = f"{bold(_('Not reported yet'))}: "
    return [label + first_of([name_of(row.desk) for row in paper.missing], ", ", room - size(label))]


def _told(paper, room):
    """What people wrote, each text as long as the room allows, then as many incidents as it allows."""
    incidents = layout.incident_rows(paper)
    tries = [(length, len(incidents)) for length in CUTS] + [(CUTS[-1], n) for n in range(len(incidents) - 1, -1, -1)]
    for length, shown in tries:
        lines = _writing(paper, incidents, length, shown)
        if size("\n".join(lines)) <= room:
            return lines
    return []


def _writing(paper, incidents, length, shown):
    sections = {section.name: section for section in layout.outline(paper)}
    lines = _words(sections.get("situation"), length)
    if incidents:
        lines += ["", _heading(_("Notable incidents"), len(incidents))]
        lines += [_incident(*row, paper.zone, length) for row in enumerate(incidents[:shown], 1)]
        if shown < len(incidents):
            lines.append(_("and %(number)d others") % {"number": len(incidents) - shown})
    for name in ("analysis", "prediction"):
        lines += _words(sections.get(name), length)
    if paper.recommendations:
        lines += ["", _heading(_("Recommendations"))]
        lines += [f"{number}. {cut(text, length)}" for number, text in enumerate(paper.recommendations, 1)]
    return lines + _words(sections.get("needs"), length)


def _words(section, length):
    return ["", _heading(section.title), cut(section.text, length)] if section else []


def _incident(number, row, zone, length):
    head = f"{number}. [{row['severity_label']}] {cut(row['title'], min(length, 140))}"
    facts = f"{name_of(row['area'])}, {moment_short(row['occurred_at'], zone)}, {row['state_label']}"
    lines = [f"{head} ({facts})", cut(row["narrative"], length)]
    if row["action"]:
        lines.append(_("Action taken") + f": {cut(row['action'], length)}")
    return "\n".join(lines)
