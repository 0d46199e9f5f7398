"""A coordinator of the desk gives a duty to another officer of the same unit, at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..access import serves
from ..actions import Refused, replace
from ..actions.attendance import leads_desk
from ..actions.duties import candidates, refuse_unless_handable, slot_of
from ..forms import ReplaceForm
from ..models import Duty, Officer, Role
from ..refusals import refusal_words
from .attendance import attendance_address, duty_or_404, show_attendance


@serves(Role.COORDINATOR, methods=("GET", "POST"))
def replace_duty(request, pk):
    user, now = request.user, timezone.now()
    duty = duty_or_404(user, pk)
    if not leads_desk(user, duty.desk):
        raise PermissionDenied
    try:
        refuse_unless_handable(duty, now)
    except Refused as refused:
        return show_attendance(request, duty.desk.area, duty.serves_on, refusal=str(refused), status=409)
    rows = candidates_for(duty)
    form = ReplaceForm(request.POST if request.method == "POST" else None, duty=duty, free=free_choices(rows))
    if request.method != "POST" or not form.is_valid():
        return show_candidates(request, duty, form, rows, status=422 if form.is_bound else 200)
    try:
        new = replace(by=user, duty=duty, now=now, **form.cleaned_data)
    except Refused as refused:
        if Duty.objects.published().filter(pk=duty.pk).exists():
            return show_candidates(request, duty, form, rows, refusal=str(refused), status=409)
        return show_attendance(request, duty.desk.area, duty.serves_on, refusal=str(refused), status=409)
    words = _("%(new)s takes the duty of %(officer)s.")
    messages.success(request, words % {"new": new.officer, "officer": duty.officer})
    return redirect(attendance_address(duty))


def candidates_for(duty):
    unit = Officer.objects.of_units([duty.unit_id]).exclude(pk=duty.officer_id)
    return candidates(slot_of(duty), unit, without=[duty], elections=[duty.desk.election_id])


def free_choices(rows):
    """(id, name with the load so far) of those whom the rules allow, the least loaded first."""
    return [(officer.pk, f"{officer} · {load_words(total, off)}") for officer, total, off, why in rows if why is None]


def load_words(total, off):
    words = ngettext("%(number)d duty so far", "%(number)d duties so far", total) % {"number": total}
    if not off:
        return words
    return (
        words
        + ", "
        + ngettext("%(number)d of them on a free day", "%(number)d of them on free days", off) % {"number": off}
    )


def show_candidates(request, duty, form, rows, *, refusal="", status=200):
    context = {
        "duty": duty,
        "form": form,
        "free": [row for row in rows if row[3] is None],
        "others": [(officer, refusal_words(why)) for officer, _total, _off, why in rows if why is not None],
        "refusal": refusal,
    }
    return render(request, "desks/replace.html", context, status=status)
