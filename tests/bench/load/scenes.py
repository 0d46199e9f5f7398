"""What stands in the databases: where, who, and how many reports."""

from dataclasses import dataclass

PASSWORD = "contoh-kata-sandi-ukur"
#: How many file at once.
WRITERS = 8


@dataclass(frozen=True)
class Scene:
    """One database. Its people: an official of each tier, officers of one ward, officers each of another ward."""

    name: str
    province: str
    city: str
    district: str
    election: str
    reports: int
    #: Whether the areas of the whole country are loaded, not only those of the province.
    whole_country: bool = False

    @property
    def base(self):
        """The same without reports: what larger ones are copied from."""
        return f"{self.name.rpartition('_')[0]}_0"

    @property
    def areas(self):
        return {"province": self.province, "city": self.city, "district": self.district}


def jakarta(reports):
    return Scene(f"jakarta_{reports}", "31", "31.72", "31.72.01", "pilkada-dki-2024", reports)


def east_java(reports):
    return Scene(f"east_java_{reports}", "35", "35.78", "35.78.01", "contoh-jatim", reports, whole_country=True)


def official(tier):
    return f"contoh.official.{tier}"


def officer(place, number):
    """`place`: "same" for the one ward, "own" for a ward each."""
    return f"contoh.officer.{place}.{number}"


def size_of(word):
    """10k, 1m, 10m or a plain number."""
    factor = {"k": 1_000, "m": 1_000_000}.get(word[-1:].lower(), 1)
    return int(word[:-1] if factor > 1 else word) * factor


def short(number):
    """The other way: 10,000 is "10k"."""
    for factor, letter in ((1_000_000, "m"), (1_000, "k")):
        if number >= factor and number % factor == 0:
            return f"{number // factor}{letter}"
    return str(number)
