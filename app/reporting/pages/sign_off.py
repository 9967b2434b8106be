"""The sign-off page: exactly what is signed, who edited it, and the acts that are possible now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from app.core.i18n import format_date, format_datetime
from app.core.i18n import gettext as _
from app.domain.completeness import completeness
from app.domain.contribution import from_payload
from app.domain.point_review import Review
from app.domain.qc.findings import Severity
from app.domain.roles import Permission
from app.domain.submission import REASON
from app.domain.workflow import Action, Status, Window
from app.reporting import words
from app.reporting.addresses import compare_url, ministries_url, point_url
from app.reporting.ministries import MinistryAsk
from app.reporting.pages.acts import Act, offered
from app.reporting.pages.around import Around, around
from app.reporting.pages.clarifications import Questioned, questioned
from app.reporting.pages.content import ContentView, content_view
from app.reporting.pages.evidence import draft_file
from app.reporting.pages.findings import FindingRow, finding_rows
from app.reporting.pages.ministries import MinistryRow, ministry_rows
from app.reporting.pages.point_review import points_in
from app.reporting.pages.signed_findings import FindingLine, finding_lines
from app.reporting.people import Editor
from app.reporting.service.signing import ToSign
from app.reporting.work import Work
from app.web.pages import Link, Page

LISTED = 12  # findings in the summary of a refusal; the list below it has them all
SIGN, SEND = str(Action.SIGN_OFF), str(Action.SEND_FOR_SIGN_OFF)


@dataclass(frozen=True)
class Typed:
    """What somebody sent that was refused: the act, the sentence, where it stands, the text."""

    action: str = ""
    message: str = ""
    field: str = ""  # reason, password, declaration
    reason: str = ""


@dataclass(frozen=True)
class Signature:
    """A signature that stands under the content."""

    name: str
    at: str
    sha256: str
    is_relaxed: bool


@dataclass(frozen=True, kw_only=True)
class SignOffPage(Page):
    """Everything around signing and submitting."""

    template: ClassVar[str] = "reporting/sign_off.html"

    around: Around
    status: str
    status_word: str
    explanation: str
    version: int
    sha256: str
    facts: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    barred: str
    signature: Signature | None
    blocking: tuple[FindingRow, ...]
    warnings: tuple[FindingLine, ...]
    notes: tuple[FindingLine, ...]
    content: ContentView
    resubmission_reason: str = ""  # as it is signed
    ministries: tuple[MinistryRow, ...] = ()
    ministries_url: str = ""  # where the lead asks them; empty for others
    questions: Questioned | None = None  # of the Commission, with what is said to them
    changes: Link | None = None  # what changed since the version before
    not_approved: tuple[Link, ...] = ()  # points that the lead has not approved
    refused: Typed = field(default_factory=Typed)
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def main_acts(self) -> tuple[Act, ...]:
        """Acts offered openly, but signing, which stands under the content."""
        return tuple(act for act in self.acts if not act.is_rare and act.action != SIGN)

    @property
    def rare_acts(self) -> tuple[Act, ...]:
        """Acts folded away."""
        return tuple(act for act in self.acts if act.is_rare)

    @property
    def signing(self) -> Act | None:
        """The act of signing, where this person may sign."""
        return next((act for act in self.acts if act.action == SIGN), None)


def sign_off_page(
    work: Work,
    ready: ToSign,
    editors: tuple[Editor, ...],
    signature: Signature | None,
    asks: Iterable[MinistryAsk] = (),
    refused: Typed | None = None,
) -> SignOffPage:
    """Return the page; what it shows is read back from the very content whose hash is signed."""
    refused = refused or Typed()
    is_relaxed = not work.draft.four_eyes
    edited = work.scope.account_id in {editor.account_id for editor in editors}
    is_barred = edited and not is_relaxed
    rows = finding_rows(work, ready.blocking)
    lines = finding_lines(work.index, work.reporter, ready.content["findings"])
    return SignOffPage(
        around=around(work, "sign_off", _("Sign-off")),
        status=str(work.draft.status),
        status_word=words.status_word(work.draft.status),
        explanation=_explanation(work, ready),
        version=work.draft.version + 1,
        sha256=ready.sha256,
        facts=_facts(work, ready, editors),
        acts=offered(work, len(ready.blocking), is_barred),
        barred=_barred(work, is_barred),
        signature=signature,
        blocking=rows,
        warnings=tuple(line for line in lines if line.is_warning),
        notes=tuple(line for line in lines if not (line.is_warning or line.is_blocking)),
        content=content_view(
            work.index, from_payload(ready.content["content"]), lambda e: draft_file(work, e)
        ),
        resubmission_reason=ready.content.get(REASON, ""),
        ministries=ministry_rows(work, ready, asks),
        ministries_url=_ministries_url(work),
        questions=questioned(work),
        changes=_changes(work),
        not_approved=_not_approved(work),
        refused=refused,
        errors=_errors(refused, rows),
    )


def _ministries_url(work: Work) -> str:
    may = Permission.POINT_APPROVE in work.scope.permissions
    return ministries_url(work.cycle, work.reporter) if may else ""


def _changes(work: Work) -> Link | None:
    version = work.draft.version
    if not version:
        return None
    label = _("What changed since version %(version)s") % {"version": version}
    return label, compare_url(work.cycle, work.reporter, version)


def _not_approved(work: Work) -> tuple[Link, ...]:
    """Return the points to be signed without the lead's approval; it is a help and no condition.

    A country where nobody approves points is not shown a list of all of them.
    """
    approved = points_in(work, Review.APPROVED)
    if not approved:
        return ()
    return tuple(
        (
            f"{asked.point.number}. {words.point_title(asked.point)}",
            point_url(work.cycle, work.reporter, asked.id),
        )
        for asked in work.points
        if asked.id not in approved and asked.id not in work.draft.data.left_out
    )


def _errors(refused: Typed, rows: tuple[FindingRow, ...]) -> tuple[tuple[str, str], ...]:
    """Return what the error summary lists: a refused sending names every finding that blocks."""
    if not refused.message:
        return ()
    target = f"#{refused.action}-{refused.field}" if refused.field else ""
    if refused.action != SEND or refused.field:
        return ((refused.message, target),)
    listed = [(f"{r.where}: {r.text}", r.url) for r in rows[:LISTED]]
    if len(rows) > LISTED:
        more = _("%(num)s more") % {"num": len(rows) - LISTED}
        listed.append((more, "#blocking"))
    return ((refused.message, ""), *listed)


def _barred(work: Work, is_barred: bool) -> str:
    if not is_barred or work.draft.status is not Status.AWAITING_SIGN_OFF:
        return ""
    return _(
        "You have edited this version yourself, so somebody else has to sign it. "
        "Your reporting lead can name another signatory."
    )


def _explanation(work: Work, ready: ToSign) -> str:
    status = work.draft.status
    window = work.draft.cycle.window(work.at)
    if status in (Status.IN_PREPARATION, Status.NOT_STARTED, Status.CLARIFICATION_REQUESTED):
        if window is Window.CLOSED:
            return _("The cycle is closed, so it can no longer be sent.")
        if window is Window.BEFORE_OPENING:
            return _("The cycle has not opened yet.")
        if ready.blocking:
            return _(
                "It cannot be sent yet: the findings below block it. Everything else can be read "
                "here as it stands."
            )
        return _("Nothing blocks it. The reporting lead can send it for sign-off.")
    return {
        Status.AWAITING_SIGN_OFF: _(
            "It is locked and waits for the signatory, who signs exactly what stands below."
        ),
        Status.SIGNED_OFF: _("It is signed. The reporting lead can submit it to the Commission."),
        Status.SUBMITTED: _("It has been submitted and waits for the Commission."),
        Status.ACCEPTED: _("It has been submitted and accepted."),
        Status.DECLINED: _("You have declined to report in this cycle."),
        Status.WITHDRAWN: _("The submission was withdrawn. It stays on record."),
        Status.COMPILED: _("It was compiled from public sources; nobody signs it."),
        Status.PUBLISHED: _("It has been published."),
    }[status]


def _facts(work: Work, ready: ToSign, editors: tuple[Editor, ...]) -> tuple[tuple[str, str], ...]:
    data = work.draft.data
    judged = completeness(work.index, data)
    explained = sum(
        bool(work.draft.justifications.get(f.key))
        for f in ready.findings
        if f.severity is Severity.WARNING
    )
    warnings = sum(f.severity is Severity.WARNING for f in ready.findings)
    reported = len(judged.included)
    numbers = ", ".join(str(int(point[1:])) for point in judged.left_out)
    four_eyes = (
        _("Yes: whoever signs has edited nothing in this version")
        if work.draft.four_eyes
        else _("Relaxed at the country's request; the receipt will say so")
    )
    return (
        (_("Due"), format_date(work.draft.cycle.due_at)),
        (_("Points reported"), _("%(n)s of %(of)s") % {"n": reported, "of": len(judged.points)}),
        (_("Points left out"), numbers or _("None")),
        (_("Points approved by the lead"), _approved(work, reported)),
        (_("Warnings"), _warnings(warnings, explained)),
        (_("Edited by"), _editors(editors)),
        (_("Four eyes"), four_eyes),
    )


def _approved(work: Work, reported: int) -> str:
    count = len(points_in(work, Review.APPROVED))
    if not count:
        return _("None; approving points is optional")
    return _("%(n)s of %(of)s") % {"n": count, "of": reported}


def _warnings(count: int, explained: int) -> str:
    if not count:
        return _("None")
    return _("%(count)s, of which %(explained)s explained") % {
        "count": count,
        "explained": explained,
    }


def _editors(editors: tuple[Editor, ...]) -> str:
    if not editors:
        return _("Nobody yet")
    return ", ".join(
        _("%(name)s (since %(day)s)") % {"name": e.name, "day": format_date(e.first_at, "medium")}
        for e in editors
    )


def signature_view(name: str, at: datetime, sha256: str, four_eyes: bool) -> Signature:
    """Return a stored signature in words."""
    return Signature(name, format_datetime(at), sha256, not four_eyes)
