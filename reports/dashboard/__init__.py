"""Every figure of the dashboards, and nothing else (the one place where they are put together).

The cost depends neither on how many reports are closed nor on how many are open: counts come from the rollups, which
hold a few rows for each area. Four queries make one dashboard: the election with its stages and the areas with their
desks (`place`, kept for a minute), the counts (`counting`), and what happened and what waits for a decision
(`happenings`). One more, `looked_at`, tells whether anything has changed at all.
"""

from ..rollups.looking import looked_at
from .building import dashboard_of
from .keeping import kept_surroundings
from .place import usual_election

__all__ = ["dashboard_of", "kept_surroundings", "looked_at", "usual_election"]
