from django.core.management.base import BaseCommand

from reports.actions.reference import load_reference


class Command(BaseCommand):
    help = (
        "Load elections, stages, electorate, units and published desks of 2024, with their real dates, for the areas "
        "that are loaded (see load_areas). Repeatable: rows that are there already are kept as they are."
    )

    def handle(self, **options):
        for name, added in load_reference().items():
            self.stdout.write(f"{name}: {added} added.")
