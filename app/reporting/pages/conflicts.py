"""Two versions of one field after a stale save, as a form shows them."""

from dataclasses import dataclass

from app.domain.diff import Segment


@dataclass(frozen=True)
class Merging:
    """Two changes of one text: what both began from, each change, and both put together."""

    base: str
    base_revision: int
    mine: tuple[Segment, ...]
    theirs: tuple[Segment, ...]
    text: str
    undecided: int
    error: str = ""


@dataclass(frozen=True)
class CellPart:
    """A part of a cell that both changed differently: its value, its note, …"""

    name: str
    label: str
    base: str
    mine: str
    theirs: str
    chosen: str


@dataclass(frozen=True)
class CellTogether:
    """Two changes of one cell: what came together, by whom, and what is to be chosen."""

    base_revision: int
    settled: tuple[tuple[str, str, str], ...]  # label, who, what it becomes
    open: tuple[CellPart, ...]
    is_missing: bool  # a choice was not made


@dataclass(frozen=True)
class Conflict:
    """Both texts after a stale save."""

    mine: str
    theirs: str
    name: str
    time: str
    merging: Merging | None = None  # of texts; of two values one is chosen
    together: CellTogether | None = None  # of cells that differ in more than one part
