"""Moving a cycle through its states: one step on, or a step taken back by a new act."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.catalogue.models import Cycle, CycleKind
from app.catalogue.queries import CycleInfo, get_cycle
from app.catalogue.service import freeze_catalogue, locked, record_everywhere
from app.catalogue.told import tell_of_cycle
from app.core.errors import Conflict, Refused
from app.domain.roles import UnionScope
from app.domain.workflow import CYCLE_BACK, CYCLE_ORDER, CycleStatus, next_cycle_status


def next_state(cycle: CycleInfo) -> CycleStatus | None:
    """Return the state an act can move the cycle on to; a training cycle is never published."""
    place = CYCLE_ORDER.index(cycle.status) + 1
    to = CYCLE_ORDER[place] if place < len(CYCLE_ORDER) else None
    return None if cycle.is_training and to is CycleStatus.PUBLISHED else to


def state_before(cycle: CycleInfo) -> CycleStatus | None:
    """Return the state a new act can bring the cycle back to, None where nothing is undone."""
    return CYCLE_BACK.get(cycle.status)


def move_cycle(session: Session, scope: UnionScope, code: str, to: CycleStatus) -> CycleInfo:
    """Move a cycle one state on; freezing it freezes its catalogue too."""
    cycle = locked(session, get_cycle(session, code))
    try:
        next_cycle_status(cycle.status, to)
    except ValueError:
        raise _cannot(cycle, to) from None
    if cycle.kind is CycleKind.TRAINING and to is CycleStatus.PUBLISHED:
        raise Refused("training_cycle_stays_inside", code=code)
    if to is CycleStatus.FROZEN:
        freeze_catalogue(session, scope, cycle)
    return _move(session, scope, cycle, to, "cycle_moved")


def move_back(session: Session, scope: UnionScope, code: str, to: CycleStatus) -> CycleInfo:
    """Undo the last move by a new act that everybody concerned reads of."""
    cycle = locked(session, get_cycle(session, code))
    if state_before(cycle) is not to:
        raise _cannot(cycle, to)
    return _move(session, scope, cycle, to, "cycle_moved_back")


def _cannot(cycle: CycleInfo, to: CycleStatus) -> Conflict:
    return Conflict("cycle_cannot_move", code=cycle.code, status=cycle.status, to=to)


def _move(
    session: Session, scope: UnionScope, cycle: CycleInfo, to: CycleStatus, act: str
) -> CycleInfo:
    moved = session.execute(
        update(Cycle)
        .where(col(Cycle.id) == cycle.id, col(Cycle.status) == cycle.status)
        .values(status=to)
        .returning(col(Cycle.id))
    ).first()
    if moved is None:
        raise Conflict("state_changed")
    record_everywhere(session, scope, cycle, act, str(to), before=str(cycle.status))
    tell_of_cycle(session, scope, cycle, "cycle_moved", {"state": to.value})
    session.expire_all()
    return get_cycle(session, cycle.code)
