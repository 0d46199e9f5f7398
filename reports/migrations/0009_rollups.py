import django.db.models.deletion
from django.db import migrations, models

from reports import triggers

#: What was written before is counted as what comes: the worker folds it, and until then it is counted from the queue.
QUEUE_ALL = "INSERT INTO reports_unfolded (event_id) SELECT id FROM reports_event"


class Migration(migrations.Migration):
    dependencies = [("desks", "0005_nation"), ("reports", "0008_fill_event_standing")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="category",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.category",
            ),
        ),
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["area", "-at"], name="event_newest_of_area")
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("overdue_at__isnull", True)),
                fields=["due_at"],
                name="report_escalation_due",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["held_by", "due_at"],
                name="report_due_by_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["election", "arrived_at", "area", "classification"],
                name="report_waiting_since",
            ),
        ),
        migrations.CreateModel(
            name="Rollup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "facet",
                    models.CharField(
                        choices=[
                            ("severity", "Severity"),
                            ("place", "Place"),
                            ("category", "Category"),
                            ("day", "Day"),
                            ("hour", "Hour"),
                            ("response", "Response"),
                            ("resolution", "Resolution"),
                            ("events", "Events"),
                        ],
                        max_length=10,
                    ),
                ),
                ("tier", models.PositiveSmallIntegerField()),
                (
                    "classification",
                    models.CharField(
                        choices=[("biasa", "Ordinary"), ("terbatas", "Restricted"), ("rahasia", "Secret")],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=16)),
                ("number", models.IntegerField(default=0)),
                ("waiting", models.IntegerField(default=0)),
                ("in_progress", models.IntegerField(default=0)),
                ("resolved", models.IntegerField(default=0)),
                ("overdue", models.IntegerField(default=0)),
                ("escalated", models.IntegerField(default=0)),
                ("stations", models.IntegerField(default=0)),
                ("in_time", models.IntegerField(default=0)),
                (
                    "area",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.area",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.election",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.UniqueConstraint(
                fields=("facet", "tier", "area", "election", "classification", "key"), name="rollup_once"
            ),
        ),
        migrations.CreateModel(
            name="Unfolded",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="reports.event",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(QUEUE_ALL, migrations.RunSQL.noop),
        migrations.RunPython(
            lambda apps, editor: (triggers.EVENTS + triggers.QUEUE).install(editor.connection),
            lambda apps, editor: (triggers.QUEUE + triggers.EVENTS).remove(editor.connection),
        ),
    ]
