"""Daily reports: saved as drafts, signed once, corrected by a further report, acknowledged by the desk above."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from desks.actions import Refused
from desks.formats import moment
from desks.models import DESK_ROLES, Desk, Role

from ..daily.content import compiled, desk_above, fingerprint, is_nihil, nihil_words, proposed_words, somebody_is_silent
from ..models import (
    Classification,
    DailyReceipt,
    DailyReport,
    Recommendation,
    Report,
)
from ..models.daily import MOST_NOTABLE, digest_of, frozen
from .advice import propose

#: What a form may set in a draft.
WORDS = (
    "is_nihil",
    "basis",
    "stage",
    "situation",
    "analysis",
    "prediction",
    "recommendations",
    "needs",
    "notable",
    "addressee",
    "copies",
    "words_classification",
)


def may_write(user, desk):
    """Whether they man the very desk: only its own people write its report."""
    return user.role in DESK_ROLES and user.area_id == desk.area_id


def may_sign(user, desk):
    return user.role == Role.COORDINATOR and user.area_id == desk.area_id


def may_see_words(user, draft):
    return draft.words_classification in Classification.seen_by(user.role)


def open_draft(due):
    """The draft of a due: the saved one, or a new one, not saved, with what is known already."""
    drafts = due.reports.drafts().select_related("replaces", "edited_by").defer("replaces__content")
    saved = drafts.first()
    if saved is not None:
        saved.due = due
        return saved
    return DailyReport(due=due, desk=due.desk, revision=0, **proposed_words(due))


@transaction.atomic
def save_draft(*, by, due, words, revision, now):
    """Keep what was typed; `words` holds some of WORDS, `revision` the one the page showed (0: no draft yet).

    Returns the draft. Refused where the draft was saved by somebody else meanwhile, or is signed.
    """
    desk = locked_desk(due)
    _must_write(by, desk)
    draft = _draft_or_refuse(due)
    if draft.pk is None and revision > 0:
        raise Refused(_("The draft was thrown away meanwhile. Your words are kept below: copy what is still needed."))
    if draft.revision != revision:
        raise Refused(
            _("%(who)s saved this draft meanwhile, %(when)s. Your words are kept below: take over what is missing.")
            % {"who": draft.edited_by, "when": moment(draft.edited_at, desk.area.zone)}
        )
    if not may_see_words(by, draft):
        raise PermissionDenied
    if "notable" in words:
        words = {**words, "notable": _with_unseen(by, draft, words["notable"])}
    for name in WORDS:
        if name in words:
            setattr(draft, name, words[name])
    draft.revision, draft.edited_at, draft.edited_by = draft.revision + 1, now, by
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, by, due):
    """Drop the draft: of a correction that is not wanted, or to begin again."""
    desk = locked_desk(due)
    _must_write(by, desk)
    draft = _draft_or_refuse(due)
    if draft.pk is not None:
        if not may_see_words(by, draft):
            raise PermissionDenied
        draft.delete()


def preview(due, now, *, nihil=False):
    """(draft, content, seen) as the signature would freeze it now; `seen` goes into the form of the signature."""
    draft = open_draft(due)
    return draft, *_as_it_stands(draft, now, nihil)


def _as_it_stands(draft, now, nihil):
    """(content, its fingerprint) of a draft, or of the report that nothing happened made from it."""
    if nihil:
        _make_nihil(draft)
    content = compiled(draft, now)
    return content, fingerprint(content)


@transaction.atomic
def sign(*, by, due, seen, now, nihil=False):
    """Number, freeze and send the report of a due. Returns the signed DailyReport.

    `seen` is the fingerprint of what the coordinator looked at: where anything but the clock has moved since, they
    are told to look again. `nihil` signs a report that says that nothing happened, whatever the draft holds.
    """
    desk = locked_desk(due)
    if not may_sign(by, desk):
        raise PermissionDenied
    draft = _draft_or_refuse(due)
    content, mark = _as_it_stands(draft, now, nihil)
    if words := obstacle(draft, content, now):
        raise Refused(words)
    if mark != seen:
        raise Refused(
            _("Something has changed since you looked. Below is the report as it stands now: read it, then sign.")
        )
    _freeze(draft, content, desk, by, now)
    _list_recommendations(draft, by, now)
    return draft


def _freeze(draft, content, desk, by, now):
    last = DailyReport.objects.signed().filter(desk=desk).aggregate(serial=Max("serial"))["serial"]
    draft.serial = (last or 0) + 1
    year = now.astimezone(desk.area.zone).year
    draft.number = f"LAPHAR/{desk.area_id}/{year}/{draft.serial:04d}"
    draft.sent_to = desk_above(desk, now)
    content |= {
        "number": draft.number,
        "signed_at": now.isoformat(),
        "signature": signature_of(by),
        "sent_to": draft.sent_to and draft.sent_to.name,
    }
    draft.classification = content["classification"]
    draft.content = frozen(content)
    draft.sha256 = digest_of(draft.content)
    draft.signed_at, draft.signed_by = now, by
    draft.edited_at, draft.edited_by = (draft.edited_at or now), (draft.edited_by if draft.pk else by)
    draft.save()


def signature_of(user):
    """Who signs, as the letter names them: the officer with rank and number where the login belongs to one."""
    officer = getattr(user, "officer", None)
    if officer is None:
        return {"name": user.name, "rank": "", "service_number": "", "unit": user.unit.name if user.unit_id else ""}
    return {
        "name": officer.name,
        "rank": officer.rank,
        "service_number": officer.service_number,
        "unit": officer.unit.name,
    }


def _list_recommendations(report, by, now):
    """Recommendations of a signed report enter the list of their own; a correction's own, where they are new."""
    said = set()
    if report.replaces_id:
        said = set(report.replaces.recommendations)
        _raise_classification(report)
    for text in report.recommendations:
        if text in said:
            continue
        propose(
            election_id=report.desk.election_id,
            area_id=report.desk.area_id,
            text=text,
            classification=report.words_classification,
            daily_report=report,
            addressed_to=report.sent_to or report.desk,
            proposed_at=now,
            proposed_by=by,
        )


def _raise_classification(correction):
    """What a report said is as secret as its correction says, where that is more."""
    level = Classification(correction.words_classification)
    lower = [other for other in Classification if other.rank < level.rank]
    earlier, report = [], correction.replaces
    while report is not None:
        earlier.append(report.pk)
        report = report.replaces
    rows = Recommendation.objects.filter(daily_report__in=earlier, classification__in=lower)
    rows.update(classification=level)


@transaction.atomic
def begin_correction(*, by, report, reason, now):
    """Ralat: a new draft that will replace a signed report. Returns it."""
    desk = locked_desk(report.due)
    if not may_sign(by, desk):
        raise PermissionDenied
    newer = DailyReport.objects.replacement_of(report)
    if newer is not None:
        words = (
            _("This report is replaced already, by %(number)s.")
            if newer.is_signed
            else _("A correction of this report is being written already.")
        )
        raise Refused(words % {"number": newer.number})
    fields = {name: getattr(report, name) for name in WORDS}
    return DailyReport.objects.create(
        due=report.due,
        desk=desk,
        replaces=report,
        correction_reason=reason,
        # Beyond that of any page still open on the draft which was signed.
        revision=report.revision + 1,
        edited_at=now,
        edited_by=by,
        **fields,
    )


@transaction.atomic
def acknowledge_daily(*, by, report, now):
    """The people of the desk above have received it. Once."""
    report = DailyReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if report.sent_to is None or not may_write(by, report.sent_to):
        raise PermissionDenied
    receipt, new = DailyReceipt.objects.get_or_create(
        report=report, defaults={"acknowledged_at": now, "acknowledged_by": by}
    )
    if not new:
        raise Refused(
            _("%(who)s has acknowledged this report already, %(when)s.")
            % {"who": receipt.acknowledged_by, "when": moment(receipt.acknowledged_at, report.desk.area.zone)}
        )
    return receipt


def locked_desk(due):
    """The desk under a lock: whoever writes about one of its reports does so alone.

    Without FOR KEY SHARE being kept out: those who file incidents with the desk meanwhile do not wait.
    """
    rows = Desk.objects.select_for_update(of=("self",), no_key=True).select_related("area", "election")
    desk = rows.get(pk=due.desk_id)
    due.desk = desk
    return desk


def _must_write(by, desk):
    if not may_write(by, desk):
        raise PermissionDenied


def _draft_or_refuse(due):
    """The draft to work on; where there is none and the report is signed, words that say who signed."""
    draft = open_draft(due)
    if draft.pk is None and (signed := due.reports.in_force().select_related("signed_by").first()):
        raise Refused(
            _("%(who)s has signed this report already, %(when)s: %(number)s.")
            % {
                "who": signed.signed_by,
                "when": moment(signed.signed_at, due.desk.area.zone),
                "number": signed.number,
            }
        )
    return draft


def _make_nihil(draft):
    draft.is_nihil = True
    draft.situation = draft.situation or nihil_words()


def obstacle(draft, content, now):
    """What stands in the way of the signature, in words for whoever may sign; empty where nothing does."""
    due = draft.due
    if not due.may_be_signed_at(now):
        return _(
            "The period of this report ends %(when)s. It can be signed from then on; the draft is kept until then."
        ) % {"when": moment(due.period_until, due.desk.area.zone)}
    if draft.is_nihil and somebody_is_silent(content):
        return _("Desks below have not reported yet: nobody knows whether there is nothing to report.")
    if draft.is_nihil and not is_nihil(content):
        return _("There are incidents in this period: the report cannot say that there is nothing to report.")
    if not draft.situation.strip():
        return _("Describe the general situation before you sign.")
    return ""


def _with_unseen(user, draft, numbers):
    """The chosen incidents; those that this person cannot see stay as others have chosen them."""
    visible = set(Report.objects.visible_to(user).filter(number__in=draft.notable).values_list("number", flat=True))
    return [*(number for number in draft.notable if number not in visible), *numbers][:MOST_NOTABLE]
