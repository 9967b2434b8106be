"""What each quality rule says: a title, a sentence about the case, and what to do next."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.i18n import N_, format_date, format_number, gettext
from app.domain.indicators import OPTION_DIMENSION
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import Finding


@dataclass(frozen=True)
class RuleText:
    """The words of one rule; `message` and `remedy` may hold `{param}` placeholders."""

    title: str
    message: str
    remedy: str


RULE_MESSAGES: dict[str, RuleText] = {
    "QC-001": RuleText(
        N_("Value outside its bounds"),
        N_("{value} is not possible here: the value must be {bounds}."),
        N_("Please check the figure. If it is right, give a reason code and explain in the note."),
    ),
    "QC-002": RuleText(
        N_("Something is still missing"),
        N_("{kind} is still missing."),
        N_("Please fill it in, say why there is no answer, or leave the point out."),
    ),
    "QC-003": RuleText(
        N_("Reason missing"),
        N_("You chose “{code}” without saying why."),
        N_("A few words are enough."),
    ),
    "QC-004": RuleText(
        N_("Date after the cut-off date"),
        N_("This date is later than {cutoff}, the day up to which this cycle looks."),
        N_("Please give the situation on that day. What came later belongs to the next cycle."),
    ),
    "QC-005": RuleText(
        N_("Length of a text"),
        N_("The text is {length} characters long; it should have {bounds}."),
        N_("Please shorten it or add to it. Details can go into a linked document."),
    ),
    "QC-006": RuleText(
        N_("Status not open at this point"),
        N_("The wording of this point does not leave open whether to act."),
        N_("Please choose another status and explain your situation in the text below it."),
    ),
    "QC-007": RuleText(
        N_("Parts exceed the total"),
        N_("By {breakdown}, the parts add up to {added}, but the total is {total}."),
        N_("Please correct the total or one of the parts."),
    ),
    "QC-008": RuleText(
        N_("Part exceeds the whole"),
        N_("{value} cannot be more than “{other}”, where you gave {limit}."),
        N_("Please correct one of the two."),
    ),
    "QC-009": RuleText(
        N_("Value called for by another answer"),
        N_("Your answer to “{other}” makes this value necessary."),
        N_("Please fill it in or say why there is none."),
    ),
    "QC-010": RuleText(
        N_("Parts fall short of the total"),
        N_("By {breakdown}, the parts add up to {added}, but the total is {total}."),
        N_("Please add what is missing, or explain the difference."),
    ),
    "QC-011": RuleText(
        N_("Evidence expected"),
        N_("Nothing supports this answer yet."),
        N_("Please add a link, a file or a source, or explain why there is none."),
    ),
    "QC-012": RuleText(
        N_("Proposed value not decided"),
        N_("A proposed value is waiting for you. Until you decide, it is not part of the report."),
        N_("Please confirm it, correct it, or say that you cannot confirm it."),
    ),
    "QC-013": RuleText(
        N_("Unusual change"),
        N_(
            "Against {before} the value is {direction} by {change} %; the usual limit is {limit} %."
        ),
        N_("Please check it. If it is right, say in a sentence what happened."),
    ),
    "QC-014": RuleText(
        N_("Same text at several points"),
        N_("The same text also stands at {points}."),
        N_("Please say what is particular to each point, or explain why one text fits all."),
    ),
    "QC-015": RuleText(
        N_("Many estimates"),
        N_("{estimated} of {figures} figures are marked as estimates."),
        N_("Please check the marks. If they are right, say when firm figures can be expected."),
    ),
    "QC-016": RuleText(
        N_("No measure named"),
        N_("You report progress here and name no measure behind it."),
        N_("Please add a measure, or explain what the progress consists of."),
    ),
    "QC-017": RuleText(
        N_("Few persons in a public figure"),
        N_("This figure stands for {value} persons, fewer than {threshold}, and is public."),
        N_("Please choose a narrower visibility, or confirm that nobody can be recognised."),
    ),
    "QC-018": RuleText(
        N_("“Not applicable” stands in the list"),
        N_("You gave “does not apply” as a reason code, and the list has this answer itself."),
        N_("Please choose it from the list instead."),
    ),
    "QC-019": RuleText(
        N_("Total missing"),
        N_("There are values by {breakdown} and no total."),
        N_("Please give the total, or say why there is none."),
    ),
}

_KINDS = {
    "progress": N_("The progress status"),
    "question": N_("The answer to a question"),
    "indicator": N_("The value of an indicator"),
}
_DIRECTIONS = {"up": N_("higher"), "down": N_("lower")}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def finding_sentence(finding: Finding, label_of: Callable[[str], str]) -> str:
    """Return what was found and what to do about it, in the current language.

    `label_of` gives the words for the id of a breakdown, of a point or of a missing-value code.
    """
    text = RULE_MESSAGES[finding.rule]
    words = _in_words(finding.params, label_of)
    return f"{gettext(text.message).format(**words)} {gettext(text.remedy).format(**words)}"


def rule_title(rule: str) -> str:
    """Return the short name of a rule in the current language."""
    return gettext(RULE_MESSAGES[rule].title)


def labels_of(index: CatalogueIndex) -> Callable[[str], str]:
    """Return the `label_of` of a catalogue."""
    catalogue = index.catalogue
    words = {code.code: code.label for code in catalogue.missing_codes}
    dimensions = {codes.id: codes.label for codes in catalogue.codelists}
    numbers = {point.id: point.number for point in catalogue.instrument.points}

    def label_of(name: str) -> str:
        if name in words:
            return words[name]
        if name in numbers:
            return gettext("point {number}").format(number=numbers[name])
        known = {**dimensions, OPTION_DIMENSION: gettext("Option")}
        return gettext(" and ").join(_in_sentence(known[part]) for part in name.split("+"))

    return label_of


def _in_sentence(label: str) -> str:
    """Return a label with a small first letter, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _in_words(params: Mapping[str, str], label_of: Callable[[str], str]) -> dict[str, str]:
    words = {name: _plain(value) for name, value in params.items()}
    for name in ("breakdown", "code"):
        if name in params:
            words[name] = label_of(params[name])
    if "points" in params:
        words["points"] = ", ".join(label_of(point) for point in params["points"].split(", "))
    if "kind" in params:
        words["kind"] = gettext(_KINDS[params["kind"]])
    if "direction" in params:
        words["direction"] = gettext(_DIRECTIONS[params["direction"]])
    if "before" in params:
        words["before"] = params["before"].replace("-", "\u2013")  # a year is not grouped by three
    if "min" in params:
        words["bounds"] = _bounds(words["min"], words["max"])
    return words


def _plain(value: str) -> str:
    """Return a number or a day as it is read; anything else is a name and stays."""
    if _NUMBER.fullmatch(value):
        return format_number(Decimal(value))
    return format_date(date.fromisoformat(value)) if _DAY.fullmatch(value) else value


def _bounds(low: str, high: str) -> str:
    if low and high:
        return gettext("between {low} and {high}").format(low=low, high=high)
    if low:
        return gettext("at least {low}").format(low=low)
    return gettext("at most {high}").format(high=high)
