"""Severities, categories and classifications: the published tables, and what each role sees of them."""

import pytest
from django.core.exceptions import ValidationError

from desks.models import Role
from reports.actions.reference import load_reference
from reports.models import Category, Classification, Severity, SeverityLevel


def test_severities_are_those_published(reference):
    columns = ("code", "respond_minutes", "resolve_minutes", "clock")
    assert list(Severity.objects.values_list(*columns)) == [
        ("darurat", 15, 240, "around_the_clock"),
        ("tinggi", 60, 720, "around_the_clock"),
        ("sedang", 240, 960, "opening_hours"),
        ("rendah", 480, 3360, "opening_hours"),
    ]
    assert [row.runs_around_the_clock for row in Severity.objects.all()] == [True, True, False, False]


def test_categories_are_those_published(reference):
    assert Category.objects.count() == 26
    lacking = Category.objects.get(pk="LOG-KRG")
    assert (lacking.severity_id, lacking.respond_minutes, lacking.classification) == ("tinggi", 30, "biasa")
    assert Category.objects.get(pk="KAM-BTR").respond_minutes is None


def test_loading_again_keeps_what_administrators_changed(reference):
    Severity.objects.filter(pk="darurat").update(respond_minutes=10)
    Category.objects.filter(pk="LOG-KRG").update(respond_minutes=None)
    Category.objects.filter(pk="LLN-LIN").delete()
    added = load_reference()
    assert (added["severity"], added["category"]) == (0, 1)
    assert Severity.objects.get(pk="darurat").respond_minutes == 10
    assert Category.objects.get(pk="LOG-KRG").respond_minutes is None


def test_ranks():
    assert [level.rank for level in SeverityLevel] == [0, 1, 2, 3]
    assert SeverityLevel.DARURAT.rank < SeverityLevel.RENDAH.rank
    assert [level.rank for level in Classification] == [0, 1, 2]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("officer", {"biasa", "terbatas"}),
        ("coordinator", {"biasa", "terbatas", "rahasia"}),
        ("official", {"biasa", "terbatas", "rahasia"}),
        ("observer", {"biasa"}),
        ("administrator", set()),
    ],
)
def test_classifications_seen_by_each_role(role, seen):
    assert set(Classification.seen_by(Role(role))) == seen


def test_resolving_is_not_due_before_responding():
    with pytest.raises(ValidationError, match=r"\w+ \w+"):
        Severity(code="darurat", respond_minutes=20, resolve_minutes=10).clean()
    Severity(code="darurat", respond_minutes=None, resolve_minutes=10).clean()
