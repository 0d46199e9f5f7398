"""What needs a decision now, on a wall screen: the earliest deadlines of the desk of the area shown."""

import re
from datetime import timedelta

import pytest

from reports.models import Report
from reports.wall import DECISIONS_SHOWN

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT
from . import wall_cast
from .conftest import indonesian, text_of
from .wall_cast import look

screen = wall_cast.screen
screen_of = wall_cast.screen_of
HOUR = timedelta(hours=1)


@pytest.fixture
def waiting(make_report, cast, desks):
    """waiting(title, 2, ...) -> a report that the city's desk must acknowledge within so many hours of NOW."""

    def waiting(title, hours, *, holder=CITY, **changes):
        report = make_report(by=cast.city_officer, title=title, **changes)
        due_at = NOW + hours * HOUR
        columns = {"arrived_at": due_at - HOUR, "respond_by": due_at, "resolve_by": due_at}
        Report.objects.filter(pk=report.pk).update(held_by=desks[holder], **columns)
        return report

    return waiting


def decisions_of(page):
    """The lines about reports that need a decision, as text."""
    html = page.content.decode()
    if "wall-decisions" not in html:
        return []
    lines = html.split('class="wall-decisions"')[1].split("</ol>")[0].split("<li>")[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def test_the_earliest_deadlines_come_first(screen, waiting):
    for hours in (7, -30, 3, -1, 5):
        waiting(f"Perihal {hours}", hours, severity="tinggi" if hours == 3 else "sedang")
    late, due = indonesian("Overdue"), indonesian("Deadline")
    assert decisions_of(look(screen)) == [
        f"{late} 12 Nov 2024 03.00 WIB ● Sedang Pluit · Perihal -30",
        f"{late} 08.00 WIB ● Sedang Pluit · Perihal -1",
        f"{due} 12.00 WIB ◆ Tinggi Pluit · Perihal 3",
    ]
    assert DECISIONS_SHOWN == 3


def test_they_stand_above_the_newest_events(screen, waiting):
    waiting("Perihal", 1)
    text = text_of(look(screen))
    assert text.index(indonesian("Needs a decision now")) < text.index(indonesian("Newest events"))


def test_a_deadline_of_this_moment_has_not_passed(screen, waiting):
    waiting("Perihal", 0, severity="sedang")
    assert decisions_of(look(screen)) == [f"{indonesian('Deadline')} 09.00 WIB ● Sedang Pluit · Perihal"]


def test_nothing_to_decide_is_no_empty_box(screen, waiting, make_report):
    make_report(title="Perihal kelurahan")
    page = look(screen)
    assert decisions_of(page) == []
    assert indonesian("Needs a decision now") not in text_of(page)


def test_each_stop_tells_those_of_its_own_desk(screen, waiting):
    waiting("Perihal kota", 1)
    waiting("Perihal kecamatan", 1, holder=PENJARINGAN)
    waiting("Perihal kelurahan", 1, holder=PLUIT)
    for code, title in ((None, "kota"), (PENJARINGAN, "kecamatan"), (PLUIT, "kelurahan")):
        assert [line.rpartition("Perihal ")[2] for line in decisions_of(look(screen, code))] == [title]


def test_a_display_tells_ordinary_ones_only(screen, waiting, login_as, worker_alive):
    """Those that a reader is told of, so that they could have been."""
    for classification in ("rahasia", "terbatas", "biasa"):
        waiting(f"Perihal {classification}", 1, classification=classification)
    for code in (CITY, PENJARINGAN):
        page = look(screen, None if code == CITY else code)
        assert "Perihal terbatas" not in page.content.decode() and "Perihal rahasia" not in page.content.decode()
    assert [line.rpartition(" ")[2] for line in decisions_of(look(screen))] == ["biasa"]
    told = decisions_of(login_as("official").get(f"/dashboard/{CITY}/?wall=1"))
    assert sorted(line.rpartition(" ")[2] for line in told) == ["biasa", "rahasia", "terbatas"]
    told = decisions_of(login_as("observer").get(f"/dashboard/{CITY}/?wall=1"))
    assert [line.rpartition(" ")[2] for line in told] == ["biasa"]


def test_neither_links_nor_names_of_people_are_in_them(screen, waiting):
    waiting("Perihal", 1, reporter_name="Contoh Pelapor Rahasia")
    html = look(screen).content.decode()
    assert "wall-decisions" in html
    assert "<a " not in html and "Pelapor" not in html and "Contoh city" not in html


def test_titles_are_text(screen, waiting):
    waiting("<b>Perihal</b>", 1)
    assert "&lt;b&gt;Perihal&lt;/b&gt;" in look(screen).content.decode()
