"""Bars beside the numbers of a dashboard: as long as their share, in the colours of their parts."""

import re
from types import SimpleNamespace

import pytest

from reports.templatetags.reports import bar, plain_bar


def drawn(svg):
    assert svg.startswith('<svg class="bar" viewBox="0 0 100 8"') and svg.endswith("</svg>")
    parts = re.findall(r'<rect class="([\w-]+)" x="([\d.]+)" width="([\d.]+)" height="8"/>', svg)
    return [(name, float(x), float(width)) for name, x, width in parts]


def test_a_bar_by_severity_leaves_out_what_is_not_there():
    figures = SimpleNamespace(by_severity={"darurat": 1, "sedang": 3})
    assert drawn(bar(figures, 8)) == [("bar-darurat", 0, 12.5), ("bar-sedang", 12.5, 37.5)]
    assert drawn(bar(SimpleNamespace(by_severity={}), 0)) == []


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
