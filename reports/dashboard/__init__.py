"""Every figure of the dashboards, and nothing else (the one place where they are put together).

The cost depends neither on how many reports are closed nor on how many are open: counts come from the rollups, which
hold a few rows for each area. Four queries make one dashboard: the election with its stages and the areas with their
desks (`place`), the counts (`counting`), and what happened and what waits for a decision (`happenings`). One more,
`looked_at`, tells whether anything has changed at all.
"""

from .building import dashboard_of
from .place import looked_at, usual_election

__all__ = ["dashboard_of", "looked_at", "usual_election"]
