"""Each named constraint of the reports refuses its forbidden row, past all Python."""

import uuid

import pytest
from django.db import IntegrityError, models, transaction

from reports.models import Attachment, Category, Event, HandedReport, Handover, Notice, Report, Rollup, Severity

from ..constraints import constraints_of
from .conftest import after
from .test_daily_constraints import FORBIDDEN as OF_DAILY_REPORTS

CATEGORY = {"code": "X", "severity_id": "darurat", "respond_minutes": 1, "classification": "biasa"}
ATTACHMENT = {"position": 1, "width": 1, "height": 1, "added_at": after()}

#: constraint: (model, changes of a good row that make it bad)
FORBIDDEN = {
    "report_filed_once": [(Report, {"idempotency_key": None})],
    "report_state_known": [(Report, {"state": "lost"}), (Report, {"state": ""})],
    "report_classification_known": [(Report, {"classification": "x"})],
    "report_respond_after_arrival": [(Report, {"respond_by": after(seconds=-1)})],
    "report_resolve_after_arrival": [(Report, {"resolve_by": after(seconds=-1)})],
    "report_resolved_has_its_time": [(Report, {"state": "resolved", "resolved_at": None})],
    "severity_code_known": [(Severity, {"code": "x"})],
    "severity_responds_in_time": [(Severity, {"respond_minutes": 0})],
    "severity_resolves_after_response": [(Severity, {"respond_minutes": 721})],
    "category_responds_in_time": [(Category, {"respond_minutes": 0})],
    "category_classification_known": [(Category, {"classification": "x"})],
    "attachment_position_once": [(Attachment, {"position": 6})],
    "attachment_at_most_six": [(Attachment, {"position": 0}), (Attachment, {"position": 7})],
    "event_seq_once": [(Event, {"seq": 1})],
    "event_one_move_per_turn": [
        (Event, {"kind": kind, "turn": 0}) for kind in ("acknowledged", "escalated", "passed_on", "closed")
    ],
    "event_one_overdue_per_turn": [(Event, {"kind": "overdue", "turn": 1})],
    "event_kind_known": [(Event, {"kind": "dreamt"})],
    "notice_once_per_desk": [(Notice, {})],
    "handover_written_once": [(Handover, {"idempotency_key": uuid.UUID(int=1)})],
    "handover_confirmed_by_someone": [
        (Handover, {"confirmed_at": after()}),
        (Handover, {"confirmed_by_id": "colleague"}),
    ],
    "handover_confirmed_by_another": [(Handover, {"confirmed_at": after(), "confirmed_by_id": "author"})],
    "handed_report_once": [(HandedReport, {"handover_id": "handover"})],
    "rollup_once": [(Rollup, {"key": ""})],
}
CASES = [(name, *case) for name, cases in FORBIDDEN.items() for case in cases]


@pytest.fixture
def good(make_report, cast):
    """good(model) -> the columns of a row that the database takes; its twin by the unique constraints is there."""
    report = make_report()
    Attachment.objects.create(**{**ATTACHMENT, "position": 6, "report": report, "added_by": cast.pluit_officer})
    event = report.events.get()
    Event.objects.bulk_create([copy(event, seq=2, turn=1, kind="overdue")])
    note = {
        "desk_id": report.held_by_id,
        "notes": "Contoh",
        "written_at": after(),
        "written_by_id": cast.pluit_officer.pk,
        "idempotency_key": uuid.UUID(int=1),
    }
    handover = Handover.objects.create(**note)
    handed = {"report_id": report.pk, "state": "waiting", "severity": "sedang"}
    HandedReport.objects.create(**handed, handover=handover)
    rollup = {
        "facet": "events",
        "tier": 4,
        "area_id": report.area_id,
        "election_id": report.election_id,
        "classification": "biasa",
    }
    Rollup.objects.create(**rollup, key="")
    keys = {"author": cast.pluit_officer.pk, "colleague": cast.pluit_coordinator.pk, "handover": handover.pk}

    def good(model, bad=()):
        """`bad` too, with the keys of real rows for the words in it."""
        return plain(model) | {name: keys.get(value, value) for name, value in dict(bad).items()}

    def plain(model):
        if model is Handover:
            return {**note, "idempotency_key": uuid.uuid4()}
        if model is HandedReport:
            return {**handed, "handover_id": Handover.objects.create(**plain(Handover)).pk}
        if model is Report:
            return columns(report, number="31.72.01.1005-0009", idempotency_key=uuid.uuid4())
        if model is Event:
            return columns(event, seq=9, turn=9)
        if model is Notice:
            return {"event_id": event.pk, "desk_id": report.held_by_id}
        if model is Rollup:
            return {**rollup, "key": "another"}
        if model is Attachment:
            return {**ATTACHMENT, "report_id": report.pk, "added_by_id": cast.pluit_officer.pk}
        return CATEGORY

    return good


def columns(row, **changes):
    fields = [field for field in row._meta.concrete_fields if not field.generated and not field.primary_key]
    return {field.attname: getattr(row, field.attname) for field in fields} | changes


def copy(row, **changes):
    return type(row)(**columns(row, **changes))


@pytest.mark.parametrize(("name", "model", "bad"), CASES)
def test_the_database_refuses(good, name, model, bad):
    if name == "report_filed_once":
        bad = {"idempotency_key": Report.objects.get().idempotency_key}
    # SQLite names the columns of a broken UniqueConstraint, not the constraint.
    unique = any(isinstance(row, models.UniqueConstraint) and row.name == name for row in model._meta.constraints)
    with pytest.raises(IntegrityError, match=None if unique else name), transaction.atomic():
        if model is Severity:  # there are only these four
            Severity.objects.filter(pk="tinggi").update(**bad)
        else:
            model.objects.bulk_create([model(**good(model, bad))])


@pytest.mark.parametrize("model", [Report, Event, Attachment, Category, Handover, HandedReport])
def test_the_good_row_passes(good, model):
    model.objects.bulk_create([model(**good(model))])


def test_numbers_are_unique(good):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.bulk_create([Report(**{**good(Report), "number": "31.72.01.1005-0001"})])


def test_standing_events_may_share_a_turn(good):
    for seq, kind in enumerate(("noted", "figures", "referred", "recommended", "acknowledged_late"), start=20):
        Event.objects.bulk_create([Event(**{**good(Event), "seq": seq, "kind": kind, "turn": 0})])


def test_no_constraint_is_without_its_forbidden_row():
    assert constraints_of("reports") == FORBIDDEN.keys() | OF_DAILY_REPORTS.keys()
