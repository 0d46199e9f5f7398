"""Commands speak one language, English, whatever language the pages have; so do the refusals they pass on."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from ..conftest import CITY, PLUIT

OPEN_DESKS = ["--election", "pilkada-dki-2024", "--area", CITY, "--from", "2024-10-03", "--until", "2024-12-15"]
REFUSED = {
    "load_areas": (["99"], "No province has the code 99."),
    "load_holidays": (["1901"], "No holidays are known of the year 1901"),
    "open_desks": ([*OPEN_DESKS, "--opens", "08:00", "--closes", "08:00"], "The desk closes before it opens."),
    "create_user": (["petugas.contoh", "--role", "officer", "--area", PLUIT], "This password is too common."),
    "import_boundaries": (["tidak-ada.geojson"], "There is no file of that name."),
    "rebuild_rollups": (["--area", "99"], "No area has the code '99'."),
}


@pytest.mark.parametrize(
    ("command", "arguments", "words"), [(name, *told) for name, told in REFUSED.items()], ids=REFUSED
)
def test_a_refusal_is_in_the_language_of_the_command(reference, monkeypatch, command, arguments, words):
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678"))
    with translation.override("id"):
        with pytest.raises(CommandError) as error:
            call_command(command, *arguments)
        assert translation.get_language() == "id"
    assert words in str(error.value)
