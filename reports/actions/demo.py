"""The demonstration: a calendar moved to today, the desks of 2024, sample people and sample reports.

Everything goes through the same actions as in real work; only the clock is given.
"""

import io
import logging
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from PIL import Image, ImageDraw

from desks.actions import open_desks
from desks.fields import parse_clock
from desks.models import DESK_ROLES, Area, Desk, Election, SpecialHours, Tier, Unit, User
from desks.reference import read_rows

from ..forms.filing import parse_stations
from ..models import Category, Report
from ..photos import read_photo
from .demo_daily import Week
from .escalation import escalate_due
from .filing import file_report
from .steps import perform

log = logging.getLogger("posko.demo")

DATA = Path(__file__).resolve().parent.parent / "data"
ELECTION = "pilkada-dki-2024"
DAYS_BEFORE_VOTING = 14


@transaction.atomic
def move_calendar(today):
    """Move the election, its stages and its desks together so that today is two weeks before voting day.

    Only once: an election that already votes elsewhere than in 2024 stays where it is. Returns the
    days it was moved by.
    """
    election = Election.objects.get(pk=ELECTION)
    if election.voting_on.year != 2024:
        return 0
    shift = today + timedelta(days=DAYS_BEFORE_VOTING) - election.voting_on
    _shift(election, shift, "voting_on")
    for stage in election.stages.all():
        _shift(stage, shift, "starts_on", "ends_on")
    for desk in election.desks.all():
        _shift(desk, shift, "active_from", "active_until")
    return shift.days


def _shift(row, by, *names):
    for name in names:
        setattr(row, name, getattr(row, name) + by)
    row.save()


@transaction.atomic
def open_demo_desks():
    """Open the desks of `demo_desks.csv` that are not there yet, on the dates of the first one. Returns how many."""
    election = Election.objects.get(pk=ELECTION)
    pattern = Desk.objects.filter(election=election).order_by("active_from").first()
    opened = []
    for row in read_rows(DATA / "demo_desks.csv"):
        tiers = [Tier[name.upper()] for name in row["tiers"].split(",")]
        area = Area.objects.get(pk=row["area"])
        if Desk.objects.below(area.pk).filter(election=election, area__tier__in=tiers).exists():
            continue
        opened += open_desks(
            election=election,
            area=area,
            tiers=tiers,
            active_from=pattern.active_from,
            active_until=pattern.active_until,
            opens_at=parse_clock(row["opens"]),
            closes_at=parse_clock(row["closes"]),
        )
    for desk in Desk.objects.filter(election=election):
        SpecialHours.objects.get_or_create(
            desk=desk, applies_on=election.voting_on, defaults={"opens_at": 0, "closes_at": 24 * 60}
        )
    return len(opened)


def make_people():
    """The people of `demo_people.csv` who are not there yet; returns [(user, password or "" where it was changed)]."""
    people = []
    for row in read_rows(DATA / "demo_people.csv"):
        password = demo_password(row["username"])
        user = User.objects.filter(username=row["username"]).first()
        if user is None:
            area = Area.objects.get(pk=row["area"])
            user = User.objects.create_user(row["username"], password, role=row["role"], area=area, name=row["name"])
        elif not user.check_password(password):
            password = ""
        people.append((user, password))
    return people


def demo_password(username):
    """The same on each run on one machine, different on every machine: it hangs on the SECRET_KEY."""
    return "contoh-" + salted_hmac("posko.demo", username).hexdigest()[:10]


@transaction.atomic
def make_reports(now):
    """Play the sample reports of `demo_reports.csv` in the order of their moments, and let the desks of Jakarta Utara
    report each evening of a week; returns how many incidents were filed."""
    acts = []
    for number, row in enumerate(read_rows(DATA / "demo_reports.csv")):
        filer = User.objects.get(username=row["filer"])
        filed_at = _moment(row, filer, now)
        acts.append((filed_at, number, "file", row))
        for step in filter(None, (part.strip() for part in row["steps"].split(";"))):
            minutes, name, *words = step.split(" ", 2)
            acts.append((filed_at + timedelta(minutes=int(minutes)), number, name, words[0] if words else ""))
    reports = {}
    week = Week(Election.objects.get(pk=ELECTION), now)
    clock = min(week.start, *(at for at, *_ in acts))
    for at, number, name, what in sorted((act for act in acts if act[0] <= now), key=lambda act: act[:2]):
        clock = _let_time_pass(clock, at, week)
        if name == "file":
            reports[number] = _file(what, at)
        else:
            _take(reports[number].number, name, what, at)
    _let_time_pass(clock, now, week)
    return len(reports)


def _moment(row, filer, now):
    if row["at"].startswith("-"):
        return now - timedelta(minutes=int(row["at"][1:-1]))
    day = timezone.localtime(now, filer.area.zone).date() - timedelta(days=int(row["days_ago"]))
    return datetime.combine(day, time.fromisoformat(row["at"]), filer.area.zone)


def _let_time_pass(clock, until, week):
    """Do what worker and desks would have done between two moments, a look every quarter of an hour."""
    while clock < until:
        clock = min(clock + timedelta(minutes=15), until)
        escalate_due(now=clock)
        week.pass_to(clock)
    return clock


def _file(row, at):
    filer = User.objects.get(username=row["filer"])
    category = Category.objects.select_related("severity").get(pk=row["category"])
    stations = parse_stations(row["stations"])
    content = {
        "area": filer.area,
        "category": category,
        "severity": category.severity,
        "classification": category.classification,
        "title": row["title"],
        "narrative": row["narrative"],
        "occurred_at": at - timedelta(minutes=10),
        "polling_stations": stations,
        "stations_affected": len(stations),
        "reporter_name": "Contoh Pelapor",
        "reporter_phone": "",
    }
    photos = [sample_photo(row["title"])] if row["photo"] else []
    report, _new = file_report(by=filer, key=uuid.uuid4(), content=content, photos=photos, now=at)
    return report


def _take(number, name, words, at):
    """Take a step by someone of the desk that holds the report then: its duty lead where it has one."""
    report = Report.objects.select_related("held_by").get(number=number)
    people = User.objects.filter(area=report.held_by.area_id, role__in=DESK_ROLES)
    actor = people.order_by("role").first()
    if actor is None:
        log.warning("report=%s step=%s skipped: nobody at %s", number, name, report.held_by.area_id)
        return
    perform(step=name, number=number, by=actor, data=_data(name, words, actor), now=at)


def _data(name, words, actor):
    first, *rest = words.split("|")
    data = {"text": first}
    if name == "forward":
        data["advice"] = rest[0]
    elif name == "figures":
        data = {"polling_stations": parse_stations(first), "stations_affected": int(rest[0]), "source": rest[1]}
    elif name == "refer":
        data["unit"] = Unit.objects.filter(area__in=actor.area.path).order_by("name").first()
    return data


def sample_photo(title):
    """A plain picture that says it is a sample."""
    image = Image.new("RGB", (1200, 800), "#dfe7e6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 620, 1200, 800), fill="#9db4b3")
    draw.polygon(((250, 620), (250, 380), (600, 220), (950, 380), (950, 620)), fill="#fbfaf6", outline="#0e4a50")
    draw.text((60, 40), f"CONTOH\n{title}", fill="#16262a", font_size=40)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return read_photo(SimpleUploadedFile("contoh.jpg", buffer.getvalue()))
