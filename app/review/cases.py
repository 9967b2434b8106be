"""The desk's own care of a submission: who looks after it, until when, and what was looked at."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.queries import CycleInfo
from app.core.clock import BRUSSELS, now, today_brussels
from app.core.errors import Conflict, Refused
from app.core.i18n import format_datetime
from app.domain.canonical import canonical_json
from app.domain.roles import Role, UnionScope
from app.domain.workflow import Status
from app.identity.models import Account
from app.identity.recipients import recipients
from app.reporting.models import Contribution, Submission
from app.reporting.queries import Head
from app.review import messages  # noqa: F401 - registers the sentences
from app.review.checklist import CHECKLIST
from app.review.heads import locked_head, seen_status
from app.review.models import DeskCase
from app.review.telling import tell_given

WORKING_DAYS = 15  # that a submission is meant to wait at most, where nobody says otherwise
LATEST = timedelta(days=366)
BEFORE_THE_DESK = frozenset({Status.SUBMITTED, Status.CLARIFICATION_REQUESTED, Status.ACCEPTED})


@dataclass(frozen=True)
class Case:
    """One submission in the care of the desk; revision 0 while nobody has touched it."""

    officer: int | None = None
    officer_name: str = ""
    target_on: date | None = None
    checked: Mapping[str, int] = field(default_factory=dict)  # the version an item was ticked at
    revision: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""

    def done(self, version: int) -> tuple[str, ...]:
        """Return the items that were ticked at this version; a newer one is looked at anew."""
        return tuple(key for key in CHECKLIST if self.checked.get(key) == version)


def target_after(submitted_at: datetime) -> date:
    """Return the day by which a submission is meant to be dealt with."""
    day, left = submitted_at.astimezone(BRUSSELS).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def list_officers(session: Session) -> tuple[tuple[int, str], ...]:
    """Return who can look after a submission: account and name of every desk officer, by name."""
    people = recipients(session, Role.DESK_OFFICER)
    return tuple(sorted(((p.account_id, p.name or p.address) for p in people), key=lambda p: p[1]))


def find_case(session: Session, scope: UnionScope, contribution_id: int) -> Case:
    """Return the case of one contribution, an untouched one where there is none."""
    query = _cases().where(col(DeskCase.contribution_id) == contribution_id)
    row = session.execute(query).first()
    return _read(row) if row is not None else Case()


def list_cases(session: Session, scope: UnionScope, cycle_id: int) -> dict[str, Case]:
    """Return the cases of a cycle by reporter."""
    query = _cases().where(col(Contribution.cycle_id) == cycle_id)
    return {row.reporter: _read(row) for row in session.execute(query)}


def take(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, revision: int
) -> None:
    """Look after a submission oneself; without a target date it gets the usual one."""
    head, case = _opened(session, scope, cycle, reporter, revision)
    target = case.target_on or max(today_brussels(), target_after(_submitted_at(session, head)))
    _save(session, scope, head, revision, officer=scope.account_id, target_on=target)
    _note(session, scope, head, "desk_case.given", officer=scope.account_id)


def assign(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    revision: int,
    officer: int | None,
    target_on: date | None,
) -> None:
    """Give a submission to a desk officer, or to nobody, and set the day it is meant to be done."""
    head, case = _opened(session, scope, cycle, reporter, revision)
    if officer is not None and officer not in dict(list_officers(session)):
        raise Refused("officer_unknown")
    if target_on is not None and target_on != case.target_on:
        _check_target(target_on)
    _save(session, scope, head, revision, officer=officer, target_on=target_on)
    target = target_on.isoformat() if target_on else ""
    act = "desk_case.given" if officer != case.officer else "desk_case.target_set"
    _note(session, scope, head, act, officer=officer, target=target)
    if officer is not None and officer != case.officer:
        tell_given(session, scope, cycle, reporter, officer, revision + 1)


def tick(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    revision: int,
    version: int,
    ticked: Collection[str],
) -> None:
    """Keep which items of the checklist hold for the version that was read."""
    head, case = _opened(session, scope, cycle, reporter, revision)
    if head.row.version != version:
        raise Conflict("newer_version_exists", version=head.row.version)
    kept = {key: at for key, at in case.checked.items() if at != version and key not in ticked}
    checked = kept | {key: version for key in CHECKLIST if key in ticked}
    _save(session, scope, head, revision, checked=canonical_json(checked))
    _note(session, scope, head, "desk_case.checked", done=len(ticked))


def _opened(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, revision: int
) -> tuple[Head, Case]:
    """Lock a submission that lies before the Commission, as it was read; Conflict otherwise."""
    head = locked_head(session, scope, cycle, reporter)
    if seen_status(head) not in BEFORE_THE_DESK:
        raise Conflict("case_not_open")
    case = find_case(session, scope, head.id)
    if case.revision != revision:
        at = format_datetime(case.saved_at) if case.saved_at else ""
        raise Conflict("case_changed", name=case.saved_by, time=at)
    return head, case


def _check_target(target_on: date) -> None:
    today = today_brussels()
    if target_on < today:
        raise Refused("target_past")
    if target_on > today + LATEST:
        raise Refused("target_far")


def _submitted_at(session: Session, head: Head) -> datetime:
    query = select(col(Submission.submitted_at)).where(
        col(Submission.contribution_id) == head.id, col(Submission.version) == head.row.version
    )
    submitted_at: datetime = session.execute(query).scalar_one()
    return submitted_at


def _save(
    session: Session, scope: UnionScope, head: Head, revision: int, **columns: object
) -> None:
    # The contribution is locked: nobody else makes or changes this row meanwhile.
    values = {
        **columns,
        "revision": revision + 1,
        "saved_at": now(),
        "saved_by": scope.account_id,
    }
    if revision:
        session.execute(
            update(DeskCase)
            .where(col(DeskCase.contribution_id) == head.id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    else:
        session.execute(
            insert(DeskCase).values(contribution_id=head.id, **{"checked": "{}", **values})
        )


def _note(
    session: Session,
    scope: UnionScope,
    head: Head,
    act: str,
    *,
    officer: int | None = None,
    target: str = "",
    done: int = 0,
) -> None:
    """Write an act into the record of the cycle: the country's log names no officers."""
    record(
        session,
        f"cycle:{head.cycle.code}",
        act,
        account_id=scope.account_id,
        subject=head.row.reporter,
        version=head.row.version,
        officer=officer,
        target=target,
        done=done,
    )


def _cases() -> Select[Any]:
    saver: Any = aliased(Account)
    columns: Any = (
        col(DeskCase.officer),
        col(Account.name),
        col(DeskCase.target_on),
        col(DeskCase.checked),
        col(DeskCase.revision),
        col(DeskCase.saved_at),
        saver.name.label("saved_by"),
        col(Contribution.reporter),
    )
    made: Select[Any] = (
        select(*columns)
        .select_from(DeskCase)
        .join(Contribution, col(Contribution.id) == col(DeskCase.contribution_id))
        .outerjoin(Account, col(Account.id) == col(DeskCase.officer))
        .outerjoin(saver, saver.id == col(DeskCase.saved_by))
    )
    return made


def _read(row: Any) -> Case:
    checked = json.loads(row.checked)
    saved = (row.revision, row.saved_at, row.saved_by or "")
    return Case(row.officer, row.name or "", row.target_on, checked, *saved)
