"""Commands of the catalogue and of cycles."""

from datetime import date, timedelta
from pathlib import Path

import click

from app.catalogue.files import check_catalogue, read_catalogue
from app.catalogue.models import CycleKind
from app.catalogue.queries import find_cycle, get_index
from app.catalogue.service import (
    CycleDates,
    create_cycle,
    freeze_catalogue,
    move_cycle,
    store_version,
    use_version,
)
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.settings import PROJECT_ROOT
from app.domain.workflow import CycleStatus
from app.reporting.service.opening import open_contributions

BIENNIUM = timedelta(days=731)


@click.group("catalogue")
def catalogue_group() -> None:
    """Check and freeze what is asked."""


@catalogue_group.command("check")
@click.argument("directory", type=click.Path(path_type=Path), default=PROJECT_ROOT)
def check(directory: Path) -> None:
    """Check the catalogue files of DIRECTORY; every problem names file, key and reason."""
    problems = check_catalogue(directory)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise Refused("catalogue_problems", number=len(problems))
    catalogue = read_catalogue(directory)
    click.echo(
        f"{catalogue.code}: {len(catalogue.instrument.points)} points, "
        f"{len(catalogue.indicators)} indicators, {len(catalogue.codelists)} code lists: all fit."
    )


@catalogue_group.command("freeze")
@click.option("--cycle", "code", required=True, help="Code of the cycle, for example 2027.")
@click.pass_obj
def freeze(line: CommandLine, code: str) -> None:
    """Freeze the catalogue of a cycle for good; a draft takes the files as they are now."""
    with line.session(write=True) as session:
        scope = line.union_scope()
        cycle = find_cycle(session, code)
        if cycle is None:
            raise Refused("cycle_not_found", code=code)
        if cycle.status is CycleStatus.DESIGN:
            version = store_version(session, scope, read_catalogue(PROJECT_ROOT))
            cycle = use_version(session, scope, cycle, version)
        click.echo(freeze_catalogue(session, scope, cycle))


@click.group("cycle")
def cycle_group() -> None:
    """Create and move cycles."""


@cycle_group.command("create")
@click.argument("code")
@click.option("--from", "source", required=True, help="Cycle to copy, for example 2027.")
@click.pass_obj
def create(line: CommandLine, code: str, source: str) -> None:
    """Create the cycle CODE two years after another, with its catalogue and reporters."""
    with line.session(write=True) as session:
        scope = line.union_scope()
        last = find_cycle(session, source)
        if last is None:
            raise Refused("cycle_not_found", code=source)
        dates = CycleDates(
            cutoff=_two_years_on(last.cutoff),
            opens_at=last.opens_at + BIENNIUM,
            due_at=last.due_at + BIENNIUM,
            closes_at=last.closes_at + BIENNIUM,
        )
        made = create_cycle(
            session, scope, code, code, CycleKind.LIVE, last.catalogue_version_id, dates
        )
        index = get_index(session, made.catalogue_version_id)
        open_contributions(session, scope, made, (r.code for r in index.catalogue.reporters))
    click.echo(f"Cycle {code} is in design; its cut-off date is {dates.cutoff.isoformat()}.")


def _two_years_on(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 2, day=28 if is_leap_day else day.day)


@cycle_group.command("move")
@click.argument("code")
@click.argument("state", type=click.Choice([status.value for status in CycleStatus]))
@click.pass_obj
def move(line: CommandLine, code: str, state: str) -> None:
    """Move the cycle CODE to its next STATE; freezing it freezes its catalogue."""
    with line.session(write=True) as session:
        if find_cycle(session, code) is None:
            raise Refused("cycle_not_found", code=code)
        move_cycle(session, line.union_scope(), code, CycleStatus(state))
    click.echo(f"Cycle {code} is now {state}.")


COMMANDS = (catalogue_group, cycle_group)
