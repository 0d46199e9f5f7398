"""A daily report as a workbook, in Indonesian: figures as numbers, text that no spreadsheet runs."""

import io

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from desks.admin.cells import write_cell
from desks.formats import moment_short
from desks.text import printable

from ..models import OPEN_STATES
from . import layout

BOLD = Font(bold=True)
HEAD = PatternFill("solid", start_color="DCE9E8")
WRAPPED = Alignment(wrap_text=True, vertical="top")
NARROW, WIDE, WIDEST = 12, 32, 70


def daily_workbook(paper, *, replaced_by=""):
    """Bytes of the XLSX; `replaced_by` is the number of the signed correction that stands in its place."""
    with override(settings.LANGUAGE_CODE):
        workbook = Workbook()
        workbook.remove(workbook.active)
        for title, write in _sheets(paper, replaced_by):
            write(workbook.create_sheet(title))
        buffer = io.BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()


def _sheets(paper, replaced_by):
    return [
        (_("Report"), lambda sheet: _report(sheet, paper, replaced_by)),
        (_("Incidents of the period"), lambda sheet: _period(sheet, paper)),
        (_("State of the reports"), lambda sheet: _position(sheet, paper)),
        (_("Desks below"), lambda sheet: _below(sheet, paper)),
        (_("Notable incidents"), lambda sheet: _incidents(sheet, paper)),
    ]


def _line(sheet, values, *, bold=False, fill=None):
    sheet.append([value if isinstance(value, int) else write_cell(printable(value)) for value in values])
    for cell in sheet[sheet.max_row]:
        cell.alignment = WRAPPED
        if bold:
            cell.font = BOLD
        if fill:
            cell.fill = fill


def _head(sheet, columns):
    """`columns`: [(heading, width)]; the headings stay in sight."""
    _line(sheet, [heading for heading, _width in columns], bold=True, fill=HEAD)
    for number, (_heading, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"


def _known(numbers):
    return [layout.UNKNOWN if number is None else number for number in numbers]


def _figure_columns():
    headings = (*layout.severities(), _("Sum"), _("Polling stations affected"))
    return [(heading, NARROW) for heading in headings]


def _report(sheet, paper, replaced_by):
    _head(sheet, [(_("Report"), WIDE), (paper.content["desk"]["name"], WIDEST)])
    rows = [*layout.facts(paper), (_("Note"), layout.replaced_words(replaced_by))]
    rows += [(_("Incidents filed"), paper.total), (_("Polling stations affected"), paper.stations)]
    if paper.stations_total is not None:
        rows.append((_("Polling stations of the area"), paper.stations_total))
    rows += layout.below_marks(paper)
    rows += [(_("Not reported yet"), row.desk) for row in paper.missing]
    rows += [(section.title, section.text) for section in layout.outline(paper) if section.text]
    if paper.recommendations:
        rows += [(_("Recommendation"), text) for text in paper.recommendations]
    rows += [(_("Duty officer"), _officer(row, paper.zone)) for row in layout.duty_rows(paper)]
    rows += [(_("Signature"), ", ".join(layout.signer(paper)))]
    rows += [(_("Copies to"), text) for text in paper.content["copies"]]
    rows += [("SHA-256", paper.sha256)]
    for row in rows:
        if row[1] != "":
            _line(sheet, row)


def _officer(row, zone):
    return ", ".join(
        filter(None, (row["name"], row["rank"], row["unit"], row["shift"], moment_short(row["begins"], zone)))
    )


def _period(sheet, paper):
    _head(sheet, [(_("Category code"), NARROW), (_("Category"), WIDE), *_figure_columns()])
    for code, label, numbers, total, stations in layout.category_rows(paper):
        _line(sheet, [code, label, *numbers, total, stations])
    _line(sheet, ["", _("Sum"), *layout.sums(paper)], bold=True)


def _position(sheet, paper):
    states = [str(state.label) for state in OPEN_STATES]
    _head(sheet, [(_("Severity"), WIDE), *((heading, NARROW) for heading in (*states, _("Sum")))])
    for level, numbers, total in layout.position_rows(paper):
        _line(sheet, [str(level.label), *numbers, total])
    _line(sheet, [_("Sum"), *layout.position_sums(paper)], bold=True)
    for label, number in layout.mark_rows(paper):
        _line(sheet, [label, number])


def _below(sheet, paper):
    columns = [(_("Area code"), NARROW + 4), (_("Desk"), WIDE), (_("Report"), WIDE), (_("Number"), WIDE)]
    _head(sheet, [*columns, (_("Signed"), WIDE), *_figure_columns()])
    for row in layout.desk_rows(paper):
        signed = moment_short(row.signed_at, paper.zone) if row.signed_at else ""
        figures = _known([*row.numbers, row.total, row.stations])
        _line(sheet, [row.code, row.name, row.status, row.number, signed, *figures])
    _line(sheet, ["", _("Sum"), "", "", "", *layout.sums(paper)], bold=True)


def _incidents(sheet, paper):
    columns = [
        (_("Report number"), WIDE, lambda row: row["number"]),
        (_("Time of incident"), WIDE, lambda row: moment_short(row["occurred_at"], paper.zone)),
        (_("Area code"), NARROW + 4, lambda row: row["code"]),
        (_("Area"), WIDE, lambda row: row["area"]),
        (_("Category"), WIDE, lambda row: row["category_label"]),
        (_("Severity"), NARROW, lambda row: row["severity_label"]),
        (_("Classification"), NARROW, lambda row: row["classification_label"]),
        (_("Status"), NARROW, lambda row: row["state_label"]),
        (_("Held by"), WIDE, lambda row: row["held_by"]),
        (_("Polling stations affected"), NARROW, lambda row: row["stations"]),
        (_("Title"), WIDE, lambda row: row["title"]),
        (_("Narrative"), WIDEST, lambda row: row["narrative"]),
        (_("Action taken"), WIDEST, lambda row: row["action"]),
    ]
    _head(sheet, [(heading, width) for heading, width, _value in columns])
    for row in layout.incident_rows(paper):
        _line(sheet, [value(row) for _heading, _width, value in columns])
