"""The incidents of an inventory to take along: one row each, as CSV of any length or as a workbook."""

import csv
import io
import re
import tempfile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from desks.admin.cells import FORMULA_STARTS, write_cell
from desks.formats import ABBREVIATIONS
from desks.models import DESK_TIERS, Area
from desks.text import printable

from .forms.filing import stations_text
from .inventory import NO_STAGE
from .models import Classification, Report, SeverityLevel, State

#: Rows a sheet of a workbook can hold below its headings.
MOST_ROWS = 1_048_575
#: Rows read from the database, and characters handed on, at a time.
CHUNK = 2000
PIECE = 64 * 1024
#: Where a spreadsheet that splits at semicolons, as Indonesian ones do, would begin a cell with a formula: such a
#: program takes the quotes around a cell for part of the text, and a line break in it for the next row.
SIGNS = re.escape("".join(sign for sign in FORMULA_STARTS if not sign.isspace()))
HIDDEN_FORMULA = re.compile(rf"([;\t\r\n][\s\"]*)(?=[{SIGNS}])")


def harmless(text):
    """Text that no spreadsheet runs and no file breaks at."""
    return write_cell(printable(text))


def harmless_in_csv(text):
    return HIDDEN_FORMULA.sub(r"\1'", harmless(text))


class IncidentSheet:
    """Headings and rows of the export; `text` makes harmless what people have written.

    All that depends on language, zone and reader is settled at once: a stream is read when the middleware has put
    language and zone away.
    """

    def __init__(self, reports, *, text, user, area, stages, categories):
        self.reports, self.text = reports.order_by("pk"), text
        self.zone, self.zone_name = area.zone, ABBREVIATIONS[area.time_zone]  # one for a whole province
        self.areas = {code: text(name) for code, name in names_of_areas(user, area).items()}
        self.categories = {row.pk: tuple(map(text, (row.pk, row.label, row.group_label))) for row in categories}
        self.stages = {row.pk: text(row.label) for row in stages} | {NO_STAGE: ""}
        columns = [*self._columns(), *(self._reporter() if Report().names_reporter_to(user) else ())]
        self.headings = [heading for heading, _field, _cell in columns]
        self.fields = [field for _heading, field, _cell in columns]
        self.cells = [cell for _heading, _field, cell in columns]

    def _columns(self):
        """(heading, field of the report, what the cell says of its value)."""
        return [
            (_("Report number"), "number", as_it_is),
            (_("Time of filing"), "filed_at", self._moment),
            (_("Time of incident"), "occurred_at", self._moment),
            (_("Area code"), "area_id", as_it_is),
            *((str(tier.label), "area_id", self._area_in(tier)) for tier in DESK_TIERS),
            (_("Category code"), "category_id", lambda code: self.categories[code][0]),
            (_("Category"), "category_id", lambda code: self.categories[code][1]),
            (_("Group"), "category_id", lambda code: self.categories[code][2]),
            (_("Severity"), "severity_id", words_of(SeverityLevel).__getitem__),
            (_("Classification"), "classification", words_of(Classification).__getitem__),
            (_("Status"), "state", words_of(State).__getitem__),
            (_("Held by"), "held_by__name", self.text),
            (_("Polling stations affected"), "stations_affected", as_it_is),
            (_("Polling stations (TPS)"), "polling_stations", stations_text),
            (_("Stage"), "stage_key", self.stages.__getitem__),
            (_("Title"), "title", self.text),
            (_("Narrative"), "narrative", self.text),
            (_("Acknowledge by"), "respond_by", self._moment),
            (_("Resolve by"), "resolve_by", self._moment),
            (_("Time of resolution"), "resolved_at", self._moment),
        ]

    def _reporter(self):
        return [(_("Reporter"), "reporter_name", self.text), (_("Reporter's phone"), "reporter_phone", self.text)]

    def _moment(self, value):
        """ "2024-11-13 09:00 WIB": sorts as text, and says its zone."""
        return f"{value.astimezone(self.zone).isoformat(' ', 'minutes')[:16]} {self.zone_name}" if value else ""

    def _area_in(self, tier):
        length = tier.code_length
        return lambda code: self.areas.get(code[:length], "") if len(code) >= length else ""

    def rows(self):
        """Lists of harmless cells, headings first; read from the database piece by piece."""
        yield self.headings
        for values in self.reports.values_list(*self.fields).iterator(chunk_size=CHUNK):
            yield [cell(value) for cell, value in zip(self.cells, values, strict=True)]


def as_it_is(value):
    """Numbers and codes, whose form leaves no room for harm."""
    return value


def words_of(choices):
    return {value: str(label) for value, label in choices.choices}


def names_of_areas(user, area):
    """{code: name} of the area and all below it, and of those above: the code names them anyway."""
    inside = Area.objects.visible_to(user).below(area.pk)
    above = Area.objects.filter(pk__in=area.path)
    return dict((inside | above).order_by().values_list("pk", "name"))


def csv_pieces(reports, **about):
    """The CSV file (UTF-8 with its mark, commas, CRLF) in pieces; memory does not grow with the rows."""
    return _pieces(IncidentSheet(reports, text=harmless_in_csv, **about))


def _pieces(sheet):
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    for row in sheet.rows():
        writer.writerow(row)
        if buffer.tell() > PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def workbook_file(reports, **about):
    """The workbook as an open file without a name, gone when it is closed; memory does not grow with the rows."""
    sheet = IncidentSheet(reports, text=harmless, **about)
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(_("Incidents"))
    page.freeze_panes = "B2"
    for number in range(1, len(sheet.headings) + 1):
        page.column_dimensions[get_column_letter(number)].width = 20
    rows = sheet.rows()
    page.append([_bold(page, heading) for heading in next(rows)])
    for row in rows:
        page.append(row)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    workbook.save(file)
    file.seek(0)
    return file


def _bold(page, heading):
    cell = WriteOnlyCell(page, heading)
    cell.font = Font(bold=True)
    return cell
