"""What is asked, said in another language: each entry whole or not at all, its codes untouched."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from app.domain.indicators import Catalogue, Code, CodeList, Flag, Indicator, MissingCode
from app.domain.points import (
    Anchors,
    Header,
    Option,
    Point,
    PointGroup,
    Question,
    SubItem,
)

Translate = Callable[[str], str]  # empty where there is no translation
Entry = TypeVar("Entry", bound=BaseModel)

SOURCE = "en"
_LABEL, _ASKED = ("label",), ("label", "hint")
# Which fields people read; every other one is a code, a number or a reference.
_TEXTS: Mapping[type, tuple[str, ...]] = {
    Option: ("label", "meaning"),
    Code: _LABEL,
    CodeList: ("label", "note"),
    MissingCode: _LABEL,
    Flag: _LABEL,
    Question: _ASKED,
    Header: _ASKED,
    Indicator: ("name", "definition", "rationale", "comparability_note", "aggregation_note"),
    SubItem: ("summary",),
    Anchors: tuple(Anchors.model_fields),
    Point: ("title", "summary"),
    PointGroup: ("title",),
}
_PARTS: Mapping[type, tuple[str, ...]] = {
    CodeList: ("codes",),
    Question: ("options",),
    Header: ("options",),
    Indicator: ("options",),
    Point: ("sub_items", "anchors"),
}
# Lists of which all entries are said in one language.
_SCALES = ("missing_codes", "flags", "progress_scale", "measure_types", "measure_stages")
_LISTS = ("questions", "header", "indicators", "codelists")


def texts_of(entry: BaseModel) -> Iterator[str]:
    """Yield every text of an entry that people read, in the original."""
    for name in _TEXTS.get(type(entry), ()):
        value = getattr(entry, name)
        text = value.get(SOURCE) if isinstance(value, dict) else value
        if text:
            yield text
    for part in _parts(entry):
        yield from texts_of(part)


def texts_asked(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield every text of a catalogue with the name of the entry it belongs to."""
    for name in (*_LISTS, *_SCALES):
        for entry in getattr(catalogue, name):
            yield from ((_named(name, entry), text) for text in texts_of(entry))
    for name in ("groups", "points"):
        for entry in getattr(catalogue.instrument, name):
            yield from ((_named(name, entry), text) for text in texts_of(entry))
    for unit in sorted({indicator.unit for indicator in catalogue.indicators}):
        yield "unit", unit


def spoken(catalogue: Catalogue, language: str, translate: Translate) -> Catalogue:
    """Return a catalogue in a language; an entry of which one text is not translated stays."""

    def whole(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        texts = [text for entry in entries for text in texts_of(entry)]
        said = {text: translate(text) for text in texts}
        if not all(said.values()):
            return entries
        return tuple(_said(entry, language, said) for entry in entries)

    def each(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(whole((entry,))[0] for entry in entries)

    instrument = catalogue.instrument
    lists: dict[str, Any] = {name: each(getattr(catalogue, name)) for name in _LISTS}
    lists |= {name: whole(getattr(catalogue, name)) for name in _SCALES}
    lists["instrument"] = instrument.model_copy(
        update={"groups": each(instrument.groups), "points": each(instrument.points)}
    )
    return catalogue.model_copy(update=lists)


def _parts(entry: BaseModel) -> Iterator[BaseModel]:
    for name in _PARTS.get(type(entry), ()):
        value = getattr(entry, name)
        yield from value if isinstance(value, tuple) else (value,)


def _said(entry: Entry, language: str, said: Mapping[str, str]) -> Entry:
    """Return an entry in a language; where the original has a text in it already, that stays."""
    changed: dict[str, Any] = {}
    for name in _TEXTS.get(type(entry), ()):
        value = getattr(entry, name)
        if isinstance(value, dict):
            changed[name] = {language: said[value[SOURCE]], **value}
        elif value:
            changed[name] = said[value]
    for name in _PARTS.get(type(entry), ()):
        value = getattr(entry, name)
        if isinstance(value, tuple):
            changed[name] = tuple(_said(part, language, said) for part in value)
        else:
            changed[name] = _said(value, language, said)
    return entry.model_copy(update=changed)


def _named(name: str, entry: BaseModel) -> str:
    known = ("id", "key", "code", "flag", "value")
    return next((f"{name}/{getattr(entry, k)}" for k in known if hasattr(entry, k)), name)
