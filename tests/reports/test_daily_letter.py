"""The letter: the official form, whole pages, the standard of accessible PDF; text of people prints as text."""

import io

import pytest
from pypdf import PdfReader

from reports.daily.letter import FOLDER, letter, letter_pdf, place_and_date

from ..conftest import NOW, WIB
from ..web.conftest import indonesian
from .daily_papers import ALL, HOSTILE, SECRET, URL, desk_row, full, incident, nihil, on_duty, paper_of
from .daily_readers import pdf_text

pytestmark = pytest.mark.usefixtures("reference")


def printed(paper, **options):
    return letter_pdf(paper, verify_url=f"{URL}{paper.sha256}/", now=NOW, **options)


def pages_of(pdf):
    pages = [page.extract_text().replace("\N{ZERO WIDTH SPACE}", "") for page in PdfReader(io.BytesIO(pdf)).pages]
    return [" ".join(page.split()) for page in pages]


def words_of(data):
    """Every text of the letter's data, in one."""
    match data:
        case dict():
            return " ".join(map(words_of, data.values()))
        case list() | tuple():
            return " ".join(map(words_of, data))
        case _:
            return str(data)


KINDS = {
    "nihil": nihil(),
    "full": full(),
    "no desks below": {"own": [["LLN-LIN", "sedang", "biasa", 1, 0]], "incidents": [incident()]},
    "correction": full(correction={"number": "LAPHAR/31.72/2024/0011", "reason": "Contoh salah hitung"}),
    "318 desks": full(below=[desk_row(f"31.72.01.{number:04d}") for number in range(318)]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_standard_of_accessible_pdf_is_kept(kind):
    pdf = printed(paper_of(**KINDS[kind]))
    assert b"pdfuaid:part" in pdf
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    assert "LAPHAR/31.72/2024/0012" in PdfReader(io.BytesIO(pdf)).metadata.title


def test_it_has_the_parts_of_an_official_letter():
    paper = paper_of(**full())
    text = pdf_text(printed(paper))
    told = [
        "KLASIFIKASI: RAHASIA" if indonesian("CLASSIFICATION: %(level)s") != "CLASSIFICATION: %(level)s" else "RAHASIA",
        "PEMERINTAH KOTA ADMINISTRASI JAKARTA UTARA",
        "POSKO BERSAMA CONTOH",
        "Blok P, lantai 8",
        "LAPHAR/31.72/2024/0012",
        "Jakarta Utara, 13 November 2024",
        "Koordinator Posko Contoh Provinsi",
        "I. ",
        "Contoh dasar",
        "Kampanye",
        "Contoh Petugas 3",
        "Contoh situasi.",
        "Posko Contoh 31.72.03.1001",
        "Perihal rahasia",
        "Contoh uraian.",
        "Contoh tindakan.",
        "Contoh analisis.",
        "Contoh prediksi.",
        "2. Contoh saran dua",
        "XII. ",
        "Contoh kebutuhan.",
        "Contoh Perwira",
        "Kompol",
        "12345678",
        "1. Contoh arsip",
        "1 / 3",
        f"SHA-256 {paper.sha256}",
    ]
    assert [words for words in told if words not in text] == []
    places = [text.index(words) for words in ("PEMERINTAH", "Contoh dasar", "Contoh analisis.", "Contoh Perwira")]
    assert places == sorted(places)


def test_every_page_tells_number_classification_digest_and_its_own_number():
    paper = paper_of(**full())
    pages = pages_of(printed(paper))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        for told in ("RAHASIA", "LAPHAR/31.72/2024/0012", paper.sha256, f"{number} / {len(pages)}"):
            assert told in page, (number, told)


def test_the_link_verifies_this_very_report():
    paper = paper_of()
    reader = PdfReader(io.BytesIO(printed(paper)))
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    assert {link["/A"]["/URI"] for link in links} == {f"{URL}{paper.sha256}/"}


def test_a_missing_desk_is_named_and_has_dashes():
    data = letter(paper_of(**full()), URL)
    pairs, missing, table = data["sections"][6]["blocks"]
    names = ["Posko Contoh 31.72.03.1000", "Posko Contoh 31.72.03.1001"]
    assert missing["lines"][0].endswith(f"(2): {', '.join(names)}.")
    assert [row[3:] for row in table["rows"] if row[1] in names] == [["–"] * 6] * 2
    assert [number for _label, number in pairs["rows"]] == ["37", "35", "0", "5", "2"]


def test_a_long_table_repeats_its_headings():
    pages = pages_of(printed(paper_of(**KINDS["318 desks"])))
    holding = [page for page in pages if page.count("Posko Contoh 31.72.01.") > 5]
    assert len(holding) > 5
    assert all(indonesian("Polling stations affected").split()[0] in page for page in holding)
    assert all(page.count(indonesian("Severity")) <= 1 for page in pages)
    for page in holding:
        assert page.index(indonesian("Emergency")) < page.index("Posko Contoh 31.72.01.")


@pytest.mark.parametrize("below", [0, 37])
def test_a_letter_of_nothing_is_one_page(below):
    rows = [
        desk_row(f"31.72.01.10{number:02d}", status="missing" if number < 3 else "received") for number in range(below)
    ]
    paper = paper_of(**nihil(below=rows, on_duty=on_duty(10)))
    (page,) = pages_of(printed(paper))
    assert [name for name in ("1000", "1001", "1002") if f"Posko Contoh 31.72.01.{name}" not in page] == (
        [] if below else ["1000", "1001", "1002"]
    )
    assert "VIII. " not in page


@pytest.mark.parametrize("lines", range(0, 60, 6))
def test_the_signature_never_stands_alone_on_a_page(lines):
    last = pages_of(printed(paper_of(**full(below=[], needs="\n".join(["Contoh kebutuhan."] * lines)))))
    (page,) = [page for page in last if "Contoh Perwira" in page]
    assert page.index(indonesian("That is our report.")) < page.index("Contoh Perwira")


def test_a_correction_says_which_report_and_why():
    paper = paper_of(correction={"number": "LAPHAR/31.72/2024/0011", "reason": "Contoh salah hitung"})
    text = pdf_text(printed(paper))
    assert "LAPHAR/31.72/2024/0011" in text
    assert "Contoh salah hitung" in text
    assert indonesian("Correction of the daily report") in text


def test_a_replaced_letter_says_by_which():
    assert "LAPHAR/31.72/2024/0013" in pdf_text(printed(paper_of(), replaced_by="LAPHAR/31.72/2024/0013"))
    assert "0013" not in pdf_text(printed(paper_of()))


def test_an_excerpt_says_so_and_holds_nothing_above_it():
    changes = full(
        words_classification=SECRET,
        correction={"number": "LAPHAR/31.72/2024/0011", "reason": "Perihal alasan"},
        situation="Perihal situasi",
        recommendations=["Perihal saran"],
    )
    whole, excerpt = (
        words_of(letter(paper_of(**changes), URL)),
        words_of(letter(paper_of(seen=ALL[:1], **changes), URL)),
    )
    for secret in ("Perihal rahasia", "Perihal alasan", "Perihal situasi", "Perihal saran", "RAHASIA", "1.200"):
        assert (secret in whole, secret in excerpt) == (True, False), secret
    sentence = indonesian("Excerpt: only the parts classified %(levels)s.") % {"levels": "Biasa"}
    assert (sentence in whole, sentence in excerpt) == (False, True)
    assert sentence in pdf_text(printed(paper_of(seen=ALL[:1], **changes)))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_is_printed_never_run(text):
    desk = {**paper_of().content["desk"], "name": text, "place": text}
    names = ("basis", "stage", "situation", "analysis", "prediction", "needs", "addressee")
    changes = dict.fromkeys(names, text) | {"recommendations": [text], "copies": [text], "desk": desk}
    duty = [{**on_duty(1)[0], "name": text, "rank": text, "unit": text, "shift": text}]
    below = [desk_row("31.72.01.1001", status="missing", desk=text), desk_row("31.72.01.1002", desk=text)]
    told = [incident(title=text, narrative=text, action=text, area=text, held_by=text)]
    reason = {"number": "LAPHAR/31.72/2024/0011", "reason": text}
    pdf = printed(paper_of(**changes, on_duty=duty, below=below, incidents=told, correction=reason))
    if text.isascii() and len(text) < 1000:
        # All but the spaces: a reader of PDF guesses them.
        assert "".join(text.split()) in pdf_text(pdf).replace(" ", "")


@pytest.mark.parametrize(
    ("area", "place"),
    [
        ("Kota Administrasi Jakarta Utara", "Jakarta Utara"),
        ("Kabupaten Badung", "Badung"),
        ("Daerah Khusus Ibukota Jakarta", "Jakarta"),
        ("Pluit", "Pluit"),
        ("Kotagede", "Kotagede"),
    ],
)
def test_place_and_date(area, place):
    assert place_and_date(area, NOW, WIB).partition(",")[0] == place


def test_templates_import_no_packages():
    assert [path.name for path in FOLDER.glob("*.typ") if "@preview" in path.read_text()] == []
