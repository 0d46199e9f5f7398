"""Rule 2 and the table of roles, for reports and what hangs on them. The outsiders' twins are there first."""

import pytest

from reports.models import Attachment, Classification, Event, Notice, Report

from ..conftest import CITY, PENJARINGAN, PEOPLE, PLUIT, PROVINCE, TWIN_CITY, TWIN_WARD
from .conftest import after

OFFICER, LEAD, OBSERVER, NOTHING = {"biasa", "terbatas"}, {"biasa", "terbatas", "rahasia"}, {"biasa"}, set()
#: What each person sees: (areas of reports, classifications)
SEEN = {
    "pluit_officer": ({PLUIT}, OFFICER),
    "pluit_coordinator": ({PLUIT}, LEAD),
    "penjaringan_officer": ({PLUIT, PENJARINGAN}, OFFICER),
    "penjaringan_coordinator": ({PLUIT, PENJARINGAN}, LEAD),
    "city_officer": ({PLUIT, PENJARINGAN, CITY}, OFFICER),
    "city_coordinator": ({PLUIT, PENJARINGAN, CITY}, LEAD),
    "province_officer": ({PLUIT, PENJARINGAN, CITY, TWIN_WARD, TWIN_CITY}, OFFICER),
    "province_coordinator": ({PLUIT, PENJARINGAN, CITY, TWIN_WARD, TWIN_CITY}, LEAD),
    "official": ({PLUIT, PENJARINGAN, CITY}, LEAD),
    "observer": ({PLUIT, PENJARINGAN, CITY}, OBSERVER),
    "administrator": (set(), NOTHING),
    "outsider_officer": ({TWIN_WARD}, OFFICER),
    "outsider_coordinator": ({TWIN_WARD, TWIN_CITY}, LEAD),
    "outsider_official": ({TWIN_WARD, TWIN_CITY}, LEAD),
    "outsider_administrator": (set(), NOTHING),
    "superuser": (set(), NOTHING),
}


@pytest.fixture
def everything(make_report, cast):
    """One report of each classification in each place, with a photo each."""
    for code in (TWIN_WARD, TWIN_CITY, PLUIT, PENJARINGAN, CITY):
        by = cast.outsider_coordinator if code.startswith(TWIN_CITY) else cast.city_coordinator
        for classification in Classification.values:
            report = make_report(by=by, area=code, classification=classification)
            Attachment.objects.create(
                report=report,
                position=1,
                photo="x.jpg",
                thumbnail="x-s.jpg",
                width=1,
                height=1,
                added_by=by,
                added_at=after(),
            )


def seen(queryset, path):
    names = (f"{path}area", f"{path}classification")
    return sorted(queryset.values_list(*names))


def test_the_table_names_everyone():
    assert set(SEEN) == {*PEOPLE, "superuser"}


@pytest.mark.parametrize("name", SEEN)
def test_reports_events_and_attachments(everything, cast, name):
    by = getattr(cast, name)
    areas, classifications = SEEN[name]
    expected = sorted((area, classification) for area in areas for classification in classifications)
    assert seen(Report.objects.visible_to(by), "") == expected
    at_hand = (report for report in Report.objects.all() if report.is_visible_to(by))
    assert sorted((report.area_id, report.classification) for report in at_hand) == expected
    assert seen(Event.objects.visible_to(by), "report__") == expected
    assert seen(Attachment.objects.visible_to(by), "report__") == ([] if name == "observer" else expected)


@pytest.mark.parametrize("name", SEEN)
def test_who_reads_the_reporters_name(make_report, cast, name):
    assert make_report().names_reporter_to(getattr(cast, name)) is (name != "observer")


def test_notices_are_those_of_the_own_desk_about_reports_one_may_see(make_report, take, cast):
    make_report(by=cast.outsider_coordinator, area=TWIN_CITY)
    ordinary, secret = make_report(), make_report(by=cast.pluit_coordinator, classification="rahasia")
    for report in (ordinary, secret):
        take("forward", report, cast.pluit_coordinator)
    found = {
        name: sorted(Notice.objects.visible_to(getattr(cast, name)).values_list("event__report__number", "event__kind"))
        for name in SEEN
    }
    own = {report: [(report.number, "filed")] for report in (ordinary, secret)}
    up = {report: [(report.number, "forwarded")] for report in (ordinary, secret)}
    expected = {
        "pluit_officer": own[ordinary],
        "pluit_coordinator": own[ordinary] + own[secret],
        "penjaringan_officer": up[ordinary],
        "penjaringan_coordinator": up[ordinary] + up[secret],
        "outsider_coordinator": [(f"{TWIN_CITY}-0001", "filed")],
        "outsider_official": [(f"{TWIN_CITY}-0001", "filed")],
    }
    assert found == {name: expected.get(name, []) for name in SEEN}


def test_unread_notices(make_report, cast):
    make_report()
    notices = Notice.objects.visible_to(cast.pluit_officer)
    assert notices.unread().count() == 1
    notices.update(read_at=after(), read_by=cast.pluit_officer)
    assert not notices.unread().exists()


@pytest.mark.parametrize("adjective", ["still_open", "waiting", "overdue", "escalation_due"])
def test_adjectives(brought_to, adjective):
    """Which of the five states each adjective fits, a month later."""
    now = after(days=30)
    reports = {state: brought_to(state) for state in ("waiting", "in_progress", "resolved", "closed", "unfounded")}
    arguments = (now,) if adjective in ("overdue", "escalation_due") else ()
    found = set(getattr(Report.objects, adjective)(*arguments))
    assert {state for state, report in reports.items() if report in found} == {
        "still_open": {"waiting", "in_progress", "resolved"},
        "waiting": {"waiting"},
        "overdue": {"waiting", "in_progress"},
        "escalation_due": {"waiting", "in_progress"},
    }[adjective]
    assert {state for state, report in reports.items() if report.is_overdue(now)} == {"waiting", "in_progress"}


def test_below(everything):
    assert Report.objects.below(PENJARINGAN).count() == 6
    assert Report.objects.below(PROVINCE).count() == 15
