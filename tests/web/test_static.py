"""What the pages load: our own files only, pinned by their digests; nothing inline that the policy would refuse."""

import hashlib
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

VENDOR = settings.BASE_DIR / "static" / "vendor"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
OWN_FILES = sorted((settings.BASE_DIR / "static").glob("css/*.css")) + sorted(
    (settings.BASE_DIR / "static").glob("js/*.js")
)
DIGEST_LINE = re.compile(r"^\W*([0-9a-f]{64})\s+\*?(\S+?)[`|\s]*$", re.M)

FORBIDDEN_IN_TEMPLATES = {
    "inline style": r"<[^>]*\sstyle\s*=|<style\b",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "on… attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on attribute": r"\shx-on\b",
    "javascript: address": r"javascript:",
    "foreign resource": r"(?:src|href|action|srcset)\s*=\s*[\"']?(?:https?:)?//",
    # Django's help texts are HTML by contract; nothing else is.
    "|safe": r"(?<!help_text)\|\s*safe\b|autoescape\s+off",
}
FORBIDDEN_IN_FILES = {
    "foreign resource": r"(?:@import|url\(|fetch\(|import\()\s*[\"']?(?:https?:)?//",
    "eval": r"\beval\(|new Function\(|\.innerHTML\b",
}


def test_vendored_files_match_their_digests():
    told = {name: digest for digest, name in DIGEST_LINE.findall((VENDOR / "README.md").read_text())}
    files = {str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file()}
    del files["README.md"]
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    licences = {name for name in found if name.rpartition("/")[2].startswith("LICENSE")}
    assert told.keys() >= found.keys() - licences
    assert told.keys() <= found.keys()
    assert {name: found[name] for name in told} == told
    for name in found:
        assert f"{name.split('/')[0]}/LICENSE" in licences


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_templates_hold_nothing_the_policy_refuses(template):
    text = re.sub(r"{#.*?#}", "", template.read_text())
    assert [what for what, pattern in FORBIDDEN_IN_TEMPLATES.items() if re.search(pattern, text, re.I)] == []


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_own_files_load_nothing_foreign(path):
    assert [what for what, pattern in FORBIDDEN_IN_FILES.items() if re.search(pattern, path.read_text())] == []


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.css")), ids=lambda path: path.name)
def test_vendored_styles_load_nothing_foreign(path):
    assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", path.read_text())


def test_files_named_by_the_templates_exist():
    named = {name for path in TEMPLATES for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text())}
    assert named
    assert {name for name in named if finders.find(name) is None} == set(), "neither ours nor of Django's admin"
