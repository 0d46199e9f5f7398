from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesksConfig(AppConfig):
    name = "desks"
    verbose_name = _("Desks")

    def ready(self):
        from .quiet_log import keep_tokens_out

        keep_tokens_out()
