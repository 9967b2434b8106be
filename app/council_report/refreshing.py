"""Refreshing a drafter's file against an edition: judged first, then read by a process of its
own."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.audit.service import record
from app.core.db import open_session
from app.core.file_types import DOCX, Unfit, judge
from app.core.i18n import available_locales
from app.council_report.contents import ReportContents
from app.council_report.refresh.outcome import KINDS, OF_CONCERN, Outcome, Refreshed, from_json
from app.council_report.refresh.reading import Asked
from app.council_report.refresh.wanted import Wanted
from app.council_report.refresh.wanting import wanted_of
from app.council_report.service import report_contents
from app.domain.answers import Problem
from app.domain.roles import UnionScope
from app.editions.queries import EditionInfo, get_edition

WAIT = 180  # seconds, with everything else the machine does
_UNFIT = {
    "file_active": "refresh_active",
    "file_reaches_outside": "refresh_reaches_outside",
    "file_unpacks_too_large": "refresh_too_much",
    "file_damaged_package": "refresh_unreadable",
    "file_has_more_inside": "refresh_unreadable",
}
_ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2]), "LC_ALL": "C.UTF-8"}


def refresh_file(
    contents: bytes,
    wanted: Callable[[str], Wanted],
    take_edited: bool,
    take: tuple[str, ...] = (),
) -> Refreshed | Problem:
    """Return a file with the figures of an edition, or why it is not taken.

    `wanted` gives what an edition says in the language the file is in.
    """
    kind = judge(contents, with_charts=True)
    if isinstance(kind, Unfit):
        return Problem(_UNFIT.get(kind.code, "refresh_not_word"))
    if kind != DOCX:
        return Problem("refresh_not_word")
    said, _nothing = _ask(Asked(None), contents)
    if "problem" in said:
        return Problem(said["problem"])
    language = said["language"] if said["language"] in available_locales() else "en"
    said, made = _ask(Asked(wanted(language), take_edited, take), contents)
    if "problem" in said:
        return Problem(said["problem"])
    return Refreshed(made, from_json(said["outcomes"]), said["before"], said["same"])


def load_contents(engine: Engine, scope: UnionScope, code: str) -> ReportContents:
    """Return what an edition may print, in a short transaction: reading a file takes longer."""
    with open_session(engine, write=False) as session:
        return report_contents(session, scope, get_edition(session, scope, code))


def refresh_with(
    contents: bytes,
    held: ReportContents,
    take_edited: bool = False,
    take: tuple[str, ...] = (),
) -> Refreshed | Problem:
    """Return a file with the figures of an edition that was loaded before."""
    return refresh_file(contents, lambda language: wanted_of(held, language), take_edited, take)


def _ask(asked: Asked, contents: bytes) -> tuple[dict[str, Any], bytes]:
    """Let a process read a file that nobody here can vouch for."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.council_report.refresh.reading"],
            input=asked.line() + contents,
            capture_output=True,
            timeout=WAIT,
            check=False,
            env=_ENVIRONMENT,
        )
    except subprocess.TimeoutExpired:
        return {"problem": "refresh_too_much"}, b""
    line, _end, made = done.stdout.partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(line)
    except ValueError:
        code = "refresh_too_much" if done.returncode < 0 else "refresh_unreadable"
        return {"problem": code}, b""
    return said, made


def note_refresh(
    session: Session, scope: UnionScope, edition: EditionInfo, before: bytes, done: Refreshed
) -> None:
    """Record that a file was refreshed: by their hashes, the files themselves are not kept."""
    record(
        session,
        f"cycle:{edition.cycle_code}",
        "report_refreshed",
        account_id=scope.account_id,
        subject=edition.code,
        before_sha256=hashlib.sha256(before).hexdigest(),
        sha256=hashlib.sha256(done.contents).hexdigest(),
        count=len(done.of("changed")) + len(done.of("taken")),
    )


def in_order(done: Refreshed) -> list[tuple[str, tuple[Outcome, ...]]]:
    """Return the list by what became of each, what needs a person first."""
    kinds = sorted(KINDS, key=lambda kind: kind not in OF_CONCERN)
    return [(kind, done.of(kind)) for kind in kinds if done.of(kind)]
