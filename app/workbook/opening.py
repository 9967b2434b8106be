"""Opening a workbook that came back, in a process of its own with little memory and time.

Run as `python -m app.workbook.opening` with the file on standard input, it prints what stands in
the answer cells as JSON; where the environment says WANTED=rows, the first sheet of any workbook.
Nothing is judged here but whether the file can be read at all.
"""

import gc
import io
import json
import os
import resource
import sys
import zipfile
from collections.abc import Sequence
from decimal import Decimal

from app.workbook.layout import HEAD_ROWS, MARK, META, WORDS, column_letters
from app.workbook.parts import Refused, Row, read_sheets
from app.workbook.reading import ReadBook, ReadCell, ReadLine, book_to_json

MEMORY, SECONDS = 512 << 20, 8
_ADDED_TO = {"measures": "measure", "evidence": "evidence"}  # sheets with lines of one's own
_BEHIND = 10  # steps behind whoever saves meanwhile


def main() -> None:
    """Read the workbook on standard input and print what stands in it."""
    os.nice(_BEHIND)
    gc.disable()  # nothing is let go before the end, which is soon
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        contents = sys.stdin.buffer.read()
        wants_rows = os.environ.get("WANTED") == "rows"
        said = {"rows": first_rows(contents)} if wants_rows else book_to_json(read_book(contents))
    except Refused as reason:
        said = {"problem": str(reason)}
    except MemoryError:
        said = {"problem": "workbook_too_much"}
    except Exception:
        said = {"problem": "workbook_unreadable"}
    sys.stdout.write(json.dumps(said))


def first_rows(contents: bytes) -> list[list[str]]:
    """Return the rows of the first sheet as texts, each as long as its last filled cell needs."""
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        sheet = next(read_sheets(package), None)
    rows = sheet.rows if sheet else ()
    return [[_text(row.get(at)) for at in range(1, max(row, default=0) + 1)] for row in rows]


def _text(cell: ReadCell | None) -> str:
    value = cell.value if cell else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, str) else value.isoformat()


def read_book(contents: bytes) -> ReadBook:
    """Return what stands in a workbook; raises whatever a broken file makes its parsers raise."""
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        sheets = list(read_sheets(package))
    hidden = next((sheet.rows for sheet in sheets if sheet.title == META), None)
    if hidden is None:  # without it, it is none of ours
        raise Refused("not_our_workbook")
    meta, prints, revisions = _meta(hidden)
    lines: list[ReadLine] = []
    unread: list[tuple[str, str, str]] = []
    for sheet in sheets:
        first = sheet.rows[0].get(1) if sheet.rows else None
        mark = str(first.value) if first else ""
        if mark.startswith(MARK):
            _read_sheet(sheet.title, mark.removeprefix(MARK), sheet.rows, lines, unread)
        elif sheet.title not in (META, *meta.get("beside", "").split("|")) and any(sheet.rows):
            unread.append((sheet.title, "", "foreign_sheet"))
    return ReadBook(meta, prints, revisions, tuple(lines), tuple(unread))


def _meta(
    rows: Sequence[Row],
) -> tuple[dict[str, str], dict[str, dict[str, str]], dict[str, int]]:
    """Return what the hidden sheet says."""
    meta: dict[str, str] = {}
    prints: dict[str, dict[str, str]] = {}
    revisions: dict[str, int] = {}
    nothing = ReadCell("")
    try:
        for number, row in enumerate(rows):
            subject, revision, told = (row.get(at, nothing).value for at in (1, 2, 3))
            if number == 0:
                meta = {str(k): str(v) for k, v in json.loads(str(subject)).items()}
            elif subject:
                prints[str(subject)] = dict(json.loads(str(told)))
                revisions[str(subject)] = int(str(revision or 0))
    except (ValueError, TypeError, AttributeError):
        raise Refused("not_our_workbook") from None
    return meta, prints, revisions


def _read_sheet(
    title: str,
    sheet_id: str,
    rows: Sequence[Row],
    lines: list[ReadLine],
    unread: list[tuple[str, str, str]],
) -> None:
    names = {at: str(cell.value) for at, cell in rows[0].items() if at > 1}
    for number, row in enumerate(rows[HEAD_ROWS:], start=HEAD_ROWS + 1):
        subject = str(row[1].value or "").strip() if 1 in row else ""
        said = {
            name: row[at] if at in row else ReadCell(f"{column_letters(at)}{number}")
            for at, name in names.items()
        }
        unread += [(title, row[at].at, "outside") for at in row if at > 1 and at not in names]
        if subject:
            lines.append(ReadLine(title, number, subject, said))
        elif sheet_id in _ADDED_TO and _has_words(said):
            lines.append(ReadLine(title, number, f"{_ADDED_TO[sheet_id]}:row-{number}", said))
        elif _has_words(said):
            unread.append((title, f"A{number}", "line_without_key"))


def _has_words(said: dict[str, ReadCell]) -> bool:
    """Tell whether somebody answered on a line; the words of the portal do not count."""
    answers = (cell for name, cell in said.items() if name not in WORDS)
    return any(cell.value not in (None, "") or cell.problem for cell in answers)


if __name__ == "__main__":
    main()
