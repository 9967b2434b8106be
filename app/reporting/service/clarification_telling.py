"""Who is told of a question of the Commission: those who can answer it, and then who asked."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.roles import CountryScope, Role, UnionScope
from app.identity.recipients import recipients, recipients_of
from app.jobs.telling import Telling, tell
from app.reporting.addresses import asked_url, clarification_url
from app.reporting.queries import Head
from app.reporting.team_models import Assignment


def _telling(
    head: Head,
    scope: CountryScope | UnionScope,
    kind: str,
    occasion: str,
    point: str,
    path: str,
    day: str = "",
) -> Telling:
    facts = {"who": scope.account_name, "cycle_title": head.cycle.title}
    if day:
        facts["day"] = day
    if head.cycle.is_training:
        facts["training"] = "yes"
    return Telling(
        kind=kind,
        key=f"clarification:{occasion}",
        cycle=head.cycle.code,
        reporter=head.row.reporter,
        point=point,
        facts=facts,
        path=path,
    )


def tell_asked(
    session: Session,
    scope: UnionScope,
    head: Head,
    clarification_id: int,
    point: str,
    due_on: date,
    number: int,
) -> None:
    """Tell the leads, and the contributors who hold something of the point; `number` counts how
    often it was asked."""
    reporter = head.row.reporter
    held = select(col(Assignment.account_id)).where(
        col(Assignment.contribution_id) == head.id, col(Assignment.point) == point
    )
    holding = frozenset(session.execute(held).scalars())
    # Somebody who has left the country still stands in its assignments.
    helping = recipients(session, Role.CONTRIBUTOR, reporter=reporter)
    people = (
        *recipients(session, Role.REPORTING_LEAD, reporter=reporter),
        *(person for person in helping if person.account_id in holding),
    )
    path = clarification_url(head.cycle.code, reporter, clarification_id)
    occasion = f"{clarification_id}:asked:{number}"
    kind = "clarification_asked" if number == 1 else "clarification_asked_again"
    told = _telling(head, scope, kind, occasion, point, path, due_on.isoformat())
    tell(session, people, told)


def tell_answered(
    session: Session,
    scope: CountryScope,
    head: Head,
    clarification_id: int,
    point: str,
    asked_by: int | None,
    version: int,
) -> None:
    """Tell the desk officer who asked."""
    if asked_by is None:
        return
    path = asked_url(head.cycle.code, head.row.reporter, clarification_id)
    occasion = f"{clarification_id}:answered:{version}"
    told = _telling(head, scope, "clarification_answered", occasion, point, path)
    tell(session, recipients_of(session, [asked_by]), told)


def tell_settled(
    session: Session,
    scope: UnionScope,
    head: Head,
    clarification_id: int,
    point: str,
    *,
    is_cancelled: bool = False,
) -> None:
    """Tell the leads that nothing is to be done any more."""
    path = clarification_url(head.cycle.code, head.row.reporter, clarification_id)
    occasion = f"{clarification_id}:settled"
    kind = "clarification_cancelled" if is_cancelled else "clarification_resolved"
    told = _telling(head, scope, kind, occasion, point, path)
    people = recipients(session, Role.REPORTING_LEAD, reporter=head.row.reporter)
    tell(session, people, told)
