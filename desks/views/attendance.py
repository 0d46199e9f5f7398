"""Who was there: the attendance list of a desk for a day."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ..access import area_or_404, serves
from ..forms import DayForm
from ..models import DESK_ROLES, Desk, Duty
from ..presence import lines_of


@serves(*DESK_ROLES)
def attendance(request, code):
    area = area_or_404(request.user, code)
    form = DayForm(request.GET) if "on" in request.GET else None
    day = (form and form.day()) or timezone.localdate(timezone.now(), area.zone)
    return show_attendance(request, area, day, form=form)


def show_attendance(request, area, day, *, form=None, refusal="", status=200):
    user, now = request.user, timezone.now()
    duties = Duty.objects.visible_to(user).telling().filter(desk__area=area).between(day, day)
    lines = lines_of(duties.for_display().with_handing_on(), user, now)
    context = {
        "area": area,
        "desk": Desk.objects.visible_to(user).of_area(area, now),
        "day": day,
        "form": form or DayForm({"on": day}),
        "lines": lines,
        "has_buttons": any(line.may_check_in or line.may_check_out or line.may_replace for line in lines),
        "refusal": refusal,
    }
    return render(request, "desks/attendance.html", context, status=status)


def duty_or_404(user, pk):
    rows = Duty.objects.within_reach(user).select_related("officer", "unit", "desk__area", "desk__election")
    return get_object_or_404(rows, pk=pk)


def attendance_address(duty):
    return f"{reverse('attendance', args=[duty.desk.area_id])}?{urlencode({'on': duty.serves_on})}"
