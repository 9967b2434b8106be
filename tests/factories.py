"""Cycles, contributions and what stands in them, made over a real session by the portal's verbs."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlmodel import Session

from app.catalogue.models import CatalogueVersion, Cycle, CycleKind
from app.core.clock import now
from app.core.db import open_session
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.indicators import Catalogue
from app.domain.observations import parse_key
from app.domain.roles import CountryScope, Grant, Role
from app.domain.workflow import CycleStatus, Status
from app.identity.models import Account
from app.reporting.models import (
    Answer,
    AnswerRevision,
    Contribution,
    ContributionPoint,
    Observation,
    Prefill,
)
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)
from app.reporting.team_models import Assignment
from tests.builders import CUTOFF
from tests.people import make_account
from tests.tiny_catalogue import tiny_catalogue

CYCLE = "2027"


def make_version(session: Session, catalogue: Catalogue | None = None) -> int:
    """Store and freeze a catalogue, the tiny one unless another is given."""
    catalogue = catalogue or tiny_catalogue()
    content = canonical_json(catalogue)
    version = CatalogueVersion(
        code=catalogue.code,
        content=content,
        sha256=sha256_hex(content),
        created_at=now(),
        frozen_at=now(),
    )
    session.add(version)
    session.flush()
    assert version.id is not None
    return version.id


def make_cycle(session: Session, code: str = CYCLE, **fields: Any) -> Cycle:
    """Store an open cycle: it opened yesterday and is due in a month."""
    at = now()
    plain: dict[str, Any] = {
        "code": code,
        "kind": CycleKind.LIVE,
        "status": CycleStatus.FROZEN,
        "title": "Cycle 2027",
        "cutoff": CUTOFF,
        "opens_at": at - timedelta(days=1),
        "due_at": at + timedelta(days=30),
        "closes_at": at + timedelta(days=60),
        "created_at": at,
    }
    version = fields.pop("catalogue_version_id", None) or make_version(session)
    cycle = Cycle(**{**plain, "catalogue_version_id": version, **fields})
    session.add(cycle)
    session.flush()
    return cycle


def make_contribution(
    session: Session,
    reporter: str = "DK",
    cycle: Cycle | None = None,
    status: Status = Status.NOT_STARTED,
    **fields: Any,
) -> int:
    """Store a contribution in the newest cycle (made when there is none) and return its id."""
    if cycle is None:
        cycle = session.execute(select(Cycle).order_by(Cycle.id.desc())).scalars().first()
    contribution = Contribution(
        cycle_id=(cycle or make_cycle(session)).id,
        reporter=reporter,
        status=status,
        updated_at=now(),
        **fields,
    )
    session.add(contribution)
    session.flush()
    assert contribution.id is not None
    return contribution.id


def open_reporting(engine: Engine, *reporters: str, **cycle: Any) -> None:
    """Open a cycle with an empty contribution for each of these reporters."""
    with open_session(engine, write=True) as session:
        made = make_cycle(session, **cycle)
        for reporter in reporters or ("DK",):
            make_contribution(session, reporter, made)


def make_person(engine: Engine, role: Role, reporter: str = "DK", name: str = "") -> str:
    """Make an account with one role and return its address."""
    email = f"{name.lower().replace(' ', '.') or role.value}.{reporter.lower()}@ministry.example"
    make_account(engine, email, Grant(role, reporter), name=name)
    return email


def _contribution_of(session: Session, reporter: str) -> int:
    """Return the contribution that was made first: earlier cycles are added to a present one."""
    chosen = Contribution.reporter == reporter
    query = select(Contribution.id).where(chosen).order_by(Contribution.id).limit(1)
    found: int = session.execute(query).scalar_one()
    return found


def assign_points(engine: Engine, email: str, *points: str, reporter: str = "DK") -> None:
    """Hand points to a person."""
    with open_session(engine, write=True) as session:
        person = session.execute(select(Account.id).where(Account.email == email)).scalar_one()
        contribution = _contribution_of(session, reporter)
        for point in points:
            values = {"contribution_id": contribution, "account_id": person, "point": point}
            session.execute(insert(Assignment).values(**values, assigned_at=now()))


def set_status(engine: Engine, status: Status, *reopened: str, reporter: str = "DK") -> None:
    """Put a contribution into a state, with the points that a clarification reopened."""
    with open_session(engine, write=True) as session:
        contribution = _contribution_of(session, reporter)
        chosen = Contribution.id == contribution
        session.execute(update(Contribution).where(chosen).values(status=status))
        for point in reopened:
            values = {"contribution_id": contribution, "point": point, "reopened": True}
            session.execute(insert(ContributionPoint).values(**values))


def make_proposal(session: Session, cycle: Cycle, ref: str = "DK-001", **fields: Any) -> None:
    """Store a proposed value from a public source."""
    plain: dict[str, Any] = {
        "reporter": "DK",
        "use": "observation",
        "points": canonical_json(["P02"]),
        "target": "SD-02.1@2025-2027",
        "proposal": canonical_json({"value": "7"}),
        "title": "Agreements",
        "source_title": "Register of agreements",
        "source_url": "https://example.org/register",
        "loaded_at": now(),
    }
    session.add(Prefill(cycle_id=cycle.id, ref=ref, **{**plain, **fields}))
    session.flush()


def lead_scope(engine: Engine, email: str, reporter: str = "DK") -> CountryScope:
    """Return the scope of a reporting lead, for setting things up by the verbs."""
    with open_session(engine) as session:
        person = session.execute(select(Account).where(Account.email == email)).scalar_one()
        roles = frozenset({Role.REPORTING_LEAD})
        return CountryScope(reporter, person.id, person.name, roles)


def fill(
    engine: Engine, scope: CountryScope, answers: dict[str, str], cells: dict[str, str]
) -> None:
    """Save answers by code and cells by key, as one person would type them."""
    with open_session(engine, write=True) as session:
        for code, text in answers.items():
            kept = save_answer(session, scope, CYCLE, code, AnswerInput((text,)), Base())
            assert isinstance(kept, Stored), (code, kept)
        for written, text in cells.items():
            key = parse_key(written)
            assert key is not None, written
            kept = save_observation(session, scope, CYCLE, key, ObservationInput((text,)), Base())
            assert isinstance(kept, Stored), (written, kept)


def stored_answer(engine: Engine, code: str) -> Any:
    """Return the row of an answer, its value read from JSON, or None."""
    with open_session(engine) as session:
        row = session.execute(select(Answer).where(Answer.question == code)).scalar_one_or_none()
        if row is None:
            return None
        session.expunge(row)
        row.value = None if row.value is None else json.loads(row.value)
        return row


def stored_cell(engine: Engine, key: str) -> Observation | None:
    """Return the row of a cell, or None."""
    with open_session(engine) as session:
        query = select(Observation).where(Observation.key == key)
        row = session.execute(query).scalar_one_or_none()
        if row is not None:
            session.expunge(row)
        return row


def history(engine: Engine, subject: str) -> list[Any]:
    """Return everything that was ever saved under a subject, the oldest first."""
    query = (
        select(AnswerRevision.content)
        .where(AnswerRevision.subject == subject)
        .order_by(AnswerRevision.revision)
    )
    with open_session(engine) as session:
        return [json.loads(content) for content in session.execute(query).scalars()]


def texts_in(history: Iterable[Any]) -> list[Any]:
    """Return the values of a history."""
    return [content["value"] for content in history]
