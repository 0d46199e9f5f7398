"""A signed daily report for one reader, who sees what they may see today."""

from ..models import Classification, DailyReport, Report
from .paper import Paper


def paper_for(user, report):
    """The Paper of a signed report as this person may see it.

    The content stays as it was signed. What has been found to be more secret since is left out for those who may not
    see it now: incidents by their classification of today, words by that of the corrections which replaced them.
    """
    seen = Classification.seen_by(user.role)
    if len(seen) == len(Classification):
        return Paper(report.letter, seen, sha256=report.sha256)
    told = [row["number"] for row in report.letter["incidents"]]
    hidden = Report.objects.filter(number__in=told).exclude(classification__in=seen)
    corrections = DailyReport.objects.signed().filter(due=report.due_id, serial__gt=report.serial)
    words = corrections.exclude(words_classification__in=seen)
    return Paper(
        report.letter,
        seen,
        sha256=report.sha256,
        hidden=frozenset(hidden.values_list("number", flat=True)) if told else frozenset(),
        hides_words=words.exists(),
    )
