"""The site of Django admin.

It lies beside the package `admin`, not in it: loading that package registers its classes with the site,
which must be there first.
"""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from .access import open_to_all


class PoskoAdminSite(AdminSite):
    """Django admin for administrators (and superusers); everyone else gets 403, strangers the login page."""

    site_title = site_header = _("Posko Bersama: administration")
    index_title = _("Desks, units and people")
    enable_nav_sidebar = False
    #: What the system check of rule 4 asks: the site itself admits administrators only.
    serves_administrators_only = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")  # a slip would delete a city; rows are deleted one by one

    def has_permission(self, request):
        return request.user.is_active and request.user.is_authenticated and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if _holds_nul(request.POST):
                raise BadRequest("NUL byte in a form")
            return inner(request, *args, **kwargs)

        update_wrapper(guarded, inner)
        guarded.admin_site = self  # views that packages add are recognised as admin pages by it
        return guarded

    def get_urls(self):
        """Without "view on site": it tells existing rows from others without asking who may see them."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    @method_decorator(open_to_all("only sends strangers to the login page", methods=("GET", "POST")))
    def login(self, request, extra_context=None):
        """One login page for all; whoever is logged in and still lands here may not enter."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())


def _holds_nul(form):
    """PostgreSQL stores no NUL, so one that slipped through a form field would end as a 500."""
    return any("\x00" in text for name, values in form.lists() for text in (name, *values))
