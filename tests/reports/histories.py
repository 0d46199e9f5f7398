"""Histories: random acts of random people, for whatever must be right after any of them."""

import random
from datetime import timedelta

from desks.models import Desk
from reports.actions import allowed_steps, escalate_due, perform
from reports.models import Category, Classification, Report, Severity

from ..conftest import CITY, NOW, PENJARINGAN, PLUIT, TWIN_WARD

PLACES = {
    PLUIT: "pluit_officer",
    PENJARINGAN: "penjaringan_officer",
    CITY: "city_officer",
    TWIN_WARD: "outsider_officer",
}
ACTORS = (
    *("pluit_officer", "pluit_coordinator", "penjaringan_officer", "penjaringan_coordinator"),
    *("city_officer", "city_coordinator", "province_officer", "province_coordinator", "official"),
    *("outsider_officer", "outsider_coordinator"),
)


class History:
    """Random acts of random people, one after the other, as the product lets them."""

    def __init__(self, seed, cast, make_report, step_data, start=NOW - timedelta(days=2), pace=240):
        self.dice, self.cast, self.make_report, self.step_data = random.Random(seed), cast, make_report, step_data
        self.now, self.pace = start, pace

    def act(self):
        self.now += timedelta(minutes=self.dice.randrange(1, self.pace))
        choice = self.dice.random()
        if choice < 0.35:
            self._file()
        elif choice < 0.45:
            escalate_due(now=self.now)
        else:
            self._step()

    def _file(self):
        place = self.dice.choice(list(PLACES))
        category = self.dice.choice(list(Category.objects.all()))
        self.make_report(
            by=getattr(self.cast, PLACES[place]),
            now=self.now,
            area=place,
            category=category.pk,
            severity=self.dice.choice(["darurat", "tinggi", "sedang", "rendah"]),
            classification=self.dice.choice(Classification.values),
            stations_affected=self.dice.randrange(5),
        )

    def _step(self):
        reports = list(Report.objects.select_related("held_by__area", "area", "severity", "election"))
        self.dice.shuffle(reports)
        for report in reports:
            for name in self.dice.sample(ACTORS, len(ACTORS)):
                by = getattr(self.cast, name)
                if not by.area.covers(report.area_id) or report.classification not in Classification.seen_by(by.role):
                    continue
                if steps := [step for step in allowed_steps(report, by, now=self.now) if step != "refer"]:
                    return self._take(self.dice.choice(steps), report, by)
        return None

    def _take(self, step, report, by):
        data = dict(self.step_data[step])
        if step == "figures":
            data["stations_affected"] = report.stations_affected + 1
        if step == "return":
            data["desk"] = Desk.objects.get(area=report.area_id, election=report.election).pk
        if step == "reclassify":
            others = [level for level in Classification.values if level != report.classification]
            data |= {
                "category": self.dice.choice(list(Category.objects.all())),
                "severity": self.dice.choice(list(Severity.objects.all())),
                "classification": self.dice.choice(others),
            }
        if step == "return" and report.held_by.area_id == report.area_id:
            return
        perform(step=step, number=report.number, by=by, data=data, now=self.now)
