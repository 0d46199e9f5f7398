"""What needs the product itself: run by `processes.inside`, on the database that DATABASE_URL names."""

import json
import signal
import sys
import time
from datetime import date, datetime

import django

from .scenes import PASSWORD, WRITERS, Scene, officer, official


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that blocks are left, and their processes end
    django.setup()
    given = json.loads(sys.stdin.read())
    out, sys.stdout = sys.stdout, sys.stderr  # commands print; the answer is the one line we print
    told = ACTIONS[sys.argv[1]](**given)
    print(json.dumps(told), file=out, flush=True)


def migrate():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def build(scene, seed, moment):
    from django.db import connection

    from reports.models import Event

    scene, moment = Scene(**scene), datetime.fromisoformat(moment)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
    seconds = {}
    for name, step in STEPS.items():
        if name in ("seed", "rollups") if scene.reports else name not in ("seed", "rollups"):
            begun = time.perf_counter()
            step(scene, seed, moment)
            seconds[name] = time.perf_counter() - begun
    _settle(connection)
    return {"seconds": seconds, "events": Event.objects.count(), "wards": wards(scene)}


def _settle(connection):
    """What PostgreSQL's autovacuum does by itself soon after; nobody does the like for SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


def _areas(scene, seed, moment):
    from desks.actions import load_areas
    from reports.actions.reference import load_reference

    load_areas(None if scene.whole_country else [scene.province])
    load_reference()


def _desks(scene, seed, moment):
    """A desk for each area of the province, around the clock, so that it does not matter when it is measured."""
    from desks.actions import open_desks
    from desks.models import Area, Desk, Election, Tier
    from reports.actions.schedule import plan_dues

    area = Area.objects.get(pk=scene.province)
    election, _ = Election.objects.get_or_create(
        slug=scene.election,
        defaults={
            "name_id": "Contoh pemilihan",
            "name_en": "Sample election",
            "voting_on": date(2024, 11, 27),
            "scope": area,
        },
    )
    Desk.objects.all().delete()
    dates = {"active_from": date(2024, 1, 1), "active_until": date(2099, 12, 31)}
    open_desks(election=election, area=area, tiers=list(Tier), **dates, opens_at=0, closes_at=24 * 60)
    plan_dues(moment)


def _people(scene, seed, moment):
    from django.contrib.auth.hashers import make_password

    from desks.models import Role, User

    password = make_password(PASSWORD)  # once: making it slow to guess makes it slow to make

    def add(username, role, code):
        User.objects.create(username=username, password=password, role=role, area_id=code, name=username)

    for tier, code in scene.areas.items():
        add(official(tier), Role.OFFICIAL, code)
    own = wards(scene)
    for number in range(WRITERS):
        add(officer("same", number), Role.OFFICER, own[0])
        add(officer("own", number), Role.OFFICER, own[number])


def wards(scene):
    """The first wards of the city, the first of them in the district."""
    from desks.models import Area, Tier

    rows = Area.objects.below(scene.city).in_tier(Tier.WARD).order_by("pk")
    return list(rows.filter(pk__gte=scene.district).values_list("pk", flat=True)[:WRITERS])


def _reports(scene, seed, moment):
    from reports.actions.seed import seed as write

    write(scene.reports, seed=seed, now=moment)


def _rollups(scene, seed, moment):
    """Prove the counts of the dashboards, which seeding has made."""
    from django.core.management import call_command

    call_command("rebuild_rollups")


STEPS = {"areas": _areas, "desks": _desks, "people": _people, "seed": _reports, "rollups": _rollups}


def settle():
    """Do what the worker of a site in use has done: deal with the deadlines that have passed, fold what came of it."""
    import logging

    from reports.actions import escalate_due
    from reports.actions.folding import fold

    logging.getLogger("posko").setLevel(logging.WARNING)
    escalated = escalate_due()
    while fold():
        pass
    return {"escalated": escalated}


def queries(looks):
    """How many queries each page takes, once it was looked at before, and again when nothing has changed since."""
    return [_counted(**look) for look in looks]


def _counted(user, path):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from desks.models import User

    client = Client()
    client.force_login(User.objects.get(username=user), backend="django.contrib.auth.backends.ModelBackend")

    def look(**headers):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path, headers={"host": "127.0.0.1", **headers})
        return answer, len(seen)

    look()
    answer, number = look()
    tag = answer.headers.get("ETag")
    again, fewer = look(**{"if-none-match": tag}) if tag else (None, None)
    return {"queries": number, "unchanged": fewer if tag and again.status_code == 304 else None}


def filed(keys):
    """Whether every report that was answered for exists once, with serials without a gap."""
    from reports.models import AreaSerial, Report

    from ..yardsticks import BARE_FROM

    found = Report.objects.filter(idempotency_key__in=keys)
    wrong = []
    for code in found.values_list("filed_with__area", flat=True).distinct().order_by():
        numbers = Report.objects.filter(filed_with__area=code).values_list("number", flat=True)
        serials = sorted(int(number.rpartition("-")[2]) for number in numbers)
        serials = [serial for serial in serials if serial < BARE_FROM]
        if serials != list(range(1, AreaSerial.objects.get(area=code).last + 1)):
            wrong.append(code)
    return {"sent": len(keys), "found": found.count(), "with_gaps": wrong}


def deadlines(reports, workers, kills, url):
    from .deadlines import drill

    return drill(reports, workers, kills, url)


ACTIONS = {
    "migrate": migrate,
    "build": build,
    "settle": settle,
    "queries": queries,
    "filed": filed,
    "deadlines": deadlines,
}

if __name__ == "__main__":
    main()
