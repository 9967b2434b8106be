"""What a change undoes: the approval of every point whose content was just saved."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.domain.point_review import EDITED_AWAY, after_edit, points_of
from app.domain.roles import CountryScope
from app.reporting.models import AnswerRevision
from app.reporting.queries import Head, index_of
from app.reporting.team_models import PointReview


def set_back(
    session: Session,
    scope: CountryScope,
    head: Head,
    stream: str,
    saved: Mapping[str, Mapping[str, Any]],
    at: datetime,
    *,
    revision: int = 1,
    points: Collection[str] = (),
) -> None:
    """End the approvals that no longer hold, in the transaction of the save itself.

    `saved` are the new states by subject; `points` are those a subject does not tell by itself.
    """
    touched = set(points)
    index = index_of(session, head)
    for subject, content in saved.items():
        before = _before(session, head, subject, revision)
        touched |= points_of(index, subject, content, before)
    if not touched:
        return
    for state in EDITED_AWAY:
        ended = session.execute(
            update(PointReview)
            .where(
                col(PointReview.contribution_id) == head.id,
                col(PointReview.point).in_(sorted(touched)),
                col(PointReview.state) == state,
            )
            .values(
                state=after_edit(state),
                note="",
                revision=PointReview.revision + 1,
                saved_at=at,
                saved_by=scope.account_id,
            )
            .returning(col(PointReview.point))
            .execution_options(synchronize_session=False)
        )
        for point in sorted(ended.scalars()):
            record(
                session,
                stream,
                "point.edited_after_approval",
                account_id=scope.account_id,
                reporter=scope.reporter,
                subject=point,
            )


def _before(session: Session, head: Head, subject: str, revision: int) -> Mapping[str, Any]:
    """Return the state before of a subject that can move between points; others stay at theirs."""
    if not subject.startswith("measure:") or revision == 1:
        return {}
    query = select(col(AnswerRevision.content)).where(
        col(AnswerRevision.contribution_id) == head.id,
        col(AnswerRevision.subject) == subject,
        col(AnswerRevision.revision) == revision - 1,
    )
    found = session.execute(query).scalar_one_or_none()
    content: dict[str, Any] = json.loads(found) if found else {}
    return content
