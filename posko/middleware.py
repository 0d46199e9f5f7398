"""Middleware of our own: refuse what no view should see, language and time zone of the user."""

import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def refuse_hostile_requests(get_response):
    """Answer NUL bytes in the address or a cookie (400) and bodies past the limit (413) in words.

    PostgreSQL stores no NUL, so one that slipped through a filter would end as a 500.
    """

    def middleware(request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return refusal(request, 400, _("The address holds a character that cannot be used."))
        if any("\x00" in value for value in request.COOKIES.values()):
            return refusal(request, 400, _("A cookie of this site is damaged. Clear the cookies, then log in again."))
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or len(length) > 12:
            return refusal(request, 400, _("The request does not say how long it is."))
        if int(length) > settings.MAX_BODY_BYTES:
            return refusal(request, 413, _("What was sent is larger than 64 MB. Send fewer or smaller photos."))
        return get_response(request)

    return middleware


def refusal(request, status, sentence):
    return render(request, "refused.html", {"status": status, "sentence": sentence}, status=status)


def choose_language(get_response):
    """Indonesian unless the person chose otherwise; the browser's own language is not asked.

    Phones sold in Indonesia are often set to English, the desk's work is not.
    """

    def middleware(request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def live_in_the_users_zone(get_response):
    """Show and read times in the zone of the user's area (WIB, WITA or WIT)."""

    def middleware(request):
        zone = request.user.area.time_zone if request.user.is_authenticated else settings.TIME_ZONE
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return get_response(request)

    return middleware


def send_lapsed_polls_to_login(get_response):
    """A page left open polls on after its session has ended: take it to the login instead of emptying it.

    htmx would follow the redirect and find nothing in the login page to put in place.
    """

    def middleware(request):
        response = get_response(request)
        if "HX-Request" in request.headers and response.status_code == 302 and not request.user.is_authenticated:
            login = redirect_to_login(page_of_poll(request))
            return HttpResponse(status=204, headers={"HX-Redirect": login["Location"]})
        return response

    return middleware


def page_of_poll(request):
    """Path and query of the page that polls, which its browser names; the home page where it is not one of ours."""
    address = request.headers.get("HX-Current-URL", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        page = urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
        if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None):
            return page
    return reverse("home")
