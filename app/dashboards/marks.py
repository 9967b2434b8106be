"""What a file says that is not for everybody: in its name, and inside where copying keeps it."""

from collections.abc import Iterable, Sequence

from app.core.csv_files import csv_text
from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue
from app.editions.queries import EditionInfo


def mark_of(info: EditionInfo) -> str:
    """Return what every file of an edition says first, empty once it is public."""
    if info.is_training:
        return _("Training material: not real information")
    return "" if info.is_published else _("Restricted: not published")


def name_mark(info: EditionInfo) -> str:
    """Return how the name of every file begins, as in the exports of the whole edition."""
    if info.is_training:
        return "training_"
    return "" if info.is_published else "RESTRICTED_"


def marked_csv(heads: Iterable[str], rows: Iterable[Sequence[CellValue]], mark: str) -> bytes:
    """Return a table as CSV; a mark stands in a first column, so that no row loses it."""
    if mark:
        heads = (_("Use"), *heads)
        rows = [(mark, *row) for row in rows]
    return csv_text(heads, rows).encode("utf-8-sig")
