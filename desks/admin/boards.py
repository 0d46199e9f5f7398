"""Pages of the roster administration that show one desk: its month board and one place of it."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..actions import Refused, assign, copy_week
from ..actions.duties import candidates, cell_at, duty_at
from ..actions.rosters import last_published, rostered
from ..board import Board
from ..coverage import warnings_of
from ..demand import parse_key
from ..forms import DayFilter, RowChoiceField
from ..models import DESK_TIER_CHOICES, Composition, Desk, Duty, Election, Officer, Roster
from ..refusals import refusal_words
from .guarded import KEY_DIGITS

FOLDER = "admin/desks/roster/"
DESKS_A_PAGE = 100


def desks_of(user):
    return rostered(user.rows_of(Desk))


class DeskFilter(forms.Form):
    """Which desks the list holds; junk filters nothing."""

    election = RowChoiceField(label=gettext_lazy("Election"), queryset=Election.objects.none(), required=False)
    tier = forms.TypedChoiceField(
        label=gettext_lazy("Tier"),
        choices=[("", "—"), *DESK_TIER_CHOICES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Name or code"), max_length=60, required=False)

    def __init__(self, user, data):
        super().__init__(data, label_suffix="")
        self.user = user
        self.fields["election"].queryset = Election.objects.visible_to(user)
        self.is_valid()

    def desks(self):
        """Desks active now or later that fit, each with whether it has an everyday composition."""
        everyday = Composition.objects.filter(desk=OuterRef("pk"), applies_on=None)
        desks = desks_of(self.user).filter(active_until__gte=timezone.localdate())
        if election := self.cleaned_data.get("election"):
            desks = desks.filter(election=election)
        if tier := self.cleaned_data.get("tier"):
            desks = desks.filter(area__tier=tier)
        if words := self.cleaned_data.get("q"):
            desks = desks.filter(Q(name__icontains=words) | Q(area__code__startswith=words))
        return desks.annotate(has_composition=Exists(everyday))


class CopyForm(forms.Form):
    """Which week is copied to which; any day of each."""

    source = DayFilter(label=gettext_lazy("Copy the week of"), required=True)
    target = DayFilter(label=gettext_lazy("to the week of"), required=True)


class CellForm(forms.Form):
    """The officer of one place; `was` is the duty that the page showed there."""

    officer = forms.CharField(required=False)
    was = forms.CharField(required=False)
    reason = forms.CharField(required=False, max_length=200)


class BoardPages:
    """For RosterAdmin: everything that belongs to one desk."""

    def _page(self, view):
        return self.admin_site.admin_view(view)

    def _render(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, FOLDER + template, context)

    # Desks and their boards

    def desks_view(self, request):
        """Desks that are active now or later, with the warnings that are known of each."""
        form = DeskFilter(request.user, request.GET)
        desks = form.desks().select_related("coverage")
        page = Paginator(desks, DESKS_A_PAGE).get_page(request.GET.get("p"))
        ready = desks.filter(has_composition=True).count()
        return self._render(request, "desks.html", _("Roster boards"), page=page, form=form, ready=ready)

    def board_view(self, request, desk):
        desk = get_object_or_404(desks_of(request.user), pk=small(desk))
        now = timezone.now()
        board = Board(desk, _month(request.GET.get("month", ""), desk, now), now, request.user.rows_of(Roster))
        warnings = warnings_of([desk], now)[desk.pk]
        undoable = last_published(desk, request.user)
        return self._render(
            request,
            "board.html",
            _("Roster of %(desk)s") % {"desk": desk},
            board=board,
            desk=desk,
            warnings=warnings,
            undoable=undoable,
            undo_count=undoable.duties.to_come(now).count() if undoable else 0,
            copy_form=CopyForm(initial={"source": board.first, "target": board.first + timedelta(days=7)}),
        )

    def copy_view(self, request, desk):
        desk = get_object_or_404(desks_of(request.user), pk=small(desk))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = CopyForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Write both weeks as dates, such as 2024-11-27."))
            return HttpResponseRedirect(board_url(desk))
        try:
            roster, missed = copy_week(by=request.user, desk=desk, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(board_url(desk))
        if missed:
            words = ngettext(
                "%(count)d place could not be copied: nobody stood there, or the rules forbid it.",
                "%(count)d places could not be copied: nobody stood there, or the rules forbid it.",
                missed,
            )
            messages.warning(request, words % {"count": missed})
        return HttpResponseRedirect(board_url(desk, roster.first_on))

    # One cell

    def cell_view(self, request, desk, key):
        desk = get_object_or_404(desks_of(request.user), pk=small(desk))
        place = _key_or_none(key)
        if place is None or place[1] != desk.pk:
            raise Http404
        try:
            demand, wanted = cell_at(desk, place)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(board_url(desk, place[0]))
        drafts = request.user.rows_of(Roster).filter(desks=desk, state=Roster.State.DRAFT)
        draft = drafts.filter(first_on__lte=place[0], last_on__gte=place[0]).first()
        duty = _duty_in(demand, wanted, desk, draft)
        if request.method == "POST":
            return self._assign(request, desk, place, draft, duty)
        return self._render(
            request, "cell.html", _("One duty"), desk=desk, wanted=wanted, duty=duty, draft=draft,
            **self._choices(request, demand, wanted, duty, draft),
            is_past=wanted.slot.starts_at <= timezone.now(),
            earlier=_given_up(wanted),
            back=board_url(desk, place[0]),
        )  # fmt: skip

    def _choices(self, request, demand, wanted, duty, draft):
        """Officers who may take the place, with their load, and those who may not, with the reason."""
        rows = candidates(
            wanted.slot,
            request.user.rows_of(Officer).of_units(wanted.slot.units),
            without=[duty] if duty else [],
            draft=draft,
            elections=[wanted.desk.election_id],
        )
        return {
            "free": [row for row in rows if row[3] is None],
            "refused": [(officer, refusal_words(why)) for officer, _n, _off, why in rows if why],
        }

    def _assign(self, request, desk, key, draft, duty):
        form = CellForm(request.POST)
        words = _("Choose one of the officers of the list.")
        if not form.is_valid() or (duty.pk if duty else None) != number_of(form.cleaned_data["was"]):
            messages.error(request, _("Somebody else has changed this place meanwhile. Look at it again."))
            return HttpResponseRedirect(request.path)
        chosen, officer = form.cleaned_data["officer"], None
        if chosen:
            officer = request.user.rows_of(Officer).filter(pk=number_of(chosen) or 0).first()
            if officer is None:
                messages.error(request, words)
                return HttpResponseRedirect(request.path)
        try:
            assign(
                by=request.user, desk=desk, key=key, officer=officer, now=timezone.now(), draft=draft, was=duty,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(request.path)
        messages.success(request, _("The place was changed."))
        return HttpResponseRedirect(board_url(desk, key[0]))


def board_url(desk, day=None):
    url = reverse("admin:desks_roster_board", args=[desk.pk])
    return f"{url}?month={day:%Y-%m}" if day else url


def small(number):
    """A key that both databases can hold; none of theirs is larger."""
    return number if len(str(number)) <= KEY_DIGITS else 0


def number_of(word):
    """The key a word of a form stands for, or None."""
    word = word.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) <= KEY_DIGITS else None


def _key_or_none(text):
    try:
        return parse_key(text)
    except ValueError:
        return None


def _month(text, desk, now):
    """The month asked for, else the present one; as far as the desk is active."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        day = now.astimezone(desk.area.zone).date()
    return min(max(day, desk.active_from), desk.active_until)


def _duty_in(demand, wanted, desk, draft):
    return duty_at(demand, wanted.slot.key, Duty.objects.filter(desk=desk).binding(draft).for_display())


def _given_up(wanted):
    """Who stood here before and no longer does, newest first: by whom it was changed, when and why."""
    duties = Duty.objects.filter(
        desk=wanted.desk, state=Duty.State.CANCELLED, starts_at=wanted.slot.starts_at, unit__in=wanted.slot.units
    )
    return duties.select_related("officer", "cancelled_by").order_by("-cancelled_at", "-pk")[:50]
