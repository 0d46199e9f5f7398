"""Who has reported: the board of daily reports. `shapes` is what a page shows, `counting` the queries behind it."""

from .boards import board_of, own_reports
from .shapes import Counts

__all__ = ["Counts", "board_of", "own_reports"]
