"""The register of measures to take away: a workbook or CSV of what the filters leave."""

from app.core.clock import now
from app.core.csv_files import csv_text
from app.core.i18n import country_name, format_datetime, ngettext, printed_code
from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue, Column, TableSheet, Workbook, workbook_bytes
from app.domain.contribution import MEASURE_CODES, Measure
from app.reporting import words
from app.reporting.pages.content import option_word
from app.reporting.pages.measures import Wanted
from app.reporting.pages.records import field_labels
from app.reporting.work import Work

_WIDTHS = {"title": 40, "description": 70, "points": 14, "start": 12, "end": 12, "link": 40}
_NAMES = (
    "title",
    "type",
    "stage",
    "points",
    "description",
    "start",
    "end",
    "lead_body",
    "budget",
    "partners",
    "regions",
    "sdgs",
    "sectors",
    "link",
    "language",
    "visibility",
)


def register_csv(work: Work, wanted: Wanted) -> str:
    """Return the measures as CSV."""
    return csv_text((column.title for column in _columns()), _rows(work, wanted))


def register_workbook(work: Work, wanted: Wanted) -> bytes:
    """Return the measures as a workbook; it says of when they are and that nobody signed them."""
    name = country_name(work.reporter)
    rows = _rows(work, wanted)
    count = ngettext("%(num)s measure", "%(num)s measures", len(rows)) % {"num": len(rows)}
    note = _("%(count)s as they stood on %(time)s Brussels time; not signed.") % {
        "count": count,
        "time": format_datetime(now()),
    }
    title = _("Measures of %(country)s, %(cycle)s") % {"country": name, "cycle": work.cycle}
    sheet = TableSheet(_("Measures"), title, "measures", _columns(), rows, note)
    return workbook_bytes(Workbook(title, (sheet,)))


def register_name(work: Work, ending: str) -> str:
    """Return the name of the file."""
    return f"measures-{work.cycle}-{printed_code(work.reporter)}.{ending}"


def _columns() -> tuple[Column, ...]:
    labels = field_labels()
    return tuple(
        Column(labels[name], _WIDTHS.get(name, 20), "link" if name == "link" else "text")
        for name in _NAMES
    )


def _rows(work: Work, wanted: Wanted) -> list[tuple[CellValue, ...]]:
    return [_row(work, m) for m in work.draft.data.measures if wanted.fits(m)]


def _row(work: Work, measure: Measure) -> tuple[CellValue, ...]:
    catalogue = work.index.catalogue
    said: dict[str, CellValue] = {
        **{name: getattr(measure, name) or None for name in _NAMES},
        "type": option_word(catalogue.measure_types, measure.type),
        "stage": option_word(catalogue.measure_stages, measure.stage),
        "points": ", ".join(str(int(point[1:])) for point in measure.points),
        "language": words.language_word(measure.language),
        "visibility": words.visibility_word(measure.visibility),
    }
    for name, codelist in MEASURE_CODES.items():
        said[name] = words.list_words(work.index, codelist, getattr(measure, name)) or None
    return tuple(said[name] for name in _NAMES)
