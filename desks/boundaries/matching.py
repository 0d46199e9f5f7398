"""Which area a feature shows: the one its code names, else the only one its name fits. Never a guess between two.

Files call their properties by many names; these are those of BIG (Rupabumi), of Kemendagri's lists, of geoBoundaries,
of OCHA and of GADM. Codes of BPS look like those of Kemendagri and mean other areas (3171 is Jakarta Selatan there,
Jakarta Pusat here): the properties that hold them are not read, and a code that contradicts the name is refused.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from ..models import Area, Tier

#: Properties with the code of any tier, of each tier; compared without case and signs.
ANY_CODE = ("kode", "code", "kodewilayah", "kodekemendagri", "kdwilayah")
CODES = {
    Tier.PROVINCE: ("kdppum", "kdprop", "kdpropinsi", "kdprov", "kdprovinsi", "kodeprov", "kodeprovinsi"),
    Tier.CITY: ("kdpkab", "kdbpum", "kdkab", "kdkabkota", "kodekab", "kodekabkota", "kodekota"),
    Tier.DISTRICT: ("kdcpum", "kdkec", "kdkecamatan", "kodekec", "kodekecamatan"),
    Tier.WARD: ("kdepum", "kddesa", "kdkel", "kdkelurahan", "kodedesa", "kodekel", "kodekelurahan", "kodekeldesa"),
}
ANY_NAME = ("namobj", "name", "nama", "namawilayah", "shapename")
NAMES = {
    Tier.PROVINCE: ("wadmpr", "provinsi", "propinsi", "province", "namaprov", "namaprovinsi", "name1", "adm1en"),
    Tier.CITY: ("wadmkk", "kabkota", "kabupatenkota", "kabupaten", "kota", "namakab", "namakabkota", "name2", "adm2en"),
    Tier.DISTRICT: ("wadmkc", "kecamatan", "distrik", "namakec", "namakecamatan", "name3", "adm3en"),
    Tier.WARD: ("wadmkd", "kelurahan", "desa", "keldesa", "desakelurahan", "namadesa", "namakel", "name4", "adm4en"),
}
CODE = re.compile(r"([0-9]{2})(?:\.?([0-9]{2})(?:\.?([0-9]{2})(?:\.?([0-9]{4}))?)?)?")
#: What stands before a name, by tier; of cities and regencies it says which of the two.
PREFIXES = {
    Tier.PROVINCE: re.compile(
        r"(?:(?:provinsi|propinsi|prov)\b\W*)?(?:(?:dki|d\W?i|daerah (?:khusus|istimewa)(?: ibu ?kota)?)\b\W*)?"
    ),
    Tier.CITY: re.compile(r"(?:(?P<kind>kab(?:upaten)?|kota(?:madya)?)\b\W*(?:adm(?:inistrasi|inistratif)?\b\W*)?)?"),
    Tier.DISTRICT: re.compile(r"(?:(?:kecamatan|kec|distrik)\b\W*)?"),
    Tier.WARD: re.compile(r"(?:(?:kelurahan|kel|desa)\b\W*)?"),
}
TIER_TOLD = re.compile(r"ADM([1-4])")


class Reason(StrEnum):
    """Why a feature went to no area."""

    NO_SURFACE = "no surface"
    NO_CLUE = "neither code nor name"
    UNKNOWN = "no such area"
    AMBIGUOUS = "several areas fit"
    CONTRADICTION = "code and name disagree"
    TWICE = "several features fit"


@dataclass(frozen=True)
class Found:
    area: Area
    by_code: bool


@dataclass(frozen=True)
class NotFound:
    reason: Reason
    areas: tuple = ()


@dataclass(frozen=True)
class Clues:
    """What a feature's properties tell: codes and names by tier, and a name whose tier they leave open."""

    codes: dict
    names: dict
    name: str = ""
    tier: Tier | None = None

    @property
    def is_empty(self):
        return not (self.codes or self.names or self.name)

    @property
    def code(self):
        """The feature's own code: codes above the lowest name are those of its parents."""
        return self.codes.get(max((*self.codes, *self.names), default=None))

    @property
    def label(self):
        deepest = self.names[max(self.names)] if self.names else ""
        return self.name or deepest or self.code or ""

    def guesses(self):
        """(tier, name) of what the feature may be: all that its names allow."""
        if not self.names:
            guesses = [(tier, self.name) for tier in PREFIXES]
        else:
            lowest = max(self.names)
            guesses = [(lowest, self.names[lowest]), (lowest + 1, self.name)]
            if lowest < Tier.WARD and self.name and not _same(self.name, self.names[lowest], lowest):
                del guesses[0]  # the open name is not that of the lowest tier told: that one is the parent
        return [(tier, name) for tier, name in guesses if tier <= Tier.WARD and self.tier in (None, tier)]


def clues_of(properties, *, code_property=None, name_property=None):
    """The clues among a feature's properties. A property that was told is read before all others."""
    told = {_key(name): value for name, value in properties.items()}
    codes = _codes(told) if code_property is None else _codes_in([properties.get(code_property)])
    names = {tier: name for tier, keys in NAMES.items() if (name := _first_name(told, keys))}
    name = _first_name(told, ANY_NAME)
    if name_property is not None:
        tier = next((tier for tier, keys in NAMES.items() if _key(name_property) in keys), None)
        names = {above: word for above, word in names.items() if tier is None or above <= tier}
        name = "" if tier else _word(properties.get(name_property))
    return Clues(codes, names, name, _tier_told(told))


def _codes(told):
    by_tier = [(tier, told[key]) for tier, keys in CODES.items() for key in keys if key in told]
    fitting = [value for tier, value in by_tier if tier in _codes_in([value])]
    return _codes_in([told[key] for key in ANY_CODE if key in told]) | _codes_in(fitting)


def _codes_in(values):
    """{tier: code} of the values that are codes, as 3172, "31.72" or "3172.01"."""
    found = {}
    for value in values:
        text = str(int(value)) if type(value) is float and value.is_integer() else str(value).strip()
        if match := CODE.fullmatch(text):
            parts = [part for part in match.groups() if part]
            found[Tier(len(parts))] = ".".join(parts)
    return found


def _tier_told(told):
    """Of files of geoBoundaries, which write ADM2 for cities and regencies."""
    match = TIER_TOLD.fullmatch(_word(told.get("shapetype")))
    return Tier(int(match[1])) if match else None


def _first_name(told, keys):
    return next((name for key in keys if (name := _word(told.get(key)))), "")


def _word(value):
    return value.strip() if isinstance(value, str) else ""


def _key(name):
    return "".join(filter(str.isalnum, name.casefold()))


def _folded(name, tier):
    """(kind or "", letters and digits) of a name without what stands before it."""
    text = unicodedata.normalize("NFKD", name).casefold().strip()
    prefix = PREFIXES[tier].match(text)
    kind = prefix.groupdict().get("kind") or ""
    return kind[:3], "".join(filter(str.isalnum, text[prefix.end() :] or text))


def _same(name, other, tier):
    return _folded(name, tier)[1] == _folded(other, tier)[1]


class Finder:
    """Finds the area of a feature among all that are loaded."""

    def __init__(self, areas):
        self._areas = {area.pk: area for area in areas if area.tier in PREFIXES}
        self._named = defaultdict(list)
        for area in self._areas.values():
            self._named[area.tier, _folded(area.name, area.tier)[1]].append(area)

    def find(self, clues):
        if clues.is_empty:
            return NotFound(Reason.NO_CLUE)
        coded, named = self._areas.get(clues.code), self._fitting(clues)
        if coded and named and coded not in named:
            return NotFound(Reason.CONTRADICTION, (coded, *named))
        if coded:
            return Found(coded, by_code=True)
        if len(named) == 1:
            return Found(named[0], by_code=False)
        return NotFound(Reason.AMBIGUOUS if named else Reason.UNKNOWN, tuple(named))

    def _fitting(self, clues):
        return [
            area
            for tier, name in clues.guesses()
            for area in self._named[tier, _folded(name, tier)[1]]
            if _kind_fits(area, name) and self._parents_fit(area, clues)
        ]

    def _parents_fit(self, area, clues):
        names = [(area.pk[: tier.code_length], name, tier) for tier, name in clues.names.items() if tier < area.tier]
        codes = [code for tier, code in clues.codes.items() if tier < area.tier]
        return all(self._is_called(*parent) for parent in names) and all(area.pk.startswith(code) for code in codes)

    def _is_called(self, code, name, tier):
        parent = self._areas.get(code)
        return parent is not None and _kind_fits(parent, name) and _same(parent.name, name, tier)


def _kind_fits(area, name):
    """A city is not the regency of the same name, where the feature says which it means."""
    kind = _folded(name, area.tier)[0]
    return not kind or area.kind.startswith(kind)
