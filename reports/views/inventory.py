from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from desks.access import area_or_404, serves
from desks.formats import figure
from desks.roster_workbook import XLSX

from ..forms.inventory import InventoryForm
from ..inventory import incidents, inventory_of
from ..inventory_files import MOST_ROWS, csv_pieces, workbook_file
from .listing import READERS


@serves(*READERS)
def inventory_home(request):
    return redirect("inventory", request.user.area_id)


def asked(request, code):
    """(area, form, reports) of an address; 404 where the area is not theirs."""
    user = request.user
    area = area_or_404(user, code)
    form = InventoryForm(request.GET, user=user, area=area, now=timezone.now())
    return area, form, form.narrow(incidents(user, area, form.election, form.stages), area.zone)


@serves(*READERS)
@never_cache
def inventory_page(request, code):
    area, form, reports = asked(request, code)
    inventory = inventory_of(
        request.user,
        area,
        reports,
        election=form.election,
        stages=form.stages,
        categories=form.categories,
        link=form.link,
    )
    filtered = any(request.GET.get(name) for name in form.fields if name != "election")
    context = {"inventory": inventory, "form": form, "filtered": filtered, "now": timezone.now()}
    return render(request, "reports/inventory.html", context)


def exported(request, code, ending, answer):
    """`answer(name of the file, reports, what else the sheet must know)`; refused in words where a filter is wrong.

    A page says which filter it left out; a file could not.
    """
    area, form, reports = asked(request, code)
    if form.focus_errors:
        label, error, _id = form.focus_errors[0]
        return refused(request, f"{label}: {error}")
    if form.election is None:
        raise Http404
    if ending == "xlsx" and (number := reports.count()) > MOST_ROWS:
        words = _("These are %(number)s incidents; an XLSX file holds at most %(most)s. Take the CSV file, or filter.")
        return refused(request, words % {"number": figure(number), "most": figure(MOST_ROWS)})
    about = {"user": request.user, "area": area, "stages": form.stages, "categories": form.categories}
    return answer(f"inventaris-{area.pk}-{form.election.pk}.{ending}", reports, about)


def refused(request, sentence):
    return render(request, "refused.html", {"status": 400, "sentence": sentence}, status=400)


@serves(*READERS)
@never_cache
def inventory_csv(request, code):
    def answer(name, reports, about):
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        pieces = csv_pieces(reports, **about)
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)

    return exported(request, code, "csv", answer)


@serves(*READERS)
@never_cache
def inventory_xlsx(request, code):
    def answer(name, reports, about):
        return FileResponse(workbook_file(reports, **about), as_attachment=True, filename=name, content_type=XLSX)

    return exported(request, code, "xlsx", answer)
