"""Calendar addresses: the page where people make and revoke theirs, and what calendars fetch."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _

from ..access import open_to_all, serves
from ..actions.feeds import make_feed, revoke_feed
from ..calendars import calendar_of, changed_at, duties_of, entity_tag, feed_of
from ..models import DESK_ROLES, CalendarFeed, Desk, Officer


@dataclass
class Row:
    """A thing that can have an address: the own duties, or a desk. `address` is empty where it has none."""

    kind: str
    thing: object
    feed: CalendarFeed | None
    address: str = ""


@serves(*DESK_ROLES, methods=("GET", "POST"))
def calendars(request):
    user, now = request.user, timezone.now()
    things = things_of(user, now)
    if request.method == "POST":
        kind, thing = chosen(things, request.POST)
        make_feed(by=user, **{kind: thing}, now=now)
        messages.success(request, _("The address works now. Copy it into your calendar."))
        return redirect("calendars")
    context = {"rows": rows_of(request, things), "is_officer": any(kind == "officer" for kind, _thing in things)}
    response = render(request, "desks/calendars.html", context)
    response["Cache-Control"] = "private, no-store"  # the addresses are keys, the computer is shared
    return response


def things_of(user, now):
    """[("officer" or "desk", row)]: what this user can have an address for."""
    officers = Officer.objects.filter(user=user)
    desks = Desk.objects.visible_to(user).filter(area=user.area_id)
    desks = desks.filter(active_until__gte=timezone.localdate(now)).order_by("active_from", "pk")
    return [("officer", row) for row in officers] + [("desk", row) for row in desks]


def chosen(things, form):
    """The one of `things` that the form names; 404 for any other, whether it exists or not."""
    for kind, thing in things:
        if form.get(kind) == str(thing.pk):
            return kind, thing
    raise Http404


def rows_of(request, things):
    """The things with their addresses, then addresses of things that are no longer the user's: to be revoked."""
    living = CalendarFeed.objects.filter(owner=request.user).living().select_related("officer", "desk")
    feeds = {(feed.officer_id, feed.desk_id): feed for feed in living.order_by("pk")}
    rows = []
    for kind, thing in things:
        feed = feeds.pop((thing.pk, None) if kind == "officer" else (None, thing.pk), None)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[feed.token])) if feed else ""
        rows.append(Row(kind, thing, feed, address))
    return rows + [Row("", feed, feed) for feed in feeds.values()]


@serves(*DESK_ROLES, methods=("POST",))
def calendar_revoke(request, pk):
    feed = get_object_or_404(CalendarFeed.objects.filter(owner=request.user), pk=pk)
    revoke_feed(by=request.user, feed=feed, now=timezone.now())
    messages.success(request, _("The address no longer works. Calendars that use it get nothing more."))
    return redirect("calendars")


@open_to_all("the address itself is the key: calendars cannot log in; it can be revoked")
def calendar_feed(request, token):
    feed = feed_of(token)
    if feed is None:
        raise Http404
    rows = duties_of(feed, timezone.now())
    tag, changed = quote_etag(entity_tag(feed, rows)), changed_at(feed, rows)
    response = get_conditional_response(request, etag=tag, last_modified=int(changed.timestamp()))
    if response is None:
        response = HttpResponse(calendar_of(feed, rows), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="jadwal-piket.ics"'
    response["ETag"], response["Last-Modified"] = tag, http_date(changed.timestamp())
    response["Cache-Control"] = "private"
    return response
