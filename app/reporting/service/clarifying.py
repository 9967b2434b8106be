"""A country's side of a clarification: saying something, and answering with a further version."""

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.domain.answers import Problem, clean_text
from app.domain.canonical import sha256_hex
from app.domain.roles import CountryScope
from app.domain.workflow import CLARIFICATION_TRANSITIONS, ClarificationStatus
from app.reporting import clarification_messages, talk_messages
from app.reporting.clarification_models import Clarification, ClarificationMessage
from app.reporting.clarifications import get_own
from app.reporting.models import ContributionPoint
from app.reporting.queries import Head, get_head
from app.reporting.service.clarification_telling import tell_answered
from app.reporting.service.files import FileRules, KeptFile, SentFile, keep_sent
from app.reporting.service.keeping import check_writing, stream_of, touch

__all__ = ["clarification_messages", "talk_messages"]  # registers the sentences
TEXT_LIMIT = 8000
NO_FILE = KeptFile("", "", "")


def say(
    session: Session,
    scope: CountryScope,
    cycle: str,
    clarification_id: int,
    text: str,
    sent: SentFile | None,
    rules: FileRules,
) -> Problem | None:
    """Say something to a question, with a file where one was sent.

    Whoever may write at the point may say something; it leaves the country with the next version
    only, and who said it has worked on that version and does not sign it.
    """
    head = get_head(session, scope, cycle, lock=True)
    question = get_own(session, scope, cycle, clarification_id)
    check_writing(session, scope, head, question.point or None)
    if not question.waits_for_country:
        raise Conflict("clarification_not_waiting")
    said = checked_text(text, needed=sent is None)
    kept = NO_FILE if sent is None else keep_sent(session, scope, sent, rules)
    if isinstance(kept, Problem):
        return kept
    at = now()
    version = head.row.version + 1
    session.execute(
        insert(ClarificationMessage).values(
            clarification_id=question.id,
            by_country=True,
            act="said",
            text=said,
            version=version,
            file_sha256=kept.sha256,
            file_name=kept.name,
            file_type=kept.media_type,
            said_at=at,
            said_by=scope.account_id,
        )
    )
    touch(session, scope, head, at)
    record(
        session,
        stream_of(head),
        "clarification.said",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=f"clarification:{question.id}",
        point=question.point,
        version=version,
        sha256=sha256_hex(said),
        file=kept.sha256,
    )
    return None


def checked_text(text: str, *, needed: bool = True, limit: int = TEXT_LIMIT) -> str:
    """Return what somebody wrote as it is kept; Refused where it is missing or too long."""
    said = clean_text(text)
    if needed and not said:
        raise Refused("comment_empty")
    if len(said) > limit:
        raise Refused("comment_too_long", length=len(said), limit=limit)
    return said


def answer_asked(session: Session, scope: CountryScope, head: Head, version: int) -> None:
    """Answer every question that waits with the version that is submitted, and lock its points."""
    waiting = (
        col(Clarification.contribution_id) == head.id,
        col(Clarification.status) == ClarificationStatus.ASKED,
    )
    at = now()
    found = session.execute(
        select(col(Clarification.id), col(Clarification.point), col(Clarification.asked_by))
        .where(*waiting)
        .order_by(col(Clarification.id))
    ).all()
    if not found:
        return
    to = CLARIFICATION_TRANSITIONS[ClarificationStatus.ASKED, "answer"]
    session.execute(
        update(Clarification)
        .where(*waiting)
        .values(status=to, answered_version=version, revision=Clarification.revision + 1)
        .execution_options(synchronize_session=False)
    )
    lock_points(session, head)
    for clarification_id, point, asked_by in found:
        session.execute(
            insert(ClarificationMessage).values(
                clarification_id=clarification_id,
                by_country=True,
                act="answered",
                text="",
                version=version,
                said_at=at,
                said_by=scope.account_id,
            )
        )
        record(
            session,
            stream_of(head),
            "clarification.answered",
            account_id=scope.account_id,
            reporter=scope.reporter,
            subject=f"clarification:{clarification_id}",
            point=point,
            version=version,
        )
        tell_answered(session, scope, head, clarification_id, point, asked_by, version)


def lock_points(session: Session, head: Head, *points: str) -> None:
    """Lock points that a question had opened, all of them where none is named."""
    ours = [col(ContributionPoint.contribution_id) == head.id]
    if points:
        ours.append(col(ContributionPoint.point).in_(points))
    session.execute(
        update(ContributionPoint)
        .where(*ours, col(ContributionPoint.reopened).is_(True))
        .values(reopened=False)
        .execution_options(synchronize_session=False)
    )
