"""The command that builds the documents of an edition."""

from pathlib import Path

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.council_report.refresh_commands import refresh
from app.council_report.service import Format, build_report
from app.editions.queries import find_edition


@click.group("report")
def report_group() -> None:
    """Build the documents of an edition."""


@report_group.command("build")
@click.option("--edition", "code", required=True, help="Edition, for example baseline-2026/1.")
@click.option("--format", "kind", type=click.Choice(["docx", "pdf", "xlsx"]), required=True)
@click.option("--lang", "language", default="en", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.pass_obj
def build(line: CommandLine, code: str, kind: Format, language: str, out: Path) -> None:
    """Write the report (docx, pdf) or its annex of data (xlsx); one edition, the same bytes."""
    with line.session(write=True) as session:
        scope = line.union_scope()
        edition = find_edition(session, scope, code)
        if edition is None:
            raise Refused("edition_not_found", code=code)
        built = build_report(session, scope, line.settings, edition, kind, language)
    out.write_bytes(built.contents)
    click.echo(f"{out}: {built.size} bytes, SHA-256 {built.file_sha256}")


report_group.add_command(refresh)
COMMANDS = (report_group,)
