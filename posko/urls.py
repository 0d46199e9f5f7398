from django.contrib import admin
from django.urls import include, path

from desks import views as desks

urlpatterns = [
    path("accounts/login/", desks.login, name="login"),
    path("accounts/logout/", desks.logout, name="logout"),
    path("accounts/password/", desks.password_change, name="password_change"),
    path("i18n/setlang/", desks.set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("reports.urls")),
]

handler400 = "posko.errors.bad_request"
handler403 = "posko.errors.forbidden"
handler404 = "posko.errors.not_found"
handler500 = "posko.errors.server_error"
