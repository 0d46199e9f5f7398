"""What a desk's daily report makes of those below: received ones summed, missing ones named, nothing counted twice."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desks.models import Area, Desk, Tier
from reports.actions import file_report
from reports.actions.daily import begin_correction, preview
from reports.daily.content import compiled, offered_incidents
from reports.daily.figures import topmost
from reports.daily.paper import Paper
from reports.models import Classification, Report

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from ..daily_cast import ALWAYS, FOUR, desk_at, lead_of, make_due, sign_due, sign_nihil, write_draft

#: A ward of Penjaringan without a desk of its own.
KAPUK_MUARA = "31.72.01.1001"


def letter(due, **options):
    """The Paper of what the signature would freeze now."""
    _draft, content, _seen = preview(due, due.due_at)
    return Paper(content, **options)


@pytest.fixture
def dues(desks):
    """The dues of one evening by area code, of the chain from the ward to the province."""
    return {code: make_due(desks[code]) for code in (PLUIT, PENJARINGAN, CITY, PROVINCE)}


class TestOwn:
    def test_a_ward_tells_what_was_filed_in_its_area_in_the_period(self, dues, make_report):
        for moment in (dues[PLUIT].period_from, NOW, FOUR - timedelta(microseconds=1)):
            make_report(now=moment, severity="rendah")
        for moment in (dues[PLUIT].period_from - timedelta(microseconds=1), FOUR):
            make_report(now=moment, severity="rendah")
        assert letter(dues[PLUIT]).total == 3

    def test_incidents_of_other_elections_and_areas_are_not_told(self, dues, make_report, cast):
        make_report(by=cast.outsider_officer, area="31.75.01.1001")
        assert letter(dues[PROVINCE]).own_total == 1
        assert letter(dues[CITY]).own_total == 0

    def test_what_a_desk_below_tells_is_not_told_again(self, dues, make_report):
        make_report()
        assert letter(dues[PENJARINGAN]).own_total == 0

    def test_an_area_without_a_desk_is_told_by_the_nearest_desk_above(self, dues, make_report, cast):
        make_report(by=cast.penjaringan_officer, area=KAPUK_MUARA)
        assert letter(dues[PENJARINGAN]).own_total == 1
        assert letter(dues[CITY]).own_total == 0

    def test_topmost_drops_what_lies_below_another(self):
        assert topmost(["31.72.01.1005", "31.72.01", "31.72.02", "31.72.010"]) == ["31.72.01", "31.72.010", "31.72.02"]


class TestBelow:
    def test_received_reports_are_summed_and_named_with_their_figures(self, dues, make_report):
        make_report(severity="darurat", stations_affected=3)
        make_report(severity="rendah", stations_affected=2)
        report = sign_due(dues[PLUIT])
        paper = letter(dues[CITY])
        (ward, district) = paper.below[1], paper.below[0]
        assert (ward.code, ward.status, ward.number, ward.total, ward.stations) == (
            PLUIT,
            "received",
            report.number,
            2,
            5,
        )
        assert (district.code, district.status, district.total) == (PENJARINGAN, "missing", None)
        assert (paper.total, paper.stations) == (2, 5)

    def test_a_missing_one_is_named_and_not_counted_as_zero(self, dues, make_report):
        make_report()
        paper = letter(dues[PENJARINGAN])
        assert [row.area for row in paper.missing] == ["Kelurahan Pluit"]
        assert paper.below[0].total is None
        assert paper.below[0].by_severity is None
        assert paper.below[0].stations is None
        assert (paper.total, paper.received) == (0, 0)

    def test_a_late_one_is_received_and_said_to_be_late(self, dues):
        sign_due(dues[PLUIT], now=dues[PLUIT].late_after + timedelta(seconds=1))
        paper = letter(dues[PENJARINGAN])
        assert (paper.received, paper.late, paper.below[0].status) == (1, 1, "late")

    def test_a_late_correction_of_a_report_in_time_is_not_late(self, dues, cast):
        first = sign_due(dues[PLUIT])
        later = dues[PLUIT].late_after + timedelta(hours=1)
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=later)
        second = sign_due(dues[PLUIT], now=later)
        paper = letter(dues[PENJARINGAN])
        assert (paper.below[0].number, paper.below[0].status) == (second.number, "received")

    def test_nihil_ones_are_told_as_such(self, dues):
        sign_nihil(dues[PLUIT])
        paper = letter(dues[PENJARINGAN])
        assert (paper.nihil, paper.below[0].is_nihil, paper.below[0].total) == (1, True, 0)

    def test_what_a_ward_sent_after_its_district_had_signed_is_not_lost(self, dues, make_report):
        make_report()
        sign_due(dues[PENJARINGAN])
        sign_due(dues[PLUIT], now=dues[PENJARINGAN].due_at)
        paper = letter(dues[CITY])
        assert (paper.total, paper.received) == (1, 2)

    def test_a_silent_district_hides_none_of_its_wards(self, dues, make_report):
        make_report()
        sign_due(dues[PLUIT])
        paper = letter(dues[CITY])
        assert (paper.total, [row.code for row in paper.missing]) == (1, [PENJARINGAN])

    def test_reports_of_other_evenings_are_not_summed(self, desks, dues, make_report):
        make_report(now=NOW - timedelta(days=1))
        sign_due(make_due(desks[PLUIT], days=-1))
        assert letter(dues[PENJARINGAN]).total == 0

    def test_a_report_that_covers_several_rounds_of_the_desks_below_sums_them_all(self, desks, make_report):
        for hours in (4, 2, 0):
            make_report(now=FOUR - timedelta(hours=hours, minutes=30))
            sign_due(make_due(desks[PLUIT], FOUR - timedelta(hours=hours), hours=2))
        assert letter(make_due(desks[PENJARINGAN], hours=6)).total == 3

    def test_the_outsiders_reports_are_nobodys_business(self, desks, dues, make_report, cast):
        make_report(by=cast.outsider_officer, area="31.75.01.1001")
        sign_due(make_due(desks["31.75.01.1001"]))
        assert [row.code for row in letter(dues[CITY]).below] == [PENJARINGAN, PLUIT]


class TestTally:
    @pytest.mark.parametrize("seed", range(4))
    def test_every_incident_is_told_exactly_once(self, desks, dues, make_report, cast, seed):
        """All sign: the province's sum is a plain count, by severity and category, and no two desks tell the same."""
        rng = random.Random(seed)
        places = [PLUIT, KAPUK_MUARA, PENJARINGAN, CITY, "31.72.02.1001", PROVINCE]
        for _ in range(25):
            make_report(
                by=cast.province_coordinator,
                area=rng.choice(places),
                category=rng.choice(["LLN-LIN", "LOG-KRG", "TPS-BKA"]),
                severity=rng.choice(["darurat", "tinggi", "sedang", "rendah"]),
                classification=rng.choice(Classification.values),
                stations_affected=rng.randrange(9),
                now=FOUR - timedelta(hours=rng.randrange(40)),
            )
        papers = [Paper(sign_due(dues[code]).letter) for code in (PLUIT, PENJARINGAN, CITY, PROVINCE)]
        told = Report.objects.filter(filed_at__gte=dues[PLUIT].period_from, filed_at__lt=FOUR)
        assert papers[-1].total == told.count() > 0
        assert papers[-1].stations == sum(told.values_list("stations_affected", flat=True))
        for level, number in papers[-1].by_severity.items():
            assert number == told.filter(severity=level.value).count()
        for category, _counts, number, stations in papers[-1].by_category:
            rows = told.filter(category=category)
            assert (number, stations) == (rows.count(), sum(rows.values_list("stations_affected", flat=True)))
        assert sum(paper.own_total for paper in papers) == papers[-1].total

    def test_the_sum_is_own_and_below(self, dues, make_report, cast):
        make_report()
        make_report(by=cast.city_officer, area=CITY)
        sign_due(dues[PLUIT])
        paper = letter(dues[CITY])
        assert paper.total == paper.own_total + sum(row.total or 0 for row in paper.below) == 2

    @pytest.fixture
    def north(self, desks, election):
        """The 38 desks of Jakarta Utara, each with a due."""
        Desk.objects.all().delete()
        areas = Area.objects.below(CITY).filter(tier__gte=Tier.CITY)
        made = Desk.objects.bulk_create(
            Desk(election=election, area=area, name=f"Posko {area.name}", **ALWAYS) for area in areas
        )
        return {desk.area_id: make_due(desk) for desk in made}

    def test_38_desks_report_and_two_do_not(self, north, cast, content):
        """The city's report names the two and sums the rest."""
        silent = (PLUIT, "31.72.02.1001")
        for code in set(north) - {CITY}:
            what = content(area=code, stations_affected=2)
            file_report(by=cast.city_officer, key=uuid.uuid4(), content=what, photos=[], now=NOW)
            if code not in silent:
                sign_due(north[code])
        assert len(north) == 38
        paper = Paper(sign_due(north[CITY]).letter)
        assert [row.code for row in paper.missing] == list(silent)
        assert (paper.received, len(paper.below)) == (35, 37)
        assert (paper.total, paper.stations) == (35, 70)


class TestCost:
    def test_compiling_costs_the_same_queries_for_one_desk_below_and_for_many(self, election, desks, dues, make_report):
        prices = []
        for more in (0, 12):
            areas = Area.objects.below("31.75").filter(tier=Tier.WARD)[:more]
            for area in areas:
                desk = desk_at(area.pk, election)
                sign_nihil(make_due(desk))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                letter(dues[PROVINCE])
            prices.append(len(queries))
        assert prices == [10, 10]


class TestNotable:
    def test_incidents_told_below_are_offered_above_by_choice(self, dues, make_report, cast):
        told, other = make_report(severity="darurat"), make_report(severity="darurat")
        sign_due(dues[PLUIT], notable=[told.number])
        draft = write_draft(dues[CITY])
        offered = offered_incidents(draft, cast.city_coordinator)
        assert [(row.number, chosen, below) for row, chosen, below in offered] == [(told.number, False, True)]
        content = compiled(write_draft(dues[CITY], notable=[told.number]), FOUR)
        assert [row["number"] for row in content["incidents"]] == [told.number]
        assert other.number not in str(content["incidents"])

    def test_an_incident_tells_what_was_done(self, dues, make_report, take, cast):
        report = make_report()
        take("acknowledge", report, cast.pluit_officer)
        take("resolve", report, cast.pluit_officer, text="Contoh tindakan")
        content = compiled(write_draft(dues[PLUIT], notable=[report.number]), FOUR)
        assert (content["incidents"][0]["action"], content["incidents"][0]["state"]) == ("Contoh tindakan", "resolved")

    def test_a_foreign_number_is_left_out(self, dues, make_report, cast):
        foreign = make_report(by=cast.outsider_officer, area="31.75.01.1001")
        content = compiled(write_draft(dues[PLUIT], notable=[foreign.number, "31.72.01.1005-9999"]), FOUR)
        assert content["incidents"] == []

    def test_an_officer_is_offered_what_they_see(self, dues, make_report, cast):
        make_report(classification="rahasia")
        draft = write_draft(dues[PLUIT])
        assert offered_incidents(draft, cast.pluit_officer) == []
        assert len(offered_incidents(draft, cast.pluit_coordinator)) == 1


class TestClassification:
    @pytest.mark.parametrize("level", Classification.values)
    def test_the_report_is_as_secret_as_its_most_secret_part(self, dues, make_report, level):
        assert letter(dues[PLUIT]).content["classification"] == "biasa"
        make_report(classification=level, now=NOW)
        assert letter(dues[PLUIT]).content["classification"] == level

    def test_so_it_is_by_its_words(self, dues):
        write_draft(dues[PLUIT], words_classification="terbatas")
        assert letter(dues[PLUIT]).content["classification"] == "terbatas"

    def test_so_is_the_report_above(self, dues, make_report):
        make_report(classification="rahasia")
        sign_due(dues[PLUIT])
        Report.objects.update(classification="biasa")  # reclassified since: what was told stays told
        assert letter(dues[CITY]).content["classification"] == "rahasia"

    def test_an_observer_sees_the_figures_and_incidents_of_the_ordinary_ones_alone(self, dues, make_report):
        ordinary = make_report(stations_affected=1)
        secret = make_report(classification="rahasia", stations_affected=5)
        sign_due(dues[PLUIT], notable=[ordinary.number, secret.number])
        write_draft(
            dues[CITY], notable=[ordinary.number, secret.number], words_classification="terbatas", needs="Contoh"
        )
        observers = (Classification.BIASA,)
        paper = letter(dues[CITY], seen=observers)
        assert (paper.total, paper.stations, paper.below[1].total) == (1, 1, 1)
        assert (paper.position["open"], paper.matrix["rendah"]["waiting"] + paper.matrix["sedang"]["waiting"]) == (1, 1)
        assert [row["number"] for row in paper.incidents] == [ordinary.number]
        assert (paper.words("needs"), paper.words("situation"), paper.recommendations) == ("", "", [])
        assert (paper.classification, paper.is_excerpt) == ("biasa", True)
        whole = letter(dues[CITY])
        assert (whole.total, whole.stations, whole.classification, whole.is_excerpt) == (2, 6, "rahasia", False)
        assert whole.words("needs") == "Contoh"


def test_lead_of_makes_a_lead_where_the_cast_has_none(desks, cast):
    assert lead_of(Desk.objects.get(area="31.75.01")).area_id == "31.75.01"
