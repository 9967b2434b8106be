"""The care of one submission as the desk sees it: officer, target date, checklist."""

from dataclasses import dataclass
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.clock import today_brussels
from app.core.errors import NotFound
from app.core.i18n import country_name, format_date, format_datetime
from app.core.i18n import gettext as _
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import Status
from app.reporting.addresses import board_url, case_url, desk_url, queue_url
from app.reporting.submissions import StoredSubmission
from app.review.cases import BEFORE_THE_DESK, Case, target_after
from app.review.checklist import CHECKLIST
from app.web.pages import Page

Officers = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class CheckBox:
    """One item of the checklist as a choice."""

    value: str
    label: str
    help: str


@dataclass(frozen=True)
class CaseView:
    """Who looks after a submission, until when, and what was looked at."""

    url: str  # where it is changed; empty: only read
    version: int
    revision: int
    officer: str
    is_mine: bool
    target: str
    is_overdue: bool
    items: tuple[CheckBox, ...]
    ticked: tuple[str, ...]
    progress: str
    saved: str
    officers: tuple[tuple[str, str], ...] = ()
    chosen_officer: str = ""
    target_on: str = ""
    suggested: str = ""
    error: str = ""


def case_view(
    cycle: CycleInfo,
    scope: UnionScope,
    stored: StoredSubmission,
    status: Status,
    case: Case,
    officers: Officers,
    *,
    error: str = "",
) -> CaseView | None:
    """Return the care of a submission, None where the desk does not look after it any more."""
    if status not in BEFORE_THE_DESK or cycle.is_baseline:
        return None
    may_act = Permission.SUBMISSION_ACCEPT in scope.permissions
    ticked = case.done(stored.version)
    return CaseView(
        url=case_url(cycle.code, stored.reporter) if may_act else "",
        version=stored.version,
        revision=case.revision,
        officer=case.officer_name,
        is_mine=case.officer is not None and case.officer == scope.account_id,
        target=format_date(case.target_on) if case.target_on else "",
        is_overdue=is_overdue(case, status),
        items=tuple(CheckBox(k, _(i.label), _(i.help)) for k, i in CHECKLIST.items()),
        ticked=ticked,
        progress=progress_word(case, stored.version),
        saved=_saved(case),
        officers=tuple((str(account), name) for account, name in officers),
        chosen_officer=str(case.officer or ""),
        target_on=case.target_on.isoformat() if case.target_on else "",
        suggested=format_date(target_after(stored.submitted_at)),
        error=error,
    )


@dataclass(frozen=True, kw_only=True)
class CasePage(Page):
    """The care of one submission by itself."""

    template: ClassVar[str] = "review/case.html"
    blocks: ClassVar[tuple[str, ...]] = ("case",)

    country: str
    cycle_title: str
    crumbs: tuple[tuple[str, str], ...]
    case: CaseView
    errors: tuple[tuple[str, str], ...] = ()


def case_page(
    cycle: CycleInfo,
    scope: UnionScope,
    stored: StoredSubmission,
    status: Status,
    case: Case,
    officers: Officers,
    *,
    error: str = "",
) -> CasePage:
    """Return the page; NotFound where the desk does not look after it any more."""
    view = case_view(cycle, scope, stored, status, case, officers, error=error)
    if view is None:
        raise NotFound
    country = country_name(stored.reporter)
    return CasePage(
        country=country,
        cycle_title=cycle.title,
        crumbs=(
            (_("Desk"), board_url(cycle.code)),
            (_("Queue"), queue_url(cycle.code)),
            (country, desk_url(cycle.code, stored.reporter)),
            (_("Care at the desk"), ""),
        ),
        case=view,
        errors=((error, "#case"),) if error else (),
    )


def is_overdue(case: Case, status: Status) -> bool:
    """Tell whether the desk is late: only while the submission waits for the desk."""
    is_over = case.target_on is not None and case.target_on < today_brussels()
    return is_over and status is Status.SUBMITTED


def progress_word(case: Case, version: int) -> str:
    """Return how much of the checklist was looked at for this version."""
    return _("%(n)d of %(of)d") % {"n": len(case.done(version)), "of": len(CHECKLIST)}


def _saved(case: Case) -> str:
    if case.saved_at is None:
        return ""
    at = format_datetime(case.saved_at)
    return _("Last changed by %(name)s, %(time)s") % {"name": case.saved_by, "time": at}
