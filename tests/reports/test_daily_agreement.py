"""The totals tally: over random evenings every form of the city's report says the same as the dashboard at that
instant and as a plain count of the incident reports, to the digit, for each role that reads it."""

import random
from datetime import timedelta

import pytest
from django.utils import translation

from desks.models import Area, Desk
from reports.actions import escalate_due
from reports.actions.daily import preview
from reports.daily.content import is_nihil
from reports.daily.letter import letter, letter_pdf
from reports.daily.paper import Paper
from reports.daily.text import message
from reports.daily.workbook import daily_workbook
from reports.dashboard import dashboard_of
from reports.models import OPEN_STATES, Category, Classification, DailyReport, Report, SeverityLevel
from reports.models.reports import ARRIVED_BY_ESCALATION

from ..conftest import CITY, PENJARINGAN, PLUIT
from ..daily_cast import FOUR, desk_at, make_due, sign_due, sign_nihil
from .daily_readers import read_html, read_letter, read_pdf, read_text, read_workbook

BUSY = (PLUIT, "31.72.01.1001", "31.72.01.1004", "31.72.02.1007")
#: A ward in which nothing happens.
QUIET = "31.72.03.1001"
WARDS = (*BUSY, QUIET)
SEEDS = range(3)
URL = "https://contoh.example/daily/verify/"


@pytest.fixture
def evening(desks, cast, make_report, take):
    """evening(seed) -> (the city's signed report, codes of the desks below that did not report)."""
    return lambda seed: Evening(random.Random(seed), desks, cast, make_report, take).passed()


class Evening:
    def __init__(self, dice, desks, cast, make_report, take):
        self.dice, self.desks, self.cast, self.make_report, self.take = dice, desks, cast, make_report, take
        for code in WARDS[1:]:
            desks[code] = self.desk_in(code)
        self.categories = dice.sample(list(Category.objects.values_list("pk", flat=True)), 9)

    def desk_in(self, code):
        return desk_at(code, self.desks[PLUIT].election, name=f"Posko Contoh {code}")

    def passed(self):
        for moment in sorted(FOUR - timedelta(minutes=self.dice.randrange(-90, 30 * 60)) for _ in range(30)):
            self.incident(moment)
        escalate_due(now=FOUR - timedelta(minutes=1))
        outcomes = {code: self.dice.choice(["received", "late", "missing"]) for code in (*WARDS, PENJARINGAN)}
        outcomes |= {BUSY[1]: "late", BUSY[2]: "missing", QUIET: "received"}
        for code in (*WARDS, PENJARINGAN):
            self.report(code, outcomes[code])
        escalate_due(now=FOUR + timedelta(hours=1, minutes=50))
        return self.report(CITY, "received"), {code for code, outcome in outcomes.items() if outcome == "missing"}

    def incident(self, moment):
        """Filed at a ward, the district or the city, by whom the area is; some are taken further."""
        dice, cast = self.dice, self.cast
        area, by, lead = dice.choice(
            [
                (PLUIT, cast.pluit_officer, cast.pluit_coordinator),
                (PENJARINGAN, cast.penjaringan_officer, cast.penjaringan_coordinator),
                (dice.choice(["31.72.01.1002", *BUSY]), cast.city_officer, cast.city_coordinator),
                (dice.choice([CITY, "31.72.06.1001", *BUSY]), cast.city_officer, cast.city_coordinator),
            ]
        )
        report = self.make_report(
            by=by,
            area=area,
            now=moment,
            occurred_at=moment,
            category=dice.choice(self.categories),
            severity=dice.choice(SeverityLevel.values),
            classification=dice.choice(Classification.values),
            stations_affected=dice.choice([0, 1, 7, 450]),
        )
        for step in ("acknowledge", "resolve", "close")[: dice.randrange(4)] or dice.choice([(), ("unfounded",)]):
            self.take(step, report, lead, now=moment)

    def report(self, code, outcome):
        due = make_due(self.desks[code])
        if outcome == "missing":
            return None
        moment = due.late_after + timedelta(minutes=5) if outcome == "late" else due.due_at
        _draft, content, _seen = preview(due, moment)
        return sign_nihil(due, now=moment) if is_nihil(content) else sign_due(due, now=moment)


def plainly_counted(report, silent, seen):
    """What the forms have to say, counted row by row without any code of the daily reports."""
    due, now = report.due, report.signed_at
    rows = [row for row in Report.objects.all().select_related("held_by") if row.classification in seen]
    rows = [row for row in rows if row.area_id.startswith(CITY)]
    reporting = (CITY, PENJARINGAN, *WARDS)

    def teller(row):
        """The desk nearest to the incident of those that report."""
        return max((code for code in reporting if row.area_id.startswith(code)), key=len)

    filed = [row for row in rows if due.period_from <= row.filed_at < due.period_until and teller(row) not in silent]
    labels = dict(Category.objects.values_list("pk", "name_id"))
    still_open = [row for row in rows if row.state in OPEN_STATES]
    today = now.astimezone(FOUR.tzinfo).date()
    resolved = [row for row in rows if row.resolved_at and row.resolved_at.astimezone(FOUR.tzinfo).date() == today]
    matrix = [
        [sum(row.severity_id == level and row.state == state for row in still_open) for state in OPEN_STATES]
        for level in SeverityLevel
    ]
    return {
        "filed": [len(filed), sum(row.stations_affected for row in filed)],
        "severities": severities(filed),
        "categories": {
            labels[code]: line(row for row in filed if row.category_id == code)
            for code in sorted({row.category_id for row in filed})
        },
        "matrix": [[*states, sum(states)] for states in matrix],
        "states": [*map(sum, zip(*matrix, strict=True)), len(still_open)],
        "marks": [
            sum(row.due_at is not None and row.due_at < now for row in still_open),
            sum(row.arrived_by in ARRIVED_BY_ESCALATION and row.held_by.area_id == CITY for row in still_open),
            len(resolved),
        ],
        "below": below_marks(due, silent),
        "desks": {
            name: [None] * 6 if code in silent else line(row for row in filed if teller(row) == code)
            for code, name in names_of_desks().items()
        },
        "missing": [name for code, name in names_of_desks().items() if code in silent],
    }


def below_marks(due, silent):
    """Due, received, of these late, of these nihil, missing; each by its own row."""
    codes = (PENJARINGAN, *WARDS)
    signed = DailyReport.objects.filter(due__period_until=due.period_until, desk__area__in=codes)
    late = [row for row in signed.select_related("due") if row.signed_at > row.due.late_after]
    assert len(signed) == len(codes) - len(silent)
    return [len(codes), len(signed), len(late), len(signed.filter(is_nihil=True)), len(silent)]


def names_of_desks():
    with translation.override("id"):
        own = {CITY: translation.gettext("Only this desk")}
    below = Desk.objects.filter(area__in=(PENJARINGAN, *WARDS)).order_by("area")
    return own | {desk.area_id: desk.name for desk in below}


def severities(rows):
    rows = list(rows)
    return [sum(row.severity_id == level for row in rows) for level in SeverityLevel]


def line(rows):
    rows = list(rows)
    return [*severities(rows), len(rows), sum(row.stations_affected for row in rows)]


def forms_of(paper):
    with translation.override("id"):
        data = letter(paper, URL)
        return {
            "html": read_html(paper),
            "workbook": read_workbook(daily_workbook(paper), paper),
            "letter": read_letter(data),
            "pdf": read_pdf(letter_pdf(paper, verify_url=URL, now=FOUR), paper, data),
            "text": read_text(message(paper)),
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_all_forms_and_the_dashboard_agree_for_every_role(seed, evening, cast):
    report, silent = evening(seed)
    compared = set()
    for reader in (cast.city_coordinator, cast.city_officer, cast.official, cast.observer):
        seen = Classification.seen_by(reader.role)
        told = plainly_counted(report, silent, seen)
        assert dashboard_figures(reader, report.signed_at) == (told["states"], told["marks"], told["matrix"])
        if seen in compared:
            continue  # coordinators and officials read the same
        compared.add(seen)
        paper = Paper(report.letter, seen=seen, sha256=report.sha256)
        for name, form in forms_of(paper).items():
            assert form == expected_of(name, told), (name, reader)
    assert len(compared) == 3
    whole = plainly_counted(report, silent, Classification)
    assert all([*whole["marks"], *whole["filed"], *whole["below"]]), "the evening holds nothing that could disagree"


def expected_of(form, told):
    """The message holds no matrix and no line for each desk, and of a category the sum alone."""
    if form != "text":
        return told
    short = {name: figures for name, figures in told.items() if name not in ("matrix", "desks")}
    return short | {"categories": {label: figures[4] for label, figures in told["categories"].items()}}


def dashboard_figures(reader, now):
    dashboard = dashboard_of(reader, Area.objects.get(pk=CITY), now)
    total = dashboard.total
    matrix = [[*(row[1] for row in numbers), total] for _level, numbers, total, _link in dashboard.severities]
    states = [total.waiting, total.in_progress, total.resolved, total.open]
    return states, [total.overdue, total.escalated, total.resolved_today], matrix
