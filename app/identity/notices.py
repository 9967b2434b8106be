"""What a person was told: reading it, marking it as read, and which mails they want."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.core.i18n import available_locales
from app.domain.roles import AccountScope
from app.identity.access import SignedIn
from app.identity.models import Account
from app.identity.queries import get_account
from app.jobs.kinds import KINDS, Audience
from app.jobs.models import Notice

WAITING_URL = "/waiting"
SHOWN = 200  # of the last ones; nobody reads further back


@dataclass(frozen=True)
class Told:
    """One thing a person was told."""

    id: int
    kind: str
    cycle: str
    reporter: str
    point: str
    facts: Mapping[str, str]
    path: str
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True)
class MailChoice:
    """The language of a person's mails, and the kinds of which they want none."""

    language: str
    off: frozenset[str]


def list_told(session: Session, scope: AccountScope, *, unread_only: bool = False) -> list[Told]:
    """Return what the person was told, the newest first; of their present countries only."""
    query = select(Notice).where(_own(scope))
    if unread_only:
        query = query.where(col(Notice.seen_at).is_(None))
    rows = session.scalars(query.order_by(col(Notice.id).desc()).limit(SHOWN))
    return [
        Told(
            id=row.id or 0,
            kind=row.kind,
            cycle=row.cycle,
            reporter=row.reporter,
            point=row.point,
            facts=json.loads(row.facts),
            path=row.path,
            at=row.made_at,
            seen_at=row.seen_at,
        )
        for row in rows
    ]


def count_unread(session: Session, scope: AccountScope | SignedIn) -> int:
    """Return how much the person was told and has not read."""
    query = select(func.count()).select_from(Notice).where(_own(scope))
    return int(session.execute(query.where(col(Notice.seen_at).is_(None))).scalar_one())


def _own(scope: AccountScope | SignedIn) -> ColumnElement[bool]:
    """Return the condition for what concerns the person now: somebody who has left a country has
    no more to do with what was told of it."""
    mine = col(Notice.account_id) == scope.account_id
    if any(grant.reporter is None for grant in scope.grants):
        return mine
    reporters = {grant.reporter or "" for grant in scope.grants}
    return mine & or_(col(Notice.reporter) == "", col(Notice.reporter).in_(sorted(reporters)))


def read_notice(session: Session, scope: AccountScope, notice_id: int) -> str:
    """Mark one thing as read, and return where it leads; of nobody else there is none."""
    query = select(Notice).where(_own(scope), col(Notice.id) == notice_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    done = _mark(session, scope, col(Notice.id) == notice_id)
    _record(session, scope.account_id, "notice.read", number=done)
    return found.path


def read_all(session: Session, scope: AccountScope, up_to: int) -> int:
    """Mark as read what the page showed: nothing that came after it. Return how much it was."""
    done = _mark(session, scope, col(Notice.id) <= up_to)
    _record(session, scope.account_id, "notice.read", number=done)
    return done


def _mark(session: Session, scope: AccountScope, which: ColumnElement[bool]) -> int:
    marked = session.execute(
        update(Notice)
        .where(_own(scope), which, col(Notice.seen_at).is_(None))
        .values(seen_at=now())
        .returning(col(Notice.id))
        .execution_options(synchronize_session=False)
    )
    return len(marked.all())


def kinds_to_choose(scope: AccountScope) -> tuple[str, ...]:
    """Return the kinds whose mails this person can switch off."""
    return tuple(kind for kind in _kinds_of(scope) if not KINDS[kind].duty)


def kinds_of_duty(scope: AccountScope) -> tuple[str, ...]:
    """Return the kinds whose mails always come to this person."""
    return tuple(kind for kind in _kinds_of(scope) if KINDS[kind].duty)


def _kinds_of(scope: AccountScope) -> Iterator[str]:
    of_the_union = any(grant.reporter is None for grant in scope.grants)
    for name, kind in KINDS.items():
        if of_the_union or kind.audience is Audience.COUNTRY:
            yield name


def mail_choice(session: Session, account_id: int) -> MailChoice:
    """Return what a person has chosen for their mails."""
    account = get_account(session, account_id)
    return MailChoice(account.language, frozenset(json.loads(account.mail_off)))


def choose_mails(
    session: Session, scope: AccountScope, language: str, wanted: Collection[str]
) -> None:
    """Keep the language of mails and switch off what is not wanted; what is duty always comes."""
    if language and language not in available_locales():
        raise Refused("language_unknown")
    if scope.account_id is None:
        raise NotFound
    off = [kind for kind in kinds_to_choose(scope) if kind not in wanted]
    _set(session, scope.account_id, language=language, mail_off=json.dumps(off))
    _record(session, scope.account_id, "mails.chosen", off=off, language=language)


def stop_mails(session: Session, account_id: int, kind: str) -> None:
    """Switch mails of one kind off, for whoever holds the link of such a mail; twice is once."""
    choice = mail_choice(session, account_id)
    if kind not in KINDS or KINDS[kind].duty:
        raise NotFound
    if kind not in choice.off:
        _set(session, account_id, mail_off=json.dumps(sorted(choice.off | {kind})))
    _record(session, account_id, "mails.chosen", off=[kind], by="link")


def _set(session: Session, account_id: int, **values: Any) -> None:
    session.execute(update(Account).where(col(Account.id) == account_id).values(**values))


def _record(session: Session, account_id: int | None, act: str, **data: Any) -> None:
    stream = f"account:{account_id}"
    record(session, stream, act, account_id=account_id, subject=stream, **data)
