"""How a daily report is laid out: its numbered sections, tables and sentences, in the language of the moment.

Pages, letter, workbook and text take their rows from here, and their figures, through these rows, from the Paper.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from desks.formats import figure, moment, moment_short
from desks.models import Election

from ..models import Classification, DueStatus, SeverityLevel, State
from .paper import JUDGEMENT

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
#: What stands for a figure that nobody knows.
UNKNOWN = "–"
#: Sections that a letter of nothing to report has only where they say something.
ONLY_IF_SAID = ("below", "incidents", "analysis", "prediction", "recommendations", "needs")
#: The figures of the dashboard besides those of the matrix, in their order.
MARKS = ("overdue", "escalated", "resolved_today")


@dataclass(frozen=True)
class Section:
    numeral: str
    name: str
    title: str
    #: What people wrote; of a section of rows or figures empty.
    text: str


@dataclass(frozen=True)
class DeskRow:
    """A line of the table of desks; `numbers` by severity, then `total` and `stations`: None where not reported."""

    name: str
    code: str
    status: str
    number: str
    signed_at: datetime | None
    numbers: list
    total: int | None
    stations: int | None


def titles():
    return {
        "basis": _("Basis"),
        "stage": _("Election stage"),
        "on_duty": _("Duty officers"),
        "situation": _("General situation"),
        "period": _("Incidents of the period"),
        "position": _("State of the incident reports"),
        "below": _("Reports of the desks below"),
        "incidents": _("Notable incidents"),
        "analysis": _("Analysis"),
        "prediction": _("Prediction"),
        "recommendations": _("Recommendations"),
        "needs": _("Needs"),
    }


def outline(paper):
    """The Sections in order; a report of nothing leaves out those that say nothing."""
    shown = [
        (name, title)
        for name, title in titles().items()
        if not paper.content["is_nihil"] or name not in ONLY_IF_SAID or _says_something(paper, name)
    ]
    return [
        Section(numeral, name, title, section_text(paper, name))
        for numeral, (name, title) in zip(NUMERALS, shown, strict=False)
    ]


def _says_something(paper, name):
    if name in JUDGEMENT:
        return bool(paper.words(name))
    return bool({"below": paper.below, "incidents": paper.incidents, "recommendations": paper.recommendations}[name])


def section_text(paper, name):
    """What people wrote in a section; that there is nothing, or nothing for this reader, is said in words."""
    if name in (*JUDGEMENT, "recommendations") and not paper.shows_words:
        return _("This part is not in the excerpt.")
    if name in JUDGEMENT:
        return paper.words(name) or nothing()
    if name in ("basis", "stage"):
        return paper.content[name] or nothing()
    empty = {"on_duty": paper.content["on_duty"], "incidents": paper.incidents}
    empty["recommendations"] = paper.recommendations
    return nothing() if name in empty and not empty[name] else ""


def nothing():
    return pgettext("daily report", "None.")


# ---- sentences ----


def election_name(paper):
    names = paper.content["election"]
    return Election(name_id=names["name_id"], name_en=names["name_en"]).label


def period_words(paper):
    since, until = paper.period
    words = {"since": moment_short(since, paper.zone), "until": moment_short(until, paper.zone)}
    return _("%(since)s to %(until)s") % words


def excerpt_words(paper):
    """What an excerpt leaves out; empty for who sees all."""
    if not paper.is_excerpt:
        return ""
    levels = ", ".join(str(level.label) for level in Classification if level in paper.seen)
    return _("Excerpt: only the parts classified %(levels)s.") % {"levels": levels}


def correction_words(paper):
    """That a report corrects another one, and why; the reason is of the words that not everybody sees."""
    correction = paper.content["correction"]
    if correction is None:
        return ""
    if not paper.shows_words:
        return _("Correction of report %(number)s.") % correction
    return _("Correction of report %(number)s. Reason: %(reason)s") % correction


def replaced_words(number):
    """For a report in whose place a signed correction stands."""
    return _("No longer in force: replaced by the correction %(number)s.") % {"number": number} if number else ""


def filed_words(paper):
    """The sums of the period in a sentence; how many polling stations there are in all, where that is known."""
    words = _("Incidents filed: %(number)s. Polling stations affected: %(stations)s.") % {
        "number": figure(paper.total),
        "stations": figure(paper.stations),
    }
    if paper.stations_total is None:
        return words
    return words + " " + _("Polling stations of the area: %(total)s.") % {"total": figure(paper.stations_total)}


def position_words(paper):
    when = moment(paper.moment("snapshot_at"), paper.zone)
    return _("Open incident reports of the whole area, %(when)s:") % {"when": when}


def missing_words(paper):
    return _("Not reported yet (%(number)d): %(desks)s.") % {
        "number": len(paper.missing),
        "desks": ", ".join(row.desk for row in paper.missing),
    }


def facts(paper):
    """[(label, text)] of the head of the report."""
    content, signed = paper.content, paper.moment("signed_at")
    rows = [
        (_("Number"), content.get("number", "")),
        (_("Classification"), paper.classification.label),
        (_("Excerpt"), excerpt_words(paper)),
        (_("Correction"), correction_words(paper)),
        (_("Desk"), content["desk"]["name"]),
        (_("Area"), content["desk"]["area"]),
        (_("Election"), election_name(paper)),
        (_("Period"), period_words(paper)),
        (_("Deadline"), moment(paper.moment("due_at"), paper.zone)),
        (_("Figures as of"), moment(paper.moment("snapshot_at"), paper.zone)),
        (_("Addressee"), content["addressee"]),
        (_("Signed"), moment(signed, paper.zone) if signed else ""),
    ]
    return [(label, str(text)) for label, text in rows if text]


def signer(paper):
    """The lines under the signature: name, rank and unit, number; empty in a preview."""
    signature = paper.content.get("signature")
    if signature is None:
        return []
    rank = ", ".join(filter(None, (signature["rank"], signature["unit"])))
    number = signature["service_number"]
    return [line for line in (signature["name"], rank, number and _("NIP/NRP") + f" {number}") if line]


# ---- tables ----


def severities():
    return [str(level.label) for level in SeverityLevel]


def category_labels(paper):
    """As they were named when the report was signed, in the language of the page."""
    name = "name_en" if get_language() == "en" else "name_id"
    return {code: names[name] for code, names in paper.content["categories"].items()}


def category_rows(paper):
    """[(code, category, numbers by severity, sum, polling stations)]"""
    labels = category_labels(paper)
    return [
        (code, labels.get(code, code), list(numbers.values()), total, stations)
        for code, numbers, total, stations in paper.by_category
    ]


def position_rows(paper):
    """[(severity, numbers by open state, sum)]"""
    return [(level, list(states.values()), sum(states.values())) for level, states in paper.matrix.items()]


def position_sums(paper):
    """The sums by open state, then the sum of all."""
    states = next(iter(paper.matrix.values()))
    return [paper.position[state.value] for state in states] + [paper.position["open"]]


def mark_rows(paper):
    """[(label, number)] of MARKS."""
    labels = {
        "overdue": _("Overdue"),
        "escalated": _("Escalated to this desk"),
        "resolved_today": _("Resolved today"),
    }
    return [(labels[name], paper.position[name]) for name in MARKS]


def below_marks(paper):
    """[(label, number)]: how many of the desks below have reported, and how."""
    return [
        (_("Reports due"), len(paper.below)),
        (DueStatus.RECEIVED.label, paper.received),
        (_("Of these late"), paper.late),
        (_("Of these with nothing to report"), paper.nihil),
        (_("Not reported yet"), len(paper.missing)),
    ]


def desk_rows(paper):
    """The desk's own row, then one DeskRow for each report due below."""
    own = DeskRow(
        name=_("Only this desk"),
        code=paper.content["desk"]["code"],
        status="",
        number="",
        signed_at=None,
        numbers=list(paper.own_by_severity.values()),
        total=paper.own_total,
        stations=paper.own_stations,
    )
    return [own, *(_desk_row(row) for row in paper.below)]


def _desk_row(row):
    return DeskRow(
        name=row.desk,
        code=row.code,
        status=desk_status(row),
        number=row.number,
        signed_at=row.signed_at,
        numbers=[None] * len(SeverityLevel) if row.is_missing else list(row.by_severity.values()),
        total=row.total,
        stations=row.stations,
    )


def desk_status(row):
    if row.is_missing:
        return _("not reported yet")
    words = str(DueStatus(row.status).label)
    return _("%(status)s, nothing to report") % {"status": words} if row.is_nihil else words


def sums(paper):
    """Numbers of the period by severity, their sum, the polling stations affected: of this desk and all below."""
    return [*paper.by_severity.values(), paper.total, paper.stations]


def duty_rows(paper):
    """Dicts of who was on duty, with `begins` and `ends` as moments."""
    return [
        {**row, "begins": datetime.fromisoformat(row["from"]), "ends": datetime.fromisoformat(row["until"])}
        for row in paper.content["on_duty"]
    ]


def incident_rows(paper):
    """The notable incidents as dicts, with the words of their codes."""
    labels = category_labels(paper)
    return [
        {
            **row,
            "category_label": labels.get(row["category"], row["category"]),
            "severity_label": str(SeverityLevel(row["severity"]).label),
            "state_label": str(State(row["state"]).label),
            "classification_label": str(Classification(row["classification"]).label),
        }
        for row in paper.incidents
    ]
