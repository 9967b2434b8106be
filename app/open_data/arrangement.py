"""Where columns and rows stand: what was taken away before keeps its place, what is new follows.

Only tables whose columns or rows follow the catalogue can move: points, indicators, matrices. A
frame is such a table as it reads where nothing of it is asked any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.catalogue.spoken import in_words_of_reader
from app.core.spreadsheets import CellValue
from app.domain.observations import CatalogueIndex
from app.open_data import definition_tables, matrices
from app.open_data.table_parts import COUNTRY, Table

Tables = tuple[Table, ...]
_Cells = Mapping[str, CellValue]


def frames(index: CatalogueIndex) -> Tables:
    """Return the frames of a catalogue, in the words of the reader."""
    index = in_words_of_reader(index)
    return (*definition_tables.frames(index), *matrices.frames(index))


def laid_out(tables: Tables, own: Tables, earlier: Sequence[Tables]) -> Tables:
    """Return tables in the layout of what was taken away before, the first time first.

    `own` and `earlier` are frames, narrowed to what was chosen as the tables are.
    """
    if not earlier:
        return tables
    return tuple(_arranged(table, _called(table.name, (*earlier, own))) for table in tables)


def _called(name: str, found: Sequence[Tables]) -> list[Table]:
    return [table for tables in found for table in tables if table.name == name]


def _arranged(table: Table, met: Sequence[Table]) -> Table:
    """Return a table with every column and row of its frames, in the order they were first met."""
    if not met:
        return table
    columns = {field.code: field for frame in met for field in frame.columns}
    columns |= {field.code: field for field in table.columns}
    nowhere = {code: cell for frame in met for code, cell in _of_no_row(frame).items()}
    rows = {key: cells for frame in met for key, cells in _by_key(frame).items()}
    rows |= _by_key(table)
    arranged = tuple(
        tuple((nowhere | dict(cells)).get(code) for code in columns) for cells in rows.values()
    )
    return replace(table, columns=tuple(columns.values()), rows=arranged)


def _by_key(table: Table) -> dict[str, _Cells]:
    """Return the cells of each row by the code that names it."""
    codes = [field.code for field in table.columns]
    rows = (dict(zip(codes, row, strict=True)) for row in table.rows)
    return {str(cells[table.key[0]]): cells for cells in rows}


def _of_no_row(frame: Table) -> _Cells:
    """Return what the columns of a matrix say of a row that never had them."""
    if not frame.across or not frame.rows:
        return {}
    codes = [field.code for field in frame.columns]
    return dict(zip(codes[len(COUNTRY) :], frame.rows[0][len(COUNTRY) :], strict=True))
