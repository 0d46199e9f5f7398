#!/usr/bin/env python3
"""Run a management command; `manage.py demo` also writes the first .env."""

import os
import sys

from posko.first_run import write_env


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posko.settings")
    if sys.argv[1:2] == ["demo"]:
        write_env()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot start: {error}")


if __name__ == "__main__":
    main()
