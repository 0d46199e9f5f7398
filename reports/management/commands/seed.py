import secrets

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.actions.seed import NothingToSeed, seed


class Command(BaseCommand):
    help = "Write random reports for load tests at the desks active now, from a printed seed."

    def add_arguments(self, parser):
        parser.add_argument("--reports", type=int, required=True, metavar="N", help="how many")
        parser.add_argument("--seed", type=int, metavar="S", help="the same seed makes the same reports")

    def handle(self, *, reports, **options):
        if not 1 <= reports <= 20_000_000:
            raise CommandError("--reports must be a number from 1 to 20,000,000.")
        number = options["seed"] if options["seed"] is not None else secrets.randbelow(2**31)
        self.stdout.write(f"seed {number}")
        try:
            seed(reports, seed=number, now=timezone.now(), progress=self.progress)
        except NothingToSeed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{reports} reports written.")

    def progress(self, done):
        if done % 20_000 == 0:
            self.stdout.write(f"{done} ...")
            self.stdout.flush()
