"""What follows from a publication once its moment has come: contributions, distributions, notices.

An edition is public by the clock alone, whether or not any of this was done. It is done once, by
the worker or before the next act of anybody, and never earlier than the moment.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle, CycleKind
from app.core.clock import now
from app.core.db import open_session
from app.domain.roles import Role, UnionScope
from app.domain.workflow import Action, EditionStatus, Status, next_status
from app.editions.distributions import keep_distributions
from app.editions.models import Edition, EditionProgress
from app.editions.queries import EditionInfo, get_edition
from app.editions.service import note, submissions_of
from app.editions.telling import tell_published
from app.jobs.worker import every_minute
from app.reporting.models import Contribution
from app.reporting.submissions import StoredSubmission


def settle_publications(session: Session) -> int:
    """Carry out every publication whose moment has come; returns how many there were."""
    due = _due(session)
    for code, published_by in due:
        scope = UnionScope(published_by, "publication", frozenset({Role.REPORT_EDITOR}))
        _carry_out(session, scope, get_edition(session, scope, code))
    return len(due)


def settle_pass(engine: Engine) -> None:
    """Do the same by the clock, for the worker."""
    with open_session(engine, write=False) as session:
        if not _due(session):
            return
    with open_session(engine, write=True) as session:
        settle_publications(session)


def _due(session: Session) -> Sequence[Any]:
    at = now()
    query = (
        select(col(Edition.code), col(EditionProgress.published_by))
        .join(EditionProgress, col(EditionProgress.edition_id) == col(Edition.id))
        .join(Cycle, col(Cycle.id) == col(Edition.cycle_id))
        .where(
            col(EditionProgress.status) == EditionStatus.APPROVED,
            col(EditionProgress.published_at) <= at,
            col(Cycle.embargo_until).is_(None) | (col(Cycle.embargo_until) <= at),
            col(Cycle.kind) != CycleKind.TRAINING,
        )
        .order_by(col(Edition.id))
    )
    return session.execute(query).all()


def _carry_out(session: Session, scope: UnionScope, edition: EditionInfo) -> None:
    lock_contributions(session, scope, edition)
    moved = session.execute(
        update(EditionProgress)
        .where(
            col(EditionProgress.edition_id) == edition.id,
            col(EditionProgress.status) == EditionStatus.APPROVED,
            col(EditionProgress.published_at) <= now(),  # it may have been stopped meanwhile
        )
        .values(status=EditionStatus.PUBLISHED)
        .returning(col(EditionProgress.edition_id))
    ).first()
    if moved is None:
        return
    note(session, scope, edition.cycle_code, "publish", edition.code, status="published")
    for stored in submissions_of(session, scope, edition).values():
        _publish_contribution(session, scope, edition, stored)
    keep_distributions(session, edition)
    if not edition.is_baseline:
        tell_published(session, edition, (s["reporter"] for s in edition.manifest["submissions"]))


def lock_contributions(session: Session, scope: UnionScope, edition: EditionInfo) -> None:
    """Let no country act on what an edition holds until this transaction ends.

    Contributions come before the edition itself, here and where a country withdraws.
    """
    included = [entry["reporter"] for entry in edition.manifest["submissions"]]
    query = select(col(Contribution.id)).where(
        col(Contribution.cycle_id) == edition.cycle_id, col(Contribution.reporter).in_(included)
    )
    session.execute(query.order_by(col(Contribution.id)).with_for_update())


def _publish_contribution(
    session: Session, scope: UnionScope, edition: EditionInfo, stored: StoredSubmission
) -> None:
    """Mark the contribution as published, unless something newer is under way in the country."""
    if stored.status not in (Status.ACCEPTED, Status.COMPILED):
        return
    to = next_status(stored.status, Action.PUBLISH, None)
    session.execute(
        update(Contribution)
        .where(
            col(Contribution.id) == stored.contribution_id,
            col(Contribution.status) == stored.status,
            col(Contribution.version) == stored.version,
        )
        .values(status=to, updated_at=now())
    )
    record(
        session,
        f"contribution:{edition.cycle_code}:{stored.reporter}",
        "published",
        account_id=scope.account_id,
        reporter=stored.reporter,
        subject=edition.code,
        version=stored.version,
    )


every_minute(settle_pass)
