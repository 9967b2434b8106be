"""How anything is kept: who may write now, revisions, replays, clashes, history, audit."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Row, Update, bindparam, select, update
from sqlmodel import Session, SQLModel, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound, Refused
from app.domain.asked import asked_point
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import CountryScope, Role
from app.domain.workflow import (
    EDITABLE,
    Action,
    IllegalTransition,
    Status,
    Window,
    next_status,
)
from app.reporting.models import (
    AnswerRevision,
    Contribution,
    ContributionEditor,
    ContributionPoint,
)
from app.reporting.queries import Head, assigned_places, get_head, index_of
from app.reporting.rows import adding
from app.reporting.rows import table as table_of
from app.reporting.service.set_back import set_back

BY_KEY = "key:"  # how the attempts of programs with a key begin, and the origin of what they save


@dataclass(frozen=True)
class Base:
    """What a form knew when it was filled: the revision it showed, the key of this attempt."""

    revision: int = 0
    idempotency_key: str = ""


@dataclass(frozen=True)
class Stored:
    """Durable once the transaction ends; `changed` is False for a replay or an equal text."""

    subject: str
    revision: int
    at: datetime
    changed: bool = True


@dataclass(frozen=True)
class Clash:
    """Somebody else saved meanwhile; nothing was written and both texts are shown."""

    subject: str
    revision: int
    theirs: Mapping[str, Any]
    at: datetime
    by: int | None
    base: Mapping[str, Any] | None = None  # what both began from, None for an empty field
    base_revision: int = 0


def open_for_writing(
    session: Session, scope: CountryScope, cycle: str, point: str | None, question: str = ""
) -> Head:
    """Lock the contribution and check that this person may write at this point now.

    Raises NotFound for a point that is not asked, Conflict where the state or the date forbids
    it, and Forbidden for a contributor who holds neither the point nor the question.
    """
    head = get_head(session, scope, cycle, lock=True)
    check_writing(session, scope, head, point, question)
    return head


def check_writing(
    session: Session, scope: CountryScope, head: Head, point: str | None, question: str = ""
) -> None:
    """Check the same on a contribution that is locked already."""
    if head.row.status not in EDITABLE:
        raise Conflict("contribution_locked", status=head.row.status)
    at = head.cycle.window(now())
    if at is Window.BEFORE_OPENING:
        raise Conflict("cycle_not_open")
    if at is Window.CLOSED:
        raise Conflict("cycle_closed")
    if point is not None and asked_point(index_of(session, head), scope.reporter, point) is None:
        raise NotFound
    if head.row.status is Status.CLARIFICATION_REQUESTED:
        _check_reopened(session, scope, head, point)
    if not scope.has(Role.REPORTING_LEAD):
        _check_assigned(session, scope, head, point, question)


def _check_reopened(session: Session, scope: CountryScope, head: Head, point: str | None) -> None:
    # What is said about the report as a whole stands under no point: under the empty one.
    reopened = session.execute(
        select(col(ContributionPoint.point)).where(
            col(ContributionPoint.contribution_id) == head.id,
            col(ContributionPoint.point) == (point or ""),
            col(ContributionPoint.reopened).is_(True),
        )
    ).first()
    if reopened is None:
        raise Conflict("point_not_reopened")


def _check_assigned(
    session: Session, scope: CountryScope, head: Head, point: str | None, question: str
) -> None:
    if point is None or not {point, question} & assigned_places(session, scope, head.id):
        raise Forbidden("point_not_assigned")


def keep(
    session: Session,
    scope: CountryScope,
    head: Head,
    subject: str,
    content: Mapping[str, Any],
    base: Base,
    table: type[SQLModel],
    natural_key: Mapping[str, object],
    columns: Mapping[str, object],
    *,
    points: Collection[str] = (),
) -> Stored | Clash:
    """Write one row of a contribution with its history and audit event, or say why not.

    `content` is the canonical state kept in history; `natural_key` finds the row; `columns` are
    its values. `points` are those it belongs to, where neither subject nor content tells.
    """
    text = canonical_json(content)
    settled = _settle(session, scope, head, subject, text, base)
    if not isinstance(settled, int):
        return settled
    at = now()
    values = {**columns, "revision": settled, **signature(table, scope, at)}
    key = {"contribution_id": head.id, **natural_key}
    if settled == 1:
        session.connection().execute(adding(table), {**key, **values})
    else:
        known = {f"old_{name}": value for name, value in {**key, "revision": settled - 1}.items()}
        result = session.connection().execute(_changing(table, tuple(known)), {**known, **values})
        if result.rowcount != 1:
            raise Conflict
    _remember(session, scope, head, subject, settled, text, at, base)
    stream = stream_of(head)
    set_back(session, scope, head, stream, {subject: content}, at, revision=settled, points=points)
    return Stored(subject, settled, at)


@cache
def _changing(model: type[SQLModel], known: tuple[str, ...]) -> Update:
    """Return the change of the row that still has these values, named `old_...`."""
    columns = table_of(model).c
    return update(table_of(model)).where(
        *(columns[name.removeprefix("old_")] == bindparam(name) for name in known)
    )


def signature(table: type[SQLModel], scope: CountryScope, at: datetime) -> dict[str, object]:
    """Return who saves and when, for the tables that say so."""
    if "saved_at" not in table.model_fields:
        return {}
    return {"saved_at": at, "saved_by": scope.account_id}


def _settle(
    session: Session, scope: CountryScope, head: Head, subject: str, text: str, base: Base
) -> Stored | Clash | int:
    """Return the revision to write, or the outcome when there is nothing to write."""
    known = read_history(session, head, [subject], base.revision).get(subject, [])
    return judge(known, scope, subject, text, base)


def read_history(
    session: Session, head: Head, subjects: Sequence[str], least: int
) -> dict[str, list[Row[Any]]]:
    """Return the saved states of these subjects from a revision on, oldest first, in one query."""
    given = {"ours": head.id, "subjects": list(subjects), "least": least}
    found: dict[str, list[Row[Any]]] = {}
    for row in session.connection().execute(_history(), given):
        found.setdefault(row.subject, []).append(row)
    return found


@cache
def _history() -> Any:
    return (
        select(
            col(AnswerRevision.subject),
            col(AnswerRevision.revision),
            col(AnswerRevision.content),
            col(AnswerRevision.saved_by),
            col(AnswerRevision.saved_at),
            col(AnswerRevision.idempotency_key),
        )
        .where(
            col(AnswerRevision.contribution_id) == bindparam("ours"),
            col(AnswerRevision.subject).in_(bindparam("subjects", expanding=True)),
            col(AnswerRevision.revision) >= bindparam("least"),
        )
        .order_by(col(AnswerRevision.revision))
    )


def judge(
    known: Sequence[Row[Any]], scope: CountryScope, subject: str, text: str, base: Base
) -> Stored | Clash | int:
    """Return the revision to write; `known` are the saved states from the base revision on."""
    if not known:
        if base.revision:
            raise Refused("unknown_revision")
        return 1
    for row in known:
        if base.idempotency_key and row.idempotency_key == base.idempotency_key:
            if row.content != text:
                raise Refused("idempotency_key_reused")
            return Stored(subject, row.revision, row.saved_at, changed=False)
    latest = known[-1]
    if latest.content == text:
        return Stored(subject, latest.revision, latest.saved_at, changed=False)
    newer = [row for row in known if row.revision > base.revision]
    if any(_is_anothers(row, scope, base) for row in newer):
        return clash_of(known, scope, subject, base)
    return int(latest.revision) + 1


def _is_anothers(row: Row[Any], scope: CountryScope, base: Base) -> bool:
    """Tell whether another hand saved this; a program and the person whose key it shows are two."""
    by_program = row.idempotency_key.startswith(BY_KEY) or base.idempotency_key.startswith(BY_KEY)
    return by_program or row.saved_by != scope.account_id


def clash_of(known: Sequence[Row[Any]], scope: CountryScope, subject: str, base: Base) -> Clash:
    """Return both sides of a clash: the latest state, and what both people began from.

    That is what the form showed, or what this person saved after it and before anybody else.
    """
    latest = known[-1]
    newer = [row for row in known if row.revision > base.revision]
    foreign = next(row.revision for row in newer if _is_anothers(row, scope, base))
    earlier = [row for row in known if row.revision < foreign]
    return _clash(subject, latest, earlier[-1] if earlier else None)


def standing_clash(
    session: Session,
    scope: CountryScope,
    cycle: str,
    subject: str,
    base_revision: int,
    seen_revision: int | None = None,
) -> Clash:
    """Return a clash that nobody has decided on yet, with the state both people began from.

    The other side is the latest state, or the one that was shown when `seen_revision` names it.
    """
    head = get_head(session, scope, cycle)
    known = read_history(session, head, [subject], 0).get(subject, [])
    shown = [row for row in known if seen_revision in (None, row.revision)]
    if not shown:
        raise NotFound
    began = next((row for row in known if row.revision == base_revision), None)
    return _clash(subject, shown[-1], began)


def _clash(subject: str, latest: Row[Any], began: Row[Any] | None) -> Clash:
    return Clash(
        subject,
        latest.revision,
        json.loads(latest.content),
        latest.saved_at,
        latest.saved_by,
        json.loads(began.content) if began else None,
        began.revision if began else 0,
    )


def _remember(
    session: Session,
    scope: CountryScope,
    head: Head,
    subject: str,
    revision: int,
    text: str,
    at: datetime,
    base: Base,
) -> None:
    version = head.row.version + 1
    session.connection().execute(
        adding(AnswerRevision),
        {
            "contribution_id": head.id,
            "subject": subject,
            "revision": revision,
            "version": version,
            "content": text,
            "saved_at": at,
            "saved_by": scope.account_id,
            "idempotency_key": base.idempotency_key,
        },
    )
    touch(session, scope, head, at)
    record(
        session,
        stream_of(head),
        "saved",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=subject,
        revision=revision,
        sha256=sha256_hex(text),
    )


def touch(session: Session, scope: CountryScope, head: Head, at: datetime) -> None:
    """Note who edits in this version, and that preparation has begun."""
    if scope.account_id is not None:
        note_editor(session, scope, head, at)
    if head.row.status is Status.NOT_STARTED:
        change_status(session, head, Action.SAVE, at)


def note_editor(session: Session, scope: CountryScope, head: Head, at: datetime) -> None:
    """Remember that this person edited in the version being prepared."""
    mine = {
        "contribution_id": head.id,
        "version": head.row.version + 1,
        "account_id": scope.account_id,
    }
    known = {f"old_{name}": value for name, value in mine.items()}
    if session.connection().execute(_editor(), known).first() is None:
        session.connection().execute(adding(ContributionEditor), {**mine, "first_at": at})


@cache
def _editor() -> Any:
    return select(col(ContributionEditor.id)).where(
        col(ContributionEditor.contribution_id) == bindparam("old_contribution_id"),
        col(ContributionEditor.version) == bindparam("old_version"),
        col(ContributionEditor.account_id) == bindparam("old_account_id"),
    )


def change_status(
    session: Session, head: Head, action: Action, at: datetime, **columns: object
) -> Status:
    """Move the contribution by one act, only if it still is in the state it was read in."""
    before = head.row.status
    came_from = Status(head.row.came_from) if head.row.came_from else None
    to = next_or_conflict(before, action, came_from)
    moved = cast(
        CursorResult[Any],
        session.execute(
            update(Contribution)
            .where(col(Contribution.id) == head.id, col(Contribution.status) == before)
            .values(status=to, updated_at=at, **columns)
        ),
    )
    if moved.rowcount != 1:
        raise Conflict("state_changed")
    session.refresh(head.row)
    return to


def next_or_conflict(status: Status, action: Action, came_from: Status | None) -> Status:
    """Return the state an act leads to; an act that is not possible is a Conflict."""
    try:
        return next_status(status, action, came_from)
    except IllegalTransition as illegal:
        raise Conflict("act_not_possible", status=status, action=action) from illegal


def stream_of(head: Head) -> str:
    """Return the audit stream of a contribution."""
    return f"contribution:{head.cycle.code}:{head.row.reporter}"
