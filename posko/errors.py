"""Error pages in words. A thing outside one's scope and a thing that never was give the same bytes (rule 2)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from .middleware import refusal


def bad_request(request, exception=None):
    return refusal(request, 400, _("The request could not be read. Go back and try once more."))


def forbidden(request, exception=None):
    return refusal(request, 403, _("Your role may not do this here."))


def not_found(request, exception=None):
    return refusal(request, 404, _("There is no such page, or it is not within your area."))


def csrf_failure(request, reason=""):
    return refusal(
        request, 403, _("The page was open for too long or came from elsewhere. Go back, reload it, send again.")
    )


def server_error(request):
    """Plain text without template or database: either may be what is broken."""
    return HttpResponse(
        "Terjadi kesalahan pada sistem. Coba lagi sebentar lagi.\nSomething went wrong. Try again in a moment.\n",
        content_type="text/plain; charset=utf-8",
        status=500,
    )
