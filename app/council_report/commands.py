"""The command that builds the documents of an edition."""

import os
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.council_report.build_pages import stage_word
from app.council_report.keeping import Made, find_bytes, keep
from app.council_report.refresh_commands import refresh
from app.council_report.service import Format, check_language, make_report, report_contents
from app.council_report.stages import Stage
from app.editions.queries import EditionInfo, find_edition


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
    check_language(language)
    try:
        edition, made = _make(line, code, kind, language)
        stored = made.store(line.settings)
        with line.session(write=True) as session:
            keep(session, None, edition, made, stored)
        _write_whole(out, made.contents)
    except KeyboardInterrupt:
        _tell("")
        raise Refused("build_cancelled_here", name=out.name) from None
    click.echo(f"{out}: {stored.size} bytes, SHA-256 {stored.sha256}")


def _make(line: CommandLine, code: str, kind: Format, language: str) -> tuple[EditionInfo, Made]:
    """Make the document outside of any transaction: saves do not wait for it."""
    scope = line.union_scope()
    _watch("facts", 0, 0)
    with line.session() as session:
        edition = find_edition(session, scope, code)
        if edition is None:
            raise Refused("edition_not_found", code=code)
        contents = report_contents(session, scope, edition)

    def find(manifest_sha256: str, format_: str) -> bytes | None:
        with line.session() as session:
            return find_bytes(session, line.settings, edition, manifest_sha256, format_)

    make = partial(make_report, contents, line.settings.public_url, find, kind, language)
    made = make(watch=_watch)
    _tell("")
    return edition, made


def _watch(stage: Stage, done: int, of: int) -> None:
    _tell(f"{stage_word(stage)} {done}/{of}" if of else stage_word(stage))


def _tell(words: str) -> None:
    """Say on a terminal how far it is, always on the same line."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{words}", nl=False, err=True)


def _write_whole(path: Path, contents: bytes) -> None:
    """Write a file that is there whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


report_group.add_command(refresh)
COMMANDS = (report_group,)
