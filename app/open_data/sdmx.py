"""Figures as SDMX: what they are coded by, and the figures themselves as SDMX-CSV 2.0; pure.

Every figure is one observation. Its dimensions are subject, area, statistic and answer, one for
each way to split values (`_T` where it is not split), and the time. Codes are those of the portal;
SDMX allows no dot in a code, so `SD-12.1` is `SD-12_1`. The full id of the fact stands beside.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.i18n import country_name
from app.domain.answers import canonical_decimal
from app.domain.facts import EU27, Fact, Facts
from app.domain.indicators import OPTION_DIMENSION, Catalogue
from app.domain.roles import COMMISSION

AGENCY = "SDR"  # Science Diplomacy Reporting
TOTAL = "_T"
NOT_ANSWERED = "_Z"  # the statistic is of all, not of those with one answer
TIME = "TIME_PERIOD"
VALUE = "OBS_VALUE"

Codes = dict[str, str]  # code -> label


@dataclass(frozen=True)
class SdmxEdition:
    """An edition as far as it is described and written: what one reader may see."""

    code: str
    title: str
    number: int
    cutoff: date
    frozen_at: str
    is_baseline: bool
    catalogue: Catalogue
    facts: Facts

    @property
    def name(self) -> str:
        """Id of the data flow and its structure."""
        return "SCIENCE_DIPLOMACY_BASELINE" if self.is_baseline else "SCIENCE_DIPLOMACY"

    @property
    def version(self) -> str:
        """Version of everything described: an edition has its own, as its code lists may grow."""
        return f"{self.cutoff.year}.{self.number}.0"


@dataclass(frozen=True)
class Attribute:
    """What is said of an observation beside its value."""

    id: str
    label: str
    kind: str  # a text type of SDMX, or the id of a code list
    is_needed: bool = False


ATTRIBUTES = (
    Attribute("OBS_TEXT", "Value where it is no number: a code, a day or a text", "String"),
    Attribute("FACT", "Id of the fact in the portal", "String", True),
    Attribute("PERIOD", "Reference period as the portal names it", "String", True),
    Attribute("UNIT_MEASURE", "Unit", "CL_UNIT_MEASURE"),
    Attribute("N", "Reporters behind the figure", "Integer", True),
    Attribute("N_OF", "Reporters that could stand behind it", "Integer", True),
    Attribute("MISSING", "Reporters without a value, by reason", "String"),
    Attribute("FLAGS", "Qualifiers", "String"),
)


@dataclass(frozen=True)
class Structure:
    """What the figures of an edition are coded by."""

    edition: SdmxEdition
    dimensions: tuple[str, ...]  # without the time, in the order of the columns
    labels: Mapping[str, str]  # of dimensions and their code lists
    lists: Mapping[str, Codes]  # by dimension, and that of the units


def code_of(text: str) -> str:
    """Return a code as SDMX allows it."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", text)


def structure_of(edition: SdmxEdition) -> Structure:
    """Return dimensions and code lists: everything the catalogue knows, and all that occurs."""
    split = _split_by(edition)
    facts = [fact for _, fact in sorted(edition.facts.items())]
    lists: dict[str, Codes] = {
        "SUBJECT": _subjects(edition, facts),
        "REF_AREA": _areas(edition, facts),
        "STATISTIC": {code: _STATISTICS.get(code, code) for code in _of(facts, 0)},
        "ANSWER": {NOT_ANSWERED: "All answers"}
        | {code_of(code): _answer_label(edition, code) for code in _of(facts, 1) if code},
        **{name.upper(): {TOTAL: "Total"} | codes for name, codes in split.items()},
    }
    units = {fact.unit for fact in facts if fact.unit}
    units |= {indicator.unit for indicator in edition.catalogue.indicators}
    lists["UNIT_MEASURE"] = {code_of(unit): unit for unit in sorted(units)}
    names = {found.id.upper(): found.label for found in edition.catalogue.codelists}
    labels = {name: _LABELS.get(name) or names.get(name, name) for name in lists}
    dimensions = tuple(name for name in lists if name != "UNIT_MEASURE")
    return Structure(edition, dimensions, labels, lists)


_LABELS = {
    "SUBJECT": "Subject: indicator, or point and what is counted at it",
    "REF_AREA": "Country, or the Union",
    "STATISTIC": "Statistic",
    "ANSWER": "Answer that is counted",
    "TYPE": "Type of measure",
    "OPTION": "Option of the indicator",
    "UNIT_MEASURE": "Unit",
}
_STATISTICS = {
    "value": "Value of one reporter",
    "n": "Reporters with a value",
    "count": "Count",
    "sum": "Sum",
    "mean": "Mean",
    "median": "Median",
    "missing": "Reporters without a value",
    "covered": "Reporters covered by public sources",
    "reported": "Reporters that reported",
    "ratio_of_sums": "Ratio of the sums",
    "count_yes": "Reporters that say yes",
    "points": "Points with information",
    "countries": "Countries with information",
}


def _of(facts: Iterable[Fact], part: int) -> list[str]:
    return sorted({fact.key.measure.partition("/")[::2][part] for fact in facts})


def _split_by(edition: SdmxEdition) -> dict[str, Codes]:
    """Return every dimension by which a value is split, with its codes."""
    known = {found.id: found.codes for found in edition.catalogue.codelists}
    names = {d for i in edition.catalogue.indicators for b in i.breakdowns for d in b.by}
    found: dict[str, Codes] = {
        name: {code_of(c.code): c.label for c in known.get(name, ())} for name in sorted(names)
    }
    options = {o.value: o.label for i in edition.catalogue.indicators for o in i.options}
    types = {o.value: o.label for o in edition.catalogue.measure_types}
    for _, fact in sorted(edition.facts.items()):
        for dimension, code in fact.key.codes:
            label = (types if dimension == "type" else options).get(code, code)
            found.setdefault(dimension, {}).setdefault(code_of(code), label)
    if OPTION_DIMENSION in found:
        found[OPTION_DIMENSION] |= {code_of(code): label for code, label in options.items()}
    return found


def _subjects(edition: SdmxEdition, facts: Iterable[Fact]) -> Codes:
    names = {i.id: i.name for i in edition.catalogue.indicators}
    titles = {p.id: p.title.get("en", p.id) for p in edition.catalogue.instrument.points}
    found: Codes = {}
    for subject in sorted(names | {fact.key.subject: "" for fact in facts}):
        point, _, kind = subject.partition(".")
        label = f"{titles[point]}: {kind}" if point in titles else subject
        found[code_of(subject)] = names.get(subject, label)
    return found


def _areas(edition: SdmxEdition, facts: Iterable[Fact]) -> Codes:
    entries = sorted(edition.catalogue.reporters, key=lambda entry: entry.protocol_order)
    found = {EU27: "European Union, 27 Member States"}
    found |= {entry.printed: country_name(entry.code) for entry in entries}
    found[COMMISSION] = "European Commission"
    return found | {fact.key.set: fact.key.set for fact in facts if fact.key.set not in found}


def _answer_label(edition: SdmxEdition, code: str) -> str:
    options = {o.value: o.label for i in edition.catalogue.indicators for o in i.options}
    return options.get(code, code)


def time_of(period: str, cutoff: date) -> str:
    """Return a period of the portal as a time of SDMX.

    `latest` is what was the newest on the cut-off day, so it stands under that day.
    """
    if re.fullmatch(r"\d{4}|\d{4}-\d\d-\d\d", period):
        return period
    if re.fullmatch(r"\d{4}-\d\d", period):  # an academic year begins in October
        return f"{period[:4]}-10-01/P1Y"
    if match := re.fullmatch(r"(\d{4})-(\d{4})", period):
        years = int(match[2]) - int(match[1])
        first = _years_before(cutoff, cutoff.year - int(match[1])) + timedelta(days=1)
        return f"{first.isoformat()}/P{years}Y"
    return cutoff.isoformat()


def _years_before(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last)


def columns_of(structure: Structure) -> tuple[str, ...]:
    """Return the heads of the columns."""
    start = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    attributes = (attribute.id for attribute in ATTRIBUTES)
    return (*start, *structure.dimensions, TIME, VALUE, *attributes)


def data_csv(structure: Structure) -> str:
    """Return every figure of the edition as SDMX-CSV 2.0."""
    edition = structure.edition
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns_of(structure))
    flow = f"{AGENCY}:{edition.name}({edition.version})"
    for name in sorted(edition.facts):
        writer.writerow(("dataflow", flow, "I", *_row(structure, edition.facts[name])))
    return out.getvalue()


def _row(structure: Structure, fact: Fact) -> tuple[str, ...]:
    key, cutoff = fact.key, structure.edition.cutoff
    statistic, _, answer = key.measure.partition("/")
    coded = {
        "SUBJECT": code_of(key.subject),
        "REF_AREA": key.set,
        "STATISTIC": statistic,
        "ANSWER": code_of(answer) or NOT_ANSWERED,
        **{dimension.upper(): code_of(code) for dimension, code in key.codes},
    }
    return (
        *(coded.get(name, TOTAL) for name in structure.dimensions),
        time_of(key.period, cutoff),
        "" if fact.number is None else canonical_decimal(fact.number),
        fact.text or "",
        fact.id,
        key.period,
        code_of(fact.unit),
        str(fact.n),
        str(fact.of),
        "; ".join(f"{reason}: {count}" for reason, count in sorted(fact.missing.items())),
        "; ".join(fact.flags),
    )
