from django.urls import path

from . import converters, views  # noqa: F401 - the converters register themselves

urlpatterns = [
    path("accounts/login/", views.login, name="login"),
    path("accounts/logout/", views.logout, name="logout"),
    path("accounts/password/", views.password_change, name="password_change"),
    path("i18n/setlang/", views.set_language, name="set_language"),
]
