"""Remarks and adjustments of the Commission: beside what a country said, never in its place."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Select, insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.domain.answers import HARD_TEXT_LIMIT, Value, clean_text
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.contribution import value_from_json, value_to_json
from app.domain.roles import CountryScope, UnionScope
from app.identity.models import Account
from app.reporting.models import Contribution, Submission
from app.reporting.submissions import get_stored
from app.review import messages  # noqa: F401 - registers the sentences
from app.review.models import Remark


@dataclass(frozen=True)
class RemarkInfo:
    """The last state of a remark."""

    uid: str
    revision: int
    version: int  # of the submission it was made on
    point: str
    subject: str  # as in the history; empty: the whole point
    text: str
    adjusted: Value | None
    removed: bool
    made_at: datetime
    name: str

    @property
    def about(self) -> str:
        """What it is about, as forms name it."""
        return f"{self.point}/{self.subject}"


@dataclass(frozen=True)
class Said:
    """What the Commission says beside one thing."""

    point: str
    subject: str
    text: str
    adjusted: Value | None = None


def list_remarks(session: Session, scope: UnionScope, contribution_id: int) -> list[RemarkInfo]:
    """Return the remarks on the submissions of a contribution that stand now."""
    return _standing(session, _remarks().where(col(Contribution.id) == contribution_id))


def list_own_remarks(session: Session, scope: CountryScope, cycle: str) -> list[RemarkInfo]:
    """Return the remarks on what the scope's own country submitted in a cycle."""
    query = (
        _remarks()
        .join(Cycle, col(Cycle.id) == col(Contribution.cycle_id))
        .where(col(Contribution.reporter) == scope.reporter, col(Cycle.code) == cycle)
    )
    return _standing(session, query)


def get_remark(session: Session, scope: UnionScope, contribution_id: int, uid: str) -> RemarkInfo:
    """Return a remark that stands, or raise NotFound."""
    for found in list_remarks(session, scope, contribution_id):
        if found.uid == uid:
            return found
    raise NotFound


_COLUMNS: tuple[Any, ...] = (
    col(Remark.uid),
    col(Remark.revision),
    col(Submission.version),
    col(Remark.point),
    col(Remark.subject),
    col(Remark.text),
    col(Remark.adjusted),
    col(Remark.removed),
    col(Remark.made_at),
    col(Account.name),
)


def _remarks() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .select_from(Remark)
        .join(Submission, col(Submission.id) == col(Remark.submission_id))
        .join(Contribution, col(Contribution.id) == col(Submission.contribution_id))
        .outerjoin(Account, col(Account.id) == col(Remark.made_by))
        .order_by(col(Remark.id))
    )


def _standing(session: Session, query: Select[*tuple[Any, ...]]) -> list[RemarkInfo]:
    """Return the last revision of each remark, without those that were taken back."""
    last: dict[str, RemarkInfo] = {}
    rows: list[Any] = list(session.execute(query))
    for row in rows:
        adjusted = None if row.adjusted is None else value_from_json(json.loads(row.adjusted))
        said: list[Any] = [*row[:6], adjusted, *row[7:9], row[9] or ""]
        last[row.uid] = RemarkInfo(*said)
    return [remark for remark in last.values() if not remark.removed]


def make_remarks(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    version: int,
    said: Iterable[Said],
) -> None:
    """Say something beside what was said in exactly this version."""
    stored = get_stored(session, scope, cycle.id, reporter)
    if stored.version != version:
        raise Conflict("newer_version_exists", version=stored.version)
    given = tuple(said)
    if not given:
        raise Refused("remark_needed")
    for one in given:
        _keep(session, scope, cycle, reporter, stored.id, token_hex(8), 1, one, "made")


def change_remark(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    uid: str,
    revision: int,
    text: str,
    adjusted: Value | None,
    *,
    removed: bool = False,
) -> None:
    """Change a remark as it was read, or take it back; every state of it is kept."""
    stored = get_stored(session, scope, cycle.id, reporter)
    # Whoever changes a remark of a country queues: the second sees what the first has written.
    ours = select(col(Contribution.id)).where(col(Contribution.id) == stored.contribution_id)
    session.execute(ours.with_for_update())
    before = get_remark(session, scope, stored.contribution_id, uid)
    if before.revision != revision:
        raise Conflict("remark_changed")
    on = get_stored(session, scope, cycle.id, reporter, before.version)
    said = Said(before.point, before.subject, text, adjusted)
    act = "removed" if removed else "changed"
    _keep(session, scope, cycle, reporter, on.id, uid, revision + 1, said, act)


def _keep(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    submission_id: int,
    uid: str,
    revision: int,
    said: Said,
    act: str,
) -> None:
    text = clean_text(said.text)
    if not text and act != "removed":
        raise Refused("comment_empty")
    if len(text) > HARD_TEXT_LIMIT:
        raise Refused("comment_too_long", length=len(text), limit=HARD_TEXT_LIMIT)
    adjusted = None if said.adjusted is None else canonical_json(value_to_json(said.adjusted))
    session.execute(
        insert(Remark).values(
            submission_id=submission_id,
            uid=uid,
            revision=revision,
            point=said.point,
            subject=said.subject,
            text=text,
            adjusted=adjusted,
            removed=act == "removed",
            made_at=now(),
            made_by=scope.account_id,
        )
    )
    record(
        session,
        f"contribution:{cycle.code}:{reporter}",
        f"remark.{act}",
        account_id=scope.account_id,
        reporter=reporter,
        subject=f"remark:{uid}",
        point=said.point,
        revision=revision,
        sha256=sha256_hex(canonical_json([text, adjusted])),
    )
