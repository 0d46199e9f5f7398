"""What is proven about a roster: codes and numbers, no words."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum


class Doubt(StrEnum):
    """Why a pool is not proven to be the best possible."""

    GAPS = "gaps"  # places are empty; `short` has what is proven about them
    GAPS_UNPROVEN = "gaps_unproven"  # for some of them it is not even proven that they cannot be filled
    SPREAD = "spread"  # a smaller spread of duties is not ruled out
    OFF_SPREAD = "off_spread"  # the same of duties on weekends and holidays


@dataclass(frozen=True, slots=True)
class Load:
    """Duties of one person, those of earlier ranges included."""

    person: int
    duties: int
    off_duties: int


@dataclass(frozen=True, slots=True)
class Short:
    """Proven: of `slots` places that these units have on `day` (or until `until`), at least `missing` stay empty."""

    day: date
    units: frozenset[int]
    missing: int
    slots: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PoolReport:
    """Fairness of one pool. `best_...` are lower bounds that hold for every full roster, 0 where there are gaps."""

    units: frozenset[int]
    loads: tuple[Load, ...]
    spread: int
    off_spread: int
    best_spread: int
    best_off_spread: int
    proven: bool
    why: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    proven: bool
    pools: tuple[PoolReport, ...] = ()
    short: tuple[Short, ...] = ()

    def to_json(self):
        """Plain dicts, lists, strings and numbers."""
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, stored):
        return cls(
            proven=stored["proven"],
            pools=tuple(_pool(pool) for pool in stored["pools"]),
            short=tuple(_short(short) for short in stored["short"]),
        )


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _pool(stored):
    return PoolReport(
        **{
            **stored,
            "units": frozenset(stored["units"]),
            "loads": tuple(Load(**load) for load in stored["loads"]),
            "why": tuple(Doubt(code) for code in stored["why"]),
        }
    )


def _short(stored):
    until = stored["until"] and date.fromisoformat(stored["until"])
    day = date.fromisoformat(stored["day"])
    return Short(day, frozenset(stored["units"]), stored["missing"], stored["slots"], until)
