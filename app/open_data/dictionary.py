"""What every column of the CSV files means: a table for people, the same as CSVW for programs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.core.csv_files import csv_text
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.open_data.codelists import code_lists
from app.open_data.codes import Codes
from app.open_data.columns import SEPARATOR, Meaning, meaning_of
from app.open_data.readme import mark_of, name_mark
from app.open_data.table_parts import Field, Table
from app.open_data.tables import open_tables
from app.open_data.workbook import README

DICTIONARY, CODELISTS, METADATA = "dictionary.csv", "codelists.csv", "csv-metadata.json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TYPES = {"number": "decimal", "whole": "integer", "link": "anyURI", "date": "date", "day": "date"}
_MOST_CODES = 16  # that stand in the dictionary itself; longer lists are in their own file only
_IS_SPECIAL = re.compile(r"([.^$*+?()\[\]{}|\\/])")
# Columns of a key that can be empty: a total has no codes, an answer no title.
_MAY_BE_EMPTY = ("codes", "title", "about", "explanation")
_BESIDE = (
    Table(
        "dictionary",
        N_("What every column means"),
        tuple(
            Field(title)
            for title in (
                *(N_("Table"), N_("Column"), N_("Title"), N_("Type"), N_("Part of key")),
                *(N_("Code list"), N_("Codes"), N_("Empty means"), N_("Description")),
                N_("Several"),
            )
        ),
        (),
        key=("table", "column"),
    ),
    Table(
        "codelists",
        N_("Every list of codes"),
        (Field(N_("List")), Field(N_("Title")), Field(N_("Code")), Field(N_("Label"))),
        (),
        key=("list", "code"),
    ),
)
_ABOUT = Table(README, N_("What the files are"), (Field(N_("About")), Field(N_("Said"))), ())
_Lists = Mapping[str, Codes]


def dictionary_csv(contents: EditionContents) -> str:
    """Return a line for each column of each file."""
    heads = (column.code for column in _BESIDE[0].columns)
    return csv_text(heads, _lines(contents, _codes(contents)))


def codelists_csv(contents: EditionContents) -> str:
    """Return a line for each code of each list."""
    heads = (column.code for column in _BESIDE[1].columns)
    rows = (
        (found.name, found.label, code, label)
        for found in code_lists(contents)
        for code, label in found.codes.items()
    )
    return csv_text(heads, rows)


def _codes(contents: EditionContents) -> _Lists:
    return {found.name: found.codes for found in code_lists(contents)}


def _every_table(contents: EditionContents) -> tuple[Table, ...]:
    """Return every table with its columns; rows are not made, because nobody looks at them."""
    bare = replace(contents, facts={}, submissions={}, reports={})
    return (_ABOUT, *open_tables(bare), *_BESIDE)


def _lines(contents: EditionContents, lists: _Lists) -> Iterator[tuple[str, ...]]:
    for table in _every_table(contents):
        for column in table.columns:
            meaning = meaning_of(contents, table, column)
            yield (
                table.name,
                column.code,
                _(column.title),
                _type(column, meaning),
                "yes" if column.code in table.key else "no",
                _list_of(meaning),
                _in_one_line(lists.get(_list_of(meaning), {})),
                _(_empty(table, column)),
                _(meaning.sentence),
                "yes" if meaning.several else "no",
            )


def _list_of(meaning: Meaning) -> str:
    """Return the list of the codes that fill a cell; where more stands beside them, none."""
    return "" if meaning.form else meaning.codes


def _in_one_line(codes: Codes) -> str:
    if len(codes) > _MOST_CODES:
        return _("{count} codes, see codelists.csv").format(count=len(codes))
    return "; ".join(f"{code} = {label}" for code, label in codes.items())


def csv_metadata(contents: EditionContents) -> str:
    """Return the description of the CSV files as the W3C wants it beside them."""
    info, lists = contents.info, _codes(contents)
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": info.cycle_title,
        "dc:identifier": info.code,
        "dc:license": {"@id": LICENCE},
        **({"dc:accessRights": mark_of(contents)} if mark_of(contents) else {}),
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": "\r\n"},
        "tables": [_described(contents, lists, table) for table in _every_table(contents)],
    }
    return canonical_json(document)


def _described(contents: EditionContents, lists: _Lists, table: Table) -> dict[str, Any]:
    columns = [_column(contents, lists, table, column) for column in table.columns]
    schema: dict[str, Any] = {"columns": columns}
    if table.key:
        schema["primaryKey"] = list(table.key)
    mark = name_mark(contents)
    return {"url": f"{mark}{table.name}.csv", "dc:title": _(table.title), "tableSchema": schema}


def _column(
    contents: EditionContents, lists: _Lists, table: Table, column: Field
) -> dict[str, Any]:
    meaning = meaning_of(contents, table, column)
    sentence = _(meaning.sentence)
    if name := _list_of(meaning):
        sentence += " " + _("Codes of the list {name} in codelists.csv.").format(name=name)
    return {
        "name": column.code,
        "titles": column.code,
        "dc:title": _(column.title),
        "dc:description": sentence,
        "datatype": _datatype(column, meaning, lists),
        "null": "",
        **({"separator": SEPARATOR} if meaning.several else {}),
        **({"required": True} if _is_needed(table, column) else {}),
    }


def _datatype(column: Field, meaning: Meaning, lists: _Lists) -> str | dict[str, str]:
    """Return the type; of codes also their form, so that any reader finds a strange one."""
    form = meaning.form or ("{codes}" if meaning.codes else "")
    if not form:
        return _type(column, meaning)
    known = "|".join(_IS_SPECIAL.sub(r"\\\1", code) for code in lists.get(meaning.codes, {}))
    return {"base": "string", "format": f"^(?:{form.replace('{codes}', known)})$"}


def _type(column: Field, meaning: Meaning) -> str:
    return meaning.type or _TYPES.get(column.kind, "string")


def _is_needed(table: Table, column: Field) -> bool:
    """Tell whether a cell is never empty: what names a row, where there is always something."""
    is_of_report = (table.name, column.code) == ("Quality_log", "point")
    return column.code in table.key and column.code not in _MAY_BE_EMPTY and not is_of_report


def _empty(table: Table, column: Field) -> str:
    """Return what an empty cell says: never zero."""
    if table.across:
        return N_("nothing to show: see the code of the missing value, or the note of the table")
    if column.code.startswith("value"):
        return N_("no value: the column of missing codes says why")
    return N_("not applicable")
