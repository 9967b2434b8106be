"""The entries of the register that a reader asked for, as a table to take away."""

from collections.abc import Iterable

from app.core.i18n import country_name, printed_code
from app.core.i18n import gettext as _
from app.core.spreadsheets import (
    CellValue,
    Column,
    NoteSheet,
    TableSheet,
    Workbook,
    workbook_bytes,
)
from app.dashboards.marks import mark_of, marked_csv, name_mark
from app.dashboards.pages.around import Around
from app.dashboards.pages.register import LISTS, type_word
from app.dashboards.register import Entry
from app.dashboards.view import View
from app.domain.contribution import Measure
from app.editions.words import option_word
from app.reporting.words import language_word, list_words

Row = tuple[CellValue, ...]
_NOTHING = Measure("", "", "", "", ())


def columns() -> tuple[Column, ...]:
    """Return the columns: codes beside words, so that tables of any language meet."""
    return (
        Column(_("Country code"), 9),
        Column(_("ISO code"), 9),
        Column(_("Country"), 18),
        Column(_("Type code"), 12),
        Column(_("Type"), 20),
        Column(_("Points"), 14),
        Column(_("Title"), 40),
        Column(_("Description"), 70),
        Column(_("Stage"), 18),
        Column(_("Begins"), 12),
        Column(_("Ends"), 12),
        Column(_("Lead body"), 30),
        Column(_("Partners"), 30),
        Column(_("Budget"), 20),
        Column(_("Partner regions"), 30),
        Column(_("Sustainable Development Goals"), 30),
        Column(_("Sectors"), 30),
        Column(_("Language"), 14),
        Column(_("Link"), 40, "link"),
        Column(_("Source"), 40),
    )


def rows(view: View, entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Return one row for each entry, in the words of the original."""
    return tuple(_row(view, entry) for entry in entries)


def _row(view: View, entry: Entry) -> Row:
    measure = entry.measure or _NOTHING
    return (
        printed_code(entry.reporter),
        entry.reporter,
        country_name(entry.reporter),
        entry.type,
        type_word(view, entry.type),
        ", ".join(entry.points),
        measure.title or _("Good practice"),
        measure.description or entry.practice,
        option_word(view.catalogue.measure_stages, measure.stage) if measure.stage else "",
        measure.start,
        measure.end,
        measure.lead_body,
        measure.partners,
        measure.budget,
        *(
            list_words(view.index, LISTS[name], codes)
            for name, codes in (
                ("region", entry.regions),
                ("sdg", entry.sdgs),
                ("sector", entry.sectors),
            )
        ),
        language_word(measure.language) if entry.measure else "",
        measure.link,
        measure.source,
    )


def stem(view: View) -> str:
    """Return the name of a file without its ending; it says what is not for everybody."""
    info = view.info
    return f"{name_mark(info)}register_{info.cycle_code}_{info.number}"


def as_csv(view: View, entries: Iterable[Entry]) -> bytes:
    """Return the table as CSV."""
    heads = [column.title for column in columns()]
    return marked_csv(heads, rows(view, entries), mark_of(view.info))


def as_xlsx(
    view: View, entries: Iterable[Entry], about: Around, asked: Iterable[str] = ()
) -> bytes:
    """Return the table as a workbook that says what was asked for."""
    title = _("Register of measures and good practices")
    lines = (
        (_("Edition"), about.edition),
        (_("How to cite"), about.citation),
        (_("Method and limits"), " ".join(about.limits)),
        (_("Filters"), "; ".join(asked) or _("None: every entry")),
        (_("Found again at"), about.address),
    )
    table = TableSheet(_("Register")[:31], title, "Register", columns(), rows(view, entries))
    sheets = (NoteSheet(_("About")[:31], title, lines), table)
    return workbook_bytes(Workbook(title, sheets, about.mark))
