"""What is said about a point inside the country: ready, approved, handed back, and each undone."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.domain.answers import clean_text
from app.domain.point_review import IllegalStep, Review, Step, leads_to, move
from app.domain.roles import CountryScope
from app.reporting.queries import Head, draft_of
from app.reporting.service.keeping import open_for_writing, stream_of
from app.reporting.service.signing import to_sign
from app.reporting.team_models import PointReview

NOTE_LIMIT = 2000


@dataclass(frozen=True)
class Said:
    """What a form says: the step, and what its page showed when it was pressed."""

    step: Step
    revision: int = 0
    shown_sha256: str = ""  # of the content of the point; an approval stands under it
    note: str = ""


def review_point(
    session: Session, scope: CountryScope, cycle: str, point: str, said: Said
) -> Review:
    """Say that a point is ready or approved, hand it back, or undo it; the content stays as it is.

    Raises Conflict when somebody said or changed something since the page was shown.
    """
    head = open_for_writing(session, scope, cycle, point)
    row = _row(session, head, point)
    state = Review(row.state) if row else Review.OPEN
    note = _checked_note(said)
    try:
        found = move(state, said.step)
    except IllegalStep as illegal:
        if row and row.saved_by == scope.account_id and leads_to(said.step) is state:
            return state  # the same button, pressed twice
        raise Conflict("review_changed") from illegal
    if found.permission not in scope.permissions:
        raise Forbidden
    if found.needs_note and not note:
        raise Refused("hand_back_note_needed")
    if (row.revision if row else 0) != said.revision:
        raise Conflict("review_changed")
    if said.step is Step.APPROVE:
        _check_shown(session, scope, head, point, said.shown_sha256)
    _write(session, scope, head, point, found.to, note, said.revision)
    record(
        session,
        stream_of(head),
        f"point.{said.step}",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=point,
        revision=said.revision + 1,
    )
    return found.to


def _row(session: Session, head: Head, point: str) -> PointReview | None:
    query = select(PointReview).where(
        col(PointReview.contribution_id) == head.id, col(PointReview.point) == point
    )
    return session.execute(query).scalar_one_or_none()


def _checked_note(said: Said) -> str:
    note = clean_text(said.note)
    if len(note) > NOTE_LIMIT:
        raise Refused("text_too_long_to_store", limit=NOTE_LIMIT, length=len(note))
    return note if said.step in (Step.READY, Step.HAND_BACK) else ""


def _check_shown(session: Session, scope: CountryScope, head: Head, point: str, shown: str) -> None:
    """Refuse to approve another content than the one the lead had on the screen."""
    ready = to_sign(draft_of(session, scope, head))
    if ready.fingerprint({point}) != shown:
        raise Conflict("approved_content_changed")


def _write(
    session: Session,
    scope: CountryScope,
    head: Head,
    point: str,
    state: Review,
    note: str,
    revision: int,
) -> None:
    values = {"state": state, "note": note, "saved_at": now(), "saved_by": scope.account_id}
    if revision == 0:
        session.execute(
            insert(PointReview).values(contribution_id=head.id, point=point, revision=1, **values)
        )
        return
    session.execute(
        update(PointReview)
        .where(col(PointReview.contribution_id) == head.id, col(PointReview.point) == point)
        .values(revision=revision + 1, **values)
    )
