"""Talking inside the country: start a conversation, answer, resolve, reopen, read a mention.

Comments are no content: saying something makes nobody an editor of the version, so that a
signatory who asked a question can still sign.
"""

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.domain.answers import Problem
from app.domain.asked import asked_point
from app.domain.canonical import sha256_hex
from app.domain.conversations import check_text, may_converse, subjects, told
from app.domain.roles import CountryScope
from app.reporting.conversations import list_people
from app.reporting.queries import Head, get_head, index_of
from app.reporting.service.announcing import announce_mention, mention_read
from app.reporting.service.keeping import stream_of
from app.reporting.team_models import Comment, CommentMention, CommentThread


@dataclass(frozen=True)
class CommentInput:
    """What somebody says, whom they picked to be told, and the key of this attempt."""

    text: str
    tell: tuple[int, ...] = ()
    idempotency_key: str = ""


@dataclass(frozen=True)
class Posted:
    """A comment that is durable once the transaction ends; a replay finds the one there is."""

    thread_id: int
    comment_id: int


@dataclass(frozen=True)
class _Checked:
    text: str
    told: tuple[int, ...]


def start_conversation(
    session: Session,
    scope: CountryScope,
    cycle: str,
    point: str,
    subject: str,
    given: CommentInput,
) -> Posted | Problem:
    """Begin a conversation about a point (empty subject) or one field of it."""
    head = _open_head(session, scope, cycle)
    asked = asked_point(index_of(session, head), scope.reporter, point)
    if asked is None or subject not in subjects(asked, head.cycle.cutoff):
        raise NotFound
    checked = _check(session, scope, given)
    if isinstance(checked, Problem):
        return checked
    # A replay of the first comment of a conversation is known by its point and subject.
    known = _replayed(session, scope, head, checked, given, point=point, subject=subject)
    if known is not None:
        return known
    at = now()
    made = session.execute(
        insert(CommentThread)
        .values(
            contribution_id=head.id,
            point=point,
            subject=subject,
            created_at=at,
            created_by=scope.account_id,
        )
        .returning(col(CommentThread.id))
    )
    thread_id = int(made.scalar_one())
    return _say(session, scope, head, thread_id, point, checked, given, "conversation.started")


def answer_conversation(
    session: Session, scope: CountryScope, cycle: str, thread_id: int, given: CommentInput
) -> Posted | Problem:
    """Say something more; a resolved conversation is open again, so that no answer gets lost."""
    head = _open_head(session, scope, cycle)
    thread = _thread(session, scope, head, thread_id)
    checked = _check(session, scope, given)
    if isinstance(checked, Problem):
        return checked
    known = _replayed(session, scope, head, checked, given, id=thread_id)
    if known is not None:
        return known
    _set_resolved(session, scope, head, thread, resolved=False)
    _mark_read(session, scope, head, thread_id)
    act = "conversation.answered"
    return _say(session, scope, head, thread_id, thread.point, checked, given, act)


def resolve_conversation(
    session: Session, scope: CountryScope, cycle: str, thread_id: int, *, resolved: bool
) -> None:
    """Close a conversation as settled, or open it again; doing it twice changes nothing more."""
    head = _open_head(session, scope, cycle)
    thread = _thread(session, scope, head, thread_id)
    _set_resolved(session, scope, head, thread, resolved=resolved)
    _mark_read(session, scope, head, thread_id)


def read_mentions(
    session: Session, scope: CountryScope, cycle: str, thread_id: int, up_to: int
) -> None:
    """Note that the person of the scope has read where they are mentioned in a conversation.

    Loading a page writes nothing, so a mention is unread until its person says so here, answers,
    resolves or reopens: each shows that they have seen it. `up_to` is the last comment they were
    shown; what was said after it stays unread.
    """
    head = get_head(session, scope, cycle, lock=True)
    thread = _thread(session, scope, head, thread_id)
    if _mark_read(session, scope, head, thread_id, up_to):
        _record(session, scope, head, "conversation.read", thread.point, thread=thread_id)


def _open_head(session: Session, scope: CountryScope, cycle: str) -> Head:
    head = get_head(session, scope, cycle, lock=True)
    if not may_converse(head.row.status):
        raise Conflict("conversations_closed")
    return head


def _thread(session: Session, scope: CountryScope, head: Head, thread_id: int) -> CommentThread:
    query = select(CommentThread).where(
        col(CommentThread.contribution_id) == head.id, col(CommentThread.id) == thread_id
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _check(session: Session, scope: CountryScope, given: CommentInput) -> _Checked | Problem:
    text = check_text(given.text)
    if isinstance(text, Problem):
        return text
    people = list_people(session, scope)
    found = told(text, given.tell, people, scope.account_id)
    return found if isinstance(found, Problem) else _Checked(text, found)


def _replayed(
    session: Session,
    scope: CountryScope,
    head: Head,
    checked: _Checked,
    given: CommentInput,
    **place: object,
) -> Posted | None:
    """Return the comment that this very attempt has left already; another text is a new one."""
    if not given.idempotency_key:
        return None
    query = (
        select(col(Comment.thread_id), col(Comment.id))
        .join(CommentThread, col(CommentThread.id) == col(Comment.thread_id))
        .where(
            col(CommentThread.contribution_id) == head.id,
            col(Comment.idempotency_key) == given.idempotency_key,
            col(Comment.said_by) == scope.account_id,
            col(Comment.text) == checked.text,
            *(getattr(CommentThread, name) == value for name, value in place.items()),
        )
        .order_by(col(Comment.id))
    )
    row = session.execute(query).first()
    return None if row is None else Posted(*row)


def _say(
    session: Session,
    scope: CountryScope,
    head: Head,
    thread_id: int,
    point: str,
    checked: _Checked,
    given: CommentInput,
    act: str,
) -> Posted:
    made = session.execute(
        insert(Comment)
        .values(
            thread_id=thread_id,
            text=checked.text,
            said_at=now(),
            said_by=scope.account_id,
            idempotency_key=given.idempotency_key,
        )
        .returning(col(Comment.id))
    )
    comment_id = int(made.scalar_one())
    for account_id in checked.told:
        session.execute(insert(CommentMention).values(comment_id=comment_id, account_id=account_id))
    announce_mention(session, scope, head, checked.told, comment_id, thread_id, point)
    _record(
        session,
        scope,
        head,
        act,
        point,
        thread=thread_id,
        comment=comment_id,
        accounts=list(checked.told),
        sha256=sha256_hex(checked.text),
    )
    return Posted(thread_id, comment_id)


def _set_resolved(
    session: Session, scope: CountryScope, head: Head, thread: CommentThread, *, resolved: bool
) -> None:
    if (thread.resolved_at is not None) is resolved:
        return
    thread.resolved_at = now() if resolved else None
    thread.resolved_by = scope.account_id if resolved else None
    session.add(thread)
    session.flush()
    act = "conversation.resolved" if resolved else "conversation.reopened"
    _record(session, scope, head, act, thread.point, thread=thread.id)


def _mark_read(
    session: Session, scope: CountryScope, head: Head, thread_id: int, up_to: int | None = None
) -> bool:
    here = select(col(Comment.id)).where(col(Comment.thread_id) == thread_id)
    if up_to is not None:
        here = here.where(col(Comment.id) <= up_to)
    done = session.execute(
        update(CommentMention)
        .where(
            col(CommentMention.comment_id).in_(here),
            col(CommentMention.account_id) == scope.account_id,
            col(CommentMention.read_at).is_(None),
        )
        .values(read_at=now())
        .returning(col(CommentMention.comment_id))
        .execution_options(synchronize_session=False)
    )
    read = list(done.scalars())
    mention_read(session, scope, head, read)
    return bool(read)


def _record(
    session: Session, scope: CountryScope, head: Head, act: str, point: str, **data: object
) -> None:
    record(
        session,
        stream_of(head),
        act,
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=point,
        **data,
    )
