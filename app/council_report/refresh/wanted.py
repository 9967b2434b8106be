"""What a refreshed document is to show: texts of figures, rows of tables, charts, by short id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.council_report.refresh.fact_map import Cells, MappedBlock, Rows, print_of, prints_of
from app.domain.facts import short_id

MISSING = "#missing/"  # part of a figure: how many reporters are missing for a reason


@dataclass(frozen=True)
class WantedFigure:
    """One figure: how it is written, and whether the edition's own report writes it in its text."""

    name: str
    shown: str
    is_printed: bool = False


@dataclass(frozen=True)
class WantedTable:
    """A table: its rows, the head first."""

    name: str
    title: str
    rows: Rows
    cells: Cells

    def mapped(self) -> MappedBlock:
        """Return what a map keeps of it."""
        return MappedBlock(prints_of(self.rows), self.cells)


@dataclass(frozen=True)
class WantedChart:
    """A chart: its figures as in its workbook, the part as it is written, and its legend."""

    name: str
    title: str
    rows: Rows
    cells: Cells
    part: str
    unit: str  # of the axis
    legend: tuple[tuple[str, str], ...] = ()  # colour and words, where it stands below the chart

    def mapped(self) -> MappedBlock:
        """Return what a map keeps of it."""
        return MappedBlock(prints_of(self.rows), self.cells, print_of(self.legend_text))

    @property
    def legend_text(self) -> str:
        """The legend as it is read."""
        return "   ".join(f"\u25a0 {words}" for _colour, words in self.legend)


@dataclass(frozen=True)
class Wanted:
    """Everything an edition says, in one language."""

    edition: str
    language: str
    figures: Mapping[str, WantedFigure] = field(default_factory=dict)
    tables: Mapping[str, WantedTable] = field(default_factory=dict)
    charts: Mapping[str, WantedChart] = field(default_factory=dict)

    def figure(self, short: str, name: str) -> WantedFigure | None:
        """Return a figure, by its full name too: a reason nobody has any more stands for none."""
        fact, is_part, _reason = name.partition(MISSING)
        if short not in self.figures and is_part and short_id(fact) in self.figures:
            return WantedFigure(name, "0")
        return self.figures.get(short)


def to_json(wanted: Wanted) -> dict[str, Any]:
    """Return it as JSON."""
    return {
        "edition": wanted.edition,
        "language": wanted.language,
        "figures": [[f.name, f.shown, f.is_printed] for f in wanted.figures.values()],
        "tables": [[t.name, t.title, t.rows, t.cells] for t in wanted.tables.values()],
        "charts": [
            [c.name, c.title, c.rows, c.cells, c.part, c.unit, c.legend]
            for c in wanted.charts.values()
        ],
    }


def from_json(said: Mapping[str, Any]) -> Wanted:
    """Reverse `to_json`."""
    figures = [WantedFigure(*one) for one in said["figures"]]
    tables = [
        WantedTable(name, title, _rows(rows), _rows(cells))
        for name, title, rows, cells in said["tables"]
    ]
    charts = [
        WantedChart(name, title, _rows(rows), _rows(cells), part, unit, _rows(legend))
        for name, title, rows, cells, part, unit, legend in said["charts"]
    ]
    return Wanted(
        said["edition"],
        said["language"],
        {short_id(one.name): one for one in figures},
        {short_id(one.name): one for one in tables},
        {short_id(one.name): one for one in charts},
    )


def _rows(said: list[list[str]]) -> tuple[Any, ...]:
    return tuple(tuple(row) for row in said)
