import math
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from desks.actions import Refused, import_boundaries

#: Lines of one list on the screen.
MOST = 100


class Command(BaseCommand):
    help = (
        "Give areas their outlines for the map of the dashboards, from a GeoJSON file (a FeatureCollection in WGS84 "
        "degrees). A feature goes to the area of its code (31.72, 3172, 31.72.01.1005), else to the only one that its "
        "name fits. Example: import_boundaries batas-kecamatan.geojson --dry-run. Repeatable: outlines that are there "
        "are renewed. A bad file changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="GeoJSON file, UTF-8, at most 200 MB")
        parser.add_argument("--code-property", metavar="P", help="the property that holds the Kemendagri code")
        parser.add_argument("--name-property", metavar="P", help="the property that holds the name")
        parser.add_argument(
            "--tolerance",
            metavar="METRES",
            help="how far outlines may be from the true ones (wards 15, districts 30, cities 100, provinces 500)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be matched and write nothing")

    @no_translations
    def handle(self, *, file, dry_run, **options):
        try:
            done = import_boundaries(
                Path(file),
                code_property=options["code_property"],
                name_property=options["name_property"],
                tolerance=metres_of(options["tolerance"]),
                dry_run=dry_run,
                now=timezone.now(),
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        self.report(done)
        if not done.matched:
            raise CommandError("No feature fits an area that is loaded: nothing was written.")
        self.stdout.write("Dry run: nothing was written." if dry_run else "Written.")

    def report(self, done):
        coded = sum(line.result.by_code for line in done.matched)
        self.stdout.write(
            f"{len(done.matched) + len(done.unmatched)} features: {coded} matched by code, "
            f"{len(done.matched) - coded} by name, {len(done.unmatched)} not matched. "
            f"{done.points_before} points became {done.points_after}."
        )
        self.list("not matched", [words_of(line) for line in done.unmatched])
        self.list("nothing for", [f"{area.pk} {area.full_name}" for area in done.without])

    def list(self, what, lines):
        for line in lines[:MOST]:
            self.stdout.write(f"{what}: {line}")
        if len(lines) > MOST:
            self.stdout.write(f"{what}: {len(lines) - MOST} more")


def words_of(line):
    areas = ", ".join(f"{area.pk} {area.full_name}" for area in line.result.areas[:5])
    return f"feature {line.number} “{line.label}”: {line.result.reason}" + (f" ({areas})" if areas else "")


def metres_of(text):
    if text is None:
        return None
    try:
        metres = float(text)
    except ValueError:
        metres = math.nan
    if not math.isfinite(metres):
        raise CommandError(f"{str(text)[:40]!r} is not a number of metres such as 30.")
    return metres
