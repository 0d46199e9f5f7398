from django.urls import include, path

from posko.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here

from . import yardsticks

urlpatterns = [
    path("bench/page/", yardsticks.page, name="bench_page"),
    path("bench/rows/", yardsticks.rows, name="bench_rows"),
    path("", include("posko.urls")),
]
