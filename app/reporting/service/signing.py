"""From draft to signature: send, recall, hand back, sign off, decline, reopen."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.domain.answers import clean_text
from app.domain.included import only_included
from app.domain.point_review import fingerprint
from app.domain.qc import rules_in_force
from app.domain.qc.findings import Finding, Severity
from app.domain.qc.modes import read_modes
from app.domain.roles import CountryScope
from app.domain.submission import content_hash, content_of
from app.domain.workflow import BOUND_TO_OPEN_CYCLE, Action, Status, Window
from app.domain.workflow import transition as transition_of
from app.reporting.checking import check
from app.reporting.ministries import list_asks, outstanding
from app.reporting.models import ContributionEditor, SignOff
from app.reporting.queries import Draft, Head, draft_of, get_head
from app.reporting.service.announcing import announce_hand_back, announce_sign_off
from app.reporting.service.keeping import change_status, next_or_conflict, stream_of

REASON_LIMIT = 2000
# What features above this one do, or refuse, when a submission is taken back.
on_withdrawal: list[Callable[[Session, CountryScope, Head], None]] = []


@dataclass(frozen=True)
class ToSign:
    """Exactly what a signature would stand under."""

    draft: Draft
    findings: tuple[Finding, ...]
    content: Mapping[str, Any]
    sha256: str

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that stop sending and submitting."""
        return tuple(f for f in self.findings if f.severity is Severity.BLOCKING)

    def fingerprint(self, points: Collection[str]) -> str:
        """Return the hash of what is said at these points: an approval inside stands under it."""
        draft = self.draft
        return fingerprint(draft.index, draft.data, self.findings, draft.justifications, points)


def to_sign(draft: Draft) -> ToSign:
    """Return the content as it stands, with findings and justifications, and its hash."""
    findings = check(draft)
    reported = only_included(draft.index, draft.data)
    rules = rules_in_force(read_modes(draft.cycle.rules))
    content = content_of(reported, findings, draft.justifications, rules, draft.resubmission_reason)
    return ToSign(draft, findings, content, content_hash(content))


def act(
    session: Session,
    scope: CountryScope,
    head: Head,
    action: Action,
    *,
    reason: str = "",
    **columns: object,
) -> Status:
    """Carry out one act of the table: permission, dates, reason, compare-and-set, audit."""
    next_or_conflict(head.row.status, action, _came_from(head))
    found = transition_of(head.row.status, action)
    if found.permission is None or found.permission not in scope.permissions:
        raise Forbidden
    if found.needs_reason and not clean_text(reason):
        raise Refused("reason_needed")
    if action in BOUND_TO_OPEN_CYCLE:
        _check_window(head)
    before, at = head.row.status, now()
    # Always set: the reason of an earlier act is not the reason of this one.
    to = change_status(session, head, action, at, reason=clean_text(reason), **columns)
    record(
        session,
        stream_of(head),
        str(action),
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=str(to),
        before=str(before),
        version=head.row.version,
    )
    return to


def _came_from(head: Head) -> Status | None:
    return Status(head.row.came_from) if head.row.came_from else None


def _check_window(head: Head) -> None:
    at = head.cycle.window(now())
    if at is Window.BEFORE_OPENING:
        raise Conflict("cycle_not_open")
    if at is Window.CLOSED:
        raise Conflict("cycle_closed")


def send_for_sign_off(
    session: Session, scope: CountryScope, cycle: str, reason: str | None = None
) -> Status:
    """Lock the contribution for its signatory; blocking findings stop it.

    From the second version on it needs the reason why there is one, which is signed with it;
    None keeps the reason given before a recall or a hand back.
    """
    head = get_head(session, scope, cycle, lock=True)
    why = _resubmission_reason(head, reason)
    ready = to_sign(draft_of(session, scope, head))
    if ready.blocking:
        raise Refused("blocking_findings", count=len(ready.blocking))
    came_from = str(head.row.status)
    columns = {"came_from": came_from, "resubmission_reason": why}
    to = act(session, scope, head, Action.SEND_FOR_SIGN_OFF, **columns)
    announce_sign_off(session, scope, head)
    return to


def _resubmission_reason(head: Head, given: str | None) -> str:
    if not head.row.version:
        return ""
    text = head.row.resubmission_reason if given is None else clean_text(given)
    if not text:
        raise Refused("resubmission_reason_needed", version=head.row.version + 1)
    if len(text) > REASON_LIMIT:
        raise Refused("text_too_long_to_store", limit=REASON_LIMIT, length=len(text))
    return text


def recall(session: Session, scope: CountryScope, cycle: str) -> Status:
    """Take the contribution back to work on it; a signature already given becomes void."""
    head = get_head(session, scope, cycle, lock=True)
    to = act(session, scope, head, Action.RECALL)
    void_signatures(session, head)
    return to


def hand_back(session: Session, scope: CountryScope, cycle: str, reason: str) -> Status:
    """Return the contribution to its authors with a reason."""
    head = get_head(session, scope, cycle, lock=True)
    to = act(session, scope, head, Action.HAND_BACK, reason=reason)
    announce_hand_back(session, scope, head)
    return to


def void_signatures(session: Session, head: Head) -> None:
    """Void what was signed of the version being prepared: its content opens again."""
    session.execute(
        update(SignOff)
        .where(col(SignOff.contribution_id) == head.id, col(SignOff.void).is_(False))
        .values(void=True)
    )


def editors(session: Session, scope: CountryScope, head: Head) -> tuple[int, ...]:
    """Return the accounts that edited in the version being prepared."""
    query = select(col(ContributionEditor.account_id)).where(
        col(ContributionEditor.contribution_id) == head.id,
        col(ContributionEditor.version) == head.row.version + 1,
    )
    return tuple(session.execute(query.order_by(col(ContributionEditor.id))).scalars())


def sign_off(session: Session, scope: CountryScope, cycle: str, shown_sha256: str) -> Status:
    """Sign exactly what was shown; the caller has just confirmed who the person is.

    Raises Forbidden for somebody who edited in this version (unless a relaxation is recorded),
    and Conflict when the content is not the one that was shown.
    """
    head = get_head(session, scope, cycle, lock=True)
    next_or_conflict(head.row.status, Action.SIGN_OFF, _came_from(head))
    relaxed = not (head.row.four_eyes and head.cycle.four_eyes)
    if scope.account_id is None:
        raise Forbidden
    if scope.account_id in editors(session, scope, head) and not relaxed:
        raise Forbidden("four_eyes")
    ready = to_sign(draft_of(session, scope, head))
    if ready.sha256 != shown_sha256:
        raise Conflict("signed_content_changed")
    if ready.blocking:
        raise Refused("blocking_findings", count=len(ready.blocking))
    _check_ministries(session, scope, head, ready)
    session.execute(
        insert(SignOff).values(
            contribution_id=head.id,
            version=head.row.version + 1,
            account_id=scope.account_id,
            name=scope.account_name,
            content_sha256=ready.sha256,
            four_eyes=not relaxed,
            signed_at=now(),
            void=False,
        )
    )
    return act(session, scope, head, Action.SIGN_OFF)


def _check_ministries(session: Session, scope: CountryScope, head: Head, ready: ToSign) -> None:
    """Wait for every ministry that was asked; the lead may stop asking, nobody may overrule it."""
    waiting = outstanding(list_asks(session, scope, head.id), ready.fingerprint)
    if waiting:
        names = ", ".join(dict.fromkeys(ask.body for ask in waiting))
        raise Conflict("ministries_outstanding", names=names)


def decline(session: Session, scope: CountryScope, cycle: str, reason: str) -> Status:
    """Say that this reporter will not report in this cycle: lawful, the reason is optional."""
    head = get_head(session, scope, cycle, lock=True)
    return act(session, scope, head, Action.DECLINE, reason=reason)


def reopen(session: Session, scope: CountryScope, cycle: str) -> Status:
    """Take up reporting again after declining or withdrawing."""
    head = get_head(session, scope, cycle, lock=True)
    return act(session, scope, head, Action.REOPEN)


def withdraw(session: Session, scope: CountryScope, cycle: str, reason: str) -> Status:
    """Withdraw what was submitted, before publication; the submissions stay on record."""
    head = get_head(session, scope, cycle, lock=True)
    becomes = act(session, scope, head, Action.WITHDRAW, reason=reason)
    for follow in on_withdrawal:
        follow(session, scope, head)
    return becomes


def valid_signature(session: Session, scope: CountryScope, head: Head) -> SignOff | None:
    """Return the signature under the version being prepared, None when there is none."""
    query = select(SignOff).where(
        col(SignOff.contribution_id) == head.id,
        col(SignOff.version) == head.row.version + 1,
        col(SignOff.void).is_(False),
    )
    return session.execute(query.order_by(col(SignOff.id).desc())).scalars().first()


def iso(moment: datetime) -> str:
    """Return a moment as it stands in documents: UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
