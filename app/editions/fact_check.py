"""The fact check: countries read what an edition says of them, agree or object, until a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.core.clock import now, today_brussels
from app.core.errors import Conflict, NotFound, Refused
from app.domain.roles import CountryScope, Role, UnionScope
from app.domain.workflow import EditionStatus
from app.editions.models import Edition, FactCheck, FactCheckOutcome, FactCheckReply
from app.editions.queries import EditionInfo, every_edition
from app.identity.recipients import recipients, recipients_by_reporter
from app.jobs.telling import Telling, tell
from app.reporting.addresses import fact_checks_url

Outcome = Literal["corrected", "kept", "withdrawn"]


class Standing(StrEnum):
    """How the check of one country stands."""

    WAITING = "waiting"
    OBJECTED = "objected"  # something waits for an outcome
    SETTLED = "settled"  # it objected, and everything has an outcome
    AGREED = "agreed"
    SILENT = "silent"  # the day is over without a word


@dataclass(frozen=True)
class Objection:
    """One thing a country does not agree with, and what became of it."""

    id: int
    subject: str
    shown: str
    text: str
    said_at: datetime
    outcome: str = ""
    outcome_text: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Check:
    """What one country was asked and said."""

    id: int
    reporter: str
    due_on: date
    agreed_at: datetime | None = None
    objections: tuple[Objection, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the country can still say something: to the end of the day in Brussels."""
        return today_brussels() <= self.due_on

    @property
    def standing(self) -> Standing:
        """How the check stands at this moment; an objection that waits comes before all else."""
        if any(not objection.outcome for objection in self.objections):
            return Standing.OBJECTED
        if self.agreed_at is not None:
            return Standing.AGREED
        if self.objections:
            return Standing.SETTLED
        return Standing.WAITING if self.is_open else Standing.SILENT


def ask_countries(
    session: Session, scope: UnionScope, edition: EditionInfo, due_on: date
) -> tuple[str, ...]:
    """Ask every country of an edition to check it until a day; asking again moves the day later.

    Returns the reporters that are told. Raises Refused for a day that is over or earlier than the
    one they were told, Conflict when the edition is not in its fact check.
    """
    if edition.status is not EditionStatus.FACT_CHECK:
        raise Conflict("no_fact_check_now", code=edition.code)
    if due_on < today_brussels():
        raise Refused("fact_check_day_over")
    asked = {check.reporter: check for check in list_checks(session, scope, edition)}
    if any(check.due_on > due_on for check in asked.values()):
        raise Refused("fact_check_day_earlier")
    reporters = tuple(e["reporter"] for e in edition.manifest["submissions"] if e["reported"])
    fresh = [reporter for reporter in reporters if reporter not in asked]
    if fresh:
        values = {"edition_id": edition.id, "due_on": due_on, "opened_at": now()}
        rows = [{**values, "reporter": r, "opened_by": scope.account_id} for r in fresh]
        session.execute(insert(FactCheck), rows)
    session.execute(
        update(FactCheck).where(col(FactCheck.edition_id) == edition.id).values(due_on=due_on)
    )
    moved = [reporter for reporter, check in asked.items() if check.due_on != due_on]
    told = tuple(sorted((*fresh, *moved)))
    for reporter in told:
        _note(session, scope, edition, reporter, "fact_check_asked", until=due_on.isoformat())
    _tell_countries(session, edition, told, due_on)
    return told


def _tell_countries(
    session: Session, edition: EditionInfo, reporters: Iterable[str], due_on: date
) -> None:
    people = recipients_by_reporter(session, Role.REPORTING_LEAD, reporters=reporters)
    for reporter, leads in people.items():
        told = Telling(
            kind="fact_check",
            key=f"fact_check:{edition.code}:{reporter}:{due_on.isoformat()}",
            cycle=edition.cycle_code,
            reporter=reporter,
            facts={"cycle_title": edition.cycle_title, "day": due_on.isoformat()},
            path=fact_checks_url(edition.cycle_code, reporter, edition.number),
        )
        tell(session, leads, told)


def list_checks(session: Session, scope: UnionScope, edition: EditionInfo) -> list[Check]:
    """Return what every country was asked about an edition, and said."""
    return _checks(session, col(FactCheck.edition_id) == edition.id)


def own_check(
    session: Session, scope: CountryScope, cycle: str, number: int
) -> tuple[EditionInfo, Check]:
    """Return an edition that this country was asked to check; NotFound when it was not."""
    query = (
        select(col(FactCheck.id))
        .join(Edition, col(Edition.id) == col(FactCheck.edition_id))
        .where(col(Edition.code) == f"{cycle}/{number}", col(FactCheck.reporter) == scope.reporter)
    )
    found = session.execute(query).scalars().first()
    if found is None:
        raise NotFound
    return every_edition(session, f"{cycle}/{number}"), _checks(session, _is(found))[0]


def list_own_checks(session: Session, scope: CountryScope, cycle: str) -> list[tuple[int, Check]]:
    """Return what a country was asked in a cycle, with the number of the edition, newest first."""
    query = (
        select(col(FactCheck.id), col(Edition.number))
        .join(Edition, col(Edition.id) == col(FactCheck.edition_id))
        .join(Cycle, col(Cycle.id) == col(Edition.cycle_id))
        .where(col(Cycle.code) == cycle, col(FactCheck.reporter) == scope.reporter)
        .order_by(col(Edition.number).desc())
    )
    numbers = {row.id: row.number for row in session.execute(query)}
    if not numbers:
        return []
    checks = {c.id: c for c in _checks(session, col(FactCheck.id).in_(numbers))}
    return [(number, checks[id_]) for id_, number in numbers.items()]


def agree(session: Session, scope: CountryScope, edition: EditionInfo, check: Check) -> None:
    """Say that everything the edition says of the country is right."""
    _refuse_late(edition, check)
    if check.standing is Standing.OBJECTED:
        raise Refused("fact_check_withdraw_first")
    _reply(session, scope, check, "agreed")
    _note(session, scope, edition, scope.reporter, "fact_check_agreed")
    _tell_editors(session, edition, scope.reporter)


def object_to(
    session: Session,
    scope: CountryScope,
    edition: EditionInfo,
    check: Check,
    subject: str,
    shown: str,
    text: str,
) -> None:
    """Object to one thing: what it is, what it says, and what is wrong."""
    _refuse_late(edition, check)
    if not text.strip():
        raise Refused("fact_check_says_nothing")
    _reply(session, scope, check, "objected", subject=subject, shown=shown, text=text.strip())
    _note(session, scope, edition, scope.reporter, "fact_check_objected", about=subject)
    _tell_editors(session, edition, scope.reporter)


def withdraw_objection(
    session: Session, scope: CountryScope, edition: EditionInfo, check: Check, reply: int
) -> None:
    """Take an objection back, as the country that made it."""
    if edition.status is not EditionStatus.FACT_CHECK:
        raise Conflict("no_fact_check_now", code=edition.code)
    _settle(session, scope.account_id, check, reply, "withdrawn", "")
    _note(session, scope, edition, scope.reporter, "fact_check_withdrawn")


def settle_objection(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    reply: int,
    outcome: Outcome,
    text: str,
) -> None:
    """Say what becomes of an objection, and why; the country is told."""
    if edition.status is not EditionStatus.FACT_CHECK:
        raise Conflict("no_fact_check_now", code=edition.code)
    if not text.strip():
        raise Refused("fact_check_outcome_says_nothing")
    checks = list_checks(session, scope, edition)
    check = next((c for c in checks if any(o.id == reply for o in c.objections)), None)
    if check is None:
        raise NotFound
    _settle(session, scope.account_id, check, reply, outcome, text.strip())
    _note(session, scope, edition, check.reporter, "fact_check_settled", outcome=outcome)
    leads = recipients(session, Role.REPORTING_LEAD, reporter=check.reporter)
    told = Telling(
        kind="fact_check_settled",
        key=f"fact_check_settled:{reply}",
        cycle=edition.cycle_code,
        reporter=check.reporter,
        facts={"cycle_title": edition.cycle_title},
        path=fact_checks_url(edition.cycle_code, check.reporter, edition.number),
    )
    tell(session, leads, told)


def refuse_unsettled(session: Session, scope: UnionScope, edition: EditionInfo) -> None:
    """Refuse to go on while an objection has no outcome, or a country can still object."""
    checks = list_checks(session, scope, edition)
    if any(check.standing is Standing.OBJECTED for check in checks):
        raise Refused("fact_check_unsettled")
    waiting = [check for check in checks if check.standing is Standing.WAITING]
    if waiting:
        raise Refused("fact_check_goes_on", number=str(len(waiting)))


def _refuse_late(edition: EditionInfo, check: Check) -> None:
    if edition.status is not EditionStatus.FACT_CHECK:
        raise Conflict("no_fact_check_now", code=edition.code)
    if not check.is_open:
        raise Conflict("fact_check_over")


def _reply(session: Session, scope: CountryScope, check: Check, verdict: str, **words: str) -> None:
    values = {"fact_check_id": check.id, "verdict": verdict, "said_at": now()}
    said = {"subject": "", "shown": "", "text": "", **words}
    session.execute(insert(FactCheckReply).values(**values, **said, said_by=scope.account_id))


def _settle(
    session: Session, account_id: int | None, check: Check, reply: int, outcome: str, text: str
) -> None:
    objection = next((o for o in check.objections if o.id == reply), None)
    if objection is None:
        raise NotFound
    # The check's row is the lock: of two who decide at once the second sees what the first said.
    session.execute(
        select(col(FactCheck.id)).where(col(FactCheck.id) == check.id).with_for_update()
    )
    known = session.execute(
        select(col(FactCheckOutcome.id)).where(col(FactCheckOutcome.reply_id) == reply)
    ).first()
    if known is not None:
        raise Conflict("fact_check_settled_already")
    session.execute(
        insert(FactCheckOutcome).values(
            reply_id=reply, outcome=outcome, text=text, decided_at=now(), decided_by=account_id
        )
    )


def _tell_editors(session: Session, edition: EditionInfo, reporter: str) -> None:
    told = Telling(
        kind="fact_check_answered",
        key=f"fact_check_answered:{edition.code}:{reporter}:{now().isoformat()}",
        cycle=edition.cycle_code,
        reporter=reporter,
        facts={"cycle_title": edition.cycle_title},
        path=f"/reports/{edition.code}/fact-check",
    )
    tell(session, recipients(session, Role.REPORT_EDITOR), told)


def _note(
    session: Session,
    scope: UnionScope | CountryScope,
    edition: EditionInfo,
    reporter: str,
    act: str,
    **data: str,
) -> None:
    stream = f"contribution:{edition.cycle_code}:{reporter}"
    who = scope.account_id
    record(session, stream, act, account_id=who, reporter=reporter, subject=edition.code, **data)


def _is(check: int) -> Any:
    return col(FactCheck.id) == check


def _checks(session: Session, wanted: Any) -> list[Check]:
    asked = session.execute(
        select(col(FactCheck.id), col(FactCheck.reporter), col(FactCheck.due_on))
        .where(wanted)
        .order_by(col(FactCheck.reporter))
    ).all()
    agreed: dict[int, datetime] = {}
    objections: dict[int, list[Objection]] = {}
    for row in session.execute(_replies([row.id for row in asked])):
        if row.verdict == "agreed":
            agreed[row.fact_check_id] = row.said_at
            continue
        # Who objects after agreeing no longer agrees.
        agreed.pop(row.fact_check_id, None)
        objections.setdefault(row.fact_check_id, []).append(
            Objection(
                row.id,
                row.subject,
                row.shown,
                row.text,
                row.said_at,
                row.outcome or "",
                row.outcome_text or "",
                row.decided_at,
            )
        )
    return [
        Check(
            row.id, row.reporter, row.due_on, agreed.get(row.id), tuple(objections.get(row.id, ()))
        )
        for row in asked
    ]


def _replies(checks: list[int]) -> Any:
    columns: tuple[Any, ...] = (
        col(FactCheckReply.id),
        col(FactCheckReply.fact_check_id),
        col(FactCheckReply.verdict),
        col(FactCheckReply.subject),
        col(FactCheckReply.shown),
        col(FactCheckReply.text),
        col(FactCheckReply.said_at),
        col(FactCheckOutcome.outcome),
        col(FactCheckOutcome.text).label("outcome_text"),
        col(FactCheckOutcome.decided_at),
    )
    return (
        select(*columns)
        .outerjoin(FactCheckOutcome, col(FactCheckOutcome.reply_id) == col(FactCheckReply.id))
        .where(col(FactCheckReply.fact_check_id).in_(checks))
        .order_by(col(FactCheckReply.id))
    )
