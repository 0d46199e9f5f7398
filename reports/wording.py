"""Words and signs about reports that are needed outside templates too."""

import re

from django.utils.translation import gettext as _

from desks.formats import moment

from .models import Event, SeverityLevel
from .models.events import TURNING_KINDS

#: A severity is never told by its colour alone.
SHAPES = {
    SeverityLevel.DARURAT: "▲",
    SeverityLevel.TINGGI: "◆",
    SeverityLevel.SEDANG: "●",
    SeverityLevel.RENDAH: "○",
}


def actor_of(event):
    return str(event.actor) if event.actor else _("the system")


def last_move(report):
    """Who moved the report last, to where and when: for someone whose page is out of date."""
    event = (
        Event.objects.filter(report=report, kind__in=TURNING_KINDS)
        .select_related("actor", "to_desk__area")
        .order_by("-seq")
        .first()
    )
    return _("Someone was first: “%(what)s” by %(who)s, %(when)s. The report is now with %(desk)s (%(state)s).") % {
        "what": event.get_kind_display(),
        "who": actor_of(event),
        "when": moment(event.at, report.area.zone),
        "desk": event.to_desk,
        "state": event.get_to_state_display(),
    }


def minutes(number):
    """A duration as "45 min", "3 h 20 min", "2 d 4 h"; a dash where there is none."""
    if number is None:
        return "–"
    hours, rest = divmod(number, 60)
    if not hours:
        return _("%(number)s min") % {"number": number}
    if hours < 24:
        return (
            _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
            if rest
            else _("%(hours)s h") % {"hours": hours}
        )
    days, hours = divmod(hours, 24)
    return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours} if hours else _("%(days)s d") % {"days": days}


# ---- names on tiles ----

#: What fits the narrowest tile in letters of the usual size, and in small ones: lines, and their width in the height of
#: such letters (static/css/dashboard.css: 74 px of 12 and of 10.4).
USUAL, SMALL = (2, 6.2), (3, 7.15)
#: Letters of the typeface by their width, and that of all others.
LIKE = {" 'I.ijl": 0.27, "/Jfrt": 0.42, "-LTsvxyz": 0.54, "FZahknu": 0.58, "CGMOQWmw": 0.91}
WIDTHS = {letter: width for letters, width in LIKE.items() for letter in letters}
OTHERS = 0.67
#: A regency and a city of one name are told apart, as on maps.
KINDS = {"Kabupaten Administrasi ": "Kab. ", "Kota Administrasi ": "Kota ", "Kabupaten ": "Kab. "}
#: Words that people write short.
WRITTEN_SHORT = {
    "Kepulauan": "Kep.",
    "Kampung": "Kp.",
    "Tanjung": "Tj.",
    "Gunung": "Gn.",
    "Sungai": "S.",
    "Pulau": "P.",
}
#: Where a syllable begins, three letters or more from both ends: before a consonant with its vowel; ng, kh, tr are one.
SYLLABLE = re.compile(
    r"(?<=[a-z'’]{3})(?<!n(?=[gy]))(?<!s(?=y))(?<!k(?=h))(?<![bcdfkpt](?=[lr]))"
    r"(?=(?:ng|ny|sy|kh|[bcdfgkpt][lr]|[b-df-hj-np-tv-z])[aeiou][a-z'’])",
    re.IGNORECASE,
)
SOFT_HYPHEN, MAY_BREAK = "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}"


def short_name(name):
    """The name as a tile has room for it: "Kab. Ogan Komering Ulu Selatan" is "Kab. O. Komering Ulu Selatan".

    No more words are shortened than must be, the first ones first, the last one never to a letter. A word that no line
    holds may break between two syllables.
    """
    for long, short in KINDS.items():
        if name.startswith(long):
            name = short + name.removeprefix(long)
            break
    words = [breakable(word) for word in name.split()]
    for shorten, places in ((written_short, range(len(words))), (initial, range(len(words) - 1))):
        for place in places:
            if fits(words, SMALL):
                break
            words[place] = shorten(words[place])
    return " ".join(words)


def written_short(word):
    return WRITTEN_SHORT.get(word, word)


def initial(word):
    return word if word.endswith(".") or word in ("Kota", "dan") else f"{word[0]}."


def fits(words, room):
    """Whether these words, broken where they may be, fit such a room."""
    most, space = room
    lines, left = 0, 0
    for part in (part for word in words for part in re.split(f"{SOFT_HYPHEN}|{MAY_BREAK}|(?<=-)", word)):
        need = width(part)
        if need > space:
            return False
        lines, left = (lines, left - need) if need <= left else (lines + 1, space - need)
        left -= width(" ")
    return lines <= most


def width(text):
    return sum(WIDTHS.get(letter, OTHERS) for letter in text)


def breakable(word):
    word = word.replace("/", f"/{MAY_BREAK}")
    middle, places = len(word) / 2, [found.start() for found in SYLLABLE.finditer(word)]
    if fits([word], SMALL) or not places:
        return word
    place = min(places, key=lambda place: abs(place - middle))
    return word[:place] + SOFT_HYPHEN + word[place:]


def cut_to(name, most):
    """The name with its first words cut to a letter until it has `most` letters: "Kelapa Gading Barat" is
    "K. G. Barat". For wall screens, whose letters grow with the screen."""
    words = name.split()
    for place in range(len(words) - 1):
        if len(" ".join(words)) <= most:
            break
        words[place] = f"{words[place][0]}."
    return " ".join(words)
