"""The tables of values: one a row, by country and point, by country and indicator, for Europe."""

from collections.abc import Iterator

from app.core.i18n import N_, asked_word, gettext
from app.core.spreadsheets import CellValue
from app.domain.observations import Observation
from app.domain.points import ReporterEntry
from app.editions import words
from app.editions.contents import EditionContents
from app.open_data.table_parts import (
    COUNTRY,
    Field,
    Row,
    Table,
    country,
    own_fact_key,
    reporters,
    value_cells,
    written_codes,
)
from app.reporting.submissions import StoredSubmission
from app.reporting.words import code_word, flag_word, missing_word, proposal_word

DATA_FIELDS = (
    *COUNTRY,
    Field(N_("Indicator"), 10),
    Field(N_("Indicator name"), 40),
    Field(N_("Point"), 8),
    Field(N_("Period"), 12),
    Field(N_("Breakdown"), 18),
    Field(N_("Codes"), 26),
    Field(N_("Codes in words"), 26),
    Field(N_("Value (number)"), 14, "number"),
    Field(N_("Value (date)"), 12, "day"),
    Field(N_("Value (text)"), 24),
    Field(N_("Value in words"), 30),
    Field(N_("Unit"), 14),
    Field(N_("Missing code"), 10),
    Field(N_("Missing in words"), 26),
    Field(N_("Flags"), 8),
    Field(N_("Flags in words"), 20),
    Field(N_("Source"), 30),
    Field(N_("Submission version"), 10, "whole"),
    Field(N_("Status"), 14),
    Field(N_("Status in words"), 24),
    Field(N_("Fact"), 44),
    Field(N_("Unit in words"), 14),
)


def data_table(contents: EditionContents) -> Table:
    """One row for each country, indicator, period and code: values from facts, reasons for none."""
    rows = tuple(row for entry in reporters(contents) for row in _data_rows(contents, entry))
    key = ("country_code", "indicator", "point", "period", "codes")
    return Table("Data_long", N_("All values, one a row"), DATA_FIELDS, rows, key=key)


def _data_rows(contents: EditionContents, entry: ReporterEntry) -> Iterator[Row]:
    data, stored = contents.reports.get(entry.code), contents.submissions.get(entry.code)
    if data is None or stored is None:
        return
    status, status_words = _origin(contents, stored)
    for key, seen in sorted(data.observations.items()):
        indicator = contents.index.indicators[key.indicator]
        fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
        if fact is None and seen.missing is None:
            continue  # too small to be shown to this reader
        yield (
            *country(entry),
            indicator.id,
            indicator.name,
            key.point or f"P{indicator.home_point:02d}",
            key.period,
            key.breakdown,
            written_codes(key.codes),
            ", ".join(code_word(contents.index, indicator, d, c) for d, c in key.codes),
            *value_cells(fact),
            words.figure_text(contents.index, fact) if fact and fact.number is None else None,
            indicator.unit,
            *_missing(contents, seen),
            ", ".join(seen.flags),
            ", ".join(flag_word(contents.index, flag) for flag in seen.flags),
            seen.source,
            stored.version,
            status,
            "; ".join(filter(None, (status_words, proposal_word(seen.origin)))),
            fact.id if fact else None,
            asked_word(indicator.unit),
        )


def _origin(contents: EditionContents, stored: StoredSubmission) -> tuple[str, str]:
    if contents.info.is_training:
        return "training", gettext("training: not real information")
    if stored.is_reported:
        return "reported", gettext("reported")
    return "compiled", gettext("from public sources")


def _missing(contents: EditionContents, seen: Observation) -> tuple[CellValue, CellValue]:
    if seen.missing is None:
        return (None, None)
    return (seen.missing.code, missing_word(contents.index, seen.missing.code))
