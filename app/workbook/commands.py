"""Commands of the Excel round trip, run as a person of the country: drafts are sealed."""

from collections.abc import Iterator
from pathlib import Path

import click
from sqlmodel import Session

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.roles import CountryScope, Permission
from app.reporting.work import Work, open_work
from app.workbook.applying import NotTaken
from app.workbook.choosing import without_conflicts
from app.workbook.difference_page import line_of, subject_title
from app.workbook.outcome import new_findings
from app.workbook.reading import ArrivedFile, read_workbook
from app.workbook.remedies import problem_sentence, remedy
from app.workbook.service import make_workbook
from app.workbook.unit_views import change_view, column_titles
from app.workbook.uploads import Preview, preview, receive, take_over

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_CYCLE = click.option("--cycle", required=True, help="Code of the cycle, for example 2027.")
_REPORTER = click.option("--reporter", required=True, help="Country code, or EU.")
_AS = click.option("--as", "email", required=True, help="E-mail address of the account.")
_PASSWORD = click.option(
    "--password", envvar="PORTAL_ACCOUNT_PASSWORD", prompt=True, hide_input=True,
    help="Asked for when not given in PORTAL_ACCOUNT_PASSWORD.",
)  # fmt: skip


@click.group()
def workbook() -> None:
    """Send a contribution out as an Excel workbook, and take one back."""


@workbook.command("export")
@_CYCLE
@_REPORTER
@_AS
@_PASSWORD
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_command(
    line: CommandLine, cycle: str, reporter: str, email: str, password: str, out: Path
) -> None:
    """Write the contribution as it stands to a workbook."""
    scope = line.person_scope(line, email, password, reporter)
    with line.session() as session:
        contents = make_workbook(session, open_work(session, scope, cycle), None)
    out.write_bytes(contents)
    click.echo(f"{out}: {len(contents)} bytes")


@workbook.command("import")
@click.argument("file", type=_FILE)
@_CYCLE
@_REPORTER
@_AS
@_PASSWORD
@click.option("--apply", is_flag=True, help="Take over what changes, except conflicts.")
@click.pass_context
def import_command(
    ctx: click.Context,
    file: Path,
    cycle: str,
    reporter: str,
    email: str,
    password: str,
    apply: bool,
) -> None:
    """Show what a workbook would change, and take it over with --apply, all or nothing."""
    line: CommandLine = ctx.obj
    scope = line.person_scope(line, email, password, reporter)
    if Permission.ANSWER_EDIT not in scope.permissions:
        raise Refused("workbook_not_writable")
    contents = file.read_bytes()
    arrived = ArrivedFile(file.name, contents, read_workbook(contents))
    with line.session(write=True) as session:
        shown = _received(session, line, scope, cycle, arrived)
        work = open_work(session, scope, cycle)
        for row in _rows(work, shown):
            click.echo("\t".join(row))
        for sheet, cell, why in shown.incoming.unread:
            click.echo("\t".join(("unread", sheet, cell, sentence(why))), err=True)
        for finding in new_findings(work, shown):
            click.echo("\t".join((f"finding:{finding.severity}", finding.where, finding.text)))
        choice = without_conflicts(shown.incoming.differences)
        if apply and choice.ticks:
            outcome = take_over(session, work, shown.upload, choice)
            if isinstance(outcome, NotTaken):
                raise Refused("workbook_choice_gone")
            click.echo(_("{count} taken over.").format(count=len(outcome)))
        elif not choice.ticks:
            click.echo(_("Nothing to take over."))
    stopped = any(one.kind in ("refused", "conflict") for one in shown.incoming.differences)
    if stopped or shown.incoming.unread:
        ctx.exit(1)


def _received(
    session: Session, line: CommandLine, scope: CountryScope, cycle: str, file: ArrivedFile
) -> Preview:
    work = open_work(session, scope, cycle)
    found = receive(session, work, file, line.settings.data_dir)
    if isinstance(found, Problem):
        raise click.ClickException(problem_sentence(found))
    return preview(session, work, found)


def _rows(work: Work, shown: Preview) -> Iterator[tuple[str, ...]]:
    """Yield a row for each cell: what becomes of it, where, what it is about, old and new."""
    lines = shown.layout.by_subject()
    for one in shown.incoming.differences:
        if one.kind == "same":
            continue
        title, line, labels = (
            subject_title(work, one),
            line_of(lines, one),
            column_titles(one.subject),
        )
        for change in one.changes if not one.faults else ():
            view = change_view(change, line, labels)
            kind = "conflict" if change.is_conflict else one.kind
            yield kind, one.sheet, change.at, title, view.label, _flat(view.old), _flat(view.new)
        for fault in one.faults:
            field = line.fields.get(fault.name) if line else None
            why = (problem_sentence(fault.problem), remedy(fault.problem, field))
            yield "refused", one.sheet, fault.at, title, labels.get(fault.name, ""), *why


def _flat(text: str) -> str:
    """Return a text on one line, so that a row stays a row."""
    return " ".join(text.split())


COMMANDS = (workbook,)
