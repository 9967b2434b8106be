"""How quality rules count in a cycle: decided by the cycle manager, with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle, RuleSetting
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.domain.answers import clean_text
from app.domain.canonical import canonical_json
from app.domain.qc import RULES
from app.domain.qc.findings import Rule
from app.domain.qc.modes import Mode, mode_in, possible_modes, read_modes
from app.domain.roles import UnionScope
from app.domain.workflow import CycleStatus
from app.identity.models import Account

REASON_LIMIT = 2000
_REPORTING = (CycleStatus.DESIGN, CycleStatus.FROZEN)


@dataclass(frozen=True)
class Decision:
    """That a rule counts so from a moment on, until a later decision."""

    mode: Mode
    reason: str
    at: datetime
    by: str


def find_rule(rule: str) -> Rule:
    """Return a rule by its number, or raise NotFound."""
    found = next((known for known in RULES if known.id == rule), None)
    if found is None:
        raise NotFound
    return found


def can_decide(cycle: CycleInfo) -> bool:
    """Tell whether rules of this cycle can still be decided on: while countries report."""
    return not cycle.is_baseline and cycle.status in _REPORTING


def decide_rule(
    session: Session, scope: UnionScope, cycle: CycleInfo, rule: str, mode: str, reason: str
) -> None:
    """Let a rule count in another way in this cycle.

    Raises NotFound for an unknown rule, Refused for a mode that it cannot have or has already and
    without a reason, Conflict once reporting is over.
    """
    known, text = find_rule(rule), clean_text(reason)
    if not can_decide(cycle):
        raise Conflict("rules_are_settled")
    if mode not in possible_modes(known):
        raise Refused("rule_mode_unusable")
    if not text:
        raise Refused("rule_without_reason")
    if len(text) > REASON_LIMIT:
        raise Refused("text_too_long_to_store", limit=REASON_LIMIT, length=len(text))
    # Decisions queue on the row of the cycle, which holds what counts now.
    query = select(Cycle).where(col(Cycle.id) == cycle.id).with_for_update()
    row = session.execute(query.execution_options(populate_existing=True)).scalar_one()
    modes = dict(read_modes(row.rules))
    before = mode_in(known, modes)
    if before == mode:
        raise Refused("rule_counts_so_already")
    row.rules = canonical_json({**modes, rule: str(mode)})
    session.add(
        RuleSetting(
            cycle_id=cycle.id,
            rule=rule,
            mode=mode,
            reason=text,
            set_at=now(),
            set_by=scope.account_id,
        )
    )
    session.flush()
    record(
        session,
        f"cycle:{cycle.code}",
        "rule_decided",
        account_id=scope.account_id,
        subject=rule,
        mode=mode,
        before=str(before),
    )


def list_decisions(session: Session, cycle_id: int, rule: str) -> Sequence[Decision]:
    """Return what was decided on a rule in a cycle, the newest first."""
    query = (
        select(
            col(RuleSetting.mode),
            col(RuleSetting.reason),
            col(RuleSetting.set_at),
            col(Account.name),
        )
        .outerjoin(Account, col(Account.id) == col(RuleSetting.set_by))
        .where(col(RuleSetting.cycle_id) == cycle_id, col(RuleSetting.rule) == rule)
        .order_by(col(RuleSetting.id).desc())
    )
    return [Decision(Mode(m), reason, at, by or "") for m, reason, at, by in session.execute(query)]
