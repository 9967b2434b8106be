"""Workbooks coming back: whose they are, and what they would change, subject by subject."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.i18n import printed_code
from app.domain.answers import Kind, Problem
from app.domain.asked import find_question, kind_of_question
from app.domain.canonical import sha256_hex
from app.domain.observations import kind_of, parse_key
from app.reporting.queries import get_head
from app.reporting.service.keeping import read_history
from app.reporting.words import decimal_mark
from app.reporting.work import Work
from app.workbook.difference import Difference, Fault, Target, compare
from app.workbook.layout import RECORDS, TEMPLATE, Layout, Line
from app.workbook.reading import ReadBook, ReadLine
from app.workbook.states import of_answer, of_observation, of_record

MOST_UID = 32  # characters of the name a measure is kept by


@dataclass(frozen=True)
class Incoming:
    """What a workbook would change, and what in it was not read, by sheet and cell."""

    differences: tuple[Difference, ...]
    untouched: int
    unread: tuple[tuple[str, str, str], ...]


def belongs(work: Work, catalogue_sha256: str, book: ReadBook) -> Problem | None:
    """Return why a workbook cannot be taken here at all: another template, cycle or country."""
    meta = book.meta
    if meta.get("template") != TEMPLATE:
        return Problem("workbook_of_another_template")
    if meta.get("reporter") != work.reporter:
        other = printed_code(str(meta.get("reporter", ""))[:2])
        return Problem("workbook_of_another_reporter", {"other": other})
    if meta.get("cycle") != work.cycle:
        return Problem("workbook_of_another_cycle", {"other": str(meta.get("cycle", ""))[:40]})
    if meta.get("catalogue") != catalogue_sha256:
        return Problem("workbook_of_another_catalogue")
    return None


def differences(
    session: Session, work: Work, layout: Layout, book: ReadBook, file_sha256: str
) -> Incoming:
    """Compare a workbook with what went out and with what stands on the portal now."""
    known = layout.by_subject()
    unread = list(book.unread)
    named: list[tuple[ReadLine, Line, str]] = []
    seen: set[str] = set()
    for line in book.lines:
        found = line_for(known, line)
        if found is None:
            unread.append((line.sheet, f"A{line.row}", "line_unknown"))
            continue
        subject = _subject(line, found, file_sha256)
        if subject in seen:
            unread.append((line.sheet, f"A{line.row}", "line_twice"))
            continue
        seen.add(subject)
        named.append((line, found, subject))
    histories = read_history(
        session, get_head(session, work.scope, work.cycle), [s for _l, _f, s in named], 0
    ) if named else {}  # fmt: skip
    mark = decimal_mark()
    results = []
    for line, found, subject in named:
        result = _compare(work, line, found, subject, book, histories.get(subject, ()), mark)
        results += [result] if result is not None else []
    return Incoming(tuple(results), len(named) - len(results), tuple(unread))


def line_for(known: Mapping[str, Line], line: ReadLine) -> Line | None:
    """Return the line as it is offered now; one added by hand is like an empty one."""
    if line.subject in known:
        return known[line.subject]
    kind, _colon, name = line.subject.partition(":")
    if kind in RECORDS and 1 <= len(name) <= MOST_UID:
        return known.get(f"{kind}:new-1")
    if kind == "add":
        like = line.subject.rpartition(":")[0]
        return next((one for name, one in known.items() if name.rpartition(":")[0] == like), None)
    return None


def _subject(line: ReadLine, found: Line, file_sha256: str) -> str:
    """Return what a line is about; new things get a name that the same file gives again."""
    if line.subject.startswith("add:"):
        return _added(line, found) or line.subject
    what, _colon, name = line.subject.partition(":")
    if what in RECORDS and name.startswith(("new-", "row-")):
        return f"{what}:{sha256_hex(f'{file_sha256} {line.subject}')[:16]}"
    return line.subject


def _added(line: ReadLine, found: Line) -> str:
    """Return the subject of a line for which a code was chosen, empty when none was."""
    cell, offered = line.cells.get("asked"), found.fields["asked"]
    chosen = "" if cell is None else str(cell.value or "").strip().casefold()
    code = next((c for c, label in offered.options if label.casefold() == chosen), "")
    _add, total, dimension, _number = line.subject.split(":")
    key = parse_key(total)
    return f"observation:{key.with_codes((dimension, code))}" if key and code else ""


def _compare(
    work: Work,
    line: ReadLine,
    found: Line,
    subject: str,
    book: ReadBook,
    history: Sequence[Row[Any]],
    mark: str,
) -> Difference | None:
    base_revision = book.revisions.get(line.subject, 0)
    contents = {row.revision: json.loads(row.content) for row in history}
    latest = max(contents, default=0)
    base, present = contents.get(base_revision), contents.get(latest)
    kinds = _kinds(work, subject)
    states = [_state(subject, kinds, found, content) for content in (base, present)]
    fields = {name: field for name, field in found.fields.items() if name != "asked"}
    target = Target(
        subject=subject,
        fields=fields,
        kinds=kinds,
        prints=book.prints.get(line.subject, {}),
        base=states[0],
        present=states[1],
        revision=latest,
    )
    result = compare(line, target, mark)
    if result is None:
        return None
    if subject.startswith("add:"):  # words on a line that says not what they are about
        at = line.cells["asked"].at if "asked" in line.cells else f"A{line.row}"
        return Difference(
            subject, line.sheet, line.row, "refused", 0,
            faults=(Fault("asked", at, Problem("code_needed")),),
        )  # fmt: skip
    return result


def _kinds(work: Work, subject: str) -> dict[str, Kind]:
    what, _colon, name = subject.partition(":")
    if what == "answer":
        question = find_question(work.index, work.reporter, name)
        return {"value": kind_of_question(question[1])} if question else {}
    key = parse_key(name) if what == "observation" else None
    if key is None or key.indicator not in work.index.indicators:
        return {}
    return {"value": kind_of(work.index, work.index.indicators[key.indicator], key)}


def _state(
    subject: str, kinds: Mapping[str, Kind], line: Line, content: Mapping[str, Any] | None
) -> Mapping[str, str]:
    if subject.startswith("answer:"):
        return of_answer(kinds["value"], content)
    if subject.startswith("observation:"):
        return of_observation(kinds["value"], content)
    return of_record(content, tuple(name for name in line.fields if name != "asked"))
