"""The demonstration's daily reports: Jakarta Utara's desks and the province, a week, signed as the days pass."""

from datetime import datetime, time, timedelta

from django.db.models import Q

from desks.models import Desk, Role, User, below

from ..daily.content import is_nihil, offered_incidents
from ..models import DailyDue
from .daily import acknowledge_daily, open_draft, preview, save_draft, sign
from .schedule import plan_dues

AREA, PROVINCE = "31.72", "31"
DAYS = 7
#: Wards whose last report of the week is missing, and the one that comes after the grace time.
MISSING = ("31.72.03.1004", "31.72.06.1002")
LATE = "31.72.05.1003"
LATE_BY, ON_TIME = timedelta(minutes=45), timedelta(minutes=5)
SITUATION = "Contoh: situasi wilayah aman dan terkendali, piket lengkap, koordinasi dengan unsur berjalan lancar."
ANALYSIS = "Contoh: kejadian tertangani di tingkat asal; tidak ada pola yang menonjol."
PREDICTION = "Contoh: kerumunan mungkin bertambah mendekati hari pemungutan suara."
ADVICE = "Contoh: tambah patroli gabungan pada malam hari di sekitar gudang logistik."


class Week:
    """Signs what is due, moment by moment, as the clock of the demonstration goes."""

    def __init__(self, election, now):
        zone = Desk.objects.select_related("area").get(election=election, area=AREA).area.zone
        self.start = datetime.combine(now.astimezone(zone).date() - timedelta(days=DAYS), time(), zone)
        self.desks = Desk.objects.filter(election=election).filter(below(AREA, "area") | Q(area=PROVINCE))
        plan_dues(now, since=self.start, desks=self.desks)
        plan_dues(now)
        dues = DailyDue.objects.filter(desk__in=self.desks, due_at__gt=self.start, due_at__lte=now)
        whole = dues.filter(desk__area=PROVINCE, due_at__lte=now - ON_TIME).order_by("-due_at")
        #: The last evening of which everybody up to the province has reported by now.
        self.last = whole.values_list("period_until", flat=True).first()
        self.waiting = sorted(
            (self._signed_at(due), due.pk) for due in dues.select_related("desk") if not self._is_missing(due)
        )
        self.leads = {}

    def _is_missing(self, due):
        return due.desk.area_id in MISSING and due.period_until == self.last

    def _signed_at(self, due):
        is_late = due.desk.area_id == LATE and due.period_until == self.last
        return due.due_at + (LATE_BY if is_late else ON_TIME)

    def pass_to(self, moment):
        """Sign what desks have signed by that moment."""
        while self.waiting and self.waiting[0][0] <= moment:
            at, pk = self.waiting.pop(0)
            self._sign(DailyDue.objects.for_display().get(pk=pk), at)

    def _sign(self, due, at):
        lead = self._lead_of(due.desk)
        draft, content, seen = preview(due, at, nihil=True)
        nihil = is_nihil(content)
        if not nihil:
            words = {"situation": SITUATION, "analysis": ANALYSIS, "prediction": PREDICTION}
            words["notable"] = self._notable(due)
            if due.desk.area_id == AREA:
                words["recommendations"] = [ADVICE]
            save_draft(by=lead, due=due, words=words, revision=draft.revision, now=at)
            _draft, _content, seen = preview(due, at)
        report = sign(by=lead, due=due, seen=seen, now=at, nihil=nihil)
        if report.sent_to_id:
            acknowledge_daily(by=self._lead_of(report.sent_to), report=report, now=at)

    def _notable(self, due):
        rows = offered_incidents(open_draft(due), self._lead_of(due.desk))
        return [report.number for report, _chosen, _told in rows if report.severity_id in ("darurat", "tinggi")][:8]

    def _lead_of(self, desk):
        """The duty lead of a desk; desks without a sample person get one that nobody can log in as."""
        if desk.area_id not in self.leads:
            lead = User.objects.filter(area=desk.area_id, role=Role.COORDINATOR).order_by("pk").first()
            self.leads[desk.area_id] = lead or self._make_lead(desk)
        return self.leads[desk.area_id]

    def _make_lead(self, desk):
        user = User(
            username=f"perwira.{desk.area_id}",
            name=f"Contoh Perwira {desk.area.name}",
            role=Role.COORDINATOR,
            area=desk.area,
        )
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
        return user
