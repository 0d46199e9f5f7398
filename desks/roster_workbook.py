"""The roster of a desk as a workbook: one row a day, one column a place; a second sheet with the totals."""

import io

from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from .admin.cells import write_cell
from .roster_print import period_text, seat_text
from .text import printable

#: The content type of every workbook.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
OFF = PatternFill("solid", start_color="E1E1E1")
HEAD = PatternFill("solid", start_color="DCE9E8")
LINE = Side(style="thin", color="8A8A8A")
GRID = Border(top=LINE, bottom=LINE, left=LINE, right=LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")
CENTRED = Alignment(wrap_text=True, horizontal="center", vertical="center")

#: Rows of the first sheet: title, desk, period, then two of headings.
HEAD_ROWS = 5
#: Columns before the places: date, weekday, note.
DAY_COLUMNS = 3


def roster_workbook(sheet):
    with override("id"):
        workbook = Workbook()
        _write_days(workbook.active, sheet)
        _write_totals(workbook.create_sheet(), sheet)
        buffer = io.BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()


def _put(page, row, column, value, *, font=None, fill=None, alignment=WRAPPED, border=GRID):
    """Text is neutralised, so that no spreadsheet runs a name; dates and numbers stay what they are."""
    cell = page.cell(row, column, write_cell(printable(value)) if isinstance(value, str) else value)
    cell.alignment = alignment
    for name, style in (("font", font), ("fill", fill), ("border", border)):
        if style is not None:
            setattr(cell, name, style)
    return cell


def places(sheet):
    """Columns of the places: [(key of the shift, "Pagi 08.00–16.00", unit or kind, number)]."""
    found = {}
    for day in sheet.days:
        for shift in day.shifts:
            for seat in shift.seats:
                found.setdefault((shift.key, seat.label, seat.number), f"{shift.name} {shift.hours_text}")
    in_order = {label: place for place, label in enumerate(sheet.labels)}
    keys = sorted(found, key=lambda key: (key[0], in_order[key[1]], key[2]))
    return [(key[0], found[key], *key[1:]) for key in keys]


def _write_days(page, sheet):
    page.title = _("Duty roster")
    columns = places(sheet)
    lines = (_("Duty roster").upper(), f"{sheet.desk.name} · {sheet.desk.election.label}", _period(sheet))
    for row, (text, font) in enumerate(zip(lines, (TITLE, BOLD, None), strict=True), 1):
        _put(page, row, 1, text, font=font, alignment=None, border=None)
    _write_heads(page, columns)
    for row, day in enumerate(sheet.days, HEAD_ROWS + 1):
        _write_day(page, row, day, columns)
    page.freeze_panes = page.cell(HEAD_ROWS + 1, DAY_COLUMNS + 1)
    _set_widths(page, [12, 10, 24, *[26] * len(columns)])
    page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", "9", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{HEAD_ROWS - 1}:{HEAD_ROWS}"


def _period(sheet):
    return f"{period_text(sheet.first, sheet.last)} · {sheet.desk.area.get_time_zone_display()}"


def _write_heads(page, columns):
    """Two rows: the shift over all its places, below it the unit of each."""
    for column, text in enumerate((_("Date"), _("Day"), _("Remarks")), 1):
        _put(page, HEAD_ROWS - 1, column, text, font=BOLD, fill=HEAD, alignment=CENTRED)
        _put(page, HEAD_ROWS, column, "", fill=HEAD)
        page.merge_cells(start_row=HEAD_ROWS - 1, end_row=HEAD_ROWS, start_column=column, end_column=column)
    for column, (_key, shift, label, number) in enumerate(columns, DAY_COLUMNS + 1):
        _put(page, HEAD_ROWS - 1, column, shift, font=BOLD, fill=HEAD, alignment=CENTRED)
        _put(page, HEAD_ROWS, column, f"{label} ({number + 1})", font=BOLD, fill=HEAD, alignment=CENTRED)


def _write_day(page, row, day, columns):
    fill = OFF if day.is_off else None
    _put(page, row, 1, day.day, fill=fill).number_format = "dd/mm/yyyy"
    _put(page, row, 2, date_text(day.day, "l"), fill=fill)
    _put(page, row, 3, note(day), fill=fill)
    seats = {(shift.key, seat.label, seat.number): seat for shift in day.shifts for seat in shift.seats}
    for column, (key, _shift, label, number) in enumerate(columns, DAY_COLUMNS + 1):
        seat = seats.get((key, label, number))
        font = BOLD if seat and (seat.duty is None or seat.duty.leads) else None
        _put(page, row, column, seat_text(seat) if seat else "", font=font, fill=fill)


def note(day):
    words = [day.holiday] if day.holiday else [_("weekend")] if day.is_weekend else []
    return " · ".join([*words, *([_("The desk is closed.")] if day.is_closed else [])])


def _write_totals(page, sheet):
    page.title = _("Totals")
    heads = (_("Duty officer"), _("Unit"), _("Duties"), _("On weekends and holidays"), _("As duty lead"))
    for column, text in enumerate(heads, 1):
        _put(page, 1, column, text, font=BOLD, fill=HEAD, alignment=CENTRED)
    for row, total in enumerate(sheet.totals(), 2):
        values = (str(total.officer), total.unit.name, total.duties, total.off_days, total.leads)
        for column, value in enumerate(values, 1):
            _put(page, row, column, value)
    page.freeze_panes = "A2"
    _set_widths(page, [34, 40, 10, 16, 16])


def _set_widths(page, widths):
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
