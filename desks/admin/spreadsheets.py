"""Import and export of spreadsheets in Django admin: CSV and XLSX, in one step, without files left on disk."""

import zipfile
from io import BytesIO

import openpyxl
import tablib
from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats
from import_export.forms import ExportForm, ImportForm
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .resources import MOST_ROWS

MOST_BYTES = 2 * 1024 * 1024
#: What an XLSX file, which is packed, may unpack to.
MOST_UNPACKED_BYTES = 40 * 1024 * 1024
MOST_COLUMNS = 50


class CSV(base_formats.CSV):
    def create_dataset(self, in_stream, **kwargs):
        """Indonesian spreadsheets write semicolons, because the comma is their decimal sign."""
        text = in_stream.decode("utf-8-sig")
        header = text.partition("\n")[0]
        return super().create_dataset(text, delimiter=max(",;\t", key=header.count))


class XLSX(base_formats.XLSX):
    def create_dataset(self, in_stream):
        """The first sheet. A file says itself how large it is, so it is believed only up to a limit."""
        with zipfile.ZipFile(BytesIO(in_stream)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise ValueError("too large when unpacked")
        sheet = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=True).worksheets[0]
        headers, *rows = sheet.iter_rows(max_row=MOST_ROWS * 2, max_col=MOST_COLUMNS, values_only=True)
        width = max(number for number, name in enumerate(headers, 1) if name is not None)
        dataset = tablib.Dataset(headers=headers[:width])
        for row in rows:
            if any(value is not None for value in row):
                dataset.append([*row[:width], *[None] * (width - len(row))])
        return dataset


class UploadForm(ImportForm):
    import_file = forms.FileField(label=gettext_lazy("File (CSV or XLSX)"))
    check_only = forms.BooleanField(label=gettext_lazy("Only check, change nothing"), required=False, initial=True)

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB: split it."))
        return file


class SpreadsheetAdmin(ImportExportMixin):
    """Import and export for a ScopedAdmin. Goes before it among the base classes."""

    formats = (CSV, XLSX)
    to_encoding = "utf-8-sig"  # without the mark, Excel takes UTF-8 for something else
    import_form_class = UploadForm
    export_form_class = ExportForm
    #: The second step would keep the file, passwords and all, in a folder under a name the browser sends.
    skip_import_confirm = True

    def get_urls(self):
        view = self.admin_site.admin_view(self.template_view)
        template = path("template/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_template")
        return [template] + [url for url in super().get_urls() if not (url.name or "").endswith("_process_import")]

    def has_import_permission(self, request):
        return self.has_add_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"user": request.user}

    def get_import_context_data(self, **kwargs):
        resource = self.resource_classes[0]()
        address = reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_template")
        return {
            "titles": resource.titles,
            "sample": resource.sample_row,
            "hints": resource.hints,
            "templates": [(name.upper(), f"{address}?format={name}") for name in ("xlsx", "csv")],
        }

    def template_view(self, request):
        """An empty file to fill in, XLSX unless CSV is asked for."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        resource = self.resource_classes[0]()
        name = "csv" if request.GET.get("format") == "csv" else "xlsx"
        content = csv_template(resource) if name == "csv" else xlsx_template(resource)
        types = {"csv": "text/csv; charset=utf-8", "xlsx": base_formats.XLSX.CONTENT_TYPE}
        disposition = f'attachment; filename="{self.opts.model_name}-template.{name}"'
        return HttpResponse(content, content_type=types[name], headers={"Content-Disposition": disposition})

    def get_valid_export_item_pks(self, request):
        return self.get_queryset(request).values_list("pk", flat=True)

    def export_action(self, request):
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)

    def add_data_read_fail_error_to_form(self, form, e):
        words = _("This is no readable %(format)s file. Save it as CSV (UTF-8) or XLSX, the titles in the first row.")
        form.add_error("import_file", words % {"format": ("CSV", "XLSX")[int(form.cleaned_data["format"])]})

    def process_dataset(self, dataset, form, request, **kwargs):
        kwargs.pop("file_name", None)
        check_only = form.cleaned_data["check_only"]
        resource = self.choose_import_resource_class(form, request)(**self.get_import_resource_kwargs(request))
        result = resource.import_data(dataset, dry_run=check_only, user=request.user, **kwargs)
        result.check_only = check_only
        return result

    def process_result(self, result, request):
        response = super().process_result(result, request)
        return HttpResponseRedirect(request.path) if result.check_only else response

    def add_success_message(self, result, request):
        counts = {"added": result.totals["new"], "changed": result.totals["update"], "same": result.totals["skip"]}
        if result.check_only:
            words = _(
                "Nothing is wrong: %(added)d to add, %(changed)d to change, %(same)d stay. Nothing is changed yet."
            )
        else:
            words = _("Imported: %(added)d added, %(changed)d changed, %(same)d stayed.")
        messages.success(request, words % counts)


def csv_template(resource):
    """The titles alone: whatever else stood there would be imported."""
    return (",".join(resource.titles) + "\r\n").encode("utf-8-sig")


def xlsx_template(resource):
    """The titles on the first sheet, the one that is read; a sample and the hints on the second.

    The columns are text: a spreadsheet would round service numbers and take the 0 off phone numbers.
    """
    book = openpyxl.Workbook()
    sheet, notes = book.active, book.create_sheet(_("Example"))
    sheet.title = _("To fill in")
    for table in (sheet, notes):
        table.append(resource.titles)
        table.freeze_panes = "A2"
        for number, _title in enumerate(resource.titles, 1):
            table.cell(1, number).font = Font(bold=True)
            column = table.column_dimensions[get_column_letter(number)]
            column.width, column.number_format = 20, "@"
    notes.append(resource.sample_row)
    for sentence in resource.hints:
        notes.append([])
        notes.append([str(sentence)])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
