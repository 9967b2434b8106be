"""What a slice holds: which points, indicators, countries, sheets and kinds of text; the rest of
the layout stays and is empty."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace

from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue
from app.domain.canonical import canonical_json
from app.domain.observations import CatalogueIndex
from app.open_data.table_parts import COUNTRY, Row, Table

_MEASURE = "measure"


@dataclass(frozen=True)
class Choice:
    """What somebody chose; an empty part stands for everything, also for what comes later."""

    points: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  # stored codes
    sheets: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()  # keys of questions, measure, evidence

    def written(self) -> str:
        """Return the one way to write this choice: the same for the same things chosen."""
        return canonical_json({name: sorted(set(kept)) for name, kept in asdict(self).items()})


def read_choice(written: str) -> Choice:
    """Reverse `Choice.written`."""
    kept: Mapping[str, list[str]] = json.loads(written)
    return Choice(**{field.name: tuple(kept.get(field.name, ())) for field in fields(Choice)})


def narrowed(tables: Iterable[Table], choice: Choice, index: CatalogueIndex) -> tuple[Table, ...]:
    """Return the tables with what was chosen: every sheet and column stays where it is."""
    return tuple(_narrow(table, choice, index) for table in tables)


def _narrow(table: Table, choice: Choice, index: CatalogueIndex) -> Table:
    if (choice.sheets or table.on_request) and table.name not in choice.sheets:
        return replace(table, rows=(), note=_("This sheet is not part of the slice."))
    at = table.positions()
    kept = (row for row in table.rows if _fits(row, at, choice, index))
    if table.across:
        return replace(table, rows=tuple(_across(table, row, choice, index) for row in kept))
    return replace(table, rows=tuple(kept))


def _fits(row: Row, at: Mapping[str, int], choice: Choice, index: CatalogueIndex) -> bool:
    """Tell whether a row is chosen; what it does not name is no reason to leave it out."""
    iso, kind, indicator = (_cell(row, at, code) for code in ("iso_code", "kind", "indicator"))
    points = _points_of(row, at, indicator, index)
    return (
        _is_in(iso, choice.countries)
        and _is_in(indicator, choice.indicators)
        and (not points or not choice.points or not points.isdisjoint(choice.points))
        and _is_in(_MEASURE if kind.startswith(f"{_MEASURE}:") else kind, choice.texts)
    )


def _is_in(value: str, chosen: tuple[str, ...]) -> bool:
    return not value or not chosen or value in chosen


def _cell(row: Row, at: Mapping[str, int], code: str) -> str:
    value: CellValue = row[at[code]] if code in at else None
    return value if isinstance(value, str) else ""


def _points_of(
    row: Row, at: Mapping[str, int], indicator: str, index: CatalogueIndex
) -> frozenset[str]:
    """Return the points a row belongs to: all those of its indicator, unless asked per point."""
    known = index.indicators.get(indicator)
    if known is not None and not known.per_point:
        return frozenset(f"P{number:02d}" for number in known.points)
    point = _cell(row, at, "point")
    return frozenset({point} if point else ())


def _across(table: Table, row: Row, choice: Choice, index: CatalogueIndex) -> Row:
    """Return the row of a matrix with the cells of what was chosen; the others are empty."""
    head = len(COUNTRY)
    shown = (
        cell if _is_shown(table.across, column.code, choice, index) else None
        for column, cell in zip(table.columns[head:], row[head:], strict=True)
    )
    return (*row[:head], *shown)


def _is_shown(across: str, code: str, choice: Choice, index: CatalogueIndex) -> bool:
    if across == "point":
        return _is_in(code, choice.points)
    indicator = code.partition(" ")[0]
    points = {f"P{number:02d}" for number in index.indicators[indicator].points}
    is_at_point = not choice.points or not points.isdisjoint(choice.points)
    return is_at_point and _is_in(indicator, choice.indicators)
