from django.db import migrations, models


def add_the_nation(apps, editor):
    """Where areas are loaded already; elsewhere `load_areas` adds it with them."""
    areas = apps.get_model("desks", "Area").objects
    if areas.exists():
        row = {"name": "Indonesia", "tier": 0, "kind": "negara", "time_zone": "Asia/Jakarta"}
        areas.get_or_create(code="00", defaults=row)


def remove_the_nation(apps, editor):
    apps.get_model("desks", "Area").objects.filter(code="00").delete()


class Migration(migrations.Migration):
    dependencies = [("desks", "0004_swap_decision")]

    operations = [
        migrations.RemoveConstraint(model_name="area", name="area_tier_known"),
        migrations.AlterField(
            model_name="area",
            name="kind",
            field=models.CharField(
                choices=[
                    ("negara", "Country"),
                    ("provinsi", "Province"),
                    ("kota", "City"),
                    ("kabupaten", "Regency"),
                    ("kecamatan", "District"),
                    ("distrik", "Distrik"),
                    ("kelurahan", "Ward"),
                    ("desa", "Village"),
                    ("desa_adat", "Customary village"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="area",
            name="tier",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Nation"), (1, "Province"), (2, "City"), (3, "District"), (4, "Ward")],
                verbose_name="tier",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(condition=models.Q(tier__in=[0, 1, 2, 3, 4]), name="area_tier_known"),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(condition=~models.Q(area="00"), name="desk_not_of_the_nation"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=~models.Q(area="00", role__in=("officer", "coordinator")),
                name="user_of_the_nation_mans_no_desk",
            ),
        ),
        migrations.RunPython(add_the_nation, remove_the_nation),
    ]
