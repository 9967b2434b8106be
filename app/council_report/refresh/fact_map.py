"""The map of facts inside a report: which figure is behind each tag, and how it was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from app.core.spreadsheets import writable
from app.domain.facts import short_id

SPACE = "urn:era-reporting:fact-map:1"
_PRINT = 8  # characters: forty bits tell apart what a person typed from what the portal wrote

Cells = tuple[tuple[str, str, str], ...]  # place, full name of the figure, how it is written
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MappedBlock:
    """A table or chart as it was written: a print of every cell, and where its figures stand."""

    prints: Rows
    cells: Cells = ()
    legend: str = ""


@dataclass(frozen=True)
class FactMap:
    """Names and texts by short id; what a file says of itself."""

    edition: str
    language: str
    names: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)  # of figures
    blocks: Mapping[str, MappedBlock] = field(default_factory=dict)


def print_of(text: str) -> str:
    """Return what stands for a text in the map; spaces do not count, programs change them."""
    return short_id(" ".join(text.split()))[:_PRINT]


def prints_of(rows: Iterable[Iterable[str]]) -> Rows:
    """Return the prints of all cells."""
    return tuple(tuple(print_of(text) for text in row) for row in rows)


def map_xml(held: FactMap) -> str:
    """Return the map as the part of the package that keeps it."""
    entries = "".join(_entry(held, short) for short in sorted(held.names))
    blocks = "".join(_block(short, held.blocks[short]) for short in sorted(held.blocks))
    return (
        f'<factMap xmlns="{SPACE}" edition="{_safe(held.edition)}" '
        f'language="{_safe(held.language)}">{entries}{blocks}</factMap>'
    )


def _entry(held: FactMap, short: str) -> str:
    shown = f' shown="{_safe(held.shown[short])}"' if short in held.shown else ""
    return f'<entry short="{short}" name="{_safe(held.names[short])}"{shown}/>'


def _block(short: str, block: MappedBlock) -> str:
    legend = f' legend="{block.legend}"' if block.legend else ""
    rows = "".join(f'<row prints="{" ".join(row)}"/>' for row in block.prints)
    cells = "".join(
        f'<cell at="{at}" fact="{_safe(name)}" shown="{_safe(shown)}"/>'
        for at, name, shown in block.cells
    )
    return f'<block short="{short}"{legend}>{rows}{cells}</block>'


def _safe(text: str) -> str:
    return escape(writable(text), quote=True)


def read_map(root: Any) -> FactMap:
    """Return the map that a part holds; `root` is its element."""
    names, shown = {}, {}
    blocks = {}
    for item in root:
        short = item.get("short", "")
        if item.tag == f"{{{SPACE}}}entry":
            names[short] = item.get("name", "")
            if item.get("shown") is not None:
                shown[short] = item.get("shown")
        elif item.tag == f"{{{SPACE}}}block":
            blocks[short] = _read_block(item)
    return FactMap(root.get("edition", ""), root.get("language", "en"), names, shown, blocks)


def _read_block(item: Any) -> MappedBlock:
    rows = tuple(tuple(row.get("prints", "").split()) for row in item.iter(f"{{{SPACE}}}row"))
    cells = tuple(
        (cell.get("at", ""), cell.get("fact", ""), cell.get("shown", ""))
        for cell in item.iter(f"{{{SPACE}}}cell")
    )
    return MappedBlock(rows, cells, item.get("legend", ""))
