"""The product's own settings, and the pages of the yardstick beside its own: only for measuring."""

from posko.settings import *  # noqa: F403
from posko.settings import BASE_DIR, LOOPBACK_NAMES, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "bench" / "templates"]}]
ALLOWED_HOSTS = sorted(LOOPBACK_NAMES)
