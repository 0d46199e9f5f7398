"""Bars and shades of a dashboard: as long and as deep as the share of their numbers, in the colours of their parts."""

import re
from types import SimpleNamespace

import pytest

from reports.dashboard.charts import shade
from reports.models import SeverityLevel
from reports.templatetags.reports import bar, plain_bar, tile


def drawn(svg):
    assert svg.startswith('<svg class="bar" viewBox="0 0 100 8"') and svg.endswith("</svg>")
    parts = re.findall(r'<rect class="([\w-]+)" x="([\d.]+)" width="([\d.]+)" height="8"/>', svg)
    return [(name, float(x), float(width)) for name, x, width in parts]


def test_a_bar_by_severity_leaves_out_what_is_not_there():
    figures = SimpleNamespace(by_severity={"darurat": 1, "sedang": 3})
    assert drawn(bar(figures, 8)) == [("bar-darurat", 0, 12.5), ("bar-sedang", 12.5, 37.5)]
    assert drawn(bar(SimpleNamespace(by_severity={}), 0)) == []


def test_a_bar_by_severity_says_its_numbers():
    words = bar(SimpleNamespace(by_severity={"tinggi": 1345, "darurat": 1, "rendah": 0}), 1346)
    assert 'role="img" aria-label="Darurat 1, Tinggi 1.345"' in words
    assert "aria-hidden" not in words


def test_a_bar_with_nothing_to_say_is_hidden():
    assert 'aria-hidden="true"' in bar(SimpleNamespace(by_severity={"rendah": 0}), 3)
    assert 'aria-hidden="true"' in plain_bar(1, 4, 8)


@pytest.mark.parametrize(
    ("part", "whole", "most", "parts"),
    [
        (1, 4, 8, [("bar-part", 0, 12.5), ("bar-rest", 12.5, 37.5)]),
        (0, 0, 0, [("bar-part", 0, 0), ("bar-rest", 0, 0)]),
        # Open ones whose filing is not folded yet: nothing is ever narrower than nothing.
        (3, 2, 4, [("bar-part", 0, 75), ("bar-rest", 75, 0)]),
    ],
)
def test_a_bar_of_a_part_and_the_rest(part, whole, most, parts):
    assert drawn(plain_bar(part, whole, most)) == parts


@pytest.mark.parametrize(
    ("most", "shades"),
    [
        (8, {0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4}),
        (1, {0: 0, 1: 4}),
        (1000, {1: 1, 250: 1, 251: 2, 501: 3, 750: 3, 751: 4, 1000: 4}),
        (0, {0: 0}),
    ],
)
def test_four_steps_of_shade_up_to_the_most(most, shades):
    assert {number: shade(number, most) for number in shades} == shades


@pytest.mark.parametrize(
    ("number", "worst", "look"),
    [
        (0, None, "tile tile-none"),
        (3, SeverityLevel.SEDANG, "tile tile-sedang shade-2"),
        (8, SeverityLevel.DARURAT, "tile tile-darurat shade-4"),
    ],
)
def test_a_tile_is_as_deep_as_its_open_reports(number, worst, look):
    area = SimpleNamespace(pk="31.72", name="Pluit", full_name="Kelurahan Pluit")
    figures = SimpleNamespace(open=number, worst=worst)
    assert f'class="{look}"' in tile(area, figures, 8)
    assert f'class="{look} tile-head"' in tile(area, figures, 8, head=True)
