"""Drafts, signatures, corrections, receipts: what people may do with a daily report, and what nobody may."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from desks.actions import Refused
from desks.models import Desk, Officer, Unit
from reports.actions.daily import (
    acknowledge_daily,
    begin_correction,
    discard_draft,
    open_draft,
    preview,
    save_draft,
    sign,
)
from reports.actions.reminders import remind
from reports.daily import layout
from reports.daily.paper import Paper
from reports.daily.reading import paper_for
from reports.models import Category, DailyReport, Recommendation, Reminder, Report
from reports.models.daily import MOST_NOTABLE

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, PROVINCE
from ..daily_cast import FOUR, lead_of, make_due, sign_due, sign_nihil, write_draft


@pytest.fixture
def due(desks):
    return make_due(desks[PLUIT])


class TestDraft:
    def test_a_new_one_holds_what_is_known(self, due):
        draft = open_draft(due)
        assert draft.pk is None
        assert (draft.stage, draft.addressee) == ("Kampanye", f"Perwira piket {Desk.objects.get(area=PENJARINGAN)}")
        assert "Posko" in draft.basis

    def test_basis_addressee_and_copies_are_carried_over_from_the_last_report(self, desks):
        sign_due(make_due(desks[PLUIT]), basis="Contoh dasar", addressee="Contoh Yth.", copies=["Contoh arsip"])
        draft = open_draft(make_due(desks[PLUIT], days=1))
        assert (draft.basis, draft.addressee, draft.copies) == ("Contoh dasar", "Contoh Yth.", ["Contoh arsip"])

    def test_it_is_saved_and_taken_up_again_by_others_of_the_desk(self, due, cast):
        write_draft(due, cast.pluit_officer, situation="Contoh pagi")
        draft = open_draft(due)
        assert (draft.situation, draft.edited_by, draft.revision) == ("Contoh pagi", cast.pluit_officer, 1)
        save_draft(by=cast.pluit_coordinator, due=due, words={"needs": "Contoh"}, revision=1, now=FOUR)
        assert (open_draft(due).situation, open_draft(due).needs) == ("Contoh pagi", "Contoh")

    def test_saving_over_somebody_elses_words_is_refused_and_says_whose(self, due, cast):
        write_draft(due, cast.pluit_coordinator, situation="Contoh dari perwira")
        with pytest.raises(Refused, match="Contoh pluit_coordinator"):
            save_draft(by=cast.pluit_officer, due=due, words={"situation": "Contoh lain"}, revision=0, now=FOUR)
        assert open_draft(due).situation == "Contoh dari perwira"

    @pytest.mark.parametrize("name", ["penjaringan_coordinator", "city_officer", "official", "outsider_officer"])
    def test_only_the_people_of_the_desk_write(self, due, cast, name):
        with pytest.raises(PermissionDenied):
            write_draft(due, getattr(cast, name))
        with pytest.raises(PermissionDenied):
            discard_draft(by=getattr(cast, name), due=due)

    def test_an_officer_cannot_touch_words_above_their_classification(self, due, cast):
        write_draft(due, cast.pluit_coordinator, words_classification="rahasia")
        with pytest.raises(PermissionDenied):
            save_draft(by=cast.pluit_officer, due=due, words={}, revision=1, now=FOUR)
        with pytest.raises(PermissionDenied):
            discard_draft(by=cast.pluit_officer, due=due)

    def test_incidents_chosen_by_the_lead_stay_though_the_officer_does_not_see_them(self, due, cast, make_report):
        secret = make_report(classification="rahasia", now=NOW)
        plain = make_report(now=NOW)
        write_draft(due, cast.pluit_coordinator, notable=[secret.number])
        save_draft(by=cast.pluit_officer, due=due, words={"notable": [plain.number]}, revision=1, now=FOUR)
        assert open_draft(due).notable == [secret.number, plain.number]

    def test_words_from_before_it_was_thrown_away_do_not_bring_it_back_unasked(self, due, cast):
        write_draft(due, cast.pluit_officer)
        discard_draft(by=cast.pluit_coordinator, due=due)
        with pytest.raises(Refused):
            save_draft(by=cast.pluit_officer, due=due, words={"situation": "Contoh"}, revision=1, now=FOUR)
        assert open_draft(due).pk is None

    def test_an_addressee_of_old_gives_way_where_the_desk_above_is_another(self, desks):
        sign_due(make_due(desks[PLUIT]), addressee="Contoh lama")
        Desk.objects.filter(area=PENJARINGAN).update(active_until=FOUR.date())
        assert open_draft(make_due(desks[PLUIT], days=1)).addressee == f"Perwira piket {desks[CITY]}"

    def test_more_are_chosen_than_a_report_may_tell_and_the_unseen_stay(self, due, cast, make_report):
        secret = make_report(classification="rahasia")
        write_draft(due, cast.pluit_coordinator, notable=[secret.number])
        many = [f"31.72.01.1005-{number:04d}" for number in range(1000, 1000 + MOST_NOTABLE)]
        save_draft(by=cast.pluit_officer, due=due, words={"notable": many}, revision=1, now=FOUR)
        assert open_draft(due).notable == [secret.number, *many[:-1]]

    def test_it_can_be_dropped(self, due, cast):
        write_draft(due, cast.pluit_officer)
        discard_draft(by=cast.pluit_officer, due=due)
        assert open_draft(due).pk is None


class TestSignature:
    def test_it_numbers_freezes_and_sends(self, due, cast, desks):
        report = sign_due(due, cast.pluit_coordinator)
        report.refresh_from_db()
        assert report.number == f"LAPHAR/{PLUIT}/2024/0001"
        assert report.sha256 == hashlib.sha256(report.content.encode()).hexdigest()
        assert report.letter["number"] == report.number
        assert (report.signed_by, report.signed_at) == (cast.pluit_coordinator, due.due_at)
        assert report.sent_to == desks[PENJARINGAN]

    def test_the_letter_speaks_indonesian_whoever_signs(self, desks):
        with translation.override("en"):
            letter = sign_nihil(make_due(desks[PENJARINGAN])).letter
        assert letter["desk"]["area"] == "Kecamatan Penjaringan"
        assert letter["desk"]["letterhead"][0].startswith("PEMERINTAH")
        assert letter["situation"] == "Situasi aman dan terkendali. Nihil kejadian."

    def test_the_content_is_one_text_for_one_content(self, due):
        content = sign_due(due).content
        assert content == json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def test_numbers_run_on_without_gap_by_desk(self, desks):
        numbers = [sign_due(make_due(desks[PLUIT], days=day)).number[-4:] for day in range(3)]
        assert numbers == ["0001", "0002", "0003"]
        assert sign_due(make_due(desks[PENJARINGAN])).number == f"LAPHAR/{PENJARINGAN}/2024/0001"

    def test_the_year_is_that_of_the_signature_and_the_serial_runs_on(self, desks):
        sign_due(make_due(desks[PLUIT]))
        assert sign_due(make_due(desks[PLUIT], days=60)).number == f"LAPHAR/{PLUIT}/2025/0002"

    def test_a_refused_signature_uses_no_number(self, due, cast):
        write_draft(due, situation="Contoh")
        with pytest.raises(Refused):
            sign(by=cast.pluit_coordinator, due=due, seen="0" * 64, now=due.due_at)
        assert sign_due(due).serial == 1

    @pytest.mark.parametrize("name", ["pluit_officer", "penjaringan_coordinator", "city_coordinator", "official"])
    def test_only_the_desks_own_coordinator_signs(self, due, cast, name):
        write_draft(due)
        *_, seen = preview(due, due.due_at)
        with pytest.raises(PermissionDenied):
            sign(by=getattr(cast, name), due=due, seen=seen, now=due.due_at)

    def test_not_before_the_period_is_over(self, due, cast):
        early = due.period_until - timedelta(seconds=1)
        with pytest.raises(Refused, match=r"16\.00 WIB"):
            sign_due(due, now=early)
        assert sign_due(due, now=due.period_until).is_signed

    def test_the_second_who_signs_is_told_who_was_first(self, due, cast):
        sign_due(due, cast.pluit_coordinator)
        *_, seen = preview(due, due.due_at)
        with pytest.raises(Refused, match=rf"Contoh pluit_coordinator.*LAPHAR/{PLUIT}/2024/0001"):
            sign(by=cast.pluit_coordinator, due=due, seen=seen, now=due.due_at)
        with pytest.raises(Refused, match="Contoh pluit_coordinator"):
            save_draft(by=cast.pluit_officer, due=due, words={}, revision=0, now=due.due_at)

    def test_what_changed_since_the_look_is_looked_at_again(self, due, cast, make_report):
        write_draft(due)
        *_, seen = preview(due, due.due_at)
        make_report(now=NOW)
        with pytest.raises(Refused, match="berubah"):
            sign(by=cast.pluit_coordinator, due=due, seen=seen, now=due.due_at)

    def test_the_clock_alone_changes_nothing(self, due, cast, make_report):
        make_report(now=NOW)
        write_draft(due)
        *_, seen = preview(due, due.period_until)
        assert sign(by=cast.pluit_coordinator, due=due, seen=seen, now=due.late_after).is_signed

    def test_it_needs_a_situation(self, due):
        with pytest.raises(Refused, match="situasi"):
            sign_due(due, situation="  ")

    def test_nihil_needs_no_draft(self, due):
        report = sign_nihil(due)
        assert (report.is_nihil, report.letter["is_nihil"]) == (True, True)
        assert report.letter["situation"]

    def test_nihil_is_refused_where_something_happened(self, due, make_report):
        make_report(now=NOW)
        with pytest.raises(Refused, match="kejadian"):
            sign_nihil(due)

    def test_nihil_above_is_refused_where_a_report_below_tells_of_an_incident(self, desks, make_report, cast):
        make_report(now=NOW)
        sign_due(make_due(desks[PLUIT]))
        with pytest.raises(Refused, match="kejadian"):
            sign_nihil(make_due(desks[CITY]))

    def test_nihil_is_refused_where_a_desk_below_is_silent(self, desks):
        make_due(desks[PLUIT])
        with pytest.raises(Refused, match="belum melapor"):
            sign_nihil(make_due(desks[CITY]))

    def test_the_letter_names_categories_as_they_were_named_then(self, due, make_report):
        make_report(category="LOG-KRG")
        letter = sign_due(due).letter
        Category.objects.filter(pk="LOG-KRG").update(name_id="Contoh lain")
        assert layout.category_rows(Paper(letter))[0][1] == "Kekurangan/kelebihan logistik"

    def test_the_letter_names_the_signing_officer_with_rank_and_number(self, due, cast):
        unit = Unit.objects.create(area_id=PLUIT, name="Polsek Contoh", kind_id="polri")
        Officer.objects.create(
            unit=unit, name="Contoh Perwira", rank="AKP", service_number="700", user=cast.pluit_coordinator
        )
        assert sign_due(due, cast.pluit_coordinator).letter["signature"] == {
            "name": "Contoh Perwira",
            "rank": "AKP",
            "service_number": "700",
            "unit": "Polsek Contoh",
        }

    def test_its_recommendations_enter_the_list_addressed_to_the_desk_above(self, due, desks):
        report = sign_due(due, recommendations=["Contoh satu", "Contoh dua"], words_classification="terbatas")
        rows = Recommendation.objects.filter(daily_report=report).order_by("pk")
        assert [(row.text, row.addressed_to, row.classification) for row in rows] == [
            ("Contoh satu", desks[PENJARINGAN], "terbatas"),
            ("Contoh dua", desks[PENJARINGAN], "terbatas"),
        ]
        assert [step.to_state for row in rows for step in row.steps.all()] == ["proposed", "proposed"]

    def test_at_the_top_it_goes_to_nobody(self, desks):
        assert sign_due(make_due(desks[PROVINCE])).sent_to is None


class TestCorrection:
    def test_it_replaces_the_first_with_a_number_of_its_own_and_says_why(self, due, cast):
        first = sign_due(due)
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh salah angka", now=due.late_after)
        second = sign_due(due, now=due.late_after, needs="Contoh")
        assert second.number.endswith("/0002")
        assert second.letter["correction"] == {"number": first.number, "reason": "Contoh salah angka"}
        assert [*DailyReport.objects.in_force()] == [second]
        assert {*DailyReport.objects.signed()} == {first, second}

    def test_the_draft_begins_with_the_words_of_the_first(self, due, cast):
        first = sign_due(due, situation="Contoh lama")
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        assert open_draft(due).situation == "Contoh lama"

    def test_until_it_is_signed_the_first_stays_in_force(self, due, cast):
        first = sign_due(due)
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        assert [*DailyReport.objects.in_force()] == [first]

    def test_one_at_a_time_and_only_of_the_newest(self, due, cast):
        first = sign_due(due)
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        with pytest.raises(Refused):
            begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        second = sign_due(due, now=due.late_after)
        with pytest.raises(Refused, match=second.number):
            begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)

    def test_only_the_coordinator_begins_one(self, due, cast):
        first = sign_due(due)
        for person in (cast.pluit_officer, cast.penjaringan_coordinator, cast.official):
            with pytest.raises(PermissionDenied):
                begin_correction(by=person, report=first, reason="Contoh", now=due.late_after)

    def test_a_page_still_open_on_the_signed_draft_does_not_write_into_it(self, due, cast):
        write_draft(due, cast.pluit_officer)
        first = sign_due(due)
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        for revision in (1, 2):
            with pytest.raises(Refused):
                save_draft(by=cast.pluit_officer, due=due, words={"needs": "x"}, revision=revision, now=due.late_after)

    def test_what_it_classifies_higher_is_hidden_in_the_first_too(self, due, cast):
        first = sign_due(due, recommendations=["Contoh satu"], needs="Contoh kebutuhan")
        assert paper_for(cast.observer, first).words("needs") == "Contoh kebutuhan"
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        sign_due(due, now=due.late_after, words_classification="rahasia")
        for person, sees in ((cast.observer, False), (cast.pluit_officer, False), (cast.city_coordinator, True)):
            assert bool(paper_for(person, first).words("needs")) is sees
            assert Recommendation.objects.visible_to(person).exists() is sees

    def test_recommendations_said_before_are_not_listed_twice(self, due, cast):
        first = sign_due(due, recommendations=["Contoh satu"])
        begin_correction(by=cast.pluit_coordinator, report=first, reason="Contoh", now=due.late_after)
        sign_due(due, now=due.late_after, recommendations=["Contoh satu", "Contoh dua"])
        assert [*Recommendation.objects.order_by("pk").values_list("text", flat=True)] == ["Contoh satu", "Contoh dua"]


class TestReceipt:
    def test_the_desk_above_acknowledges_once(self, due, cast):
        report = sign_due(due)
        acknowledge_daily(by=cast.penjaringan_officer, report=report, now=due.late_after)
        with pytest.raises(Refused, match="Contoh penjaringan_officer"):
            acknowledge_daily(by=cast.penjaringan_coordinator, report=report, now=due.late_after)
        report.refresh_from_db()
        assert report.receipt.acknowledged_by == cast.penjaringan_officer

    @pytest.mark.parametrize("name", ["pluit_coordinator", "city_coordinator", "official", "outsider_coordinator"])
    def test_nobody_else_does(self, due, cast, name):
        report = sign_due(due)
        with pytest.raises(PermissionDenied):
            acknowledge_daily(by=getattr(cast, name), report=report, now=due.late_after)


class TestReminder:
    @pytest.mark.parametrize("name", ["penjaringan_officer", "city_coordinator", "official", "province_officer"])
    def test_those_above_remind(self, due, cast, name):
        remind(by=getattr(cast, name), due=due, now=FOUR)
        assert Reminder.objects.get().sent_by == getattr(cast, name)

    @pytest.mark.parametrize(
        "name", ["pluit_coordinator", "observer", "outsider_coordinator", "outsider_official", "administrator"]
    )
    def test_others_do_not(self, due, cast, name):
        with pytest.raises(PermissionDenied):
            remind(by=getattr(cast, name), due=due, now=FOUR)

    def test_not_twice_within_ten_minutes(self, due, cast):
        remind(by=cast.official, due=due, now=FOUR)
        with pytest.raises(Refused, match="Contoh official"):
            remind(by=cast.city_officer, due=due, now=FOUR + timedelta(minutes=9))
        remind(by=cast.city_officer, due=due, now=FOUR + timedelta(minutes=10))
        assert due.reminders.count() == 2

    def test_not_once_the_report_is_signed(self, due, cast):
        sign_due(due)
        with pytest.raises(Refused):
            remind(by=cast.official, due=due, now=FOUR)


class TestWhoSees:
    def test_drafts_are_for_the_people_of_the_desk(self, due, cast):
        draft = write_draft(due)
        for person, sees in ((cast.pluit_officer, True), (cast.city_coordinator, False), (cast.official, False)):
            assert DailyReport.objects.visible_to(person).filter(pk=draft.pk).exists() is sees

    def test_an_incident_found_to_be_secret_later_is_left_out_for_those_below(self, due, cast, make_report):
        incident = make_report()
        report = sign_due(due, notable=[incident.number])
        Report.objects.filter(pk=incident.pk).update(classification="rahasia")
        told = {who: len(paper_for(getattr(cast, who), report).incidents) for who in ("observer", "official")}
        assert told == {"observer": 0, "official": 1}

    def test_signed_ones_for_everyone_above_and_nobody_beside(self, due, cast):
        report = sign_due(due)
        seen_by = {
            name
            for name in ("pluit_officer", "city_officer", "official", "observer", "outsider_official", "administrator")
            if DailyReport.objects.visible_to(getattr(cast, name)).filter(pk=report.pk).exists()
        }
        assert seen_by == {"pluit_officer", "city_officer", "official", "observer"}


def test_lead_of_finds_the_cast(desks, cast):
    assert lead_of(desks[PLUIT]) == cast.pluit_coordinator


def test_the_letter_that_a_correction_replaces_is_not_read(due, cast):
    """It is large, and only its number is shown."""
    report = sign_due(due)
    begin_correction(by=cast.pluit_coordinator, report=report, reason="Contoh", now=due.due_at)
    assert open_draft(due).replaces.get_deferred_fields() == {"content"}
    assert DailyReport.objects.all().replacement_of(report).get_deferred_fields() == {"content"}
    sign_due(due)
    assert DailyReport.objects.in_force().for_display().get().replaces.get_deferred_fields() == {"content"}
