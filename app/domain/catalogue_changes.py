"""What differs between two catalogues: added, removed, worded differently, series broken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.domain.diff import Segment, redline, replaced
from app.domain.indicators import Catalogue, Indicator

What = Literal["point", "question", "indicator", "codelist"]
Kind = Literal["added", "changed", "removed"]

# Numbers of two cycles are comparable only while these stay; see also `app.domain.last_time`.
BREAKS = frozenset(
    {"value_type", "unit", "per_point", "national_form", "subject", "reference_period", "options"}
)
_TEXTS = frozenset({"name", "definition", "label", "hint", "summary", "title", "note", "unit"})
_UNSAID = frozenset({"id", "key", "number"})


@dataclass(frozen=True)
class FieldChange:
    """One field that says something else now."""

    name: str
    parts: tuple[Segment, ...]
    breaks: bool  # values before and after cannot be compared


@dataclass(frozen=True)
class CatalogueChange:
    """One thing that is new, gone or different."""

    what: What
    subject: str
    title: str
    kind: Kind
    fields: tuple[FieldChange, ...] = ()

    @property
    def breaks(self) -> bool:
        """Tell whether a series ends here: what follows is a series of its own."""
        gone = self.what == "indicator" and self.kind == "removed"
        return gone or any(change.breaks for change in self.fields)


def catalogue_changes(old: Catalogue, new: Catalogue) -> tuple[CatalogueChange, ...]:
    """Return every difference, in the order of the newer catalogue, what is gone at the end."""
    found = [
        *_compared("point", _points(old), _points(new)),
        *_compared("question", _questions(old), _questions(new)),
        *_compared("indicator", _by_id(old.indicators), _by_id(new.indicators)),
        *_compared("codelist", _by_id(old.codelists), _by_id(new.codelists)),
    ]
    return tuple(found)


def _by_id(things: Iterable[Any]) -> dict[str, tuple[str, Any]]:
    return {thing.id: (getattr(thing, "name", "") or thing.label, thing) for thing in things}


def _points(catalogue: Catalogue) -> dict[str, tuple[str, Any]]:
    return {p.id: (p.title.get("en", p.id), p) for p in catalogue.instrument.points}


def _questions(catalogue: Catalogue) -> dict[str, tuple[str, Any]]:
    asked = {question.key: (question.label, question) for question in catalogue.questions}
    return {**asked, **{f"header.{h.key}": (h.label, h) for h in catalogue.header}}


def _compared(
    what: What, old: Mapping[str, tuple[str, Any]], new: Mapping[str, tuple[str, Any]]
) -> Iterable[CatalogueChange]:
    for subject, (title, thing) in new.items():
        if subject not in old:
            yield CatalogueChange(what, subject, title, "added")
            continue
        changes = tuple(_fields(what, old[subject][1], thing))
        if changes:
            yield CatalogueChange(what, subject, title, "changed", changes)
    for subject, (title, _thing) in old.items():
        if subject not in new:
            yield CatalogueChange(what, subject, title, "removed")


def _fields(what: What, old: Any, new: Any) -> Iterable[FieldChange]:
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    for name in (*after, *(n for n in before if n not in after)):
        was, now = before.get(name), after.get(name)
        if was == now or name in _UNSAID:
            continue
        one, other = _said(was), _said(now)
        parts = redline(one, other) if name in _TEXTS else replaced(one, other)
        yield FieldChange(name, parts, _breaks(what, name, old, new))


def breaking_fields(old: Indicator, new: Indicator) -> tuple[str, ...]:
    """Return what changed of a definition so that values before and after cannot be compared."""
    return tuple(
        name
        for name in sorted(BREAKS)
        if getattr(old, name) != getattr(new, name) and not _only_labels(name, old, new)
    )


def _breaks(what: What, name: str, old: Any, new: Any) -> bool:
    if what == "codelist" and name == "codes":
        return bool(_codes(old) - _codes(new))  # a code that is gone; more codes break nothing
    if what != "indicator" or name not in BREAKS:
        return False
    return not _only_labels(name, old, new)


def _codes(codelist: Any) -> set[str]:
    return {code.code for code in codelist.codes}


def _only_labels(name: str, old: Indicator, new: Indicator) -> bool:
    """Tell whether options have other words only: what was chosen means the same choice."""
    if name != "options":
        return False
    return [o.value for o in old.options] == [o.value for o in new.options]


def _said(value: Any) -> str:
    """Write a value for people who read what changed."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        pairs = ((key, _said(inner)) for key, inner in value.items())
        return "; ".join(f"{key}: {text}" for key, text in pairs if text)
    if isinstance(value, list):
        return ", ".join(filter(None, (_item(item) for item in value)))
    return str(value)


def _item(value: Any) -> str:
    if isinstance(value, dict):
        names = ("label", "summary", "value", "code", "key")
        named = next((str(value[name]) for name in names if value.get(name)), "")
        return named or _said(value)
    return _said(value)
