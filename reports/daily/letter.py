"""A daily report as the official letter: PDF, in Indonesian, whoever asks for it."""

import re
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _
from django.utils.translation import override

from desks.formats import clock, figure, moment, moment_short
from desks.typst import compile_pdf

from ..models import OPEN_STATES
from . import layout

FOLDER = Path(__file__).resolve().parent.parent / "typst"
#: "Kota Administrasi Jakarta Utara" is where "Jakarta Utara" is.
KIND_OF_AREA = re.compile(r"^(Kota|Kabupaten|Daerah Khusus|Daerah Istimewa)( Administrasi| Ibukota)? ")
#: Columns of the letter's tables: how wide (parts of what is left over, or centimetres), and whether of figures.
WIDE, NARROW = {"part": 1}, {"cm": 0.9}
FIGURE, LAST_FIGURE = {"cm": 1.25, "figure": True}, {"cm": 1.65, "figure": True}


def letter_pdf(paper, *, verify_url, now, replaced_by="", **options):
    """The PDF; `replaced_by` is the number of the signed correction that stands in its place."""
    with override(settings.LANGUAGE_CODE):
        data = letter(paper, verify_url, replaced_by)
        return compile_pdf("letter.typ", data, folder=FOLDER, now=now, **options)


def letter(paper, verify_url, replaced_by=""):
    """All that the template prints."""
    content, desk = paper.content, paper.content["desk"]
    signed = paper.moment("signed_at")
    remarks = (layout.correction_words(paper), layout.replaced_words(replaced_by), layout.excerpt_words(paper))
    return {
        "title": _("Daily report") + f" {content['number']}",
        "classification": _("CLASSIFICATION: %(level)s") % {"level": str(paper.classification.label).upper()},
        "letterhead": desk["letterhead"],
        "desk": desk["name"].upper(),
        "place": desk["place"],
        "head": [
            (_("Number"), content["number"]),
            (_("Nature"), str(paper.classification.label)),
            (_("Attachment"), layout.UNKNOWN),
            (_("Subject"), _subject(paper)),
        ],
        "place_and_date": place_and_date(desk["area_name"], signed, paper.zone),
        "addressee": _("To: %(addressee)s") % {"addressee": content["addressee"]},
        "remarks": [words for words in remarks if words],
        "opening": _opening(paper),
        "sections": [
            {"title": f"{section.numeral}. {section.title}", "blocks": _blocks(paper, section)}
            for section in layout.outline(paper)
        ],
        "closing": _("That is our report."),
        "signature": {
            "title": [_("Coordinator / Duty lead"), desk["name"]],
            "note": _("signed in the system on %(moment)s") % {"moment": moment_short(signed, paper.zone)},
            "lines": layout.signer(paper),
        },
        "copies_title": _("Copies to"),
        "copies": content["copies"],
        "foot": {
            "left": content["number"],
            "digest": f"SHA-256 {paper.sha256}",
            "verify": _("Whether this letter is genuine is told at"),
            "url": verify_url,
        },
    }


def place_and_date(area_name, when, zone):
    """ "Jakarta Utara, 3 Oktober 2024"."""
    return f"{KIND_OF_AREA.sub('', area_name)}, {date_text(timezone.localtime(when, zone), 'j F Y')}"


def _subject(paper):
    words = _("Correction of the daily report") if paper.content["correction"] else _("Daily report")
    return _("%(what)s of %(desk)s") % {"what": words, "desk": paper.content["desk"]["name"]}


def _opening(paper):
    return _("We report on the period from %(period)s of the %(election)s as follows.") % {
        "period": layout.period_words(paper),
        "election": layout.election_name(paper),
    }


# ---- the sections: lists of blocks, each of a kind that the template knows ----


def _text(words):
    return {"kind": "text", "lines": [line for line in words.splitlines() if line.strip()]}


def _numbered(items):
    return {"kind": "list", "items": items}


def _pairs(rows):
    return {"kind": "pairs", "rows": [(str(label), figure(number)) for label, number in rows]}


def _table(columns, rows, sums=()):
    """`columns`: [(heading, form)]; `sums` is the last line, of figures."""
    headings, forms = [heading for heading, _form in columns], [form for _heading, form in columns]
    return {"kind": "table", "headings": headings, "forms": forms, "rows": rows, "sums": list(sums)}


def _figures(numbers):
    return [layout.UNKNOWN if number is None else figure(number) for number in numbers]


def _sentence(rows):
    return ", ".join(f"{label} {figure(number)}" for label, number in rows) + "."


def _blocks(paper, section):
    if section.text:
        return [_text(section.text)]
    makers = {
        "on_duty": _duty,
        "period": _period,
        "position": _position,
        "below": _below,
        "incidents": _incidents,
        "recommendations": lambda paper: [_numbered(paper.recommendations)],
    }
    return makers[section.name](paper)


def _is_short(paper):
    """A report of nothing fits on one page: sentences instead of tables."""
    return paper.content["is_nihil"]


def _duty(paper):
    rows = layout.duty_rows(paper)
    if _is_short(paper):
        return [_text("; ".join(", ".join(filter(None, (row["name"], row["rank"], row["unit"]))) for row in rows))]
    columns = [
        (_("No."), NARROW),
        (_("Name"), WIDE),
        (_("Rank or position"), {"cm": 2.6}),
        (_("Unit"), {"cm": 3.2}),
        (_("Shift"), {"cm": 5.2}),
    ]
    return [_table(columns, [_duty_row(number, row, paper.zone) for number, row in enumerate(rows, 1)])]


def _duty_row(number, row, zone):
    name = _("%(officer)s (lead)") % {"officer": row["name"]} if row["leads"] else row["name"]
    times = f"{moment_short(row['begins'], zone)} – {clock(row['ends'], zone)}"
    return [str(number), name, row["rank"] or layout.UNKNOWN, row["unit"], f"{row['shift']} {times}"]


def _period(paper):
    words = layout.filed_words(paper)
    if not paper.total:
        return [_text(words)]
    rows = [
        [label, *_figures([*numbers, total, stations])]
        for _code, label, numbers, total, stations in layout.category_rows(paper)
    ]
    columns = [(_("Category"), WIDE), *_severity_columns()]
    return [_text(words), _table(columns, rows, [_("Sum"), *_figures(layout.sums(paper))])]


def _severity_columns():
    columns = [(heading, FIGURE) for heading in (*layout.severities(), _("Sum"))]
    return [*columns, (_("Polling stations affected"), LAST_FIGURE)]


def _position(paper):
    states = [str(state.label) for state in OPEN_STATES]
    sums = layout.position_sums(paper)
    marks = layout.mark_rows(paper)
    words = layout.position_words(paper)
    if _is_short(paper):
        rows = [*zip(states, sums, strict=False), (_("Sum"), sums[-1]), *marks]
        return [_text(f"{words} {_sentence(rows)}")]
    columns = [(_("Severity"), WIDE), *((state, {"cm": 2.2, "figure": True}) for state in (*states, _("Sum")))]
    rows = [[str(level.label), *_figures([*numbers, total])] for level, numbers, total in layout.position_rows(paper)]
    return [_text(words), _table(columns, rows, [_("Sum"), *_figures(sums)]), _pairs(marks)]


def _below(paper):
    if not paper.below:
        return [_text(_("No desk below owed a report."))]
    missing = [_text(layout.missing_words(paper))] if paper.missing else []
    if _is_short(paper):
        return [_text(_sentence(layout.below_marks(paper))), *missing]
    columns = [(_("No."), NARROW), (_("Desk"), WIDE), (_("Report"), {"cm": 2.4}), *_severity_columns()]
    rows = [
        [str(number) if number else "", row.name, row.status, *_figures([*row.numbers, row.total, row.stations])]
        for number, row in enumerate(layout.desk_rows(paper))
    ]
    table = _table(columns, rows, ["", _("Sum"), "", *_figures(layout.sums(paper))])
    return [_pairs(layout.below_marks(paper)), *missing, table]


def _incidents(paper):
    return [_incident(number, row, paper.zone) for number, row in enumerate(layout.incident_rows(paper), 1)]


def _incident(number, row, zone):
    facts = [
        (_("Time of incident"), moment(row["occurred_at"], zone)),
        (_("Place of incident"), row["area"]),
        (_("Category"), f"{row['category_label']} ({row['severity_label']}, {row['classification_label']})"),
        (_("Narrative"), row["narrative"]),
        (_("Action taken"), row["action"] or layout.UNKNOWN),
        (_("Status"), _("%(state)s, with %(desk)s") % {"state": row["state_label"], "desk": row["held_by"]}),
    ]
    if row["stations"]:
        facts.insert(3, (_("Polling stations affected"), figure(row["stations"])))
    return {
        "kind": "incident",
        "title": f"{number}. {row['title']} ({row['number']})",
        "rows": [(label, text.splitlines()) for label, text in facts],
    }
