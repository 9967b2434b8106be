"""Commands of the catalogue and of cycles."""

from pathlib import Path

import click

from app.catalogue.files import check_catalogue, read_catalogue
from app.catalogue.models import CycleKind
from app.catalogue.moving import move_back
from app.catalogue.next_cycle import proposed_dates, read_pairs, store_draft
from app.catalogue.queries import find_cycle, version_head
from app.catalogue.service import freeze_catalogue, use_version
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.settings import PROJECT_ROOT
from app.domain.workflow import CycleStatus
from app.reporting.service.next_round import prepare_next
from app.reporting.service.training import move_and_fill


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
            version = store_draft(session, scope, cycle, read_catalogue(PROJECT_ROOT))
            cycle = use_version(session, scope, cycle, version)
        click.echo(freeze_catalogue(session, scope, cycle))


@catalogue_group.command("draft")
@click.argument("directory", type=click.Path(path_type=Path), default=PROJECT_ROOT)
@click.option("--cycle", "code", required=True, help="Code of a cycle in design.")
@click.pass_obj
def draft(line: CommandLine, directory: Path, code: str) -> None:
    """Let the draft catalogue of a cycle take the files of DIRECTORY, to be discussed."""
    with line.session(write=True) as session:
        scope = line.union_scope()
        cycle = find_cycle(session, code)
        if cycle is None:
            raise Refused("cycle_not_found", code=code)
        if cycle.status is not CycleStatus.DESIGN:
            raise Refused("cycle_not_in_design", code=code)
        version = store_draft(session, scope, cycle, read_catalogue(directory))
        cycle = use_version(session, scope, cycle, version)
        click.echo(version_head(session, cycle.catalogue_version_id)[0])


@click.group("cycle")
def cycle_group() -> None:
    """Create and move cycles."""


@cycle_group.command("create")
@click.argument("code")
@click.option("--from", "source", required=True, help="Cycle to copy, for example 2027.")
@click.option("--title", default="", help="Title; the code when it is left out.")
@click.option(
    "--kind",
    type=click.Choice([CycleKind.LIVE.value, CycleKind.TRAINING.value]),
    default=CycleKind.LIVE.value,
    show_default=True,
    help="A training cycle opens at once, is filled with generated content and never published.",
)
@click.option("--point", "pairs", multiple=True, help="Renumbered point, as P05=P04 (new=old).")
@click.pass_obj
def create(
    line: CommandLine, code: str, source: str, title: str, kind: str, pairs: tuple[str, ...]
) -> None:
    """Create the cycle CODE from another: draft catalogue, dates two years on, assignments."""
    with line.session(write=True) as session:
        last = find_cycle(session, source)
        if last is None:
            raise Refused("cycle_not_found", code=source)
        chosen = CycleKind(kind)
        dates = proposed_dates(last, chosen)
        mapping = read_pairs("\n".join(pairs))
        scope = line.union_scope()
        made = prepare_next(session, scope, last, code, title, chosen, dates, mapping)
    click.echo(
        f"Cycle {code} is in design; its cut-off date is {dates.cutoff.isoformat()}. "
        f"{made.contributions} contributions, {made.assignments} assignments copied, "
        f"{made.roles} roles to be confirmed again."
    )


@cycle_group.command("move")
@click.argument("code")
@click.argument("state", type=click.Choice([status.value for status in CycleStatus]))
@click.option("--back", is_flag=True, help="Undo the last move by a new act that all see.")
@click.pass_obj
def move(line: CommandLine, code: str, state: str, back: bool) -> None:
    """Move the cycle CODE to its next STATE; freezing it freezes its catalogue."""
    with line.session(write=True) as session:
        if find_cycle(session, code) is None:
            raise Refused("cycle_not_found", code=code)
        act = move_back if back else move_and_fill
        act(session, line.union_scope(), code, CycleStatus(state))
    click.echo(f"Cycle {code} is now {state}.")


COMMANDS = (catalogue_group, cycle_group)
