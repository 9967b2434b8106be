"""What every table of an edition is made of: columns with codes of their own, rows, countries."""

import re
from dataclasses import dataclass
from datetime import date

from app.core.i18n import N_, country_name
from app.core.spreadsheets import CellValue, Column
from app.domain.facts import Fact, FactKey
from app.domain.indicators import PROGRESS
from app.domain.observations import ObservationKey
from app.domain.points import ReporterEntry
from app.domain.roles import COMMISSION
from app.editions.contents import EditionContents
from app.open_data.codes import printed_value

Row = tuple[CellValue, ...]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Field(Column):
    """A column with a code that is the same in every language and every edition."""

    code: str = ""

    def __post_init__(self) -> None:
        """Make the code of the English title, where none is given."""
        if not self.code:
            made = _NOT_IN_A_CODE.sub("_", self.title.lower()).strip("_")
            object.__setattr__(self, "code", made)


@dataclass(frozen=True)
class Table:
    """One table: a stable name, columns and rows.

    `key` are the codes of the columns that name a row; `across` says what the columns of a matrix
    stand for, and is empty for a list.
    """

    name: str
    title: str
    columns: tuple[Field, ...]
    rows: tuple[Row, ...]
    note: str = ""
    key: tuple[str, ...] = ()
    across: str = ""  # point or indicator
    on_request: bool = False  # part of a slice only where somebody asks for it

    def positions(self) -> dict[str, int]:
        """Return the position of each column by its code."""
        return {column.code: position for position, column in enumerate(self.columns)}


COUNTRY = (Field(N_("Country code"), 9), Field(N_("ISO code"), 9), Field(N_("Country"), 18))


def country(entry: ReporterEntry) -> tuple[str, str, str]:
    """Return the cells that name a reporter: EL and GR side by side."""
    return (entry.printed, entry.code, country_name(entry.code))


def reporters(contents: EditionContents) -> list[ReporterEntry]:
    """Return the reporters in protocol order."""
    entries = contents.index.catalogue.reporters
    return sorted(entries, key=lambda entry: entry.protocol_order)


def states(contents: EditionContents) -> list[ReporterEntry]:
    """Return the Member States in protocol order."""
    return [entry for entry in reporters(contents) if entry.code != COMMISSION]


def own_fact_key(contents: EditionContents, entry: ReporterEntry, key: ObservationKey) -> FactKey:
    """Return the key of the fact that carries one reporter's own value."""
    printed = COMMISSION if entry.code == COMMISSION else entry.printed
    if key.indicator == PROGRESS:
        return FactKey(f"{key.point}.progress", printed, "value", key.period, key.codes)
    return FactKey(key.indicator, printed, "value", key.period, key.codes)


def value_cells(fact: Fact | None) -> tuple[CellValue, CellValue, CellValue]:
    """Return a figure as a number, a day or a text; what it is not stays empty."""
    if fact is None:
        return (None, None, None)
    if fact.number is not None:
        return (fact.number, None, None)
    day = day_of(fact.text)
    return (None, day, None) if day else (None, None, fact.text)


def day_of(text: str | None) -> date | None:
    """Return the day a text says, None where it says something else."""
    return date.fromisoformat(text) if text and _DAY.fullmatch(text) else None


def written_codes(codes: tuple[tuple[str, str], ...]) -> str:
    """Return the codes of a breakdown as they are printed: `host_country=EL`."""
    return ", ".join(f"{dimension}={printed_value(dimension, code)}" for dimension, code in codes)


def cutoff_of(contents: EditionContents) -> date:
    """Return the cut-off date of the edition's cycle."""
    return date.fromisoformat(contents.info.manifest["cycle"]["cutoff"])
