"""Every list of codes that stand in tables and in the JSON interface, each code with its words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from app.catalogue.spoken import in_words_of_reader
from app.core.i18n import N_, country_name, gettext
from app.core.rule_messages import rule_title
from app.core.rule_texts import RULE_MESSAGES
from app.domain.indicators import Aggregation, ReferencePeriod, ValueType
from app.domain.observations import CatalogueIndex
from app.domain.points import Addressee, ReporterEntry, Strength
from app.domain.qc.findings import Severity
from app.domain.ticked import ticked_questions
from app.domain.visibility import LEVELS, NEVER_PUBLISHED
from app.editions.contents import EditionContents
from app.editions.words import option_word, standing
from app.open_data import changes, codes
from app.open_data.codes import Codes
from app.open_data.definition_tables import code_in_words
from app.open_data.matrices import LEFT_OUT, NOT_IN_CYCLE
from app.reporting.words import (
    EU_LANGUAGES,
    breakdown_word,
    in_language,
    language_word,
    point_title,
    severity_word,
    visibility_word,
)


@dataclass(frozen=True)
class Listed:
    """One list of codes."""

    name: str
    label: str
    codes: Codes
    note: str | None = None
    order: Mapping[str, int | None] = field(default_factory=dict)  # where steps follow each other


def code_lists(contents: EditionContents) -> tuple[Listed, ...]:
    """Return every list by its name; codes of editions before, whose rows stay, come last."""
    found = _lists(contents, contents.index)
    for earlier in contents.earlier:
        for name, one in _lists(contents, in_words_of_reader(earlier)).items():
            known = found.setdefault(name, one).codes
            known.update({code: label for code, label in one.codes.items() if code not in known})
    return tuple(found.values())


def _lists(contents: EditionContents, index: CatalogueIndex) -> dict[str, Listed]:
    made = (_splitting(index), _answers(index), _of_values(contents, index), _of_tables(index))
    every = (one for group in made for one in group)
    return {one.name: one for one in (*every, *_definitions(), *_of_the_portal())}


def _splitting(index: CatalogueIndex) -> list[Listed]:
    """Return the lists by which values are split, in the order of the catalogue."""
    by_name = codes.dimension_lists(index)
    return [Listed(c.id, c.label, by_name[c.id], c.note) for c in index.catalogue.codelists]


def _answers(index: CatalogueIndex) -> list[Listed]:
    """Return the lists of answers: those of an indicator are called after it."""
    labels = {i.id: i.name for i in index.catalogue.indicators}
    labels |= {question.key: question.label for question in ticked_questions(index)}
    labels |= {codes.STEPS: gettext("Progress status"), codes.YES_NO: gettext("Yes or no")}
    steps = {option.value: option.order for option in index.catalogue.progress_scale}
    order = {i.id: {o.value: o.order for o in i.options} for i in index.catalogue.indicators}
    order[codes.STEPS] = steps
    return [
        Listed(name, labels[name], found, order=order.get(name, {}))
        for name, found in codes.answer_lists(index).items()
    ]


def _of_values(contents: EditionContents, index: CatalogueIndex) -> list[Listed]:
    """Return the lists by which values, their reasons and their origin are coded."""
    catalogue = index.catalogue
    missing: Codes = {one.code: one.label for one in catalogue.missing_codes}
    gone = {NOT_IN_CYCLE: gettext("Not asked in this cycle")}
    steps: Codes = {step.value: step.label for step in catalogue.progress_scale}
    left_out = {LEFT_OUT: gettext("Left out by the country")}
    facts = contents.facts.values()
    reasons = codes.reasons(index, is_baseline=contents.info.is_baseline)
    return [
        Listed(
            "measure_type", gettext("Type of measure"), codes.dimension_lists(index)["measure_type"]
        ),
        Listed(
            "measure_stage",
            gettext("Stage of a measure"),
            {option.value: option.label for option in catalogue.measure_stages},
        ),
        Listed("missing", gettext("Reason why there is no value"), missing),
        Listed("missing_or_gone", gettext("Reason in a matrix"), missing | gone),
        Listed("missing_behind", gettext("Reason of a country behind a figure"), reasons),
        Listed(
            "point_status",
            gettext("Status of a point, or why there is none"),
            steps | missing | left_out | gone,
        ),
        Listed("flag", gettext("Qualifier"), codes.flags(index)),
        Listed("unit", gettext("Unit"), codes.units(index, facts)),
        Listed("statistic", gettext("How a figure was made"), _translated(codes.STATISTICS)),
        Listed("subject", gettext("What a figure is about"), codes.subjects(index, facts)),
        Listed("set", gettext("For whom a figure speaks"), codes.areas(index)),
        Listed("breakdown", gettext("How a value is split"), _breakdowns(index)),
    ]


def _breakdowns(index: CatalogueIndex) -> Codes:
    named = {one.id for i in index.catalogue.indicators for one in i.breakdowns}
    return {name: standing(breakdown_word(index, name)) for name in sorted(named)}


def _translated(found: Mapping[str, str]) -> Codes:
    return {code: gettext(label) for code, label in found.items()}


def _of_tables(index: CatalogueIndex) -> list[Listed]:
    """Return the lists of countries, points, indicators and of the kinds of texts."""
    catalogue = index.catalogue
    entries = sorted(catalogue.reporters, key=lambda entry: entry.protocol_order)

    def named(code_of: Callable[[ReporterEntry], str]) -> Codes:
        return {code_of(entry): country_name(entry.code) for entry in entries}

    types = catalogue.measure_types
    measures = {
        f"measure: {one.value}": gettext("Measure: {type}").format(
            type=option_word(types, one.value)
        )
        for one in types
    }
    texts = {q.key: q.label for q in catalogue.questions if q.kind == "text"}
    texts |= measures | {"evidence": gettext("Evidence")}
    points = {point.id: point_title(point) for point in catalogue.instrument.points}
    groups = {group.id: in_language(group.title) for group in catalogue.instrument.groups}
    return [
        Listed("country", gettext("Country, EL for Greece"), named(lambda entry: entry.printed)),
        Listed("iso_country", gettext("Country, code of ISO 3166"), named(lambda e: e.code)),
        Listed("point", gettext("Point of the Recommendation"), points),
        Listed("group", gettext("Group of points"), groups),
        Listed("indicator", gettext("Indicator"), {i.id: i.name for i in catalogue.indicators}),
        Listed("kind_of_text", gettext("Kind of text"), texts),
    ]


# Lists of the definitions: what a list is called, and the codes it has, in words of their own.
_DEFINED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "addressee": (N_("Addressee"), tuple(Addressee)),
    "strength": (N_("Strength of wording"), get_args(Strength)),
    "value_type": (N_("Value type"), get_args(ValueType)),
    "tier": (N_("Tier"), ("core", "extended", "context")),
    "supplied_by": (N_("Supplied by"), ("member_state", "commission", "any_actor")),
    "reference_period": (N_("Reference period"), get_args(ReferencePeriod)),
    "european_figure": (N_("European figure"), get_args(Aggregation)),
}
# The same with the words of each code.
_SAID: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "change": (N_("Change"), changes.KINDS),
    "change_reason": (N_("Reason"), changes.REASONS),
    "origin": (
        N_("Where a value comes from"),
        {
            "reported": N_("Reported by the country"),
            "compiled": N_("From public sources"),
            "training": N_("Training: not real information"),
        },
    ),
    "basis": (
        N_("What stands behind a value"),
        {
            "reported": N_("Reported by the country"),
            "public_sources": N_("From public sources"),
        },
    ),
    "confidence": (
        N_("Confidence of source"),
        {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")},
    ),
    "adds_up": (
        N_("How the parts of a value add up"),
        {
            "exact": N_("The parts add up to the total"),
            "at_most": N_("The parts add up to the total or to less"),
            "overlapping": N_("One thing can be in several parts"),
            "ticks": N_("Each part is ticked or not"),
            "none": N_("The parts are not added"),
        },
    ),
    "level": (
        N_("What an indicator measures"),
        {
            "structure": N_("What is in place"),
            "process": N_("What is being done"),
            "output": N_("What has been produced"),
            "outcome": N_("What has changed"),
        },
    ),
    "indicator_subject": (
        N_("Whom an indicator is about"),
        {"reporter": N_("Each country"), "union": N_("The Union as a whole")},
    ),
    "reporter_kind": (
        N_("Kind of reporter"),
        {"member_state": N_("Member State"), "commission": N_("European Commission")},
    ),
    "edition_kind": (
        N_("Kind of edition"),
        {
            "live": N_("Reported by countries"),
            "baseline": N_("Compiled from public sources"),
            "training": N_("Training: not real information"),
        },
    ),
    "made_by": (
        N_("Who translated a text"),
        {"human": N_("A person"), "machine": N_("A machine")},
    ),
}


def _definitions() -> Iterator[Listed]:
    for name, (label, found) in _DEFINED.items():
        said = {str(code): code_in_words(str(code)) for code in found}
        yield Listed(name, gettext(label), said)
    for name, (label, worded) in _SAID.items():
        yield Listed(name, gettext(label), _translated(worded))


def _of_the_portal() -> list[Listed]:
    """Return the lists that no catalogue brings: languages, rules, who may see something."""
    languages = {code: language_word(code) for code in EU_LANGUAGES}
    severities = {str(one): severity_word(one) for one in Severity}
    return [
        Listed("text_language", gettext("Language of a text"), languages),
        Listed("quality_rule", gettext("Rule"), {rule: rule_title(rule) for rule in RULE_MESSAGES}),
        Listed("severity", gettext("Severity"), severities),
        Listed(
            "visibility",
            gettext("Who may see it"),
            {v: visibility_word(v) for v in (*LEVELS, NEVER_PUBLISHED)},
        ),
    ]
