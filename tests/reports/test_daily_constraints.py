"""Each named constraint of schedule, daily reports, recommendations and instructions refuses its forbidden row."""

import uuid

import pytest
from django.db import IntegrityError, models, transaction

from desks.models import Tier
from reports.models import (
    Classification,
    DailyDue,
    DailyReport,
    Instruction,
    InstructionDelivery,
    Recommendation,
    RecommendationStep,
    ReportingTimes,
)

from ..advice_cast import advise, write
from ..conftest import CITY, PENJARINGAN, PLUIT
from ..daily_cast import FOUR, make_due, sign_due, write_draft
from .conftest import after

SIGNATURE = {
    "serial": 9,
    "number": "LAPHAR/contoh/0009",
    "content": "{}",
    "sha256": "9" * 64,
    "signed_at": after(),
    "signed_by_id": "author",
    "classification": "biasa",
}

#: constraint: (model, changes of a good row that make it bad); words stand for the keys of real rows.
FORBIDDEN = {
    "reporting_times_once_a_date": [(ReportingTimes, {"effective_from": after().date()})],
    "reporting_times_tier_known": [(ReportingTimes, {"tier": 0}), (ReportingTimes, {"tier": 5})],
    "reporting_times_grace_short": [(ReportingTimes, {"grace_minutes": 721})],
    "daily_due_once": [(DailyDue, {"due_at": FOUR, "period_from": FOUR, "period_until": FOUR})],
    "daily_due_times_in_order": [
        (DailyDue, {"period_from": after(hours=1), "period_until": after()}),
        (DailyDue, {"period_until": after(hours=2), "due_at": after(hours=1)}),
        (DailyDue, {"late_after": after()}),
    ],
    "daily_one_draft": [(DailyReport, {"due_id": "drafted"})],
    "daily_signed_once": [(DailyReport, {**SIGNATURE, "due_id": "signed"})],
    "daily_serial_once": [(DailyReport, {**SIGNATURE, "serial": 1})],
    "daily_digest_once": [(DailyReport, {**SIGNATURE, "sha256": "digest"})],
    "daily_signed_whole": [
        *((DailyReport, {**SIGNATURE, name: None}) for name in ("signed_at", "signed_by_id", "serial")),
        *((DailyReport, {**SIGNATURE, name: ""}) for name in ("number", "content", "sha256", "classification")),
        *((DailyReport, {name: SIGNATURE[name]}) for name in SIGNATURE if name != "classification"),
        (DailyReport, {**SIGNATURE, "serial": 0}),
    ],
    "daily_correction_says_why": [(DailyReport, {"replaces_id": "report"})],
    "daily_words_classification_known": [(DailyReport, {"words_classification": "x"})],
    "recommendation_state_known": [(Recommendation, {"state": "x"})],
    "recommendation_classification_known": [(Recommendation, {"classification": "x"})],
    "recommendation_once": [(Recommendation, {"idempotency_key": uuid.UUID(int=1)})],
    "recommendation_step_once": [(RecommendationStep, {"to_state": "proposed"})],
    "recommendation_declined_with_reason": [(RecommendationStep, {"to_state": "declined", "text": ""})],
    "recommendation_step_known": [(RecommendationStep, {"to_state": "x"})],
    "instruction_classification_known": [(Instruction, {"classification": "x"})],
    "instruction_once": [(Instruction, {"idempotency_key": uuid.UUID(int=2)})],
    "instruction_once_per_desk": [(InstructionDelivery, {"desk_id": "received"})],
    "instruction_acknowledged_by_someone": [
        (InstructionDelivery, {"acknowledged_at": after()}),
        (InstructionDelivery, {"acknowledged_by_id": "author"}),
    ],
}
CASES = [(name, *case) for name, cases in FORBIDDEN.items() for case in cases]


@pytest.fixture
def good(desks, cast, election):
    """good(model, bad) -> the columns of a row that the database takes, with `bad` instead of some of them; what its
    unique constraints could meet is there."""
    ward, now = desks[PLUIT], after()
    drafted, signed, empty = (make_due(ward, days=day) for day in (2, 0, 4))
    write_draft(drafted)
    report = sign_due(signed)
    times = {"election_id": election.pk, "tier": Tier.WARD, "times": [960]}
    ReportingTimes.objects.create(**times, effective_from=now.date())
    advice = advise(cast.official, desks[CITY], key=uuid.UUID(int=1))
    order = write(cast.official, election, [ward], key=uuid.UUID(int=2))
    by, area = {"classification": Classification.BIASA}, {"election_id": election.pk, "area_id": CITY}
    keys = {
        "author": cast.official.pk,
        "drafted": drafted.pk,
        "signed": signed.pk,
        "report": report.pk,
        "digest": report.sha256,
        "received": ward.pk,
    }
    rows = {
        ReportingTimes: {**times, "effective_from": after(days=1).date()},
        DailyDue: {
            "desk_id": ward.pk,
            "period_from": now,
            "period_until": now,
            "due_at": after(hours=1),
            "late_after": FOUR,
        },
        DailyReport: {"due_id": empty.pk, "desk_id": ward.pk, "edited_at": now, "edited_by_id": cast.official.pk},
        Recommendation: {**by, **area, "text": "Contoh", "proposed_at": now, "proposed_by_id": cast.official.pk},
        RecommendationStep: {"recommendation_id": advice.pk, "to_state": "done", "at": now, "by_id": cast.official.pk},
        Instruction: {
            **by,
            **area,
            "subject": "Contoh",
            "text": "Contoh",
            "written_at": now,
            "written_by_id": cast.official.pk,
            "idempotency_key": uuid.uuid4(),
        },
        InstructionDelivery: {"instruction_id": order.pk, "desk_id": desks[PENJARINGAN].pk},
    }

    def good(model, bad=()):
        changes = {
            name: keys.get(value, value) if isinstance(value, str) else value for name, value in dict(bad).items()
        }
        return rows[model] | changes

    return good


@pytest.mark.parametrize(("name", "model", "bad"), CASES)
def test_the_database_refuses(good, name, model, bad):
    # SQLite names the columns of a broken UniqueConstraint, not the constraint.
    unique = any(isinstance(row, models.UniqueConstraint) and row.name == name for row in model._meta.constraints)
    with pytest.raises(IntegrityError, match="(?i)unique" if unique else name), transaction.atomic():
        model.objects.bulk_create([model(**good(model, bad))])


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        *((model, {}) for model in dict.fromkeys(model for _name, model, _bad in CASES)),
        (DailyReport, SIGNATURE),
        (DailyReport, {"replaces_id": "report", "correction_reason": "Contoh"}),
        (DailyReport, {**SIGNATURE, "due_id": "signed", "replaces_id": "report", "correction_reason": "Contoh"}),
        (InstructionDelivery, {"acknowledged_at": after(), "acknowledged_by_id": "author"}),
    ],
)
def test_the_good_row_passes(good, model, changes):
    model.objects.bulk_create([model(**good(model, changes))])
