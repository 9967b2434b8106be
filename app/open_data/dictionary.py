"""What every column of the CSV files means: a table for people, the same as CSVW for programs."""

from collections.abc import Iterator
from typing import Any

from app.core.csv_files import csv_text
from app.core.i18n import gettext as _
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.open_data.table_parts import Field, Table
from app.open_data.tables import open_tables

DICTIONARY, METADATA = "dictionary.csv", "csv-metadata.json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TYPES = {"number": "decimal", "whole": "integer", "link": "anyURI", "date": "date"}
# Columns that hold codes, by their own code: the name of the list in the JSON interface.
_LISTS = {"missing_code": "missing", "flags": "flag", "stage": "measure_stage"}
_HEADS = ("table", "column", "title", "type", "part_of_key", "code_list", "codes", "empty_means")


def dictionary_csv(contents: EditionContents) -> str:
    """Return a line for each column of each table."""
    return csv_text(_HEADS, _lines(contents))


def _lines(contents: EditionContents) -> Iterator[tuple[str, ...]]:
    for table in open_tables(contents):
        for column in table.columns:
            name, codes = _codes(contents, table, column)
            key = "yes" if column.code in table.key else "no"
            title, empty = _(column.title), _(_empty(table, column))
            yield (table.name, column.code, title, _type(column), key, name, codes, empty)


def csv_metadata(contents: EditionContents) -> str:
    """Return the description of the CSV files as the W3C wants it beside them."""
    info = contents.info
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": info.cycle_title,
        "dc:identifier": info.code,
        "dc:license": {"@id": LICENCE},
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": "\r\n"},
        "tables": [_described(contents, table) for table in open_tables(contents)],
    }
    return canonical_json(document)


def _described(contents: EditionContents, table: Table) -> dict[str, Any]:
    columns = [_column(contents, table, column) for column in table.columns]
    schema: dict[str, Any] = {"columns": columns}
    if table.key:
        schema["primaryKey"] = list(table.key)
    mark = "RESTRICTED_" if contents.is_restricted else ""
    return {"url": f"{mark}{table.name}.csv", "dc:title": _(table.title), "tableSchema": schema}


def _column(contents: EditionContents, table: Table, column: Field) -> dict[str, Any]:
    name, codes = _codes(contents, table, column)
    said = {"name": column.code, "titles": column.code, "dc:title": _(column.title)}
    # A matrix holds codes beside numbers, so that only its texts are always right.
    kind = "string" if table.across and column.kind == "number" else _type(column)
    told = {"datatype": kind, "null": ""}
    return {**said, **told, **({"dc:description": f"{name}: {codes}"} if name else {})}


def _type(column: Field) -> str:
    return _TYPES.get(column.kind, "string")


def _empty(table: Table, column: Field) -> str:
    """Return what an empty cell says: never zero."""
    if table.across:
        return "nothing to show: see the code of the missing value, or the note of the table"
    if column.code.startswith("value"):
        return "no value: the column of missing codes says why"
    return "not applicable"


def _codes(contents: EditionContents, table: Table, column: Field) -> tuple[str, str]:
    """Return the code list of a column and its codes in one line."""
    catalogue = contents.index.catalogue
    lists: dict[str, list[tuple[str, str]]] = {
        "missing": [(m.code, m.label) for m in catalogue.missing_codes],
        "flag": [(f.flag, f.label) for f in catalogue.flags],
        "measure_stage": [(o.value, o.label) for o in catalogue.measure_stages],
        "progress": [(o.value, o.label) for o in catalogue.progress_scale],
    }
    name = _LISTS.get(column.code, "")
    if table.across == "point" and column.code[:1] == "p":
        name = "progress"
    return name, "; ".join(f"{code} = {label}" for code, label in lists.get(name, []))
