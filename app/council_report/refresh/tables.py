"""Refreshing a table row by row: the drafter's widths, formats and own rows stay."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from app.council_report.refresh.aligning import columns, paired
from app.council_report.refresh.fact_map import MappedBlock, print_of, prints_of
from app.council_report.refresh.outcome import Outcome
from app.council_report.refresh.settling import settle
from app.council_report.refresh.texts import W, Words, inside, new_run, words_of
from app.council_report.refresh.wanted import WantedTable

_MORE = frozenset(
    f"{W}{name}"
    for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference",
                 "commentReference", "tbl", "sdt")
)  # fmt: skip


@dataclass
class Tally:
    """What became of a table or chart: lines of the list, and how much was so already."""

    outcomes: list[Outcome] = field(default_factory=list)
    same: int = 0
    is_changed: bool = False


@dataclass(frozen=True)
class _Row:
    """A row as it stands in the file."""

    element: Any
    cells: tuple[Any, ...]
    words: tuple[Words, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What a reader sees in its cells."""
        return tuple(words.text for words in self.words)


def refresh_table(
    table: Any,
    wanted: WantedTable,
    written: MappedBlock | None,
    is_foreign: Callable[[Any], bool],
    take_edited: bool,
) -> Tally:
    """Bring a table up to date against what the portal wrote into it, where that is known."""

    def is_apart(element: Any) -> bool:
        return element.tag == f"{W}tbl" or is_foreign(element)

    rows = [_row(element, is_apart) for element in _own(table, f"{W}tr", f"{W}tbl")]
    base = written.prints if written is not None else prints_of([row.texts for row in rows])
    news = prints_of(wanted.rows)
    tally = Tally()
    if not rows or not base or len(base[0]) != len(news[0]):
        tally.outcomes.append(Outcome("unshaped", wanted.name))
        return tally
    place = columns(prints_of([rows[0].texts])[0], base[0])
    work = _Work(wanted, base, place, written is not None, take_edited, tally)
    theirs = [_as_written(row, place, len(base[0])) for row in rows]
    fates = dict(_known(paired(theirs, base)))
    successors = dict(_known(paired(base, news)))
    last = _settle_rows(work, rows, fates, successors)
    for j in range(len(news)):
        if j not in successors.values():
            last[j] = _insert(work, rows, last, j)
    for i, j in successors.items():
        if i not in fates.values():  # the drafter took it out, and it stays out
            tally.outcomes.append(Outcome("removed", wanted.name, " · ".join(wanted.rows[j])))
    return tally


def _known(pairs: Sequence[tuple[int | None, int | None]]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in pairs if a is not None and b is not None]


@dataclass(frozen=True)
class _Work:
    wanted: WantedTable
    base: Sequence[Sequence[str]]
    columns: Sequence[int | None]
    is_mapped: bool
    take_edited: bool
    tally: Tally

    def say(self, kind: Any, row: int, column: int, old: str, new: str) -> None:
        """Add a line to the list."""
        head, cells = self.wanted.rows[0], self.wanted.rows[row]
        about = cells[0] if column else ""
        place = " · ".join(part for part in (about, head[column]) if part)
        self.tally.outcomes.append(Outcome(kind, self.wanted.name, place, old, new))


def _own(element: Any, tag: str, fence: str) -> list[Any]:
    """Return descendants that belong to this table, not to one inside it."""
    return [
        found for found in element.iter(tag) if next(found.iterancestors(fence), None) is element
    ]


def _row(element: Any, is_foreign: Callable[[Any], bool]) -> _Row:
    cells = _own(element, f"{W}tc", f"{W}tr")
    words = tuple(words_of(inside(cell, is_foreign)) for cell in cells)
    return _Row(element, tuple(cells), words)


def _as_written(row: _Row, place: Sequence[int | None], width: int) -> list[str]:
    """Return the prints of a row in the columns in which the portal wrote it."""
    found = [""] * width
    if len(row.cells) != len(place):
        return found  # cells were joined: it can only be matched by its neighbours
    for text, column in zip(row.texts, place, strict=True):
        if column is not None:
            found[column] = print_of(text)
    return found


def _settle_rows(
    work: _Work, rows: list[_Row], fates: dict[int, int], successors: dict[int, int]
) -> dict[int, Any]:
    """Bring the rows up to date that both sides have; return the element of each new row."""
    last: dict[int, Any] = {}
    for i, row in enumerate(rows):
        written = fates.get(i)
        if written is None:
            _left_alone(work, row)
            continue
        new = successors.get(written)
        if new is None:
            _drop(work, row, written)
        else:
            last[new] = row.element
            _settle_row(work, row, written, new)
    return last


def _left_alone(work: _Work, row: _Row) -> None:
    """Say that a row is the drafter's own."""
    text = " · ".join(" ".join(text.split()) for text in row.texts if text.strip())
    work.tally.outcomes.append(Outcome("edited", work.wanted.name, "", text))


def _settle_row(work: _Work, row: _Row, written: int, new: int) -> None:
    if len(row.cells) != len(work.columns):
        _left_alone(work, row)
        return
    for cell, words, column in zip(row.cells, row.words, work.columns, strict=True):
        if column is None:
            continue
        text = work.wanted.rows[new][column]
        known = work.base[written][column] if work.is_mapped else None
        kind, is_changed = settle(words, known, text, work.take_edited, _filler(cell))
        work.tally.is_changed |= is_changed
        if kind is None:
            work.tally.same += 1
        else:
            work.say(kind, new, column, words.text, text)


def _filler(cell: Any) -> Callable[[str], None] | None:
    paragraph = cell.find(f"{W}p")
    if paragraph is None:
        return None
    return lambda text: paragraph.append(new_run(text, None, paragraph.makeelement))


def _drop(work: _Work, row: _Row, written: int) -> None:
    """Take out a row that the edition has no more, unless a person has put something into it."""
    known = work.base[written]
    is_ours = work.is_mapped and _as_written(row, work.columns, len(known)) == list(known)
    holds_more = any(element.tag in _MORE for element in row.element.iter())
    own_column = any(
        words.text.strip()
        for words, column in zip(row.words, work.columns, strict=False)
        if column is None
    )
    text = " · ".join(" ".join(text.split()) for text in row.texts if text.strip())
    if not is_ours or holds_more or own_column:
        work.tally.outcomes.append(Outcome("gone", work.wanted.name, "", text))
        return
    row.element.getparent().remove(row.element)
    work.tally.is_changed = True
    work.tally.outcomes.append(Outcome("changed", work.wanted.name, "", text, ""))


def _insert(work: _Work, rows: list[_Row], last: dict[int, Any], new: int) -> Any:
    """Put a new row where the edition has it, in the format of its neighbour."""
    before = max((j for j in last if j < new), default=None)
    like = last[before] if before is not None else rows[-1].element
    if before == 0 and len(rows) > 1 and rows[1].element.getparent() is not None:
        pattern = rows[1].element
    else:
        pattern = like
    made = _blank(pattern)
    for cell, column in zip(_own(made, f"{W}tc", f"{W}tr"), work.columns, strict=False):
        text = "" if column is None else work.wanted.rows[new][column]
        paragraph = cell.find(f"{W}p")
        paragraph.append(new_run(text, paragraph, paragraph.makeelement))
        kept = paragraph.find(f"{W}rPr")
        if kept is not None:
            paragraph.remove(kept)
    like.addnext(made)
    work.tally.is_changed = True
    told = " · ".join(text for text in work.wanted.rows[new] if text)
    work.tally.outcomes.append(Outcome("changed", work.wanted.name, "", "", told))
    return made


def _blank(row: Any) -> Any:
    """Return a copy of a row with one empty paragraph in each cell; its format stays.

    The format of the letters is left in the paragraph for whoever writes into it.
    """
    made = row.makeelement(f"{W}tr")
    properties = row.find(f"{W}trPr")
    if properties is not None:
        made.append(deepcopy(properties))
        for change in ("ins", "del", "tblHeader"):
            for found in made.findall(f"{W}trPr/{W}{change}"):
                found.getparent().remove(found)
    for cell in _own(row, f"{W}tc", f"{W}tr"):
        copy = row.makeelement(f"{W}tc")
        shape = cell.find(f"{W}tcPr")
        if shape is not None:
            copy.append(deepcopy(shape))
            for merged in copy.findall(f"{W}tcPr/{W}vMerge"):
                merged.getparent().remove(merged)
        copy.append(_blank_paragraph(cell))
        made.append(copy)
    return made


def _blank_paragraph(cell: Any) -> Any:
    paragraph = cell.makeelement(f"{W}p")
    before = cell.find(f".//{W}p")
    if before is None:
        return paragraph
    shape = before.find(f"{W}pPr")
    if shape is not None:
        paragraph.append(deepcopy(shape))
    letters = before.find(f".//{W}r/{W}rPr")
    if letters is not None:
        paragraph.append(deepcopy(letters))
    return paragraph
