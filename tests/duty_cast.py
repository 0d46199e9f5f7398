"""The desk of Pluit with a roster, for tests of duties: four officers of one unit, two of them with a login.

Today is the 13th (a Wednesday), 09.00; the shift runs from 08.00 to 16.00. The first named leads.

    13th  Ani, Citra      14th  Budi, Dedi      15th  Ani, Citra      18th  Budi, Dedi
"""

from datetime import date
from types import SimpleNamespace

from desks.actions.rosters import rostered
from desks.coverage import refresh_coverage
from desks.models import Area, Desk, Officer, Role, User

from .conftest import NOW, PLUIT
from .desks.roster_cast import compose, make_duty, unit_at

DAYS = {13: ("ani", "citra"), 14: ("budi", "dedi"), 15: ("ani", "citra"), 18: ("budi", "dedi")}


def man(desk, cast):
    """A namespace of the desk, its unit, its officers by name, and `duty`: {(name, day of November): Duty}.

    Ani is pluit_officer; Budi gets the login pluit_colleague; Citra has a phone and no login, Dedi neither.
    """
    cast.pluit_colleague = User.objects.create_user(
        "pluit_colleague", "rahasia-contoh", role=Role.OFFICER, area=Area.objects.get(pk=PLUIT), name="Contoh colleague"
    )
    unit = unit_at(PLUIT, "Polsek Piket")
    people = {
        "ani": {"user": cast.pluit_officer, "phone": "+6281200000001"},
        "budi": {"user": cast.pluit_colleague, "phone": "+6281200000002"},
        "citra": {"phone": "+622112345678"},
        "dedi": {},
    }
    officers = {
        name: Officer.objects.create(unit=unit, name=f"Contoh {name.title()}", rank="Aiptu", **columns)
        for name, columns in people.items()
    }
    compose(desk, [(unit, 2)])
    duty = {
        (name, day): make_duty(officers[name], desk, date(2024, 11, day), by=cast.administrator, leads=place == 0)
        for day, names in DAYS.items()
        for place, name in enumerate(names)
    }
    refresh_coverage(rostered(Desk.objects.filter(pk=desk.pk)), NOW)
    return SimpleNamespace(desk=desk, unit=unit, duty=duty, **officers)
