"""Check-in and check-out, by the officer's own login or by a coordinator of the desk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import actions
from ..access import serves
from ..actions.attendance import may_attend
from ..models import DESK_ROLES
from .attendance import attendance_address, duty_or_404, show_attendance
from .duties import show_duties


@serves(*DESK_ROLES, methods=("POST",))
def check_in(request, pk):
    return attend(request, pk, actions.check_in, _("%(officer)s is checked in."))


@serves(*DESK_ROLES, methods=("POST",))
def check_out(request, pk):
    return attend(request, pk, actions.check_out, _("%(officer)s is checked out."))


def attend(request, pk, act, done):
    user = request.user
    duty = duty_or_404(user, pk)
    if not may_attend(user, duty):
        raise PermissionDenied
    try:
        act(by=user, duty=duty, now=timezone.now())
    except actions.Refused as refused:
        return refused_page(request, duty, str(refused))
    messages.success(request, done % {"officer": duty.officer})
    return redirect(way_back(request, duty))


def refused_page(request, duty, words):
    """The list on which the person sees how things stand: of the own duties, or of the desk's day."""
    if duty.officer.user_id == request.user.pk:
        return show_duties(request, refusal=words, status=409)
    return show_attendance(request, duty.desk.area, duty.serves_on, refusal=words, status=409)


def way_back(request, duty):
    """To the page on which the button was."""
    pages = {"desk": reverse("desk", args=[duty.desk.area_id]), "attendance": attendance_address(duty)}
    return pages.get(request.POST.get("back"), reverse("duties"))
