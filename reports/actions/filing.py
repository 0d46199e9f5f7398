"""Filing a report: rules 8, 17 and 18."""

import hashlib
import json
from itertools import groupby
from operator import attrgetter

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from desks.models import Desk

from ..models import EventKind, Report, State
from ..photos import store_photos
from .errors import FilingRefused, KeyReused
from .moving import arrival, insert


def content_digest(content, photos):
    """SHA-256 of what was filed: two forms with one key are the same report only if this agrees."""
    text = json.dumps(content, sort_keys=True, default=_identity)
    parts = [text, *(photo.digest for photo in photos)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _identity(value):
    """A row by its key: names are not unique, and labels follow the language of the page."""
    return value.pk if isinstance(value, Model) else str(value)


def file_report(*, by, key, content, photos=(), now=None):
    """File a report and bring it to the desk that shall hold it; returns (report, whether it is new).

    `content`: the cleaned fields (area, category, severity, classification, title, narrative,
    occurred_at, polling_stations, stations_affected, reporter_name, reporter_phone); `photos` are
    `reports.photos.Photo`. Filing twice with one key makes one report.
    Raises FilingRefused where no desk is active, KeyReused where the key came with other content.
    """
    now = now or timezone.now()
    digest = content_digest(content, photos)
    try:
        with transaction.atomic():
            return _file(by, key, digest, content, photos, now), True
    except (IntegrityError, FilingRefused):
        # Was the form sent before, perhaps while its desk was still active? Any other broken rule goes up.
        if earlier := _filed_before(by, key, digest):
            return earlier, False
        raise


def _filed_before(by, key, digest):
    earlier = Report.objects.filter(filed_by=by, idempotency_key=key).first()
    if earlier is not None and earlier.content_digest != digest:
        raise KeyReused(earlier)
    return earlier


def _file(by, key, digest, content, photos, now):
    chain, start = _start(by, content["area"], now)
    report = Report(
        election_id=start.election_id,
        filed_by=by,
        filed_at=now,
        filed_with=start,
        held_by=start,
        idempotency_key=key,
        content_digest=digest,
        state=State.WAITING,
        **content,
    )
    changes = arrival(report, start, chain, kind=EventKind.FILED, now=now, by=by)
    # Last of all: until commit, others who file with this desk wait for it.
    report.number = f"{start.area_id}-{next_serial(start.area):04d}"
    insert(report, changes, now=now)
    store_photos(report, photos, by=by, now=now)
    return report


def _start(by, area, now):
    """(chain, desk where the report starts): the filer's own desk, else the nearest active one above.

    Of several elections with a desk as near, that with the nearest voting day takes the report.
    """
    starts = []
    for _election, desks in groupby(Desk.objects.chains(area, now), key=attrgetter("election_id")):
        chain = list(desks)
        starts += [(chain, desk) for desk in chain if desk.area.covers(by.area_id)][:1]
    if not starts:
        raise FilingRefused(_("No desk is active for your area today, so nobody would see this report."))
    return max(starts, key=lambda found: found[1].area.tier)


#: One statement on both databases: it makes the row or adds to it, locks it until commit, and tells what it became.
TAKE_SERIAL = """
    INSERT INTO reports_areaserial (area_id, last) VALUES (%s, 1)
    ON CONFLICT (area_id) DO UPDATE SET last = reports_areaserial.last + 1
    RETURNING last
"""


def next_serial(area):
    """Take the next serial of an area; gapless: its row stays locked until commit."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SERIAL, [area.pk])
        [serial] = cursor.fetchone()
    return serial
