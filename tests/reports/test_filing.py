"""Rules 8, 12, 17 and 18: where a report starts, what a second click does, how it is numbered."""

import uuid
from datetime import date

import pytest
from django.utils import translation

from desks.models import Desk, Election
from reports.actions import FilingRefused, KeyReused, file_report
from reports.models import AreaSerial, Event, Notice, Report

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from .conftest import after, kinds, set_hours, told

NIGHT = after(hours=12)


def end(desks, *codes):
    """These desks were active until yesterday."""
    Desk.objects.filter(pk__in=[desks[code].pk for code in codes]).update(active_until=date(2024, 11, 12))


def holder(report):
    return report.held_by.area_id


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("pluit_officer", PLUIT),
        ("penjaringan_officer", PENJARINGAN),
        ("city_officer", CITY),
        ("province_officer", PROVINCE),
    ],
)
def test_a_report_starts_at_the_filers_own_desk(make_report, cast, person, expected):
    report = make_report(by=getattr(cast, person))
    assert (holder(report), report.filed_with.area_id, report.state) == (expected, expected, "waiting")
    event = report.events.get()
    assert (event.kind, event.from_desk, event.from_state, event.to_state) == ("filed", None, "", "waiting")
    assert (event.seq, event.turn, event.actor) == (1, 0, getattr(cast, person))
    assert told(event) == {expected}


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ((PLUIT,), PENJARINGAN),
        ((PLUIT, PENJARINGAN), CITY),
        ((PENJARINGAN,), PLUIT),
        ((PLUIT, PENJARINGAN, CITY), PROVINCE),
    ],
)
def test_else_at_the_nearest_active_desk_above(make_report, desks, ended, expected):
    end(desks, *ended)
    assert holder(make_report()) == expected


def test_without_an_active_desk_filing_is_refused(make_report, desks):
    end(desks, PLUIT, PENJARINGAN, CITY, PROVINCE)
    with pytest.raises(FilingRefused, match=r"\w+ \w+"):
        make_report()
    assert not Report.objects.exists()
    assert not AreaSerial.objects.filter(last__gt=0).exists()


@pytest.mark.parametrize(
    ("severity", "expected"), [("darurat", CITY), ("tinggi", CITY), ("sedang", PLUIT), ("rendah", PLUIT)]
)
def test_an_emergency_passes_desks_closed_for_the_night(make_report, desks, severity, expected):
    """The city's desk is open 24 hours, the desks below it are closed (the issue's example)."""
    set_hours(desks[PLUIT], 8, 16)
    set_hours(desks[PENJARINGAN], 8, 16)
    report = make_report(severity=severity, now=NIGHT)
    assert (holder(report), report.filed_with.area_id) == (expected, PLUIT)
    assert report.number.startswith(f"{PLUIT}-")
    if expected == CITY:
        assert kinds(report) == ["filed", "passed_on"]
        filed, passed_on = report.events.all()
        assert (filed.to_desk.area_id, passed_on.from_desk.area_id, passed_on.actor) == (PLUIT, PLUIT, None)
        assert (told(filed), told(passed_on)) == ({PLUIT}, {CITY})
        assert (report.arrived_by, report.arrived_at) == ("passed_on", NIGHT)


def test_where_no_desk_is_open_an_emergency_waits_at_the_highest(make_report, desks):
    for code in (PLUIT, PENJARINGAN, CITY, PROVINCE):
        set_hours(desks[code], 8, 16)
    assert holder(make_report(severity="darurat", now=NIGHT)) == PROVINCE


def test_closed_at_the_top_an_emergency_stays(make_report, desks, cast):
    set_hours(desks[PROVINCE], 8, 16)
    report = make_report(by=cast.province_officer, severity="darurat", now=NIGHT)
    assert (holder(report), kinds(report)) == (PROVINCE, ["filed"])


# One form, one report (rule 17)


def test_the_same_form_twice_is_one_report(cast, content, desks):
    form = {"by": cast.pluit_officer, "key": uuid.uuid4(), "content": content()}
    first, new = file_report(**form, now=NOW)
    again, newer = file_report(**form, now=after(minutes=1))
    assert (first, new, newer) == (again, True, False)
    assert (Report.objects.count(), Event.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_sent_again_after_its_desk_has_ended_it_is_still_that_report(cast, content, desks):
    form = {"by": cast.pluit_officer, "key": uuid.uuid4(), "content": content()}
    first, _ = file_report(**form, now=NOW)
    end(desks, PLUIT, PENJARINGAN, CITY, PROVINCE)
    assert file_report(**form, now=after(minutes=1)) == (first, False)


def test_a_form_sent_again_takes_no_serial(make_report):
    key = uuid.uuid4()
    assert {make_report(key=key).number for _ in range(3)} == {f"{PLUIT}-0001"}
    assert make_report().number == f"{PLUIT}-0002"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Lain"},
        {"narrative": "Lain"},
        {"severity": "darurat"},
        {"classification": "terbatas"},
        {"area": PENJARINGAN},
        {"category": "KAM-BTR", "severity": "rendah", "classification": "biasa"},
        {"stations_affected": 1},
        {"polling_stations": ["001"]},
        {"reporter_phone": "0"},
        {"occurred_at": after(minutes=-1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_one_key_with_other_content_is_refused_and_the_first_kept(cast, content, desks, change):
    form = {"by": cast.pluit_officer, "key": uuid.uuid4(), "now": NOW}
    first, _ = file_report(**form, content=content())
    with pytest.raises(KeyReused) as error:
        file_report(**form, content=content(**change))
    assert error.value.report == first
    assert Report.objects.get().title == "Contoh kejadian"


def test_the_language_of_the_page_is_no_content(cast, content, desks):
    form = {"by": cast.pluit_officer, "key": uuid.uuid4(), "now": NOW, "content": content()}
    with translation.override("id"):
        first, _ = file_report(**form)
    with translation.override("en"):
        assert file_report(**form) == (first, False)


def test_two_places_of_one_name_are_not_one_place(cast, content, desks):
    """Names repeat in every province; the code is the identity of an area (rule 1)."""
    form = {"by": cast.city_officer, "key": uuid.uuid4(), "now": NOW}
    one, other = content(area=PLUIT), content(area="31.72.01.1001")
    other["area"].name = one["area"].name
    file_report(**form, content=one)
    with pytest.raises(KeyReused):
        file_report(**form, content=other)


def test_another_persons_same_key_is_a_report_of_its_own(cast, content, desks):
    key = uuid.uuid4()
    reports = {
        file_report(by=by, key=key, content=content(), now=NOW)[0].number
        for by in (cast.pluit_officer, cast.pluit_coordinator)
    }
    assert reports == {f"{PLUIT}-0001", f"{PLUIT}-0002"}


# Numbers (rule 18)


def test_serials_are_gapless_per_area_of_the_filing_desk(make_report, cast):
    filed = [make_report(by=by).number for by in (cast.pluit_officer, cast.city_officer, cast.pluit_officer) * 2]
    assert filed == [f"{PLUIT}-0001", f"{CITY}-0001", f"{PLUIT}-0002", f"{PLUIT}-0003", f"{CITY}-0002", f"{PLUIT}-0004"]


def test_a_filing_that_fails_midway_leaves_no_gap_and_no_trace(make_report, monkeypatch):
    from reports.actions import filing

    make_report()

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(filing, "store_photos", fail)
        with pytest.raises(RuntimeError):
            make_report()
    assert (Report.objects.count(), Event.objects.count(), Notice.objects.count()) == (1, 1, 1)
    assert make_report().number == f"{PLUIT}-0002"


def test_serials_run_on_through_elections_and_past_9999(make_report, desks, election):
    make_report()
    later = Election.objects.create(slug="later", name_id="x", name_en="x", voting_on=date(2029, 2, 14), scope_id="31")
    end(desks, PLUIT)
    Desk.objects.create(
        election=later,
        area_id=PLUIT,
        name="Posko",
        active_from=date(2024, 1, 1),
        active_until=date(2099, 1, 1),
        opens_at=0,
        closes_at=1440,
    )
    Desk.objects.exclude(election=later).update(active_until=date(2024, 11, 12))
    report = make_report()
    assert (report.number, report.election) == (f"{PLUIT}-0002", later)
    AreaSerial.objects.filter(area=PLUIT).update(last=9999)
    assert make_report().number == f"{PLUIT}-10000"


def test_of_two_elections_the_nearer_desk_then_the_nearer_voting_day_takes_the_report(make_report, desks, election):
    """Rule 8: the filer's own desk comes first. One without a desk for the filer is passed over."""
    nearer = Election.objects.create(
        slug="z-nearer", name_id="x", name_en="x", voting_on=date(2024, 11, 20), scope_id="31"
    )
    assert make_report().election == election
    twin = {
        "name": "Posko",
        "active_from": date(2024, 1, 1),
        "active_until": date(2099, 1, 1),
        "opens_at": 0,
        "closes_at": 1440,
    }
    Desk.objects.create(election=nearer, area_id="31.72.01.1001", **twin)
    assert make_report().election == election
    Desk.objects.create(election=nearer, area_id=CITY, **twin)
    report = make_report()
    assert (report.election, holder(report)) == (election, PLUIT), "the desk of the city is further than their own"
    Desk.objects.create(election=nearer, area_id=PLUIT, **twin)
    report = make_report()
    assert (report.election, holder(report)) == (nearer, PLUIT)
