"""Times of day that reach 24.00, and area codes."""

import pytest
from django.core.exceptions import ValidationError

from desks.fields import clock_text, parse_clock
from desks.models import Desk


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("08:00", 480), ("8:00", 480), ("08.00", 480), (" 8.05 ", 485), ("0:00", 0), ("23.59", 1439), ("24.00", 1440)],
)
def test_parse_clock(text, minutes):
    assert parse_clock(text) == minutes
    assert parse_clock(clock_text(minutes)) == minutes


@pytest.mark.parametrize(
    "junk", ["", "8", "8:0", "24:01", "25:00", "08:60", "-1:00", "08:00:00", "٠٨:٠٠", "8 00", "\0", "9" * 5000]
)
def test_junk_is_no_clock(junk):
    with pytest.raises(ValueError):
        parse_clock(junk)


@pytest.mark.parametrize(("minutes", "text"), [(0, "00.00"), (485, "08.05"), (1440, "24.00")])
def test_clock_text(minutes, text):
    assert clock_text(minutes) == text


class TestFormField:
    field = Desk._meta.get_field("opens_at").formfield()

    def test_reads_and_shows_clock_times(self):
        assert self.field.clean("07.30") == 450
        assert self.field.prepare_value(450) == "07.30"
        assert self.field.prepare_value("junk") == "junk"

    @pytest.mark.parametrize("junk", ["", "8", "24.01", "x" * 5000])
    def test_refuses_in_words(self, junk):
        with pytest.raises(ValidationError, match=r"\w+ \w+"):
            self.field.clean(junk)

    @pytest.mark.parametrize(("data", "changed"), [("08.00", False), ("08.01", True)])
    def test_has_changed(self, data, changed):
        assert self.field.has_changed(480, data) is changed
