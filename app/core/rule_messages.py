"""What a finding says in the reader's language: a sentence about the case, and what to do next."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from app.core.i18n import N_, cldr_locale, format_date, format_number, gettext
from app.core.rule_texts import NOT_RUN, RULE_MESSAGES
from app.domain.indicators import OPTION_DIMENSION
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import Finding, Severity
from app.domain.qc.modes import Mode

_KINDS = {
    "progress": N_("The progress status"),
    "question": N_("The answer to a question"),
    "indicator": N_("The value of an indicator"),
}
_DIRECTIONS = {"up": N_("higher"), "down": N_("lower")}
_NAMES = frozenset({"title", "other"})  # what somebody called something stays as it is
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def finding_sentence(finding: Finding, label_of: Callable[[str], str]) -> str:
    """Return what was found and what to do about it, in the current language.

    `label_of` gives the words for the id of a breakdown, of a point, of a missing-value code or of
    a progress status.
    """
    if finding.severity is Severity.NOT_RUN:
        said = {"title": rule_title(finding.rule), **finding.params}
        return " ".join(gettext(part).format(**said) for part in NOT_RUN)
    text = RULE_MESSAGES[finding.rule]
    words = _in_words(finding.params, label_of)
    return f"{gettext(text.message).format(**words)} {gettext(text.remedy).format(**words)}"


def rule_title(rule: str) -> str:
    """Return the short name of a rule in the current language."""
    return gettext(RULE_MESSAGES[rule].title)


def labels_of(index: CatalogueIndex) -> Callable[[str], str]:
    """Return the `label_of` of a catalogue."""
    catalogue = index.catalogue
    words: dict[str, str] = {code.code: code.label for code in catalogue.missing_codes}
    words |= {step.value: step.label for step in catalogue.progress_scale}
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
    words = {name: v if name in _NAMES else _plain(v) for name, v in params.items()}
    for name in ("breakdown", "code", "was", "is"):
        if name in params:
            words[name] = label_of(params[name])
    if "points" in params:
        words["points"] = ", ".join(label_of(point) for point in params["points"].split(", "))
    if "language" in params:
        words["language"] = str(cldr_locale().languages.get(params["language"], ""))
    if "kind" in params:
        words["kind"] = gettext(_KINDS[params["kind"]])
    if "direction" in params:
        words["direction"] = gettext(_DIRECTIONS[params["direction"]])
    if "before" in params:
        words["before"] = _period(params["before"])
    if "min" in params:
        words["bounds"] = _bounds(words["min"], words["max"])
    return words


def _plain(value: str) -> str:
    """Return a number or a day as it is read; anything else is a name and stays."""
    if _NUMBER.fullmatch(value):
        return format_number(Decimal(value))
    return format_date(date.fromisoformat(value)) if _DAY.fullmatch(value) else value


def _period(text: str) -> str:
    """Return a period in the middle of a sentence; a year is not grouped by three."""
    if text == "latest":
        return gettext("the last cycle")
    return _plain(text) if _DAY.fullmatch(text) else text.replace("-", "\u2013")


def _bounds(low: str, high: str) -> str:
    if low and high:
        return gettext("between {low} and {high}").format(low=low, high=high)
    if low:
        return gettext("at least {low}").format(low=low)
    return gettext("at most {high}").format(high=high)


def mode_word(mode: Mode) -> str:
    """Return in a word how a rule counts."""
    return {
        Mode.OFF: gettext("Retired"),
        Mode.REHEARSAL: gettext("On trial"),
        Mode.INFORMATION: gettext("Information"),
        Mode.WARNING: gettext("Warning"),
        Mode.BLOCKING: gettext("Blocking"),
    }[mode]


def mode_meaning(mode: Mode) -> str:
    """Return what it means for a country that a rule counts so."""
    return {
        Mode.OFF: gettext("Nobody is told of it."),
        Mode.REHEARSAL: gettext("Only the Commission sees what it would find."),
        Mode.INFORMATION: gettext("It tells something. Nothing is needed."),
        Mode.WARNING: gettext("The country mends it or explains it."),
        Mode.BLOCKING: gettext("It has to be mended before sending."),
    }[mode]
