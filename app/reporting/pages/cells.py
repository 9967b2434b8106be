"""What the tables of an indicator show: groups of rows, of boxes to tick, and their cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved meanwhile."""

    text: str
    name: str
    time: str
    base: str = ""  # what both began from


@dataclass(frozen=True)
class Typed:
    """What a form sent for a cell that was not stored, with the reason."""

    value: str = ""
    missing: str = ""
    reason: str = ""
    revision: int = 0
    error: str = ""
    theirs: Theirs | None = None


@dataclass(frozen=True)
class Cell:
    """One cell as a form shows it."""

    key: str
    id: str
    label: str
    value: str
    shown: str
    revision: int
    missing: str = ""
    reason: str = ""
    error: str = ""
    theirs: Theirs | None = None
    number: Decimal | None = None  # what is stored, for the sums
    addend: str = ""  # the sum it belongs to
    before: str = ""  # what was said last time
    change: str = ""

    @property
    def needs_fold(self) -> bool:
        """Tell whether the place for a missing value must be open to be understood."""
        return bool(self.missing or self.reason)


@dataclass(frozen=True)
class Row:
    """One code with its cells; it is saved and answered as a whole."""

    id: str
    label: str
    cells: tuple[Cell, ...]
    saved: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether a missing value is said here."""
        return any(cell.needs_fold for cell in self.cells)


@dataclass(frozen=True)
class Sum:
    """The cells of one column (or of a matrix) added up, against the total."""

    id: str
    name: str
    text: str
    total_id: str
    rule: str
    is_off: bool
    said: str = ""  # how the sum and the total differ


@dataclass(frozen=True)
class Add:
    """The row by which a code of a long list is added."""

    id: str
    breakdown: str
    codes: Pairs
    cells: tuple[tuple[str, str, str], ...] = ()  # period, label, the sum it belongs to
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Table:
    """One breakdown (one period of it, where dimensions are crossed)."""

    id: str
    breakdown: str
    title: str
    note: str
    row_label: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    control: str
    options: Pairs
    sums: tuple[Sum, ...] = ()
    add: Add | None = None
    is_matrix: bool = False
    layout: str = "table"


@dataclass(frozen=True)
class Ticks:
    """One breakdown whose codes are ticked; the portal counts them."""

    id: str
    breakdown: str
    title: str
    note: str
    boxes: tuple[Cell, ...]
    none: Cell
    count: str
    saved: str = ""
    add: Add | None = None
    layout: str = "ticks"

    @property
    def has_ticks(self) -> bool:
        """Tell whether anything is ticked."""
        return any(box.value == "yes" for box in self.boxes)


Group = Table | Ticks
