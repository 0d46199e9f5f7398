"""The figures of a daily report read back from each of its forms, as one dict each, to be compared.

Every reader parses what a person would read; a figure that nobody knows is None.
"""

import io
import re
from html.parser import HTMLParser

from django.template.loader import render_to_string
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.daily.layout import category_labels
from reports.models import SeverityLevel


def number(text):
    """ "1.234" or 1234; a dash is None."""
    return None if text == "–" else int(str(text).replace(".", ""))


def numbers(texts):
    return [number(text) for text in texts]


class Tables(HTMLParser):
    """Rows of each table, and the items of each list, as lists of their texts, by the last class of the element."""

    def __init__(self, page):
        super().__init__()
        self.found, self.name, self.depth = {}, None, 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag in ("table", "ul"):
            self.name = (dict(attributes).get("class") or "?").split()[-1]
            self.found.setdefault(self.name, [])
        elif self.name and tag in ("tr", "li"):
            self.found[self.name].append([])
        elif self.name and tag in ("td", "th", "strong") and self.found[self.name]:
            self.found[self.name][-1].append("")

    def handle_endtag(self, tag):
        if tag in ("table", "ul"):
            self.name = None

    def handle_data(self, data):
        if self.name and self.found[self.name] and self.found[self.name][-1] and data.strip():
            row = self.found[self.name][-1]
            row[-1] = row[-1] or data.strip()


def read_html(paper):
    page = render_to_string("reports/daily_paper.html", {"paper": paper})
    return read_page(page, paper)


def read_page(page, paper):
    found = Tables(page).found
    period = found.get("daily-period", [["head"], ["sums", *"000000"]])[1:]
    position = [numbers(row[1:]) for row in found["daily-position"][1:]]
    desks = {row[0]: numbers(row[2:]) for row in found["daily-below"][1:]}
    *_, sums = desks.values()
    marks = re.findall(r"<li>[^<]*<strong>([\d.]+)</strong>", page)
    return {
        "filed": sums[4:],
        "severities": numbers(period[-1][1:5]),
        "categories": {row[0]: numbers(row[1:]) for row in period[:-1]},
        "matrix": position[:-1],
        "states": position[-1],
        "marks": numbers(marks[:3]),
        "below": numbers(marks[3:]),
        "desks": dict(list(desks.items())[:-1]),
        "missing": [row.desk for row in paper.missing if f"{row.desk}" in page.split("notice-warning")[1]]
        if "notice-warning" in page
        else [],
    }


def read_workbook(book, paper):
    report, period, position, below, _incidents = load_workbook(io.BytesIO(book)).worksheets
    rows = [list(row) for row in period.iter_rows(min_row=2, values_only=True)]
    positions = [list(row) for row in position.iter_rows(min_row=2, values_only=True)]
    desks = [list(row) for row in below.iter_rows(min_row=2, values_only=True)]
    facts = [list(row) for row in report.iter_rows(values_only=True)]
    labels = [fact[0] for fact in facts]
    first = labels.index(facts[-1][0])
    numbered = [fact for fact in facts[:first] if isinstance(fact[1], int)]
    received = [fact[1] for fact in numbered][-5:]
    missing = [fact[1] for fact in facts if fact[0] == numbered[-1][0] and isinstance(fact[1], str)]
    return {
        "filed": [fact[1] for fact in numbered][:2],
        "severities": rows[-1][2:6],
        "categories": {row[1]: row[2:] for row in rows[:-1]},
        "matrix": [row[1:] for row in positions[:4]],
        "states": positions[4][1:],
        "marks": [row[1] for row in positions[5:]],
        "below": received,
        "desks": {row[1]: [None if cell == "–" else cell for cell in row[5:]] for row in desks[:-1]},
        "missing": missing,
    }


def read_letter(data):
    """The dict that the template of the letter is given."""
    blocks = [section["blocks"] for section in data["sections"]]
    period, position, below = blocks[4:7]
    filed = re.findall(r": ([\d.]+)\.(?= |$)", period[0]["lines"][0])
    table = period[1] if len(period) > 1 else {"rows": [], "sums": ["", *"000000"]}
    desks = below[-1]["rows"]
    return {
        "filed": numbers(filed[:2]),
        "severities": numbers(table["sums"][1:5]),
        "categories": {row[0]: numbers(row[1:]) for row in table["rows"]},
        "matrix": [numbers(row[1:]) for row in position[1]["rows"]],
        "states": numbers(position[1]["sums"][1:]),
        "marks": [number(text) for _label, text in position[2]["rows"]],
        "below": [number(text) for _label, text in below[0]["rows"]],
        "desks": {row[1]: numbers(row[3:]) for row in desks},
        "missing": names_after_colon(below[1]["lines"][0]) if len(below) > 2 else [],
    }


def names_after_colon(line):
    return line.partition(": ")[2].removesuffix(".").split(", ")


def pdf_text(pdf):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).replace("\N{ZERO WIDTH SPACE}", "").split())


def read_pdf(pdf, paper, letter):
    """The figures as printed; `letter` tells the words that stand before them."""
    text = pdf_text(pdf)
    blocks = [section["blocks"] for section in letter["sections"]]

    def after(words, count):
        found = re.search(
            rf"{re.escape(' '.join(words.split()))}:? ((?:[\d.]+|–)(?: (?:[\d.]+|–)){{{count - 1}}})", text
        )
        assert found, words
        return numbers(found[1].split())

    labels = category_labels(paper)
    desks = blocks[6][-1]["rows"]
    filed = re.findall(r": ([\d.]+)\.(?= |$)", text[text.index(blocks[4][0]["lines"][0][:20]) :])
    sums = blocks[5][1]["sums"][0]
    matrix = text[text.index(blocks[5][0]["lines"][0][:30]) :]
    rows = [re.search(rf"\b{level.label} ((?:[\d.]+ ){{4}})", matrix)[1].split() for level in SeverityLevel]
    return {
        "filed": numbers(filed[:2]),
        "severities": after(f"{sums}", 6)[:4] if paper.total else [0] * 4,
        "categories": {labels[code]: after(labels[code], 6) for code, *_ in paper.by_category},
        "matrix": [numbers(row) for row in rows],
        "states": numbers(re.search(rf"\b{sums} ((?:[\d.]+ ){{4}})", matrix)[1].split()),
        "marks": [after(label, 1)[0] for label, _text in blocks[5][2]["rows"]],
        "below": [after(label, 1)[0] for label, _text in blocks[6][0]["rows"]],
        "desks": {row[1]: after(f"{row[1]} {row[2]}".strip(), 6) for row in desks},
        "missing": names_after_colon(blocks[6][1]["lines"][0])
        if len(blocks[6]) > 2 and " ".join(blocks[6][1]["lines"][0].split()) in text
        else [],
    }


def read_text(text):
    """The message holds no matrix and no line for each desk."""
    lines = text.splitlines()
    bold = [place for place, line in enumerate(lines) if line.startswith("*")]
    period, position, below = bold[2:5]
    last = [int(figure.replace(".", "")) for figure in re.findall(r" ([\d.]+)(?= ·|$)", lines[below + 1])]
    categories = dict(line.removeprefix("- ").rsplit(": ", 1) for line in lines[period:position] if line[:2] == "- ")
    names = lines[bold[5]] if bold[5] == below + 2 else ""
    stations = re.search(r": ([\d.]+)", lines[period + 2])[1]
    return {
        "filed": [
            number(lines[period].strip("*").split(": ")[1]),
            number(stations),
        ],
        "severities": figures_of(lines[period + 1]),
        "categories": {label: number(total) for label, total in categories.items()},
        "states": [*figures_of(lines[position + 1]), number(lines[position].strip("*").rsplit(": ", 1)[1])],
        "marks": figures_of(lines[position + 2]),
        "below": last,
        "missing": names.partition("*: ")[2].split(", ") if names else [],
    }


def figures_of(line):
    return [number(part.rsplit(" ", 1)[1]) for part in line.split(" · ")]
