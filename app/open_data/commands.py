"""The command that takes an edition away as files."""

from collections.abc import Iterable
from pathlib import Path

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.editions.contents import load_contents
from app.editions.queries import find_edition
from app.open_data import (
    archive,
    service,
    slice_notices,  # noqa: F401 - the worker tells of editions
)
from app.open_data.enclosed import Shelf
from app.open_data.slice_commands import deliver_slice
from app.open_data.tables import open_tables

FORMATS = ("xlsx", "csv", "json", "sdmx", "archive")


@click.command("export")
@click.option("--edition", "code", required=True, help="Edition, for example baseline-2026/1.")
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="File; a folder for csv and sdmx, or an archive of them when its name ends with .zip.",
)
@click.option("--slice", "name", default="", help="Saved slice, by its name or number.")
@click.pass_obj
def export(line: CommandLine, code: str, kind: str, out: Path, name: str) -> None:
    """Write the data of an edition: the subgroup workbook, CSV files, JSON, SDMX, or all of it.

    With --slice, what a reader saved, as far as this reader may see: it counts as delivered.
    """
    if name:
        deliver_slice(line, code, kind, out, name)
        return
    with line.session() as session:
        scope = line.union_scope()
        edition = find_edition(session, scope, code)
        if edition is None:
            raise Refused("edition_not_found", code=code)
        contents = load_contents(session, scope, edition)
        if kind == "archive":
            shelf = Shelf(session, scope, line.settings.data_dir, line.compiled_documents)
            out.write_bytes(archive.archive_of(contents, shelf))
    if kind == "csv":
        _write(out, archive.csv_files(contents))
    elif kind == "sdmx":
        _write(out, archive.sdmx_files(contents))
    elif kind == "xlsx":
        out.write_bytes(service.xlsx_export(contents, open_tables(contents)))
    elif kind == "json":
        out.write_text(service.json_export(contents, open_tables(contents)), encoding="utf-8")
    click.echo(f"{code} is in {out}")


def _write(out: Path, files: Iterable[archive.File]) -> None:
    """Write files into a folder, or into one archive."""
    if out.suffix == ".zip":
        out.write_bytes(archive.packed(files))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, body in files:
        (out / name).write_bytes(body)


COMMANDS = (export,)
