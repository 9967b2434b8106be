"""Bounds of figures: set by the cycle manager for one cycle and indicator, with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.catalogue.queries import CycleInfo, get_index
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.domain.answers import clean_text
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.domain.workflow import CycleStatus
from app.identity.models import Account
from app.review import messages  # noqa: F401 - registers the sentences
from app.review.models import FigureBound

REASON_LIMIT = 2000
_NUMBERS = frozenset({"count", "decimal", "percentage", "money_eur"})
_OVER = frozenset({CycleStatus.PUBLISHED, CycleStatus.ARCHIVED})


@dataclass(frozen=True)
class BoundSet:
    """That a bound was set for an indicator, or lifted; it holds until the next one."""

    indicator: str
    bound: Decimal | None  # None: lifted
    reason: str
    at: datetime
    by: str


def can_set_bounds(cycle: CycleInfo) -> bool:
    """Tell whether bounds of a cycle can still be set: as long as anything can be accepted."""
    return not cycle.is_baseline and cycle.status not in _OVER


def bounded_indicators(index: CatalogueIndex) -> tuple[Indicator, ...]:
    """Return the indicators that have figures."""
    return tuple(i for i in index.catalogue.indicators if i.value_type in _NUMBERS)


def current_bounds(session: Session, cycle_id: int) -> Mapping[str, Decimal]:
    """Return the bounds that hold now, by indicator."""
    found = dict(reversed([(one.indicator, one.bound) for one in list_bounds(session, cycle_id)]))
    return {indicator: bound for indicator, bound in found.items() if bound is not None}


def list_bounds(session: Session, cycle_id: int) -> tuple[BoundSet, ...]:
    """Return every bound that was set or lifted in a cycle, the newest first."""
    query = (
        select(
            col(FigureBound.indicator),
            col(FigureBound.bound),
            col(FigureBound.reason),
            col(FigureBound.set_at),
            col(Account.name),
        )
        .outerjoin(Account, col(Account.id) == col(FigureBound.set_by))
        .where(col(FigureBound.cycle_id) == cycle_id)
        .order_by(col(FigureBound.id).desc())
    )
    return tuple(
        BoundSet(indicator, bound, reason, at, by or "")
        for indicator, bound, reason, at, by in session.execute(query)
    )


def set_bound(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    indicator: str,
    bound: Decimal | None,
    reason: str,
) -> None:
    """Set the bound of an indicator, or lift it with None.

    Raises NotFound for an indicator without figures, Refused without a reason or where nothing
    would change, Conflict once nothing of the cycle is accepted any more.
    """
    if not can_set_bounds(cycle):
        raise Conflict("bounds_are_settled")
    index = get_index(session, cycle.catalogue_version_id)
    if indicator not in {one.id for one in bounded_indicators(index)}:
        raise NotFound
    text = clean_text(reason)
    if not text:
        raise Refused("bound_without_reason")
    if len(text) > REASON_LIMIT:
        raise Refused("text_too_long_to_store", limit=REASON_LIMIT, length=len(text))
    if bound is not None and bound < 0:
        raise Refused("bound_below_zero")
    # Bounds of a cycle are set one after the other.
    session.execute(select(col(Cycle.id)).where(col(Cycle.id) == cycle.id).with_for_update()).all()
    before = current_bounds(session, cycle.id).get(indicator)
    if before == bound:
        raise Refused("bound_as_before")
    session.execute(
        insert(FigureBound).values(
            cycle_id=cycle.id,
            indicator=indicator,
            bound=bound,
            reason=text,
            set_at=now(),
            set_by=scope.account_id,
        )
    )
    record(
        session,
        f"cycle:{cycle.code}",
        "figure_bound_set" if bound is not None else "figure_bound_lifted",
        account_id=scope.account_id,
        subject=indicator,
        bound=_written(bound),
        before=_written(before),
    )


def _written(bound: Decimal | None) -> str:
    return "" if bound is None else format(bound, "f")
