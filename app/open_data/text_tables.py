"""The tables of texts: what countries say, good practices, findings with their explanations."""

from collections.abc import Iterator

from app.core.i18n import N_, gettext
from app.core.rule_messages import rule_title
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.observations import ObservationKey
from app.domain.points import ReporterEntry
from app.domain.qc.findings import HEADER, Severity
from app.domain.seen import narrative_codes, without_any_withheld
from app.editions.contents import EditionContents
from app.editions.words import option_word
from app.open_data.table_parts import (
    COUNTRY,
    Field,
    Row,
    Table,
    country,
    own_fact_key,
    reporters,
    written_codes,
)
from app.reporting.words import code_word, severity_word

MEASURE, EVIDENCE = "measure", "evidence"
_ABOUT_GAPS = ("QC-002", "QC-012", "QC-016")  # what they are about is not there to be closed
_ABOUT_PERSONS = ("QC-020", "QC-021")  # nobody is told where to look


def narratives_table(contents: EditionContents) -> Table:
    """What countries say in their own words, and their measures, as far as this reader may see."""
    columns = (
        *COUNTRY,
        Field(N_("Point"), 8),
        Field(N_("Kind"), 16),
        Field(N_("Kind in words"), 24),
        Field(N_("Title"), 40),
        Field(N_("Text"), 90),
        Field(N_("Language"), 9),
        Field(N_("Source"), 30),
        Field(N_("Link"), 40, "link"),
        Field(N_("Confidence of source"), 12),
    )
    rows = tuple(
        row
        for entry in reporters(contents)
        if (data := contents.reports.get(entry.code)) is not None
        for point in contents.index.catalogue.instrument.points
        for row in _narratives(contents, entry, data, point.id)
    )
    key = ("country_code", "point", "kind", "title")
    return Table("Narratives", N_("Texts, measures and links"), columns, rows, key=key)


def _narratives(
    contents: EditionContents, entry: ReporterEntry, data: ReportData, point: str
) -> Iterator[Row]:
    start = (*country(entry), point)
    labels = {question.key: question.label for question in contents.index.catalogue.questions}
    for code in narrative_codes(contents.index, point):
        answer = data.answers.get(code)
        if answer is not None and isinstance(answer.value, str):
            kind = code.partition(".")[2]
            said = (kind, labels[kind], None, answer.value, answer.language, None, None, None)
            yield (*start, *said)
    types = contents.index.catalogue.measure_types
    for m in data.measures_at(point):
        yield (
            *start,
            f"{MEASURE}: {m.type}",
            gettext("Measure: {type}").format(type=option_word(types, m.type)),
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
        yield (*start, EVIDENCE, gettext("Evidence"), *text)


def practice_table(contents: EditionContents) -> Table:
    """Good practices offered for peer learning, as far as this reader may see them."""
    columns = (
        *COUNTRY,
        Field(N_("Indicator"), 10),
        Field(N_("Points"), 14),
        Field(N_("Period"), 12),
        Field(N_("Codes"), 30),
        Field(N_("Codes in words"), 34),
        Field(N_("Text"), 90),
        Field(N_("Source"), 30),
        Field(N_("Fact"), 44),
    )
    asked = [i for i in contents.index.catalogue.indicators if _is_practice(i)]
    rows = tuple(
        row
        for entry in reporters(contents)
        if (data := contents.reports.get(entry.code)) is not None
        for indicator in asked
        for row in _practices(contents, entry, data, indicator)
    )
    key = ("country_code", "indicator", "period", "codes")
    return Table("Good_practice", N_("Good practice offered by countries"), columns, rows, key=key)


def _is_practice(indicator: Indicator) -> bool:
    return indicator.value_type == "text" and indicator.validation.publish_consent_required


def _practices(
    contents: EditionContents, entry: ReporterEntry, data: ReportData, indicator: Indicator
) -> Iterator[Row]:
    for key, seen in sorted(data.observations.items()):
        fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
        if key.indicator != indicator.id or fact is None or not fact.text:
            continue
        yield (
            *country(entry),
            indicator.id,
            ", ".join(f"P{number:02d}" for number in indicator.points),
            key.period,
            written_codes(key.codes),
            ", ".join(code_word(contents.index, indicator, d, c) for d, c in key.codes),
            fact.text,
            seen.source,
            fact.id,
        )


def quality_table(contents: EditionContents) -> Table:
    """Findings that stood at submission, with the country's explanation."""
    columns = (
        *COUNTRY,
        Field(N_("Rule"), 9),
        Field(N_("Rule in words"), 40),
        Field(N_("Severity"), 11),
        Field(N_("Severity in words"), 14),
        Field(N_("Point"), 8),
        Field(N_("About"), 40),
        Field(N_("Explanation"), 70),
    )
    rows = tuple(row for entry in reporters(contents) for row in _findings(contents, entry))
    key = ("country_code", "rule", "point", "about")
    return Table("Quality_log", N_("Quality log"), columns, rows, key=key)


def _findings(contents: EditionContents, entry: ReporterEntry) -> Iterator[Row]:
    stored, data = contents.submissions.get(entry.code), contents.reports.get(entry.code)
    if stored is None or data is None:
        return
    known = {str(key) for key in _open_cells(contents, entry, data)} | set(data.answers)
    for found in stored.document["findings"]:
        subject = found["subject"].partition("#")[0]
        is_open = subject in known or found["rule"] in _ABOUT_GAPS
        is_open = is_open and found["rule"] not in _ABOUT_PERSONS
        yield (
            *country(entry),
            found["rule"],
            rule_title(found["rule"]),
            found["severity"],
            severity_word(Severity(found["severity"])),
            "" if found["point"] == HEADER else found["point"],
            found["subject"] if is_open else "",
            found["justification"] if is_open else "",
        )


def _open_cells(
    contents: EditionContents, entry: ReporterEntry, data: ReportData
) -> Iterator[ObservationKey]:
    """Yield the cells this reader meets elsewhere: one too small to be shown is not among them."""
    for key, seen in data.observations.items():
        if seen.missing or str(own_fact_key(contents, entry, key)) in contents.facts:
            yield key
