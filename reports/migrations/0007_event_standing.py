import django.db.models.deletion
from django.db import migrations, models

from reports import triggers


class Migration(migrations.Migration):
    """Events carry what the dashboards count; the next migration fills it in for those that are there."""

    dependencies = [("reports", "0006_daily_promises")]

    operations = [
        # SQLite rebuilds the table, and the next migration changes its rows.
        migrations.RunPython(
            lambda apps, editor: triggers.EVENTS.remove(editor.connection),
            lambda apps, editor: triggers.EVENTS.install(editor.connection),
        ),
        migrations.AddField(
            model_name="event",
            name="category",
            field=models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.category",
            ),
        ),
        migrations.AddField(
            model_name="event", name="stations_affected", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(model_name="event", name="is_escalated", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="event", name="is_overdue", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="event", name="resolved_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="event", name="waited_seconds", field=models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.AddField(model_name="event", name="in_time", field=models.BooleanField(blank=True, null=True)),
    ]
