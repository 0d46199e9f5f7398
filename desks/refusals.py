"""The generator's codes in words for the screen."""

from django.utils.translation import gettext as _

from .rostering import GapReason, Refusal


def refusal_words(code):
    """Why an officer may not take a place."""
    return {
        Refusal.WRONG_UNIT: _("of another unit"),
        Refusal.NOT_AVAILABLE: _("not available on that day"),
        Refusal.ABSENT: _("on leave or sick"),
        Refusal.OVERLAP: _("on another duty at that time"),
        Refusal.REST: _("too little rest before or after another duty"),
        Refusal.WEEK: _("has the most duties a week allows"),
    }[Refusal(code)]


def gap_words(code):
    """Why a place stays empty."""
    return {
        GapReason.NO_OFFICERS: _("the unit has no officers"),
        GapReason.ALL_AWAY: _("all its officers are absent or not available"),
        GapReason.ALL_RESTING: _("those who are there rest before or after another duty"),
        GapReason.WEEK_FULL: _("those who are there have the most duties a week allows"),
        GapReason.TOO_FEW: _("too few officers: those who are there are on other duties"),
    }[GapReason(code)]
