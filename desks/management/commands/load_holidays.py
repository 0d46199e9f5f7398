from django.core.management.base import BaseCommand, CommandError, no_translations

from desks.actions import Refused, load_holidays


class Command(BaseCommand):
    help = (
        "Load the national holidays and days of joint leave (cuti bersama) of Indonesia for one year or several, from "
        "the holidays package. Example: load_holidays 2026 2027. Repeatable: dates that are in the table already stay "
        "as they are. Joint leave is known once the government has decreed it; what is decreed later (a voting day) "
        "is added in the administration under Holidays."
    )

    def add_arguments(self, parser):
        parser.add_argument("years", nargs="+", metavar="YEAR", help="such as 2026")

    @no_translations
    def handle(self, *, years, **options):
        for text in years:
            if not (text.isascii() and text.isdigit() and len(text) == 4):
                raise CommandError(f"{text[:40]!r} is not a year such as 2026.")
        try:
            added = load_holidays([int(text) for text in years])
        except Refused as error:
            raise CommandError(str(error)) from error
        for year, (public, joint) in added.items():
            self.stdout.write(f"{year}: {public} public holidays and {joint} days of joint leave added.")
