"""Reads of the conversations inside a country; nothing of them is part of what is submitted."""

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import bindparam
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.core.errors import NotFound
from app.domain.conversations import Mention, Participant, Remark, Thread, in_order
from app.domain.roles import CountryScope, Permission
from app.identity.models import Account
from app.reporting import people
from app.reporting.models import Contribution
from app.reporting.team_models import Comment, CommentMention, CommentThread


@dataclass(frozen=True)
class Talk:
    """Conversations, and the colleagues who can be told of a comment."""

    threads: tuple[Thread, ...]
    people: tuple[Participant, ...]


def load_talk(session: Session, scope: CountryScope, contribution_id: int, point: str = "") -> Talk:
    """Return the conversations of a point, or all of them, with the colleagues: two queries."""
    return talk_of(session, scope, list_threads(session, scope, contribution_id, point=point))


def talk_of(session: Session, scope: CountryScope, threads: tuple[Thread, ...]) -> Talk:
    """Return these conversations with the colleagues who can be told of an answer.

    Who only reads tells nobody, so for them the colleagues are not read.
    """
    if Permission.COMMENT_WRITE not in scope.permissions:
        return Talk(threads, ())
    return Talk(threads, list_people(session, scope))


def list_people(session: Session, scope: CountryScope) -> tuple[Participant, ...]:
    """Return everybody who reads the contributions of the scope's reporter, by name."""
    return tuple(Participant(p.account_id, p.name) for p in people.list_people(session, scope))


def list_threads(
    session: Session,
    scope: CountryScope,
    contribution_id: int,
    *,
    point: str = "",
    thread_id: int | None = None,
) -> tuple[Thread, ...]:
    """Return conversations with all comments, the open ones first, in one query."""
    given = {
        "here": scope.reporter,
        "contribution_id": contribution_id,
        "at_point": point,
        "only": thread_id,
    }
    rows: dict[int, list[Any]] = {}
    for row in session.execute(_remarks(bool(point), thread_id is not None), given):
        rows.setdefault(row.thread_id, []).append(row)
    return in_order(_thread(found) for found in rows.values())


def get_thread(
    session: Session, scope: CountryScope, contribution_id: int, thread_id: int
) -> Thread:
    """Return one conversation of the contribution."""
    found = list_threads(session, scope, contribution_id, thread_id=thread_id)
    if not found:
        raise NotFound
    return found[0]


@cache
def _remarks(of_point: bool, of_thread: bool) -> Select[Any]:
    """Return the query of all comments of a contribution: a row for each and each mention."""
    author, resolver, person = aliased(Account), aliased(Account), aliased(Account)
    query: Any = (
        select(
            col(CommentThread.id).label("thread_id"),
            col(CommentThread.point),
            col(CommentThread.subject),
            col(CommentThread.resolved_at),
            col(resolver.name).label("resolver"),
            col(Comment.id).label("comment_id"),
            col(Comment.text),
            col(Comment.said_at),
            col(Comment.said_by),
            col(author.name).label("author"),
            col(CommentMention.account_id).label("told_id"),
            col(person.name).label("told"),
            col(CommentMention.read_at),
        )
        .join(Contribution, col(Contribution.id) == col(CommentThread.contribution_id))
        .join(Comment, col(Comment.thread_id) == col(CommentThread.id))
        .outerjoin(author, col(author.id) == col(Comment.said_by))
        .outerjoin(resolver, col(resolver.id) == col(CommentThread.resolved_by))
        .outerjoin(CommentMention, col(CommentMention.comment_id) == col(Comment.id))
        .outerjoin(person, col(person.id) == col(CommentMention.account_id))
        .where(col(Contribution.reporter) == bindparam("here"))
        .where(col(CommentThread.contribution_id) == bindparam("contribution_id"))
        .order_by(col(CommentThread.id), col(Comment.id), col(person.name), col(person.id))
    )
    if of_point:
        query = query.where(col(CommentThread.point) == bindparam("at_point"))
    if of_thread:
        query = query.where(col(CommentThread.id) == bindparam("only"))
    return cast(Select[Any], query)


def _thread(rows: list[Any]) -> Thread:
    first = rows[0]
    by_comment: dict[int, list[Any]] = {}
    for row in rows:
        by_comment.setdefault(row.comment_id, []).append(row)
    return Thread(
        id=first.thread_id,
        point=first.point,
        subject=first.subject,
        remarks=tuple(_remark(found) for found in by_comment.values()),
        resolved_at=first.resolved_at,
        resolved_by=first.resolver or "",
    )


def _remark(rows: list[Any]) -> Remark:
    first = rows[0]
    return Remark(
        id=first.comment_id,
        text=first.text,
        at=first.said_at,
        by=first.said_by,
        name=first.author or "",
        mentions=tuple(Mention(r.told_id, r.told, r.read_at) for r in rows if r.told_id),
    )


@cache
def unread_mentions() -> Any:
    """Return the query of how many mentions a person of a country has not read, by cycle."""
    return (
        select(
            literal("mention").label("kind"),
            col(Cycle.code).label("code"),
            func.count().label("number"),
            func.max(col(Comment.id)).label("newest"),
        )
        .select_from(CommentMention)
        .join(Comment, col(Comment.id) == col(CommentMention.comment_id))
        .join(CommentThread, col(CommentThread.id) == col(Comment.thread_id))
        .join(Contribution, col(Contribution.id) == col(CommentThread.contribution_id))
        .join(Cycle, col(Cycle.id) == col(Contribution.cycle_id))
        .where(
            col(CommentMention.account_id) == bindparam("account_id"),
            col(CommentMention.read_at).is_(None),
            col(Contribution.reporter) == bindparam("here"),
        )
        .group_by(col(Cycle.code))
    )
