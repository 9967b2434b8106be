"""The slice that the operator takes away from the shell, for the reader who saved it."""

import io
import zipfile
from pathlib import Path

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.editions.queries import find_edition
from app.identity.key_access import reader_scope
from app.open_data.deliveries import ENDINGS, make_delivery, record_delivery
from app.open_data.slices import slices_called


def deliver_slice(line: CommandLine, code: str, kind: str, out: Path, name: str) -> None:
    """Write the file of a slice with what its reader may see, never what the operator may."""
    if kind not in ENDINGS:
        raise Refused("slice_format", format=kind)
    with line.session() as session:
        found = slices_called(session, name)
        if not found:
            raise Refused("slice_not_found", name=name)
        if len(found) > 1:
            numbers = ", ".join(str(held.id) for held in found)
            raise Refused("slice_ambiguous", name=name, numbers=numbers)
        scope = reader_scope(session, found[0].account_id)
        if scope is None:
            raise Refused("slice_reader_gone", name=name)
        edition = find_edition(session, scope, code)
        if edition is None or edition.is_training:
            raise Refused("edition_hidden", code=code)
        made = make_delivery(session, scope, found[0], edition, kind)
    _write(out, kind, made.content)
    with line.session(write=True) as session:
        number = record_delivery(session, scope, made, "command")
    click.echo(f"{code}, slice {found[0].id}, is in {out} (delivery {number}, {made.name})")


def _write(out: Path, kind: str, content: bytes) -> None:
    if kind != "csv" or out.suffix == ".zip":
        out.write_bytes(content)
        return
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(out)
