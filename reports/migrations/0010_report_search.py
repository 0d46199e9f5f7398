from django.db import migrations, models

from reports import triggers

WIDE = ["state", "severity", "category", "held_by", "election", "arrived_by", "filed_at", "resolved_at"]
NARROW = ["state", "election", "filed_at"]
OPEN = ("waiting", "in_progress", "resolved")


def add(name, fields, **condition):
    return migrations.AddIndex(model_name="report", index=models.Index(fields=fields, name=name, **condition))


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_rollups")]

    operations = [
        migrations.RemoveIndex(model_name="report", name="report_area_newest"),
        migrations.RemoveIndex(model_name="report", name="report_resolved"),
        migrations.RemoveIndex(model_name="report", name="report_filed"),
        add("report_newest", ["-id", "area", "classification", *WIDE]),
        add("report_newest_in_area", ["area", "-id", "classification", *WIDE]),
        add("report_newest_of_category", ["category", "-id", "area", "classification", *NARROW]),
        add("report_newest_of_holder", ["held_by", "-id", "area", "classification", *NARROW]),
        add(
            "report_newest_open",
            ["-id", "area", "classification", "state", "severity", "due_at", "arrived_by", "held_by"],
            condition=models.Q(state__in=OPEN),
        ),
        add("report_filed_on", ["filed_at", "area", "classification", "election", "id"]),
        add(
            "report_resolved_on",
            ["resolved_at", "area", "classification", "election", "id"],
            condition=models.Q(resolved_at__isnull=False),
        ),
        migrations.RunPython(
            lambda apps, editor: (triggers.SEARCHED + triggers.SEARCH).install(editor.connection),
            lambda apps, editor: (triggers.SEARCH + triggers.SEARCHED).remove(editor.connection),
        ),
    ]
