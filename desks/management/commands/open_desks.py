from django.core.management.base import BaseCommand, CommandError, no_translations

from desks.actions import Refused, open_desks
from desks.management.arguments import area_of, clock_of, date_of, election_of, tiers_of


class Command(BaseCommand):
    help = (
        "Open one desk for each area at or below --area: all of them or none. Example: "
        "open_desks --election pilkada-dki-2024 --area 31.72 --from 2024-10-03 --until 2024-12-15 "
        "--opens 08:00 --closes 16:00"
    )

    def add_arguments(self, parser):
        parser.add_argument("--election", required=True, metavar="SLUG", help="short name of the election")
        parser.add_argument("--area", required=True, metavar="CODE", help="code of the area, such as 31.72")
        parser.add_argument(
            "--tiers",
            default="ward,district,city,province",
            help="which tiers get a desk, separated by commas (default: all at or below the area)",
        )
        parser.add_argument("--from", required=True, dest="active_from", metavar="DATE", help="first day, 2024-10-03")
        parser.add_argument("--until", required=True, dest="active_until", metavar="DATE", help="last day, 2024-12-15")
        parser.add_argument("--opens", required=True, metavar="TIME", help="daily opening, 08:00")
        parser.add_argument("--closes", required=True, metavar="TIME", help="daily closing, 16:00 (24:00 is midnight)")

    @no_translations
    def handle(self, **options):
        area = area_of(options["area"])
        try:
            desks = open_desks(
                election=election_of(options["election"]),
                area=area,
                tiers=tiers_of(options["tiers"]),
                active_from=date_of(options["active_from"]),
                active_until=date_of(options["active_until"]),
                opens_at=clock_of(options["opens"]),
                closes_at=clock_of(options["closes"]),
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(desks)} desks opened at and below {area}.")
