import json

from django.core.management.base import BaseCommand

from reports.management.commands.worker import moment_of
from reports.models import Event


class Command(BaseCommand):
    help = (
        "Write every event as JSON lines, in the order they were made: report, seq, kind, at, actor, from_desk, "
        "to_desk, from_state, to_state, text. Desks are area codes; actor is null for the system."
    )

    def add_arguments(self, parser):
        parser.add_argument("--since", metavar="ISO", help="only events at or after this moment")

    def handle(self, *, since, **options):
        events = Event.objects.order_by("id")
        if since:
            events = events.filter(at__gte=moment_of(since, "--since"))
        rows = events.values_list(
            "report__number",
            "seq",
            "kind",
            "at",
            "actor__username",
            "from_desk__area_id",
            "to_desk__area_id",
            "from_state",
            "to_state",
            "text",
        )
        names = ("report", "seq", "kind", "at", "actor", "from_desk", "to_desk", "from_state", "to_state", "text")
        for row in rows.iterator(chunk_size=2000):
            line = dict(zip(names, row, strict=True))
            line["at"] = line["at"].isoformat()
            line["from_state"] = line["from_state"] or None
            self.stdout.write(json.dumps(line, ensure_ascii=False))
