"""The tables of values: one a row, by country and point, by country and indicator, for Europe."""

from collections.abc import Iterator

from app.core.i18n import N_, gettext
from app.core.spreadsheets import CellValue
from app.domain.asked import progress_key
from app.domain.contribution import ReportData
from app.domain.facts import EU27, Fact
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import Observation, ObservationKey
from app.domain.points import Point, ReporterEntry
from app.domain.roles import COMMISSION
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
    states,
    value_cells,
    written_codes,
)
from app.reporting.submissions import StoredSubmission
from app.reporting.words import code_word, flag_word, missing_word, proposal_word

LEFT_OUT = "LEFT_OUT"

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
            "".join(seen.flags),
            ", ".join(flag_word(contents.index, flag) for flag in seen.flags),
            seen.source,
            stored.version,
            status,
            "; ".join(filter(None, (status_words, proposal_word(seen.origin)))),
            fact.id if fact else None,
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


def progress_matrix(contents: EditionContents, *, commission: bool) -> Table:
    """The status of each point by country; an empty cell means no report, never no progress."""
    points = [
        p
        for p in contents.index.catalogue.instrument.points
        if (p.addressee == "commission") == commission
    ]
    columns = (*COUNTRY, *(Field(p.id, 14, code=p.id) for p in points))
    entries = states(contents) if not commission else reporters(contents)[-1:]
    rows = tuple(
        (*country(entry), *(_status(contents, entry, point) for point in points))
        for entry in entries
    )
    name = "Commission_progress" if commission else "Matrix_progress"
    title = (
        N_("Progress status of points 25 to 31, the Commission")
        if commission
        else N_("Progress status of points 1 to 24 by country")
    )
    note = gettext(
        "Codes; README says what they mean. Empty: nothing to show. LEFT_OUT: left out by the "
        "country. Self-assessed."
    )
    return Table(name, title, columns, rows, note, key=("country_code",), across="point")


def _status(contents: EditionContents, entry: ReporterEntry, point: Point) -> str | None:
    data = contents.reports.get(entry.code)
    if data is None:
        return None
    if point.id in data.left_out:
        return LEFT_OUT
    key = progress_key(point.id, data.cutoff)
    fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
    if fact is not None:
        return fact.text
    seen = data.observations.get(key)
    return seen.missing.code if seen and seen.missing else None


def core_matrix(contents: EditionContents) -> Table:
    """The totals of the core indicators by country, the latest period of each; beside each value
    the code of why there is none."""
    wanted = [
        i
        for i in contents.index.catalogue.indicators
        if i.tier == "core" and i.subject == "reporter" and i.id != PROGRESS
    ]
    columns = (*COUNTRY, *(field for i in wanted for field in _core_fields(i)))
    rows = tuple(
        (*country(entry), *(cell for i in wanted for cell in _latest(contents, entry, i)))
        for entry in states(contents)
    )
    note = gettext("Numbers as numbers, dates as dates, choices as codes. Missing: its code.")
    title = N_("Core indicators by country")
    key = ("country_code",)
    return Table("Matrix_core", title, columns, rows, note, key=key, across="indicator")


def _core_fields(indicator: Indicator) -> tuple[Field, Field]:
    kind = "day" if indicator.value_type == "date" else "number"
    missing = gettext("{indicator} missing").format(indicator=indicator.id)
    return (
        Field(indicator.id, 12, "day" if kind == "day" else "number", code=indicator.id),
        Field(missing, 9, code=f"{indicator.id} missing"),
    )


def _latest(
    contents: EditionContents, entry: ReporterEntry, indicator: Indicator
) -> tuple[CellValue, CellValue]:
    data = contents.reports.get(entry.code)
    key = _last_total(data, indicator) if data else None
    if data is None or key is None:
        return (None, None)
    fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
    if fact is not None:
        return (next((cell for cell in value_cells(fact) if cell is not None), None), None)
    return (None, _missing(contents, data.observations[key])[0])


def _last_total(data: ReportData, indicator: Indicator) -> ObservationKey | None:
    keys = [k for k in data.observations if k.indicator == indicator.id and k.is_total]
    return max(keys, key=lambda key: key.period, default=None)


def aggregates_table(contents: EditionContents) -> Table:
    """Every European figure with n of 27 and why values are missing."""
    columns = (
        Field(N_("Fact"), 52),
        Field(N_("Subject"), 14),
        Field(N_("Subject in words"), 36),
        Field(N_("Point"), 8),
        Field(N_("Indicator"), 10),
        Field(N_("Rule"), 20),
        Field(N_("Rule in words"), 26),
        Field(N_("Codes"), 26),
        Field(N_("Codes in words"), 26),
        Field(N_("Period"), 12),
        Field(N_("Value (number)"), 14, "number"),
        Field(N_("Value (date)"), 12, "day"),
        Field(N_("Value (text)"), 20),
        Field(N_("Unit"), 14),
        Field(N_("n"), 6, "whole"),
        Field(N_("of"), 6, "whole"),
        Field(N_("Missing by reason"), 40),
        Field(N_("Missing in words"), 50),
        Field(N_("Flags"), 18),
        Field(N_("Flags in words"), 30),
    )
    facts = [fact for fact in contents.facts.values() if fact.key.set in (EU27, COMMISSION)]
    rows = tuple(_aggregate_row(contents, f) for f in sorted(facts, key=lambda fact: fact.id))
    return Table("EU_aggregates", N_("European figures"), columns, rows, key=("fact",))


def _aggregate_row(contents: EditionContents, fact: Fact) -> Row:
    index, baseline = contents.index, contents.info.is_baseline
    point, indicator = _about(contents, fact)
    return (
        fact.id,
        fact.key.subject,
        words.subject_word(index, fact.key.subject),
        point,
        indicator,
        fact.key.measure,
        words.measure_word(index, fact),
        written_codes(fact.key.codes),
        words.codes_word(index, fact),
        fact.key.period,
        *value_cells(fact),
        words.unit_word(fact),
        fact.n,
        fact.of,
        ", ".join(f"{reason}: {count}" for reason, count in sorted(fact.missing.items())),
        ", ".join(f"{said}: {count}" for said, count in words.missing_words(index, fact, baseline)),
        ", ".join(fact.flags),
        ", ".join(words.flag_words(index, fact)),
    )


def _about(contents: EditionContents, fact: Fact) -> tuple[str, str]:
    """Return the point and the indicator of a figure, each empty where it has none."""
    subject = fact.key.subject
    known = contents.index.indicators.get(subject)
    if known is not None:
        return f"P{known.home_point:02d}", known.id
    point, _dot, topic = subject.partition(".")
    is_point = any(point == one.id for one in contents.index.catalogue.instrument.points)
    return (point if is_point else "", PROGRESS if topic == "progress" else "")
