from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desks.access import serves
from desks.forms import renewed
from desks.models import DESK_ROLES

from ..actions import FilingRefused, KeyReused, file_report
from ..forms import ReportForm


@serves(*DESK_ROLES, methods=("GET", "POST"))
def report_new(request):
    if request.method != "POST":
        return render(request, "reports/new.html", {"form": ReportForm(user=request.user)})
    form = ReportForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return answer(request, form, 422)
    try:
        report, new = file_report(
            by=request.user,
            key=form.cleaned_data["idempotency_key"],
            content=form.content(),
            photos=form.cleaned_data["photos"],
        )
    except FilingRefused as refusal:
        form.add_error(None, str(refusal))
        return answer(request, form, 409)
    except KeyReused as reused:
        form.add_error(
            None,
            format_html(
                _("This form was already sent, with other content, as report {}. To file another one, send again."),
                reused.report.number,
            ),
        )
        return answer(request, renewed(form), 422)
    text = (
        _("Report %(number)s is filed with %(desk)s.")
        if new
        else _("Report %(number)s was already filed with %(desk)s.")
    )
    messages.success(request, text % {"number": report.number, "desk": report.filed_with})
    return redirect(report if report.is_visible_to(request.user) else reverse("desks"))


def answer(request, form, status):
    return render(request, "reports/new.html", {"form": form}, status=status)
