"""The files of signed daily reports as the table of who may what asks for them, and the digests on the letters."""

from reports.models import DailyReport

FILE_PAGES = ("daily_pdf", "daily_xlsx", "daily_text")


def file_things(letters):
    """{route: {kind of thing: key}}; `letters` are those of `daily_things`."""
    return dict.fromkeys(FILE_PAGES, letters)


def digest_of_thing(letters, thing):
    """What stands on the letter of that kind; nobody's where there is none."""
    key = letters.get(thing, letters["own"])
    return DailyReport.objects.filter(pk=key).values_list("sha256", flat=True).first() or "0" * 64
