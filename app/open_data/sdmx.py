"""Figures as SDMX: what they are coded by, and the figures themselves as SDMX-CSV 2.0; pure.

Every figure is one observation. Its dimensions are subject, area, statistic and answer, one for
each way to split values (`_T` where it is not split), and the time. Codes are those of the portal;
SDMX allows no dot in a code, so `SD-12.1` is `SD-12_1`. The full id of the fact stands beside.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from app.core.i18n import N_, gettext
from app.domain.answers import canonical_decimal
from app.domain.facts import Fact, Facts
from app.domain.indicators import OPTION_DIMENSION, Catalogue
from app.domain.observations import CatalogueIndex
from app.open_data import codes
from app.open_data.codes import Codes

AGENCY = "SDR"  # Science Diplomacy Reporting
TOTAL = "_T"
NOT_ANSWERED = "_Z"  # the statistic is of all, not of those with one answer
TIME = "TIME_PERIOD"
VALUE = "OBS_VALUE"


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

    @cached_property
    def index(self) -> CatalogueIndex:
        """Look-ups over what was asked."""
        return CatalogueIndex.of(self.catalogue)

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


_ATTRIBUTES = (
    Attribute("OBS_TEXT", N_("Value where it is no number: a code, a day or a text"), "String"),
    Attribute("FACT", N_("Id of the fact in the portal"), "String", True),
    Attribute("PERIOD", N_("Reference period as the portal names it"), "String", True),
    Attribute("UNIT_MEASURE", N_("Unit"), "CL_UNIT_MEASURE"),
    Attribute("N", N_("Reporters behind the figure"), "Integer", True),
    Attribute("N_OF", N_("Reporters that could stand behind it"), "Integer", True),
    Attribute(
        "MISSING", N_("Reporters without a value, by reason: each a code of CL_MISSING"), "String"
    ),
    Attribute("FLAGS", N_("Qualifiers: each a code of CL_FLAG"), "String"),
    Attribute("OBS_ANSWER", N_("Value where it is one answer of a list"), "CL_ANSWER"),
)


@dataclass(frozen=True)
class Structure:
    """What the figures of an edition are coded by."""

    edition: SdmxEdition
    dimensions: tuple[str, ...]  # without the time, in the order of the columns
    labels: Mapping[str, str]  # of dimensions and their code lists
    lists: Mapping[str, Codes]  # by dimension, and those of the attributes
    attributes: tuple[Attribute, ...]


def code_of(text: str) -> str:
    """Return a code as SDMX allows it."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", text)


def structure_of(edition: SdmxEdition) -> Structure:
    """Return dimensions and code lists: everything the catalogue knows, and all that occurs."""
    index = edition.index
    facts = [fact for _, fact in sorted(edition.facts.items())]
    coded: dict[str, Codes] = {
        "SUBJECT": _coded(codes.subjects(index, facts)),
        "REF_AREA": codes.areas(index),
        "STATISTIC": {code: gettext(said) for code, said in codes.STATISTICS.items()},
        "ANSWER": {NOT_ANSWERED: gettext("All answers")} | _answers(index, facts),
        **{
            name.upper(): {TOTAL: gettext("Total")} | found
            for name, found in _split_by(index).items()
        },
    }
    reasons = codes.reasons(index, is_baseline=edition.is_baseline)
    beside = {
        "UNIT_MEASURE": _coded(codes.units(index, facts)),
        "MISSING": reasons,
        "FLAG": codes.flags(index),
    }
    names = {found.id.upper(): found.label for found in edition.catalogue.codelists}
    labels = {n: gettext(_LABELS[n]) if n in _LABELS else names[n] for n in (*coded, *beside)}
    plain = (replace(one, label=gettext(one.label)) for one in _ATTRIBUTES)
    attributes = (*plain, *_missing(reasons), *_flags(beside["FLAG"]))
    return Structure(edition, tuple(coded), labels, coded | beside, attributes)


_LABELS = {
    "SUBJECT": N_("Subject: indicator, or point and what is counted at it"),
    "REF_AREA": N_("Country, or the Union"),
    "STATISTIC": N_("Statistic"),
    "ANSWER": N_("Answer that is counted or given: list and code"),
    "TYPE": N_("Type of measure"),
    "OPTION": N_("Option of the indicator"),
    "UNIT_MEASURE": N_("Unit"),
    "MISSING": N_("Reason why there is no value"),
    "FLAG": N_("Qualifier"),
}


def _coded(found: Codes) -> Codes:
    return {code_of(code): label for code, label in found.items()}


def _missing(reasons: Codes) -> Iterable[Attribute]:
    """Yield an attribute for each reason: how many reporters have no value for it."""
    for code, label in reasons.items():
        yield Attribute(
            f"MISSING_{code.upper()}",
            gettext("Reporters without a value: {reason}").format(reason=label),
            "Integer",
        )


def _flags(flags: Codes) -> Iterable[Attribute]:
    for code, label in flags.items():
        yield Attribute(
            f"FLAG_{code.upper()}", gettext("Qualifier: {flag}").format(flag=label), "CL_FLAG"
        )


def answer_code(index: CatalogueIndex, subject: str, answer: str) -> str:
    """Return the code of an answer: with its list, because a code means another thing elsewhere."""
    named = codes.answer_list(index, subject) or subject
    return f"{code_of(named)}__{code_of(answer)}"


def _answers(index: CatalogueIndex, facts: Iterable[Fact]) -> Codes:
    """Return the answers of every list; what is counted without one, a year, names itself."""
    found = {
        f"{code_of(name)}__{code_of(code)}": label
        for name, answers in codes.answer_lists(index).items()
        for code, label in answers.items()
    }
    for fact in facts:
        answer = codes.statistic_of(fact)[1]
        if answer:
            found.setdefault(answer_code(index, fact.key.subject, answer), answer)
    return found


def _split_by(index: CatalogueIndex) -> dict[str, Codes]:
    """Return every dimension by which a value is split, with its codes."""
    lists = codes.dimension_lists(index)
    indicators = index.catalogue.indicators
    named = {d for i in indicators for b in i.breakdowns for d in b.by} - {OPTION_DIMENSION}
    found = {name: _coded(lists[name]) for name in sorted(named)}
    found[OPTION_DIMENSION] = {
        answer_code(index, indicator.id, option.value): option.label
        for indicator in indicators
        if any(OPTION_DIMENSION in breakdown.by for breakdown in indicator.breakdowns)
        for option in index.options(indicator)
    }
    return found | {"type": _coded(lists[codes.TYPES])}


def _dimension_code(index: CatalogueIndex, subject: str, dimension: str, code: str) -> str:
    if dimension == OPTION_DIMENSION:
        return answer_code(index, subject, code)
    return code_of(codes.printed_value(dimension, code))


def time_of(period: str, cutoff: date) -> str:
    """Return a period of the portal as a time of SDMX.

    `latest` is what was the newest on the cut-off day, so it stands under that day.
    """
    if re.fullmatch(r"\d{4}|\d{4}-\d\d-\d\d", period):
        return period
    if re.fullmatch(r"\d{4}-\d\d", period):  # an academic year begins in October
        return f"{period[:4]}-10-01/P1Y"
    if match := re.fullmatch(r"(\d{4})(-\d\d)?_(\d{4})(-\d\d)?", period):  # first to last
        years = int(match[3]) - int(match[1]) + 1
        return f"{match[1]}-{'10' if match[2] else '01'}-01/P{years}Y"
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
    attributes = (attribute.id for attribute in structure.attributes)
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
    key, edition = fact.key, structure.edition
    statistic, answer = codes.statistic_of(fact)
    coded = {
        "SUBJECT": code_of(key.subject),
        "REF_AREA": key.set,
        "STATISTIC": statistic,
        "ANSWER": answer_code(edition.index, key.subject, answer) if answer else NOT_ANSWERED,
        **{
            dimension.upper(): _dimension_code(edition.index, key.subject, dimension, code)
            for dimension, code in key.codes
        },
    }
    told = _told(edition, fact)
    return (
        *(coded.get(name, TOTAL) for name in structure.dimensions),
        time_of(key.period, edition.cutoff),
        "" if fact.number is None else canonical_decimal(fact.number),
        *(told.get(attribute.id, "") for attribute in structure.attributes),
    )


def _told(edition: SdmxEdition, fact: Fact) -> dict[str, str]:
    """Return the attributes of a figure that say something."""
    key = fact.key
    is_coded = fact.text is not None and codes.answer_list(edition.index, key.subject)
    return {
        "OBS_TEXT": fact.text or "",
        "FACT": fact.id,
        "PERIOD": key.period,
        "UNIT_MEASURE": code_of(fact.unit),
        "N": str(fact.n),
        "N_OF": str(fact.of),
        "MISSING": "; ".join(f"{reason}: {n}" for reason, n in sorted(fact.missing.items())),
        "FLAGS": "; ".join(fact.flags),
        "OBS_ANSWER": answer_code(edition.index, key.subject, fact.text or "") if is_coded else "",
        **{f"MISSING_{reason.upper()}": str(count) for reason, count in fact.missing.items()},
        **{f"FLAG_{flag.upper()}": flag for flag in fact.flags},
    }
