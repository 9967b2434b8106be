"""The catalogue record of the editions after DCAT-AP 3, with authority tables of the EU; pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.canonical import canonical_json

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TABLES = "http://publications.europa.eu/resource/authority"
_RECORD = "/catalogue.ttl"  # names in the record lead to the record itself
_MEDIA = "https://www.iana.org/assignments/media-types"
PUBLISHER = f"{_TABLES}/corporate-body/RTD"
LANGUAGE = f"{_TABLES}/language/ENG"
FREQUENCY = f"{_TABLES}/frequency/BIENNIAL"
LICENCE = f"{_TABLES}/licence/CC_BY_4_0"
PUBLIC = f"{_TABLES}/access-right/PUBLIC"
UNION = f"{_TABLES}/country/EUR"
THEMES = (f"{_TABLES}/data-theme/TECH", f"{_TABLES}/data-theme/INTR")
KEYWORDS = (
    "science diplomacy",
    "international cooperation in research and innovation",
    "research policy",
    "foreign policy",
    "European Research Area",
    "Council Recommendation",
    "indicators",
)
SUMMARY = (
    "What the Member States and the Commission tell about implementing the Council Recommendation "
    "on a European Union framework for science diplomacy: figures with the number of countries "
    "behind each, single values where a country publishes them, and reasons where there are none."
)
# File, what it is, entry of the table of file types, media type.
FILES = (
    ("data.csv.zip", "Tables as CSV with a dictionary", "ZIP", "application/zip"),
    (
        "data.xlsx",
        "Workbook",
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("data.json", "Tables as JSON", "JSON", "application/json"),
    ("data.sdmx.csv", "Figures as SDMX-CSV 2.0", "CSV", "text/csv"),
    ("structure.xml", "Structures as SDMX-ML 3.0", "XML", "application/xml"),
    ("archive.zip", "The whole edition with a manifest", "ZIP", "application/zip"),
)


@dataclass(frozen=True)
class Listed:
    """A published edition, as far as the catalogue lists it."""

    code: str
    title: str
    cutoff: date
    published_at: datetime
    page: str
    api: str
    files: Mapping[str, str]  # name -> address
    corrects: str = ""  # page of the edition of the same round that was out before
    corrected_by: str = ""  # page of the one that came after
    reason: str = ""  # why it takes the place of the one before


@dataclass(frozen=True)
class Term:
    """A node or a literal."""

    text: str
    language: str = ""
    kind: str = ""  # prefixed name of the data type
    is_node: bool = False


Triple = tuple[str, str, Term]


def node(address: str) -> Term:
    """Return a node."""
    return Term(address, is_node=True)


def said(text: str) -> Term:
    """Return an English text."""
    return Term(text, language="en")


def catalogue(base: str, name: str, email: str, editions: Iterable[Listed]) -> list[Triple]:
    """Return the record: a catalogue, a series with a data set for each edition, a service."""
    found = list(editions)
    home, series = f"{base}{_RECORD}#catalogue", f"{base}{_RECORD}#series"
    service = f"{base}/api/v1"
    triples = [
        *_about(home, "dcat:Catalog", name, SUMMARY),
        (home, "foaf:homepage", node(f"{base}/")),
        (home, "dct:language", node(LANGUAGE)),
        (home, "dct:license", node(LICENCE)),
        (home, "dcat:themeTaxonomy", node(f"{_TABLES}/data-theme")),
        (home, "dct:spatial", node(UNION)),
        (f"{base}/", "rdf:type", node("foaf:Document")),
        *_about(series, "dcat:DatasetSeries", "Science diplomacy in the European Union", SUMMARY),
        (series, "dct:accrualPeriodicity", node(FREQUENCY)),
        (series, "dct:spatial", node(UNION)),
        *_about(service, "dcat:DataService", f"{name}: JSON interface", SUMMARY),
        (service, "dcat:endpointURL", node(service)),
        (service, "dcat:endpointDescription", node(f"{base}/openapi.json")),
        (service, "dct:license", node(LICENCE)),
        (service, "dct:accessRights", node(PUBLIC)),
        (home, "dcat:service", node(service)),
        *_typed(),
    ]
    if found:
        triples += [(series, "dct:issued", _moment(min(e.published_at for e in found)))]
        triples += [(home, "dct:modified", _moment(max(e.published_at for e in found)))]
    for edition in found:
        triples += _dataset(home, series, service, edition)
    triples += [(series, "dcat:keyword", said(word)) for word in KEYWORDS]
    triples += _contact(base, name, email, [series, service, *(e.page for e in found)])
    return list(dict.fromkeys(triples))


def _about(subject: str, kind: str, title: str, text: str) -> Iterator[Triple]:
    yield subject, "rdf:type", node(kind)
    yield subject, "dct:title", said(title)
    yield subject, "dct:description", said(text)
    yield subject, "dct:publisher", node(PUBLISHER)


def _day(day: date) -> Term:
    return Term(day.isoformat(), kind="xsd:date")


def _moment(moment: datetime) -> Term:
    return Term(moment.isoformat(timespec="seconds"), kind="xsd:dateTime")


def _dataset(home: str, series: str, service: str, edition: Listed) -> Iterator[Triple]:
    page, period = edition.page, f"{edition.page}#period"
    yield home, "dcat:dataset", node(page)
    yield from _about(page, "dcat:Dataset", f"{edition.title} ({edition.code})", SUMMARY)
    yield page, "dcat:inSeries", node(series)
    yield page, "dct:identifier", Term(edition.page)
    yield page, "dcat:version", Term(edition.code)
    yield page, "dct:issued", _moment(edition.published_at)
    yield from _versions(edition)
    for word in KEYWORDS:
        yield page, "dcat:keyword", said(word)
    yield page, "dct:language", node(LANGUAGE)
    yield page, "dct:accrualPeriodicity", node(FREQUENCY)
    yield page, "dct:accessRights", node(PUBLIC)
    yield page, "dct:spatial", node(UNION)
    yield page, "dcat:landingPage", node(page)
    yield page, "rdf:type", node("foaf:Document")
    for theme in THEMES:
        yield page, "dcat:theme", node(theme)
    yield page, "dct:temporal", node(period)
    yield period, "rdf:type", node("dct:PeriodOfTime")
    yield period, "dcat:endDate", _day(edition.cutoff)
    yield service, "dcat:servesDataset", node(page)
    for file, label, kind, media in FILES:
        yield from _distribution(page, edition.files[file], label, kind, media)
    yield from _through_service(page, service, edition)


def _versions(edition: Listed) -> Iterator[Triple]:
    """Yield how an edition stands to those of the same round that came before and after it."""
    if edition.corrects:
        yield edition.page, "dcat:previousVersion", node(edition.corrects)
        yield edition.page, "dct:replaces", node(edition.corrects)
    if edition.corrected_by:
        yield edition.page, "dct:isReplacedBy", node(edition.corrected_by)
    if edition.reason:
        yield edition.page, "adms:versionNotes", said(edition.reason)


def _distribution(page: str, address: str, label: str, kind: str, media: str) -> Iterator[Triple]:
    one = f"{address}#distribution"
    yield page, "dcat:distribution", node(one)
    yield one, "rdf:type", node("dcat:Distribution")
    yield one, "dct:title", said(label)
    yield one, "dcat:accessURL", node(address)
    yield one, "dcat:downloadURL", node(address)
    yield one, "dct:license", node(LICENCE)
    yield one, "dct:format", node(f"{_TABLES}/file-type/{kind}")
    yield one, "dcat:mediaType", node(f"{_MEDIA}/{media}")
    yield f"{_TABLES}/file-type/{kind}", "rdf:type", node("dct:MediaTypeOrExtent")
    yield f"{_MEDIA}/{media}", "rdf:type", node("dct:MediaType")


def _through_service(page: str, service: str, edition: Listed) -> Iterator[Triple]:
    one = f"{edition.api}#distribution"
    yield page, "dcat:distribution", node(one)
    yield one, "rdf:type", node("dcat:Distribution")
    yield one, "dct:title", said("JSON interface")
    yield one, "dcat:accessURL", node(edition.api)
    yield one, "dcat:accessService", node(service)
    yield one, "dct:license", node(LICENCE)
    yield one, "dct:format", node(f"{_TABLES}/file-type/JSON")
    yield one, "dcat:mediaType", node(f"{_MEDIA}/application/json")


def _contact(base: str, name: str, email: str, subjects: Iterable[str]) -> Iterator[Triple]:
    contact = f"{base}{_RECORD}#contact"
    yield contact, "rdf:type", node("vcard:Organization")
    yield contact, "rdf:type", node("vcard:Kind")
    yield contact, "vcard:fn", Term(name)
    yield contact, "vcard:hasURL", node(f"{base}/about/contact")
    if email:
        yield contact, "vcard:hasEmail", node(f"mailto:{email}")
    for subject in subjects:
        yield subject, "dcat:contactPoint", node(contact)


def _typed() -> Iterator[Triple]:
    """Yield what the entries of the tables are: nobody need fetch them to check the record."""
    yield PUBLISHER, "rdf:type", node("foaf:Agent")
    yield PUBLISHER, "foaf:name", said("Directorate-General for Research and Innovation")
    for address, kind in (
        (LANGUAGE, "dct:LinguisticSystem"),
        (FREQUENCY, "dct:Frequency"),
        (LICENCE, "dct:LicenseDocument"),
        (PUBLIC, "dct:RightsStatement"),
        (UNION, "dct:Location"),
        (f"{_TABLES}/data-theme", "skos:ConceptScheme"),
    ):
        yield address, "rdf:type", node(kind)
    yield f"{_TABLES}/data-theme", "dct:title", said("Data theme")
    for theme, label in zip(
        THEMES, ("Science and technology", "International issues"), strict=True
    ):
        yield theme, "rdf:type", node("skos:Concept")
        yield theme, "skos:prefLabel", said(label)


def as_json_ld(triples: Iterable[Triple]) -> str:
    """Return the record as JSON-LD."""
    graph: dict[str, dict[str, list[object]]] = {}
    for subject, predicate, term in triples:
        held = graph.setdefault(subject, {})
        if predicate == "rdf:type":
            held.setdefault("@type", []).append(term.text)
        else:
            held.setdefault(predicate, []).append(_value(term))
    nodes = [{"@id": subject, **held} for subject, held in graph.items()]
    return canonical_json({"@context": PREFIXES, "@graph": nodes})


def _value(term: Term) -> dict[str, str]:
    if term.is_node:
        return {"@id": term.text}
    told = {"@language": term.language} if term.language else {}
    return {"@value": term.text, **told, **({"@type": term.kind} if term.kind else {})}


def as_turtle(triples: Iterable[Triple]) -> str:
    """Return the record as Turtle, a statement a line."""
    heads = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    lines = [f"<{s}> {p} {_written(term)} ." for s, p, term in triples]
    return "\n".join([*heads, "", *lines, ""])


def _written(term: Term) -> str:
    if term.is_node:
        is_short = term.text.partition(":")[0] in PREFIXES
        return term.text if is_short else f"<{term.text}>"
    escaped = term.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    tail = f"@{term.language}" if term.language else f"^^{term.kind}" if term.kind else ""
    return f'"{escaped}"{tail}'
