"""What it costs to compile the daily report of a province: `python -m tests.bench.daily`.

In a database of its own (SQLite in a temporary folder, or an empty one that is named) it opens a desk for each of
Jakarta's 318 areas, writes random incidents from a fixed seed, lets nearly every desk below the province report, then
compiles the province's own report several times.
"""

import argparse
import os
import secrets
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

PROVINCE, ELECTION, SEED, TIMES = "31", "pilkada-dki-2024", 4, 7
#: Desks that do not report, so that the letter has somebody to name.
SILENT_EVERY = 40


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2000, help="incidents of the period (default 2000)")
    parser.add_argument("--database", help="address of an empty database to use instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="posko-bench-") as folder:
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        os.environ["DATABASE_URL"] = options.database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "posko.settings"
        measure(options.reports)


def measure(number):
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from desks.actions import load_areas
    from desks.models import Area, Desk, Election
    from reports.actions.daily import preview
    from reports.actions.reference import load_reference
    from reports.actions.seed import seed
    from reports.daily.letter import letter_pdf
    from reports.daily.paper import Paper
    from reports.models import DailyDue

    from ..daily_cast import make_due, sign_due

    call_command("migrate", verbosity=0)
    load_areas([PROVINCE])
    load_reference()
    now = timezone.now()
    election = Election.objects.get(pk=ELECTION)
    Desk.objects.all().delete()
    Desk.objects.bulk_create(
        Desk(
            election=election,
            area=area,
            name=f"Posko {area.name}",
            active_from=date(2024, 1, 1),
            active_until=date(2099, 12, 31),
            opens_at=0,
            closes_at=1440,
        )
        for area in Area.objects.below(PROVINCE)
    )
    seed(number, seed=SEED, now=now, progress=lambda done: None)
    desks = list(Desk.objects.select_related("area").order_by("-area"))
    until = now + timedelta(seconds=1)
    dues = {desk.area_id: make_due(desk, until, hours=24 * 400) for desk in desks}
    reporting = [code for place, code in enumerate(sorted(dues)) if code != PROVINCE and place % SILENT_EVERY]
    for code in sorted(reporting, reverse=True):
        sign_due(dues[code])
    due = DailyDue.objects.for_display().get(pk=dues[PROVINCE].pk)

    print(f"{len(desks)} desks on {connection.vendor}, {number} incidents, {len(reporting)} reports signed below")
    with CaptureQueriesContext(connection) as queries:
        _draft, content, _seen = preview(due, until)
    paper = Paper(content)
    print(f"{len(queries)} queries; {paper.total} incidents told, {len(paper.missing)} desks missing")
    report("compile", lambda: preview(due, until))
    content |= {
        "number": "LAPHAR/31/2024/0001",
        "signed_at": until.isoformat(),
        "signature": {"name": "Contoh", "rank": "", "service_number": "", "unit": ""},
        "sent_to": None,
    }
    report(
        "letter", lambda: letter_pdf(Paper(content, sha256="0" * 64), verify_url="https://posko.example/", now=until)
    )


def report(name, action):
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    print(f"{name:8} median {statistics.median(seconds):.2f} s, {min(seconds):.2f} to {max(seconds):.2f} s of {TIMES}")


if __name__ == "__main__":
    main()
