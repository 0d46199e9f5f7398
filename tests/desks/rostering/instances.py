"""Random rosters to make, from a `random.Random`: all that the rules know, mixed."""

import random
from datetime import UTC, date, datetime, timedelta

from desks.rostering import Held, Person, Slot

START = date(2024, 1, 8)  # a Monday
#: (from, until) in hours of the local day; 24 and more is after midnight.
PATTERNS = (
    ((8, 16),),
    ((8, 16),),
    ((8, 14), (14, 20)),
    ((7, 15), (15, 23), (23, 31)),
    ((7, 19), (19, 31)),
    ((18, 30),),
)
ZONE = 7  # hours: WIB


def at(day, hour):
    """The moment of a local hour of a local date, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - ZONE)


def place(key, day, hours, units, *, desk=1, **more):
    """A slot of `hours` on a local date; weekends are off days."""
    begins, ends = hours
    return Slot(
        key=key,
        day=day,
        starts_at=at(day, begins),
        ends_at=at(day, ends),
        units=frozenset(units),
        desk=desk,
        off_day=more.pop("off_day", day.weekday() >= 5),
        last_day=day + timedelta(days=1) if ends > 24 else day,
        **more,
    )


def duty(person, day, hours, **more):
    """A published duty of `hours` on a local date."""
    return Held(person, day, at(day, hours[0]), at(day, hours[1]), **more)


def mixed(chance, *, days=10, unit_count=3, tight=True):
    """(slots, people, held): a few units, several desks, kinds, night shifts, leave, published duties, history."""
    units = range(1, chance.randint(1, unit_count) + 1)
    days = chance.randint(3, days)
    people = [person for unit in units for person in _officers(chance, unit, days, tight)]
    slots = [slot for desk in range(1, chance.choice((1, 1, 1, 2)) + 1) for slot in _desk(chance, desk, units, days)]
    return slots, people, _published(chance, people, days)


def _officers(chance, unit, days, tight):
    return [
        _officer(chance, unit * 100 + n, unit, days)
        for n in range(chance.randint(3, 7) if tight else chance.randint(5, 11))
    ]


def _officer(chance, number, unit, days):
    more = {}
    if chance.random() < 0.15:
        more["available_from"] = START + timedelta(days=chance.randint(0, days // 2))
    if chance.random() < 0.15:
        more["available_until"] = START + timedelta(days=chance.randint(days // 2, days))
    if chance.random() < 0.3:
        first = START + timedelta(days=chance.randint(0, days - 1))
        more["absences"] = ((first, first + timedelta(days=chance.randint(0, 3))),)
    if chance.random() < 0.2:
        more["earlier"] = chance.randint(1, 4)
        more["earlier_off"] = chance.randint(0, min(2, more["earlier"]))
    return Person(number, unit, **more)


def _desk(chance, desk, units, days):
    pattern, rest = chance.choice(PATTERNS), chance.choice((0, 480, 660, 720, 720, 720))
    most = chance.choice((3, 4, 7, 7, 7))
    wants = [(frozenset([chance.choice(units)]), chance.choice((1, 1, 1, 2))) for _ in range(chance.randint(1, 2))]
    if len(units) > 1 and chance.random() < 0.3:
        wants.append((frozenset(chance.sample(units, 2)), 1))
    for day in range(days):
        local = START + timedelta(days=day)
        holiday = local.weekday() >= 5 or day == 2
        for shift, hours in enumerate(pattern):
            for want, (allowed, number) in enumerate(wants):
                for n in range(number):
                    key = (desk, day, shift, want, n)
                    rules = {"rest_minutes": rest, "max_per_week": most, "off_day": holiday}
                    yield place(key, local, hours, allowed, desk=desk, leads=want == n == 0, **rules)


def _published(chance, people, days):
    held = []
    for person in people:
        if chance.random() < 0.25:
            day = START + timedelta(days=chance.randint(-1, days))
            rules = {"rest_minutes": chance.choice((0, 720)), "max_per_week": chance.choice((4, 7))}
            held.append(duty(person.id, day, chance.choice(((8, 16), (19, 31))), **rules))
    return held


def daily(chance, *, days, units, officers, places, pattern=((8, 16),), leave=0.06, start=date(2024, 1, 9)):
    """One desk as in Jakarta Pusat: `places` of each unit in each shift of each day, leave in one piece."""
    people = []
    for unit in range(1, units + 1):
        for n in range(officers):
            length = round(days * leave * chance.uniform(0.3, 1.7))
            first = start + timedelta(days=chance.randint(0, days - 1))
            absences = ((first, first + timedelta(days=length - 1)),) if length else ()
            people.append(Person(unit * 1000 + n, unit, absences=absences))
    slots = [
        place((day, shift, unit, n), start + timedelta(days=day), hours, [unit], leads=n == 0)
        for day in range(days)
        for shift, hours in enumerate(pattern)
        for unit in range(1, units + 1)
        for n in range(places)
    ]
    return slots, people, []


def city(chance, *, desks=76, days=60, places=3):
    """Many desks, each with its own units of 8 to 12 officers, and two pools of the whole city that serve all."""
    slots, people = [], []
    for desk in range(1, desks + 1):
        own, own_people, _ = daily(chance, days=days, units=1, officers=chance.randint(8, 12), places=places)
        slots += [_moved(slot, desk) for slot in own]
        people += [Person(desk * 1000 + n, desk, absences=person.absences) for n, person in enumerate(own_people)]
        if desk % 4 == 0:
            slots += [_moved(slot, desk, unit=900 + desk % 8 // 4) for slot in own[::places]]
    for unit in (900, 901):
        _, wide, _ = daily(chance, days=days, units=1, officers=64, places=1)
        people += [Person(unit * 1000 + n, unit, absences=person.absences) for n, person in enumerate(wide)]
    return slots, people, []


def _moved(slot, desk, unit=None):
    units = frozenset([unit or desk])
    return Slot((desk, unit or 0, *slot.key), slot.day, slot.starts_at, slot.ends_at, units, desk, off_day=slot.off_day)


def shuffled(chance, *lists):
    return [chance.sample(items, len(items)) for items in map(list, lists)]


def seeded(seed):
    return random.Random(seed)
