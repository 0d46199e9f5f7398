"""Laporan harian: the draft and its autosave, the signature in two taps, the signed letter, its correction.

None of it is kept by a browser: the desk's computer is shared.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from desks.access import serves
from desks.actions import Refused
from desks.formats import clock, moment
from desks.models import DESK_ROLES, Role

from ..actions.daily import (
    acknowledge_daily,
    begin_correction,
    discard_draft,
    may_see_words,
    may_sign,
    may_write,
    obstacle,
    open_draft,
    preview,
    save_draft,
    sign,
)
from ..daily.content import compiled, offered_incidents, reports_below
from ..daily.paper import Paper
from ..daily.reading import paper_for
from ..forms.daily import CorrectionForm, DraftForm
from ..models import Classification, DailyDue, DailyReport, SeverityLevel
from .listing import READERS


def own_due(user, code, pk):
    """A due of the desk that the user mans: 404 outside their area, 403 inside."""
    due = get_object_or_404(DailyDue.objects.visible_to(user).for_display(), pk=pk, desk__area=code)
    if not may_write(user, due.desk):
        raise PermissionDenied
    return due


def signed_for(due, draft):
    """The signed report in force where there is no draft to work on."""
    return due.reports.in_force().select_related("desk").first() if draft.pk is None else None


def seen_by(user):
    return Classification.seen_by(user.role)


# ---- the draft ----


@serves(*DESK_ROLES, methods=("GET", "POST"))
@never_cache
def daily_write(request, code, due):
    due, now = own_due(request.user, code, due), timezone.now()
    draft = open_draft(due)
    if request.method != "POST" and (signed := signed_for(due, draft)):
        return redirect(signed)
    below = reports_below(due)
    offered = offered_incidents(draft, request.user, below)
    data = request.POST if request.method == "POST" else None
    form = DraftForm(data, user=request.user, draft=draft, offered=offered)
    if words := barred(request.user, draft, now):
        return closed(request, draft, words, form=form, status=403)
    if request.method != "POST":
        return show_form(request, draft, form, below, now)
    if not form.is_valid():
        return unsaved(request, draft, form, below, now)
    try:
        draft = save_draft(by=request.user, due=due, words=form.words, revision=form.revision_shown, now=now)
    except Refused as refused:
        return not_saved(request, due, form, str(refused), below, now)
    return saved(request, draft)


def barred(user, draft, now):
    """Why this person cannot work on the draft, in words; empty where they can."""
    if now < draft.due.period_from:
        begins = moment(draft.due.period_from, draft.due.desk.area.zone)
        return _("The period of this report begins %(when)s. It can be written from then on.") % {"when": begins}
    if not may_see_words(user, draft):
        level = Classification(draft.words_classification).label
        return _("The words of this draft are classified “%(level)s”. Your duty lead goes on with it.") % {
            "level": level
        }
    return ""


def wants_json(request):
    """Whether the page's script asks, which saves the draft while it is written."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def saved(request, draft):
    """What was typed is kept: go on writing, or on to the signature."""
    at = clock(draft.edited_at, draft.due.desk.area.zone)
    if wants_json(request):
        return JsonResponse({"revision": draft.revision, "saved_at": at})
    if "next" in request.POST:
        return redirect("daily_sign", draft.due.desk.area_id, draft.due_id)
    messages.success(request, _("Saved %(time)s.") % {"time": at})
    return redirect("daily_write", draft.due.desk.area_id, draft.due_id)


def unsaved(request, draft, form, below, now):
    if wants_json(request):
        errors = {name: f"{form[name].label}: {words[0]}" for name, words in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422)
    return show_form(request, draft, form, below, now, status=422)


def not_saved(request, due, form, words, below, now):
    """Somebody was first. Both texts are shown, one beside the other, to whoever may see both."""
    draft = open_draft(due)
    if draft.pk is None or not may_see_words(request.user, draft):
        return closed(request, draft, words, form=form, status=409)
    offered = offered_incidents(draft, request.user, below)
    if not form.differing(draft, offered):
        # The same words are there already: the answer to an earlier try was lost on its way.
        return saved(request, draft)
    if wants_json(request):
        return JsonResponse({"words": words}, status=409)
    form.add_error(None, words)
    return show_form(request, draft, form.over(draft, offered), below, now, status=409)


def closed(request, draft, words, *, form, status):
    """There is nothing to write for this person (any more); what was typed is shown to be copied."""
    if wants_json(request):
        return JsonResponse({"words": words}, status=status)
    context = {
        "due": draft.due,
        "area": draft.due.desk.area,
        "closed": words,
        "signed": signed_for(draft.due, draft),
        "typed": form.typed() if form.is_bound else [],
    }
    return render(request, "reports/daily_write.html", context, status=status)


def show_form(request, draft, form, below, now, *, status=200):
    paper = Paper(compiled(draft, now, below), seen=seen_by(request.user))
    context = {
        "due": draft.due,
        "area": draft.due.desk.area,
        "draft": draft,
        "form": form,
        "paper": paper,
        "figures": figures_of(paper),
        "below_total": paper.total - paper.own_total,
        "on_duty": paper.content["on_duty"],
        "received": [row for row in paper.below if not row.is_missing],
        "late": [row for row in paper.below if row.status == "late"],
        "stale": status == 409,
    }
    return render(request, "reports/daily_write.html", context, status=status)


def figures_of(paper):
    """[(severity, own, from below, sum)] of the incidents of the period."""
    own, all_ = paper.own_by_severity, paper.by_severity
    return [(level, own[level], all_[level] - own[level], all_[level]) for level in SeverityLevel]


@serves(*DESK_ROLES, methods=("POST",))
@never_cache
def daily_discard(request, code, due):
    due = own_due(request.user, code, due)
    try:
        discard_draft(by=request.user, due=due)
    except Refused as refused:
        draft = open_draft(due)
        form = DraftForm(user=request.user, draft=draft, offered=[])
        return closed(request, draft, str(refused), form=form, status=409)
    messages.success(request, _("The draft was thrown away."))
    return redirect("daily_write", code, due.pk)


# ---- the signature ----


@serves(*DESK_ROLES, methods=("GET", "POST"))
@never_cache
def daily_sign(request, code, due):
    due, now = own_due(request.user, code, due), timezone.now()
    if request.method != "POST":
        return show_preview(request, due, now, nihil=request.GET.get("nihil") == "1")
    nihil = request.POST.get("nihil") == "1"
    try:
        report = sign(by=request.user, due=due, seen=request.POST.get("seen", ""), now=now, nihil=nihil)
    except Refused as refused:
        return show_preview(request, due, now, nihil=nihil, refusal=str(refused), status=409)
    messages.success(request, told(report))
    return redirect(report)


def told(report):
    if report.sent_to is None:
        return _("Report %(number)s is signed.") % {"number": report.number}
    return _("Report %(number)s is signed and sent to %(desk)s.") % {"number": report.number, "desk": report.sent_to}


def show_preview(request, due, now, *, nihil, refusal="", status=200):
    user = request.user
    draft, content, seen = preview(due, now, nihil=nihil)
    signed, signs = signed_for(due, draft), may_sign(user, due.desk)
    if signed and not refusal:
        return redirect(signed)
    # Of secret incidents an officer does not even learn that they are there.
    in_the_way = obstacle(draft, content, now) if signs else ""
    context = {
        "due": due,
        "area": due.desk.area,
        "draft": draft,
        "nihil": nihil,
        "refusal": refusal,
        "signed": signed,
        "paper": Paper(content, seen=seen_by(user)),
        "may_sign": signs,
        "obstacle": in_the_way,
        "seen": seen if signs and not in_the_way else "",
    }
    return render(request, "reports/daily_sign.html", context, status=status)


# ---- the letter ----


def letter_or_404(user, code, pk):
    rows = DailyReport.objects.visible_to(user).signed().for_display()
    report = get_object_or_404(rows.select_related("receipt__acknowledged_by"), pk=pk, desk__area=code)
    report.due.desk = report.desk
    return report


@serves(*READERS)
@never_cache
def daily_report(request, code, pk):
    return show_letter(request, letter_or_404(request.user, code, pk))


def show_letter(request, report, *, refusal="", status=200):
    user = request.user
    newer = DailyReport.objects.visible_to(user).replacement_of(report)
    receipt = getattr(report, "receipt", None)
    receives = report.sent_to is not None and may_write(user, report.sent_to)
    context = {
        "report": report,
        "area": report.desk.area,
        "paper": paper_for(user, report),
        "refusal": refusal,
        "is_late": report.replaces_id is None and report.signed_at > report.due.late_after,
        "newer": newer,
        "receipt": receipt,
        "names_people": user.role != Role.OBSERVER,
        "may_acknowledge": receives and receipt is None,
        "may_correct": may_sign(user, report.desk) and newer is None,
    }
    return render(request, "reports/daily_report.html", context, status=status)


@serves(*DESK_ROLES, methods=("POST",))
@never_cache
def daily_acknowledge(request, code, pk):
    report = letter_or_404(request.user, code, pk)
    try:
        acknowledge_daily(by=request.user, report=report, now=timezone.now())
    except Refused as refused:
        return show_letter(request, letter_or_404(request.user, code, pk), refusal=str(refused), status=409)
    messages.success(request, _("Report %(number)s is acknowledged.") % {"number": report.number})
    return redirect(report)


@serves(*DESK_ROLES, methods=("GET", "POST"))
@never_cache
def daily_correct(request, code, pk):
    """Ralat: begin a new report that will replace this one."""
    report = letter_or_404(request.user, code, pk)
    if not may_sign(request.user, report.desk):
        raise PermissionDenied
    if request.method != "POST":
        return show_correction(request, report, CorrectionForm())
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return show_correction(request, report, form, status=422)
    try:
        begin_correction(by=request.user, report=report, reason=form.cleaned_data["reason"], now=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return show_correction(request, report, form, status=409)
    return redirect("daily_write", code, report.due_id)


def show_correction(request, report, form, *, status=200):
    newer = DailyReport.objects.visible_to(request.user).replacement_of(report)
    context = {"report": report, "area": report.desk.area, "form": form, "newer": newer}
    return render(request, "reports/daily_correct.html", context, status=status)
