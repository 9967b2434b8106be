"""The command that takes an edition away as files."""

from pathlib import Path

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.editions.contents import load_contents
from app.editions.queries import find_edition
from app.open_data import service


@click.command("export")
@click.option("--edition", "code", required=True, help="Edition, for example baseline-2026/1.")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "json"]), required=True)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="File; a folder for csv."
)
@click.pass_obj
def export(line: CommandLine, code: str, kind: str, out: Path) -> None:
    """Write the data of an edition: the subgroup workbook, a folder of CSV files, or JSON."""
    with line.session() as session:
        scope = line.union_scope()
        edition = find_edition(session, scope, code)
        if edition is None:
            raise Refused("edition_not_found", code=code)
        contents = load_contents(session, scope, edition)
    if kind == "csv":
        out.mkdir(parents=True, exist_ok=True)
        for name, text in service.csv_exports(contents).items():
            (out / name).write_text(text, encoding="utf-8-sig", newline="")
    elif kind == "xlsx":
        out.write_bytes(service.xlsx_export(contents))
    else:
        out.write_text(service.json_export(contents), encoding="utf-8")
    click.echo(f"{code} is in {out}")


COMMANDS = (export,)
