"""Rosters in Django admin: the month board of a desk, a draft to look at, publish, undo."""

from datetime import date
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import Refused, discard, generate, publish, undo
from ..actions.rosters import drawing, rostered
from ..certificates import pools_of
from ..formats import figure
from ..forms import DayFilter
from ..models import Duty, Roster
from ..refusals import gap_words
from .boards import FOLDER, BoardPages, DeskFilter, board_url, desks_of, number_of, small
from .scope import ScopedAdmin

#: Most desks one run takes; with more than a few the page tells its progress.
MOST_DESKS = 400
QUIET_DESKS = 3
#: Where the page of a long run (`progress.html`) is cut in two.
PIECE = "<!-- lines -->"


class RangeForm(forms.Form):
    """From when to when a roster is drawn."""

    first = DayFilter(label=gettext_lazy("First day"), required=True)
    last = DayFilter(label=gettext_lazy("Last day"), required=True)


@admin.register(Roster)
class RosterAdmin(BoardPages, ScopedAdmin):
    """Rows are made by the generator only; their page is the preview."""

    list_display = ("__str__", "area", "desk_count", "created_at", "created_by", "published_at")
    list_select_related = ("area", "created_by")
    list_filter = ("state",)
    change_list_template = FOLDER + "change_list.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("desks")

    @admin.display(description=gettext_lazy("desks"))
    def desk_count(self, roster):
        names = [desk.name for desk in roster.desks.all()]
        return names[0] if len(names) == 1 else len(names)

    def get_urls(self):
        acts = [("publish", self._publish), ("discard", self._discard), ("undo", self._undo)]
        own = [
            path("desks/", self._page(self.desks_view), name="desks_roster_desks"),
            path("generate/", self._page(self.generate_view), name="desks_roster_generate"),
            path("board/<int:desk>/", self._page(self.board_view), name="desks_roster_board"),
            path("board/<int:desk>/copy/", self._page(self.copy_view), name="desks_roster_copy"),
            path("board/<int:desk>/<str:key>/", self._page(self.cell_view), name="desks_roster_cell"),
            *(
                path(f"<int:roster>/{name}/", self._page(partial(self.act_view, act=act)), name=f"desks_roster_{name}")
                for name, act in acts
            ),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        """From the index one comes to work, so to the boards; the list of runs is behind them."""
        if not request.GET:
            return HttpResponseRedirect(reverse("admin:desks_roster_desks"))
        return super().changelist_view(request, extra_context)

    # Generate, look, publish, undo

    def generate_view(self, request):
        data = request.POST if request.method == "POST" else request.GET
        desks = _chosen_desks(request.user, data)
        if not desks:
            messages.error(request, _("Choose at least one desk."))
            return HttpResponseRedirect(reverse("admin:desks_roster_desks"))
        form = RangeForm(request.POST if request.method == "POST" else None, initial=_usual_range(desks))
        if request.method == "POST" and form.is_valid():
            if len(desks) > QUIET_DESKS:
                # Packed, the pieces would wait for each other.
                plain = {"Content-Encoding": "identity"}
                return StreamingHttpResponse(self._told(request, desks, form.cleaned_data), headers=plain)
            try:
                roster = generate(by=request.user, desks=desks, now=timezone.now(), **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return HttpResponseRedirect(preview_url(roster))
        return self._render(request, "generate.html", _("Generate a roster"), form=form, desks=desks)

    def _told(self, request, desks, dates):
        """The page of a long run, piece by piece: the browser shows each line as it comes, without JavaScript."""
        page = self._render(request, "progress.html", _("Generate a roster"), desks=desks).render()
        head, tail = page.content.decode().split(PIECE)
        yield head
        try:
            roster = yield from _lines_of(drawing(by=request.user, desks=desks, now=timezone.now(), **dates))
        except Refused as refused:
            yield format_html('<p class="errornote">{}</p>', str(refused))
        else:
            words = _("Done: look at the draft")
            yield format_html('<p><a class="button default" href="{}">{}</a></p>', preview_url(roster), words)
            yield format_html('<meta http-equiv="refresh" content="1; url={}">', preview_url(roster))
        yield tail

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The preview: who gets how much, what is proven, what stays empty."""
        roster = self.get_object(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        now = timezone.now()
        proven, pools, short = pools_of(roster)
        desks = list(rostered(roster.desks.all()))
        names = {desk.pk: desk.name for desk in desks}
        return self._render(
            request,
            "preview.html",
            _("Roster %(roster)s") % {"roster": roster},
            roster=roster,
            desks=desks,
            proven=proven,
            pools=pools,
            short=short,
            gaps=[_readable(gap, names) for gap in roster.gaps],
            number=roster.duties.exclude(state=Duty.State.CANCELLED).count(),
            ahead=roster.duties.to_come(now).count(),
        )

    def act_view(self, request, roster, act):
        roster = get_object_or_404(request.user.rows_of(Roster), pk=small(roster))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        first = roster.desks.order_by("area", "election").first()
        try:
            messages.success(request, act(request, roster))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(preview_url(roster))
        return HttpResponseRedirect(board_url(first, roster.first_on) if first else reverse("admin:desks_roster_desks"))

    def _publish(self, request, roster):
        number = publish(by=request.user, roster=roster, now=timezone.now())
        words = ngettext("Published: %(count)d duty.", "Published: %(count)d duties.", number)
        return words % {"count": number}

    def _discard(self, request, roster):
        discard(by=request.user, roster=roster)
        return _("The draft was thrown away.")

    def _undo(self, request, roster):
        number = undo(by=request.user, roster=roster, now=timezone.now())
        words = ngettext("Undone: %(count)d duty was cancelled.", "Undone: %(count)d duties were cancelled.", number)
        return words % {"count": number}


def _chosen_desks(user, data):
    """The ticked desks, or all that the list's filters leave; without a composition there is nothing to draw."""
    if data.get("all"):
        ready = DeskFilter(user, data).desks().filter(has_composition=True)
        return desks_of(user).filter(pk__in=list(ready.values_list("pk", flat=True)[:MOST_DESKS]))
    keys = [number for word in data.getlist("desk")[:MOST_DESKS] if (number := number_of(word))]
    return desks_of(user).filter(pk__in=keys)


def _lines_of(steps):
    """Each step of the generator as a line of the page; returns what the generator returns."""
    while True:
        try:
            done, total = next(steps)
        except StopIteration as end:
            return end.value
        words = _("%(done)s of %(total)s places") % {"done": figure(done), "total": figure(total)}
        yield format_html("<li>{}</li>", words)


def preview_url(roster):
    return reverse("admin:desks_roster_change", args=[roster.pk])


def _readable(gap, names):
    return {
        **gap,
        "day": date.fromisoformat(gap["day"]),
        "desk": names.get(gap["desk"], ""),
        "why": gap_words(gap["reason"]),
    }


def _usual_range(desks):
    """From today, or the first active day, to the last active day."""
    today = timezone.localdate()
    first = max(today, min(desk.active_from for desk in desks))
    return {"first": first, "last": max(first, max(desk.active_until for desk in desks))}
