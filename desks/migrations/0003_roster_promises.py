from django.db import migrations

from desks import triggers


class Migration(migrations.Migration):
    dependencies = [("desks", "0002_rosters")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
