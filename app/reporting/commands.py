"""Commands of reporting: submissions, receipts checked without the portal, scanning of files."""

import json
from pathlib import Path
from typing import Any

import click

from app.catalogue.queries import get_cycle
from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.i18n import N_, printed_code
from app.core.i18n import gettext as _
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.submission import check_receipt
from app.reporting.service.scanning import scan_waiting
from app.reporting.submitted import list_all_submissions, list_submissions

PROBLEMS = {
    "unreadable_file": N_("{file}: this is not a JSON file."),
    "not_a_submission": N_("The first file is not a submission of the portal."),
    "not_a_receipt": N_("The second file is not a receipt of the portal."),
    "submission_changed": N_("The submission was changed after the receipt was issued."),
    "receipt_changed": N_("The receipt was changed after it was issued."),
    "receipt_of_another_submission": N_("The receipt belongs to another submission."),
    "signed_content_differs": N_("The content is not what the signatory signed."),
}

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def submission() -> None:
    """Look at what was submitted and take it away."""


@submission.command("list")
@click.option("--cycle", required=True, help="Code of the cycle, for example 2027.")
@click.pass_obj
def list_command(line: CommandLine, cycle: str) -> None:
    """List the submissions of a cycle, in the order in which they came."""
    with line.session() as session:
        get_cycle(session, cycle)
        found = list_all_submissions(session, line.union_scope(), cycle)
    for item in found:
        lateness = "late" if item.late else "in time"
        at = item.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        version = f"v{item.version}"
        parts = (printed_code(item.reporter), version, item.number, at, lateness, item.sha256)
        click.echo("\t".join(parts))
    if not found:
        click.echo(_("Nothing has been submitted in this cycle."), err=True)


@submission.command("export")
@click.option("--cycle", required=True, help="Code of the cycle, for example 2027.")
@click.option("--reporter", required=True, help="Country code, or EU for the Commission.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export_command(line: CommandLine, cycle: str, reporter: str, out: Path) -> None:
    """Write every submission of a reporter with its receipt, byte for byte as stored."""
    scope = line.country_scope(reporter)
    with line.session() as session:
        get_cycle(session, cycle)
        found = list_submissions(session, scope, cycle)
    if not found:
        raise Refused("nothing_submitted")
    out.mkdir(parents=True, exist_ok=True)
    for info in sorted(found, key=lambda one: one.version):
        for kind, text in (("submission", info.document), ("receipt", info.receipt)):
            path = out / f"{kind}-v{info.version}.json"
            path.write_bytes(text.encode())
            click.echo(str(path))


@click.group()
def receipt() -> None:
    """Check receipts."""


@receipt.command("verify")
@click.argument("submission_file", type=_FILE)
@click.argument("receipt_file", type=_FILE)
@click.pass_context
def verify_command(ctx: click.Context, submission_file: Path, receipt_file: Path) -> None:
    """Check a submission against its receipt; needs neither the portal nor a network."""
    problems = verify_files(submission_file, receipt_file)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        ctx.exit(1)
    found = json.loads(receipt_file.read_bytes())
    click.echo(
        _("Receipt {number} proves this submission: signed by {name} at {time}.").format(
            number=found["number"], name=found["signatory"], time=found["signed_at"]
        )
    )


def verify_files(submission_file: Path, receipt_file: Path) -> tuple[str, ...]:
    """Return one sentence for each problem; none when the receipt proves the submission."""
    documents: list[Any] = []
    for path in (submission_file, receipt_file):
        try:
            documents.append(json.loads(path.read_bytes()))
        except (ValueError, RecursionError):
            return (_(PROBLEMS["unreadable_file"]).format(file=path.name),)
    codes = list(check_receipt(documents[0], documents[1]))
    if not {"not_a_submission", "not_a_receipt"} & set(codes):
        codes += _changed_bytes(submission_file, receipt_file, documents[1])
    return tuple(_(PROBLEMS[code]) for code in dict.fromkeys(codes))


def _changed_bytes(submission_file: Path, receipt_file: Path, found: Any) -> list[str]:
    """Return what the values do not show: a blank added, a key written twice, another order."""
    problems = []
    text = submission_file.read_bytes().decode(errors="replace")
    if sha256_hex(text) != found.get("submission_sha256"):
        problems.append("submission_changed")
    try:
        as_issued = canonical_json(found).encode()
    except (TypeError, ValueError):  # half a character, a fraction
        as_issued = b""
    if receipt_file.read_bytes() != as_issued:
        problems.append("receipt_changed")
    return problems


@click.group()
def files() -> None:
    """Look after the files behind what countries say."""


@files.command("scan")
@click.pass_obj
def scan_command(line: CommandLine) -> None:
    """Ask the scanner about every file that waits for it; safe to repeat, made for a timer."""
    if not line.settings.scanner:
        raise Refused("scanner_missing")
    done = scan_waiting(line.engine, line.settings)
    click.echo(
        _("Files found clean: {clean}. Infected: {infected}. Still waiting: {waiting}.").format(
            clean=done.clean, infected=done.infected, waiting=done.waiting
        )
    )
    for digest in done.damaged:
        click.echo(_("{file}: missing or damaged on the disk.").format(file=digest), err=True)
    if done.damaged:
        raise Refused("files_damaged", number=len(done.damaged))
    if done.waiting:
        raise Refused("scanner_away", number=done.waiting)


COMMANDS = (submission, receipt, files)
