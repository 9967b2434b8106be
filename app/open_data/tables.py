"""The tables of an edition: the same columns in every edition and in every format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.i18n import N_, country_name, gettext
from app.core.spreadsheets import CellValue, Column
from app.domain.asked import progress_key
from app.domain.contribution import ReportData
from app.domain.facts import EU27, Fact, FactKey
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import ObservationKey
from app.domain.points import Point, ReporterEntry
from app.domain.qc.findings import HEADER
from app.domain.roles import COMMISSION
from app.domain.seen import narrative_codes, without_any_withheld
from app.editions.contents import EditionContents
from app.reporting.words import point_title, proposal_word

Row = tuple[CellValue, ...]


@dataclass(frozen=True)
class Table:
    """One table: a stable name, columns and rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


_COUNTRY = (Column(N_("Country code"), 9), Column(N_("ISO code"), 9), Column(N_("Country"), 18))


def _country(entry: ReporterEntry) -> tuple[str, str, str]:
    return (entry.printed, entry.code, country_name(entry.code))


def _reporters(contents: EditionContents) -> list[ReporterEntry]:
    entries = contents.index.catalogue.reporters
    return sorted(entries, key=lambda entry: entry.protocol_order)


def _states(contents: EditionContents) -> list[ReporterEntry]:
    return [entry for entry in _reporters(contents) if entry.code != COMMISSION]


def points_table(contents: EditionContents) -> Table:
    """The 31 points of the instrument."""
    columns = (
        Column(N_("Point"), 8),
        Column(N_("Number"), 8, "whole"),
        Column(N_("Group"), 22),
        Column(N_("Title"), 48),
        Column(N_("Addressee"), 18),
        Column(N_("Strength of wording"), 18),
        Column(N_("What is asked"), 80),
    )
    instrument = contents.index.catalogue.instrument
    groups = {g.id: g.title.get("en", g.id) for g in instrument.groups}
    rows = tuple(
        (p.id, p.number, groups[p.group], point_title(p), str(p.addressee), p.strength, p.summary)
        for p in instrument.points
    )
    return Table("Points", N_("Points of the Recommendation"), columns, rows)


def indicators_table(contents: EditionContents) -> Table:
    """The definitions of the indicators."""
    columns = (
        Column(N_("Indicator"), 10),
        Column(N_("Name"), 44),
        Column(N_("Definition"), 80),
        Column(N_("Unit"), 14),
        Column(N_("Value type"), 12),
        Column(N_("Points"), 16),
        Column(N_("Tier"), 10),
        Column(N_("Supplied by"), 14),
        Column(N_("Reference period"), 16),
        Column(N_("European figure"), 14),
        Column(N_("Breakdowns"), 30),
        Column(N_("Comparability"), 50),
    )
    rows = tuple(_indicator_row(i) for i in contents.index.catalogue.indicators)
    return Table("Indicators", N_("Indicators and their definitions"), columns, rows)


def _indicator_row(indicator: Indicator) -> Row:
    return (
        indicator.id,
        indicator.name,
        indicator.definition,
        indicator.unit,
        indicator.value_type,
        ", ".join(str(number) for number in indicator.points),
        indicator.tier,
        indicator.reporter,
        indicator.reference_period,
        indicator.aggregation,
        ", ".join(breakdown.id for breakdown in indicator.breakdowns),
        indicator.comparability_note or "",
    )


DATA_COLUMNS = (
    *_COUNTRY,
    Column(N_("Indicator"), 10),
    Column(N_("Indicator name"), 40),
    Column(N_("Point"), 8),
    Column(N_("Period"), 12),
    Column(N_("Breakdown"), 18),
    Column(N_("Codes"), 26),
    Column(N_("Value (number)"), 14, "number"),
    Column(N_("Value (text)"), 24),
    Column(N_("Unit"), 14),
    Column(N_("Missing code"), 10),
    Column(N_("Flags"), 8),
    Column(N_("Source"), 30),
    Column(N_("Submission version"), 10, "whole"),
    Column(N_("Status"), 14),
    Column(N_("Fact"), 44),
)


def data_table(contents: EditionContents) -> Table:
    """One row for each country, indicator, period and code: values from facts, reasons for none."""
    rows = tuple(row for entry in _reporters(contents) for row in _data_rows(contents, entry))
    return Table("Data_long", N_("All values, one a row"), DATA_COLUMNS, rows)


def _data_rows(contents: EditionContents, entry: ReporterEntry) -> Iterator[Row]:
    data, stored = contents.reports.get(entry.code), contents.submissions.get(entry.code)
    if data is None or stored is None:
        return
    status = gettext("reported") if stored.is_reported else gettext("from public sources")
    if contents.info.is_training:
        status = gettext("training: not real information")
    for key, seen in sorted(data.observations.items()):
        indicator = contents.index.indicators[key.indicator]
        fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
        if fact is None and seen.missing is None:
            continue  # too small to be shown to this reader
        yield (
            *_country(entry),
            indicator.id,
            indicator.name,
            key.point or f"P{indicator.home_point:02d}",
            key.period,
            key.breakdown,
            ", ".join(f"{d}={c}" for d, c in key.codes),
            fact.number if fact else None,
            fact.text if fact else None,
            indicator.unit,
            seen.missing.code if seen.missing else None,
            "".join(seen.flags),
            seen.source,
            stored.version,
            "; ".join(filter(None, (status, proposal_word(seen.origin)))),
            fact.id if fact else None,
        )


def own_fact_key(contents: EditionContents, entry: ReporterEntry, key: ObservationKey) -> FactKey:
    """Return the key of the fact that carries one reporter's own value."""
    printed = COMMISSION if entry.code == COMMISSION else entry.printed
    if key.indicator == PROGRESS:
        return FactKey(f"{key.point}.progress", printed, "value", key.period, key.codes)
    return FactKey(key.indicator, printed, "value", key.period, key.codes)


def progress_matrix(contents: EditionContents, *, commission: bool) -> Table:
    """The status of each point by country; an empty cell means no report, never no progress."""
    points = [
        p
        for p in contents.index.catalogue.instrument.points
        if (p.addressee == "commission") == commission
    ]
    columns = (*_COUNTRY, *(Column(p.id, 14) for p in points))
    entries = _states(contents) if not commission else _reporters(contents)[-1:]
    rows = tuple(
        (*_country(entry), *(_status(contents, entry, point) for point in points))
        for entry in entries
    )
    name = "Commission_progress" if commission else "Matrix_progress"
    title = (
        N_("Progress status of points 25 to 31, the Commission")
        if commission
        else N_("Progress status of points 1 to 24 by country")
    )
    note = gettext("Empty: nothing to show. LEFT_OUT: left out by the country. Self-assessed.")
    return Table(name, title, columns, rows, note)


def _status(contents: EditionContents, entry: ReporterEntry, point: Point) -> str | None:
    data = contents.reports.get(entry.code)
    if data is None:
        return None
    if point.id in data.left_out:
        return "LEFT_OUT"
    key = progress_key(point.id, data.cutoff)
    fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
    if fact is not None:
        return fact.text
    seen = data.observations.get(key)
    return seen.missing.code if seen and seen.missing else None


def core_matrix(contents: EditionContents) -> Table:
    """The totals of the core indicators by country, the latest period of each."""
    wanted = [
        i
        for i in contents.index.catalogue.indicators
        if i.tier == "core" and i.subject == "reporter" and i.id != PROGRESS
    ]
    columns = (*_COUNTRY, *(Column(i.id, 12, "number") for i in wanted))
    rows = tuple(
        (*_country(entry), *(_latest(contents, entry, indicator) for indicator in wanted))
        for entry in _states(contents)
    )
    note = gettext("Numbers as numbers, choices as codes, missing values as their codes.")
    return Table("Matrix_core", N_("Core indicators by country"), columns, rows, note)


def _latest(contents: EditionContents, entry: ReporterEntry, indicator: Indicator) -> CellValue:
    data = contents.reports.get(entry.code)
    keys = (
        sorted(
            (k for k in data.observations if k.indicator == indicator.id and k.is_total),
            key=lambda k: k.period,
        )
        if data
        else []
    )
    if data is None or not keys:
        return None
    fact = contents.facts.get(str(own_fact_key(contents, entry, keys[-1])))
    if fact is not None:
        return fact.number if fact.number is not None else fact.text
    missing = data.observations[keys[-1]].missing
    return missing.code if missing else None


def aggregates_table(contents: EditionContents) -> Table:
    """Every European figure with n of 27 and why values are missing."""
    columns = (
        Column(N_("Fact"), 52),
        Column(N_("Subject"), 14),
        Column(N_("Rule"), 20),
        Column(N_("Codes"), 26),
        Column(N_("Period"), 12),
        Column(N_("Value"), 14, "number"),
        Column(N_("Unit"), 14),
        Column(N_("n"), 6, "whole"),
        Column(N_("of"), 6, "whole"),
        Column(N_("Missing by reason"), 40),
        Column(N_("Flags"), 18),
    )
    facts = [fact for fact in contents.facts.values() if fact.key.set in (EU27, COMMISSION)]
    rows = tuple(_aggregate_row(fact) for fact in sorted(facts, key=lambda fact: fact.id))
    return Table("EU_aggregates", N_("European figures"), columns, rows)


def _aggregate_row(fact: Fact) -> Row:
    return (
        fact.id,
        fact.key.subject,
        fact.key.measure,
        ", ".join(f"{d}={c}" for d, c in fact.key.codes),
        fact.key.period,
        fact.number if fact.number is not None else fact.text,
        fact.unit,
        fact.n,
        fact.of,
        ", ".join(f"{reason}: {count}" for reason, count in sorted(fact.missing.items())),
        ", ".join(fact.flags),
    )


def narratives_table(contents: EditionContents) -> Table:
    """What countries say in their own words, and their measures, as far as this reader may see."""
    columns = (
        *_COUNTRY,
        Column(N_("Point"), 8),
        Column(N_("Kind"), 16),
        Column(N_("Title"), 40),
        Column(N_("Text"), 90),
        Column(N_("Language"), 9),
        Column(N_("Source"), 30),
        Column(N_("Link"), 40, "link"),
        Column(N_("Confidence of source"), 12),
    )
    rows = tuple(
        row
        for entry in _reporters(contents)
        if (data := contents.reports.get(entry.code)) is not None
        for point in contents.index.catalogue.instrument.points
        for row in _narratives(contents, entry, data, point.id)
    )
    return Table("Narratives", N_("Texts, measures and links"), columns, rows)


def _narratives(
    contents: EditionContents, entry: ReporterEntry, data: ReportData, point: str
) -> Iterator[Row]:
    start = (*_country(entry), point)
    for code in narrative_codes(contents.index, point):
        answer = data.answers.get(code)
        if answer is not None and isinstance(answer.value, str):
            kind = code.partition(".")[2]
            yield (*start, kind, None, answer.value, answer.language, None, None, None)
    for m in data.measures_at(point):
        yield (
            *start,
            f"measure: {m.type}",
            m.title,
            m.description,
            m.language,
            m.source,
            m.link,
            m.confidence,
        )
    for e in without_any_withheld(data.evidence_at(point)):
        source = e.source or e.file_name
        text = (e.title, e.description, e.language, source, e.url, e.confidence)
        yield (*start, "evidence", *text)


_ABOUT_GAPS = ("QC-002", "QC-012", "QC-016")  # what they are about is not there to be closed
_ABOUT_PERSONS = ("QC-020", "QC-021")  # nobody is told where to look


def quality_table(contents: EditionContents) -> Table:
    """Findings that stood at submission, with the country's explanation."""
    columns = (
        *_COUNTRY,
        Column(N_("Rule"), 9),
        Column(N_("Severity"), 11),
        Column(N_("Point"), 8),
        Column(N_("About"), 40),
        Column(N_("Explanation"), 70),
    )
    rows = []
    for entry in _reporters(contents):
        stored, data = contents.submissions.get(entry.code), contents.reports.get(entry.code)
        if stored is None or data is None:
            continue
        known = {f"{key}" for key in data.observations} | set(data.answers)
        for found in stored.document["findings"]:
            subject = found["subject"].partition("#")[0]
            is_open = subject in known or found["rule"] in _ABOUT_GAPS
            is_open = is_open and found["rule"] not in _ABOUT_PERSONS
            shown = found["justification"] if is_open else ""
            about = found["subject"] if is_open else ""
            point = "" if found["point"] == HEADER else found["point"]
            line = (found["rule"], found["severity"], point, about, shown)
            rows.append((*_country(entry), *line))
    return Table("Quality_log", N_("Quality log"), columns, tuple(rows))


def all_tables(contents: EditionContents) -> tuple[Table, ...]:
    """Return every table in the order of the workbook."""
    return (
        points_table(contents),
        indicators_table(contents),
        data_table(contents),
        progress_matrix(contents, commission=False),
        progress_matrix(contents, commission=True),
        core_matrix(contents),
        aggregates_table(contents),
        narratives_table(contents),
        quality_table(contents),
    )


def cutoff_of(contents: EditionContents) -> date:
    """Return the cut-off date of the edition's cycle."""
    return date.fromisoformat(contents.info.manifest["cycle"]["cutoff"])
