"""What pages and filings are measured by: a bare page of the same size, and the two rows of a report written bare.

Both pass the whole middleware, the login and, where there is a page, the same base template and context processor.
"""

import itertools
import os
import uuid
from functools import lru_cache

from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render

from desks.access import EVERYONE_WITH_A_LOGIN, serves
from reports.models import Event, EventKind, Report

#: What one line of the table shows; the template writes it around with markup, as a page does.
LINE = {"title": "Contoh: antrean kotak gudang", "number": "31.72.01.1005-0007", "area": "Kelurahan Contoh", "count": 7}
LARGEST = 1_000_000
#: Rows written bare have numbers from here on, where the serials of filed reports never come.
BARE_FROM = 100_000_000
_counter = itertools.count()
#: User -> bytes of a page without lines and of one with a single line.
_sizes = {}


@serves(*EVERYONE_WITH_A_LOGIN)
def page(request):
    """A table of as many lines as make a page of `?bytes=`, rendered line by line; no query of its own."""
    wanted = min(int(request.GET.get("bytes", 0)), LARGEST)
    if request.user.pk not in _sizes:
        _sizes[request.user.pk] = [len(_table(request, number).content) for number in (0, 1)]
    empty, one = _sizes[request.user.pk]
    return _table(request, max(0, round((wanted - empty) / (one - empty))))


def _table(request, number):
    return render(request, "bench/page.html", {"lines": [LINE] * number})


@serves(*EVERYONE_WITH_A_LOGIN, methods=("POST",))
def rows(request):
    """A row of a report and one of its first event, copied from what a filing has left, in one transaction."""
    report, event = (model(**values) for model, values in zip((Report, Event), samples(), strict=True))
    report.number = f"{report.area_id}-{BARE_FROM + os.getpid() % 800 * 1_000_000 + next(_counter)}"
    report.idempotency_key = uuid.uuid4()
    with transaction.atomic():
        report.save(force_insert=True)
        event.report = report
        event.save(force_insert=True)
    return HttpResponseRedirect("/reports/")


@lru_cache
def samples():
    """The column values of the newest event that filed a report, and of its report; read once a process."""
    event = Event.objects.filter(kind=EventKind.FILED).select_related("report").order_by("-at", "-id").first()
    return tuple(
        {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.generated and not field.primary_key
        }
        for row in (event.report, event)
    )
