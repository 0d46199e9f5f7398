"""Recommendations and instructions for tests, made as their people would make them."""

import uuid

from reports.actions import perform
from reports.actions.advice import instruct, recommend
from reports.models import Recommendation

from .conftest import NOW


def advise(by, desk, *, text="Contoh saran.", classification="biasa", now=NOW, key=None):
    """A recommendation standing alone, about the area of a desk and addressed to it."""
    return recommend(
        by=by,
        area=desk.area,
        election=desk.election,
        text=text,
        classification=classification,
        key=key or uuid.uuid4(),
        now=now,
    )


def advise_on(report, by, *, text="Contoh saran.", now=NOW):
    """What an official recommends on an incident."""
    perform(step="recommend", number=report.number, by=by, data={"text": text}, now=now)
    return Recommendation.objects.get(event__report=report, text=text)


def write(by, election, desks, *, subject="Contoh hal", text="Contoh arahan.", classification="biasa", **changes):
    """An instruction from the own area of this person to the desks."""
    about = {"area": by.area, "subject": subject, "text": text, "classification": classification}
    return instruct(
        **{"by": by, "election": election, "desks": desks, "key": uuid.uuid4(), "now": NOW, **about, **changes}
    )
