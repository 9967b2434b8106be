"""The queue of the desk: what lies before the Commission, who looks after it, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_date, format_datetime, ngettext, printed_code
from app.core.i18n import gettext as _
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import Status
from app.reporting.addresses import asked_list_url, board_url, case_url, desk_url, queue_url
from app.reporting.clarifications import OpenQuestion
from app.reporting.submissions import SubmissionHead
from app.review.cases import BEFORE_THE_DESK, Case
from app.review.four_eyes import Proposal
from app.review.pages.board_words import state_word
from app.review.pages.case import Officers, is_overdue, progress_word
from app.web.pages import Page

ME, NOBODY = "me", "nobody"
SECOND, ALL = "second", "all"  # states that only the queue knows


@dataclass(frozen=True)
class QueueWanted:
    """Filters of the queue, as they stand in its address."""

    officer: str = ""
    state: str = ""
    overdue: str = ""

    @property
    def is_any(self) -> bool:
        """Tell whether anything is chosen."""
        return any(vars(self).values())


@dataclass(frozen=True)
class Entry:
    """One submission before the Commission with what the desk knows of it."""

    head: SubmissionHead
    case: Case
    questions: tuple[OpenQuestion, ...]
    proposal: Proposal | None

    def fits(self, scope: UnionScope, wanted: QueueWanted) -> bool:
        """Tell whether an entry is among those that were chosen."""
        return (
            self._has_officer(scope, wanted.officer)
            and self._has_state(wanted.state)
            and (not wanted.overdue or is_overdue(self.case, self.head.status))
        )

    def _has_officer(self, scope: UnionScope, wanted: str) -> bool:
        if wanted == NOBODY:
            return self.case.officer is None
        if wanted == ME:
            return self.case.officer is not None and self.case.officer == scope.account_id
        return wanted in ("", str(self.case.officer or ""))

    def _has_state(self, wanted: str) -> bool:
        if wanted == SECOND:
            return self.proposal is not None
        if wanted == ALL:
            return True
        if not wanted:  # what is to be done
            return self.head.status is not Status.ACCEPTED
        return wanted == self.head.status


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    id: str
    country: str
    url: str
    version: str
    at: str
    is_late: bool
    status: str
    status_word: str
    second: str  # who proposed to accept it; empty: no second officer is waited for
    officer: str
    is_mine: bool
    target: str
    is_overdue: bool
    progress: str
    case_url: str  # where officer, date and checklist are changed
    questions: str
    questions_url: str
    take_url: str  # empty: it is mine, or I only read
    revision: int
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class QueuePage(Page):
    """Every submission before the Commission, what came first at its head."""

    template: ClassVar[str] = "review/queue.html"
    blocks: ClassVar[tuple[str, ...]] = ("row",)

    cycle_title: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    wanted: QueueWanted
    officers: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    rows: tuple[QueueRow, ...]
    count: str
    has_any: bool
    errors: tuple[tuple[str, str], ...] = ()


def entries_of(
    heads: Sequence[SubmissionHead],
    cases: Mapping[str, Case],
    questions: Mapping[str, tuple[OpenQuestion, ...]],
    proposals: Mapping[str, Proposal],
) -> tuple[Entry, ...]:
    """Return what lies before the Commission: overdue first, then by the day it is meant to be
    done, then by the moment it came."""
    here = (head for head in heads if head.status in BEFORE_THE_DESK)
    entries = (
        Entry(
            head,
            cases.get(head.reporter, Case()),
            questions.get(head.reporter, ()),
            proposals.get(head.reporter),
        )
        for head in here
    )
    return tuple(sorted(entries, key=_urgency))


def _urgency(entry: Entry) -> tuple[bool, str, float, str]:
    head, target = entry.head, entry.case.target_on
    came = head.submitted_at.timestamp() if head.submitted_at else 0.0
    is_done = head.status is Status.ACCEPTED
    return is_done, target.isoformat() if target else "9999", came, head.reporter


def queue_page(
    cycle: CycleInfo,
    scope: UnionScope,
    entries: Sequence[Entry],
    officers: Officers,
    wanted: QueueWanted,
    *,
    refused: str = "",
    error: str = "",
) -> QueuePage:
    """Return the queue; `refused` is the reporter whose row says why something was not done."""
    chosen = [entry for entry in entries if entry.fits(scope, wanted)]
    count = ngettext("%(num)s submission", "%(num)s submissions", len(chosen))
    rows = tuple(
        queue_row(cycle, scope, e, error if e.head.reporter == refused else "") for e in chosen
    )
    return QueuePage(
        cycle_title=cycle.title,
        crumbs=((_("Desk"), board_url(cycle.code)), (_("Queue"), "")),
        url=queue_url(cycle.code),
        wanted=wanted,
        officers=(
            (ME, _("Me")),
            (NOBODY, _("Nobody")),
            *((str(account), name) for account, name in officers if account != scope.account_id),
        ),
        states=(
            *((str(s), state_word(s)) for s in (Status.SUBMITTED, Status.CLARIFICATION_REQUESTED)),
            (SECOND, _("Waits for a second officer")),
            (str(Status.ACCEPTED), state_word(Status.ACCEPTED)),
            (ALL, _("All states")),
        ),
        rows=rows,
        count=count % {"num": len(chosen)},
        has_any=bool(entries),
        errors=((error, f"#{row_id(refused)}"),) if error else (),
    )


def row_id(reporter: str) -> str:
    """Return the id of the row of a reporter."""
    return f"row-{printed_code(reporter)}"


def queue_row(cycle: CycleInfo, scope: UnionScope, entry: Entry, error: str = "") -> QueueRow:
    """Return one entry in words."""
    head, case = entry.head, entry.case
    place = (cycle.code, head.reporter)
    is_mine = case.officer is not None and case.officer == scope.account_id
    may_act = Permission.SUBMISSION_ACCEPT in scope.permissions
    questions = ngettext("%(num)s open", "%(num)s open", len(entry.questions))
    return QueueRow(
        id=row_id(head.reporter),
        country=country_name(head.reporter),
        url=desk_url(*place),
        version=_("Version %(version)s") % {"version": head.version},
        at=format_datetime(head.submitted_at, "medium") if head.submitted_at else "",
        is_late=head.late,
        status=str(head.status),
        status_word=state_word(head.status),
        second=(entry.proposal.name or _("the operator of the portal")) if entry.proposal else "",
        officer=case.officer_name,
        is_mine=is_mine,
        target=format_date(case.target_on) if case.target_on else "",
        is_overdue=is_overdue(case, head.status),
        progress=progress_word(case, head.version),
        case_url=case_url(*place),
        questions=questions % {"num": len(entry.questions)} if entry.questions else "",
        questions_url=asked_list_url(cycle.code, reporter=head.reporter, state="open"),
        take_url=f"{case_url(*place)}/take" if may_act and not is_mine else "",
        revision=case.revision,
        error=error,
    )
