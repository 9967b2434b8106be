"""The command that loads an official series: it prints the difference, and loads it on request."""

from pathlib import Path

import click

from app.admin.series_pages import about_series, fate_words, said_line
from app.catalogue.queries import get_cycle, get_index
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.reporting.series import Fate, preview_series
from app.reporting.series_files import SeriesMeta, read_series
from app.reporting.service.loading import load_series
from app.workbook.reading import read_rows


@click.group("prefill")
def prefill_group() -> None:
    """Offer official series to the countries as proposals."""


@prefill_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cycle", "code", required=True, help="Code of the cycle, for example 2027.")
@click.option("--apply", is_flag=True, help="Offer what is new or changed; refused lines stay out.")
@click.option("--series", default="", help="Code of the series, where the file has none.")
@click.option("--source", default="", help="Who publishes it.")
@click.option("--source-url", default="", help="Where it can be read.")
@click.option("--licence", default="", help="Licence of the data set.")
@click.option("--retrieved", default="", help="Day of retrieval, for example 2027-04-30.")
@click.option("--version", default="", help="Version of the data set.")
@click.pass_context
def import_command(
    ctx: click.Context,
    file: Path,
    code: str,
    apply: bool,
    series: str,
    source: str,
    source_url: str,
    licence: str,
    retrieved: str,
    version: str,
) -> None:
    """Show what FILE (CSV, XLSX, SDMX-CSV) would propose, a line each; 1 when lines are refused."""
    line: CommandLine = ctx.obj
    meta = SeriesMeta(series, source, source_url, licence, retrieved, version)
    read = read_series(file.name, file.read_bytes(), read_rows)
    with line.session(write=apply) as session:
        scope = line.union_scope()
        cycle = get_cycle(session, code)
        if cycle.is_baseline:
            raise Refused("cycle_kind_unusable")
        index = get_index(session, cycle.catalogue_version_id)
        act = load_series if apply else preview_series
        preview = act(session, scope, cycle, index, read, meta)
    for term, text in about_series(preview):
        click.echo(f"{term}: {text}")
    for judged in preview.lines:
        if judged.fate is not Fate.SAME:
            click.echo(said_line(judged), err=judged.fate is Fate.REFUSED)
    for fate, word in fate_words().items():
        click.echo(f"{word}: {preview.counts[fate]}")
    if preview.counts[Fate.REFUSED]:
        ctx.exit(1)


COMMANDS = (prefill_group,)
