"""Saran and Arahan: the list of recommendations and what becomes of them, instructions and who has read them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from desks.access import area_or_404, serves
from desks.actions import KeyReused, Refused
from desks.forms import renewed
from desks.models import DESK_ROLES, INNER_ROLES, Area, Election, Role

from ..actions.advice import (
    LEADERS,
    acknowledge_instruction,
    desks_below,
    instruct,
    may_acknowledge,
    may_instruct,
    may_recommend,
    may_settle,
    recommend,
    settle,
)
from ..forms.advice import InstructionForm, RecommendationFilter, RecommendationForm, SettleForm
from ..models import Instruction, InstructionDelivery, Recommendation
from .listing import READERS

PAGE_SIZE = 50


# Recommendations


@serves(*READERS)
@never_cache
def recommendations(request, code):
    user = request.user
    area = area_or_404(user, code)
    form = RecommendationFilter(request.GET, user=user, area=area)
    rows = form.narrow(Recommendation.objects.visible_to(user).below(area.pk))
    page = Paginator(rows.for_display(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **recommendation_context(request, area),
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "may_recommend": may_recommend(user, area),
        "page": page,
        "rows": [(row, settle_form(user, row)) for row in page],
    }
    return render(request, "reports/recommendations.html", context)


def recommendation_context(request, area):
    """What the list and the page of one share: the address of the list, as it was filtered, and whom to name."""
    return {
        "area": area,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "names_people": request.user.role != Role.OBSERVER,
        "reads_instructions": request.user.role in INNER_ROLES,
    }


def settle_form(user, row, **typed):
    """The form for what becomes of it, or None where this person or its state does not allow any more."""
    if not row.next_states or not may_settle(user, row):
        return None
    return SettleForm(row=row, initial=typed)


@serves(*LEADERS, methods=("POST",))
@never_cache
def recommendation_settle(request, code, pk):
    user = request.user
    area, row = recommendation_or_404(user, code, pk)
    if not may_settle(user, row):
        raise PermissionDenied
    form = SettleForm(request.POST, row=row)
    if not form.is_valid():
        return show_recommendation(request, area, row, form=form, status=422)
    sent = form.cleaned_data
    try:
        settle(by=user, recommendation=row, now=timezone.now(), **sent)
    except Refused as refused:
        _area, row = recommendation_or_404(user, code, pk)
        form = settle_form(user, row, text=sent["text"])
        return show_recommendation(request, area, row, form=form, refusal=refused, kept=sent["text"], status=409)
    messages.success(request, _("Done: the recommendation is marked."))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('recommendations', args=[code])}{query}#advice-{row.pk}")


def recommendation_or_404(user, code, pk):
    area = area_or_404(user, code)
    rows = Recommendation.objects.visible_to(user).below(area.pk).for_display()
    return area, get_object_or_404(rows, pk=pk)


def show_recommendation(request, area, row, *, form, refusal="", kept="", status):
    """One alone, where something was refused; what was typed stands in the form, where one is left."""
    context = {
        **recommendation_context(request, area),
        "row": row,
        "form": form,
        "refusal": str(refusal),
        "kept": "" if form else kept,
    }
    return render(request, "reports/recommendation_settle.html", context, status=status)


@serves(*LEADERS, methods=("GET", "POST"))
@never_cache
def recommendation_new(request, code):
    user, now = request.user, timezone.now()
    area = area_or_404(user, code)
    if not may_recommend(user, area):
        raise PermissionDenied
    about = {"user": user, "area": area}
    if request.method != "POST":
        soon = Election.objects.visible_to(user).current_in(area, now).first()
        return show_recommendation_form(request, area, RecommendationForm(initial={"election": soon}, **about))
    form = RecommendationForm(request.POST, **about)
    if not form.is_valid():
        return show_recommendation_form(request, area, form, status=422)
    try:
        recommend(by=user, area=area, now=now, **keyed(form))
    except KeyReused as reused:
        form.add_error(None, str(reused))
        return show_recommendation_form(request, area, renewed(form), status=422)
    messages.success(request, _("The recommendation is in the list."))
    return redirect("recommendations", area.pk)


def keyed(form):
    """The cleaned values of a KeyedForm as an action takes them."""
    values = dict(form.cleaned_data)
    return {"key": values.pop("idempotency_key"), **values}


def show_recommendation_form(request, area, form, *, status=200):
    return render(request, "reports/recommendation_new.html", {"area": area, "form": form}, status=status)


# Instructions


@serves(*INNER_ROLES)
@never_cache
def instructions(request, code):
    user = request.user
    area = area_or_404(user, code)
    rows = Instruction.objects.visible_to(user).of_area(area).for_display()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    counts, own = deliveries_of(user, area, [row.pk for row in page])
    context = {
        "area": area,
        "may_instruct": may_instruct(user, area),
        "page": page,
        "rows": [(row, counts.get(row.pk), own.get(row.pk)) for row in page],
    }
    return render(request, "reports/instructions.html", context)


def deliveries_of(user, area, keys):
    """({instruction: how many desks at the area and below, and how many of them have acknowledged},
    {instruction: the delivery to the area's own desk})."""
    rows = InstructionDelivery.objects.visible_to(user).filter(instruction__in=keys)
    counts = rows.below(area.pk).order_by().values("instruction")
    counts = counts.annotate(desks=Count("pk"), acknowledged=Count("acknowledged_at"))
    own = rows.filter(desk__area=area).select_related("acknowledged_by")
    return {row["instruction"]: row for row in counts}, {row.instruction_id: row for row in own}


@serves(*INNER_ROLES)
@never_cache
def instruction(request, code, pk):
    return show_instruction(request, *instruction_or_404(request.user, code, pk))


def instruction_or_404(user, code, pk):
    """(area, instruction): at the address of the area that wrote it, or of one whose desk received it."""
    area = area_or_404(user, code)
    rows = Instruction.objects.visible_to(user).of_area(area).for_display()
    return area, get_object_or_404(rows, pk=pk)


def show_instruction(request, area, row, *, refusal="", status=200):
    user = request.user
    deliveries = InstructionDelivery.objects.visible_to(user).below(area.pk).filter(instruction=row)
    deliveries = deliveries.select_related("desk__area", "acknowledged_by").order_by("acknowledged_at", "desk__area")
    own = next((one for one in deliveries if one.desk.area_id == area.pk), None)
    context = {
        "area": area,
        "instruction": row,
        "waiting": [one for one in deliveries if one.acknowledged_at is None],
        "acknowledged": [one for one in deliveries if one.acknowledged_at is not None],
        "number": len(deliveries),
        "may_acknowledge": own is not None and own.acknowledged_at is None and may_acknowledge(user, own),
        "refusal": refusal,
    }
    return render(request, "reports/instruction.html", context, status=status)


@serves(*DESK_ROLES, methods=("POST",))
@never_cache
def instruction_acknowledge(request, code, pk):
    user = request.user
    area, row = instruction_or_404(user, code, pk)
    deliveries = InstructionDelivery.objects.visible_to(user).filter(instruction=row)
    delivery = get_object_or_404(deliveries, desk__area=area)
    try:
        acknowledge_instruction(by=user, delivery=delivery, now=timezone.now())
    except Refused as refused:
        return show_instruction(request, area, row, refusal=str(refused), status=409)
    messages.success(request, _("The instruction is acknowledged."))
    return redirect("instruction", area.pk, row.pk)


@serves(*LEADERS, methods=("GET", "POST"))
@never_cache
def instruction_new(request, code):
    user, now = request.user, timezone.now()
    area = area_or_404(user, code)
    if not may_instruct(user, area):
        raise PermissionDenied
    elections = {row.pk: row for row in Election.objects.visible_to(user).current_in(area, now)}
    chosen = request.POST.get("election") or request.GET.get("election")
    election = elections.get(chosen) or next(iter(elections.values()), None)
    desks = list(desks_below(user, area, election, now).select_related("area").order_by("area"))
    about = {"area": area, "elections": elections.values(), "election": election}
    if request.method != "POST":
        return show_instruction_form(request, about, InstructionForm(user=user, desks=desks))
    form = InstructionForm(request.POST, user=user, desks=desks)
    if chosen and chosen not in elections:
        # Its last day has ended since the page was opened: nothing goes to another election's desks unasked.
        form.add_error(
            None, _("The election that you chose has no active desk here any more. Look at the desks again.")
        )
        return show_instruction_form(request, about, form, status=409)
    if not form.is_valid():
        return show_instruction_form(request, about, form, status=422)
    content = keyed(form)
    content |= {"desks": form.chosen()}
    del content["to"]
    try:
        row = instruct(by=user, area=area, election=election, now=now, **content)
    except KeyReused as reused:
        form.add_error(None, str(reused))
        return show_instruction_form(request, about, renewed(form), status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return show_instruction_form(request, about, form, status=409)
    messages.success(request, _("The instruction is sent. Below is who has acknowledged it."))
    return redirect("instruction", area.pk, row.pk)


def show_instruction_form(request, about, form, *, status=200):
    context = {**about, "form": form, "groups": grouped(form, about["area"])}
    return render(request, "reports/instruction_new.html", context, status=status)


def grouped(form, area):
    """[(names of the areas down to a district, [(desk, whether ticked)], whether any is)] of the desks offered."""
    ticked = set(form["desks"].value() or ())
    groups = {}
    for key, desk in form.offered.items():
        groups.setdefault(desk.area.path[:3][-1], []).append((desk, key in ticked))
    names = {row.pk: row for row in Area.objects.filter(pk__in={code for key in groups for code in _path(key)})}
    return [
        (
            " · ".join(names[code].full_name for code in _path(key) if code != area.pk and area.covers(code)),
            rows,
            any(is_ticked for _desk, is_ticked in rows),
        )
        for key, rows in groups.items()
    ]


def _path(code):
    return Area(code=code).path
