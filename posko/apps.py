from django.apps import AppConfig


class PoskoConfig(AppConfig):
    name = "posko"

    def ready(self):
        from . import checks  # noqa: F401 - registers the system checks
