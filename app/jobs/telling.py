"""Telling people: a notice on their page, a mail in the outbox, in the transaction of the act."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import portal_locale
from app.core.i18n import negotiate, use_locale
from app.jobs.kinds import KINDS
from app.jobs.letters import write_letter
from app.jobs.models import Notice, OutboxMail

STOP_PATH = "/mails/stop"


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell; `mail_off` are the kinds of which they want no mail."""

    account_id: int
    name: str
    address: str
    language: str = ""  # empty: the portal's own
    mail_off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Telling:
    """What is told: its kind, where it belongs, and where to go.

    `key` names the occasion: telling the same person the same key twice tells it once. `facts` are
    words for the sentence (`who`, `day` as an ISO day or moment, `subject`, `text`), never anything
    of a draft.
    """

    kind: str
    key: str
    cycle: str = ""
    reporter: str = ""
    point: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    path: str = "/home"


def tell(session: Session, recipients: Iterable[Recipient], telling: Telling) -> int:
    """Tell these people, each once, and return how many had not been told before."""
    if telling.kind not in KINDS:
        raise ValueError(f"no kind {telling.kind}")
    told = 0
    for person in {r.account_id: r for r in recipients}.values():
        notice_id = _note(session, person, telling)
        if notice_id is None:
            continue
        told += 1
        if KINDS[telling.kind].duty or telling.kind not in person.mail_off:
            _post(session, person, telling, notice_id)
    return told


def mark_seen(session: Session, account_id: int, keys: Iterable[str]) -> None:
    """Note that a person has seen what these occasions told them, wherever they saw it."""
    wanted = [_key(key, account_id) for key in keys]
    if wanted:
        session.execute(
            update(Notice)
            .where(col(Notice.key).in_(wanted), col(Notice.seen_at).is_(None))
            .values(seen_at=now())
            .execution_options(synchronize_session=False)
        )


def _key(key: str, account_id: int) -> str:
    return f"{key}>{account_id}"


def _note(session: Session, person: Recipient, telling: Telling) -> int | None:
    """Write the notice and return its id; None when this person knows already."""
    # Two workers may tell the same at the same moment: the database lets one of them.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(Notice) if is_sqlite else postgresql.insert(Notice)
    made = session.execute(
        statement.values(
            account_id=person.account_id,
            key=_key(telling.key, person.account_id),
            kind=telling.kind,
            cycle=telling.cycle,
            reporter=telling.reporter,
            point=telling.point,
            facts=json.dumps(dict(telling.facts), ensure_ascii=False, sort_keys=True),
            path=telling.path,
            made_at=now(),
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Notice.id))
    )
    found = made.scalar_one_or_none()
    return None if found is None else int(found)


def _post(session: Session, person: Recipient, telling: Telling, notice_id: int) -> None:
    language = negotiate(person.language, "", portal_locale(session))
    place = (telling.cycle, telling.reporter, telling.point)
    with use_locale(language):
        letter = write_letter(person.name, telling.kind, place, telling.facts, telling.path)
    stop = "" if KINDS[telling.kind].duty else f"{STOP_PATH}/{person.account_id}.{telling.kind}"
    at = now()
    session.execute(
        insert(OutboxMail).values(
            notice_id=notice_id,
            account_id=person.account_id,
            message_id=uuid4().hex,
            address=person.address,
            language=language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            unsubscribe_path=stop,
            made_at=at,
            due_at=at,
            attempts=0,
            error="",
        )
    )
