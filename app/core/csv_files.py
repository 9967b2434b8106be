"""CSV files for spreadsheets: texts that a spreadsheet would run are quoted, numbers stay exact."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from app.core.spreadsheets import CellValue
from app.domain.answers import canonical_decimal

_LIVE_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_text(heads: Iterable[str], rows: Iterable[Sequence[CellValue]]) -> str:
    """Return a table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(list(heads))
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue()


def plain(value: CellValue) -> str | int | bool | None:
    """Return a value as files for programs hold it: numbers and days are texts, none is rounded."""
    if isinstance(value, Decimal):
        return canonical_decimal(value)
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: CellValue) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_LIVE_STARTS) else value
    return "" if value is None else str(plain(value))
