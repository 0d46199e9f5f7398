"""Text of people on its way into files of other programs."""

import re

#: Control characters, surrogates, characters that are none, and marks that turn the direction of what follows.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def printable(text):
    """The text with a replacement sign for each character that breaks files or misleads readers."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(text))
