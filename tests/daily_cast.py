"""Daily reports for tests: the dues of one evening, reports signed as their people would sign them."""

from datetime import date, timedelta

from desks.models import Desk, Role, User
from reports.actions.daily import preview, save_draft, sign
from reports.models import DailyDue

from .conftest import NOW

#: The evening of every test: periods of a day that end at four, an hour more for each tier above the ward.
FOUR = NOW.replace(hour=16)
GRACE = timedelta(minutes=30)
#: A desk open day and night, from long ago until far ahead, as those of the `desks` fixture.
ALWAYS = {"active_from": date(2024, 1, 1), "active_until": date(2099, 12, 31), "opens_at": 0, "closes_at": 1440}


def desk_at(code, election, **changes):
    """The desk of that area in the election, made where there is none."""
    defaults = {"name": f"Posko {code}", **ALWAYS, **changes}
    return Desk.objects.get_or_create(area_id=code, election=election, defaults=defaults)[0]


def make_due(desk, until=FOUR, *, days=0, hours=24):
    """The due of a desk for the period of so many hours that ends at `until`, `days` later."""
    until += timedelta(days=days)
    due_at = until + timedelta(hours=4 - desk.area.tier)
    return DailyDue.objects.create(
        desk=desk,
        period_from=until - timedelta(hours=hours),
        period_until=until,
        due_at=due_at,
        late_after=due_at + GRACE,
    )


def lead_of(desk):
    """The coordinator of the desk's own area, made where the cast has none."""
    lead = User.objects.filter(area=desk.area_id, role=Role.COORDINATOR).order_by("pk").first()
    return lead or User.objects.create_user(
        f"lead.{desk.area_id}", "rahasia-contoh", role=Role.COORDINATOR, area=desk.area, name="Contoh Perwira"
    )


def write_draft(due, by=None, now=None, **words):
    """Save a draft with these words over those proposed."""
    by, now = by or lead_of(due.desk), now or due.period_until
    draft, *_ = preview(due, now)
    return save_draft(by=by, due=due, words={"situation": "Contoh situasi.", **words}, revision=draft.revision, now=now)


def sign_due(due, by=None, now=None, **words):
    """Write and sign the report of a due, at its deadline unless told otherwise; the signed report."""
    by, now = by or lead_of(due.desk), now or due.due_at
    write_draft(due, by, now, **words)
    *_, seen = preview(due, now)
    return sign(by=by, due=due, seen=seen, now=now)


def sign_nihil(due, by=None, now=None):
    by, now = by or lead_of(due.desk), now or due.due_at
    *_, seen = preview(due, now, nihil=True)
    return sign(by=by, due=due, seen=seen, now=now, nihil=True)
