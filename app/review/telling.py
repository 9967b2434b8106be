"""Whom an act inside the desk concerns: who is given a submission, who decides as the second."""

from sqlmodel import Session

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.domain.roles import Role, UnionScope
from app.identity.recipients import recipients, recipients_of
from app.jobs.telling import Telling, tell
from app.reporting.addresses import desk_url


def tell_given(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    officer: int,
    revision: int,
) -> None:
    """Tell a desk officer that a colleague gave them a submission."""
    if officer != scope.account_id:
        what = _telling(scope, cycle, reporter, "case_given", revision)
        tell(session, recipients_of(session, [officer]), what)


def tell_proposed(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, proposal_id: int
) -> None:
    """Ask the other desk officers for the second pair of eyes."""
    what = _telling(scope, cycle, reporter, "second_officer", proposal_id)
    people = recipients(session, Role.DESK_OFFICER, without=scope.account_id)
    tell(session, people, what)


def tell_ended(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    proposal_id: int,
    proposed_by: int | None,
) -> None:
    """Tell who proposed that a colleague declined it, and where the reason stands."""
    what = _telling(scope, cycle, reporter, "proposal_declined", proposal_id)
    tell(session, recipients_of(session, [proposed_by]), what)


def _telling(
    scope: UnionScope, cycle: CycleInfo, reporter: str, kind: str, occasion: int
) -> Telling:
    facts = {"who": scope.account_name, "cycle_title": cycle.title}
    if cycle.kind is CycleKind.TRAINING:
        facts["training"] = "yes"
    key = f"{kind}:{cycle.code}:{reporter}:{occasion}"
    path = desk_url(cycle.code, reporter)
    return Telling(kind, key, cycle.code, reporter, "", facts, path)
