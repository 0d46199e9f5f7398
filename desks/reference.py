"""Reading the reference data that ships with an app (`<app>/data/*.csv`)."""

import csv
from datetime import date
from pathlib import Path


def read_rows(path):
    """Rows of a CSV file as dicts of stripped strings."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {name: value.strip() for name, value in row.items()}


def desk_data(name):
    return read_rows(Path(__file__).parent / "data" / name)


def day(text):
    return date.fromisoformat(text)
