import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desks.actions import load_areas
from desks.models import Desk, Election, User
from reports.actions.demo import ELECTION, make_people, make_reports, move_calendar, open_demo_desks
from reports.actions.demo_roster import make_roster
from reports.actions.reference import load_reference
from reports.models import DailyReport, Report

PROVINCE = "31"


@contextmanager
def quieter(name):
    """Only warnings of that logger, for as long as the block runs."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


class Command(BaseCommand):
    help = (
        "Set up a demonstration on real data of Jakarta and serve it: migrates, loads reference data, opens the demo "
        "desks, makes sample people and reports, prints the logins, serves with gunicorn and the worker until Ctrl-C. "
        "Run again, it keeps what is there."
    )

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="set up only")
        parser.add_argument("--empty", action="store_true", help="no sample reports")
        parser.add_argument("--port", type=int, default=8000, metavar="N", help="port on 127.0.0.1 (default 8000)")

    def handle(self, *, no_serve, empty, port, **options):
        if not 1 <= port <= 65535:
            raise CommandError("--port must be a number from 1 to 65535.")
        self.say("Preparing the database ...")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.print_logins(self.set_up(empty))
        if not no_serve:
            self.serve(port)

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def set_up(self, empty):
        now = timezone.now()
        total, added, _changed = load_areas([PROVINCE])
        self.say(f"{total} areas of the province {PROVINCE} ({added} new).")
        load_reference()
        moved = move_calendar(timezone.localdate(now))
        opened = open_demo_desks()
        election = Election.objects.get(pk=ELECTION)
        days = (election.voting_on - timezone.localdate(now)).days
        if moved:
            self.say(
                f"The calendar of {election.name_en}, its stages and its desks were moved by {moved} days for this "
                f"demonstration: the real voting day was 27 November 2024, here it is {election.voting_on}."
            )
        self.say(f"Today is {days} days before voting day." if days >= 0 else f"Voting day was {-days} days ago.")
        active = Desk.objects.active_at(now).count()
        self.say(f"{opened} desks opened, {active} active today. Hours of desks not published are assumed.")
        people = make_people()
        keeper = User.objects.get(username="admin.jakpus")
        if roster := make_roster(election=election, by=keeper, now=now):
            self.say(f"The roster of Jakarta Pusat: {roster.duties.count()} duties, 60 sample officers of 5 units.")
        if empty or Report.objects.exists():
            self.say(f"{Report.objects.count()} reports in the database.")
        else:
            with quieter("posko"):  # days of escalations in a few seconds
                filed = make_reports(now)
            signed = DailyReport.objects.signed().count()
            self.say(f"{filed} sample reports filed, {signed} daily reports of a week signed.")
        return people

    def print_logins(self, people):
        rows = [("user name", "password", "role", "area")]
        rows += [
            (user.username, password or "(changed)", user.role, f"{user.area_id} {user.area.name}")
            for user, password in people
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        self.say("")
        for row in rows:
            self.say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        self.say("")

    def serve(self, port):
        """gunicorn and one worker, as children; both end with this command."""
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "posko.settings"}
        address = f"127.0.0.1:{port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "posko.wsgi", "--bind", address]
        gunicorn += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
        worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
        children = [
            subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)  # noqa: S603 - our own commands
            for command in (worker, gunicorn)
        ]

        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())  # also a second one, while the children end
        self.say(f"Serving http://{address}/  (Ctrl-C ends it)")
        while not stop.wait(0.5) and all(child.poll() is None for child in children):
            pass
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
        if not stop.is_set():
            raise CommandError("The server or the worker ended by itself; its words are above.")
        self.say("Stopped.")
