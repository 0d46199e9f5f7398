from django.urls import path

from . import converters, views  # noqa: F401 - the converters register themselves

urlpatterns = [
    path("accounts/login/", views.login, name="login"),
    path("accounts/logout/", views.logout, name="logout"),
    path("accounts/password/", views.password_change, name="password_change"),
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("desks/<area:code>/roster/", views.desk_roster, name="desk_roster"),
    path("desks/<area:code>/roster.pdf", views.desk_roster_pdf, name="desk_roster_pdf"),
    path("desks/<area:code>/roster.xlsx", views.desk_roster_xlsx, name="desk_roster_xlsx"),
    path("areas/<area:code>/boundaries.json", views.boundaries, name="boundaries"),
    path("calendar/", views.calendars, name="calendars"),
    path("calendar/<int:pk>/revoke/", views.calendar_revoke, name="calendar_revoke"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("desks/<area:code>/attendance/", views.attendance, name="attendance"),
    path("desks/<area:code>/logbook/", views.logbook, name="logbook"),
    path("desks/<area:code>/swaps/", views.desk_swaps, name="desk_swaps"),
    path("duties/", views.my_duties, name="duties"),
    path("duties/<int:pk>/check-in/", views.check_in, name="check_in"),
    path("duties/<int:pk>/check-out/", views.check_out, name="check_out"),
    path("duties/<int:pk>/replace/", views.replace_duty, name="replace_duty"),
    path("duties/<int:pk>/swap/", views.swap_ask, name="swap_ask"),
    path("swaps/<int:pk>/answer/", views.swap_answer, name="swap_answer"),
    path("swaps/<int:pk>/decide/", views.swap_decide, name="swap_decide"),
    path("swaps/<int:pk>/withdraw/", views.swap_withdraw, name="swap_withdraw"),
]
