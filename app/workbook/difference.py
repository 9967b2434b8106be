"""What a workbook would change of one subject: base, theirs and mine, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.answers import Kind, Problem
from app.workbook.layout import Field, fingerprint
from app.workbook.reading import ReadCell, ReadLine
from app.workbook.states import State, read_field

ChangeKind = Literal["new", "changed", "cleared", "conflict", "same", "refused"]


@dataclass(frozen=True)
class FieldChange:
    """One field that the workbook says differently: at the download, on the portal now, in it."""

    name: str
    base: str
    theirs: str
    mine: str
    at: str
    is_formula: bool = False

    @property
    def is_conflict(self) -> bool:
        """Tell whether both sides changed it, and not to the same."""
        return self.theirs not in (self.base, self.mine)


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken, and why."""

    name: str
    at: str
    problem: Problem


@dataclass(frozen=True)
class Target:
    """What a line is about: its cells as they are offered, and the three texts behind them."""

    subject: str
    fields: Mapping[str, Field]
    kinds: Mapping[str, Kind]  # of the fields that hold the answer itself
    prints: Mapping[str, str]  # of the cells as they went out; empty for a line added by hand
    base: State
    present: State
    revision: int  # on the portal now


@dataclass(frozen=True)
class Difference:
    """What becomes of one subject."""

    subject: str
    sheet: str
    row: int
    kind: ChangeKind
    revision: int
    changes: tuple[FieldChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    result: State = field(default_factory=dict)  # what would stand there afterwards


def compare(line: ReadLine, target: Target, mark: str) -> Difference | None:
    """Return what a line would change; None where nobody touched it.

    A cell that says what went out is left alone, whatever changed on the portal meanwhile.
    """
    changes: list[FieldChange] = []
    faults: list[Fault] = []
    touched = [name for name in target.fields if _is_touched(line.cells.get(name), name, target)]
    for name in touched:
        cell = line.cells[name]
        said = _read(cell, name, target, mark)
        if isinstance(said, Problem):
            faults.append(Fault(name, cell.at, said))
            continue
        base, theirs = target.base.get(name, ""), target.present.get(name, "")
        if said != theirs:
            changes.append(FieldChange(name, base, theirs, said, cell.at, cell.is_formula))
    if not touched:
        return None
    result = {**target.present, **{change.name: change.mine for change in changes}}
    return Difference(
        subject=target.subject,
        sheet=line.sheet,
        row=line.row,
        kind=_kind(changes, faults, target, result),
        revision=target.revision,
        changes=tuple(changes),
        faults=tuple(faults),
        result=result,
    )


def _is_touched(cell: ReadCell | None, name: str, target: Target) -> bool:
    if cell is None:
        return False
    if cell.problem:
        return True
    if name == "visibility" and cell.value in (None, ""):
        return False  # what holds without a word goes on holding
    if name not in target.prints:
        return cell.value not in (None, "")
    return fingerprint(cell.value) != target.prints[name]


def _read(cell: ReadCell, name: str, target: Target, mark: str) -> str | Problem:
    if cell.problem:
        return Problem(cell.problem, {"text": str(cell.value or "")})
    if target.fields[name].is_locked:
        return Problem("cell_locked")
    return read_field(target.fields[name], target.kinds.get(name), cell.value, mark)


def _kind(
    changes: list[FieldChange], faults: list[Fault], target: Target, result: State
) -> ChangeKind:
    if faults:
        return "refused"
    if not changes:
        return "same"
    if any(change.is_conflict for change in changes):
        return "conflict"
    if not any(target.present.get(name) for name in _saying(target.present)):
        return "new"
    return "changed" if any(result[name] for name in _saying(result)) else "cleared"


def _saying(result: State) -> tuple[str, ...]:
    """Return the fields that say something; a language or a mark alone says nothing."""
    return tuple(name for name in ("value", "missing", "title") if name in result)
