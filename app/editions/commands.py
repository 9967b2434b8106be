"""Commands of editions: freeze, list, verify and publish at the machine."""

import click
from sqlmodel import Session

from app.catalogue.dates import read_time
from app.catalogue.queries import find_cycle
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.domain.roles import UnionScope
from app.editions.moments import moment_word
from app.editions.pages.editions import coverage_sentence, difference_word
from app.editions.publication import publish
from app.editions.queries import EditionInfo, find_edition, list_editions
from app.editions.service import freeze_edition, verify_edition
from app.editions.words import status_word


@click.group()
def edition() -> None:
    """Freeze accepted submissions, prove the figures, and publish them."""


@edition.command("list")
@click.pass_obj
def list_command(line: CommandLine) -> None:
    """List the editions, the newest first: code, state, hash, who is included."""
    with line.session() as session:
        found = list_editions(session, line.union_scope())
    for item in found:
        parts = (item.code, status_word(item.status), item.sha256, coverage_sentence(item))
        click.echo("\t".join(parts))


@edition.command("freeze")
@click.option("--cycle", required=True, help="Code of the cycle, for example 2027.")
@click.option("--reason", default="", help="Why it follows an edition that is public already.")
@click.pass_obj
def freeze_command(line: CommandLine, cycle: str, reason: str) -> None:
    """Freeze what is accepted in a cycle, compute every figure, and print the code."""
    with line.session(write=True) as session:
        found = find_cycle(session, cycle)
        if found is None:
            raise Refused("cycle_not_found", code=cycle)
        code = freeze_edition(session, line.union_scope(), found, reason)
    click.echo(code)


@edition.command("verify")
@click.argument("code", metavar="EDITION")
@click.pass_obj
def verify_command(line: CommandLine, code: str) -> None:
    """Compute an edition again; what differs is listed, and the exit code is 1 then."""
    scope = line.union_scope()
    with line.session() as session:
        item = _known(session, scope, code)
        differences = verify_edition(session, scope, item.code)
    for one in differences:
        click.echo(f"{difference_word(one)}\t{one.name}", err=True)
    if differences:
        raise Refused("edition_differs", code=item.code, number=len(differences))
    click.echo(f"{item.code}\t{item.manifest['facts']['count']}\t{item.sha256}")


@edition.command("publish")
@click.argument("code", metavar="EDITION")
@click.option("--at", help="Time in Brussels, for example 2028-03-28T09:00; without it: now.")
@click.pass_obj
def publish_command(line: CommandLine, code: str, at: str | None) -> None:
    """Publish an edition that two report editors have frozen, checked and approved."""
    scope = line.union_scope()
    moment = read_time(at) if at else None
    with line.session(write=True) as session:
        item = _known(session, scope, code)
        done = publish(session, scope, item.code, moment)
    shown = [item.code, status_word(done.status)]
    if done.publishes_at is not None:
        shown.append(moment_word(done.publishes_at))
    click.echo("\t".join(shown))


def _known(session: Session, scope: UnionScope, code: str) -> EditionInfo:
    found = find_edition(session, scope, code)
    if found is None:
        raise Refused("edition_not_found", code=code)
    return found


COMMANDS = (edition,)
