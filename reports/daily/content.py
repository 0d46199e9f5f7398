"""The content of a daily report: what people wrote, the figures, the reports below, who was on duty.

`compiled` makes the whole of it as a dict of plain values, the same for a preview and for the signature. A bounded
number of queries, however many desks lie below.
"""

import json

from django.conf import settings
from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When
from django.utils import translation
from django.utils.translation import gettext as _

from desks.models import Desk, Duty, Electorate, Stage, Tier
from desks.roster_print import letterhead

from ..models import Category, Classification, DailyDue, DailyReport, Event, EventKind, Report
from ..models.daily import MOST_NOTABLE, digest_of, frozen
from .figures import filed_in_period, snapshot

#: Grows when the shape of the content changes; readers of old letters tell by it.
FORM = 1
WORDS = ("basis", "stage", "situation", "analysis", "prediction", "needs")
#: What may differ between two looks at the same report without anything having happened to its period.
OF_THE_INSTANT = ("position", "snapshot_at")
#: Incidents offered as notable.
MOST_OFFERED = 200


def compiled(draft, now, below=None):
    """The content of a draft (saved or not) as it stands at `now`, in the language of the letter, whoever asks.

    `below` spares the asking where `reports_below` is known.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _compiled(draft, now, reports_below(draft.due) if below is None else below)


def _compiled(draft, now, below):
    due = draft.due
    desk = due.desk
    figures = snapshot(due, [row["code"] for row in below], now)
    content = {
        "form": FORM,
        "desk": _desk(desk),
        "election": {"slug": desk.election_id, "name_id": desk.election.name_id, "name_en": desk.election.name_en},
        "due_at": due.due_at.isoformat(),
        "period": [due.period_from.isoformat(), due.period_until.isoformat()],
        "snapshot_at": now.isoformat(),
        "correction": _correction(draft),
        "is_nihil": draft.is_nihil,
        **{name: getattr(draft, name) for name in WORDS},
        "recommendations": draft.recommendations,
        "words_classification": draft.words_classification,
        "addressee": draft.addressee,
        "copies": draft.copies,
        "on_duty": on_duty(due),
        "position": figures.position,
        "own": figures.own,
        "stations_total": _stations_total(desk),
        "below": below,
        "incidents": _incidents(draft.notable, desk),
    }
    return {**content, "categories": _categories(content), "classification": classification_of(content)}


def _categories(content):
    """{code: its names as they are today}: a letter says for ever what it said when it was signed."""
    codes = {row[0] for row in figures_told(content)}
    codes |= {row["category"] for row in content["incidents"]}
    rows = Category.objects.filter(pk__in=codes) if codes else ()
    return {row.pk: {"name_id": row.name_id, "name_en": row.name_en} for row in rows}


def fingerprint(content):
    """What a coordinator has seen: equal as long as nothing but the clock has moved."""
    return digest_of(frozen({name: value for name, value in content.items() if name not in OF_THE_INSTANT}))


def figures_told(content):
    """The rows of figures of the desk itself and of all that reported from below."""
    return [row for rows in (content["own"], *(desk["own"] for desk in content["below"])) for row in rows]


def somebody_is_silent(content):
    return any(desk["status"] == "missing" for desk in content["below"])


def is_nihil(content):
    """Whether no incident at all is told, and nobody below is silent."""
    return not somebody_is_silent(content) and not any(row[3] for row in figures_told(content))


def classification_of(content):
    """At least that of each part."""
    parts = [content["words_classification"], *(row["classification"] for row in content["incidents"])]
    parts += [row[2] for row in (*figures_told(content), *content["position"])]
    return max((Classification(part) for part in parts), key=lambda part: part.rank).value


def dues_below(due):
    """The dues of the desks below that fall into the stretch of time of this one."""
    return (
        DailyDue.objects.filter(
            desk__in=Desk.objects.below(due.desk.area_id).filter(election=due.desk.election_id),
            period_until__gt=due.period_from,
            period_until__lte=due.period_until,
        )
        .exclude(desk=due.desk_id)
        .select_related("desk__area")
        .order_by("desk__area", "due_at")
    )


def reports_below(due):
    """One dict for each report due below, received or not; the figures of a missing one are unknown, not zero.

    In the language of the letter, whoever asks.
    """
    if due.desk.area.tier == Tier.WARD:
        return []  # nothing lies below
    dues = dues_below(due)
    signed = DailyReport.objects.in_force().filter(due__in=dues.order_by().values("pk")).select_related("due")
    first = DailyReport.objects.signed().filter(due=OuterRef("due")).order_by("serial")
    received = {row.due_id: row for row in signed.annotate(first_signed_at=Subquery(first.values("signed_at")[:1]))}
    with translation.override(settings.LANGUAGE_CODE):
        return [_below(row, received.get(row.pk)) for row in dues]


def _below(due, report):
    row = {
        "code": due.desk.area_id,
        "desk": due.desk.name,
        "area": due.desk.area.full_name,
        "due_at": due.due_at.isoformat(),
        "status": "missing",
        "own": [],
    }
    if report is None:
        return row
    letter = json.loads(report.content)
    return {
        **row,
        "status": "late" if report.first_signed_at > due.late_after else "received",
        "number": report.number,
        "signed_at": report.signed_at.isoformat(),
        "sha256": report.sha256,
        "is_nihil": report.is_nihil,
        "own": letter["own"],
        "notable": [incident["number"] for incident in letter["incidents"]],
    }


def offered_incidents(draft, user, below=None):
    """Incident reports that could be told one by one, of what this user sees: those that reports below tell, the
    desk's own of the period, and those already chosen; [(Report, chosen, whether told from below)], worst first."""
    below = reports_below(draft.due) if below is None else below
    told = {number for row in below for number in row.get("notable", ())}
    own = filed_in_period(draft.due, [row["code"] for row in below]).values("pk")
    seen = Report.objects.visible_to(user).below(draft.due.desk.area_id)
    rows = seen.filter(pk__in=own) | seen.filter(number__in=[*told, *draft.notable])
    # Those already chosen first: what is not offered could not stay chosen.
    unchosen = Case(When(number__in=draft.notable, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = rows.select_related("area", "category", "severity")
    rows = rows.order_by(unchosen, "severity__resolve_minutes", "-filed_at", "-pk")
    return [(row, row.number in draft.notable, row.number in told) for row in rows[:MOST_OFFERED]]


def on_duty(due):
    """Who was on duty during the period, by the published roster."""
    duties = Duty.objects.published().filter(
        desk=due.desk_id, starts_at__lt=max(due.period_until, due.due_at), ends_at__gt=due.period_from
    )
    return [
        {
            "name": duty.officer.name,
            "rank": duty.officer.rank,
            "unit": duty.unit.name,
            "leads": duty.leads,
            "shift": duty.shift_name,
            "from": duty.starts_at.isoformat(),
            "until": duty.ends_at.isoformat(),
        }
        for duty in duties.for_display()
    ]


def stages_on(due):
    """Names of the stages that run on the local date of the deadline, in Indonesian: the letter's language."""
    day = due.due_at.astimezone(due.desk.area.zone).date()
    return list(Stage.objects.filter(election=due.desk.election_id).running_on(day).values_list("name_id", flat=True))


def proposed_words(due):
    """What stands in a new draft: what the system knows, and what the desk wrote in its last report of the kind."""
    last = DailyReport.objects.signed().filter(desk=due.desk_id).order_by("-serial").defer("content").first()
    above = desk_above(due.desk, due.due_at)
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "basis": _("Decree on the opening of %(desk)s.") % {"desk": due.desk.name},
            "addressee": _addressee(above),
            "copies": [],
        }
    if last is not None:
        addressee = words["addressee"]
        words = {name: getattr(last, name) or value for name, value in words.items()}
        if last.sent_to_id != (above and above.pk):
            words["addressee"] = addressee  # a desk has opened or closed above since
    return {**words, "stage": ", ".join(stages_on(due))}


def nihil_words():
    with translation.override(settings.LANGUAGE_CODE):
        return _("The situation is safe and under control. Nothing to report.")


def desk_above(desk, now):
    """The nearest active desk above, to which the report goes; None at the top."""
    chain = Desk.objects.chain(desk.election_id, desk.area, now).exclude(area=desk.area_id)
    return chain.prefetch_related(None).first()


def _addressee(above):
    return _("Lead of %(desk)s") % {"desk": above.name} if above else _("Heads of the joint election desk")


def _desk(desk):
    area = desk.area
    return {
        "code": area.pk,
        "name": desk.name,
        "place": desk.place,
        "area": area.full_name,
        "area_name": area.name,
        "zone": area.time_zone,
        "letterhead": [str(line) for line in letterhead(area)],
    }


def _correction(draft):
    if draft.replaces_id is None:
        return None
    return {"number": draft.replaces.number, "reason": draft.correction_reason}


def _stations_total(desk):
    known = Electorate.objects.filter(election=desk.election_id, area=desk.area_id)
    return known.values_list("polling_stations", flat=True).first()


#: What of a timeline tells what was done, the last of them first.
ACTIONS = (EventKind.RESOLVED, EventKind.CLOSED, EventKind.NOTED, EventKind.REFERRED, EventKind.FORWARDED)


def _incidents(numbers, desk):
    """The chosen incidents as they stand; a number that is none of the desk's area and election is left out."""
    if not numbers:
        return []
    chosen = Report.objects.below(desk.area_id).filter(election=desk.election_id, number__in=numbers[:MOST_NOTABLE])
    done = Event.objects.filter(report=OuterRef("pk"), kind__in=ACTIONS).exclude(text="").order_by("-seq")
    rows = chosen.annotate(action=Subquery(done.values("text")[:1])).select_related("area", "category", "held_by")
    return [
        {
            "number": row.number,
            "title": row.title,
            "classification": row.classification,
            "category": row.category_id,
            "severity": row.severity_id,
            "state": row.state,
            "occurred_at": row.occurred_at.isoformat(),
            "area": row.area.full_name,
            "code": row.area_id,
            "narrative": row.narrative,
            "action": row.action or "",
            "held_by": row.held_by.name,
            "stations": row.stations_affected,
        }
        for row in rows.order_by("severity__resolve_minutes", "occurred_at", "pk")
    ]
