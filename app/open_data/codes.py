"""What a code of a figure means: which list it is of depends on what the figure is about; pure."""

from collections.abc import Iterable, Mapping

from app.core.i18n import N_, asked_word, country_name, gettext, printed_code
from app.domain.facts import EU27, Fact
from app.domain.indicators import OPTION_DIMENSION, PROGRESS, Indicator
from app.domain.observations import CatalogueIndex
from app.domain.roles import COMMISSION
from app.domain.ticked import ticked_questions
from app.editions import words
from app.reporting.words import point_title

Codes = dict[str, str]  # code -> label

# Lists whose name is no name of an indicator.
STEPS, YES_NO, TYPES = "progress", "yes_no", "measure_type"
LIMITED = "limited_coverage"
_COUNTRIES = "host_country"  # the one dimension of countries, stored under ISO codes
_REASONS = ("not_reported", "left_out", "unanswered", "no_base", "break", "not_shown")

STATISTICS: Mapping[str, str] = {
    "value": N_("Value of one country or of the Commission"),
    "n": N_("Countries with a value or with information"),
    "missing": N_("Countries without a value or without information"),
    "count": N_("Number of countries, statuses or measures"),
    "count_yes": N_("Countries that say yes"),
    "sum": N_("Sum"),
    "mean": N_("Mean"),
    "median": N_("Median"),
    "ratio_of_sums": N_("Ratio of the sums"),
    "index": N_("Index: the first period is 100"),
    "change": N_("Change between the first and the last period, in per cent"),
    "given": N_("Statuses given at all points of a group"),
    "covered": N_("Countries covered by public sources"),
    "reported": N_("Countries that reported"),
    "points": N_("Points with information"),
    "countries": N_("Countries with measures"),
}


def printed_value(dimension: str, code: str) -> str:
    """Return a code as it is printed: Greece is EL wherever a country stands."""
    return printed_code(code) if dimension == _COUNTRIES else code


def statistic_of(fact: Fact) -> tuple[str, str]:
    """Return how a figure was made, and the answer that it counts, empty where it counts none."""
    statistic, _, answer = fact.key.measure.partition("/")
    return statistic, answer


def answer_list(index: CatalogueIndex, subject: str) -> str:
    """Return the name of the list that answers about a subject are coded by, empty for none."""
    indicator = index.indicators.get(subject)
    topic = subject.rpartition(".")[2]
    if indicator is None:
        ticked = {question.key for question in ticked_questions(index)}
        return STEPS if topic == "progress" else topic if topic in ticked else ""
    return _list_of(indicator)


def _list_of(indicator: Indicator) -> str:
    if indicator.id == PROGRESS:
        return STEPS
    if indicator.options:
        return indicator.id
    return YES_NO if indicator.value_type == "boolean" else ""


def answer_lists(index: CatalogueIndex) -> dict[str, Codes]:
    """Return every list of answers by its name: a code means something in its own list only."""
    found = {STEPS: {step.value: step.label for step in index.catalogue.progress_scale}}
    found[YES_NO] = {"yes": gettext("Yes"), "no": gettext("No")}
    for question in ticked_questions(index):
        found[question.key] = {option.value: option.label for option in question.options}
    for indicator in index.catalogue.indicators:
        if indicator.options and indicator.id != PROGRESS:
            found[indicator.id] = {option.value: option.label for option in indicator.options}
    return found


def dimension_list(index: CatalogueIndex, subject: str, dimension: str) -> str:
    """Return the name of the list by which a figure about a subject is split."""
    if dimension == OPTION_DIMENSION:
        return answer_list(index, subject)
    return TYPES if dimension == "type" else dimension


def dimension_lists(index: CatalogueIndex) -> dict[str, Codes]:
    """Return every list by which values are split, as codes are printed."""
    found = {
        one.id: {printed_value(one.id, code.code): code.label for code in one.codes}
        for one in index.catalogue.codelists
    }
    return found | {TYPES: {t.value: t.label for t in index.catalogue.measure_types}}


def flags(index: CatalogueIndex) -> Codes:
    """Return what qualifies a value or a figure."""
    limited = gettext("Limited coverage: fewer than ten Member States stand behind it")
    return {flag.flag: flag.label for flag in index.catalogue.flags} | {LIMITED: limited}


def reasons(index: CatalogueIndex, *, is_baseline: bool) -> Codes:
    """Return why a country has no value behind a figure: what it said, or what happened."""
    said = [missing.code for missing in index.catalogue.missing_codes]
    word = words.reason_word
    return {code: words.standing(word(index, code, is_baseline)) for code in (*said, *_REASONS)}


def units(index: CatalogueIndex, facts: Iterable[Fact]) -> Codes:
    """Return in what figures and values are counted."""
    found = {fact.unit for fact in facts} | {i.unit for i in index.catalogue.indicators}
    return {unit: _unit(unit) for unit in sorted(found) if unit}


def _unit(unit: str) -> str:
    own = {
        "category": gettext("One of a list"),
        "yes/no": gettext("Yes or no"),
        "EUR": gettext("Euro"),
        "FTE": gettext("Full-time equivalents"),
        "%": gettext("Per cent of the first value"),
    }
    return own.get(unit) or words.standing(asked_word(unit))


def areas(index: CatalogueIndex) -> Codes:
    """Return for whom figures speak: the Union, each country, the Commission."""
    entries = sorted(index.catalogue.reporters, key=lambda entry: entry.protocol_order)
    found = {EU27: gettext("European Union, 27 Member States")}
    found |= {entry.printed: country_name(entry.code) for entry in entries}
    return found | {COMMISSION: country_name(COMMISSION)}


_OF_POINTS = (
    "coverage", "measures", "obstacles", "progress", "support_offered", "support_wanted"
)  # fmt: skip
_OF_GROUPS = ("measures", "progress")
_OF_ALL = ("coverage", "measures", "obstacles", "support_offered", "support_wanted")


def subjects(index: CatalogueIndex, facts: Iterable[Fact] = ()) -> Codes:
    """Return what figures are about: indicators, points, groups of points and all of them."""
    instrument = index.catalogue.instrument
    named = [f"{point.id}.{topic}" for point in instrument.points for topic in _OF_POINTS]
    named += [f"{group.id}.{topic}" for group in instrument.groups for topic in _OF_GROUPS]
    known = {*index.indicators, *named, *_OF_ALL, *(fact.key.subject for fact in facts)}
    return {subject: _subject(index, subject) for subject in sorted(known)}


def _subject(index: CatalogueIndex, subject: str) -> str:
    if subject in _OF_ALL and subject != "coverage":
        said = gettext("{subject}, at all points together")
        return said.format(subject=words.subject_word(index, subject))
    known = words.point_of(subject)
    point = index.catalogue.point(int(known[0][1:])) if known else None
    title = f" ({point_title(point)})" if point else ""
    return words.subject_word(index, subject) + title
