"""Asking a ministry to approve points, and what its colleague answers."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.domain.answers import clean_text
from app.domain.asked import asked_points
from app.domain.canonical import canonical_json
from app.domain.ministry import ASKED_WHILE, Decision
from app.domain.roles import CountryScope
from app.reporting.people import list_people
from app.reporting.queries import Head, draft_of, get_head, index_of
from app.reporting.service.announcing import (
    announce_ministry_answered,
    announce_ministry_asked,
    ministry_done,
)
from app.reporting.service.keeping import stream_of
from app.reporting.service.signing import to_sign
from app.reporting.team_models import MinistryApproval

BODY_LIMIT = 200
NOTE_LIMIT = 2000


@dataclass(frozen=True)
class AskInput:
    """Which ministry is asked, through whom, and for which points."""

    body: str
    account_id: int
    points: Collection[str]


def ask_ministry(session: Session, scope: CountryScope, cycle: str, given: AskInput) -> int:
    """Ask a colleague to approve points for their ministry and return the number of the ask.

    The same ask once more, while it still waits, is the same ask.
    """
    head = _open_for_asking(session, scope, cycle)
    body = clean_text(given.body)
    if not body:
        raise Refused("ministry_needed")
    if len(body) > BODY_LIMIT:
        raise Refused("text_too_long_to_store", limit=BODY_LIMIT, length=len(body))
    asked = {point.id for point in asked_points(index_of(session, head), scope.reporter)}
    if not given.points:
        raise Refused("ministry_points_needed")
    if not set(given.points) <= asked:
        raise NotFound
    if given.account_id not in {person.account_id for person in list_people(session, scope)}:
        raise Refused("ministry_colleague_unknown")
    points = canonical_json(sorted(set(given.points)))
    ask = MinistryApproval(
        contribution_id=head.id,
        body=body,
        account_id=given.account_id,
        points=points,
        asked_at=now(),
        asked_by=scope.account_id,
    )
    waiting = _waiting(session, head, ask)
    if waiting is not None:
        return waiting
    session.add(ask)
    session.flush()
    _record(session, scope, head, "asked", ask, accounts=[given.account_id])
    ask_id = ask.id or 0
    announce_ministry_asked(session, scope, head, given.account_id, ask_id, _points(ask))
    return ask_id


def _waiting(session: Session, head: Head, ask: MinistryApproval) -> int | None:
    query = select(col(MinistryApproval.id)).where(
        col(MinistryApproval.contribution_id) == head.id,
        col(MinistryApproval.body) == ask.body,
        col(MinistryApproval.account_id) == ask.account_id,
        col(MinistryApproval.points) == ask.points,
        col(MinistryApproval.decision) == Decision.NONE,
        col(MinistryApproval.withdrawn_at).is_(None),
    )
    return session.execute(query).scalars().first()


def approve_for_ministry(
    session: Session, scope: CountryScope, cycle: str, ask_id: int, shown_sha256: str
) -> None:
    """Approve exactly the content of the points that was shown."""
    head, ask = _own_ask(session, scope, cycle, ask_id)
    present = to_sign(draft_of(session, scope, head)).fingerprint(_points(ask))
    if present != shown_sha256:
        raise Conflict("approved_content_changed")
    if (ask.decision, ask.content_sha256) == (Decision.APPROVED, present):
        return  # the same button, pressed twice
    _decide(session, scope, head, ask, Decision.APPROVED, "", present)
    _record(session, scope, head, "approved", ask, content=present)


def return_for_ministry(
    session: Session, scope: CountryScope, cycle: str, ask_id: int, note: str
) -> None:
    """Return the points to the lead with a note."""
    head, ask = _own_ask(session, scope, cycle, ask_id)
    text = clean_text(note)
    if not text:
        raise Refused("hand_back_note_needed")
    if len(text) > NOTE_LIMIT:
        raise Refused("text_too_long_to_store", limit=NOTE_LIMIT, length=len(text))
    if (ask.decision, ask.note) == (Decision.RETURNED, text):
        return
    _decide(session, scope, head, ask, Decision.RETURNED, text, "")
    _record(session, scope, head, "returned", ask)


def withdraw_ask(session: Session, scope: CountryScope, cycle: str, ask_id: int) -> None:
    """No longer wait for a ministry; that it was asked stays on record, with who withdrew it."""
    head = _open_for_asking(session, scope, cycle)
    ask = _find(session, head, ask_id)
    if ask.withdrawn_at is not None:
        return
    ask.withdrawn_at, ask.withdrawn_by = now(), scope.account_id
    session.add(ask)
    session.flush()
    _record(session, scope, head, "withdrawn", ask)
    ministry_done(session, scope, head, ask.account_id, ask_id)


def _open_for_asking(session: Session, scope: CountryScope, cycle: str) -> Head:
    head = get_head(session, scope, cycle, lock=True)
    if head.row.status not in ASKED_WHILE:
        raise Conflict("ministries_no_longer_asked")
    return head


def _find(session: Session, head: Head, ask_id: int) -> MinistryApproval:
    query = select(MinistryApproval).where(
        col(MinistryApproval.contribution_id) == head.id, col(MinistryApproval.id) == ask_id
    )
    found: MinistryApproval | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _own_ask(
    session: Session, scope: CountryScope, cycle: str, ask_id: int
) -> tuple[Head, MinistryApproval]:
    """Return what this person was asked and nobody else may answer, on a locked contribution."""
    head = _open_for_asking(session, scope, cycle)
    ask = _find(session, head, ask_id)
    if ask.account_id != scope.account_id:
        raise NotFound
    if ask.withdrawn_at is not None:
        raise Conflict("ask_withdrawn")
    return head, ask


def _points(ask: MinistryApproval) -> tuple[str, ...]:
    return tuple(json.loads(ask.points))


def _decide(
    session: Session,
    scope: CountryScope,
    head: Head,
    ask: MinistryApproval,
    decision: Decision,
    note: str,
    sha256: str,
) -> None:
    ask.decision, ask.note, ask.content_sha256 = decision, note, sha256
    ask.decided_at = now()
    session.add(ask)
    session.flush()
    ask_id = ask.id or 0
    ministry_done(session, scope, head, ask.account_id, ask_id)
    announce_ministry_answered(session, scope, head, ask.asked_by, ask_id, _points(ask))


def _record(
    session: Session,
    scope: CountryScope,
    head: Head,
    act: str,
    ask: MinistryApproval,
    **data: object,
) -> None:
    record(
        session,
        stream_of(head),
        f"ministry.{act}",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=f"ministry:{ask.id}",
        points=list(_points(ask)),
        **data,
    )
