"""The read view of one frozen submission, as the Commission's desk sees it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_datetime
from app.core.i18n import gettext as _
from app.domain.contribution import Evidence
from app.domain.four_eyes import FigureAbove
from app.domain.observations import CatalogueIndex
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import Action, Status, allowed_actions
from app.reporting.addresses import (
    board_url,
    desk_changes_url,
    desk_last_cycle_url,
    desk_url,
)
from app.reporting.clarifications import Question
from app.reporting.living import Current
from app.reporting.pages.content import (
    ContentView,
    FileOf,
    FileView,
    content_view,
)
from app.reporting.pages.living import CurrentRow, read_rows
from app.reporting.pages.questions import Beside, QuestionView
from app.reporting.pages.signed_findings import FindingLine, finding_lines
from app.reporting.pages.submissions import signed_facts
from app.reporting.pages.text_language import languages_offered, with_texts_in
from app.reporting.submissions import StoredSubmission, SubmissionHead, VersionHead
from app.review.cases import Case
from app.review.four_eyes import Proposal
from app.review.pages.beside import (
    asked_about,
    beside_all,
    question_views,
    questions_beside,
    waits_for,
)
from app.review.pages.board_words import state_word
from app.review.pages.case import CaseView, Officers, case_view
from app.review.pages.four_eyes import FourEyesView, four_eyes_view
from app.review.pages.remarks import remarks_beside
from app.review.queries import AcceptanceInfo, next_waiting
from app.review.remarks import RemarkInfo
from app.web.pages import Link, Page


@dataclass(frozen=True)
class VersionLine:
    """One version in the list beside the text."""

    version: int
    at: str
    is_late: bool
    url: str
    is_shown: bool


@dataclass(frozen=True)
class Opened:
    """A submission with everything around it that its page shows."""

    cycle: CycleInfo
    stored: StoredSubmission
    heads: tuple[SubmissionHead, ...]
    versions: tuple[VersionHead, ...]
    acceptance: AcceptanceInfo | None
    names: Mapping[int, str]
    questions: tuple[Question, ...] = ()
    remarks: tuple[RemarkInfo, ...] = ()
    current: tuple[Current, ...] = ()  # what the country keeps current beside its reports
    case: Case = Case()
    officers: Officers = ()
    above: tuple[FigureAbove, ...] = ()  # figures that one desk officer alone does not accept
    proposals: tuple[Proposal, ...] = ()

    @property
    def head(self) -> SubmissionHead:
        """What others may know of the contribution now."""
        return next(h for h in self.heads if h.reporter == self.stored.reporter)


@dataclass(frozen=True, kw_only=True)
class DeskPart:
    """What the desk does with a submission: looks after it, accepts it, compares it."""

    case: CaseView | None
    four_eyes: FourEyesView | None
    can_act: bool  # on acceptance, alone or as one of two
    can_accept: bool
    waits: str  # why it cannot be accepted yet
    comparisons: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ReadingPage(Page):
    """One submission to be read and accepted."""

    template: ClassVar[str] = "review/submission.html"

    reporter: str
    title: str
    cycle_title: str
    crumbs: tuple[tuple[str, str], ...]
    status: str
    status_word: str
    is_late: bool
    is_reported: bool
    notice: str
    facts: tuple[tuple[str, str], ...]
    sha256: str
    versions: tuple[VersionLine, ...]
    findings: tuple[FindingLine, ...]
    content: ContentView
    accepted: str
    remarks_given: str
    accept_url: str
    desk: DeskPart
    version: int
    remarks: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    next_label: str = ""
    next_url: str = ""
    files: tuple[tuple[str, str], ...] = ()
    remark_url: str = ""
    current: tuple[CurrentRow, ...] = ()
    ask_url: str = ""  # where questions about what is ticked are written; empty: not now
    beside: Mapping[str, tuple[Beside, ...]] = field(default_factory=dict)
    questions: tuple[QuestionView, ...] = ()
    texts: str = ""  # language in which texts are shown where there is a translation
    text_languages: tuple[tuple[str, str], ...] = ()
    url: str = ""
    reason: str = ""  # for ending a proposal, as it was typed


def reading_page(
    index: CatalogueIndex,
    scope: UnionScope,
    opened: Opened,
    *,
    remarks: str = "",
    reason: str = "",
    errors: tuple[tuple[str, str], ...] = (),
    texts: str = "",
) -> ReadingPage:
    """Return the page, made from the stored document alone."""
    stored, cycle = opened.stored, opened.cycle
    document, status = stored.document, opened.head.status
    country = country_name(stored.reporter)
    title = _("Version %(version)s") % {"version": stored.version}
    following = next_waiting(opened.heads, besides=stored.reporter)
    is_latest = stored.version == opened.versions[0].version
    content = content_view(index, stored.data, _file_of(opened))
    acts = allowed_actions(status, scope.permissions) if is_latest else ()
    may_remark = is_latest and Permission.SUBMISSION_ACCEPT in scope.permissions
    return ReadingPage(
        reporter=country,
        title=title,
        cycle_title=cycle.title,
        crumbs=((_("Desk"), board_url(cycle.code)), (country, "")),
        status=str(status),
        status_word=state_word(status),
        is_late=stored.late,
        is_reported=stored.is_reported,
        notice=_notice(opened, is_latest),
        facts=_facts(document),
        sha256=stored.sha256,
        versions=tuple(_versions(opened)),
        findings=finding_lines(index, document["reporter"], document["findings"]),
        content=with_texts_in(content, texts),
        texts=texts,
        text_languages=languages_offered(content),
        url=desk_url(cycle.code, stored.reporter, 0 if is_latest else stored.version),
        accepted=_accepted(opened),
        remarks_given=opened.acceptance.remarks if opened.acceptance else "",
        ask_url=asked_about(cycle, stored.reporter) if Action.ASK_CLARIFICATION in acts else "",
        current=read_rows(opened.current),
        remark_url=_remarks_url(opened) if may_remark else "",
        beside=beside_all(
            questions_beside(cycle, opened.questions),
            remarks_beside(
                opened.remarks, stored.version, _remarks_url(opened) if may_remark else ""
            ),
        ),
        questions=question_views(index, cycle, stored.data, opened.questions),
        desk=_desk(index, scope, opened, is_latest=is_latest, may_accept=Action.ACCEPT in acts),
        accept_url=f"{desk_url(cycle.code, stored.reporter)}/accept",
        version=stored.version,
        remarks=remarks,
        errors=errors,
        next_label=country_name(following.reporter) if following else "",
        next_url=desk_url(cycle.code, following.reporter) if following else "",
        files=tuple(_files(opened)),
        reason=reason,
    )


def _desk(
    index: CatalogueIndex,
    scope: UnionScope,
    opened: Opened,
    *,
    is_latest: bool,
    may_accept: bool,
) -> DeskPart:
    cycle, stored, status = opened.cycle, opened.stored, opened.head.status
    still_open = sum(question.is_open for question in opened.questions)
    case = case_view(cycle, scope, stored, status, opened.case, opened.officers)
    eyes = None
    if is_latest and status is Status.SUBMITTED:
        place = (index, cycle, scope, stored.reporter)
        eyes = four_eyes_view(*place, opened.above, opened.proposals)
    return DeskPart(
        case=case if is_latest else None,
        four_eyes=eyes,
        can_act=may_accept and not still_open,
        can_accept=may_accept and not still_open and not _needs_another(scope, opened),
        waits=waits_for(still_open) if may_accept else "",
        comparisons=tuple(_comparisons(opened)),
    )


def _needs_another(scope: UnionScope, opened: Opened) -> bool:
    """Tell whether somebody else has to propose, or to accept what this reader proposed."""
    waiting = next((one for one in opened.proposals if one.is_open), None)
    is_second = waiting is not None and waiting.proposed_by != scope.account_id
    return bool(opened.above) and not is_second


def _comparisons(opened: Opened) -> Iterator[Link]:
    """Yield where this version stands beside the one before it, and beside the last cycle."""
    stored = opened.stored
    place = (opened.cycle.code, stored.reporter, stored.version)
    if any(head.version < stored.version for head in opened.versions):
        yield _("What changed since the version before"), desk_changes_url(*place)
    if not opened.cycle.is_baseline:
        yield _("Beside the last cycle"), desk_last_cycle_url(*place)


def _remarks_url(opened: Opened) -> str:
    return f"{desk_url(opened.cycle.code, opened.stored.reporter)}/remarks"


def _files(opened: Opened) -> Iterator[tuple[str, str]]:
    """Yield the files of the submission with their addresses; closed ones say so."""
    for evidence in opened.stored.data.evidence:
        if evidence.file_sha256:
            point = _("Point %(number)s") % {"number": int(evidence.point[1:])}
            name = f"{point}: {evidence.title} ({evidence.file_name})"
            closed = f" – {_('not for publication')}" if evidence.withheld else ""
            yield name + closed, _file_url(opened, evidence)


def _file_of(opened: Opened) -> FileOf:
    return lambda evidence: FileView(evidence.file_name, _file_url(opened, evidence))


def _file_url(opened: Opened, evidence: Evidence) -> str:
    stored = opened.stored
    here = desk_url(opened.cycle.code, stored.reporter, stored.version)
    return f"{here}/files/{evidence.uid}"


def _notice(opened: Opened, is_latest: bool) -> str:
    if not opened.stored.is_reported:
        return _(
            "Compiled from public sources, not reported by the Member State. Nobody signed it, and "
            "nobody assessed progress."
        )
    if opened.head.status is Status.WITHDRAWN:
        return _("This submission was withdrawn. It goes into no edition.")
    if not is_latest:
        return _("There is a newer version. This one is kept as it was signed.")
    return ""


def _facts(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if document["sign_off"] is not None:
        return signed_facts(document)
    compiled = format_datetime(datetime.fromisoformat(document["compiled_at"]))
    return (
        (_("Compiled on"), _("%(time)s Brussels time") % {"time": compiled}),
        (_("Questions and indicators"), document["catalogue_code"]),
    )


def _versions(opened: Opened) -> Iterable[VersionLine]:
    place = (opened.cycle.code, opened.stored.reporter)
    for head in opened.versions:
        yield VersionLine(
            version=head.version,
            at=format_datetime(head.submitted_at),
            is_late=head.late,
            url=desk_url(*place, head.version),
            is_shown=head.version == opened.stored.version,
        )


def _accepted(opened: Opened) -> str:
    given = opened.acceptance
    if given is None:
        return ""
    who = opened.names.get(given.accepted_by or 0, _("the operator of the portal"))
    at = format_datetime(given.accepted_at)
    first = next((one for one in opened.proposals if one.is_open), None)
    if first is None or first.proposed_by == given.accepted_by:
        return _("Accepted on %(time)s (Brussels time) by %(name)s.") % {"time": at, "name": who}
    said = _(
        "Accepted on %(time)s (Brussels time) by %(name)s, as the second desk officer after "
        "%(first)s."
    )
    return said % {"time": at, "name": who, "first": first.name}
