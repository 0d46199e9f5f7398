"""Lower bounds of the spread: what no full roster can be better than."""


def least_spread(earlier, room, places):
    """The spread that filling `places` cannot go below, or None where there is not room for all of them.

    Person i ends between earlier[i] and earlier[i] + room[i]. The fewest duties of all are at most `low`: the
    level to which the places, poured in from below, can raise everyone, and no more than anyone can reach.
    The most are at least `high`: the level below which the places do not all fit, and at least what anyone has.
    Where the sum divides evenly and nothing stands against it, both are the mean, and the answer is 0; else 1.
    """
    if sum(room) < places:
        return None
    if not earlier:
        return 0
    reach = [had + more for had, more in zip(earlier, room, strict=True)]
    total = sum(earlier) + places
    low = _last(lambda level: sum(max(had, level) for had in earlier) <= total, min(earlier), total)
    high = _first(lambda level: sum(min(top, level) for top in reach) >= total, 0, max(reach))
    return max(high, max(earlier)) - min(low, min(reach))


def _last(holds, low, high):
    """The largest number of low..high for which it holds; it holds for `low`, and not again after it stopped."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _first(holds, low, high):
    """The smallest number of low..high for which it holds; it holds for `high`."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
