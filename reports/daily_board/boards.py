"""The board of an area, made from the counts.

Six queries make one board, however many desks lie below: the areas, the elections, the rounds, the counts of the
round, its tiles, the history. Those who man the desk of the area get two more: their own reports, and what waits for
them to acknowledge.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Window
from django.db.models.functions import Substr

from desks.hours import start_of
from desks.models import NATION, Area, Desk, Election, Tier, below

from ..models import DailyDue, DailyReport
from .counting import below_only, counted, described, history, rounds_around, with_streaks
from .shapes import Board, Counts, Group, OwnReports, Tile

#: With more desks below, a row for each area directly below instead of a tile for each desk.
MOST_TILES = 400
#: Received reports shown that nobody has acknowledged yet.
INBOX_SHOWN = 20


def board_of(user, code, now, *, slug="", on=None, at=None):
    """The Board of an area as this user may see it, or None where the area is not theirs.

    `on` and `at` (local date and time of day) choose a round; without them it is the last that has ended, before
    the first one the coming one.
    """
    areas = {row.pk: row for row in Area.objects.visible_to(user).around(code, lowest_shown(code))}
    area = areas.get(code)
    if area is None:
        return None
    elections = elections_of(user, area, now)
    election = next((row for row in elections if row.pk == slug), elections[0] if elections else None)
    parents = [row for row in areas.values() if row.tier < area.tier]
    board = Board(user, area, parents, now, elections, election)
    if election is not None:
        _fill(board, areas, on, at)
    return board


def lowest_shown(code):
    """Tier of the lowest areas that a board names: districts with their tiles; of the nation provinces alone."""
    return Tier.PROVINCE if code == NATION else Tier.DISTRICT


def elections_of(user, area, now):
    """The elections with desks at the area or below, the one to be shown first: with active desks, voting next."""
    desks = Desk.objects.visible_to(user).below(area.pk).filter(election=OuterRef("pk"))
    rows = Election.objects.visible_to(user).filter(Exists(desks))
    rows = rows.annotate(is_current=Exists(desks.active_at(now))).order_by("voting_on", "slug")
    current = [row for row in rows if row.is_current]
    return current + [row for row in reversed(rows) if not row.is_current]


def dues_of(user, area, election):
    return DailyDue.objects.visible_to(user).filter(below(area.pk, "desk__area"), desk__election=election)


def _fill(board, areas, on, at):
    user, area, now = board.user, board.area, board.now
    dues = dues_of(user, area, board.election)
    board.round, board.previous, board.following = rounds_around(dues, now, area.zone, on, at)
    if board.round is not None:
        board.dues = dues.filter(period_until=board.round)
        _fill_round(board, areas)
    board.history = history(below_only(dues, area), now, area.zone, board.round or now)
    if board.is_ours:
        own = DailyDue.objects.visible_to(user).filter(desk__area=area, desk__election=board.election)
        board.own = own_reports(own, user, now, area.zone)
        board.inbox = list(inbox(user, board.election))


def _fill_round(board, areas):
    area, dues, now = board.area, board.dues, board.now
    counts = defaultdict(Counts)
    by_child = below_only(dues, area).annotate(child=Substr("desk__area_id", 1, area.length_below))
    for row in counted(by_child, now, "child"):
        board.total.add(row)
        counts[row["child"]].add(row)
    many = area.pk == NATION or (board.total.due > MOST_TILES and area.tier < Tier.DISTRICT)
    shown = dues.filter(desk__area=area) if many else dues
    tiles = [Tile(due, board.user, now) for due in with_streaks(described(shown), now).order_by("desk__area")]
    board.own_tile = next((tile for tile in tiles if tile.area.pk == area.pk), None)
    if many:
        board.rows = [(areas[code], counts[code]) for code in sorted(counts)]
    else:
        board.groups = grouped([tile for tile in tiles if tile.area.pk != area.pk], areas)


def grouped(tiles, areas):
    """Tiles, in the order of their codes, by district."""
    found = defaultdict(list)
    for tile in tiles:
        found[tile.area.pk[: Tier.DISTRICT.code_length]].append(tile)
    return [Group(areas[code], found[code]) for code in sorted(found)]


def own_reports(dues, user, now, zone):
    """The OwnReports among the dues of a desk.

    The report of the day is the first of today's that is not signed, else the last of today's; where nothing is due
    today, the next one.
    """
    today = now.astimezone(zone).date()
    start, end = start_of(today, zone), start_of(today + timedelta(days=1), zone)
    rows = described(dues.begun(now)).filter(Q(current_id=None) | Q(due_at__gte=start)).order_by("due_at")
    tiles = [Tile(row, user, now) for row in rows]
    of_today = [tile for tile in tiles if start <= tile.due.due_at < end]
    unsigned = [tile for tile in of_today if not tile.is_signed]
    coming = [tile for tile in tiles if tile.due.due_at >= end]
    current = next(iter([*unsigned[:1], *of_today[-1:], *coming[:1]]), None)
    earlier = [tile for tile in tiles if tile.due.due_at < start]
    return OwnReports(current, earlier[::-1])


def inbox(user, election):
    """Signed reports addressed to the own desk that nobody there has acknowledged, the newest first; `waiting` on
    each is how many there are in all."""
    rows = DailyReport.objects.visible_to(user).in_force().unacknowledged()
    rows = rows.filter(sent_to__area=user.area_id, sent_to__election=election).annotate(waiting=Window(Count("pk")))
    return rows.select_related("desk__area", "due").defer("content").order_by("-signed_at", "-pk")[:INBOX_SHOWN]
