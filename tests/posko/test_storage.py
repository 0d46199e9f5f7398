"""Static files: hashed names after collectstatic, plain ones before it."""

import pytest
from django.core.management import call_command

from posko.storage import HashedStaticFiles


@pytest.fixture
def root(settings, tmp_path):
    """STATIC_ROOT of a site with one stylesheet."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page.css").write_text("body { margin: 0 }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "posko.storage.HashedStaticFiles"}}
    return settings.STATIC_ROOT


def test_plain_names_before_collectstatic(root):
    assert HashedStaticFiles().url("page.css") == "/static/page.css"


def test_hashed_names_after_collectstatic(root):
    call_command("collectstatic", "--noinput", verbosity=0)
    url = HashedStaticFiles().url("page.css")
    assert url != "/static/page.css"
    assert (root / url.removeprefix("/static/")).exists()
