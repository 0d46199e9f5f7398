"""Swaps: asked for by an officer, answered by the colleague, decided by a coordinator of the desk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import area_or_404, serves
from ..actions import Refused, answer_swap, ask_swap, decide_swap, withdraw_swap
from ..actions.attendance import leads_desk
from ..forms import AnswerForm, ColleagueForm, DecisionForm, SwapForm
from ..models import DESK_ROLES, Role, Swap
from ..offers import colleagues_of, offers_for
from .attendance import duty_or_404
from .duties import show_duties

PAGE_SIZE = 50


@serves(*DESK_ROLES, methods=("GET", "POST"))
def swap_ask(request, pk):
    """Two steps: `?colleague=` says whom, then the form says for what and why."""
    user, now = request.user, timezone.now()
    duty = duty_or_404(user, pk)
    if duty.officer.user_id != user.pk:
        raise PermissionDenied
    if duty.state != duty.State.PUBLISHED or duty.starts_at <= now:
        words = _("This duty has begun, or is no longer yours: it cannot be swapped.")
        return show_duties(request, refusal=words, status=409)
    colleague, choosing = chosen_colleague(request, duty)
    if colleague is None:
        return choose_colleague(request, duty, now, choosing)
    return ask(request, duty, colleague, now)


def chosen_colleague(request, duty):
    """(the colleague whom the address or the form names, the form of the first step as it was sent)."""
    data = request.POST if request.method == "POST" else request.GET
    if "colleague" not in data and request.method != "POST":
        return None, None
    form = ColleagueForm(data, colleagues=colleagues_of(duty))
    return (form.cleaned_data["colleague"], form) if form.is_valid() else (None, form)


def choose_colleague(request, duty, now, sent):
    offers = offers_for(duty, now)
    form = ColleagueForm(sent.data if sent else None, colleagues=colleagues_of(duty), offers=offers)
    context = {"duty": duty, "form": form, "offers": offers}
    return render(request, "desks/swap_colleague.html", context, status=422 if sent else 200)


def ask(request, duty, colleague, now):
    """The second step: take or trade."""
    offer = next(iter(offers_for(duty, now, colleague)), None)
    sent = request.method == "POST"
    form = SwapForm(request.POST if sent else None, colleague=colleague, offer=offer)
    context = {"duty": duty, "form": form, "colleague": colleague, "offer": offer}
    if not sent or not form.is_valid():
        return render(request, "desks/swap.html", context, status=422 if sent else 200)
    try:
        ask_swap(by=request.user, duty=duty, colleague=colleague, now=now, **form.cleaned_data)
    except Refused as refused:
        return render(request, "desks/swap.html", context | {"refusal": str(refused)}, status=409)
    messages.success(request, _("%(officer)s has been asked and sees it here.") % {"officer": colleague})
    return redirect("duties")


def swap_or_404(user, pk):
    return get_object_or_404(Swap.objects.visible_to(user).for_display(), pk=pk)


@serves(*DESK_ROLES, methods=("POST",))
def swap_answer(request, pk):
    swap = swap_or_404(request.user, pk)
    if swap.colleague.user_id != request.user.pk:
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_duties(request, refusal=first_error(form), kept=request.POST.get("text", ""), status=422)
    yes, text = form.says_yes, form.cleaned_data["text"]
    try:
        answer_swap(by=request.user, swap=swap, accept=yes, text=text, now=timezone.now())
    except Refused as refused:
        return show_duties(request, refusal=str(refused), kept=text, status=409)
    messages.success(request, _("You accepted; the duty lead decides now.") if yes else _("You declined."))
    return redirect("duties")


@serves(*DESK_ROLES, methods=("POST",))
def swap_withdraw(request, pk):
    swap = swap_or_404(request.user, pk)
    if swap.duty.officer.user_id != request.user.pk:
        raise PermissionDenied
    try:
        withdraw_swap(by=request.user, swap=swap, now=timezone.now())
    except Refused as refused:
        return show_duties(request, refusal=str(refused), status=409)
    messages.success(request, _("The swap is withdrawn."))
    return redirect("duties")


@serves(Role.COORDINATOR)
def desk_swaps(request, code):
    """What waits for approval at the desk, then what was decided; buttons only for the coordinators of that desk."""
    area = area_or_404(request.user, code)
    return show_swaps(request, area)


def show_swaps(request, area, *, refusal="", kept="", status=200):
    user, now = request.user, timezone.now()
    here = Swap.objects.visible_to(user).filter(duty__desk__area=area).for_display()
    waiting = list(here.filter(state=Swap.State.ACCEPTED).possible_at(now).order_by("duty__starts_at", "pk"))
    others = here.exclude(pk__in=[swap.pk for swap in waiting]).order_by("-asked_at", "-pk")
    page = Paginator(others, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "area": area,
        "waiting": waiting,
        "page": page,
        "rows": [(swap, swap.has_lapsed_at(now)) for swap in page],
        "may_decide": user.area_id == area.pk,
        "refusal": refusal,
        "kept": kept,
    }
    return render(request, "desks/swaps.html", context, status=status)


@serves(Role.COORDINATOR, methods=("POST",))
def swap_decide(request, pk):
    user = request.user
    swap = swap_or_404(user, pk)
    if not leads_desk(user, swap.duty.desk):
        raise PermissionDenied
    area = swap.duty.desk.area
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show_swaps(request, area, refusal=first_error(form), kept=request.POST.get("text", ""), status=422)
    yes, text = form.says_yes, form.cleaned_data["text"]
    try:
        decide_swap(by=user, swap=swap, approve=yes, text=text, now=timezone.now())
    except Refused as refused:
        return show_swaps(request, area, refusal=str(refused), kept=text, status=409)
    messages.success(request, _("Approved: the duties have changed hands.") if yes else _("The swap is refused."))
    return redirect("desk_swaps", area.pk)


def first_error(form):
    """Why a form of one line was not sent."""
    return next(iter(form.errors.values()))[0]
