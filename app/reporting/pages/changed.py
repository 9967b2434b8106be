"""One difference in words: what it is about, and each field that differs as a redline."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.domain.asked import find_question
from app.domain.contribution import MEASURE_CODES, Translation
from app.domain.diff import Change, Segment, redline, replaced
from app.domain.observations import CatalogueIndex, parse_key
from app.reporting import words
from app.reporting.origins import origin_word
from app.reporting.pages.content import option_word
from app.reporting.pages.proposals import confidence_word, decision_word

# What every field of a record is called; a field without a name here fails a test.
LABELS: dict[str, str] = {
    "value": N_("Value"),
    "missing": N_("Reason for no value"),
    "decision": N_("Decision"),
    "title": N_("Title"),
    "type": N_("Type"),
    "stage": N_("Stage"),
    "description": N_("Description"),
    "start": N_("Start"),
    "end": N_("End"),
    "lead_body": N_("Lead body"),
    "budget": N_("Budget"),
    "partners": N_("Partners"),
    "regions": N_("Partner countries and regions"),
    "sdgs": N_("Sustainable Development Goals"),
    "sectors": N_("Sectoral diplomacy"),
    "points": N_("Points it serves"),
    "point": N_("Point"),
    "link": N_("Link"),
    "url": N_("Link"),
    "file_name": N_("File"),
    "file_sha256": N_("Fingerprint of the file"),
    "file_type": N_("Kind of file"),
    "alt_text": N_("The picture in words"),
    "withheld": N_("Not for publication"),
    "withheld_reason": N_("Why it is not for publication"),
    "published_on": N_("Published"),
    "reference_year": N_("Reference year"),
    "flags": N_("Flags"),
    "source": N_("Source"),
    "confidence": N_("How sure"),
    "note": N_("Note"),
    "proposal": N_("Proposed value"),
    "reason": N_("Reason"),
    "text": N_("Explanation"),
    "language": N_("Language"),
    "translations": N_("Translations"),
    "visibility": N_("Visible to"),
    "origin": N_("Where it comes from"),
}
# What only identifies a record: two records of one identity do not differ in it.
IDENTITY = frozenset({"uid", "prefill", "target", "rule", "subject"})
# Not worth a line where a whole thing came or went.
_BESIDE = frozenset({"point", "points", "language", "origin", "revision"}) | IDENTITY
# Read as one: half of a date or of an address is no news.
_AS_A_WHOLE = frozenset({"start", "end", "published_on", "link", "url", "file_name", "file_sha256"})


@dataclass(frozen=True)
class Row:
    """One field of a thing that differs."""

    label: str
    segments: tuple[Segment, ...]
    language: str = ""


@dataclass(frozen=True)
class ChangeView:
    """One difference, ready for the page."""

    what: str
    title: str
    word: str
    tone: str
    language: str
    rows: tuple[Row, ...]


def change_view(index: CatalogueIndex, reporter: str, change: Change) -> ChangeView:
    """Return a difference in words."""
    word, tone = _kind(change)
    is_record = change.what in ("measure", "evidence")
    return ChangeView(
        what=_what_word(change),
        title=_title(index, reporter, change),
        word=word,
        tone=tone,
        language=change.record.language if is_record else "",
        rows=tuple(_rows(index, reporter, change)),
    )


def _what_word(change: Change) -> str:
    return {
        "left_out": "",
        "answer": _("Answer"),
        "observation": _("Value"),
        "measure": _("Measure"),
        "evidence": _("Evidence"),
        "decision": _("Decision on a proposed value"),
        "explanation": _("Explanation of a finding"),
    }[change.what]


def _kind(change: Change) -> tuple[str, str]:
    if change.what == "left_out":
        return {
            "added": (_("Now left out"), "neutral"),
            "changed": (_("Changed"), "active"),
            "removed": (_("Taken in again"), "done"),
        }[change.kind]
    return {
        "added": (_("Added"), "done"),
        "changed": (_("Changed"), "active"),
        "removed": (_("Removed"), "stop"),
    }[change.kind]


def _title(index: CatalogueIndex, reporter: str, change: Change) -> str:
    match change.what:
        case "left_out":
            return _("The point as a whole")
        case "measure" | "evidence":
            return str(change.record.title)
        case "decision":
            return str(change.record.proposal) or _("Proposed value")
        case "explanation":
            return words.label_of(index, reporter, change.record.subject)
        case _:
            return words.label_of(index, reporter, change.subject)


def _rows(index: CatalogueIndex, reporter: str, change: Change) -> Iterator[Row]:
    names = [f.name for f in fields(change.record)]
    if change.kind == "changed":
        changed = {one.name for one in change.fields}
        names = [name for name in names if name in changed]
    else:
        names = [name for name in names if name not in _beside(change)]
    for name in names:
        old, new = (getattr(record, name, None) for record in (change.old, change.new))
        segments = _segments(index, reporter, change, name, (old, new))
        if segments:
            spoken = getattr(change.record, "language", "") if name in _SPOKEN else ""
            yield Row(_(LABELS[name]), segments, spoken or "")


# Fields written in the language of their record.
_SPOKEN = frozenset({"value", "title", "description"})


def _beside(change: Change) -> frozenset[str]:
    beside = _BESIDE | {"title"} if change.what in ("measure", "evidence") else _BESIDE
    is_open = getattr(change.record, "visibility", "public") == "public"
    return beside | {"visibility"} if is_open else beside


def _segments(
    index: CatalogueIndex, reporter: str, change: Change, name: str, pair: tuple[Any, Any]
) -> tuple[Segment, ...]:
    was, now = (field_text(index, reporter, change, name, value) for value in pair)
    is_list = any(isinstance(value, tuple) for value in pair)
    # What reads as it was typed is running text; a code that became a word is one thing.
    is_typed = pair == (was, now) and name not in _AS_A_WHOLE
    return redline(was, now) if is_list or is_typed else replaced(was, now)


def field_text(index: CatalogueIndex, reporter: str, change: Change, name: str, value: Any) -> str:
    """Return what one field of a thing says, in words; empty when it says nothing."""
    if value is None or value == () or value is False and name == "withheld":
        return ""
    if name == "value":
        return _value(index, reporter, change, value)
    if name in MEASURE_CODES:
        return words.list_words(index, MEASURE_CODES[name], value)
    in_words = _WORDS.get(name)
    return in_words(index, value) if in_words else words.plain_text(value)


def _value(index: CatalogueIndex, reporter: str, change: Change, value: Any) -> str:
    key = parse_key(change.subject)
    if key is not None and key.indicator in index.indicators:
        return words.value_text(index, key, value)
    found = find_question(index, reporter, change.subject)
    return words.plain_text(value, found[1].options if found else ())


def _missing(index: CatalogueIndex, value: Any) -> str:
    word = words.missing_word(index, value.code)
    return f"{word}: {value.reason}" if value.reason else word


def _translations(_index: CatalogueIndex, value: Any) -> str:
    return "\n".join(
        _("%(language)s, %(made)s: %(text)s")
        % {
            "language": _language_and_field(one),
            "made": _("made by a person") if one.made_by == "human" else _("made by a machine"),
            "text": one.text,
        }
        for one in value
    )


def _language_and_field(one: Translation) -> str:
    language = words.language_word(one.language)
    return f"{language}, {_(LABELS[one.field])}" if one.field else language


_WORDS: dict[str, Callable[[CatalogueIndex, Any], str]] = {
    "missing": _missing,
    "translations": _translations,
    "origin": lambda _index, value: origin_word(value),
    "flags": lambda index, value: "\n".join(words.flag_word(index, flag) for flag in value),
    "visibility": lambda _index, value: words.visibility_word(value),
    "language": lambda _index, value: words.language_word(value) if value else "",
    "confidence": lambda _index, value: confidence_word(value),
    "decision": lambda _index, value: decision_word(value),
    "type": lambda index, value: option_word(index.catalogue.measure_types, value),
    "stage": lambda index, value: option_word(index.catalogue.measure_stages, value),
    "points": lambda _index, value: ", ".join(str(int(point[1:])) for point in value),
    "point": lambda _index, value: str(int(value[1:])) if value else "",
    "withheld": lambda _index, value: _("Yes") if value else "",
    "reference_year": lambda _index, value: str(value),  # a year has no mark for thousands
}
