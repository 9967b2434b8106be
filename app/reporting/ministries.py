"""Reads of the ministries that were asked to approve points: the scope's own country only."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.ministry import HOLDS_BACK, Decision, Standing, standing
from app.domain.roles import CountryScope
from app.identity.models import Account
from app.reporting.team_models import MinistryApproval

Fingerprint = Callable[[Collection[str]], str]


@dataclass(frozen=True)
class MinistryAsk:
    """One ministry that was asked, with what its colleague said."""

    id: int
    body: str
    account_id: int
    points: tuple[str, ...]
    asked_at: datetime
    decision: Decision
    note: str
    content_sha256: str
    decided_at: datetime | None
    withdrawn_at: datetime | None
    name: str  # of the colleague
    withdrawn_by: str

    def standing(self, fingerprint: Fingerprint) -> Standing:
        """Return where it stands; `fingerprint` gives the present hash of points."""
        is_withdrawn = self.withdrawn_at is not None
        is_judged = self.decision is Decision.APPROVED and not is_withdrawn
        present = fingerprint(self.points) if is_judged else ""
        return standing(self.decision, self.content_sha256, present, is_withdrawn=is_withdrawn)


def list_asks(
    session: Session, scope: CountryScope, contribution_id: int
) -> tuple[MinistryAsk, ...]:
    """Return every ministry that was asked in a contribution, in the order of asking."""
    colleague, lead = aliased(Account), aliased(Account)
    query = (
        select(MinistryApproval, col(colleague.name), col(lead.name))
        .join(colleague, col(colleague.id) == col(MinistryApproval.account_id))
        .outerjoin(lead, col(lead.id) == col(MinistryApproval.withdrawn_by))
        .where(col(MinistryApproval.contribution_id) == contribution_id)
        .order_by(col(MinistryApproval.id))
    )
    return tuple(_ask(row, name, by or "") for row, name, by in session.execute(query))


def _ask(row: MinistryApproval, name: str, withdrawn_by: str) -> MinistryAsk:
    return MinistryAsk(
        id=row.id or 0,
        body=row.body,
        account_id=row.account_id,
        points=tuple(json.loads(row.points)),
        asked_at=row.asked_at,
        decision=Decision(row.decision),
        note=row.note,
        content_sha256=row.content_sha256,
        decided_at=row.decided_at,
        withdrawn_at=row.withdrawn_at,
        name=name,
        withdrawn_by=withdrawn_by,
    )


def outstanding(asks: Iterable[MinistryAsk], fingerprint: Fingerprint) -> tuple[MinistryAsk, ...]:
    """Return the ministries for which signing waits."""
    return tuple(ask for ask in asks if ask.standing(fingerprint) in HOLDS_BACK)
