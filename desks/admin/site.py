from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from ..access import open_to_all


class PoskoAdminSite(AdminSite):
    """Django admin for administrators (and superusers); everyone else gets 403, strangers the login page."""

    site_title = site_header = _("Posko Bersama: administration")
    index_title = _("Desks, units and people")
    enable_nav_sidebar = False
    #: What the system check of rule 4 asks: the site itself admits administrators only.
    serves_administrators_only = True

    def has_permission(self, request):
        return request.user.is_active and request.user.is_authenticated and request.user.is_staff

    @method_decorator(open_to_all("only sends strangers to the login page", methods=("GET", "POST")))
    def login(self, request, extra_context=None):
        """One login page for all; whoever is logged in and still lands here may not enter."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
