"""The command that refreshes a drafter's file."""

import json
from pathlib import Path

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.council_report.compose import council_report
from app.council_report.refresh.outcome import Refreshed, to_json
from app.council_report.refresh_words import Names, count_word, kind_word, problem_sentence
from app.council_report.refreshing import in_order, note_refresh, refresh_with
from app.council_report.service import report_contents
from app.domain.answers import Problem
from app.editions.queries import find_edition

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("refresh")
@click.argument("file", type=_FILE)
@click.option("--edition", "code", required=True, help="Edition, for example baseline-2026/1.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--take-edited", is_flag=True, help="Replace also figures edited by hand.")
@click.option(
    "--take",
    multiple=True,
    metavar="FIGURE",
    help="Replace this figure, table or chart although it was edited by hand; can be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_obj
def refresh(
    line: CommandLine,
    file: Path,
    code: str,
    out: Path,
    take_edited: bool,
    take: tuple[str, ...],
    as_json: bool,
) -> None:
    """Bring the figures, tables and charts of an edited report (.docx) up to date.

    Only what carries a tag changes; the list says what became of each figure. A figure is named
    by its identifier or by the short one of its tag, as the list of --json has them.
    """
    contents = file.read_bytes()
    with line.session() as session:
        scope = line.union_scope()
        edition = find_edition(session, scope, code)
        if edition is None:
            raise Refused("edition_not_found", code=code)
        held = report_contents(session, scope, edition)
    done = refresh_with(contents, held, take_edited, take)
    if isinstance(done, Problem):
        raise click.ClickException(problem_sentence(done))
    with line.session(write=True) as session:
        note_refresh(session, scope, edition, contents, done)
    _write(out, done.contents)
    if as_json:
        click.echo(json.dumps(_told(done, code), ensure_ascii=False, indent=1))
        return
    names = Names.of(held, council_report(held))
    for _made, found in in_order(done):
        for one in found:
            row = (kind_word(one.kind), names.label(one.name), one.place, one.old, one.new)
            click.echo("\t".join(" ".join(text.split()) for text in row))
    summary = ", ".join(count_word(found[0].kind, len(found)) for _made, found in in_order(done))
    click.echo(f"{out}: {summary or _('Nothing had to change')}", err=True)


def _write(out: Path, contents: bytes) -> None:
    """Write a file whole or not at all."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(contents)
    part.replace(out)


def _told(done: Refreshed, code: str) -> dict[str, object]:
    return {
        "edition": code,
        "before": done.before,
        "same": done.same,
        "outcomes": to_json(done.outcomes),
    }
