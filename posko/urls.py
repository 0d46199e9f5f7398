from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("desks.urls")),
    path("", include("reports.urls")),
]

handler400 = "posko.errors.bad_request"
handler403 = "posko.errors.forbidden"
handler404 = "posko.errors.not_found"
handler500 = "posko.errors.server_error"
