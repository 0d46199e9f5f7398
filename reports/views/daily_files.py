"""A signed daily report to take along: letter, workbook, message; and the answer to whether a letter is genuine.

Each file is made from the frozen content alone and holds only what its reader's classifications allow.
"""

import re

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from desks.access import open_to_all, serves
from desks.roster_workbook import XLSX

from ..daily.layout import replaced_words
from ..daily.letter import letter_pdf
from ..daily.paper import Paper
from ..daily.reading import paper_for
from ..daily.text import message
from ..daily.workbook import daily_workbook
from ..models import DailyReport
from .listing import READERS

DIGEST = re.compile(r"[0-9a-f]{64}")


def signed_or_404(user, code, pk):
    """(report, its Paper for this reader); drafts have no files."""
    rows = DailyReport.objects.visible_to(user).signed().for_display()
    report = get_object_or_404(rows, pk=pk, desk__area=code)
    return report, paper_for(user, report)


def number_of_correction(report):
    """The number of the signed report that stands in the place of this one, or nothing."""
    newer = DailyReport.objects.signed().replacement_of(report)
    return newer.number if newer else ""


def download(report, ending, content_type, content):
    """LAPHAR-31.72-2024-0012.pdf"""
    name = f"{report.number.replace('/', '-')}.{ending}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": content_disposition_header(True, name)}
    )


@serves(*READERS)
@never_cache
def daily_pdf(request, code, pk):
    report, paper = signed_or_404(request.user, code, pk)
    url = request.build_absolute_uri(reverse("daily_verify", args=[report.sha256]))
    letter = letter_pdf(paper, verify_url=url, now=report.signed_at, replaced_by=number_of_correction(report))
    return download(report, "pdf", "application/pdf", letter)


@serves(*READERS)
@never_cache
def daily_xlsx(request, code, pk):
    report, paper = signed_or_404(request.user, code, pk)
    return download(report, "xlsx", XLSX, daily_workbook(paper, replaced_by=number_of_correction(report)))


@serves(*READERS)
@never_cache
def daily_text(request, code, pk):
    report, paper = signed_or_404(request.user, code, pk)
    text = message(paper, replaced_by=number_of_correction(report))
    context = {"report": report, "paper": paper, "text": text, "share": f"https://wa.me/?{urlencode({'text': text})}"}
    return render(request, "reports/daily_text.html", context)


@open_to_all("the 256 bits stand on the letter alone; the answer tells number, desk and moment, not the content")
@never_cache
def daily_verify(request, digest):
    digest = digest.strip().lower()
    # Whoever holds the letter may ask, from any area or without a login: no visible_to here.
    report = DailyReport.objects.signed().filter(sha256=digest).first() if DIGEST.fullmatch(digest) else None
    if report is None:
        return render(request, "reports/daily_verify.html", {"digest": digest}, status=404)
    context = {"digest": digest, "genuine": report.is_whole}
    if report.is_whole:
        paper = Paper(report.letter)
        context |= {
            "paper": paper,
            "signed_at": paper.moment("signed_at"),
            "replaced": replaced_words(number_of_correction(report)),
        }
    return render(request, "reports/daily_verify.html", context, status=200 if report.is_whole else 409)


@open_to_all("a form without content of its own; see daily_verify")
@never_cache
def daily_verify_ask(request):
    digest = "".join(request.GET.get("hash", "").split()).lower().removeprefix("sha-256")
    if DIGEST.fullmatch(digest):
        return redirect("daily_verify", digest)
    asked = "hash" in request.GET
    sentence = _("The hash has 64 signs: digits and the letters a to f.") if asked else ""
    context = {"sentence": sentence, "typed": request.GET.get("hash", "")}
    return render(request, "reports/daily_verify_ask.html", context, status=422 if asked else 200)
