"""Exports of an edition: one workbook, one folder of CSV files, or one JSON document."""

import csv
import io
from datetime import date
from decimal import Decimal

from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue
from app.domain.answers import canonical_decimal
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.open_data.tables import Table, all_tables
from app.open_data.workbook import subgroup_workbook

_LIVE_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def file_stem(contents: EditionContents) -> str:
    """Return the file name without its ending: cycle, number, date of freezing."""
    info = contents.info
    return f"science-diplomacy_{info.cycle_code}_{info.number}_{info.frozen_at:%Y-%m-%d}"


def xlsx_export(contents: EditionContents) -> bytes:
    """Return the subgroup workbook."""
    return subgroup_workbook(contents)


def csv_exports(contents: EditionContents) -> dict[str, str]:
    """Return the tables as CSV texts by file name; what a spreadsheet would run is quoted."""
    return {f"{table.name}.csv": _csv(table) for table in all_tables(contents)}


def _csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_(column.title) for column in table.columns])
    writer.writerows([[_csv_cell(value) for value in row] for row in table.rows])
    return out.getvalue()


def _csv_cell(value: CellValue) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_LIVE_STARTS) else value
    return "" if value is None else str(_plain(value))


def json_export(contents: EditionContents) -> str:
    """Return all tables as one JSON document; numbers are texts, so that none is rounded."""
    info = contents.info
    return canonical_json(
        {
            "edition": info.code,
            "manifest_sha256": info.sha256,
            "restricted": contents.is_restricted,
            "tables": {
                table.name: {
                    "columns": [_(column.title) for column in table.columns],
                    "rows": [[_plain(value) for value in row] for row in table.rows],
                }
                for table in all_tables(contents)
            },
        }
    )


def _plain(value: CellValue) -> str | int | bool | None:
    if isinstance(value, Decimal):
        return canonical_decimal(value)
    return value.isoformat() if isinstance(value, date) else value
