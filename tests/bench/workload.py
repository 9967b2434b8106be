"""Workload W: 27 countries in three cycles, 5,670 values and 2,511 narratives, in the portal's
own tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlmodel import Session

from app.catalogue.dates import CycleDates
from app.catalogue.models import CycleKind
from app.catalogue.moving import move_cycle
from app.catalogue.queries import CycleInfo, get_cycle, get_index
from app.catalogue.service import create_cycle
from app.core.clock import now
from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.domain.answers import (
    Choice,
    Kind,
    MultiChoice,
    Problem,
    Quarter,
    Text,
    Value,
    YesNo,
    parse_form,
)
from app.domain.asked import asked_points, kind_of_question, progress_key, total_keys
from app.domain.canonical import canonical_json
from app.domain.observations import CatalogueIndex, ObservationKey, is_computed, kind_of
from app.domain.points import question_code
from app.domain.roles import COMMISSION, NATIONAL_ROLES, Role, UnionScope
from app.domain.workflow import CycleStatus, Status
from app.identity.models import SignInSession
from app.identity.service import create_account, grant_role
from app.identity.sign_in import start_session
from app.reporting.models import Answer, AnswerRevision, Contribution, Observation
from app.reporting.service.opening import open_contributions
from app.reporting.service.saving import ObservationContent, row_columns
from app.seeding import LIVE_CYCLE, seed

CYCLES = {"W": 3, "W100": 300}
VALUES, NARRATIVES = 70, 31  # of each contribution
_SCOPE = UnionScope(None, "operator", frozenset(Role) - NATIONAL_ROLES)
_SENTENCES = (
    "The ministries for research and for foreign affairs agreed on a joint programme for {name}.",
    "Its first calls were opened in the spring and drew {n} proposals from universities.",
    "Attachés in {n} missions now report twice a year on a common template.",
    "A working group of agencies and rectors follows what comes of it and proposes changes.",
    "Funding for the years to come was secured in the budget adopted in December.",
    "An evaluation by outside experts found that partners value stable contact points most.",
    "Regions take part through the councils in which they already plan their research.",
    "Open questions remain about data that institutions cannot yet share.",
)
NARRATIVE_LENGTH = 595


@dataclass(frozen=True)
class Person:
    """A signed-in reporting lead: what the browser would hold."""

    reporter: str
    account_id: int
    token: str
    csrf: str


def narrative(name: str, number: int) -> str:
    """Return about 595 characters of plain text, different for every name and number."""
    text = ""
    for turn in range(20):
        sentence = _SENTENCES[(number + turn) % len(_SENTENCES)]
        text += sentence.format(name=name, n=number + turn) + " "
        if len(text) >= NARRATIVE_LENGTH - 40:
            break
    return text.strip()


def make_workload(database_url: str, size: str = "W") -> list[Person]:
    """Fill a migrated database with the seed and the workload; return a lead for each country."""
    engine = make_engine(database_url)
    try:
        with open_session(engine, write=True) as session:
            seed(session, _SCOPE, demo=True)
            cycles = _make_cycles(session, CYCLES[size])
        for cycle in cycles:
            with open_session(engine, write=True) as session:
                _fill_cycle(session, cycle)
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        return _sign_in_leads(engine, cycles[0])
    finally:
        engine.dispose()


def _make_cycles(session: Session, count: int) -> list[CycleInfo]:
    """Return the seeded live cycle and as many older ones as it takes."""
    live = get_cycle(session, LIVE_CYCLE)
    index = get_index(session, live.catalogue_version_id)
    cycles = [live]
    for number in range(1, count):
        code = f"workload-{number}"
        dates = CycleDates(
            cutoff=date(live.cutoff.year - 2 * (number % 10), 6, 30),
            opens_at=live.opens_at - timedelta(days=number),
            due_at=live.due_at,
            closes_at=live.closes_at,
        )
        version = live.catalogue_version_id
        create_cycle(session, _SCOPE, code, code, CycleKind.TRAINING, version, dates)
        cycle = move_cycle(session, _SCOPE, code, CycleStatus.FROZEN)
        open_contributions(session, _SCOPE, cycle, [r.code for r in index.catalogue.reporters])
        cycles.append(cycle)
    return cycles


def _fill_cycle(session: Session, cycle: CycleInfo) -> None:
    index = get_index(session, cycle.catalogue_version_id)
    found = session.execute(
        select(Contribution.id, Contribution.reporter).where(
            Contribution.cycle_id == cycle.id, Contribution.reporter != COMMISSION
        )
    ).all()
    rows: dict[Any, list[dict[str, Any]]] = {Answer: [], Observation: [], AnswerRevision: []}
    for contribution_id, reporter in found:
        for subject, table, columns, content in _said(index, cycle, reporter):
            who = {"contribution_id": contribution_id, "revision": 1, "saved_at": now()}
            rows[table].append({**columns, **who})
            history = {"subject": subject, "version": 1, "content": canonical_json(content)}
            rows[AnswerRevision].append({**history, **who, "idempotency_key": ""})
    for table, values in rows.items():
        session.connection().execute(insert(table.__table__), values)
    begun = Contribution.cycle_id == cycle.id, Contribution.reporter != COMMISSION
    session.execute(update(Contribution).where(*begun).values(status=Status.IN_PREPARATION))


Said = tuple[str, type[Answer] | type[Observation], dict[str, Any], dict[str, Any]]


def _said(index: CatalogueIndex, cycle: CycleInfo, reporter: str) -> Iterator[Said]:
    for number, code in enumerate(_narrative_codes(index, reporter)[:NARRATIVES]):
        content = {
            "value": narrative(f"{reporter} in {cycle.code}", number),
            "language": "en",
            "visibility": "public",
            "origin": "entered",
        }
        columns = {**content, "question": code, "value": canonical_json(content["value"])}
        yield f"answer:{code}", Answer, {**columns, "translations": "[]"}, content
    # The same for every cycle that ends on this day: read through the parser once.
    asked = (cycle.catalogue_version_id, cycle.cutoff, reporter)
    if asked not in _values:
        _values[asked] = list(_observed(index, cycle, reporter))
    yield from _values[asked]


_values: dict[tuple[int, date, str], list[Said]] = {}


def _observed(index: CatalogueIndex, cycle: CycleInfo, reporter: str) -> Iterator[Said]:
    for number, key in enumerate(_keys(index, cycle, reporter)[:VALUES]):
        kind = kind_of(index, index.indicators[key.indicator], key)
        content = ObservationContent(value=_value(kind, number))
        columns = {"key": str(key), **row_columns(index, key, content)}
        yield f"observation:{key}", Observation, columns, content.as_content()


def _narrative_codes(index: CatalogueIndex, reporter: str) -> list[str]:
    """Return the codes of the longer texts, the justification of every point first."""
    points = [a for a in asked_points(index, reporter) if a.has_status]
    texts = [
        (q.key != "justification", question_code(asked.id, q.key))
        for asked in points
        for q in asked.questions
        if isinstance(kind_of_question(q), Text) and q.max_chars and q.max_chars >= 1500
    ]
    return [code for _, code in sorted(texts)]


def _keys(index: CatalogueIndex, cycle: CycleInfo, reporter: str) -> list[ObservationKey]:
    points = [a for a in asked_points(index, reporter) if a.has_status]
    keys = [progress_key(asked.id, cycle.cutoff) for asked in points]
    keys += [
        key
        for asked in points
        for indicator in asked.indicators
        for key in total_keys(indicator, cycle.cutoff)
        if not is_computed(indicator, key)
    ]
    return keys


def typed_value(kind: Kind, number: int) -> str:
    """Return what somebody may type into a field of this kind."""
    match kind:
        case Choice(options=options) | MultiChoice(options=options):
            return options[number % len(options)][0]
        case YesNo():
            return "yes" if number % 2 else "no"
        case Quarter():
            return "2027-Q1"
        case Text():
            return f"Joint call number {number}"
        case _:
            return "2026-03-01" if type(kind).__name__ == "Day" else str(1 + number % 20)


def _value(kind: Kind, number: int) -> Value:
    """Return a value this kind accepts, through the parser of the forms."""
    raw = typed_value(kind, number)
    parsed = parse_form(kind, (raw,), ".")
    if parsed is None or isinstance(parsed, Problem):
        raise ValueError(f"{raw!r} does not fit {kind}: {parsed}")
    return parsed


def _sign_in_leads(engine: Engine, cycle: CycleInfo) -> list[Person]:
    """Give every country a lead who is signed in already: hashing passwords is not measured."""
    people = []
    with open_session(engine, write=True) as session:
        index = get_index(session, cycle.catalogue_version_id)
        for entry in index.catalogue.reporters:
            if entry.code == COMMISSION:
                continue
            account = create_account(session, f"bench.{entry.code.lower()}@portal.example", "Lead")
            assert account.id is not None
            grant_role(session, account.id, Role.REPORTING_LEAD, entry.code)
            people.append(sign_in(session, account.id, entry.code))
    return people


def sign_in(session: Session, account_id: int, reporter: str = "") -> Person:
    """Open a session for an account and return what its browser would hold."""
    settings = Settings(demo=True)
    token = start_session(session, settings, account_id)
    newest = select(SignInSession.csrf_token).where(SignInSession.account_id == account_id)
    csrf = session.execute(newest.order_by(SignInSession.id.desc()).limit(1)).scalar_one()
    return Person(reporter, account_id, token, csrf)
