"""Commands of the audit record: verify, seal, export."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from app.audit import messages as _sentences  # noqa: F401 - registers them
from app.audit import queries, service
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.messages import sentence

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """Prove and export the record of who did what."""


@audit.command()
@click.option("--seal", "known_seal", help="Hash of a seal that was kept elsewhere.")
@click.pass_obj
def verify(line: CommandLine, known_seal: str | None) -> None:
    """Recompute every chain and say where something was changed, removed or added."""
    with line.session() as session:
        problems = queries.verify(session, known_seal=known_seal)
        events, streams = queries.count_events(session)
    for problem in problems:
        place = f"{problem.stream} {problem.sequence or ''}".strip()
        click.echo(f"{place}: {sentence(problem.code)}", err=True)
    if problems:
        raise Refused("audit_broken", number=len(problems))
    click.echo(f"{events} events in {streams} streams: every chain fits.")


@audit.command()
@click.pass_obj
def seal(line: CommandLine) -> None:
    """Chain the heads of all streams and print the hash, to be kept outside the portal."""
    with line.session(write=True) as session:
        click.echo(service.seal(session))


@audit.command()
@click.option("--from", "start", type=_DAY, required=True, help="First day, YYYY-MM-DD, in UTC.")
@click.option("--to", "end", type=_DAY, required=True, help="Last day, YYYY-MM-DD, in UTC.")
@click.pass_obj
def export(line: CommandLine, start: datetime, end: datetime) -> None:
    """Print the events of these days, one JSON object a line, and the newest seal last."""
    first, after = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC) + timedelta(days=1)
    with line.session() as session:
        for event in queries.stream_events(session, first, after):
            row = asdict(event) | {"at": event.at.isoformat(timespec="microseconds")}
            click.echo(json.dumps(row, ensure_ascii=False, sort_keys=True))
        click.echo(json.dumps({"seal": queries.last_seal(session)}))


COMMANDS = (audit,)
