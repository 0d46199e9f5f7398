"""Processes of `manage.py worker`, forked from one that has loaded the program: loading it takes seconds."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
#: Forks a worker for each line of arguments and says its number. It opens no connection; the dead leave no trace.
NURSERY = """
import os, signal, sys
import django
from django.core.management import execute_from_command_line
from django.urls import get_resolver
django.setup()
get_resolver().url_patterns
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    number = os.fork()
    if not number:
        os.close(0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            execute_from_command_line(["manage.py", "worker", *line.split()])
        finally:
            os._exit(1)
    print(number, flush=True)
"""


class Workers:
    """Every one of them has ended when the block is left."""

    def __init__(self, database_url):
        self.environment = {**os.environ, "DATABASE_URL": database_url, "SECRET_KEY": settings.SECRET_KEY}
        self.environment["DJANGO_SETTINGS_MODULE"] = "posko.settings"
        self.running = []

    def __enter__(self):
        self.nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(self, *error):
        self.kill_all()
        self.nursery.stdin.close()
        self.nursery.stdout.close()
        self.nursery.wait()

    def start(self, *arguments):
        print(*arguments, file=self.nursery.stdin, flush=True)
        self.running.append((int(self.nursery.stdout.readline()), arguments))

    def kill_one(self):
        """Signal 9 for one of the older two, surely at work; another takes its place with the same arguments."""
        number, arguments = self.running.pop(random.randrange(2))
        assert is_there(number), "a worker ended by itself"
        end(number)
        self.start(*arguments)

    def kill_all(self):
        for number, _arguments in self.running:
            end(number)
        self.running.clear()


def is_there(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def end(number):
    """Returns when the process is gone."""
    while is_there(number):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        time.sleep(0.005)
