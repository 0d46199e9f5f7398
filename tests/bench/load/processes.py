"""Every process of a run: started here, ended here by its number, also when the run is broken off."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RUNNING = set()


def start(command, *, environment, log=None, **options):
    """A child of our own; its words go to the file `log`, if any."""
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env={**os.environ, **environment}, stderr=log, **options
    )
    RUNNING.add(process)
    return process


def end(process, patience=30):
    """Ask it to end, wait, insist."""
    RUNNING.discard(process)
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        process.kill()
        process.wait()


def end_all():
    for process in list(RUNNING):
        end(process)


def inside(action, environment, **given):
    """Run an action of `tests.bench.load.inside` in a process of its own, on its database; returns what it tells."""
    process = start(
        ["-m", "tests.bench.load.inside", action],
        environment={**environment, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told, _ = process.communicate(json.dumps(given))
    finally:
        end(process)
    if process.returncode:
        raise RuntimeError(f"{action} ended with status {process.returncode}; its words are above.")
    return json.loads(told.splitlines()[-1])
