"""Login, logout and password: Django's own views, with the roles they serve."""

from django.contrib.auth import views as auth
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language as django_set_language

from ..access import EVERYONE_WITH_A_LOGIN, open_to_all, serves
from ..forms import LoginForm


class PasswordChange(SuccessMessageMixin, auth.PasswordChangeView):
    template_name = "desks/password.html"
    success_url = reverse_lazy("home")
    success_message = _("Your password has been changed.")


login = open_to_all("people log in here", methods=("GET", "POST"))(
    auth.LoginView.as_view(
        template_name="desks/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
    )
)


@open_to_all("a second click on “log out” finds nobody logged in", methods=("POST",))
def logout(request):
    """The next shift sits at the same computer: the browser forgets the pages of this one."""
    response = auth.LogoutView.as_view()(request)
    response["Clear-Site-Data"] = '"cache"'
    return response


password_change = serves(*EVERYONE_WITH_A_LOGIN, methods=("GET", "POST"))(PasswordChange.as_view())
set_language = open_to_all("the login page can be read in both languages", methods=("POST",))(django_set_language)
