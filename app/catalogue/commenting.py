"""Comments on a draft catalogue: said by subgroup readers, answered by the cycle manager."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import CatalogueComment, CatalogueVersion
from app.catalogue.queries import CycleInfo, get_index
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.domain.roles import UnionScope
from app.domain.workflow import CycleStatus
from app.identity.queries import account_names

LONGEST = 4_000


@dataclass(frozen=True)
class CatalogueTalk:
    """One comment with its reply."""

    id: int
    subject: str
    text: str
    at: datetime
    by: str
    reply: str
    replied_at: datetime | None
    replied_by: str


def is_open_to_comments(cycle: CycleInfo) -> bool:
    """Tell whether the questions can still be discussed."""
    return cycle.status is CycleStatus.DESIGN and not cycle.is_baseline


def subjects_of(session: Session, cycle: CycleInfo) -> set[str]:
    """Return everything of a catalogue that a comment can be about."""
    catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    return {
        *(point.id for point in catalogue.instrument.points),
        *(question.key for question in catalogue.questions),
        *(indicator.id for indicator in catalogue.indicators),
    }


def comment(session: Session, scope: UnionScope, cycle: CycleInfo, subject: str, text: str) -> None:
    """Say something about a point, question or indicator of a draft, or (empty) about all of it."""
    if not is_open_to_comments(cycle):
        raise Conflict("catalogue_not_open")
    if not text.strip() or len(text) > LONGEST:
        raise Refused("comment_empty_or_long", most=LONGEST)
    if subject and subject not in subjects_of(session, cycle):
        raise Refused("comment_on_nothing")
    session.add(
        CatalogueComment(
            catalogue_version_id=cycle.catalogue_version_id,
            subject=subject,
            text=text.strip(),
            said_at=now(),
            said_by=scope.account_id,
        )
    )
    session.flush()
    _note(session, scope, cycle, "catalogue_commented", subject)


def reply(
    session: Session, scope: UnionScope, cycle: CycleInfo, comment_id: int, text: str
) -> None:
    """Answer a comment, once: what was answered is not rewritten under whoever reads it."""
    if not text.strip() or len(text) > LONGEST:
        raise Refused("comment_empty_or_long", most=LONGEST)
    found = session.execute(
        select(CatalogueComment).where(
            col(CatalogueComment.id) == comment_id,
            col(CatalogueComment.catalogue_version_id) == cycle.catalogue_version_id,
        )
    ).scalar()
    if found is None:
        raise NotFound
    done = session.execute(
        update(CatalogueComment)
        .where(col(CatalogueComment.id) == comment_id, col(CatalogueComment.reply) == "")
        .values(reply=text.strip(), replied_at=now(), replied_by=scope.account_id)
        .returning(col(CatalogueComment.id))
    ).first()
    if done is None:
        raise Conflict("comment_answered_already")
    session.expire_all()
    _note(session, scope, cycle, "catalogue_comment_answered", found.subject)


def list_comments(
    session: Session, scope: UnionScope, cycle: CycleInfo
) -> tuple[CatalogueTalk, ...]:
    """Return what was said about the catalogue of a cycle, the oldest first."""
    query = (
        select(CatalogueComment)
        .where(col(CatalogueComment.catalogue_version_id) == cycle.catalogue_version_id)
        .order_by(col(CatalogueComment.id))
    )
    rows = list(session.execute(query).scalars())
    names = account_names(session, (who for r in rows for who in (r.said_by, r.replied_by)))
    return tuple(
        CatalogueTalk(
            id=row.id or 0,
            subject=row.subject,
            text=row.text,
            at=row.said_at,
            by=names.get(row.said_by or 0, ""),
            reply=row.reply,
            replied_at=row.replied_at,
            replied_by=names.get(row.replied_by or 0, ""),
        )
        for row in rows
    )


def is_frozen(session: Session, cycle: CycleInfo) -> bool:
    """Tell whether the catalogue of a cycle is frozen for good."""
    query = select(col(CatalogueVersion.frozen_at)).where(
        col(CatalogueVersion.id) == cycle.catalogue_version_id
    )
    return session.execute(query).scalar() is not None


def _note(session: Session, scope: UnionScope, cycle: CycleInfo, act: str, subject: str) -> None:
    record(
        session,
        f"cycle:{cycle.code}",
        act,
        account_id=scope.account_id,
        reporter=None,
        subject=subject or "catalogue",
    )
