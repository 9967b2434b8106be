"""Filling a database: catalogue, baseline edition, live cycle, demo accounts."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
from sqlmodel import Session

from app.catalogue.dates import CycleDates
from app.catalogue.file_types import parse_file
from app.catalogue.files import read_catalogue
from app.catalogue.models import CycleKind
from app.catalogue.moving import move_cycle
from app.catalogue.queries import CycleInfo, find_cycle, get_index
from app.catalogue.service import create_cycle, store_version
from app.catalogue.yaml_reader import CatalogueProblem, read_yaml
from app.core.clock import BRUSSELS, fixed, today_brussels
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.settings import PROJECT_ROOT
from app.council_report.service import build_report
from app.domain.points import Frozen
from app.domain.roles import CountryScope, Role, UnionScope
from app.domain.workflow import CycleStatus
from app.editions.publication import publish
from app.editions.queries import find_edition
from app.editions.service import approve, freeze_edition, start_fact_check
from app.identity.queries import find_account
from app.identity.service import create_account, grant_role, set_password
from app.reporting.baseline import read_baseline
from app.reporting.service.assigning import assign
from app.reporting.service.compiling import compile_contribution
from app.reporting.service.opening import load_proposals, open_contributions

LIVE_CYCLE = "2027"
LIVE_TITLE = "Science diplomacy: national information for the biennial report 2027"
LIVE_CUTOFF = date(2027, 6, 30)
BASELINE_CYCLE = "baseline-2026"
BASELINE_EDITION = f"{BASELINE_CYCLE}/1"
BASELINE_TITLE = "Science diplomacy: baseline from public sources, 2026"
# The baseline is the same everywhere, down to its bytes: its moments are fixed.
BASELINE_CUTOFF = date(2026, 11, 21)
BASELINE_AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class DemoRole(Frozen):
    """A role of a demo account."""

    role: Role
    reporter: str | None = None


class DemoAccount(Frozen):
    """One demo account; `points` are handed to a contributor."""

    email: str
    name: str
    roles: tuple[DemoRole, ...]
    points: tuple[int, ...] = ()


class DemoFile(Frozen):
    """`seed/demo/accounts.yaml`."""

    passphrase: str
    accounts: tuple[DemoAccount, ...]


@dataclass(frozen=True)
class Seeded:
    """What a database holds after seeding."""

    cycles: tuple[str, ...]
    accounts: tuple[DemoAccount, ...] = ()
    passphrase: str = ""


def seed(session: Session, scope: UnionScope, *, demo: bool, root: Path = PROJECT_ROOT) -> Seeded:
    """Fill what is missing; running it again changes nothing that is there already."""
    catalogue = read_catalogue(root)
    version_id = store_version(session, scope, catalogue)
    if find_cycle(session, BASELINE_CYCLE) is None:
        with fixed(BASELINE_AT):
            _compile_baseline(session, scope, version_id, root)
    cycle = find_cycle(session, LIVE_CYCLE) or _open_live_cycle(session, scope, version_id)
    index = get_index(session, cycle.catalogue_version_id)
    reporters = [entry.code for entry in index.catalogue.reporters]
    open_contributions(session, scope, cycle, reporters)
    load_proposals(session, scope, cycle, index, read_baseline(root, index))
    cycles = (BASELINE_CYCLE, cycle.code)
    if not demo:
        return Seeded(cycles)
    file = read_demo(root)
    for account in file.accounts:
        _ensure_account(session, cycle, account, file.passphrase)
    return Seeded(cycles, file.accounts, file.passphrase)


def read_demo(root: Path) -> DemoFile:
    """Return the demo accounts."""
    name = "seed/demo/accounts.yaml"
    data = read_yaml(root / name, name)
    parsed = data if isinstance(data, CatalogueProblem) else parse_file(data, name, DemoFile)
    if isinstance(parsed, DemoFile):
        return parsed
    problem = parsed[0] if isinstance(parsed, list) else parsed
    raise Refused("baseline_invalid", problem=str(problem))


def _compile_baseline(session: Session, scope: UnionScope, version_id: int, root: Path) -> None:
    """Compile what is publicly known of 28 reporters, freeze it and publish it."""
    dates = CycleDates(
        cutoff=BASELINE_CUTOFF,
        opens_at=BASELINE_AT - timedelta(days=2),
        due_at=BASELINE_AT - timedelta(days=1),
        closes_at=BASELINE_AT - timedelta(days=1),
    )
    create_cycle(
        session, scope, BASELINE_CYCLE, BASELINE_TITLE, CycleKind.BASELINE, version_id, dates
    )
    cycle = move_cycle(session, scope, BASELINE_CYCLE, CycleStatus.FROZEN)
    index = get_index(session, cycle.catalogue_version_id)
    reporters = [entry.code for entry in index.catalogue.reporters]
    open_contributions(session, scope, cycle, reporters)
    load_proposals(session, scope, cycle, index, read_baseline(root, index))
    for reporter in reporters:
        system = CountryScope(reporter, None, "operator", frozenset())
        compile_contribution(session, system, cycle.code)
    cycle = move_cycle(session, scope, cycle.code, CycleStatus.CONSOLIDATION)
    edition = freeze_edition(session, scope, cycle)
    start_fact_check(session, scope, edition)
    move_cycle(session, scope, cycle.code, CycleStatus.FACT_CHECK)
    approve(session, scope, edition)
    publish(session, scope, edition)
    move_cycle(session, scope, cycle.code, CycleStatus.PUBLISHED)


def _open_live_cycle(session: Session, scope: UnionScope, version_id: int) -> CycleInfo:
    """Create the live cycle: open for a month and due in four, from the day of seeding."""
    day = today_brussels()
    dates = CycleDates(
        cutoff=LIVE_CUTOFF,
        opens_at=_brussels(day - timedelta(days=30), time(0, 0)),
        due_at=_brussels(day + timedelta(days=120), time(23, 59, 59)),
        closes_at=_brussels(day + timedelta(days=165), time(23, 59, 59)),
    )
    create_cycle(session, scope, LIVE_CYCLE, LIVE_TITLE, CycleKind.LIVE, version_id, dates)
    return move_cycle(session, scope, LIVE_CYCLE, CycleStatus.FROZEN)


def _brussels(day: date, at: time) -> datetime:
    return datetime.combine(day, at, BRUSSELS)


def _ensure_account(
    session: Session, cycle: CycleInfo, wanted: DemoAccount, passphrase: str
) -> None:
    if find_account(session, wanted.email) is not None:
        return
    account = create_account(session, wanted.email, wanted.name)
    if account.id is None:
        raise RuntimeError("the database gave no id")
    set_password(session, account.id, passphrase)
    for held in wanted.roles:
        grant_role(session, account.id, held.role, held.reporter)
        if held.reporter and wanted.points:
            lead = CountryScope(held.reporter, None, "operator", frozenset({Role.REPORTING_LEAD}))
            for point in wanted.points:
                assign(session, lead, cycle.code, f"P{point:02d}", [account.id])


@click.command("seed")
@click.option("--demo", is_flag=True, help="Also make the demo accounts.")
@click.option("--json", "as_json", is_flag=True, help="Print accounts and cycles as JSON.")
@click.pass_obj
def seed_command(line: CommandLine, demo: bool, as_json: bool) -> None:
    """Fill an empty database: catalogue, cycles, proposals from public sources; safe to repeat."""
    with line.session(write=True) as session:
        scope = line.union_scope()
        done = seed(session, scope, demo=demo)
        edition = find_edition(session, scope, BASELINE_EDITION)
        if edition is not None:
            build_report(session, scope, line.settings, edition, "docx")
            build_report(session, scope, line.settings, edition, "xlsx")
    click.echo(json.dumps(_as_json(done), indent=1) if as_json else _as_text(done))


def _as_json(done: Seeded) -> dict[str, object]:
    return {
        "cycles": list(done.cycles),
        "accounts": [
            {
                "email": account.email,
                "name": account.name,
                "passphrase": done.passphrase,
                "roles": [
                    {"role": held.role.value, "reporter": held.reporter} for held in account.roles
                ],
            }
            for account in done.accounts
        ],
    }


def _as_text(done: Seeded) -> str:
    lines = [f"Cycles: {', '.join(done.cycles)}"]
    if done.accounts:
        lines.append(f"Demo accounts (passphrase for all: {done.passphrase})")
    for account in done.accounts:
        roles = ", ".join(
            " ".join(part for part in (held.role.value, held.reporter) if part)
            for held in account.roles
        )
        lines.append(f"  {account.email:34} {roles}")
    return "\n".join(lines)


COMMANDS = (seed_command,)
