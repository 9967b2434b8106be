"""Handing points to colleagues: only what was changed on the page is changed in the store."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.domain.asked import asked_points
from app.domain.roles import CountryScope
from app.reporting.people import list_contributors
from app.reporting.queries import Head, get_head, index_of
from app.reporting.service.announcing import announce_points
from app.reporting.service.keeping import stream_of
from app.reporting.team_models import Assignment

Pair = tuple[str, int]  # point, account

_PAIR = re.compile(r"(P\d\d):([1-9]\d{0,9})", re.ASCII)


def assign(
    session: Session, scope: CountryScope, cycle: str, point: str, account_ids: Iterable[int]
) -> None:
    """Hand a point to these colleagues, and to nobody else."""
    head = get_head(session, scope, cycle, lock=True)
    wanted = {(point, account_id) for account_id in account_ids}
    held = {pair for pair in _held(session, head) if pair[0] == point}
    _check(session, scope, head, {point}, wanted - held)
    _write(session, scope, head, {point: wanted}, held)


def reassign(
    session: Session,
    scope: CountryScope,
    cycle: str,
    *,
    shown: Iterable[str],
    ticked: Iterable[str],
) -> None:
    """Carry out what was ticked and unticked since the page was shown, written `P04:17`."""
    before, after = _pairs(shown), _pairs(ticked)
    head = get_head(session, scope, cycle, lock=True)
    held = _held(session, head)
    wanted = (held | (after - before)) - (before - after)
    changed = {point for point, _account in held ^ wanted}
    _check(session, scope, head, changed, wanted - held)
    by_point = {point: {pair for pair in wanted if pair[0] == point} for point in changed}
    _write(session, scope, head, by_point, held)


def _pairs(texts: Iterable[str]) -> set[Pair]:
    pairs = set()
    for text in texts:
        match = _PAIR.fullmatch(text)
        if match is None:
            raise Refused
        pairs.add((match[1], int(match[2])))
    return pairs


def _held(session: Session, head: Head) -> set[Pair]:
    query = select(col(Assignment.point), col(Assignment.account_id)).where(
        col(Assignment.contribution_id) == head.id, col(Assignment.question) == ""
    )
    return {(point, account_id) for point, account_id in session.execute(query)}


def _check(
    session: Session, scope: CountryScope, head: Head, points: set[str], added: set[Pair]
) -> None:
    asked = {a.id for a in asked_points(index_of(session, head), scope.reporter)}
    if not points <= asked:
        raise NotFound
    colleagues = {person.account_id for person in list_contributors(session, scope)}
    if not {account_id for _point, account_id in added} <= colleagues:
        raise Refused("not_a_contributor")


def _write(
    session: Session,
    scope: CountryScope,
    head: Head,
    wanted: dict[str, set[Pair]],
    held: set[Pair],
) -> None:
    at = now()
    handed: dict[int, list[str]] = {}
    for point, pairs in sorted(wanted.items()):
        gone = {account_id for at_point, account_id in held - pairs if at_point == point}
        session.execute(
            delete(Assignment).where(
                col(Assignment.contribution_id) == head.id,
                col(Assignment.point) == point,
                col(Assignment.question) == "",
                col(Assignment.account_id).in_(sorted(gone)),
            )
        )
        for _point, account_id in sorted(pairs - held):
            handed.setdefault(account_id, []).append(point)
            session.execute(
                insert(Assignment).values(
                    contribution_id=head.id,
                    point=point,
                    account_id=account_id,
                    assigned_at=at,
                    assigned_by=scope.account_id,
                )
            )
        record(
            session,
            stream_of(head),
            "assigned",
            account_id=scope.account_id,
            reporter=scope.reporter,
            subject=point,
            accounts=sorted(account_id for _point, account_id in pairs),
        )
    for account_id, points in sorted(handed.items()):
        announce_points(session, scope, head, account_id, points)
