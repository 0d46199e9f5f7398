from django.db import migrations

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_list_recommendations")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.DAILY.install(editor.connection),
            lambda apps, editor: triggers.DAILY.remove(editor.connection),
        )
    ]
