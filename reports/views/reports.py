"""One report: its page and the steps taken from it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desks.access import serves
from desks.models import INNER_ROLES

from ..actions import Stale, StepRefused, allowed_steps, perform
from ..actions.moving import chain_of, next_above
from ..actions.steps import return_targets
from ..forms import STEP_FORMS
from ..models import Attachment, Classification, EventKind, Report
from .listing import READERS

#: What the button of each step says, worded as what happens.
STEP_LABELS = {
    "acknowledge": gettext_lazy("Acknowledge"),
    "resolve": gettext_lazy("Mark as resolved"),
    "close": gettext_lazy("Close the report"),
    "forward": gettext_lazy("Forward up"),
    "return": gettext_lazy("Return down"),
    "take-over": gettext_lazy("Take over"),
    "refer": gettext_lazy("Refer to a unit"),
    "note": gettext_lazy("Add a note"),
    "figures": gettext_lazy("Revise figures"),
    "recommend": gettext_lazy("Make a recommendation"),
    "reclassify": gettext_lazy("Reclassify"),
    "reopen": gettext_lazy("Reopen"),
    "unfounded": gettext_lazy("Mark as unfounded"),
}
#: The one primary action of the page, by what is allowed, in this order.
PRIMARY = ("acknowledge", "resolve", "close", "reopen", "recommend", "take-over", "note")


@dataclass
class Action:
    name: str
    label: str
    form: object
    #: Whether the form is shown open: the primary action, or one that was sent with an error.
    is_open: bool = False


@serves(*READERS)
def report_page(request, number):
    return show(request, find(request.user, number))


@serves(*INNER_ROLES, methods=("POST",))
def report_step(request, number, step):
    """Take one step; on refusal the page comes back with the words and what was typed."""
    report = find(request.user, number)
    form = STEP_FORMS[step](request.POST, report=report, user=request.user, targets=targets(report, step))
    if not form.is_valid():
        if step not in allowed_steps(report, request.user):
            # Nothing typed can make this step possible: let the action say why (403 or 409).
            return attempt(request, report, step, form, None)
        return show(request, report, sent=(step, form), status=422)
    return attempt(request, report, step, form, form.data_for_step())


def attempt(request, report, step, form, data):
    turn = form.cleaned_data.get("turn") if hasattr(form, "cleaned_data") else None
    try:
        events = perform(step=step, number=report.number, by=request.user, data=data, turn=turn)
    except Report.DoesNotExist as error:
        raise Http404 from error
    except Stale as stale:
        return show(request, find(request.user, report.number), sent=(step, form), refusal=str(stale), status=409)
    except StepRefused as refused:
        return show(request, report, sent=(step, form), refusal=str(refused), status=422)
    messages.success(request, told(events))
    if Report.objects.visible_to(request.user).filter(pk=report.pk).exists():
        return redirect(report)
    return redirect("desks")


def told(events):
    last = events[-1]
    if last.kind == EventKind.ACKNOWLEDGED_LATE:
        return _("Your acknowledgement is kept as a late one: the report had gone on to %(desk)s before.") % {
            "desk": last.report.held_by
        }
    if last.moves_to_another_desk:
        return _("Done: the report is now with %(desk)s.") % {"desk": last.to_desk}
    return _("Done: %(what)s.") % {"what": last.get_kind_display()}


def find(user, number):
    rows = Report.objects.visible_to(user).select_related(
        "area", "category__severity", "severity", "election", "held_by__area", "filed_with", "filed_by"
    )
    return get_object_or_404(rows, number=number)


def targets(report, step):
    if step != "return":
        return ()
    now = timezone.now()
    return return_targets(report, chain_of(report, now), now)


def show(request, report, *, sent=None, refusal="", status=200):
    user, now = request.user, timezone.now()
    chain = chain_of(report, now)
    primary, actions = actions_for(report, user, chain, now, sent)
    names = [action.name for action in actions]
    context = {
        "report": report,
        "now": now,
        "events": report.events.select_related("actor", "from_desk__area", "to_desk__area").order_by("seq"),
        "attachments": Attachment.objects.visible_to(user).filter(report=report),
        "names_reporter": report.names_reporter_to(user),
        "primary": primary,
        "actions": actions,
        "above": next_above(report, chain),
        "refusal": refusal,
        "lost_words": typed_words(sent[1]) if sent and sent[0] not in {primary and primary.name, *names} else [],
    }
    response = render(request, "reports/report.html", context, status=status)
    if report.classification != Classification.BIASA:
        add_never_cache_headers(response)  # the desk's computer is shared
    return response


def actions_for(report, user, chain, now, sent):
    """(the primary action or None, the others in the order of STEP_LABELS); the one just sent keeps its words."""
    allowed = allowed_steps(report, user, now=now, chain=chain)
    first = next((name for name in PRIMARY if name in allowed), None)
    actions = {}
    for name in allowed:
        form = STEP_FORMS[name](report=report, user=user, targets=return_targets(report, chain, now))
        if name == "refer" and not form.fields["unit"].queryset.exists():
            continue  # no unit of this area is known, so there is none to choose
        just_sent = bool(sent) and sent[0] == name
        if just_sent:
            form = sent[1] if sent[1].errors else with_what_was_typed(sent[1], form)
        actions[name] = Action(name, STEP_LABELS[name], form, is_open=just_sent or name == first)
    primary = actions.pop(first, None)
    return primary, [actions[name] for name in STEP_LABELS if name in actions]


def typed_words(form):
    """(label, text) of what was written in a form that can no longer be sent, so that it can be copied."""
    return [
        (field.label, field.value())
        for field in form.visible_fields()
        if isinstance(field.field, forms.CharField) and field.value()
    ]


def with_what_was_typed(typed, fresh):
    """A form for the report as it stands now that still holds the words typed on the older page."""
    fresh.initial.update({name: value for name, value in typed.cleaned_data.items() if name != "turn"})
    return fresh
