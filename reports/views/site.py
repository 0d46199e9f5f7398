from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from desks.access import EVERYONE_WITH_A_LOGIN, open_to_all, serves
from desks.models import Role

from ..models import WorkerBeat

START_PAGES = {
    Role.OFFICER: "desks",
    Role.COORDINATOR: "desks",
    Role.OFFICIAL: "dashboards",
    Role.OBSERVER: "dashboards",
    Role.ADMINISTRATOR: "admin:index",
}


@serves(*EVERYONE_WITH_A_LOGIN)
def home(request):
    """Send each role to its page."""
    return redirect(START_PAGES[request.user.role])


@open_to_all("monitoring has no login and learns only that the site lives")
def health(request):
    """200 when the database answers and a worker is alive, else 503."""
    try:
        alive = WorkerBeat.objects.alive(timezone.now()).exists()
        words = "ok" if alive else "no worker"
    except DatabaseError:
        alive, words = False, "no database"
    return HttpResponse(words + "\n", content_type="text/plain", status=200 if alive else 503)
