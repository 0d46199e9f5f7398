"""The roster of a desk as the paper that hangs in its office: Indonesian, whoever asks for it."""

import re

from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _
from django.utils.translation import override

from .formats import day as day_text
from .formats import moment
from .models import Area, Tier, Unit
from .typst import compile_pdf

#: "Kota Administrasi Jakarta Pusat" is where "Jakarta Pusat" is.
KIND_OF_CITY = re.compile(r"^(Kota|Kabupaten)( Administrasi)? ")
WEEKEND_SIGN, HOLIDAY_SIGN = "*", "**"


def roster_pdf(sheet, now, **options):
    with override("id"):
        return compile_pdf("roster.typ", paper(sheet, now), now=now, **options)


def paper(sheet, now):
    """All that the template prints."""
    desk, shifts = sheet.desk, sheet.shifts
    title = _("Duty roster").upper()
    period = period_text(sheet.first, sheet.last)
    zone = desk.area.get_time_zone_display()
    return {
        "title": title,
        "letterhead": letterhead(desk.area),
        "desk": desk.name.upper(),
        "place": desk.place,
        "election": desk.election.label,
        "period": period,
        "shift": f"{shifts[0].name} {shifts[0].hours_text} {zone}" if len(shifts) == 1 else "",
        "shift_column": len(shifts) > 1,
        "columns": sheet.labels or [_("Duty officers")],
        "days": [_day(number, day, sheet) for number, day in enumerate(sheet.days, 1)],
        "legend": legend(sheet),
        "signature": {"city": KIND_OF_CITY.sub("", desk.area.name), "title": head_title(desk.area)},
        "foot": _("%(desk)s · %(period)s · printed %(moment)s")
        % {"desk": desk.name, "period": period, "moment": moment(now, desk.area.zone)},
        "words": {
            "number": _("No."),
            "date": _("Day, date"),
            "shift": _("Shift"),
            "page": _("Page"),
            "service_number": _("NIP/NRP"),
        },
    }


def _day(number, day, sheet):
    return {
        "number": number,
        "date": day_text(day.day),
        "off": day.is_off,
        "sign": HOLIDAY_SIGN if day.holiday else WEEKEND_SIGN if day.is_weekend else "",
        "note": day.holiday or "",
        "empty": _("The desk is closed.") if day.is_closed else _("No place to fill."),
        "rows": [
            {
                "name": shift.name,
                "hours": shift.hours_text,
                "cells": [[_line(seat) for seat in shift.at(label)] for label in sheet.labels],
            }
            for shift in day.shifts
        ],
    }


def _line(seat):
    return {"text": seat_text(seat), "bold": seat.duty is None or seat.duty.leads}


def seat_text(seat):
    """Who fills a place, or that nobody does."""
    if seat.duty is None:
        return _("— not filled —")
    words = str(seat.duty.officer)
    if seat.duty.leads:
        words = _("%(officer)s (lead)") % {"officer": words}
    return f"{words}, {seat.other_unit}" if seat.other_unit else words


def legend(sheet):
    weekend, holiday = _("weekend"), _("public holiday or joint leave")
    lines = [
        f"{WEEKEND_SIGN} {weekend}   {HOLIDAY_SIGN} {holiday}",
        _("“(lead)” after a name: the duty lead of the shift."),
    ]
    gaps = sum(seat.duty is None for day in sheet.days for seat in day.seats)
    if gaps:
        lines.append(_("“— not filled —”: %(count)d places of this period are still open.") % {"count": gaps})
    return lines


def period_text(first, last):
    return _("%(first)s to %(last)s") % {"first": date_text(first, "j F Y"), "last": date_text(last, "j F Y")}


def letterhead(area):
    """The government of the city (or province), then what of it the desk stands for."""
    names = {row.tier: row for row in Area.objects.filter(pk__in=area.path)}
    top = names[min(area.tier, Tier.CITY)]
    lower = [names[tier].full_name for tier in (Tier.DISTRICT, Tier.WARD) if tier in names]
    return [line.upper() for line in (_("Government of %(area)s") % {"area": top.full_name}, *lower)]


def head_title(area):
    """Who signs, in lines: the head of the area's Kesbangpol office, where there is one, else the head of the area."""
    office = Unit.objects.filter(area=area, kind="kesbangpol").exclude(head_title="").first()
    if office is not None:
        return [office.head_title, office.name]
    titles = {
        Area.Kind.PROVINSI: _("Governor"),
        Area.Kind.KOTA: _("Mayor"),
        Area.Kind.KABUPATEN: _("Regent"),
        Area.Kind.KECAMATAN: _("Head of the district"),
        Area.Kind.DISTRIK: _("Head of the distrik"),
        Area.Kind.KELURAHAN: _("Head of the ward"),
    }
    title = titles.get(area.kind, _("Head of the village"))
    return [f"{title} {KIND_OF_CITY.sub('', area.name)}"]
