"""What browsers send: a workbook, read before the transaction begins, and what is taken of it."""

import re

import anyio.to_thread
from fastapi import Request

from app.domain.answers import Problem
from app.domain.roles import Permission
from app.identity.access import Requires
from app.web.forms import FormModel, FormRefused, PostedFields, read_form
from app.web.gates import GateKeeper
from app.web.uploads import Upload
from app.workbook.choosing import Choice
from app.workbook.reading import MOST_BYTES, ArrivedFile, ReadBook, read_workbook

EDITS = Requires(Permission.ANSWER_EDIT)
_NAMED = re.compile(r"(decide|merged):(.{1,300})")


class UploadForm(FormModel):
    """A workbook to look at."""

    file: Upload | None = None


async def arrived_file(request: Request) -> ArrivedFile:
    """Return the file that was sent, as it was read; a route names this before its session.

    Nothing is read for somebody who could not upload: forgery was checked by the router, rights
    are by what the sign-in said and once more in the transaction.
    """
    # In a thread: whether somebody practises is asked of the database.
    await anyio.to_thread.run_sync(EDITS.refuse_early, request)
    file = (await read_form(request, UploadForm)).file
    if file is None or not file.size:
        return ArrivedFile("", b"", Problem("workbook_needed"))
    return ArrivedFile(file.name, file.contents, await _read(request, file))


async def _read(request: Request, file: Upload) -> ReadBook | Problem:
    """Read a file in a thread that waits for the process that reads, a few at once."""
    if not file.contents:
        return Problem("workbook_too_large", {"most": str(MOST_BYTES >> 20)})
    keeper: GateKeeper = request.app.state.gate_keeper
    gates = keeper.gates()
    if not gates.has_room_for_a_file:
        return Problem("workbook_busy")
    return await anyio.to_thread.run_sync(read_workbook, file.contents, limiter=gates.files)


def read_choice(fields: PostedFields) -> Choice:
    """Read the form of the differences; refuses a field it does not have."""
    named: dict[str, dict[str, str]] = {"decide": {}, "merged": {}}
    for name, sent in fields.values.items():
        match = _NAMED.fullmatch(name)
        if match:
            named[match[1]][match[2]] = sent[0]
        elif name not in ("csrf", "take", "group", "shown"):
            raise FormRefused({}, "unknown_field")
    return Choice(
        ticks=frozenset(fields.values.get("take", ())),
        group=fields.first("group")[:60],
        shown=fields.first("shown"),
        decisions=named["decide"],
        texts=named["merged"],
    )
