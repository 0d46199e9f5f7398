"""The machine and the versions, without names of hosts or paths."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def _first(path, key):
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), None)


def machine(databases):
    """(what, which) pairs."""
    memory = _first("/proc/meminfo", "MemTotal")
    return [
        ("Processor", _first("/proc/cpuinfo", "model name") or platform.machine()),
        ("Cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())),
        ("Memory", f"{int(memory.split()[0]) / 1024**2:.0f} GiB" if memory else "unknown"),
        ("System", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("Python", platform.python_version()),
        ("Django", version("django")),
        ("gunicorn", f"{version('gunicorn')}, 2 processes of 4 threads"),
        ("Databases", ", ".join(databases)),
    ]
