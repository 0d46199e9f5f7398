from pathlib import Path

from django.db import transaction

from desks.actions import load_reference as load_desk_reference
from desks.reference import read_rows

from ..models import Category, Severity

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference():
    """All reference data: that of the desks, then severities and categories. Rows that exist are kept."""
    added = load_desk_reference()
    added["severity"] = sum(
        Severity.objects.get_or_create(
            code=row["severity"],
            defaults={
                "respond_minutes": int(row["respond_minutes"]),
                "resolve_minutes": int(row["resolve_minutes"]),
                "clock": row["clock"],
            },
        )[1]
        for row in read_rows(DATA / "severities.csv")
    )
    added["category"] = sum(
        Category.objects.get_or_create(
            code=row["code"],
            defaults={
                "name_id": row["name_id"],
                "name_en": row["name_en"],
                "group_id": row["group_id"],
                "group_en": row["group_en"],
                "severity_id": row["severity"],
                "respond_minutes": int(row["respond_minutes"]) if row["respond_minutes"] else None,
                "classification": row["classification"],
            },
        )[1]
        for row in read_rows(DATA / "categories.csv")
    )
    return added
