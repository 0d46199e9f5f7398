"""Reports in Django admin: read only for superusers, absent for all others."""

import pytest
from django.urls import reverse

from reports.models import Event, Report

LIST = "/admin/reports/report/"


@pytest.fixture
def report(make_report):
    return make_report(title="Contoh judul rahasia")


def page(report, kind="change"):
    return f"{LIST}{report.pk}/{kind}/"


def test_administrators_see_no_report(client, cast, report):
    client.force_login(cast.administrator)
    assert client.get(LIST).status_code == 403
    for kind in ("change", "delete", "history"):
        assert client.get(page(report, kind)).status_code == 404
        assert client.get(page(Report(pk=999), kind)).status_code == 404
        assert client.post(page(report, kind), {"post": "yes"}).status_code == 404
    assert client.post(f"{LIST}add/", {}).status_code == 403
    assert LIST not in client.get(reverse("admin:index")).content.decode()
    assert client.get("/admin/reports/").status_code == 200
    assert LIST not in client.get("/admin/reports/").content.decode()


@pytest.mark.parametrize("who", ["pluit_officer", "city_coordinator", "official", "observer"])
def test_other_roles_are_refused(client, cast, report, who):
    client.force_login(getattr(cast, who))
    assert client.get(LIST).status_code == 403
    assert client.get(page(report)).status_code == 403


def test_superusers_read_reports_with_their_events(client, cast, report):
    client.force_login(cast.superuser)
    assert report.number in client.get(LIST).content.decode()
    html = client.get(page(report)).content.decode()
    assert "Contoh judul rahasia" in html
    assert str(report.events.get().to_desk) in html
    assert client.get(page(report, "history")).status_code == 200


def test_superusers_change_nothing(client, cast, report):
    client.force_login(cast.superuser)
    form = {"title": "Lain", "events-TOTAL_FORMS": 1, "events-INITIAL_FORMS": 0, "events-0-text": "Lain"}
    assert client.post(page(report), form).status_code == 403
    assert client.post(page(report, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}add/", form).status_code == 403
    assert '<input type="submit"' not in client.get(page(report)).content.decode().split("<main", 1)[-1]
    report.refresh_from_db()
    assert report.title == "Contoh judul rahasia"
    assert Event.objects.count() == 1


@pytest.mark.parametrize("key", ["abc", "9" * 5000, "_00", "0"])
def test_junk_keys_are_404(client, cast, report, key):
    client.force_login(cast.superuser)
    assert client.get(f"{LIST}{key}/change/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"filed_by__password__startswith": "a"}, {"state__exact": "x"}, {"severity__code__exact": "x"}, {"q": "a " * 999}],
)
def test_junk_filters_get_an_answer(client, cast, report, query):
    client.force_login(cast.superuser)
    assert client.get(LIST, query, follow=True).status_code in (200, 400)


def test_the_list_and_the_page_take_a_constant_number_of_queries(client, cast, make_report, django_assert_num_queries):
    client.force_login(cast.superuser)
    report = make_report()
    client.get(page(report))
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(LIST)
        with django_assert_num_queries(11):
            client.get(page(report))
        for _ in range(10):
            make_report(title="Contoh lain")
