"""What the pages load: our own files only, pinned by their digests; nothing inline that the policy would refuse."""

import hashlib
import re
from fnmatch import filter as matching
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders

from desks.forms import css_class

VENDOR = settings.BASE_DIR / "static" / "vendor"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
OWN_FILES = sorted((settings.BASE_DIR / "static").glob("css/*.css")) + sorted(
    (settings.BASE_DIR / "static").glob("js/*.js")
)
DIGEST_LINE = re.compile(r"^\W*([0-9a-f]{64})\s+\*?(\S+?)[`|\s]*$", re.M)
#: Folders of what Django admin shows: with Django's stylesheets and ours for it, without Bootstrap's.
ADMIN_FOLDERS = {"admin", "simple_history"}
ADMIN_STYLES = {"admin.css", "board.css"}
#: Classes without a rule: names of parts of a page, for tests and for who reads its source.
HOOKS = {"certificate", "event-head", "kept", "login", "news", "pages", "people", "refusal"}

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


SETS_CLASSES = re.compile(
    r"""(?<![\w-])class\s*=\s*["']([^"']*)["']  # a template, or HTML in a module
      | "class"[:,]\s*"([^"]*)"  # the attributes of a widget
      | \.(?:className\s*=|classList\.\w+\()\s*"([^"]*)"  # a script""",
    re.X,
)


def classes_set_in(path):
    """Classes that a template, module or script sets; what is known only when the page is made is a "*"."""
    text = re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}|{\w*}", "*", re.sub(r"{#.*?#}", "", path.read_text())))
    return {name for values in SETS_CLASSES.findall(text) for name in "".join(values).split()}


def classes_with_a_rule(paths):
    text = re.sub(r"/\*.*?\*/", "", "\n".join(path.read_text() for path in paths), flags=re.S)
    return set(re.findall(r"\.([a-z_][\w-]*)", re.sub(r"{[^{}]*}", "{}", text), re.I))


def sources_of_classes():
    modules = [path for app in ("desks", "reports") for path in sorted((settings.BASE_DIR / app).rglob("*.py"))]
    return [path for path in (*TEMPLATES, *modules, *OWN_FILES) if classes_set_in(path)]


def is_of_admin(path):
    return not ADMIN_FOLDERS.isdisjoint(path.relative_to(settings.BASE_DIR).parts)


@pytest.fixture(scope="module")
def ruled():
    """Classes with a rule in the stylesheets of (pages, admin)."""
    ours = set((settings.BASE_DIR / "static" / "css").glob("*.css"))
    of_admin = {path for path in ours if path.name in ADMIN_STYLES}
    django = (Path(admin.__file__).parent / "static" / "admin" / "css").rglob("*.css")
    return classes_with_a_rule([*VENDOR.rglob("*.css"), *ours - of_admin]), classes_with_a_rule([*django, *of_admin])


@pytest.mark.parametrize("path", sources_of_classes(), ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_every_class_has_a_rule(path, ruled):
    """The vendored Bootstrap is a part of it: a class that is not in there would do nothing, and nobody would know."""
    known = ruled[is_of_admin(path)] | HOOKS
    unknown = {name for name in classes_set_in(path) if not matching(known, name)}
    assert not unknown, f"no stylesheet has {sorted(unknown)}; how to add one of Bootstrap's: static/vendor/README.md"


def test_classes_of_form_fields_have_a_rule(ruled):
    assert {css_class(widget()) for widget in (forms.TextInput, forms.Select, forms.CheckboxInput)} <= ruled[False]


def colours(name):
    return dict(re.findall(r"^ +(--[\w-]+): ([^;]+);", (settings.BASE_DIR / "static" / "css" / name).read_text(), re.M))


def test_dark_colours_are_said_once():
    """A wall screen takes those of all dark pages, and says only where its own differ."""
    dark, wall = colours("dark.css"), colours("wall.css")
    assert wall and wall.items() & dark.items() == set()
    used = re.findall(r"var\((--[\w-]+)\)", (settings.BASE_DIR / "static" / "css" / "wall.css").read_text())
    assert set(used) <= dark.keys() | wall.keys()
    assert dark.keys() - {"--bs-tertiary-bg", "--bs-secondary-bg"} <= colours("posko.css").keys()
