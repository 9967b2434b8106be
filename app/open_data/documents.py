"""What the JSON interface says of an edition: plain documents, made of what one reader may see."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.core.csv_files import plain
from app.core.i18n import country_name
from app.domain.answers import canonical_decimal
from app.domain.contribution import Measure
from app.domain.facts import Fact
from app.domain.indicators import Indicator
from app.domain.points import Option, Point, ReporterEntry
from app.editions.contents import EditionContents
from app.editions.queries import EditionInfo
from app.open_data.addresses import api_url, data_url, page_url
from app.open_data.codelists import code_lists
from app.open_data.codes import printed_value
from app.open_data.table_parts import own_fact_key
from app.reporting.words import point_title

Document = dict[str, Any]
Codes = Iterable[tuple[str, str]]


def edition_document(info: EditionInfo, base: str) -> Document:
    """Return an edition: what it is made of, and where its parts are."""
    published = info.published_at if info.is_published else None
    parts = ("points", "indicators", "countries", "codelists", "facts", "observations", "measures")
    return {
        "edition": info.code,
        "title": info.cycle_title,
        "cycle": info.cycle_code,
        "number": info.number,
        "kind": str(info.kind),
        "cutoff": str(info.manifest["cycle"]["cutoff"]),
        "frozen_at": info.frozen_at.isoformat(),
        "published_at": published.isoformat() if published else None,
        "restricted": not info.is_published,
        "catalogue": info.manifest["catalogue"]["code"],
        "manifest_sha256": info.sha256,
        "page": base + page_url(info.code),
        "api": {part: base + api_url(info.code, part) for part in parts},
        "files": {name: base + data_url(info.code, name) for name in FILES},
    }


FILES = (
    "data.xlsx",
    "data.csv.zip",
    "data.json",
    "data.sdmx.zip",
    "dictionary.csv",
    "codelists.csv",
    "csv-metadata.json",
    "archive.zip",
)


def point_document(contents: EditionContents, point: Point) -> Document:
    """Return a point of the Recommendation."""
    groups = {group.id: group for group in contents.index.catalogue.instrument.groups}
    indicators = contents.index.catalogue.indicators
    return {
        "point": point.id,
        "number": point.number,
        "group": groups[point.group].title.get("en", point.group),
        "addressee": str(point.addressee),
        "title": point_title(point),
        "summary": point.summary,
        "strength": point.strength,
        "sub_items": {item.key: item.summary for item in point.sub_items},
        "indicators": [i.id for i in indicators if point.number in i.points],
    }


def indicator_document(indicator: Indicator) -> Document:
    """Return the definition of an indicator."""
    return {
        "indicator": indicator.id,
        "name": indicator.name,
        "definition": indicator.definition,
        "points": [f"P{number:02d}" for number in indicator.points],
        "unit": indicator.unit,
        "value_type": indicator.value_type,
        "options": _options(indicator.options),
        "subject": indicator.subject,
        "supplied_by": indicator.reporter,
        "reference_period": indicator.reference_period,
        "breakdowns": [
            {"dimensions": list(breakdown.by), "adds_up": breakdown.adds_up}
            for breakdown in indicator.breakdowns
        ],
        "european_figure": indicator.aggregation,
        "tier": indicator.tier,
        "level": indicator.measurement_level,
        "sensitivity": indicator.sensitivity,
        "comparability": indicator.comparability_note,
    }


def country_document(contents: EditionContents, entry: ReporterEntry) -> Document:
    """Return a reporter: under both codes, and whether the edition holds something of it."""
    return {
        "country": entry.printed,
        "iso": entry.code,
        "name": country_name(entry.code),
        "kind": entry.kind,
        "protocol_order": entry.protocol_order,
        "in_edition": entry.code in contents.submissions,
        "basis": _basis(contents, entry.code),
        "left_out": sorted(data.left_out) if (data := contents.reports.get(entry.code)) else [],
    }


def _basis(contents: EditionContents, reporter: str) -> str | None:
    """Return where what an edition holds of a reporter comes from."""
    stored = contents.submissions.get(reporter)
    if stored is None:
        return None
    return "reported" if stored.is_reported else "public_sources"


def codelists(contents: EditionContents) -> Iterator[Document]:
    """Yield every list of codes by which something is coded, here and in the files."""
    for found in code_lists(contents):
        codes = [
            {"code": code, "label": label}
            | ({"order": found.order[code]} if code in found.order else {})
            for code, label in found.codes.items()
        ]
        document = {"codelist": found.name, "label": found.label, "note": found.note}
        yield {**document, "codes": codes}


def _options(options: Iterable[Option]) -> list[Document]:
    return [{"code": o.value, "label": o.label, "order": o.order} for o in options]


def fact_document(fact: Fact, edition: str, base: str) -> Document:
    """Return a figure with how it came about; numbers are texts, so that none is rounded."""
    key = fact.key
    return {
        "fact": fact.id,
        "short": fact.short,
        "subject": key.subject,
        "set": key.set,
        "measure": key.measure,
        "period": key.period,
        "dimensions": _dimensions(key.codes),
        "number": None if fact.number is None else canonical_decimal(fact.number),
        "text": fact.text,
        "unit": fact.unit,
        "n": fact.n,
        "of": fact.of,
        "missing": dict(sorted(fact.missing.items())),
        "flags": list(fact.flags),
        "visibility": fact.visibility,
        "page": base + page_url(edition, f"facts/{fact.short}"),
    }


def _dimensions(codes: Codes) -> dict[str, str]:
    """Return the codes of a breakdown as they are printed; an id keeps them as they are stored."""
    return {dimension: printed_value(dimension, code) for dimension, code in codes}


def observations(contents: EditionContents) -> Iterator[Document]:
    """Yield what each country says, a value or the reason for none, in an order that is kept."""
    for entry in reporters(contents):
        data, stored = contents.reports.get(entry.code), contents.submissions.get(entry.code)
        if data is None or stored is None:
            continue
        for key, seen in sorted(data.observations.items()):
            fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
            if fact is None and seen.missing is None:
                continue  # too small to be shown to this reader
            yield {
                "observation": f"{entry.printed}/{key}",
                "country": entry.printed,
                "indicator": key.indicator,
                "point": key.point or f"P{contents.index.indicators[key.indicator].home_point:02d}",
                "period": key.period,
                "dimensions": _dimensions(key.codes),
                "number": plain(fact.number) if fact else None,
                "text": fact.text if fact else None,
                "unit": contents.index.indicators[key.indicator].unit,
                "missing": seen.missing.code if seen.missing else None,
                "flags": list(seen.flags),
                "source": seen.source,
                "reference_year": seen.reference_year,
                "basis": _basis(contents, entry.code),
                "fact": fact.id if fact else None,
            }


def measures(contents: EditionContents) -> Iterator[Document]:
    """Yield the measures and good practices of each country."""
    for entry in reporters(contents):
        data = contents.reports.get(entry.code)
        if data is None:
            continue
        for measure in sorted(data.measures, key=lambda one: one.uid):
            points = [point for point in measure.points if point not in data.left_out]
            if points:
                yield _measure(contents, entry, measure, points)


def _measure(
    contents: EditionContents, entry: ReporterEntry, measure: Measure, points: list[str]
) -> Document:
    return {
        "measure": f"{entry.printed}/{measure.uid}",
        "country": entry.printed,
        "title": measure.title,
        "description": measure.description,
        "language": measure.language,
        "type": measure.type,
        "stage": measure.stage,
        "points": points,
        "start": measure.start,
        "end": measure.end,
        "lead_body": measure.lead_body,
        "budget": measure.budget,
        "partners": measure.partners,
        "regions": list(measure.regions),
        "sdgs": list(measure.sdgs),
        "sectors": list(measure.sectors),
        "link": measure.link,
        "source": measure.source,
        "confidence": measure.confidence,
        "translations": [
            {"field": t.field, "language": t.language, "text": t.text, "made_by": t.made_by}
            for t in measure.translations
        ],
        "basis": _basis(contents, entry.code),
    }


def reporters(contents: EditionContents) -> list[ReporterEntry]:
    """Return the Member States and the Commission in protocol order."""
    entries = contents.index.catalogue.reporters
    return sorted(entries, key=lambda entry: entry.protocol_order)
