from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a report stands (rule 9)."""

    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("In progress")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    UNFOUNDED = "unfounded", _("Unfounded")


#: From filing to closing: a resolved report is open until the coordinator closes it (rule 14).
OPEN_STATES = (State.WAITING, State.IN_PROGRESS, State.RESOLVED)
#: States in which a deadline runs.
RUNNING_STATES = (State.WAITING, State.IN_PROGRESS)
