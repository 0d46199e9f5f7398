"""Signed daily reports, receipts, steps of recommendations and instructions stay as they are: the database refuses."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from reports import triggers
from reports.actions.advice import acknowledge_instruction, instruct
from reports.actions.daily import acknowledge_daily
from reports.models import DailyReceipt, DailyReport, Instruction, InstructionDelivery, RecommendationStep

from ..conftest import NOW, PENJARINGAN, PLUIT
from ..daily_cast import FOUR, make_due, sign_due, write_draft

WORDS = {
    DailyReport: triggers.SIGNED,
    DailyReceipt: triggers.RECEIVED,
    RecommendationStep: triggers.STEPS,
    Instruction: triggers.INSTRUCTED,
    InstructionDelivery: triggers.READ,
}
#: A harmless column of each.
COLUMN = {
    DailyReport: "needs",
    DailyReceipt: "acknowledged_at",
    RecommendationStep: "text",
    Instruction: "text",
    InstructionDelivery: "acknowledged_at",
}


@pytest.fixture
def kept(desks, cast, election):
    """A row of each of the tables."""
    report = sign_due(make_due(desks[PLUIT]), recommendations=["Contoh"])
    acknowledge_daily(by=cast.penjaringan_officer, report=report, now=FOUR)
    instruction = instruct(
        by=cast.penjaringan_coordinator,
        area=desks[PENJARINGAN].area,
        election=election,
        subject="Contoh",
        text="Contoh",
        classification="biasa",
        desks=[desks[PLUIT]],
        key=uuid.uuid4(),
        now=NOW,
    )
    acknowledge_instruction(by=cast.pluit_officer, delivery=instruction.deliveries.get(), now=NOW)
    return report


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def refused(model):
    return pytest.raises(DatabaseError, match=WORDS[model])


@pytest.mark.parametrize("model", WORDS)
class TestPlainSql:
    def test_update(self, kept, model):
        table, column = model._meta.db_table, COLUMN[model]
        with refused(model), transaction.atomic():
            run(f"UPDATE {table} SET {column} = {column}")

    def test_delete(self, kept, model):
        with refused(model), transaction.atomic():
            run(f"DELETE FROM {model._meta.db_table}")

    def test_replace(self, kept, model):
        if connection.vendor != "sqlite":
            pytest.skip("REPLACE is SQLite's")
        with refused(model), transaction.atomic():
            run(f"INSERT OR REPLACE INTO {model._meta.db_table} SELECT * FROM {model._meta.db_table}")

    def test_truncate(self, kept, model):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE")
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            run(f"TRUNCATE {model._meta.db_table} CASCADE")


@pytest.mark.parametrize(
    "column", ["content", "sha256", "situation", "serial", "number", "signed_at", "classification"]
)
def test_no_column_of_a_signed_report_changes(kept, column):
    before = DailyReport.objects.values().get(pk=kept.pk)
    with refused(DailyReport), transaction.atomic():
        DailyReport.objects.filter(pk=kept.pk).update(**{column: before[column]})
    assert DailyReport.objects.values().get(pk=kept.pk) == before


def test_a_signed_report_does_not_become_a_draft_again(kept):
    with refused(DailyReport), transaction.atomic():
        DailyReport.objects.filter(pk=kept.pk).update(
            signed_at=None, signed_by=None, serial=None, number="", content="", sha256=""
        )


def test_drafts_go_on_changing(desks):
    due = make_due(desks[PLUIT])
    write_draft(due)
    assert DailyReport.objects.filter(due=due).update(needs="Contoh") == 1
    assert DailyReport.objects.filter(due=due).delete()[0] == 1


def test_a_changed_content_would_be_noticed(kept):
    kept.content = kept.content.replace("Contoh situasi", "Contoh lain")
    assert not kept.is_whole
