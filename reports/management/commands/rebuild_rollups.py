from django.core.management.base import BaseCommand

from desks.management.arguments import area_of
from reports.actions.folding import rebuild_rollups


class Command(BaseCommand):
    help = (
        "Work out the counts of the dashboards anew from the reports and mend what differs. Safe at any time: desks "
        "go on filing, workers go on folding."
    )

    def add_arguments(self, parser):
        parser.add_argument("--area", metavar="CODE", help="only this area and what lies below it, 31.72")

    def handle(self, *, area, **options):
        number = rebuild_rollups(None if area is None else area_of(area))
        self.stdout.write(f"{number} rows were wrong." if number else "All rows were right.")
