"""Text search in reports, at any size.

A search is terms with blanks between them. A report fits if each term is in its number, title or narrative: from the
beginning of a word on, upper or lower case. `genang` finds "Genangan", `0007` and `1005-0007` find 31.72.01.1005-0007.
All but letters and digits only parts words, in the search and in the report.

What fits is always decided by one regular expression a term. The databases' own indexes (PostgreSQL: `report_words`;
SQLite: `reports_search`) only say where to look: they find rare words at once, but would collect every report that
holds a frequent one before the newest can be shown. The newest reports tell which words are frequent.
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Case, Func, Q, TextField, Value, When
from django.db.models.expressions import RawSQL

#: Newest reports that are read to learn which words are frequent, and the share of them that makes a word so.
SAMPLE = 500
FREQUENT = 0.02
#: 31.72.01.1005-0007, of a ward.
WORDS_OF_A_NUMBER = 5
WORD = re.compile(r"[^\W_]+")
#: Fenced: a planner that expects many rows would walk through all reports and work out the words of each.
LOOKUP = {
    "postgresql": (
        "SELECT unnest(ARRAY(SELECT id FROM reports_report "
        "WHERE reports_words(number, title, narrative) @@ to_tsquery('simple', %s)))"
    ),
    "sqlite": "SELECT rowid FROM reports_search WHERE reports_search MATCH %s",
}
#: (the last word of a term, which may go on; any other word; between two of them)
SYNTAX = {"postgresql": ("'{}':*", "'{}'", " & "), "sqlite": ('"{}"*', '"{}"', " AND ")}


@dataclass(frozen=True)
class Term:
    """What stands between two blanks: words that follow each other, the last of which may go on."""

    words: tuple

    @property
    def pattern(self):
        """A regular expression of Python, PostgreSQL and (by Django's function) SQLite alike."""
        return r"(^|\W|_)" + r"(\W|_)+".join(self.words)

    def is_in(self, text):
        """Whether a text holds it; its words are looked for first, for most texts hold none of them."""
        lower = text.lower()
        return all(word.lower() in lower for word in self.words) and bool(re.search(self.pattern, text, re.IGNORECASE))

    @property
    def is_a_number(self):
        """Whether it is a whole number of a report, which one report has: no sample need tell that it is rare."""
        return len(self.words) == WORDS_OF_A_NUMBER and "".join(self.words).isdigit()

    @property
    def condition(self):
        """Whether a row's text holds it: the expression costs the most, and mostly need not be asked."""
        holds = Q(text__iregex=self.pattern)
        if not "".join(self.words).isascii():  # SQLite's LIKE knows upper and lower case of ASCII only
            return holds
        longest = max(self.words, key=len)
        after_a_blank = Q(text__icontains=f" {longest}") if len(self.words) == 1 else Q()
        inside = Q(text__icontains=longest) & holds
        return after_a_blank | inside if after_a_blank else inside

    @property
    def lookup(self):
        last, other, join = SYNTAX[connection.vendor]
        return join.join([*(other.format(word) for word in self.words[:-1]), last.format(self.words[-1])])


def terms_of(text):
    """The terms of what was typed; those without any letter or digit are left out."""
    return [Term(words) for part in text.split() if (words := tuple(WORD.findall(part)))]


def matching(reports, text):
    """Those of the reports that hold all terms of the text; none where it has no term."""
    terms = terms_of(text)
    if not terms:
        return reports.none()
    rare = _rare(reports, terms)
    if rare:
        lookup = SYNTAX[connection.vendor][2].join(term.lookup for term in rare)
        reports = reports.filter(pk__in=RawSQL(LOOKUP[connection.vendor], [lookup]))  # noqa: S611 - constants
    holds_all = Q(*(term.condition for term in terms))
    # As a CASE, of which PostgreSQL expects half the rows to fit: it takes regular expressions for rare, and would
    # read and sort all reports where going through the newest soon finds enough.
    fits = Case(When(holds_all, then=Value(True)), default=Value(False), output_field=BooleanField())
    return reports.alias(text=Text()).filter(fits)


def _rare(reports, terms):
    """The terms to look up in the index; none where going through the reports, newest first, soon finds enough."""
    if numbers := [term for term in terms if term.is_a_number]:
        return numbers
    newest = reports.order_by("-pk").annotate(text=Text()).values_list("text", flat=True)[:SAMPLE]
    held = [[term.is_in(text) for term in terms] for text in newest]
    enough = SAMPLE * FREQUENT
    if len(held) < SAMPLE or sum(map(all, held)) >= enough:
        return []
    rare = [term for term, hits in zip(terms, zip(*held, strict=True), strict=True) if sum(hits) < enough]
    return rare or terms


class Text(Func):
    """All that is searched of a report. Concat would make a tree of a dozen expressions of it, on every page."""

    template, arg_joiner, output_field = "(%(expressions)s)", " || ' ' || ", TextField()

    def __init__(self, *expressions, **extra):
        super().__init__(*(expressions or ("number", "title", "narrative")), **extra)
