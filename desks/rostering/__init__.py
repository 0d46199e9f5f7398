"""The roster generator: who is on duty when, fairly and without gaps. Pure: no database, no words for the screen.

`duties` says what goes in, `rules` who may take a duty, `pools` compiles the rules into masks, `filling` and
`fairness` make the roster by handing duties on along chains (`draft`), `bounds`, `shortage` and `certificate` say
what is proven about it, `solving` puts it together.
"""

from .certificate import Certificate, Doubt, Load, PoolReport, Short
from .duties import Gap, GapReason, Held, Person, Slot
from .rules import Refusal, refusal
from .solving import Roster, solve

__all__ = [
    "Certificate",
    "Doubt",
    "Gap",
    "GapReason",
    "Held",
    "Load",
    "Person",
    "PoolReport",
    "Refusal",
    "Roster",
    "Short",
    "Slot",
    "refusal",
    "solve",
]
