"""What waits for a person of a country, for the head of every page of their contribution."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.domain.ministry import ASKED_WHILE, Decision
from app.domain.roles import CountryScope, Permission
from app.identity.notices import WAITING_URL
from app.jobs.models import Notice
from app.reporting.addresses import contribution_url, conversations_url, ministry_url, tasks_url
from app.reporting.conversations import unread_mentions
from app.reporting.models import Contribution
from app.reporting.team_models import MinistryApproval

_COUNTED_BY_THEMSELVES = ("mention", "ministry_asked")


def waiting_for(session: Session, scope: CountryScope) -> tuple[int, str]:
    """Return how much waits for the person, mentions and sign-offs of a ministry too, and where.

    Whatever they were told and have not read leads to the page of that. Otherwise it is
    one page where one sign-off waits, the list of mentions where only those do; otherwise the list
    of the person's work, or the overview for somebody who only reads: both name every sign-off.
    """
    # One query for all: every page asks.
    given = {"account_id": scope.account_id, "here": scope.reporter, "places": ["", scope.reporter]}
    rows = session.execute(_waiting(), given).all()
    count = sum(row.number for row in rows)
    asks = [row for row in rows if row.kind == "ask"]
    if not count:
        return 0, ""
    if any(row.kind == "notice" for row in rows):
        return count, WAITING_URL
    if not asks:
        return count, f"{conversations_url(rows[0].code, scope.reporter)}?show=mentions"
    if count == 1:
        return count, ministry_url(asks[0].code, scope.reporter, asks[0].newest)
    writes = Permission.ANSWER_EDIT in scope.permissions
    return count, (tasks_url if writes else contribution_url)(asks[0].code, scope.reporter)


@cache
def _waiting() -> Any:
    every = union_all(unread_mentions(), _asked(), _unread()).subquery()
    return select(every).order_by(every.c.newest.desc())


@cache
def _asked() -> Any:
    """Return how often a ministry was asked through this person and has not answered, by cycle."""
    return (
        select(
            literal("ask").label("kind"),
            col(Cycle.code).label("code"),
            func.count().label("number"),
            func.max(col(MinistryApproval.id)).label("newest"),
        )
        .select_from(MinistryApproval)
        .join(Contribution, col(Contribution.id) == col(MinistryApproval.contribution_id))
        .join(Cycle, col(Cycle.id) == col(Contribution.cycle_id))
        .where(
            col(MinistryApproval.account_id) == bindparam("account_id"),
            col(MinistryApproval.decision) == Decision.NONE,
            col(MinistryApproval.withdrawn_at).is_(None),
            col(Contribution.reporter) == bindparam("here"),
            col(Contribution.status).in_(ASKED_WHILE),
        )
        .group_by(col(Cycle.code))
    )


@cache
def _unread() -> Any:
    """Return how much the person was told and has not read; mentions and asks are counted apart."""
    return (
        select(
            literal("notice").label("kind"),
            col(Notice.cycle).label("code"),
            func.count().label("number"),
            func.max(col(Notice.id)).label("newest"),
        )
        .where(
            col(Notice.account_id) == bindparam("account_id"),
            col(Notice.seen_at).is_(None),
            col(Notice.kind).not_in(_COUNTED_BY_THEMSELVES),
            col(Notice.reporter).in_(bindparam("places", expanding=True)),
        )
        .group_by(col(Notice.cycle))
    )
