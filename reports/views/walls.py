"""The dashboard as a wall screen shows it: with the address of a display, or to a reader who is logged in."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from desks.access import open_to_all
from desks.models import Area, Display

from ..dashboard import dashboard_of, kept_surroundings, looked_at
from ..models import Classification, WorkerBeat
from ..wall import DECISIONS_SHOWN, EVENTS_SHOWN, Turn, map_of, stops_of, tiles_of

#: How long each area is shown.
SECONDS, LEAST_SECONDS, MOST_SECONDS = 20, 5, 300


@open_to_all("the address itself is the key: a screen on the wall cannot log in; it can be revoked")
def wall(request, token, code=None):
    display, now = Display.objects.by_token(token), timezone.now()
    if display is None:
        raise Http404
    with timezone.override(display.area.zone):
        found = looked_at(display.viewer, code or display.area_id)
        if found is None:
            raise Http404
        viewer, area = display.viewer, found[0]
        asked = request.GET.get("election", "")
        surroundings = kept_surroundings(viewer, display.area, now, asked)
        if asked and surroundings.held.election is None:
            raise Http404
        kept = {"election": asked} if asked else {}
        if area.pk != display.area_id and surroundings.held.election:
            # One election the whole round long, also where the areas below vote earlier for another office.
            surroundings = kept_surroundings(viewer, area, now, surroundings.held.election.pk)
        dashboard = dashboard_of(viewer, area, now, surroundings=surroundings)
        display.be_seen(now)

        def address_of(code, **query):
            own = code == display.area_id
            path = reverse("wall", args=[token]) if own else reverse("wall_area", args=[token, code])
            return address(path, {**kept, **query})

        return wall_page(request, viewer, dashboard, now, own=display.area, address_of=address_of)


def wall_of_reader(request, dashboard, now):
    """`?wall=1` of a dashboard: the round begins at its area; on the way, `wall` names the area where it began, and
    `election` the one that is shown all the round long."""
    own = own_area(request, dashboard)
    kept = {"wall": own.pk, **({"election": dashboard.election.pk} if dashboard.election else {})}

    def address_of(code, **query):
        return address(reverse("dashboard", args=[code]), {**kept, **query})

    return wall_page(request, request.user, dashboard, now, own=own, address_of=address_of)


def own_area(request, dashboard):
    code, area = request.GET["wall"], dashboard.area
    if code in area.line and code != area.pk:
        return Area.objects.visible_to(request.user).filter(pk=code).first() or area
    return area


def wall_page(request, viewer, dashboard, now, *, own, address_of):
    """The page of one turn; `own` is the area where the round begins, `address_of(code, **query)` that of a page."""
    turn = Turn(stops_of(viewer, own, dashboard.election, now), dashboard.area.pk, request.GET.get("after", ""))
    seconds = seconds_of(request)
    query = {} if seconds == SECONDS else {"seconds": seconds}
    after = {"after": turn.code} if turn.next == own.pk and turn.code != own.pk else {}
    context = {
        "dashboard": dashboard,
        "map": map_of(dashboard),
        "tiles": tiles_of(dashboard),
        "severities": [(level, sum(numbers.values())) for level, numbers in dashboard.matrix.items()],
        "decisions": dashboard.decisions[:DECISIONS_SHOWN],
        "events": dashboard.events[:EVENTS_SHOWN],
        "turn": turn,
        "first": address_of(own.pk, **query),
        "next": address_of(turn.next, **query, **after),
        "seconds": seconds,
        "now": now,
        "reader": viewer.is_authenticated,
        "holds_secrets": Classification.seen_by(viewer.role) != (Classification.BIASA,),
    }
    if not viewer.is_authenticated:  # of readers the page knows it already
        context["worker_silent"] = not WorkerBeat.objects.alive(now).exists()
    response = render(request, "reports/wall.html", context)
    # The address of a display is a key: nothing keeps the page, nobody is told where it came from.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def address(path, query):
    return f"{path}?{urlencode(query)}" if query else path


def seconds_of(request):
    """`?seconds=`, within its bounds; the usual time for what is no number."""
    text = request.GET.get("seconds", "")
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return SECONDS
    return min(max(int(text), LEAST_SECONDS), MOST_SECONDS)
