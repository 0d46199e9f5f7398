"""The report form, end to end."""

import re
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from desks.models import Desk
from reports.models import Attachment, Classification, Report

from ..conftest import NOW, PENJARINGAN, PLUIT, TWIN_WARD
from .conftest import indonesian, jpeg, text_of

NEW = "/reports/new/"
CHOOSE = "Choose one of the entries of the list."
STATIONS = "Write numbers of polling stations from 1 to 999, such as 1, 4, 12-15."


@pytest.fixture
def officer(desks, login_as):
    return login_as("pluit_officer")


def value_of(response, name):
    page = response.content.decode()
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    return re.search(r'value="([^"]*)"', found[0])[1] if found and "value=" in found[0] else ""


def test_form_carries_a_fresh_key_and_the_usual_values(officer):
    keys = set()
    for _ in range(2):
        response = officer.get(NEW)
        keys.add(uuid.UUID(value_of(response, "idempotency_key")))
        assert value_of(response, "occurred_at") == "2024-11-13T09:00"
        assert f'<option value="{PLUIT}" selected>' in response.content.decode()
    assert len(keys) == 2


def test_filing_leads_to_the_report(officer, filing):
    sent = filing(
        polling_stations="1, 4, 12-15",
        reporter_name="Contoh Warga",
        reporter_phone="0812 3456 7890",
        severity="darurat",
        classification="terbatas",
    )
    response = officer.post(NEW, sent)
    report = Report.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/reports/{PLUIT}-0001/")
    assert (report.number, report.filed_by.username, report.held_by.area_id) == (
        f"{PLUIT}-0001",
        "pluit_officer",
        PLUIT,
    )
    assert (report.title, report.narrative) == (sent["title"], sent["narrative"])
    assert report.occurred_at == NOW - timedelta(minutes=30)
    assert (report.polling_stations, report.stations_affected) == ([1, 4, 12, 13, 14, 15], 6)
    assert (report.reporter_name, report.reporter_phone) == ("Contoh Warga", "0812 3456 7890")
    assert (report.severity_id, report.classification) == ("darurat", "terbatas")
    assert report.filed_at == timezone.now()
    page = text_of(officer.get(response["Location"]))
    filed = indonesian("Report %(number)s is filed with %(desk)s.")
    assert filed % {"number": f"{PLUIT}-0001", "desk": f"Posko {PLUIT}"} in page
    for words in ("Contoh Warga", "Contoh uraian kejadian.", "TPS 001, 004, 012, 013, 014, 015", "08.30 WIB"):
        assert words in page


@pytest.mark.parametrize(("person", "queries"), [("pluit_officer", 11), ("penjaringan_officer", 12)])
def test_a_filing_asks_little(person, queries, login_as, desks, filing, django_assert_num_queries):
    """Session, user, category, desks, their special hours, serial, three rows, the transaction's two ends; where the
    place is not the filer's own area, the place. Lists of the form are not read for it."""
    client, sent = login_as(person), filing()
    with django_assert_num_queries(queries):
        assert client.post(NEW, sent).status_code == 302


@pytest.mark.parametrize(
    ("category", "severity", "classification"),
    [("LLN-LIN", "rendah", "biasa"), ("KAM-BTR", "darurat", "terbatas"), ("TPS-PND", "sedang", "biasa")],
)
def test_what_is_left_open_comes_from_the_category(category, severity, classification, officer, filing):
    officer.post(NEW, filing(category=category))
    report = Report.objects.get()
    assert (report.severity_id, report.classification) == (severity, classification)


@pytest.mark.parametrize(
    ("person", "category", "chosen", "stored"),
    [
        ("pluit_officer", "KAM-BTR", "biasa", "terbatas"),
        ("pluit_officer", "LLN-LIN", "terbatas", "terbatas"),
        ("pluit_coordinator", "KAM-BTR", "rahasia", "rahasia"),
        ("pluit_coordinator", "LLN-LIN", "biasa", "biasa"),
    ],
)
def test_classification_is_never_lower_than_the_categorys(person, category, chosen, stored, login_as, filing):
    assert login_as(person).post(NEW, filing(category=category, classification=chosen)).status_code == 302
    assert Report.objects.get().classification == stored


def test_officers_cannot_make_secret_what_they_could_not_read(officer, filing):
    response = officer.post(NEW, filing(classification=Classification.RAHASIA))
    assert response.status_code == 422
    assert indonesian(CHOOSE) in text_of(response)


BAD = {
    "no title": ({"title": ""}, "Title"),
    "long title": ({"title": "x" * 141}, "Title"),
    "no narrative": ({"narrative": "  "}, "Narrative"),
    "no category": ({"category": ""}, "Category"),
    "unknown category": ({"category": "XXX-XXX"}, CHOOSE),
    "foreign area": ({"area": TWIN_WARD}, CHOOSE),
    "area above": ({"area": PENJARINGAN}, CHOOSE),
    "unknown severity": ({"severity": "gawat"}, CHOOSE),
    "unknown classification": ({"classification": "umum"}, CHOOSE),
    "future": ({"occurred_at": "2024-11-13T09:16"}, "This time is still to come. Check date and hour."),
    "long ago": ({"occurred_at": "1999-12-31T23:59"}, "This time is long ago. Check the date."),
    "no time": ({"occurred_at": "kemarin"}, "Time of incident"),
    "no key": ({"idempotency_key": ""}, "Not sent yet."),
    "junk key": ({"idempotency_key": "abc"}, "Not sent yet."),
    "stations in words": ({"polling_stations": "satu, dua"}, STATIONS),
    "stations backwards": ({"polling_stations": "15-12"}, STATIONS),
    "station 0": ({"polling_stations": "0"}, STATIONS),
    "station 1000": ({"polling_stations": "1000"}, STATIONS),
    "too many stations": ({"polling_stations": "1-501"}, "Name at most 500 polling stations; give the total below."),
    "fewer than named": (
        {"polling_stations": "1-5", "stations_affected": "4"},
        "This is fewer than the polling stations named above.",
    ),
    "total below zero": ({"stations_affected": "-1"}, "How many in all"),
    "total past the country": ({"stations_affected": "1000001"}, "How many in all"),
    "phone in words": ({"reporter_phone": "nol delapan"}, "0812 3456 7890"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_was_typed_is_kept(case, officer, filing):
    changes, words = BAD[case]
    typed = filing(**{"title": "Judul yang diketik", "narrative": "Uraian yang diketik <b>&", **changes})
    response = officer.post(NEW, typed)
    assert response.status_code == 422
    assert not Report.objects.exists()
    assert indonesian(words) in text_of(response)
    assert 'role="alert"' in response.content.decode()
    for name in ("title", "occurred_at", "polling_stations", "idempotency_key"):
        assert value_of(response, name) == typed.get(name, "").strip()
    if "narrative" not in changes:
        assert "Uraian yang diketik &lt;b&gt;&amp;</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("7", [7]),
        ("001;2 , 3", [1, 2, 3]),
        ("12–15", [12, 13, 14, 15]),
        ("3 - 5 4", [3, 4, 5]),
        ("999", [999]),
        ("1-500", list(range(1, 501))),
    ],
)
def test_polling_stations(text, numbers, officer, filing):
    assert officer.post(NEW, filing(polling_stations=text)).status_code == 302
    report = Report.objects.get()
    assert (report.polling_stations, report.stations_affected) == (numbers, len(numbers))


def test_more_stations_than_those_named(officer, filing):
    officer.post(NEW, filing(polling_stations="1, 2", stations_affected="40"))
    assert Report.objects.get().stations_affected == 40


def test_the_time_is_read_on_the_areas_clock(cast, filing, login_as):
    officer = login_as("pluit_officer")
    officer.post(NEW, filing(occurred_at="2024-11-13T09:14"))  # 14 minutes ahead: a phone's clock
    assert Report.objects.get().occurred_at == NOW + timedelta(minutes=14)


def test_no_active_desk(officer, filing):
    Desk.objects.all().delete()
    typed = filing(title="Judul yang diketik")
    response = officer.post(NEW, typed)
    assert response.status_code == 409
    assert indonesian("No desk is active for your area today, so nobody would see this report.") in text_of(response)
    assert value_of(response, "title") == "Judul yang diketik"
    assert value_of(response, "idempotency_key") == typed["idempotency_key"]


def test_the_nearest_active_desk_above_takes_it(officer, filing, desks):
    desks[PLUIT].delete()
    officer.post(NEW, filing())
    assert Report.objects.get().number == f"{PENJARINGAN}-0001"
    assert Report.objects.get().held_by.area_id == PENJARINGAN


def test_sent_twice_is_one_report(officer, filing):
    typed = filing()
    first, second = officer.post(NEW, typed), officer.post(NEW, typed)
    assert first["Location"] == second["Location"] == Report.objects.get().get_absolute_url()
    already = indonesian("Report %(number)s was already filed with %(desk)s.")
    assert already % {"number": f"{PLUIT}-0001", "desk": f"Posko {PLUIT}"} in text_of(officer.get(second["Location"]))


def test_sent_twice_with_a_photo_is_one_report(officer, filing):
    typed = filing()
    answers = [officer.post(NEW, {**typed, "photos": [jpeg()]}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Attachment.objects.count() == 1


def test_same_key_other_content_keeps_the_first(officer, filing):
    typed = filing(title="Yang pertama")
    officer.post(NEW, typed)
    response = officer.post(NEW, {**typed, "title": "Yang kedua"})
    assert response.status_code == 422
    assert f"{PLUIT}-0001" in text_of(response)
    assert value_of(response, "title") == "Yang kedua"
    assert Report.objects.get().title == "Yang pertama"
    fresh = value_of(response, "idempotency_key")
    assert fresh != typed["idempotency_key"]
    assert officer.post(NEW, {**typed, "title": "Yang kedua", "idempotency_key": fresh}).status_code == 302
    assert Report.objects.count() == 2


def test_keys_of_two_people_do_not_meet(officer, login_as, filing):
    typed = filing()
    for client in (officer, login_as("pluit_coordinator")):
        assert client.post(NEW, typed).status_code == 302
    assert Report.objects.count() == 2


def upload(content, name="foto.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (lambda: upload(b"<script>alert(1)</script>", "surat.jpg"), "bukan foto"),
        (lambda: upload(jpeg(size=(400, 400)).read()[:700], "rusak.jpg"), "rusak"),
        (lambda: upload(b"x" * (10 * 1024 * 1024 + 1), "besar.jpg"), "10 MB"),
    ],
    ids=["not a photo", "cut off", "too large"],
)
def test_a_bad_photo_is_refused_and_the_text_kept(photo, words, officer, filing):
    sent = photo()
    response = officer.post(NEW, {**filing(title="Judul yang diketik"), "photos": [jpeg(), sent]})
    text = text_of(response)
    assert response.status_code == 422
    assert words in text
    assert sent.name in text
    assert value_of(response, "title") == "Judul yang diketik"
    assert not Report.objects.exists()


def test_at_most_six_photos(officer, filing):
    typed = filing()
    refused = officer.post(NEW, {**typed, "photos": [jpeg() for _ in range(7)]})
    assert (refused.status_code, "paling banyak 6" in text_of(refused)) == (422, True)
    assert officer.post(NEW, {**typed, "photos": [jpeg() for _ in range(6)]}).status_code == 302
    assert Attachment.objects.count() == 6


def test_photos_are_stored_re_encoded_and_served(officer, filing, login_as, settings):
    exif = Image.Exif()
    exif[0x010F] = "Contoh Kamera"
    photo = jpeg("rumah pelapor.jpg", size=(3000, 1500), exif=exif)
    secret = photo.read() + b"trailing secret"
    officer.post(NEW, {**filing(), "photos": [upload(secret, "rumah pelapor.jpg")]})
    address = f"/reports/{PLUIT}-0001/photos/1/"
    assert address in officer.get(f"/reports/{PLUIT}-0001/").content.decode()
    for place, edge in ((address, 2048), (f"{address}small/", 320)):
        response = officer.get(place)
        body = response.getvalue()
        assert Image.open(BytesIO(body)).size == (edge, edge // 2)
        assert not any(word in body for word in (b"Exif", b"Contoh Kamera", b"trailing secret"))
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"].startswith("private")
        assert "rumah" not in response["Content-Disposition"]
        for person, status in {"official": 200, "observer": 404, "outsider_officer": 404, "anonymous": 302}.items():
            assert login_as(person).get(place).status_code == status, person
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(stored) == 2
    assert not any("rumah" in path.name for path in stored)
    for path in stored:
        path.unlink()
    assert officer.get(address).status_code == 404
