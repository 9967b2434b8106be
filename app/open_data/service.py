"""Exports of an edition: one workbook, one folder of CSV files, or one JSON document."""

from app.core.csv_files import csv_text, plain
from app.core.i18n import gettext as _
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.open_data.readme import Lines, mark_of, name_mark, readme_lines
from app.open_data.table_parts import Table
from app.open_data.tables import all_tables
from app.open_data.workbook import README, noted, subgroup_workbook

Tables = tuple[Table, ...]


def file_stem(contents: EditionContents) -> str:
    """Return the file name without its ending: cycle, number, date of freezing; first of all, that
    it is for practice or not public yet."""
    info = contents.info
    stem = f"science-diplomacy_{info.cycle_code}_{info.number}_{info.frozen_at:%Y-%m-%d}"
    if info.is_training:
        return f"training_{stem}"
    return f"{name_mark(contents)}{stem}"


def xlsx_export(contents: EditionContents, tables: Tables | None = None, more: Lines = ()) -> bytes:
    """Return the subgroup workbook."""
    return subgroup_workbook(contents, _tables(contents, tables), more)


def csv_exports(
    contents: EditionContents, tables: Tables | None = None, more: Lines = ()
) -> dict[str, str]:
    """Return the tables as CSV texts by file name; what a spreadsheet would run is quoted.

    A file that is taken out of its folder still says by its name that it is restricted.
    """
    kept = _tables(contents, tables)
    mark = name_mark(contents)
    lines = csv_text(("about", "said"), readme_lines(contents, kept, more))
    files = {f"{mark}{README}.csv": lines}
    return files | {f"{mark}{t.name}.csv": csv_text(_codes(t), t.rows) for t in kept}


def json_export(contents: EditionContents, tables: Tables | None = None, more: Lines = ()) -> str:
    """Return all tables as one JSON document; numbers are texts, so that none is rounded."""
    info = contents.info
    kept = _tables(contents, tables)
    said = [[label, plain(value)] for label, value in readme_lines(contents, kept, more)]
    return canonical_json(
        {
            "edition": info.code,
            "manifest_sha256": info.sha256,
            "restricted": contents.is_restricted,
            "mark": mark_of(contents),
            **({"training": True} if info.is_training else {}),
            "readme": said,
            "tables": {
                table.name: {
                    "columns": _codes(table),
                    "labels": [_(column.title) for column in table.columns],
                    "note": noted(table),
                    "rows": [[plain(value) for value in row] for row in table.rows],
                }
                for table in kept
            },
        }
    )


def _tables(contents: EditionContents, tables: Tables | None) -> Tables:
    return all_tables(contents) if tables is None else tables


def _codes(table: Table) -> list[str]:
    return [column.code for column in table.columns]
