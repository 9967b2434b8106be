"""Exports of an edition: one workbook, one folder of CSV files, or one JSON document."""

from app.core.csv_files import csv_text, plain
from app.core.i18n import gettext as _
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.open_data.tables import Table, all_tables
from app.open_data.workbook import subgroup_workbook


def file_stem(contents: EditionContents) -> str:
    """Return the file name without its ending: cycle, number, date of freezing."""
    info = contents.info
    training = "training_" if info.is_training else ""
    return f"{training}science-diplomacy_{info.cycle_code}_{info.number}_{info.frozen_at:%Y-%m-%d}"


def xlsx_export(contents: EditionContents) -> bytes:
    """Return the subgroup workbook."""
    return subgroup_workbook(contents)


def csv_exports(contents: EditionContents) -> dict[str, str]:
    """Return the tables as CSV texts by file name; what a spreadsheet would run is quoted."""
    return {
        f"{table.name}.csv": csv_text(_heads(table), table.rows) for table in all_tables(contents)
    }


def json_export(contents: EditionContents) -> str:
    """Return all tables as one JSON document; numbers are texts, so that none is rounded."""
    info = contents.info
    return canonical_json(
        {
            "edition": info.code,
            "manifest_sha256": info.sha256,
            "restricted": contents.is_restricted,
            **({"training": True} if info.is_training else {}),
            "tables": {
                table.name: {
                    "columns": _heads(table),
                    "rows": [[plain(value) for value in row] for row in table.rows],
                }
                for table in all_tables(contents)
            },
        }
    )


def _heads(table: Table) -> list[str]:
    return [_(column.title) for column in table.columns]
