import json

from django.core.management.base import BaseCommand

from posko.checks import routes


class Command(BaseCommand):
    help = "List every URL: its path, name, methods and the roles it serves (null: no login needed)."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="as one JSON list")

    def handle(self, **options):
        rows = [
            {"path": route.path, "name": route.name, "methods": route.methods, "roles": route.roles}
            for route in routes()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            roles = "anyone" if row["roles"] is None else " ".join(row["roles"])
            self.stdout.write(f"{row['path']}  {' '.join(row['methods'])}  {roles}")
