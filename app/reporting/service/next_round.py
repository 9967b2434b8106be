"""Preparing the next cycle: contributions, who holds which point, and roles to confirm again."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.dates import CycleDates
from app.catalogue.models import Cycle, CycleKind
from app.catalogue.next_cycle import create_next
from app.catalogue.queries import CycleInfo, get_index
from app.core.clock import now
from app.core.errors import Refused
from app.domain.asked import asked_points
from app.domain.canonical import canonical_json
from app.domain.observations import CatalogueIndex
from app.domain.points import question_code
from app.domain.roles import UnionScope
from app.identity.confirmation import contributors_by_reporter, mark_for_confirmation
from app.reporting.models import Contribution
from app.reporting.service.opening import open_contributions
from app.reporting.team_models import Assignment


@dataclass(frozen=True)
class Prepared:
    """A new cycle and what came with it."""

    cycle: CycleInfo
    contributions: int
    assignments: int
    roles: int  # to be confirmed again


def prepare_next(
    session: Session,
    scope: UnionScope,
    last: CycleInfo,
    code: str,
    title: str,
    kind: CycleKind,
    dates: CycleDates,
    mapping: Mapping[str, str] | None = None,
) -> Prepared:
    """Create a cycle from the last one, with all that is known before anybody writes.

    `mapping` leads from a point of the new cycle to the point it continues, where they differ.
    """
    if last.is_baseline and kind is not CycleKind.TRAINING:
        raise Refused("cycle_kind_unusable")
    continued = dict(mapping or {})
    _check_mapping(get_index(session, last.catalogue_version_id), continued)
    made = create_next(session, scope, last, code, title, kind, dates)
    index = get_index(session, made.catalogue_version_id)
    if continued:
        values = {"mapping": canonical_json(continued)}
        session.execute(update(Cycle).where(col(Cycle.id) == made.id).values(**values))
    reporters = [entry.code for entry in index.catalogue.reporters]
    contributions = open_contributions(session, scope, made, reporters)
    assignments = 0
    roles = 0
    if made.is_live:
        assignments = _copy_assignments(session, scope, last, made, index, continued)
        roles = mark_for_confirmation(session, scope)
    return Prepared(made, contributions, assignments, roles)


def read_mapping(session: Session, cycle: CycleInfo) -> dict[str, str]:
    """Return which points of a cycle continue others of the cycle before."""
    text = session.execute(select(col(Cycle.mapping)).where(col(Cycle.id) == cycle.id)).scalar_one()
    return dict(json.loads(text))


def _check_mapping(index: CatalogueIndex, mapping: Mapping[str, str]) -> None:
    """Refuse points that are not there: the new draft begins with the points of the last cycle."""
    known = {point.id for point in index.catalogue.instrument.points}
    for point, before in mapping.items():
        if not {point, before} <= known:
            raise Refused("mapping_unknown_point", point=point, before=before)
    if len(set(mapping.values())) != len(mapping):
        raise Refused("mapping_twice")


def _copy_assignments(
    session: Session,
    scope: UnionScope,
    last: CycleInfo,
    made: CycleInfo,
    index: CatalogueIndex,
    mapping: Mapping[str, str],
) -> int:
    """Hand the points to those who held them, as far as they still contribute for the country."""
    theirs = dict(_contributions(session, scope, made))
    query = (
        select(
            col(Contribution.reporter),
            col(Assignment.point),
            col(Assignment.question),
            col(Assignment.account_id),
        )
        .join(Contribution, col(Contribution.id) == col(Assignment.contribution_id))
        .where(col(Contribution.cycle_id) == last.id)
        .order_by(col(Assignment.id))
    )
    still_there = contributors_by_reporter(session, scope)
    asked = {reporter: _asked(index, reporter) for reporter in theirs}
    onward = {before: point for point, before in mapping.items()}
    rows, counts = [], Counter[str]()
    for reporter, before, question_before, account_id in session.execute(query):
        point = onward.get(before, "" if before in mapping else before)
        question = question_before.replace(before, point, 1)
        wanted = question or point
        if wanted in asked.get(reporter, ()) and account_id in still_there.get(reporter, ()):
            values = {"contribution_id": theirs[reporter], "point": point, "question": question}
            rows.append({**values, "account_id": account_id, "message": "", "assigned_at": now()})
            counts[reporter] += 1
    if rows:
        session.execute(insert(Assignment), rows)
    for reporter in sorted(counts):
        _note(session, scope, made, reporter, counts[reporter])
    return len(rows)


def _contributions(session: Session, scope: UnionScope, cycle: CycleInfo) -> list[tuple[str, int]]:
    query = select(col(Contribution.reporter), col(Contribution.id))
    rows = session.execute(query.where(col(Contribution.cycle_id) == cycle.id))
    return [(reporter, number) for reporter, number in rows]


def _asked(index: CatalogueIndex, reporter: str) -> set[str]:
    """Return every point and question asked of a reporter."""
    points = asked_points(index, reporter)
    questions = {question_code(p.id, q.key) for p in points for q in p.questions}
    return {point.id for point in points} | questions


def _note(session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, count: int) -> None:
    record(
        session,
        f"contribution:{cycle.code}:{reporter}",
        "assignments_copied",
        account_id=scope.account_id,
        reporter=reporter,
        subject=cycle.code,
        count=count,
    )
