"""Every marked string is in the Indonesian catalogue, translated and compiled; English shows no Indonesian."""

import gettext
import io
import re

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.template import templatize

from ..conftest import CITY, PLUIT
from .conftest import text_of

BASE = settings.BASE_DIR
LOCALE = BASE / "locale" / "id" / "LC_MESSAGES"
SOURCES = [
    path
    for app in ("posko", "desks", "reports")
    for path in sorted((BASE / app).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}")

#: The words of the glossary that this issue's pages need: msgid -> what the screen says.
GLOSSARY = {
    "Duty officer": "Petugas piket",
    "Duty lead": "Perwira piket",
    "Incident reports": "Laporan kejadian",
    "Reporter": "Pelapor",
    "Narrative": "Uraian kejadian",
    "Time of incident": "Waktu kejadian",
    "Place of incident": "Tempat kejadian",
    "Category": "Kategori",
    "Severity": "Tingkat keparahan",
    "Acknowledge": "Terima",
    "Forward up": "Teruskan ke atas",
    "Return down": "Kembalikan",
    "Action taken": "Tindakan yang diambil",
    "Waiting": "Menunggu",
    "In progress": "Proses",
    "Resolved": "Selesai",
    "Closed": "Ditutup",
    "Unfounded": "Tidak terbukti",
    "Deadline": "Batas waktu",
    "Overdue": "Terlambat",
    "Recommendation": "Saran",
    "Unit": "Unsur",
    "Classification": "Klasifikasi keamanan",
    "Instruction": "Arahan",
    "Desk": "Posko",
    "Roster": "Jadwal piket",
    "Shift": "Sif",
    "Check in": "Absen masuk",
    "Check out": "Absen pulang",
    "Attendance": "Daftar hadir",
    "Leave": "Izin",
    "Sick": "Sakit",
    "Replacement": "Pengganti",
    "Handover": "Serah terima piket",
    "Handed over by": "Yang menyerahkan",
    "Received by": "Yang menerima",
    "Seen by (signature)": "Mengetahui",
    "Logbook": "Buku mutasi",
    "Public holiday": "Hari libur nasional",
    "Joint leave": "Cuti bersama",
    "Ward": "Kelurahan",
    "District": "Kecamatan",
    "City": "Kota",
    "Province": "Provinsi",
}


def marked():
    """{(context, msgid): where} of every string marked for translation in code and templates."""
    found = {}
    files = [(path, path.read_bytes()) for path in SOURCES]
    # Parentheses: what templatize leaves of the indentation means nothing then.
    files += [(path, f"({templatize(path.read_text())})".encode()) for path in TEMPLATES]
    for path, text in files:
        for line, message, _comments, context in extract("python", io.BytesIO(text), keywords=KEYWORDS):
            msgid = message[0] if isinstance(message, tuple) else message
            found[context, msgid] = f"{path.relative_to(BASE)}:{line}"
    return found


@pytest.fixture(scope="module")
def catalogue():
    with (LOCALE / "django.po").open("rb") as file:
        return read_po(file, locale="id", abort_invalid=True)


def ids_of(catalogue):
    return {(message.context, message.id[0] if message.pluralizable else message.id): message for message in catalogue}


def from_djangos_catalogue(msgid, where):
    """Templates that replace those of a package keep its strings, and with them its own translations."""
    with translation.override("id"):
        return where.startswith(("templates/admin/", "templates/simple_history/")) and _(msgid) != msgid


def test_extraction_finds_strings_of_every_kind():
    found = marked()
    for key in ((None, "Time of incident"), (None, "Log in"), ("event", "Filed"), (None, "%(shown)s report")):
        assert key in found
    assert len(found) > 300


def test_every_marked_string_is_translated(catalogue):
    known = ids_of(catalogue)
    missing = {key: where for key, where in marked().items() if key not in known}
    assert {key: where for key, where in missing.items() if not from_djangos_catalogue(key[1], where)} == {}
    for key, message in known.items():
        texts = message.string if message.pluralizable else (message.string,)
        assert all(text.strip() for text in texts) or key[1] == "", f"{key} is not translated"


def test_nothing_is_fuzzy_or_left_over(catalogue):
    found = marked()
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert list(catalogue.obsolete) == []
    assert [key for key in ids_of(catalogue) if key[1] and key not in found] == []


def test_placeholders_agree(catalogue):
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if message.pluralizable else (message.id,)
        texts = message.string if message.pluralizable else (message.string,)
        for text in texts:
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(ids[-1])), message.id
            assert text.startswith("\n") == ids[0].startswith("\n") and text.endswith("\n") == ids[0].endswith("\n")


def test_the_compiled_file_is_of_this_catalogue(catalogue):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    with (LOCALE / "django.mo").open("rb") as file:
        stored = gettext.GNUTranslations(file)._catalog
    fresh = gettext.GNUTranslations(compiled)._catalog
    assert {key: text for key, text in stored.items() if key} == {key: text for key, text in fresh.items() if key}


def test_words_of_the_glossary(catalogue):
    words = ids_of(catalogue)
    assert {msgid: words[None, msgid].string for msgid in GLOSSARY} == GLOSSARY


#: Names and marks that are the same in both languages.
SAME_IN_BOTH = {"Posko", "Bersama", "English", "Bahasa", "Indonesia", "TPS", "PDF", "XLSX", "SHA"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(BASE / "templates")))
def test_templates_hold_no_unmarked_words(template):
    text = template.read_text()
    for pattern in (
        r"{#.*?#}",
        r"{% block bodyclass %}.*?{% endblock %}",  # names for the stylesheet
        r"{% (?:blocktranslate|comment)\b.*?{% end(?:blocktranslate|comment) %}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<!--.*?-->",
        r"<[^>]*>",
        r"&[a-z]+;",
    ):
        text = re.sub(pattern, " ", text, flags=re.S)
    assert set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", text)) - SAME_IN_BOTH == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(BASE)))
def test_code_holds_no_indonesian_sentences(path):
    """The screen's Indonesian is in the catalogue; what is marked is English."""
    marked_here = [
        message[0] if isinstance(message, tuple) else message
        for _line, message, _comments, _context in extract("python", io.BytesIO(path.read_bytes()), keywords=KEYWORDS)
    ]
    indonesian = re.compile(r"\b(yang|laporan|tidak|dengan|untuk|sudah|belum|wilayah|petugas)\b", re.I)
    assert [msgid for msgid in marked_here if indonesian.search(msgid)] == []


#: Words of the interface that appear in no name, title or other data of the tests.
INDONESIAN_WORDS = [
    "Menunggu",
    "Proses",
    "Selesai",
    "Terlambat",
    "Laporan",
    "Dasbor",
    "Keluar",
    "Kategori",
    "Batas",
    "Terima",
    "Teruskan",
    "Petugas",
    "yang",
    "tidak",
]
ENGLISH_WORDS = [
    "Waiting",
    "Resolved",
    "Overdue",
    "Reports",
    "Dashboard",
    "Category",
    "Deadline",
    "Acknowledge",
    "Forward",
    "officer",
    "the",
    "not",
    "with",
]


def test_pages_speak_one_language(make_report, login_as, worker_alive):
    report = make_report(title="Contoh", narrative="Contoh")
    pages = {
        "city_coordinator": [
            "/desks/?all=1",
            f"/desks/{CITY}/",
            f"/desks/{PLUIT}/",
            "/reports/?q=zzz",
            "/accounts/password/",
        ],
        "pluit_coordinator": [report.get_absolute_url(), "/reports/", "/reports/new/", "/reports/99.99-0001/"],
        "official": [f"/dashboard/{CITY}/", report.get_absolute_url()],
        "anonymous": ["/accounts/login/"],
    }
    for person, addresses in pages.items():
        for address in addresses:
            for language, foreign in (("id", ENGLISH_WORDS), ("en", INDONESIAN_WORDS)):
                client = login_as(person)
                client.cookies["django_language"] = language
                response = client.get(address)
                assert f'<html lang="{language}">' in response.content.decode()
                words = set(re.findall(r"\w+", text_of(response)))
                assert words & set(foreign) == set(), (address, language)


def test_every_choice_reads_in_both_languages():
    from desks.models import Area, Role, Tier
    from reports.models import Classification, EventKind, Severity, SeverityLevel, State

    same = {"Distrik", "WIB", "WITA", "WIT"}
    for choices in (Role, Tier, Area.Kind, State, Classification, EventKind, SeverityLevel, Severity.Clock):
        for choice in choices:
            with translation.override("id"):
                indonesian = str(choice.label)
            with translation.override("en"):
                english = str(choice.label)
            assert indonesian != english or english in same, choice
