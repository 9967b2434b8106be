"""The desk's verbs of clarification: ask, ask again, settle and cancel, each in the record of the
country."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.queries import CycleInfo
from app.core.clock import now, today_brussels
from app.core.errors import Conflict, Refused
from app.domain.answers import clean_text
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import UnionScope
from app.domain.workflow import (
    CLARIFICATION_TRANSITIONS,
    Action,
    ClarificationStatus,
    Status,
)
from app.reporting.answer_dates import is_asked
from app.reporting.clarification_models import Clarification, ClarificationMessage
from app.reporting.clarifications import Question
from app.reporting.models import AnswerRevision, Contribution, ContributionPoint, Submission
from app.reporting.queries import Head
from app.reporting.service.clarification_telling import tell_asked, tell_settled
from app.reporting.service.clarifying import NO_FILE, checked_text, lock_points
from app.reporting.service.files import KeptFile
from app.reporting.service.keeping import next_or_conflict, stream_of
from app.reporting.service.signing import void_signatures
from app.review import messages  # noqa: F401 - registers the sentences
from app.review.four_eyes import end_open_proposals
from app.review.heads import locked_head, seen_status
from app.review.models import Acceptance

REASON_LIMIT = 200
LATEST = timedelta(days=183)


@dataclass(frozen=True)
class Asked:
    """One question: where it is about something, and its text."""

    point: str
    subject: str  # as in the history; empty: the whole point
    text: str


@dataclass(frozen=True)
class Terms:
    """What questions asked together share."""

    reason: str
    due_on: date
    batch: str = ""  # of the same question to several countries
    file: KeptFile = NO_FILE  # goes with each of them


def ask(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    version: int,
    questions: Sequence[Asked],
    terms: Terms,
) -> tuple[int, ...]:
    """Ask one country about exactly the version that was read; its points open for the answer.

    A country that is signing an answer gets it back first: what is signed answers all questions.
    """
    reason = _checked_terms(terms)
    texts = [checked_text(question.text) for question in questions]
    if not texts:
        raise Refused("question_needed")
    head = locked_head(session, scope, cycle, reporter)
    _take_out_of_signing(session, scope, head)
    _check_version(head, version)
    _move(session, scope, head, Action.ASK_CLARIFICATION, reason=reason)
    asked = []
    for question, text in zip(questions, texts, strict=True):
        _open_point(session, scope, head, question.point)
        asked.append(_store(session, scope, head, question, text, reason, terms))
    return tuple(asked)


def ask_again(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    question: Question,
    revision: int,
    text: str,
    due_on: date,
    file: KeptFile = NO_FILE,
) -> None:
    """Ask the same country once more about its answer; the point opens again."""
    said = checked_text(text)
    _check_due(due_on)
    head = locked_head(session, scope, cycle, question.reporter)
    _take_out_of_signing(session, scope, head)
    columns = {"due_on": due_on, "version": head.row.version}
    _step(
        session, scope, head, question, revision, "ask_again", said, "asked_again", file, **columns
    )
    _move(session, scope, head, Action.ASK_CLARIFICATION, reason=question.reason)
    _open_point(session, scope, head, question.point)
    tell_asked(session, scope, head, question.id, question.point, due_on, number=revision)


def resolve(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    question: Question,
    revision: int,
    text: str = "",
    file: KeptFile = NO_FILE,
) -> None:
    """Settle a question that was answered."""
    said = checked_text(text, needed=False)
    head = locked_head(session, scope, cycle, question.reporter)
    closed = {"closed_at": now(), "closed_by": scope.account_id}
    _step(session, scope, head, question, revision, "resolve", said, "resolved", file, **closed)
    tell_settled(session, scope, head, question.id, question.point)


def cancel(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    question: Question,
    revision: int,
    reason: str,
) -> None:
    """Take a question back with a reason; after the last one the submission stands as it was."""
    if not clean_text(reason):
        raise Refused("reason_needed")
    said = checked_text(reason)
    head = locked_head(session, scope, cycle, question.reporter)
    closed = {"closed_at": now(), "closed_by": scope.account_id}
    _step(session, scope, head, question, revision, "cancel", said, "cancelled", NO_FILE, **closed)
    tell_settled(session, scope, head, question.id, question.point, is_cancelled=True)
    waiting = _waiting(session, head)
    if question.point not in waiting:
        lock_points(session, head, question.point)
    if not waiting and is_asked(head.row.status, head.row.came_from):
        _take_out_of_signing(session, scope, head)
        before = _before_asking(session, head)
        _move(session, scope, head, Action.CLOSE_CLARIFICATION, came_from=before)


def _checked_terms(terms: Terms) -> str:
    reason = clean_text(terms.reason)
    if not reason:
        raise Refused("reason_needed")
    if len(reason) > REASON_LIMIT:
        raise Refused("reason_too_long", limit=REASON_LIMIT)
    _check_due(terms.due_on)
    return reason


def _check_due(due_on: date) -> None:
    today = today_brussels()
    if due_on < today:
        raise Refused("clarification_due_past")
    if due_on > today + LATEST:
        raise Refused("clarification_due_far")


def _check_version(head: Head, version: int) -> None:
    if head.row.version != version:
        raise Conflict("newer_version_exists", version=head.row.version)


def _take_out_of_signing(session: Session, scope: UnionScope, head: Head) -> None:
    if head.row.status is Status.CLARIFICATION_REQUESTED:
        return
    if is_asked(head.row.status, head.row.came_from):
        void_signatures(session, head)
        _move(session, scope, head, Action.RECALL, came_from=Status(head.row.came_from))


def _move(
    session: Session,
    scope: UnionScope,
    head: Head,
    action: Action,
    *,
    came_from: Status | None = None,
    reason: str = "",
) -> None:
    """Carry out one act of the table by compare-and-set, with its event."""
    before = head.row.status
    # A refusal says no more of the state than the Commission may know.
    to = next_or_conflict(
        before if action is Action.RECALL else seen_status(head), action, came_from
    )
    moved = session.execute(
        update(Contribution)
        .where(col(Contribution.id) == head.id, col(Contribution.status) == before)
        .where(col(Contribution.version) == head.row.version)
        .values(status=to, updated_at=now(), reason=reason)
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], moved).rowcount != 1:
        raise Conflict("state_changed")
    session.refresh(head.row)
    if action is Action.ASK_CLARIFICATION:
        end_open_proposals(session, scope, head)
    record(
        session,
        stream_of(head),
        str(action),
        account_id=scope.account_id,
        reporter=head.row.reporter,
        subject=str(to),
        before=str(before),
        version=head.row.version,
    )


def _before_asking(session: Session, head: Head) -> Status:
    """Return where a contribution goes back to when nothing is asked any more."""
    query = (
        select(col(Acceptance.id))
        .join(Submission, col(Submission.id) == col(Acceptance.submission_id))
        .where(
            col(Submission.contribution_id) == head.id,
            col(Submission.version) == head.row.version,
        )
    )
    return Status.ACCEPTED if session.execute(query).first() else Status.SUBMITTED


def _waiting(session: Session, head: Head) -> frozenset[str]:
    query = select(col(Clarification.point)).where(
        col(Clarification.contribution_id) == head.id,
        col(Clarification.status) == ClarificationStatus.ASKED,
    )
    return frozenset(session.execute(query).scalars())


def _open_point(session: Session, scope: UnionScope, head: Head, point: str) -> None:
    ours = (
        col(ContributionPoint.contribution_id) == head.id,
        col(ContributionPoint.point) == point,
    )
    opened = session.execute(
        update(ContributionPoint)
        .where(*ours)
        .values(reopened=True)
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], opened).rowcount:
        return
    session.execute(
        insert(ContributionPoint).values(contribution_id=head.id, point=point, reopened=True)
    )
    if not point:
        return  # the report as a whole is never left out, so nothing of it is kept here
    # The row has a history from its first revision on, as if the country had kept it itself.
    session.execute(
        insert(AnswerRevision).values(
            contribution_id=head.id,
            subject=f"point:{point}",
            revision=1,
            version=head.row.version + 1,
            content=canonical_json({"left_out": False, "reason": ""}),
            saved_at=now(),
            saved_by=scope.account_id,
            idempotency_key="",
        )
    )


def _store(
    session: Session,
    scope: UnionScope,
    head: Head,
    question: Asked,
    text: str,
    reason: str,
    terms: Terms,
) -> int:
    at = now()
    clarification_id: int = session.execute(
        insert(Clarification)
        .values(
            contribution_id=head.id,
            version=head.row.version,
            point=question.point,
            subject=question.subject,
            status=ClarificationStatus.ASKED,
            reason=reason,
            due_on=terms.due_on,
            batch=terms.batch,
            asked_at=at,
            asked_by=scope.account_id,
        )
        .returning(col(Clarification.id))
    ).scalar_one()
    _say(session, scope, head, clarification_id, question.point, "asked", text, terms.file)
    told = (clarification_id, question.point, terms.due_on)
    tell_asked(session, scope, head, *told, number=1)
    return clarification_id


def _step(
    session: Session,
    scope: UnionScope,
    head: Head,
    question: Question,
    revision: int,
    verb: str,
    text: str,
    act: str,
    file: KeptFile,
    **columns: object,
) -> None:
    """Move a question on by its table, only if it still is as it was read."""
    to = CLARIFICATION_TRANSITIONS.get((question.status, verb))
    if to is None:
        raise Conflict("clarification_changed")
    moved = session.execute(
        update(Clarification)
        .where(col(Clarification.id) == question.id, col(Clarification.status) == question.status)
        .where(col(Clarification.revision) == revision)
        .values(status=to, revision=revision + 1, **columns)
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], moved).rowcount != 1:
        raise Conflict("clarification_changed")
    _say(session, scope, head, question.id, question.point, act, text, file)


def _say(
    session: Session,
    scope: UnionScope,
    head: Head,
    clarification_id: int,
    point: str,
    act: str,
    text: str,
    file: KeptFile,
) -> None:
    session.execute(
        insert(ClarificationMessage).values(
            clarification_id=clarification_id,
            by_country=False,
            act=act,
            text=text,
            version=0,
            file_sha256=file.sha256,
            file_name=file.name,
            file_type=file.media_type,
            said_at=now(),
            said_by=scope.account_id,
        )
    )
    record(
        session,
        stream_of(head),
        f"clarification.{act}",
        account_id=scope.account_id,
        reporter=head.row.reporter,
        subject=f"clarification:{clarification_id}",
        point=point,
        version=head.row.version,
        sha256=sha256_hex(text),
        file=file.sha256,
    )
